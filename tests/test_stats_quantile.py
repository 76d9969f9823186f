"""A quantile and its interval, against calculations that share no code with it."""

import random
import sqlite3
from math import isnan

import numpy as np
import pytest
from scipy.stats import binom

from cx import catalog
from cx.measure import Question, measure, rows_behind
from cx.stats.intervals import ClusterSums
from cx.stats.quantiles import quantile_interval, rank_limits
from tests.exports import bring

LEVELS = (0.1, 0.5, 0.9)


def independent(n):
    """Sums of n rows of n customers."""
    return ClusterSums(0, n, 0, 0, n, n)


def cells_of(values):
    found = {}
    for value in sorted(values):
        found[value] = found.get(value, 0) + 1
    upto, cells = 0, []
    for value, here in found.items():
        upto += here
        cells.append((float(value), here, upto))
    return cells


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("n", [1, 2, 5, 6, 10, 35, 36, 59, 100, 777, 5000, 200_000])
def test_ranks_are_those_of_the_binomial_distribution(n, level):
    low, high = rank_limits(n, level)
    # P(B < low) is at most 2.5 %, and that of the next rank is more.
    assert binom.cdf(low - 1, n, level) <= 0.025 < binom.cdf(low, n, level)
    assert binom.cdf(high - 1, n, level) >= 0.975 > binom.cdf(high - 2, n, level)


def test_ranks_of_a_median_are_those_of_the_printed_tables():
    """Conover (1999), table of the sign test: n = 10 gives the 2nd and the 9th."""
    assert rank_limits(10, 0.5) == (2, 9)
    assert rank_limits(20, 0.5) == (6, 15)


def test_the_smallest_base_of_the_p90_is_the_smallest_that_bounds_it():
    metric = catalog.metric("wait_p90")
    assert rank_limits(metric.min_n, 0.9)[1] == metric.min_n
    assert rank_limits(metric.min_n - 1, 0.9)[1] == metric.min_n


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_the_interval_holds_the_truth_as_often_as_it_says(level):
    """Exponential waits: the truth is known; coverage is at least 95 %, hardly more."""
    draw = np.random.default_rng(20261122)
    truth, times, inside = -np.log(1 - level), 2_000, 0
    for _ in range(times):
        values = draw.exponential(size=80).tolist()
        found = quantile_interval(cells_of(values), level, independent(80))
        inside += found.low <= truth <= found.high
    assert 0.945 <= inside / times <= 0.985


def test_a_limit_that_no_row_gives_is_unknown():
    found = quantile_interval(cells_of(range(20)), 0.9, independent(20))
    assert found.value == 17
    assert isnan(found.high)


def clustered_cells(draw, people, each):
    """Waits of people who call `each` times and always wait as long: pure repetition."""
    own = draw.exponential(size=people)
    values = np.repeat(own, each).tolist()
    cells = cells_of(values)
    at = quantile_interval(cells, 0.5, independent(people * each)).value
    below = each * (own <= at)
    sums = ClusterSums(
        float(below.sum()),
        people * each,
        float((below**2).sum()),
        float((below * each).sum()),
        people * each**2,
        people,
    )
    return cells, sums


def test_people_who_always_wait_as_long_are_worth_one_row_each():
    draw = np.random.default_rng(7)
    inside = 0
    for _ in range(600):
        cells, sums = clustered_cells(draw, 60, 5)
        found = quantile_interval(cells, 0.5, sums)
        inside += found.low <= np.log(2) <= found.high
    assert inside / 600 >= 0.93


def calls(waits, *, customers=None):
    lines = ["contact_id,started_at,customer_id,channel,direction,abandoned,wait_s"]
    for number, wait in enumerate(waits):
        who = f"P{number % customers}" if customers else f"P{number}"
        at = f"2026-0{1 + number % 6}-{1 + number % 28:02} {9 + number % 8:02}:00"
        lines.append(f"C{number},{at},{who},phone,in,no,{wait}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("n", [36, 250, 4_000])
@pytest.mark.parametrize("metric_id", ["wait_p90", "wait_median"])
def test_the_sql_keeps_the_rows_the_interval_needs(store, n, metric_id):
    """Against plain sorting in Python; every customer calls once."""
    chance = random.Random(n)
    waits = [int(chance.expovariate(1 / 90)) for _ in range(n)]
    bring(store, calls(waits))
    level = {"wait_p90": 0.9, "wait_median": 0.5}[metric_id]
    (found,) = measure(store, metric_id)
    ordered = sorted(waits)
    low = int(binom.ppf(0.025, n, level))
    # ppf(q) is the smallest k with P(B <= k) >= q.
    low = low if binom.cdf(low - 1, n, level) <= 0.025 else low - 1
    high = int(binom.ppf(0.975, n, level)) + 1
    assert found.n == n
    assert found.value == np.percentile(ordered, 100 * level, method="inverted_cdf")
    assert (found.low, found.high) == (ordered[low - 1], ordered[high - 1])


def test_repeated_callers_widen_the_interval(store):
    chance = random.Random(3)
    own = [int(chance.expovariate(1 / 90)) for _ in range(50)]
    bring(store, calls([own[number % 50] for number in range(500)], customers=50))
    (found,) = measure(store, "wait_median")
    ordered = sorted(own)
    low, high = rank_limits(50, 0.5)
    assert found.n == 500
    assert found.low <= ordered[low]
    assert found.high >= ordered[high - 2]


def test_below_the_smallest_base_nothing_is_shown(store):
    bring(store, calls(range(35)))
    (found,) = measure(store, "wait_p90")
    assert (found.n, found.value, found.status) == (35, None, "withheld")


# Hours and weekdays


def test_hours_and_weekdays_are_those_of_another_calendar(store):
    """sqlite says 0 for Sunday; each cell's rows are as many as its n."""
    bring(store, calls([20] * 900))
    found = measure(store, "wait_median", Question(by=("weekday", "hour")))
    other = sqlite3.connect(":memory:")
    expected = {}
    for line in calls([20] * 900).splitlines()[1:]:
        at = line.split(",")[1]
        sunday, hour = other.execute(
            "select strftime('%w', ?), cast(strftime('%H', ?) as integer)", (at, at)
        ).fetchone()
        cell = str((int(sunday) + 6) % 7), str(hour)
        expected[cell] = expected.get(cell, 0) + 1
    assert {(e.group["weekday"], e.group["hour"]): e.n for e in found} == expected
    some = next(e for e in found if e.value is not None)
    filters = tuple((name, (value,)) for name, value in sorted(some.group.items()))
    assert rows_behind(store, "wait_median", Question(filters=filters)).count == some.n


def test_a_calendar_group_stands_beside_a_dimension_and_a_period(store):
    bring(store, calls([20] * 900))
    question = Question(by=("weekday", "channel"), period="quarter")
    found = measure(store, "wait_median", question)
    assert sum(e.n for e in found) == 900
    assert {e.group["period"] for e in found} == {"2026-01-01", "2026-04-01"}
