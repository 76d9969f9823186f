"""Counts by day answer exactly what the answers answer, and say so when they cannot."""

from datetime import date
from itertools import product

import pytest

from cx import catalog
from cx.measure import PERIODS, Question, compose
from cx.measure.cube import DIMENSIONS, FROM_COUNTS, slices
from tests.exports import bring

WHEN = (
    {},
    {"since": date(2025, 3, 3), "until": date(2025, 3, 3)},
    {"since": date(2025, 2, 10), "until": date(2025, 6, 30)},
    {"until": date(2024, 12, 31)},
)


def directly(store, metric_id, question):
    """Sums over the answers themselves, by the SQL that every page asks."""
    metric = catalog.metric(metric_id)
    select = (
        "select cast(g1 as varchar), cast(g2 as varchar), sum(value), count(*) "
        "from observation group by g1, g2"
    )
    composed = compose(store, metric, question, select=select)
    used = bool(question.period) + len(question.by)
    return {row[:used]: row[2:] for row in store.query(composed.sql, composed.bound).rows}


def compare(store, metric_id, question):
    told = slices(store, metric_id, question)
    expected = directly(store, metric_id, question)
    assert {tuple(one.group.values()): (one.value, one.n) for one in told} == {
        group: (float(total) / n, n) for group, (total, n) in expected.items()
    }
    return sum(one.n for one in told)


@pytest.mark.parametrize("metric_id", FROM_COUNTS)
def test_a_slice_equals_the_answers_to_the_last_digit(sample_store, metric_id):
    groups = [(), *((name,) for name in DIMENSIONS)]
    for when, by, period in product(WHEN, groups, (None, "day", "month")):
        compare(sample_store, metric_id, Question(**when, by=by, period=period))


@pytest.mark.parametrize("period", PERIODS)
def test_a_filter_and_a_period_are_the_same_days_in_both(sample_store, period):
    asked = {"period": period, "filters": (("channel", ("phone", "~")),)}
    assert compare(sample_store, "nps", Question(**asked)) > 0


def test_the_sample_has_answers_to_compare(sample_store):
    for metric_id in ("nps", "csat", "overall_satisfaction"):
        assert compare(sample_store, metric_id, Question(by=("segment",))) > 1_000


def test_blanks_other_scales_and_answers_without_a_day_count_in_neither(store):
    bring(
        store,
        "response_id,responded_at,customer_id,segment,nps,csat\n"
        "R1,2024-03-01 00:00,C1,Plus,10,5\nR2,2024-03-01 23:59,C1,,0,\n"
        "R3,,C2,Plus,7,1\nR4,2024-03-02 00:00,C3,Plus,,3\n",
    )
    for metric_id in ("nps", "csat"):
        for by in ((), ("segment",)):
            assert compare(store, metric_id, Question(by=by)) == 3
    one_day = Question(since=date(2024, 3, 1), until=date(2024, 3, 1))
    assert compare(store, "nps", one_day) == 2


@pytest.mark.parametrize(
    ("metric_id", "asked"),
    [
        ("touchpoint_score", {}),
        ("fcr_no_return_any", {}),
        ("nps", {"by": ("touchpoint",)}),
        ("nps", {"by": ("channel", "segment")}),
        ("nps", {"by": ("channel",), "filters": (("segment", ("Plus",)),)}),
        ("nps", {"by": ("hour",)}),
    ],
)
def test_what_they_cannot_answer_is_left_to_the_answers(sample_store, metric_id, asked):
    assert slices(sample_store, metric_id, Question(**asked)) is None
