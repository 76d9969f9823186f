"""Drivers against relaimpo 2.2-7, rwa, dominanceanalysis, and their own rules."""

import csv
import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.stats.driver_model import conditional_dominance
from cx.stats.drivers import (
    Moments,
    all_r2,
    complete_dominance,
    importance,
    johnson_weights,
    lmg,
)

GOLDEN = Path(__file__).parent / "golden"
# From GPL packages: read where they are, never copied here.
ELSEWHERE = Path(__file__).parents[2] / "shared" / "reference" / "golden"
RECORDS = json.loads((GOLDEN / "stats.json").read_text())


# One column a driver, unweighted: the others are in test_stats_driver_model.py.
OTHERS = ("lmg.swiss.always", "lmg.swiss.group", "lmg.ratings8.weighted")


def records(*topics):
    chosen = [
        r
        for r in RECORDS
        if r["topic"] in topics and "file" in r["inputs"] and r["id"] not in OTHERS
    ]
    return pytest.mark.parametrize("record", chosen, ids=lambda r: r["id"])


def moments_of(record):
    """Sums over the complete rows of a record's file, its outcome first."""
    inputs = record["inputs"]
    file = GOLDEN / inputs["file"]
    if not file.exists():
        file = ELSEWHERE / inputs["file"]
    if not file.exists():
        pytest.skip(f"{file.name} comes from a GPL package and is not in this repository")
    with file.open() as lines:
        rows = list(csv.DictReader(lines))
    others = [name for name in rows[0] if name != inputs["outcome"]]
    names = [inputs["outcome"], *inputs.get("drivers", others)]
    complete = [[row[n] for n in names] for row in rows if all(row[n] for n in names)]
    return moments(np.array(complete, dtype=float), names)


def moments(table, names=None):
    """Sums of a table with the outcome in its first column."""
    width = table.shape[1]
    return Moments(
        names=tuple(names or ["y", *(f"d{j}" for j in range(1, width))]),
        n=len(table),
        sums=tuple(table.sum(axis=0).tolist()),
        cross=tuple(tuple(row) for row in (table.T @ table).tolist()),
    )


def by_name(result, what):
    return {driver.name: getattr(driver, what) for driver in result.drivers}


def ratings(n, p, seed=1):
    """Whole ratings that share a mood, and an outcome that follows them."""
    random = np.random.default_rng(seed)
    mood = random.normal(size=(n, 1))
    drivers = np.clip(np.rint(3.5 + 0.8 * mood + random.normal(size=(n, p))), 1, 5)
    slopes = np.linspace(1, 0.2, p)
    outcome = np.rint(drivers @ slopes + random.normal(size=n))
    return np.column_stack([outcome, drivers]).astype(int)


tables = st.builds(
    ratings, st.integers(30, 300), st.integers(1, 6), st.integers(0, 10**6)
)
unhurried = settings(deadline=None, max_examples=40)


@records("driver_importance")
def test_importance_is_what_relaimpo_says(record):
    ours, expected = importance(moments_of(record)), record["expected"]
    assert ours.r2 == pytest.approx(expected["R2"], abs=1e-9)
    assert by_name(ours, "importance") == pytest.approx(expected["lmg"], abs=1e-9)
    if "last" in expected:
        assert by_name(ours, "unique") == pytest.approx(expected["last"], abs=1e-9)
        squares = {name: r**2 for name, r in by_name(ours, "correlation").items()}
        assert squares == pytest.approx(expected["first"], abs=1e-9)


def correlation_of(given_moments):
    n, sums = given_moments.n, np.array(given_moments.sums)
    covariance = n * np.array(given_moments.cross) - np.outer(sums, sums)
    scale = np.sqrt(np.diag(covariance))
    return covariance / np.outer(scale, scale)


@records("driver_importance", "relative_weights")
def test_relative_weights_are_what_rwa_and_relaimpo_say(record):
    given_moments = moments_of(record)
    expected = record["expected"].get("raw") or record["expected"]["genizi"]
    ours = johnson_weights(correlation_of(given_moments))
    named = dict(zip(given_moments.names[1:], ours.tolist(), strict=True))
    assert named == pytest.approx(expected, abs=1e-9)
    assert ours.sum() == pytest.approx(record["expected"]["R2"], abs=1e-9)


@records("dominance")
def test_dominance_is_what_dominanceanalysis_says(record):
    r2 = all_r2(correlation_of(moments_of(record)))
    general = list(record["expected"]["general"].values())
    assert lmg(r2).tolist() == pytest.approx(general, abs=1e-8)
    assert complete_dominance(r2).tolist() == record["expected"]["complete"]
    levels = [
        list(level.values())[1:] for level in record["expected"]["conditional_by_level"]
    ]
    ours = conditional_dominance(r2).T
    assert ours.tolist() == [pytest.approx(level, abs=1e-8) for level in levels]
    higher = (ours[:, :, None] > ours[:, None, :]).all(axis=0)
    conditional = np.where(higher, 1, np.where(higher.T, 0, 0.5))
    assert conditional.tolist() == record["expected"]["conditional_matrix"]


def test_the_published_example_of_dominance_holds():
    record = next(r for r in RECORDS if r["id"] == "dom.azen_budescu_2003")
    r2 = all_r2(record["inputs"]["correlation"])
    general = list(record["expected"]["general"].values())
    assert lmg(r2).tolist() == pytest.approx(general, abs=1e-8)
    assert complete_dominance(r2).tolist() == record["expected"]["complete"]
    # As printed in Azen & Budescu (2003), Psychological Methods 8:129.
    printed = list(record["inputs"]["published_by_level"].values())
    ours = conditional_dominance(r2).T.tolist()
    assert ours == [pytest.approx(level, abs=0.002) for level in printed]


def test_two_drivers_worked_by_hand():
    # r = .6, .4 and .5 between: R2 = (.36 + .16 - 2 x .12) / .75
    r2 = all_r2([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])
    full = (0.36 + 0.16 - 0.24) / 0.75
    assert r2.tolist() == pytest.approx([0, 0.36, 0.16, full])
    first, second = (0.36 + full - 0.16) / 2, (0.16 + full - 0.36) / 2
    assert lmg(r2).tolist() == pytest.approx([first, second])


def test_importance_is_the_mean_gain_over_all_orders():
    r2 = all_r2(correlation_of(moments(ratings(200, 4))))
    gains = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        model = 0
        for j in order:
            gains[j] += (r2[model | 1 << j] - r2[model]) / len(orders)
            model |= 1 << j
    assert lmg(r2).tolist() == pytest.approx(gains.tolist())


def test_slopes_are_those_of_least_squares():
    table = ratings(300, 5)
    design = np.column_stack([np.ones(300), table[:, 1:]])
    expected = np.linalg.lstsq(design, table[:, 0], rcond=None)[0][1:]
    ours = importance(moments(table))
    slopes = list(by_name(ours, "slope").values())
    assert slopes == pytest.approx(expected.tolist())
    assert by_name(ours, "mean")["d1"] == pytest.approx(table[:, 1].mean())


def test_replicates_at_once_are_replicates_one_by_one():
    several = np.array([correlation_of(moments(ratings(90, 4, seed))) for seed in (1, 2)])
    together = lmg(all_r2(several))
    assert together.shape == (2, 4)
    alone = [lmg(all_r2(one)).tolist() for one in several]
    assert together.tolist() == [pytest.approx(row, abs=1e-14) for row in alone]


@unhurried
@given(tables)
def test_importances_add_up_to_r2(table):
    ours = importance(moments(table))
    assert sum(by_name(ours, "importance").values()) == pytest.approx(ours.r2, abs=1e-12)
    assert 0 <= ours.r2 <= 1 + 1e-12
    assert min(by_name(ours, "unique").values()) >= 0


@unhurried
@given(tables, st.integers(1, 20), st.integers(-50, 50))
def test_the_unit_of_a_rating_does_not_matter(table, factor, shift):
    other = table.copy()
    other[:, 1] = factor * other[:, 1] + shift
    first, second = importance(moments(table)), importance(moments(other))
    for what in ("importance", "unique", "correlation"):
        assert by_name(first, what) == pytest.approx(by_name(second, what), abs=1e-9)
    slope = by_name(second, "slope")["d1"] * factor
    assert slope == pytest.approx(by_name(first, "slope")["d1"], abs=1e-9)


@unhurried
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_drivers_does_not_matter(table, random):
    order = list(range(1, table.shape[1]))
    random.shuffle(order)
    names = ["y", *(f"d{j}" for j in order)]
    first, second = importance(moments(table)), moments(table[:, [0, *order]], names)
    for what in ("importance", "unique", "slope"):
        turned = by_name(importance(second), what)
        assert by_name(first, what) == pytest.approx(turned, abs=1e-9)


@unhurried
@given(tables)
def test_two_halves_added_are_the_whole(table):
    whole, half = moments(table), len(table) // 2
    left, right = moments(table[:half]), moments(table[half:])
    added = Moments(
        names=whole.names,
        n=left.n + right.n,
        sums=tuple(np.add(left.sums, right.sums).tolist()),
        cross=tuple(map(tuple, np.add(left.cross, right.cross).tolist())),
    )
    assert importance(added) == importance(whole)


def test_a_driver_and_its_copy_share_what_one_would_have():
    table = ratings(300, 3)
    ours = importance(moments(np.column_stack([table, table[:, 1]])))
    alone = importance(moments(table))
    shares, unique = by_name(ours, "importance"), by_name(ours, "unique")
    assert ours.r2 == pytest.approx(alone.r2)
    assert shares["d1"] == pytest.approx(shares["d4"])
    assert (unique["d1"], unique["d4"]) == pytest.approx((0, 0), abs=1e-9)
    slopes = by_name(ours, "slope")
    assert slopes["d1"] == pytest.approx(slopes["d4"])
    assert slopes["d1"] * 2 == pytest.approx(by_name(alone, "slope")["d1"])
    r2 = all_r2(correlation_of(moments(np.column_stack([table, table[:, 1]]))))
    assert complete_dominance(r2)[0, 3] == 0.5


def test_one_driver_dominates_another_in_either_order():
    r2 = all_r2([[1, 0.3, 0.6], [0.3, 1, 0], [0.6, 0, 1]])
    assert complete_dominance(r2).tolist() == [[0.5, 0], [1, 0.5]]


def test_a_rating_that_is_always_the_same_is_dropped_with_its_reason():
    table = ratings(300, 3)
    table[:, 2] = 4
    ours = importance(moments(table))
    assert ours.dropped == (("d2", "constant in this selection"),)
    assert list(by_name(ours, "rank")) == ["d1", "d3"]
    assert ours == importance(moments(table.astype(float)))


def test_constant_fractions_are_dropped_in_spite_of_rounding():
    table = ratings(300, 2).astype(float)
    table[:, 1] = 0.1
    assert importance(moments(table)).dropped[0][0] == "d1"


def test_whole_numbers_far_from_nought_still_vary():
    table, far = ratings(300, 2), ratings(300, 2).astype(object)
    far[:, 1] += 10**9
    ours, near = importance(moments(far)), importance(moments(table))
    assert by_name(ours, "slope") == pytest.approx(by_name(near, "slope"))


def test_no_driver_that_varies_leaves_nothing_explained():
    table = ratings(300, 1)
    table[:, 1] = 4
    ours = importance(moments(table))
    assert (ours.r2, ours.drivers) == (0, ())


def test_ranks_need_enough_answers():
    many, few = importance(moments(ratings(200, 3))), importance(moments(ratings(199, 3)))
    assert many.ranked
    shares = by_name(many, "importance")
    ordered = sorted(shares, key=shares.get, reverse=True)
    assert [by_name(many, "rank")[name] for name in ordered] == [1, 2, 3]
    assert not few.ranked
    assert set(by_name(few, "rank").values()) == {None}
    assert not importance(moments(ratings(239, 12))).ranked
    assert importance(moments(ratings(240, 12))).ranked


def test_too_few_answers_are_refused_in_words():
    with pytest.raises(ValueError, match="4 complete answers are too few for 3 drivers"):
        importance(
            moments(np.array([[1, 1, 2, 5], [2, 3, 1, 1], [5, 4, 4, 2], [3, 3, 2, 2]]))
        )


def test_an_outcome_that_is_always_the_same_is_refused_in_words():
    table = ratings(300, 2)
    table[:, 0] = 9
    with pytest.raises(ValueError, match="Every answer to y is the same"):
        importance(moments(table))


def test_beyond_eighteen_drivers_relative_weights_take_over():
    exact, johnson = importance(moments(ratings(500, 18))), moments(ratings(500, 19))
    assert exact.method == "LMG (Shapley), exact"
    ours = importance(johnson)
    assert ours.method == "Johnson relative weights"
    assert sum(by_name(ours, "importance").values()) == pytest.approx(ours.r2)
    r2 = all_r2(correlation_of(johnson))
    assert ours.r2 == pytest.approx(r2[-1])
    assert by_name(ours, "unique")["d3"] == pytest.approx(r2[-1] - r2[-1 - 4])
    shares = list(by_name(ours, "importance").values())
    assert shares == pytest.approx(lmg(r2).tolist(), abs=0.012)


def test_relative_weights_split_evenly_between_a_driver_and_its_copies():
    table = ratings(500, 18)
    ours = importance(moments(np.column_stack([table, table[:, 1], table[:, 1]])))
    shares = by_name(ours, "importance")
    assert ours.r2 == pytest.approx(importance(moments(table)).r2)
    assert shares["d1"] == pytest.approx(shares["d19"])
    assert shares["d1"] == pytest.approx(shares["d20"])
    assert sum(shares.values()) == pytest.approx(ours.r2)
    assert by_name(ours, "unique")["d1"] == pytest.approx(0, abs=1e-9)


def test_whole_numbers_stay_exact_however_many_there_are():
    table, many = ratings(400, 3), 10**12
    once = moments(table)
    often = Moments(
        names=once.names,
        n=once.n * many,
        sums=tuple(int(s) * many for s in once.sums),
        cross=tuple(tuple(int(c) * many for c in row) for row in once.cross),
    )
    shares = by_name(importance(often), "importance")
    assert shares == pytest.approx(by_name(importance(once), "importance"), rel=1e-12)
