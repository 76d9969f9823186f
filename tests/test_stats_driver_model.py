"""Groups of columns, blanks, weights, hinges and replicates against R, and by hand.

The programs behind the numbers: relaimpo 2.2-7, lavaan 0.6-14, sandwich 3.0-2,
dominanceanalysis 2.1.0 and R 4.2.2 itself; each record of the golden file says which.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from cx.stats.driver_model import (
    Layout,
    centred,
    exact_weights,
    first_share,
    inflation,
    relative_weights,
    slopes,
    weights,
)
from cx.stats.driver_ranks import (
    apart,
    bars,
    jackknife_errors,
    limits,
    quadrants,
    rank_limits,
    ranks,
)
from cx.stats.drivers import all_r2, lmg
from cx.stats.logistic import mcfadden_r2
from cx.stats.moments import (
    draws,
    em_moments,
    moments_of,
    sums_of_rows,
    totals,
    without_each,
)
from cx.stats.what_if import fewest_moved, raised_to

GOLDEN = Path(__file__).parent / "golden"
RECORDS = {r["id"]: r for r in json.loads((GOLDEN / "stats.json").read_text())}


def table_of(record, names=None):
    with (GOLDEN / record["inputs"]["file"]).open() as lines:
        rows = list(csv.DictReader(lines))
    names = names or list(rows[0])
    cells = [
        [float(row[n]) if row[n] not in ("", "NA") else np.nan for n in names]
        for row in rows
    ]
    return np.array(cells)


def own_columns(count):
    """A layout in which everybody met everything."""
    return Layout((None,) * count, tuple(range(2, count + 2)))


def model(table, w=None):
    sums = sums_of_rows(table, w)
    return centred(moments_of(sums, totals(sums)), own_columns(table.shape[1] - 1))


def without_each_row(table):
    sums = sums_of_rows(table)
    again = totals(sums, without_each(len(table)))
    return centred(moments_of(sums, again), own_columns(table.shape[1] - 1))


def with_constant(of):
    """Slopes, the intercept first."""
    found = slopes(of)
    start = of.mean[..., :1] - (found * of.mean[..., 1:]).sum(axis=-1, keepdims=True)
    return np.concatenate([start, found], axis=-1)


def test_a_group_of_columns_enters_together_as_in_relaimpo():
    record = RECORDS["lmg.swiss.group"]
    names = [
        "Fertility",
        "Education",
        "Examination",
        "Agriculture",
        "Catholic",
        "Infant.Mortality",
    ]
    found = exact_weights(model(table_of(record, names)).correlation, [2, 1, 1, 1])
    expected = record["expected"]
    assert found.r2 == pytest.approx(expected["R2"], abs=1e-9)
    for ours, theirs in (
        (found.importance, "lmg"),
        (found.unique, "last"),
        (found.first, "first"),
    ):
        assert ours.tolist() == pytest.approx(list(expected[theirs].values()), abs=1e-9)


def test_what_is_always_in_the_model_as_in_relaimpo():
    record = RECORDS["lmg.swiss.always"]
    names = [
        "Fertility",
        "Agriculture",
        "Examination",
        "Catholic",
        "Infant.Mortality",
        "Education",
    ]
    whole = model(table_of(record, names)).correlation
    # What Education leaves of everything else.
    left = whole[:-1, :-1] - np.outer(whole[:-1, -1], whole[:-1, -1])
    r2 = all_r2(left)
    expected = record["expected"]
    assert r2[-1] == pytest.approx(expected["R2"], abs=1e-9)
    assert r2[-1] - r2[0] == pytest.approx(expected["R2_decomposed"], abs=1e-9)
    assert lmg(r2).tolist() == pytest.approx(list(expected["lmg"].values()), abs=1e-9)


def test_survey_weights_as_in_relaimpo():
    record = RECORDS["lmg.ratings8.weighted"]
    names = [record["inputs"]["outcome"], *record["inputs"]["drivers"]]
    w = table_of(record, [record["inputs"]["weight"]])[:, 0]
    table = table_of(record, names)
    found = weights(model(table, w).correlation, [1] * 8)
    expected = record["expected"]
    assert found.r2 == pytest.approx(expected["R2"], abs=1e-9)
    assert found.importance.tolist() == pytest.approx(
        list(expected["lmg"].values()), abs=1e-9
    )
    assert found.unique.tolist() == pytest.approx(
        list(expected["last"].values()), abs=1e-9
    )
    sums = sums_of_rows(table, w)
    assert sums.n == len(table)
    assert sums.n_effective == pytest.approx(w.sum() ** 2 / (w**2).sum())


def not_met():
    """Columns of the record's five touchpoints; blank there means not met."""
    record = RECORDS["na_touchpoints.dev"]
    table = table_of(record, ["y", "t1", "t2", "t3", "t4", "t5"])
    columns, met, rating = [table[:, 0]], [], []
    for j in range(1, 6):
        seen = ~np.isnan(table[:, j])
        met.append(None if seen.all() else len(columns) + 1)
        columns += [] if seen.all() else [seen.astype(float)]
        rating.append(len(columns) + 1)
        columns.append(np.nan_to_num(table[:, j]))
    sums = sums_of_rows(np.column_stack(columns))
    layout = Layout(tuple(met), tuple(rating))
    return (
        record["expected"],
        table,
        centred(moments_of(sums, totals(sums)), layout),
        layout,
    )


def test_a_touchpoint_not_met_is_no_missing_rating_as_in_relaimpo():
    expected, _table, of, layout = not_met()
    found = weights(of.correlation, layout.sizes)
    assert found.r2 == pytest.approx(expected["R2"], abs=1e-8)
    order = ["z1", "t2", "t3", "t4", "t5"]
    for ours, theirs in (
        (found.importance, "lmg"),
        (found.unique, "last"),
        (found.first, "first"),
    ):
        listed = [expected[theirs][name] for name in order]
        assert ours.tolist() == pytest.approx(listed, abs=1e-8)
    named = ["z1", "v2", "z2", "v3", "z3", "v4", "z4", "v5", "z5"]
    assert slopes(of).tolist() == pytest.approx(
        [expected["coef"][name] for name in named], abs=1e-8
    )
    assert of.reach.tolist() == pytest.approx(list(expected["visited_share"].values()))


def test_the_level_is_that_of_those_who_met_it():
    _expected, table, of, _layout = not_met()
    assert of.level.tolist() == pytest.approx(np.nanmean(table[:, 1:], axis=0).tolist())


def test_blanks_at_random_as_in_lavaan():
    record = RECORDS["fiml.airquality"]
    table = table_of(record, record["inputs"]["columns"])
    sums, expected = sums_of_rows(table), record["expected"]
    moments = moments_of(sums, totals(sums))
    mean = moments[0, 1:]
    assert mean.tolist() == pytest.approx(list(expected["em_mean"].values()), rel=1e-5)
    ours = moments[1:, 1:] - np.outer(mean, mean)
    assert ours.ravel().tolist() == pytest.approx(
        np.ravel(expected["em_cov_ml"]).tolist(), rel=1e-5
    )
    of = centred(moments.copy(), own_columns(3))
    theirs = list(expected["slopes_fiml"].values())
    assert slopes(of).tolist() == pytest.approx(theirs, rel=1e-5)
    r2 = exact_weights(of.correlation, [1, 1, 1]).r2
    assert r2 == pytest.approx(expected["R2_fiml"], rel=1e-5)
    whole = table[~np.isnan(table).any(axis=1)]
    listed = list(expected["listwise_slopes"].values())
    assert slopes(model(whole)).tolist() == pytest.approx(listed, abs=1e-9)


def test_blanks_of_replicates_are_filled_in_as_one_by_one():
    table = table_of(RECORDS["fiml.airquality"], ["Ozone", "Solar.R", "Wind", "Temp"])
    sums = sums_of_rows(table)
    drawn = draws(len(table), 3, 1)
    together = moments_of(sums, totals(sums, drawn), moments_of(sums, totals(sums)))
    for replicate, one in zip(drawn, together, strict=True):
        rows = np.repeat(table, replicate.astype(int), axis=0)
        alone = sums_of_rows(rows)
        expected = moments_of(alone, totals(alone))
        assert one.ravel().tolist() == pytest.approx(expected.ravel().tolist(), rel=1e-4)


def test_two_questions_never_asked_together_leave_the_other_pairs_right():
    # Nothing says how b and c go together; how each goes with a must come out right.
    random = np.random.default_rng(3)
    a = random.normal(size=400)
    b, c = a + random.normal(size=400), a - random.normal(size=400)
    table = np.column_stack([a, b, c])
    table[:200, 1], table[200:, 2] = np.nan, np.nan
    sums = sums_of_rows(table)
    moments = moments_of(sums, totals(sums))
    slope = np.polyfit(a[200:], b[200:], 1)[0]
    covariance = moments[1:, 1:] - np.outer(moments[0, 1:], moments[0, 1:])
    assert covariance[0, 1] / covariance[0, 0] == pytest.approx(slope, rel=1e-5)


def test_too_little_in_common_is_refused_in_words():
    with pytest.raises(ValueError, match="could not be filled in"):
        em_moments(np.full((1, 2, 2), np.nan), np.array([[False, False]]))


@pytest.mark.parametrize("name", ["sandwich.dev"])
def test_errors_without_each_row_are_hc3_of_sandwich(name):
    record = RECORDS[name]
    table = table_of(record, ["y", "x1", "x2"])
    point = with_constant(model(table))
    assert point.tolist() == pytest.approx(list(record["expected"]["coef"].values()))
    errors = jackknife_errors(with_constant(without_each_row(table)), point)
    expected = list(record["expected"]["HC3"].values())
    assert errors.tolist() == pytest.approx(expected, abs=1e-9)


def test_dummies_for_low_and_high_as_r_and_sandwich_have_them():
    record = RECORDS["prca.ratings8"]
    table = table_of(record, ["y", *record["inputs"]["drivers"]])
    sides = [column for x in table[:, 1:].T for column in (x <= 2, x >= 5)]
    dummies = np.column_stack([table[:, 0], *sides]).astype(float)
    of, expected = model(dummies), record["expected"]
    point = with_constant(of)
    assert point.tolist() == pytest.approx(list(expected["coef"].values()), abs=1e-8)
    assert exact_weights(of.correlation, [2] * 8).r2 == pytest.approx(expected["R2"])
    without = with_constant(without_each_row(dummies))
    errors = jackknife_errors(without, point)
    assert errors.tolist() == pytest.approx(
        list(expected["se_robust"].values()), abs=1e-8
    )
    for j, name in enumerate(record["inputs"]["drivers"]):
        low, high = 1 + 2 * j, 2 + 2 * j
        theirs = expected["asymmetry_high_plus_low"][name]
        assert point[low] + point[high] == pytest.approx(theirs["asym"], abs=1e-8)
        both = jackknife_errors(
            without[:, [low]] + without[:, [high]], point[[low]] + point[[high]]
        )
        assert both[0] == pytest.approx(theirs["se"], abs=1e-8)


def test_a_rise_of_one_rating_as_r_standardises_it():
    record = RECORDS["whatif.ratings8"]
    names = ["y", *record["inputs"]["drivers"]]
    table, expected = table_of(record, names), record["expected"]
    at = names.index("d2")
    levels, counts = np.unique(table[:, at], return_counts=True)
    moved = raised_to(levels, counts, 4)
    assert moved.share == pytest.approx(expected["share_changed"], abs=1e-8)
    step = moved.mean - table[:, at].mean()
    delta = slopes(model(table))[at - 1] * step
    assert delta == pytest.approx(expected["linear_delta_mean_y"], abs=1e-8)
    errors = jackknife_errors(slopes(without_each_row(table)), slopes(model(table)))
    error = errors[at - 1] * step
    assert error == pytest.approx(expected["linear_se_HC3_fixed_x"], abs=1e-8)
    # Raising the lowest first reaches the same mean with the same people or fewer.
    assert fewest_moved(levels, counts, moved.mean) <= moved.share + 1e-12


def test_a_logistic_model_shares_out_as_dominanceanalysis_says():
    record = RECORDS["logit.ratings5.promoter"]
    table = table_of(record, ["y", *record["inputs"]["drivers"]])
    yes = (table[:, 0] >= 9).astype(float)
    found = mcfadden_r2(table[:, 1:], [1] * 5, np.ones(len(table)), yes)
    assert found[-1] == pytest.approx(record["expected"]["mcfadden"], abs=1e-6)
    theirs = list(record["expected"]["general_by_index"]["r2.m"].values())
    assert lmg(found).tolist() == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("name", ["lmg.boot.swiss", "lmg.boot.ratings8"])
def test_bootstrap_limits_are_about_those_of_relaimpo(name):
    # 4,000 replicates there, 2,000 here: limits agree as far as chance lets them.
    record = RECORDS[name]
    expected = record["expected"]
    outcome = "Fertility" if "swiss" in name else "y"
    table = table_of(record, [outcome, *expected["drivers"]])
    sums = sums_of_rows(table)
    drawn = draws(len(table), 2000, 5)
    of = centred(moments_of(sums, totals(sums, drawn)), own_columns(table.shape[1] - 1))
    low, high = limits(
        exact_weights(of.correlation, [1] * (table.shape[1] - 1)).importance
    )
    within = record["tolerance"]["abs_ci_limits"]
    assert low.tolist() == pytest.approx(expected["lower"], abs=within)
    assert high.tolist() == pytest.approx(expected["upper"], abs=within)


def test_relative_weights_add_up_over_a_group():
    table = table_of(RECORDS["lmg.ratings8"], ["y", "d1", "d2", "d3"])
    correlation = model(table).correlation
    single = relative_weights(correlation, [1, 1, 1])
    grouped = relative_weights(correlation, [2, 1])
    assert grouped.importance[0] == pytest.approx(single.importance[:2].sum())
    assert grouped.r2 == pytest.approx(single.r2)
    exact = exact_weights(correlation, [2, 1])
    assert grouped.unique.tolist() == pytest.approx(exact.unique.tolist())
    assert grouped.first.tolist() == pytest.approx(exact.first.tolist())


def test_bites_of_replicates_are_the_same_as_all_at_once(monkeypatch):
    table = table_of(RECORDS["lmg.ratings8"], ["y", "d1", "d2", "d3"])
    sums = sums_of_rows(table)
    of = centred(moments_of(sums, totals(sums, draws(len(table), 7, 1))), own_columns(3))
    whole = exact_weights(of.correlation, [1, 1, 1])
    monkeypatch.setattr("cx.stats.driver_model.MOST_NUMBERS", 100)
    bitten = exact_weights(of.correlation, [1, 1, 1])
    assert bitten.importance == pytest.approx(whole.importance, abs=1e-12)
    assert whole.importance.shape == (7, 3)
    assert whole.importance.sum(axis=1) == pytest.approx(whole.r2)


def test_inflation_worked_by_hand():
    # r = .8 between two: 1 / (1 - .64).  A copy has no end.
    assert inflation(np.array([[1, 0, 0], [0, 1, 0.8], [0, 0.8, 1]])).tolist() == (
        pytest.approx([1 / 0.36] * 2)
    )
    assert np.isinf(inflation(np.array([[1, 0.5, 0.5], [0.5, 1, 1], [0.5, 1, 1]]))).all()


def test_one_mood_behind_all_ratings_has_the_whole_first_share():
    assert first_share(np.ones((4, 4))) == pytest.approx(1)
    assert first_share(np.eye(4)) == pytest.approx(0.25)


def test_places_and_how_often():
    importance = np.array([[0.3, 0.2, 0.1]] * 97 + [[0.2, 0.3, 0.1]] * 3)
    assert ranks(importance)[0].tolist() == [1, 2, 3]
    low, high, shares = rank_limits(importance)
    assert (low.tolist(), high.tolist()) == ([1, 1, 3], [2, 2, 3])
    assert shares[0].tolist() == [0.97, 0.03, 0]
    assert shares.sum(axis=0).tolist() == pytest.approx([1, 1, 1])


def test_overlapping_intervals_that_never_cross_are_told_apart():
    # Both move together: their intervals overlap, their difference is always .1.
    moving = np.linspace(0, 1, 201)
    importance = np.column_stack([moving + 0.1, moving])
    (low_a, low_b), (high_a, high_b) = limits(importance)
    assert low_a < high_b
    assert high_a > low_b
    assert apart(importance)[0, 1]
    assert not apart(np.column_stack([moving, moving[::-1]]))[0, 1]


def test_a_bar_joins_only_drivers_that_are_all_alike():
    told = np.zeros((4, 4), dtype=bool)
    assert bars(told) == ((0, 3),)
    told[0, 3] = told[3, 0] = True
    assert bars(told) == ((0, 2), (1, 3))
    assert bars(~np.eye(4, dtype=bool)) == ()


def test_quadrants_of_replicates():
    importance = np.array([[0.4, 0.1], [0.1, 0.4]])
    assert quadrants(importance, np.array([[1, 5], [1, 5]])).tolist() == [[0, 3], [2, 1]]


def test_the_same_draws_every_time():
    # Written down: a change here changes every interval on the page.
    assert draws(5, 2, 20240229).tolist() == draws(5, 2, 20240229).tolist()
    assert draws(200, 3, 1).sum(axis=1).tolist() == [200, 200, 200]


@pytest.mark.parametrize(
    ("target", "share"),
    [(1, 0), (2.25, 0), (2.5, 0.25), (2.75, 0.25), (2.9, 0.4), (3, 0.5), (4, 1)],
)
def test_the_fewest_who_must_move(target, share):
    # 1, 2, 3, 3: mean 2.25; the 1 becomes a 2 (2.5), then a 3 (2.75), then the 2 as well.
    assert fewest_moved([1, 2, 3], [1, 1, 2], target) == pytest.approx(share)
