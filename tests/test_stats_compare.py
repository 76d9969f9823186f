"""Differences against R 4.2.2, published tables and their own rules."""

import csv
import json
from math import isnan, nan, sqrt
from pathlib import Path
from statistics import fmean, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.stats.compare import (
    Difference,
    benjamini_hochberg,
    difference_from_intervals,
    difference_of_means,
    difference_of_nets,
    difference_of_shares,
)
from cx.stats.intervals import Interval, net_interval, wilson_interval

GOLDEN = Path(__file__).parent / "golden"
# From GPL packages: read where they are, never copied here.
ELSEWHERE = Path(__file__).parents[2] / "shared" / "reference" / "golden"
RECORDS = json.loads((GOLDEN / "stats.json").read_text())


def records(topic):
    chosen = [r for r in RECORDS if r["topic"] == topic]
    return pytest.mark.parametrize("record", chosen, ids=lambda r: r["id"])


def column(record, name, side):
    """Numbers of one column in the region that `side` of the record names."""
    file = ELSEWHERE / record["inputs"]["file"]
    if not file.exists():
        pytest.skip(f"{file.name} comes from a GPL package and is not in this repository")
    region = record["inputs"][side].split("'")[1]
    with file.open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["region"] == region]
    return [float(row[name]) for row in rows if row[name]]


def net_counts(scores):
    return sum(s >= 9 for s in scores), sum(s <= 6 for s in scores), len(scores)


sides = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@records("proportion_diff")
def test_two_shares_differ_as_newcombe_says(record):
    x, expected = record["inputs"], record["expected"]
    ours = difference_of_shares(x["x1"], x["n1"], x["x2"], x["n2"], confidence=x["conf"])
    assert ours.value == pytest.approx(expected["diff"], abs=1e-8)
    limits = expected["newcombe_hybrid"]
    assert [ours.low, ours.high] == pytest.approx(limits, abs=1e-8)
    printed = expected.get("published_newcombe_4dp", limits)
    assert [ours.low, ours.high] == pytest.approx(printed, abs=5e-5)


@given(sides, sides)
def test_a_difference_lies_in_its_interval_and_turns_round(first, second):
    ours = difference_of_shares(*first, *second)
    assert -1 <= ours.low <= ours.value <= ours.high <= 1
    back = difference_of_shares(*second, *first)
    assert (back.low, back.high) == pytest.approx((-ours.high, -ours.low))


@given(sides, sides)
def test_differences_from_wilson_intervals_are_newcombes(first, second):
    ours = difference_from_intervals(wilson_interval(*first), wilson_interval(*second))
    assert ours == difference_of_shares(*first, *second)


def test_symmetric_intervals_add_their_squares():
    ours = difference_from_intervals(Interval(10, 7, 13), Interval(2, -2, 6))
    assert ours == Difference(8, 3, 13)


def test_a_difference_of_estimates_without_limits_has_none():
    ours = difference_from_intervals(Interval(3, nan, nan), Interval(2, 1, 3))
    assert ours.value == 1
    assert isnan(ours.low)
    assert not ours.clear


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [(0.1, 0.3, True), (-0.3, -0.1, True), (-0.1, 0.3, False), (0, 0.3, False)],
)
def test_a_difference_is_clear_if_its_interval_leaves_out_nought(low, high, clear):
    assert Difference((low + high) / 2, low, high).clear is clear


@records("nps_diff")
def test_two_net_scores_differ_about_as_in_r(record):
    # R has the Wald interval; on these hundreds of answers 3 more move it little.
    first = net_counts(column(record, "rec", "x"))
    second = net_counts(column(record, "rec", "y"))
    ours, expected = difference_of_nets(*first, *second), record["expected"]
    assert ours.value == pytest.approx(expected["abs_delta"], abs=1e-9)
    wald = expected["wald_int_of_abs_delta"]
    assert [ours.low, ours.high] == pytest.approx(wald, abs=0.005)


def test_two_net_scores_worked_by_hand():
    # With 3 more each: 50.75 and 20.75 of 103, 40.75 and 30.75 of 103.
    v1 = (71.5 / 103 - (30 / 103) ** 2) / 103
    v2 = (71.5 / 103 - (10 / 103) ** 2) / 103
    ours = difference_of_nets(50, 20, 100, 40, 30, 100)
    assert ours.value == pytest.approx(0.2)
    half = 1.959964 * sqrt(v1 + v2)
    assert (ours.low, ours.high) == pytest.approx((20 / 103 - half, 20 / 103 + half))


def test_design_effects_widen_a_difference_of_net_scores():
    def width(**effects):
        ours = difference_of_nets(50, 20, 100, 50, 20, 100, **effects)
        return ours.high - ours.low

    assert width(design_effect1=4, design_effect2=4) == pytest.approx(2 * width())
    assert width(design_effect1=4) == pytest.approx(width(design_effect2=4))


def test_net_scores_at_the_ends_of_the_scale_differ_by_two_at_most():
    ours = difference_of_nets(3, 0, 3, 0, 3, 3)
    assert ours.value == ours.high == 2
    assert ours.low > 0
    assert difference_of_nets(1, 0, 1, 0, 1, 1, confidence=0.5).high == 2


def test_the_two_ways_to_compare_net_scores_agree_when_there_are_many_answers():
    ours = difference_of_nets(5000, 2000, 10000, 4000, 3000, 10000)
    mover = difference_from_intervals(
        net_interval(5000, 2000, 10000), net_interval(4000, 3000, 10000)
    )
    assert (ours.low, ours.high) == pytest.approx((mover.low, mover.high), abs=2e-4)


@records("mean_diff")
def test_two_means_differ_as_welch_says(record):
    first = column(record, record["inputs"]["y"], "x")
    second = column(record, record["inputs"]["y"], "z")
    ours = difference_of_means(
        fmean(first),
        variance(first),
        len(first),
        fmean(second),
        variance(second),
        len(second),
    )
    assert ours.value == pytest.approx(record["expected"]["diff"], abs=1e-9)
    assert [ours.low, ours.high] == pytest.approx(record["expected"]["ci95"], abs=1e-9)


def test_equal_sides_have_the_pooled_degrees_of_freedom():
    # Two tens, variance 5 each: error 1, 18 degrees, t = 2.100922.
    ours = difference_of_means(7, 5, 10, 4, 5, 10)
    assert (ours.low, ours.high) == pytest.approx((0.899078, 5.100922), abs=1e-6)


def test_means_of_single_answers_have_no_limits_and_equal_answers_no_width():
    assert isnan(difference_of_means(4, 0, 1, 3, 1, 10).low)
    assert difference_of_means(4, 0, 5, 3, 0, 5) == Difference(1, 1, 1)


def test_a_difference_of_means_of_nothing_is_refused_in_words():
    with pytest.raises(ValueError, match="on each side"):
        difference_of_means(4, 0, 0, 3, 1, 10)


@records("multiplicity")
def test_adjusted_p_values_are_rs(record):
    ours = benjamini_hochberg(record["inputs"]["p"])
    assert ours == pytest.approx(record["expected"]["BH"], abs=1e-9)
    assert sum(p <= 0.05 for p in ours) == 4  # published with the data, 1995


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=30), st.randoms(use_true_random=False))
def test_adjusting_keeps_the_order_and_makes_nothing_smaller(p_values, random):
    ours = benjamini_hochberg(p_values)
    assert all(
        a >= p or a == pytest.approx(p) for a, p in zip(ours, p_values, strict=True)
    )
    assert all(0 <= a <= 1 for a in ours)
    pairs = sorted(zip(p_values, ours, strict=True))
    assert [a for _, a in pairs] == sorted(ours)
    shuffled = list(range(len(p_values)))
    random.shuffle(shuffled)
    again = benjamini_hochberg([p_values[at] for at in shuffled])
    assert again == [ours[at] for at in shuffled]


@pytest.mark.parametrize("p", [-0.1, 1.1, nan])
def test_what_is_no_p_value_is_refused_in_words(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.5, p])
