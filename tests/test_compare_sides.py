"""What is compared with what: periods in the address, limits by stage, shrinkage."""

from datetime import date

import pytest

from cx import link
from cx.analyses.compare import verdict
from cx.errors import LinkError
from cx.link import State
from cx.measure import Estimate
from cx.stats.compare import (
    Difference,
    difference_from_intervals,
    difference_of_nets,
    difference_of_shares,
    p_value,
)
from cx.stats.intervals import Interval
from cx.stats.shrink import shrink
from cx.typed import Said
from cx.ui.compare_trend import stages_of
from cx.ui.filter_bar import a_year_before, compared_days


def decoded(compare):
    return link.decode({"v": ["3"], "compare": [compare]}, State(version=3))


def test_every_comparison_survives_the_address():
    for one in (*link.COMPARISONS, "2025-01-01..2025-03-31"):
        assert link.encode(decoded(one))["compare"] == one


@pytest.mark.parametrize(
    "wrong", ["2025-03-31..2025-01-01", "2025-1-1..2025-03-31", "all..all", "last", ".."]
)
def test_a_comparison_that_is_none_is_refused(wrong):
    with pytest.raises(LinkError, match="does not know"):
        decoded(wrong)


def test_the_days_compared_with():
    view = State(version=1, since=date(2024, 2, 1), until=date(2024, 2, 29))

    def days(compare):
        return compared_days(State(1, "en", view.since, view.until, compare))

    assert days("previous") == (date(2024, 1, 1), date(2024, 1, 31))
    # The whole of February is the whole of it, also where it has a day less.
    assert days("year") == (date(2023, 2, 1), date(2023, 2, 28))
    assert days("2022-05-01..2022-05-04") == (date(2022, 5, 1), date(2022, 5, 4))
    assert days("none") is None
    assert a_year_before(date(2023, 3, 1)) == date(2022, 3, 1)


def test_a_word_follows_from_the_interval_alone():
    assert verdict(Difference(-0.2, -0.3, -0.1)) == "down"
    assert verdict(Difference(5.0, -0.1, 10.1)) == "same"
    assert verdict(Difference(5.0, float("nan"), float("nan"))) == "unjudged"
    assert verdict(None) == "unjudged"


def test_p_and_interval_never_disagree():
    for yes in range(0, 61, 5):
        found = difference_of_shares(yes, 60, 33, 80)
        assert (p_value(found) < 0.05) == found.clear


def test_customers_on_both_sides_narrow_the_difference():
    first, second = Interval(5, 2, 8), Interval(4, 1, 7)
    apart = difference_from_intervals(first, second)
    paired = difference_from_intervals(first, second, correlation=0.8)
    assert paired.low > apart.low
    assert paired.high < apart.high
    same = difference_from_intervals(first, second, correlation=1.0)
    assert (same.low, same.high) == (1.0, 1.0)
    nets = [difference_of_nets(50, 20, 100, 40, 30, 100, correlation=r) for r in (0, 0.5)]
    assert nets[1].high - nets[1].low < nets[0].high - nets[0].low


def test_a_small_group_keeps_less_of_its_distance():
    found = shrink([10.0, 20.0, 60.0], [2.0, 2.0, 25.0])
    assert found.kept[2] < found.kept[0]
    assert found.values[2] < 60
    assert found.mean < found.values[2]


def test_groups_that_differ_by_chance_only_are_all_the_mean():
    # Q = 2 (0.5 / 1)^2 = 0.5 on 1 degree of freedom: no spread beyond chance.
    found = shrink([1.0, 2.0], [1.0, 1.0])
    assert (found.tau, found.values) == (0.0, (1.5, 1.5))


def test_limits_begin_anew_with_the_first_whole_period_after_a_change():
    found = [
        Estimate({"period": f"2024-{month:02}-01"}, 50, 1.0, 0.5, 1.5)
        for month in range(1, 7)
    ]
    on = [
        Said(1, "process_change", "", {"date": day, "words": "x"}, "me", "")
        for day in (date(2024, 3, 1), date(2024, 4, 2))
    ]
    assert stages_of(found, [], "month") == [[0, 1, 2, 3, 4, 5]]
    # 1 March begins March; 2 April leaves April before the change.
    assert stages_of(found, on, "month") == [[0, 1], [2, 3], [4, 5]]
