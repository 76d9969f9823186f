"""Intervals against hand-worked values, R 4.2.2 and its packages, and their own rules."""

import csv
import json
from collections import defaultdict
from math import isnan, sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.stats.intervals import (
    ClusterSums,
    Interval,
    clustered_mean,
    clustered_net,
    clustered_ratio,
    clustered_share,
    mean_interval,
    net_design_effect,
    net_interval,
    ratio_standard_error,
    t_interval,
    wilson_interval,
)

GOLDEN = Path(__file__).parent / "golden"
# From GPL packages: read where they are, never copied here.
ELSEWHERE = Path(__file__).parents[2] / "shared" / "reference" / "golden"
RECORDS = json.loads((GOLDEN / "stats.json").read_text())


def records(topic, *, with_input):
    chosen = [r for r in RECORDS if r["topic"] == topic and with_input in r["inputs"]]
    return pytest.mark.parametrize("record", chosen, ids=lambda r: r["id"])


def rows_of(name):
    if not (GOLDEN / name).exists() and not (ELSEWHERE / name).exists():
        pytest.skip(f"{name} comes from a GPL package and is not in this repository")
    where = GOLDEN if (GOLDEN / name).exists() else ELSEWHERE
    with (where / name).open() as lines:
        return list(csv.DictReader(lines))


def cluster_sums(rows):
    """From (customer, numerator, denominator)."""
    totals = defaultdict(lambda: [0, 0])
    for customer, num, den in rows:
        totals[customer][0] += num
        totals[customer][1] += den
    pairs = totals.values()
    return ClusterSums(
        numerator=sum(num for num, _ in pairs),
        denominator=sum(den for _, den in pairs),
        numerator_squares=sum(num * num for num, _ in pairs),
        cross=sum(num * den for num, den in pairs),
        denominator_squares=sum(den * den for _, den in pairs),
        clusters=len(pairs),
    )


def numbered(values):
    return [(customer, value, 1) for customer, value in enumerate(values)]


def repeated(rows, times):
    return [row for row in rows for _ in range(times)]


zero_or_one = st.lists(st.integers(0, 1), min_size=1, max_size=60)
scores = st.lists(st.integers(-1, 1), min_size=1, max_size=60)
owned_scores = st.lists(
    st.tuples(st.integers(0, 9), st.integers(-1, 1), st.just(1)), min_size=1, max_size=60
)
confidences = st.floats(0.5, 0.999)
unhurried = settings(deadline=None)


# Shares


@records("proportion_ci", with_input="x")
def test_wilson_is_what_r_says(record):
    inputs, wilson = record["inputs"], record["expected"]["wilson"]
    ours = wilson_interval(inputs["x"], inputs["n"], confidence=inputs["conf"])
    limits = (wilson["lower"], wilson["upper"])
    assert (ours.low, ours.high) == pytest.approx(limits, abs=1e-9)


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        (8, 10, 0.490, 0.943),
        (65, 100, 0.553, 0.736),
        (0, 5, 0, 0.434),
        (9, 10, 0.596, 0.982),
    ],
)
def test_wilson_worked_by_hand(yes, n, low, high):
    # (x + 1.9208 +- 1.96 sqrt(x (n - x) / n + 0.9604)) / (n + 3.8415)
    ours = wilson_interval(yes, n)
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=5e-4)


def test_a_share_of_nought_has_an_interval_above_nought():
    ours = wilson_interval(0, 5)
    assert (ours.value, ours.low) == (0, 0)
    assert ours.high > 0.4


def test_a_share_of_one_has_an_interval_below_one():
    ours = wilson_interval(5, 5)
    assert (ours.value, ours.high) == (1, 1)
    assert ours.low < 0.6


def test_the_n_of_a_share_need_not_be_whole():
    ours = wilson_interval(3.75, 7.5)
    assert wilson_interval(4, 8).high < ours.high < wilson_interval(3.5, 7).high


@pytest.mark.parametrize(("yes", "n"), [(0, 0), (3, 2), (-1, 2), (0, -1)])
def test_a_share_of_nothing_is_refused_in_words(yes, n):
    with pytest.raises(ValueError, match="share needs answers"):
        wilson_interval(yes, n)


@given(zero_or_one, confidences)
def test_a_share_lies_in_its_interval_and_that_within_0_and_1(answers, confidence):
    ours = wilson_interval(sum(answers), len(answers), confidence=confidence)
    assert 0 <= ours.low <= ours.value <= ours.high <= 1
    assert ours.low < ours.high


@given(zero_or_one)
def test_yes_and_no_mirror_each_other(answers):
    yes, n = sum(answers), len(answers)
    ours, mirror = wilson_interval(yes, n), wilson_interval(n - yes, n)
    assert (ours.low, ours.high) == pytest.approx((1 - mirror.high, 1 - mirror.low))


# Net scores


@records("nps_ci", with_input="promoters")
def test_a_net_score_is_rocks_adjusted_wald(record):
    inputs, expected = record["inputs"], record["expected"]
    ours = net_interval(
        inputs["promoters"],
        inputs["detractors"],
        inputs["n"],
        confidence=inputs["conf"],
    )
    adjusted = expected["adjusted_wald"]
    clipped = (max(adjusted["lower"], -1), min(adjusted["upper"], 1))
    assert (ours.low, ours.high) == pytest.approx(clipped, abs=1e-9)
    assert ours.value == pytest.approx(expected["wald"]["nps"], abs=1e-9)


@records("nps_ci", with_input="filter")
def test_a_net_score_from_a_file_is_what_r_says(record):
    region = record["inputs"]["filter"].split("'")[1]
    given_scores = [
        int(row["rec"])
        for row in rows_of(record["inputs"]["file"])
        if row["region"] == region and row["rec"]
    ]
    promoters = sum(score >= 9 for score in given_scores)
    detractors = sum(score <= 6 for score in given_scores)
    ours = net_interval(promoters, detractors, len(given_scores))
    adjusted = record["expected"]["adjusted_wald"]
    limits = (adjusted["lower"], adjusted["upper"])
    assert (ours.low, ours.high) == pytest.approx(limits, abs=1e-9)


def test_ten_scores_worked_by_hand():
    # 5 promoters and 2 detractors of 10: 3 more make p = 5.75/13, d = 2.75/13.
    ours = net_interval(5, 2, 10)
    error = sqrt((8.5 / 13 - (3 / 13) ** 2) / 13)
    limits = (3 / 13 - 1.959964 * error, 3 / 13 + 1.959964 * error)
    assert ours.value == 0.3
    assert (ours.low, ours.high) == pytest.approx(limits, abs=1e-6)


def test_a_design_effect_of_four_doubles_the_width():
    plain, wide = net_interval(50, 20, 100), net_interval(50, 20, 100, design_effect=4)
    assert wide.high - wide.low == pytest.approx(2 * (plain.high - plain.low))


@given(scores, confidences)
def test_a_net_score_lies_in_its_interval_and_that_within_the_scale(answers, confidence):
    up, down = answers.count(1), answers.count(-1)
    ours = net_interval(up, down, len(answers), confidence=confidence)
    assert -1 <= ours.low <= ours.value <= ours.high <= 1
    assert ours.low < ours.high


@pytest.mark.parametrize(("up", "down", "n"), [(0, 0, 0), (2, 2, 3), (-1, 0, 3)])
def test_a_net_score_of_nothing_is_refused_in_words(up, down, n):
    with pytest.raises(ValueError, match="net score needs"):
        net_interval(up, down, n)


# Means


def test_a_mean_worked_by_hand():
    # 1 to 5: variance 2.5, standard error sqrt(.5), t(4) = 2.776445
    ours = mean_interval(15, 55, 5)
    assert ours.high == pytest.approx(3 + 2.776445 * sqrt(0.5), abs=1e-6)


def test_one_answer_has_a_mean_but_no_limits():
    ours = mean_interval(4, 16, 1)
    assert ours.value == 4
    assert isnan(ours.low)
    assert isnan(ours.high)


def test_a_mean_of_equal_answers_has_no_width_at_any_size():
    n, rating = 10**9, 7
    assert mean_interval(n * rating, n * rating**2, n) == Interval(7, 7, 7)


def test_a_mean_of_nothing_is_refused_in_words():
    with pytest.raises(ValueError, match="at least one answer"):
        mean_interval(0, 0, 0)


def test_many_degrees_of_freedom_are_the_normal():
    assert t_interval(0, 1, 1e9).high == pytest.approx(1.959964, abs=1e-6)


# Customers as the unit


def test_a_clustered_net_score_is_what_the_survey_package_says():
    expected = next(r for r in RECORDS if r["id"] == "nps.clustered.dev")["expected"]
    signs = [
        (row["cust"], (int(row["score"]) >= 9) - (int(row["score"]) <= 6), 1)
        for row in rows_of("data/nps_clustered_dev.csv")
    ]
    up = sum(sign == 1 for _, sign, _ in signs)
    down = sum(sign == -1 for _, sign, _ in signs)
    sums = cluster_sums(signs)
    value = clustered_net(up, down, sums).value
    assert value == pytest.approx(expected["nps_unweighted"], abs=1e-9)
    error = ratio_standard_error(sums)
    assert error == pytest.approx(expected["se_clustered"], abs=1e-9)
    effect = net_design_effect(up, down, sums)
    assert effect == pytest.approx(expected["deff_cluster"], abs=1e-9)


def test_the_error_of_a_ratio_worked_by_hand():
    # Customers 4 of 2, 3 of 3, 2 of 1: R = 1.5, residuals 1, -1.5, .5;
    # 3/2 x (1 + 2.25 + .25) / 36
    sums = cluster_sums([("a", 4, 2), ("b", 3, 3), ("c", 2, 1)])
    assert ratio_standard_error(sums) == pytest.approx(sqrt(1.5 * 3.5 / 36))
    ours = clustered_ratio(sums)
    assert ours.value == 1.5
    assert ours.high - 1.5 == pytest.approx(4.302653 * sqrt(1.5 * 3.5 / 36), abs=1e-6)


def test_one_customer_has_a_ratio_but_no_limits():
    sums = cluster_sums([("a", 4, 2)])
    assert isnan(ratio_standard_error(sums))
    assert isnan(clustered_ratio(sums).low)
    assert isnan(clustered_mean(sums, 10).high)


@given(zero_or_one)
def test_a_share_of_one_row_each_is_plain_wilson(answers):
    sums = cluster_sums(numbered(answers))
    assert clustered_share(sums) == wilson_interval(sum(answers), len(answers))


@unhurried
@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_a_mean_of_one_row_each_is_the_plain_mean(answers):
    squares = sum(answer**2 for answer in answers)
    ours = clustered_mean(cluster_sums(numbered(answers)), squares)
    plain = mean_interval(sum(answers), squares, len(answers))
    assert ours.value == plain.value
    assert (ours.low, ours.high) == pytest.approx((plain.low, plain.high), nan_ok=True)


@given(scores)
def test_a_net_score_of_one_row_each_is_the_plain_one(answers):
    up, down = answers.count(1), answers.count(-1)
    ours = clustered_net(up, down, cluster_sums(numbered(answers)))
    assert ours == net_interval(up, down, len(answers))


@unhurried
@given(owned_scores)
def test_customers_as_the_unit_never_make_an_interval_narrower(rows):
    signs = [sign for _, sign, _ in rows]
    sums, n, up, down = cluster_sums(rows), len(rows), signs.count(1), signs.count(-1)
    ours, plain = clustered_net(up, down, sums), net_interval(up, down, n)
    assert ours.high - ours.low >= plain.high - plain.low - 1e-12
    yes = cluster_sums([(customer, int(sign == 1), 1) for customer, sign, _ in rows])
    share, wilson = clustered_share(yes), wilson_interval(up, n)
    assert share.high - share.low >= wilson.high - wilson.low - 1e-12
    assert 0 <= share.low <= share.value <= share.high <= 1
    mean, usual = clustered_mean(sums, up + down), mean_interval(up - down, up + down, n)
    if sums.clusters > 1:
        assert mean.high - mean.low >= usual.high - usual.low - 1e-12


def test_the_same_answers_twice_are_worth_little_more_than_once():
    rows = numbered([1] * 30 + [0] * 20)
    once, twice = clustered_share(cluster_sums(rows)), cluster_sums(repeated(rows, 2))
    ours = clustered_share(twice)
    assert ours.value == once.value
    # p (1 - p) / SE^2 is one fewer than the customers.
    assert ours.high == pytest.approx(wilson_interval(0.6 * 49, 49).high)


def test_where_all_say_yes_the_customers_count_not_their_rows():
    ours = clustered_share(cluster_sums(repeated(numbered([1] * 5), 20)))
    assert ours == wilson_interval(5, 5)
    net = clustered_net(100, 0, cluster_sums(repeated(numbered([1] * 5), 20)))
    assert net == net_interval(100, 0, 100, design_effect=20)


def test_one_customer_alone_counts_once_however_often_they_answer():
    rows = [("a", 1, 1)] * 6 + [("a", 0, 1)] * 4
    ours = clustered_share(cluster_sums(rows))
    assert ours == wilson_interval(0.6, 1)
    assert net_design_effect(6, 4, cluster_sums([("a", 2, 10)])) == 10


def test_customers_who_are_all_alike_do_not_make_a_share_certain():
    rows = [(customer, answer, 1) for customer in range(5) for answer in (0, 1)]
    assert clustered_share(cluster_sums(rows)) == wilson_interval(5, 10)
    assert clustered_mean(cluster_sums(rows), 5).low < 0.4


@pytest.mark.parametrize("of", [ratio_standard_error, clustered_share, clustered_ratio])
def test_a_ratio_over_nothing_is_refused_in_words(of):
    with pytest.raises(ValueError, match="at least one customer"):
        of(ClusterSums(0, 0, 0, 0, 0, 0))


def test_a_share_above_one_is_refused_in_words():
    with pytest.raises(ValueError, match="between 0 and 1"):
        clustered_share(cluster_sums([("a", 3, 1), ("b", 1, 1)]))


@unhurried
@given(owned_scores, owned_scores)
def test_the_sums_of_two_halves_are_the_sums_of_the_whole(left, right):
    right = [(customer + 100, sign, one) for customer, sign, one in right]
    parts = vars(cluster_sums(left)), vars(cluster_sums(right))
    added = ClusterSums(**{name: parts[0][name] + parts[1][name] for name in parts[0]})
    assert added == cluster_sums(left + right)
    assert ratio_standard_error(added) == ratio_standard_error(cluster_sums(left + right))
