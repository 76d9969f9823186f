"""Mix, within, and who came or went add up to the change, whatever the metric."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx import catalog
from cx.analyses import compare, what_moved
from cx.errors import QuestionError
from cx.measure import Question, dimension_columns, measure
from cx.stats import movement

RECORDS = {
    r["id"]: r
    for r in json.loads((Path(__file__).parent / "golden" / "stats.json").read_text())
}
NOW = Question(since=date(2026, 4, 1), until=date(2026, 9, 30))
BEFORE = Question(since=date(2025, 10, 1), until=date(2026, 3, 31))


def added(split):
    return split.within.value + split.mix.value + split.entered_left


def test_the_split_is_kitagawas():
    """Berkeley admissions, R 4.2.2 (golden record kitagawa.ucb)."""
    given_, expected = (RECORDS["kitagawa.ucb"][part] for part in ("inputs", "expected"))
    sides = [
        np.array(given_[name], dtype=float)[:, None]
        for name in ("x_a", "n_a", "x_b", "n_b")
    ]
    found = movement.split(*sides)
    assert found.total.value == pytest.approx(expected["total"], abs=1e-9)
    assert found.within.value == pytest.approx(expected["rate_effect"], abs=1e-9)
    assert found.mix.value == pytest.approx(expected["mix_effect"], abs=1e-9)
    assert [one.value for one in found.within_by_segment] == pytest.approx(
        expected["rate_by_segment"], abs=1e-9
    )
    # Men are admitted more often, and in the departments less often.
    assert found.reversed


sums = st.lists(
    st.tuples(*[st.integers(0, 500), st.integers(0, 90)] * 2), min_size=1, max_size=8
)


@settings(max_examples=300)
@given(sums, st.floats(0.01, 40))
def test_the_parts_add_up_also_weighted_and_where_groups_come_and_go(rows, weight):
    table = np.array(rows, dtype=float) * weight
    num1, den1, num0, den0 = (table[:, [at]] for at in range(4))
    if not (den1.sum() and den0.sum()):
        with pytest.raises(ValueError, match="divide"):
            movement.split(num1, den1, num0, den0)
        return
    found = movement.split(num1, den1, num0, den0)
    scale = max(1.0, abs(found.total.value))
    assert added(found) == pytest.approx(found.total.value, abs=1e-9 * scale)
    by_segment = sum(one.value for one in found.within_by_segment)
    by_segment += sum(found.mix_by_segment) + sum(found.entered_left_by_segment)
    assert by_segment == pytest.approx(found.total.value, abs=1e-9 * scale)


def test_weighted_groups_recombine():
    """Two segments with the same level on both sides are one segment."""
    one = movement.split(
        [[30], [20], [9]], [[60], [40], [10]], [[10], [40], [5]], [[20], [80], [10]]
    )
    two = movement.split([[50], [9]], [[100], [10]], [[50], [5]], [[100], [10]])
    assert one.within.value == pytest.approx(two.within.value, abs=1e-12)
    assert one.mix.value == pytest.approx(two.mix.value, abs=1e-12)


def test_only_the_mix_changed():
    found = movement.split([[16], [32]], [[20], [80]], [[64], [8]], [[80], [20]])
    assert found.within.value == pytest.approx(0, abs=1e-12)
    assert found.mix.value == pytest.approx(0.48 - 0.72)


def test_simpsons_paradox_is_called_so_only_beyond_chance():
    def buckets(yes, n):
        at = np.arange(200)
        return np.array([(at < y) * 1.0 for y in yes]), np.array(
            [(at < m) * 1.0 for m in n]
        )

    # Both parts better by ten points, the whole worse: 200 customers in each.
    num1, den1 = buckets((40, 190), (200, 200))
    scale1, scale0 = np.array([[9.0], [1.0]]), np.array([[1.0], [9.0]])
    num0, den0 = buckets((20, 170), (200, 200))
    found = movement.split(num1 * scale1, den1 * scale1, num0 * scale0, den0 * scale0)
    assert found.within.value > 0 > found.total.value
    assert found.simpson
    # Much the same levels of 8 customers.
    few = slice(None, None, 25)
    weak = movement.split(
        (num1 * scale1)[:, few],
        (den1 * scale1)[:, few],
        (num0 * scale0)[:, few],
        (den0 * scale0)[:, few],
    )
    assert weak.reversed
    assert not weak.simpson


@pytest.mark.slow
@pytest.mark.parametrize("metric_id", sorted(catalog.metrics()))
def test_on_every_metric_and_dimension_of_the_sample(metric_id, sample_store):
    metric = catalog.metric(metric_id)
    columns = dimension_columns(sample_store, sample_store.mart(), metric.rows)
    # What is about people at work is told by team only.
    wanted = ("team",) if metric.staff else ("channel", "reason", "touchpoint", "team")
    split_by = [d for d in wanted if d in columns]
    now, before = (measure(sample_store, metric_id, q)[0] for q in (NOW, BEFORE))
    if now.value is None or before.value is None:
        pytest.skip("the sample has no rows of it")
    for by in split_by:
        found = what_moved.moved(sample_store, metric_id, NOW, BEFORE, by)
        if found is None:
            continue
        scale = max(1.0, abs(now.value))
        assert found.total == pytest.approx(now.value - before.value, abs=1e-9 * scale)
        assert added(found.split) == pytest.approx(found.total, abs=1e-9 * scale)
        for part in found.parts:
            assert all(not n or n >= metric.min_n for n in (part.n, part.n_before))


def test_small_segments_are_put_together():
    counts = {"a": ((90, 80), (90, 80)), "b": ((3, 3), (40, 30)), "c": ((20, 9), (30, 9))}
    assert what_moved.together(counts, 10) == [("a",), ("c", "b")]
    assert what_moved.together({"a": ((3, 3), (90, 80))}, 10) is None


def test_two_sides_that_share_rows_are_refused(sample_store):
    with pytest.raises(QuestionError, match="share rows"):
        compare.compared(sample_store, "nps", NOW, replace(NOW, since=date(2026, 5, 1)))
    one = replace(NOW, filters=(("channel", ("phone",)),))
    with pytest.raises(QuestionError, match="share rows"):
        compare.compared(sample_store, "nps", one, NOW)
    other = replace(NOW, filters=(("channel", ("chat",)),))
    found = compare.compared(sample_store, "nps", one, other)
    assert found.difference.value == pytest.approx(found.first.value - found.second.value)


def test_customers_on_both_sides_are_counted_as_such():
    """The same people twice, each as before: the difference is known exactly."""
    rng = np.random.default_rng(5)
    num, den = rng.integers(0, 2, 200).astype(float), np.ones(200)
    assert movement.correlation(num, den, num, den) == 1.0
    assert movement.correlation(num[:100], den[:100], num[100:], den[100:]) < 0.5
    nobody = np.zeros(200)
    assert movement.correlation(num, den, nobody, nobody) == 0.0


def test_a_group_is_held_against_the_rest_without_itself(sample_store):
    asked = replace(NOW, by=("channel",))
    shown = measure(sample_store, "csat", asked)
    found = compare.against_rest(sample_store, "csat", NOW, "channel", shown)
    for one, rest in zip(shown, found, strict=True):
        others = [e for e in shown if e is not one]
        yes = sum(e.sums["numerator"] for e in others)
        n = sum(e.sums["denominator"] for e in others)
        assert rest.difference.value == pytest.approx(one.value - yes / n)
        assert rest.adjusted >= rest.p


def test_of_groups_without_difference_few_are_flagged():
    """200 families of ten null groups: at most 5 % of groups are called apart."""
    from cx.stats.compare import benjamini_hochberg, difference_of_shares, p_value

    rng = np.random.default_rng(11)
    flagged = families = 0
    for _ in range(200):
        yes = rng.binomial(150, 0.6, 10)
        ps = [
            p_value(difference_of_shares(y, 150, yes.sum() - y, 1350))
            for y in yes.tolist()
        ]
        flags = sum(p <= compare.FALSE_FINDS for p in benjamini_hochberg(ps))
        flagged, families = flagged + flags, families + bool(flags)
    assert flagged / 2000 <= 0.05
    assert families / 200 <= 0.16
