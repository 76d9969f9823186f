"""Kaplan-Meier against R's survival 3.5-3, by hand, and its own rules."""

import csv
import json
from collections import Counter, defaultdict
from itertools import pairwise
from math import isnan, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.stats.intervals import t_quantile, wilson_interval
from cx.stats.survival import bucketed_standard_error, bucketed_survival, kaplan_meier

GOLDEN = Path(__file__).parent / "golden"
RECORDS = {r["id"]: r for r in json.loads((GOLDEN / "stats.json").read_text())}
CONTACTS = RECORDS["fcr.contacts.dev"]


def rows_of(name):
    with (GOLDEN / name).open() as lines:
        return list(csv.DictReader(lines))


def histogram(pairs):
    """Times, events and censorings from (time, whether it happened)."""
    happened = Counter(time for time, event in pairs if event)
    left = Counter(time for time, event in pairs if not event)
    times = sorted(happened | left)
    return times, [happened[t] for t in times], [left[t] for t in times]


def bucketed(gaps, buckets):
    """The same, a row for each bucket, from (customer, time, whether it happened)."""
    times = sorted({time for _, time, _ in gaps})
    at = {time: index for index, time in enumerate(times)}
    counts = np.zeros((2, buckets, len(times)))
    for customer, time, event in gaps:
        counts[0 if event else 1, customer % buckets, at[time]] += 1
    return times, counts[0], counts[1]


def contact_gaps():
    """Days from each contact to the customer's next, or to the end of the export."""
    contacts = defaultdict(list)
    for row in rows_of(CONTACTS["inputs"]["file"]):
        contacts[int(row["cust"])].append(float(row["t_day"]))
    gaps = []
    for customer, days in contacts.items():
        days.sort()
        gaps += [(customer, round(b - a, 4), True) for a, b in pairwise(days)]
        end = CONTACTS["inputs"]["export_end"]
        gaps.append((customer, round(end - days[-1], 4), False))
    return gaps


def error_behind(interval, degrees):
    """The standard error that a log-log interval was made from."""
    spread = log(log(interval.low) / log(interval.value)) / t_quantile(degrees)
    return spread * interval.value * -log(interval.value)


@pytest.mark.parametrize("name", ["km.aml", "km.6mp"])
def test_survival_is_what_r_says(name):
    inputs, expected = RECORDS[name]["inputs"], RECORDS[name]["expected"]
    rows = rows_of(inputs["file"])
    if "filter" in inputs:
        rows = [row for row in rows if row["treat"] == "6-MP"]
    pairs = [(int(r[inputs["time"]]), r[inputs["status"]] == "1") for r in rows]
    curve = kaplan_meier(*histogram(pairs))
    steps = [curve.times.index(time) for time in inputs["at"]]
    survival = [curve.at(time) for time in inputs["at"]]
    assert survival == pytest.approx(expected["surv"], abs=1e-8)
    error = [curve.standard_error[step] for step in steps]
    assert error == pytest.approx(expected["std_err"], abs=1e-8)
    assert [curve.at_risk[step] for step in steps] == expected["n_risk"]
    low = [curve.interval_at(time).low for time in inputs["at"]]
    assert low == pytest.approx(expected["log-log"]["lower"], abs=1e-8)
    high = [curve.interval_at(time).high for time in inputs["at"]]
    assert high == pytest.approx(expected["log-log"]["upper"], abs=1e-8)


def test_retention_is_what_r_says():
    inputs = RECORDS["retention.dev"]["inputs"]
    expected = RECORDS["retention.dev"]["expected"]
    rows = rows_of(inputs["file"])
    pairs = [(int(row["months_observed"]), row["churned"] == "1") for row in rows]
    curve = kaplan_meier(*histogram(pairs))
    ours = [curve.interval_at(month) for month in inputs["at"]]
    assert [i.value for i in ours] == pytest.approx(expected["retention"], abs=1e-8)
    assert [i.low for i in ours] == pytest.approx(expected["lower"], abs=1e-8)
    assert [i.high for i in ours] == pytest.approx(expected["upper"], abs=1e-8)


@pytest.mark.parametrize("days", [1, 3, 7, 14])
def test_repeat_contact_is_what_r_says(days):
    expected = CONTACTS["expected"][f"day{days}"]
    gaps = contact_gaps()
    assert len(gaps) == CONTACTS["expected"]["n_contacts"]
    curve = kaplan_meier(*histogram([gap[1:] for gap in gaps]))
    ours = curve.interval_at(days)
    assert 1 - ours.value == pytest.approx(expected["km_repeat_rate"], abs=1e-8)
    limits = [1 - ours.high, 1 - ours.low]
    assert limits == pytest.approx(expected["km_loglog_ci_repeat"], abs=1e-8)


@pytest.mark.parametrize("days", [1, 3, 7, 14])
def test_buckets_of_customers_have_about_the_error_of_customers(days):
    expected = CONTACTS["expected"][f"day{days}"]
    ours = bucketed_survival(*bucketed(contact_gaps(), 200), horizon=days)
    assert 1 - ours.value == pytest.approx(expected["km_repeat_rate"], abs=1e-8)
    cluster = expected["se_cluster_customer"]
    assert error_behind(ours, 199) == pytest.approx(cluster, rel=0.15)


@pytest.mark.parametrize("days", [1, 3, 7, 14])
def test_a_bucket_for_each_customer_has_the_error_of_customers(days):
    buckets = bucketed(contact_gaps(), 601)
    error = bucketed_standard_error(*buckets, horizon=days)
    expected = CONTACTS["expected"][f"day{days}"]["se_cluster_customer"]
    assert error == pytest.approx(expected, rel=0.01)


def test_survival_worked_by_hand():
    # 5 at risk: 1 event leaves 4/5; one leaves; 1 event of 3 leaves 4/5 x 2/3.
    curve = kaplan_meier([1, 2, 3, 4], [1, 0, 1, 0], [0, 1, 0, 2])
    assert curve.survival == pytest.approx((4 / 5, 4 / 5, 8 / 15, 8 / 15))
    assert curve.at_risk == (5, 4, 3, 2)
    greenwood = 8 / 15 * sqrt(1 / (5 * 4) + 1 / (3 * 2))
    assert curve.standard_error[2] == pytest.approx(greenwood)


def test_events_come_before_censorings_at_the_same_time():
    assert kaplan_meier([1, 2], [1, 0], [1, 2]).at(1) == 0.75


def test_contacts_on_the_exports_last_second_are_no_evidence_either_way():
    without = kaplan_meier([1, 5], [2, 0], [0, 8])
    with_newest = kaplan_meier([0, 1, 5], [0, 2, 0], [7, 0, 8])
    assert with_newest.at(5) == without.at(5) == 0.8


def test_beyond_the_longest_time_watched_is_not_yet_known():
    curve = kaplan_meier([1, 5], [2, 0], [0, 8])
    assert curve.at(5) == 0.8
    assert curve.at(5.1) is None
    assert curve.interval_at(5.1) is None
    buckets = [[1, 0], [1, 0]], [[0, 4], [0, 4]]
    assert bucketed_survival([1, 5], *buckets, horizon=6) is None


def test_times_at_which_nothing_was_seen_do_not_lengthen_the_watch():
    curve = kaplan_meier([1, 5, 7], [2, 0, 0], [0, 8, 0])
    assert curve.times == (1, 5)
    assert curve.at(7) is None


def test_once_everybody_had_an_event_nobody_is_left_at_any_time():
    curve = kaplan_meier([1, 2], [4, 4], [2, 0])
    assert curve.at(2) == curve.at(100) == 0
    assert curve.standard_error[-1] == 0
    assert curve.interval_at(100) == wilson_interval(0, 8)


def test_no_event_at_all_has_an_interval_below_one():
    curve = kaplan_meier([3, 7, 9], [0, 0, 1], [10, 20, 5])
    assert curve.at(7) == 1
    # Ten left before day 7: 26 were watched to it.
    assert curve.interval_at(7) == wilson_interval(26, 26)


def test_nothing_seen_is_not_yet_known():
    assert kaplan_meier([], [], []).at(0) is None
    assert bucketed_survival([1, 2], [[0, 0]], [[0, 0]], horizon=1) is None


def test_unsorted_times_are_refused_in_words():
    with pytest.raises(ValueError, match="sorted"):
        kaplan_meier([2, 1], [1, 1], [0, 0])


def test_empty_buckets_change_nothing():
    events, censored = [[2, 0], [1, 1], [0, 1]], [[1, 5], [0, 6], [2, 4]]
    ours = bucketed_survival([1, 5], events, censored, horizon=3)
    nobody = [[0, 0]] * 4
    assert ours == bucketed_survival(
        [1, 5], events + nobody, censored + nobody, horizon=3
    )


def test_the_jackknife_leaves_out_one_bucket_at_a_time():
    times, events = [1, 2, 4], np.array([[1, 0, 1], [0, 2, 0], [1, 1, 0], [0, 0, 2]])
    censored = np.array([[0, 1, 3], [1, 0, 4], [0, 0, 5], [2, 0, 1]])
    without = [
        kaplan_meier(
            times, np.delete(events, b, 0).sum(0), np.delete(censored, b, 0).sum(0)
        ).at(2)
        for b in range(4)
    ]
    squares = sum((s - sum(without) / 4) ** 2 for s in without)
    error = bucketed_standard_error(times, events, censored, horizon=2)
    assert error == pytest.approx(sqrt(3 / 4 * squares))


def test_a_bucket_that_alone_was_watched_to_the_horizon_can_be_left_out():
    error = bucketed_standard_error([1, 9], [[1, 0], [1, 1]], [[3, 0], [2, 4]], horizon=9)
    assert error > 0


def test_buckets_that_are_all_alike_do_not_make_survival_certain():
    alike = bucketed_survival([1, 9], [[1, 0]] * 10, [[0, 4]] * 10, horizon=7)
    greenwood = kaplan_meier([1, 9], [10, 0], [0, 40]).standard_error[0]
    assert error_behind(alike, 9) == pytest.approx(greenwood)


def test_one_bucket_has_a_value_but_no_limits():
    ours = bucketed_survival([1, 9], [[1, 0]], [[0, 4]], horizon=7)
    assert ours.value == 0.8
    assert isnan(ours.low)
    assert isnan(bucketed_standard_error([1, 9], [[1, 0]], [[0, 4]], horizon=7))


def test_buckets_without_any_event_count_once_each():
    ours = bucketed_survival([9], [[0]] * 6, [[50]] * 6, horizon=7)
    assert ours == wilson_interval(6, 6)
    few = bucketed_survival([1, 9], [[0, 0]] * 6, [[5, 0]] * 5 + [[5, 1]], horizon=7)
    assert few.low == wilson_interval(1, 1).low


counts = st.lists(st.integers(0, 5), min_size=4, max_size=4)
buckets = st.lists(st.tuples(counts, counts), min_size=1, max_size=8)


@settings(deadline=None)
@given(buckets, st.sampled_from([0.5, 1, 2.5, 4, 9]))
def test_survival_lies_in_its_interval_and_that_within_0_and_1(rows, horizon):
    events, censored = [row[0] for row in rows], [row[1] for row in rows]
    curve = kaplan_meier([1, 2, 3, 4], np.sum(events, 0), np.sum(censored, 0))
    assert list(curve.survival) == sorted(curve.survival, reverse=True)
    for ours in (
        curve.interval_at(horizon),
        bucketed_survival([1, 2, 3, 4], events, censored, horizon=horizon),
    ):
        if ours is None:
            assert curve.at(horizon) is None
        elif not isnan(ours.low):
            assert 0 <= ours.low <= ours.value <= ours.high <= 1
            assert ours.low < ours.high


@given(buckets)
def test_survival_without_censoring_is_the_share_left(rows):
    events = np.sum([row[0] for row in rows], 0)
    curve = kaplan_meier([1, 2, 3, 4], events, [0, 0, 0, 0])
    left = 1 - np.cumsum(events) / max(events.sum(), 1)
    if events.any():
        ours = [curve.at(time) for time in (1, 2, 3, 4)]
        assert ours == pytest.approx(left.tolist(), abs=1e-12)
