"""Funnel limits against scipy's exact binomial, and the rules of a fair comparison.

No reference record has a funnel: the limits are checked through scipy.stats.binom, which
the product does not use, and by counting how often chance passes them.
"""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from cx.stats.funnel import Unit, expected_counts, funnel, funnel_limits

TARGETS = [0.03, 0.2, 0.5, 0.77, 0.99]
SIZES = [1, 5, 10, 37, 200, 1000, 25_000]


def sides(plot):
    return [point.side for point in plot.points]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_a_low_limit_is_the_interpolated_binomial_quantile(target, confidence):
    low, _ = funnel_limits(target, SIZES, confidence=confidence)
    p = (1 - confidence) / 2
    for ours, n in zip(low, SIZES, strict=True):
        r = binom.ppf(p, n, target)
        part = (binom.cdf(r, n, target) - p) / binom.pmf(r, n, target)
        assert ours == pytest.approx(max((r - part) / n, 0), abs=1e-9)


@pytest.mark.parametrize("target", TARGETS)
def test_the_high_limit_is_the_low_one_of_the_opposite(target):
    _, high = funnel_limits(target, SIZES)
    low, _ = funnel_limits(1 - target, SIZES)
    assert high == pytest.approx(1 - low, abs=1e-12)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("confidence", "tail"), [(0.95, 0.025), (0.998, 0.001)])
def test_chance_passes_a_limit_no_more_often_than_it_may(target, confidence, tail):
    low, high = funnel_limits(target, SIZES, confidence=confidence)
    for below, above, n in zip(low, high, SIZES, strict=True):
        counts = np.arange(n + 1)
        under = binom.pmf(counts, n, target)[counts / n < below].sum()
        over = binom.pmf(counts, n, target)[counts / n > above].sum()
        assert under <= tail + 1e-9
        assert over <= tail + 1e-9
        if n == SIZES[-1]:
            assert under + over > 1.5 * tail


def test_large_units_have_the_normal_limits():
    low, high = funnel_limits(0.3, [1e6], confidence=0.95)
    half = 1.959964 * sqrt(0.21 / 1e6)
    assert (low[0], high[0]) == pytest.approx((0.3 - half, 0.3 + half), abs=2e-6)


def test_limits_are_smooth_between_whole_sizes():
    low, high = funnel_limits(0.3, [40, 40.001, 40.5, 41])
    assert low[1] == pytest.approx(low[0], abs=1e-4)
    assert high[1] == pytest.approx(high[0], abs=1e-4)
    assert low[0] < low[2] < low[3]


def test_over_dispersion_stretches_the_distance_from_the_target():
    low, high = funnel_limits(0.3, [400])
    wide_low, wide_high = funnel_limits(0.3, [400], dispersion=4)
    assert 0.3 - wide_low == pytest.approx(2 * (0.3 - low))
    assert wide_high - 0.3 == pytest.approx(2 * (high - 0.3))
    assert funnel_limits(0.3, [10], dispersion=100)[0] == 0


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_target_at_an_end_has_no_room(target):
    low, high = funnel_limits(target, [5, 50])
    assert low.tolist() == high.tolist() == [target] * 2


@pytest.mark.parametrize("given", [(1.2, [5]), (-0.1, [5]), (0.5, [0]), (0.5, [5, -1])])
def test_no_target_and_no_size_are_refused_in_words(given):
    with pytest.raises(ValueError, match="sizes above 0"):
        funnel_limits(*given)


def test_each_side_of_each_limit_is_named():
    shares = [0.30, 0.40, 0.50, 0.60, 0.70]
    units = [Unit(str(s), 200, round(200 * s)) for s in shares]
    assert sides(funnel(units, widened=False)) == [-2, -1, 0, 1, 2]


def test_a_small_unit_is_shown_and_not_judged():
    plot = funnel([Unit("all", 5000, 1000), Unit("tiny", 9, 9), Unit("none", 0, 0)])
    assert [(p.name, p.few, p.side) for p in plot.points] == [
        ("all", False, 0),
        ("tiny", True, 0),
    ]
    assert plot.points[1].value > plot.points[1].high998
    assert funnel([Unit("all", 5000, 1000), Unit("tiny", 9, 9)], minimum=9).points[1].side


def test_over_dispersion_worked_by_hand():
    # z = -2, -1, 0, 1, 2 at a target of .5 and n = 100; winsorised at 10 % of five
    # values: 40 % of the way, -1.6 and 1.6. (2.56 + 1 + 0 + 1 + 2.56) / 5.
    units = [Unit(str(x), 100, x) for x in (40, 45, 50, 55, 60)]
    plot = funnel(units, target=0.5)
    assert [point.z for point in plot.points] == pytest.approx([-2, -1, 0, 1, 2])
    assert plot.dispersion == pytest.approx(1.424)
    assert plot.widened
    narrow = funnel(units, target=0.5, widened=False)
    assert not narrow.widened
    wide, tight = plot.points[0], narrow.points[0]
    assert 0.5 - wide.low95 == pytest.approx(sqrt(1.424) * (0.5 - tight.low95))


def test_limits_are_never_narrowed_and_four_units_do_not_widen_them():
    same = funnel([Unit(str(n), 100, 50) for n in range(8)])
    assert same.dispersion == 0
    assert not same.widened
    assert same.points[0].low95 == funnel_limits(0.5, [100])[0][0]
    four = funnel([Unit(str(x), 1000, x) for x in (400, 450, 550, 600)])
    assert (four.dispersion, four.widened) == (1.0, False)


def test_small_units_do_not_widen_the_limits():
    judged = [Unit(str(x), 100, x) for x in (40, 45, 50, 55, 60)]
    odd = [Unit(f"few {n}", 5, 5) for n in range(20)]
    assert funnel(judged + odd, target=0.5).dispersion == pytest.approx(1.424)


def test_an_outlier_is_still_found_among_units_that_vary_by_themselves():
    random = np.random.default_rng(1)
    truth = 1 / (1 + np.exp(-random.normal(-1.4, 0.15, 40)))
    units = [
        Unit(str(k), 2000, int(random.binomial(2000, p))) for k, p in enumerate(truth)
    ]
    units.append(Unit("odd", 2000, 900))
    wide, narrow = funnel(units), funnel(units, widened=False)
    assert wide.widened
    assert wide.points[-1].side == 2
    assert sum(abs(side) == 2 for side in sides(wide)) <= 2
    assert sum(abs(side) == 2 for side in sides(narrow)) > 8


def test_expected_counts_worked_by_hand():
    # Easy: 30 of 300 for all, hard: 120 of 300. A has 100 easy and 200 hard.
    rows = [("A", "easy", 100, 10), ("A", "hard", 200, 90)]
    rows += [("B", "easy", 200, 20), ("B", "hard", 100, 30)]
    a, b = expected_counts(*zip(*rows, strict=True))
    assert (a.answers, a.yes, a.expected) == (300, 100, 100 * 0.1 + 200 * 0.4)
    assert a.variance == pytest.approx(100 * 0.09 + 200 * 0.24)
    assert b.expected == pytest.approx(200 * 0.1 + 100 * 0.4)
    assert a.alone == b.alone == 0
    plot = funnel([a, b])
    assert plot.adjusted
    # Overall .25; A's 100 against 90 expected.
    assert plot.points[0].value == pytest.approx(100 / 90 * 0.25)
    assert plot.points[0].crude == pytest.approx(1 / 3)


def test_who_takes_the_hard_matters_is_not_blamed_for_them():
    rows = []
    for k in range(10):
        easy = 1900 if k else 100
        rows += [(str(k), "easy", easy, easy // 10)]
        rows += [(str(k), "hard", 2000 - easy, (2000 - easy) * 2 // 5)]
    units = expected_counts(*zip(*rows, strict=True))
    crude = [Unit(unit.name, unit.answers, unit.yes) for unit in units]
    assert sides(funnel(crude))[0] == 2
    fair = funnel(units)
    assert sides(fair) == [0] * 10
    assert fair.points[0].value == pytest.approx(fair.target)


def test_the_size_of_an_adjusted_unit_gives_its_share_the_binomial_error():
    # Simulated under the whole's shares: sd of the adjusted share against the drawn one.
    answers, shares, target = np.array([400, 150, 50]), np.array([0.05, 0.3, 0.7]), 0.2
    random = np.random.default_rng(2)
    counts = random.binomial(answers, shares, (20_000, 3)).sum(axis=1)
    expected = float(answers @ shares)
    variance = float(answers @ (shares * (1 - shares)))
    unit = Unit("u", 600, int(counts[0]), expected, variance)
    (point,) = funnel([unit], target=target).points
    drawn = sqrt(target * (1 - target) / point.size)
    assert drawn == pytest.approx((counts / expected * target).std(), rel=0.02)


def test_a_unit_alone_in_its_matters_says_so():
    rows = [("A", "x", 10, 1), ("A", "y", 30, 3), ("B", "x", 10, 5), ("B", "z", 0, 0)]
    a, b = expected_counts(*zip(*rows, strict=True))
    assert (a.alone, b.alone) == (0.75, 0)
    assert funnel([a, b]).points[0].alone == 0.75


def test_matters_that_always_go_one_way_say_nothing_of_a_unit():
    rows = [("A", "x", 50, 0), ("B", "x", 50, 0), ("B", "y", 50, 25)]
    plot = funnel(expected_counts(*zip(*rows, strict=True)))
    assert plot.points[0].value == plot.target
    assert plot.points[0].side == 0


def test_curves_pass_through_the_units_limits():
    units = [Unit(str(n), n, n // 3) for n in (12, 50, 400, 3000, 90)]
    plot = funnel(units)
    curves = plot.curves(500)
    assert len(curves.sizes) == len(curves.high998) == 500
    assert (curves.sizes[0], curves.sizes[-1]) == pytest.approx((12, 3000))
    for point in plot.points:
        drawn = np.interp(point.size, curves.sizes, curves.high998)
        assert drawn == pytest.approx(point.high998, abs=0.01)
        assert point.low998 <= point.low95 <= plot.target <= point.high95 <= point.high998


def test_nobody_and_counts_that_are_none_are_refused_in_words():
    with pytest.raises(ValueError, match="at least one unit"):
        funnel([Unit("a", 0, 0)])
    with pytest.raises(ValueError, match="no more yes than answers"):
        expected_counts(["a"], ["x"], [5], [6])


cells = st.tuples(st.sampled_from("ABCDE"), st.sampled_from("xyz"), st.integers(0, 60))
rows = st.lists(
    cells.flatmap(lambda c: st.tuples(*map(st.just, c), st.integers(0, c[2]))), min_size=1
)


@settings(deadline=None)
@given(rows)
def test_what_is_expected_adds_up_to_what_was_seen(table):
    units = expected_counts(*zip(*table, strict=True))
    total = sum(unit.yes for unit in units)
    assert sum(unit.expected for unit in units) == pytest.approx(total)
    assert sum(unit.answers for unit in units) == sum(row[2] for row in table)


@settings(deadline=None)
@given(rows, st.booleans())
def test_counting_no_turns_the_funnel_upside_down(table, widened):
    units = [Unit(u, n, x) for u, _, n, x in table if n]
    if not units:
        return
    opposite = [Unit(u.name, u.answers, u.answers - u.yes) for u in units]
    yes, no = funnel(units, widened=widened), funnel(opposite, widened=widened)
    assert no.target == pytest.approx(1 - yes.target)
    for a, b in zip(yes.points, no.points, strict=True):
        assert b.high998 == pytest.approx(1 - a.low998, abs=1e-6)
        assert b.z == pytest.approx(-a.z, abs=1e-6)
