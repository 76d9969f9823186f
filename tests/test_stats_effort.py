"""Effort drivers: the regression against R 4.2.2, the waterfall against all orders."""

import csv
import json
from itertools import permutations
from math import log
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.stats.effort import DIFFERENCE, SHAPLEY, effort_drivers
from cx.stats.logistic import fit_logistic, share_of
from cx.stats.patterns import strata_joined

GOLDEN = Path(__file__).parent / "golden"
RECORDS = {r["id"]: r for r in json.loads((GOLDEN / "stats.json").read_text())}


def sample(drivers, strata, answers, seed, *, buckets=50, slopes=None, base=-2.0):
    """Names, flags, answers and hard by bucket and pattern, and the strata."""
    random = np.random.default_rng(seed)
    flags = random.random((answers, drivers)) < random.uniform(0.1, 0.4, drivers)
    # The second driver comes along with the first.
    if drivers > 1:
        flags[:, 1] |= flags[:, 0] & (random.random(answers) < 0.5)
    stratum = random.integers(0, strata, answers)
    slopes = random.uniform(0.2, 1.0, drivers) if slopes is None else slopes
    hard = random.random(answers) < share_of(
        base + flags @ slopes + 0.4 * stratum / strata
    )
    keys = np.column_stack([flags, stratum])
    kinds, place = np.unique(keys, axis=0, return_inverse=True)
    bucket, place = random.integers(0, buckets, answers), place.reshape(-1)
    counted, agreed = np.zeros((2, buckets, len(kinds)))
    np.add.at(counted, (bucket, place), 1)
    np.add.at(agreed, (bucket, place), hard)
    names = [f"d{j}" for j in range(drivers)]
    labels = [f"stratum {s}" for s in kinds[:, drivers]]
    return names, kinds[:, :drivers], counted, agreed, labels


def test_the_regression_is_rs():
    record = RECORDS["logit.ratings5.promoter"]
    with (GOLDEN / record["inputs"]["file"]).open() as lines:
        rows = list(csv.DictReader(lines))
    names = record["inputs"]["drivers"]
    design = np.array([[1, *(float(row[name]) for name in names)] for row in rows])
    promoter = np.array([float(row["y"]) >= 9 for row in rows], dtype=float)
    fit = fit_logistic(design, np.ones(len(rows)), promoter)
    expected = record["expected"]
    columns = ["(Intercept)", *names]
    assert fit.coefficients.tolist() == pytest.approx(
        [expected["coef"][name] for name in columns], abs=1e-6
    )
    assert fit.standard_errors.tolist() == pytest.approx(
        [expected["se"][name] for name in columns], abs=1e-6
    )
    alone = fit_logistic(design[:, :1], np.ones(len(rows)), promoter).log_likelihood
    assert 1 - fit.log_likelihood / alone == pytest.approx(expected["mcfadden"], abs=1e-6)


def test_counts_of_patterns_are_as_good_as_rows():
    _, flags, counted, agreed, _ = sample(3, 1, 800, 2)
    design = np.column_stack([np.ones(len(flags)), flags])
    n, x = counted.sum(axis=0).astype(int), agreed.sum(axis=0).astype(int)
    rows = np.repeat(design, n, axis=0)
    hard = np.concatenate([[1] * b + [0] * (a - b) for a, b in zip(n, x, strict=True)])
    one, other = fit_logistic(design, n, x), fit_logistic(rows, np.ones(len(rows)), hard)
    assert one.coefficients == pytest.approx(other.coefficients, abs=1e-8)
    assert one.log_likelihood == pytest.approx(other.log_likelihood)


@pytest.mark.parametrize(
    ("design", "answers", "hard"),
    [
        ([[1, 0], [1, 1]], [100, 100], [20, 100]),
        ([[1, 0], [1, 1]], [100, 100], [20, 0]),
        # Neither driver alone, but both together.
        ([[1, 0, 0], [1, 1, 0], [1, 0, 1]], [50, 50, 50], [0, 50, 50]),
        ([[1, 1], [1, 2], [1, 3], [1, 4]], [9, 9, 9, 9], [0, 0, 9, 9]),
    ],
)
def test_data_that_separate_are_refused_in_words(design, answers, hard):
    with pytest.raises(ValueError, match="no limit"):
        fit_logistic(design, answers, hard)


@pytest.mark.parametrize(
    "design",
    [[[1, 0, 0], [1, 1, 1], [1, 0, 0]], [[1, 0, 1], [1, 1, 0]], [[1, 1], [1, 1]]],
)
def test_columns_that_say_the_same_are_refused_in_words(design):
    with pytest.raises(ValueError, match="always occur together"):
        fit_logistic(design, [50] * len(design), [20] * len(design))


def by_all_orders(flags, answers, fit, design):
    """Mean gain over every order of switching drivers on: the definition itself."""
    drivers = flags.shape[1]

    def mean(on):
        changed = design.copy()
        changed[:, 1 : drivers + 1] *= on
        return float(answers @ share_of(changed @ fit.coefficients) / answers.sum())

    gains, orders = np.zeros(drivers), list(permutations(range(drivers)))
    for order in orders:
        on = np.zeros(drivers)
        for driver in order:
            before = mean(on)
            on[driver] = 1
            gains[driver] += mean(on) - before
    return mean(np.zeros(drivers)), gains / len(orders)


def test_the_waterfall_is_the_mean_over_all_orders():
    names, flags, counted, agreed, labels = sample(4, 3, 3000, 3)
    ours = effort_drivers(names, flags, counted, agreed, strata=labels)
    n, x = counted.sum(axis=0), agreed.sum(axis=0)
    kinds = sorted(set(labels))
    dummies = [[label == kind for kind in kinds[1:]] for label in labels]
    design = np.column_stack([np.ones(len(flags)), flags, np.array(dummies, dtype=float)])
    base, gains = by_all_orders(flags, n, fit_logistic(design, n, x), design)
    assert ours.method == SHAPLEY
    assert ours.base == pytest.approx(base, abs=1e-9)
    assert [s.contribution for s in ours.steps] == pytest.approx(gains.tolist(), abs=1e-9)


def test_one_driver_worked_by_hand():
    # 10 % hard without, 40 % with, for a quarter of the answers: .25 x .3.
    ours = effort_drivers(["repeat"], [[0], [1]], [300, 100], [30, 40])
    (step,) = ours.steps
    assert (ours.base, ours.actual) == pytest.approx((0.1, 0.175))
    assert step.contribution == pytest.approx(0.075)
    assert step.odds_ratio == pytest.approx(6)
    assert (step.exposed, step.prevalence) == (100, 0.25)
    assert (step.low, step.high, ours.replicates) == (None, None, 0)


def test_a_driver_that_only_comes_along_adds_next_to_nothing():
    slopes = np.array([1.5, 0.0, 0.5])
    given = sample(3, 2, 40_000, 4, slopes=slopes)
    *given, labels = given
    ours = effort_drivers(*given, strata=labels)
    first, second, _ = ours.steps
    assert abs(second.contribution) < 0.006
    assert second.low < 0 < second.high
    assert first.low > 0.03
    # The simple difference is taken in: it gives the second what is the first's.
    n, x = given[2].sum(axis=0), given[3].sum(axis=0)
    with_second = given[1][:, 1] == 1
    naive = x.sum() / n.sum() - x[~with_second].sum() / n[~with_second].sum()
    assert naive > 3 * abs(second.contribution) + 0.01


def test_limits_cover_what_was_planted():
    # Contributions at the true coefficients, on the same patterns, in 60 samples.
    slopes, covered, total = np.array([0.9, 0.5]), 0, 0
    for seed in range(60):
        names, flags, counted, agreed, _ = sample(2, 1, 1500, seed, slopes=slopes)
        ours = effort_drivers(names, flags, counted, agreed, replicates=200)
        n = counted.sum(axis=0)

        class Truth:
            coefficients = np.array([-2.0, *slopes])

        design = np.column_stack([np.ones(len(flags)), flags])
        _, gains = by_all_orders(flags, n, Truth, design)
        for step, gain in zip(ours.steps, gains, strict=True):
            covered += step.low <= gain <= step.high
            total += 1
    assert covered / total > 0.88


def test_resampled_fits_are_those_of_the_resampled_answers():
    # Two buckets that are alike but for their number: each replicate is known.
    names, flags, counted, agreed, _ = sample(2, 1, 4000, 5, buckets=1)
    twice = np.vstack([counted, counted]), np.vstack([agreed, agreed])
    ours = effort_drivers(names, flags, *twice)
    for step in ours.steps:
        assert step.low == pytest.approx(step.contribution, abs=1e-6)
        assert step.high == pytest.approx(step.contribution, abs=1e-6)
    other = agreed.copy()
    other[0, flags[:, 0] == 1] *= 0.5
    both = np.vstack([counted, counted]), np.vstack([agreed, other])
    found = effort_drivers(names, flags, *both, replicates=400)
    ends = [effort_drivers(names, flags, counted[0], x[0]) for x in (agreed, other)]
    values = sorted(one.steps[0].contribution for one in ends)
    assert [found.steps[0].low, found.steps[0].high] == pytest.approx(values, abs=1e-4)


def test_few_hard_answers_fall_back_and_say_so():
    flags, answers, hard = [[0, 0], [1, 0], [0, 1]], [60, 20, 20], [3, 8, 8]
    ours = effort_drivers(["a", "b"], flags, answers, hard)
    assert ours.method == DIFFERENCE
    assert ours.base is None
    assert ours.reason.startswith(
        "19 hard and 81 other answers are too few for 2 drivers"
    )
    # .2 x (8/20 - 11/80), by hand.
    assert ours.steps[0].contribution == pytest.approx(0.2 * (0.4 - 11 / 80))
    assert ours.steps[0].odds_ratio is None
    assert effort_drivers(["a", "b"], flags, answers, [4, 8, 8]).method == SHAPLEY


def test_few_easy_answers_fall_back_too():
    ours = effort_drivers(["a"], [[0], [1]], [100, 100], [96, 97])
    assert ours.method == DIFFERENCE


def test_separated_answers_fall_back_and_say_so():
    ours = effort_drivers(["a"], [[0], [1]], [200, 50], [20, 50])
    assert ours.method == DIFFERENCE
    assert "no limit" in ours.reason
    twins = effort_drivers(["a", "b"], [[0, 0], [1, 1]], [200, 100], [30, 50])
    assert "always occur together" in twins.reason
    assert [step.contribution for step in twins.steps] == pytest.approx(
        [80 / 300 - 0.15] * 2
    )


def test_the_fall_back_has_limits_too():
    names, flags, counted, agreed, _ = sample(3, 1, 60, 6, buckets=20)
    ours = effort_drivers(names, flags, counted, agreed)
    assert ours.method == DIFFERENCE
    assert ours.replicates > 100
    assert all(step.low < step.contribution < step.high for step in ours.steps)


def test_a_driver_that_does_not_vary_is_dropped_and_named():
    flags = [[0, 0, 1], [1, 0, 1]]
    ours = effort_drivers(["a", "never", "always"], flags, [300, 100], [30, 40])
    assert [step.name for step in ours.steps] == ["a"]
    assert [name for name, _ in ours.dropped] == ["never", "always"]
    assert ours.base + ours.steps[0].contribution == pytest.approx(ours.actual)
    nothing = effort_drivers(["never"], [[0], [0]], [300, 100], [30, 40])
    assert nothing.steps == ()
    assert nothing.base == pytest.approx(nothing.actual)
    none_at_all = effort_drivers([], np.zeros((1, 0)), [[50], [50]], [[20], [10]])
    assert none_at_all.base == pytest.approx(0.3)


def test_patterns_without_answers_change_nothing():
    flags, answers, hard = [[0], [1], [1]], [300, 100, 0], [30, 40, 0]
    with_empty = effort_drivers(["a"], flags, answers, hard, strata=["x", "x", "y"])
    assert with_empty == effort_drivers(["a"], flags[:2], answers[:2], hard[:2])


def test_small_strata_are_joined_and_hopeless_ones_go_to_the_largest():
    n, x = np.array([100.0, 40, 12, 12, 5]), np.array([50.0, 20, 6, 6, 5])
    joined = strata_joined(["big", "mid", "s1", "s2", "s3"], n, x).tolist()
    assert joined[2] == joined[3] == joined[4]
    assert len(set(joined)) == 3
    alone = strata_joined(["big", "mid", "all hard"], n[[0, 1, 4]], x[[0, 1, 4]]).tolist()
    assert alone == [0, 1, 0]


def test_a_stratum_where_all_is_hard_does_not_stop_the_regression():
    flags, strata = [[0], [1], [0]], ["x", "x", "only hard"]
    ours = effort_drivers(["a"], flags, [300, 100, 4], [30, 40, 4], strata=strata)
    assert ours.method == SHAPLEY


def test_a_reason_that_is_hard_by_itself_is_not_the_drivers_doing():
    # Within each reason the driver does nothing; it is common where all is hard.
    flags, strata = [[0], [1], [0], [1]], ["calm", "calm", "angry", "angry"]
    answers, hard = [900, 100, 100, 900], [90, 10, 60, 540]
    fair = effort_drivers(["transfer"], flags, answers, hard, strata=strata)
    assert fair.steps[0].contribution == pytest.approx(0, abs=1e-9)
    blind = effort_drivers(["transfer"], flags, answers, hard)
    assert blind.steps[0].contribution > 0.1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((["a"] * 11, np.eye(11), [1] * 11, [0] * 11), "At most 10"),
        ((["a"], [[0], [1]], [5], [1]), "Each pattern needs"),
        ((["a", "b"], [[0], [1]], [5, 5], [1, 1]), "Each pattern needs"),
        ((["a"], [[0], [2]], [5, 5], [1, 1]), "0 or 1"),
        ((["a"], [[0], [1]], [5, 5], [1, 6]), "more answers"),
        ((["a"], [[0], [1]], [0, 0], [0, 0]), "at least one answer"),
    ],
)
def test_what_is_no_input_is_refused_in_words(given, words):
    with pytest.raises(ValueError, match=words):
        effort_drivers(*given)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 10_000))
def test_the_waterfall_adds_up_and_its_order_does_not_matter(drivers, strata, seed):
    names, flags, counted, agreed, labels = sample(drivers, strata, 1500, seed)
    ours = effort_drivers(names, flags, counted, agreed, strata=labels, replicates=20)
    if ours.method == DIFFERENCE:
        return
    whole = ours.base + sum(step.contribution for step in ours.steps)
    assert whole == pytest.approx(ours.actual, abs=1e-9)
    turned = effort_drivers(
        names[::-1], flags[:, ::-1], counted, agreed, strata=labels, replicates=0
    )
    back = {step.name: step.contribution for step in turned.steps}
    for step in ours.steps:
        assert back[step.name] == pytest.approx(step.contribution, abs=1e-9)
        assert (step.contribution > 0) == (log(step.odds_ratio) > 0)


def test_a_usual_analysis_with_limits_takes_about_a_second():
    names, flags, counted, agreed, labels = sample(6, 20, 6000, 7, buckets=200)
    start = process_time()
    ours = effort_drivers(names, flags, counted, agreed, strata=labels, replicates=200)
    assert ours.replicates > 150
    assert process_time() - start < 4  # measured .5; a busy machine is slower
