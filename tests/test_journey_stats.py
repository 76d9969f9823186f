"""Summaries of journeys against R, and against data with a known answer."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from cx.stats.journey import (
    correlations,
    explained,
    features,
    moments,
    nested_test,
    prediction_error,
    remembered,
)

# Made with R 4.2.2 (lm, anova, hatvalues); read where it is.
REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "golden"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the golden numbers are not beside this repository"
)


def test_the_worked_example_of_the_reference():
    one = features([4, 5, 2, 5, 4])
    assert (one.peak, one.peak_end, one.mean) == (5, 4.5, 4.0)
    assert (one.worst_end, one.last - one.first, one.slope) == (3.0, 0, 0)


@pytest.mark.parametrize(
    ("ratings", "peak"),
    [
        ([5, 3, 1, 3], 1),  # as far on both sides: the bad one
        ([1, 3, 5, 3], 1),  # also where the good one comes later
        ([4, 2, 4, 3], 2),
        ([3, 3, 3], 3),
        ([2, 5, 3], 5),  # further away wins, good or bad
    ],
)
def test_the_peak_is_the_furthest_from_the_middle_and_of_two_the_bad_one(ratings, peak):
    assert features(ratings).peak == peak


def test_of_two_peaks_alike_the_later_is_meant():
    # It cannot be told from the value, so the middle is moved: 1 and 5 are 2 away from 3.
    assert features([5, 1], middle=2.9).peak == 5


def test_a_journey_of_one_is_refused():
    with pytest.raises(ValueError, match="two ratings"):
        features([4])


@pytest.fixture(scope="module")
def golden():
    if not REFERENCE.is_dir():
        pytest.skip("the golden numbers are not beside this repository")
    (record,) = [
        one
        for one in json.loads((REFERENCE / "golden.json").read_text())
        if one["id"] == "peakend.dev"
    ]
    ratings: dict[str, list[tuple[int, float]]] = {}
    with (REFERENCE / record["inputs"]["steps"]).open() as lines:
        for row in csv.DictReader(lines):
            place = int(row["step"]), float(row["rating"])
            ratings.setdefault(row["journey"], []).append(place)
    with (REFERENCE / record["inputs"]["outcome"]).open() as lines:
        said = {row["journey"]: float(row["y"]) for row in csv.DictReader(lines)}
    found = {j: features([r for _, r in sorted(given)]) for j, given in ratings.items()}
    rows = [
        [said[j], one.mean, one.last, one.worst, one.first, one.best, one.slope]
        for j, one in found.items()
    ]
    names = ("y", "mean", "last", "min", "first", "max", "slope")
    return record["expected"], found, moments(names, rows, range(len(rows)))


@needs_reference
def test_features_are_those_of_r(golden):
    expected, found, made = golden
    for one in expected["features_first5"]:
        own = found[str(one["journey"])]
        assert own.mean == pytest.approx(one["mean"], abs=1e-8)
        assert own.slope == pytest.approx(one["slope"], abs=1e-8)
        assert (own.first, own.last) == (one["first"], one["last"])
        assert (own.worst, own.best) == (one["min"], one["max"])
    whole = made.products.sum(axis=0)[0]
    for at, name in enumerate(made.names[1:], start=2):
        given = expected["feature_means"][name]
        assert whole[at] / whole[0] == pytest.approx(given, abs=1e-8)


@needs_reference
def test_the_comparison_of_models_is_that_of_r(golden):
    expected, _found, made = golden
    few, more = ["mean"], ["mean", "last", "min"]
    assert explained(made, few)[0] == pytest.approx(expected["R2_mean"], abs=1e-8)
    r2, slopes = explained(made, more)
    assert r2 == pytest.approx(expected["R2_mean_last_min"], abs=1e-8)
    assert slopes == pytest.approx([*expected["coef_mean_last_min"].values()], abs=1e-8)
    f, p = nested_test(made, few, more)
    assert f == pytest.approx(expected["F"], abs=1e-6)
    assert p == pytest.approx(expected["p"], rel=1e-6)
    every = ["mean", "first", "last", "min", "max", "slope"]
    assert explained(made, every)[0] == pytest.approx(expected["R2_all"], abs=1e-8)


@needs_reference
def test_leaving_out_one_journey_at_a_time_is_that_of_r(golden):
    expected, _found, made = golden
    alone = prediction_error(made, ["mean"])
    both = prediction_error(made, ["mean", "last", "min"])
    assert alone == pytest.approx(expected["loo_rmse_mean"], abs=1e-8)
    assert both == pytest.approx(expected["loo_rmse_mean_last_min"], abs=1e-8)


def drawn(rng, n=600, weight=(1.0, 0.0)):
    """Rows of (y, mean, end): y follows both by these weights."""
    mean, end = rng.normal(size=(2, n))
    y = weight[0] * mean + weight[1] * end + rng.normal(size=n)
    return np.column_stack([y, mean, end])


def test_correlations_are_those_of_numpy():
    rows = drawn(np.random.default_rng(1))
    made = moments(("y", "mean", "end"), rows, range(len(rows)))
    expected = np.corrcoef(rows.T)[0, 1:]
    assert correlations(made.products.sum(axis=0)) == pytest.approx(expected)


def test_a_constant_summary_has_no_correlation():
    rows = drawn(np.random.default_rng(1))
    rows[:, 2] = 4
    made = moments(("y", "mean", "end"), rows, range(len(rows)))
    assert np.isnan(correlations(made.products.sum(axis=0))[1])


def test_which_predicts_better_is_found_whichever_it_is():
    for weight, sign in (((1.0, 0.0), 1), ((0.0, 1.0), -1)):
        rows = drawn(np.random.default_rng(2), weight=weight)
        found = remembered(moments(("y", "mean", "end"), rows, np.arange(600) % 200))
        assert found.differences["end"].clear
        assert found.differences["end"].value * sign > 0


def test_intervals_of_a_difference_hold_what_is_true():
    """Both weigh alike: the difference is 0, and 95 of 100 intervals hold it."""
    rng, held = np.random.default_rng(3), 0
    for _ in range(200):
        rows = drawn(rng, n=400, weight=(0.7, 0.7))
        made = moments(("y", "mean", "end"), rows, np.arange(400) % 200)
        apart = remembered(made, replicates=400).differences["end"]
        held += apart.low <= 0 <= apart.high
    # Three standard errors of a binomial around .95.
    assert 0.90 <= held / 200 <= 0.995


def test_customers_who_answer_often_widen_the_interval():
    rng = np.random.default_rng(4)
    few = np.repeat(drawn(rng, n=60), 10, axis=0)
    by_customer = moments(("y", "mean", "end"), few, np.repeat(np.arange(60), 10))
    by_row = moments(("y", "mean", "end"), few, np.arange(600))
    wide, narrow = (remembered(one).correlations["mean"] for one in (by_customer, by_row))
    assert wide.value == pytest.approx(narrow.value)
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_fewer_than_ten_groups_of_customers_have_no_interval():
    rows = drawn(np.random.default_rng(5))
    with pytest.raises(ValueError, match="Ten groups"):
        remembered(moments(("y", "mean", "end"), rows, np.arange(600) % 9))


def test_people_who_all_say_the_same_have_no_correlation():
    rows = drawn(np.random.default_rng(5))
    rows[:, 0] = 7
    with pytest.raises(ValueError, match="never differs"):
        remembered(moments(("y", "mean", "end"), rows, np.arange(600) % 200))
