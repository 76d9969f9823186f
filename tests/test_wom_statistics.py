"""Ratios of shares, marks among many groups, and concentration."""

from dataclasses import replace

import numpy as np
import pytest

from cx.analyses.wom_apart import _clusters, apart, together
from cx.measure import Estimate
from cx.stats.concentration import lorenz, nearest_rank
from cx.stats.share_ratio import FourSums, against_rest, ratio_of_shares, two_shares


def four_sums(rows):
    """Rows are customers: told of bad, bad, told of good, good."""
    rows = np.asarray(rows, dtype=float)
    rows = rows[(rows[:, 1] + rows[:, 3]) > 0]
    return FourSums(tuple(rows.sum(axis=0)), (rows.T @ rows).tolist(), len(rows))


def test_the_ratio_covers_the_planted_one_for_customers_who_answer_often():
    """800 draws; a customer answers one to four times, with a readiness of their own."""
    rng = np.random.default_rng(20260)
    truth, hits, draws = 0.6 / 0.25, 0, 800
    for _ in range(draws):
        many = rng.integers(1, 5, 260)
        ready = rng.uniform(0, 1, 260)
        bad = rng.binomial(many, 0.3)
        good = many - bad
        # Means of 0.6 and 0.25 over a uniform readiness.
        told_bad = rng.binomial(bad, 0.3 + 0.6 * ready)
        told_good = rng.binomial(good, 0.5 * ready)
        found = ratio_of_shares(
            four_sums(np.column_stack([told_bad, bad, told_good, good]))
        )
        hits += found.low <= truth <= found.high
    assert 0.93 <= hits / draws <= 0.975


def test_no_teller_on_one_side_gives_no_ratio():
    assert ratio_of_shares(four_sums([[0, 5, 2, 5], [0, 1, 1, 1]])) is None
    assert ratio_of_shares(four_sums([[2, 5, 0, 5], [1, 1, 0, 1]])) is None


def test_one_customer_gives_a_ratio_without_limits():
    found = ratio_of_shares(four_sums([[2, 4, 1, 4]]))
    assert found.value == 2
    assert np.isnan(found.low)
    assert np.isnan(found.high)


def share(yes, n):
    sums = {
        "numerator": yes,
        "denominator": n,
        "numerator_squares": yes,
        "cross_products": yes,
        "denominator_squares": n,
        "clusters": n,
    }
    return Estimate({}, n, yes / n, 0.0, 1.0, "ok" if n >= 30 else "low", sums)


def test_equal_groups_are_marked_in_few_families_only():
    """1,000 families of ten groups of one truth: a mark in about one in ten at q .10."""
    rng = np.random.default_rng(5)
    marked = 0
    for _ in range(1_000):
        n = rng.integers(60, 400, 10)
        groups = [
            share(int(yes), int(m))
            for yes, m in zip(rng.binomial(n, 0.12), n, strict=True)
        ]
        whole = together(groups)
        marked += any(apart([(one, whole) for one in groups]))
    assert 0.03 <= marked / 1_000 <= 0.13


def test_a_group_that_differs_is_marked_and_only_it():
    groups = [share(24, 200), share(80, 200), share(26, 200), share(22, 200)]
    whole = together(groups)
    marks = apart([(one, whole) for one in groups])
    assert marks[1]
    # The rest of each other group holds the odd one: without it none of them differs.
    alike = [groups[0], *groups[2:]]
    assert not any(apart([(one, together(alike)) for one in alike]))


def test_small_groups_and_withheld_ones_are_not_judged():
    small, large = share(20, 20), share(10, 400)
    hidden = Estimate({}, 4, None, None, None, "withheld")
    whole = together([small, large, hidden])
    assert whole.n == 420
    assert apart([(small, whole), (large, whole), (hidden, whole)]) == [False] * 3
    assert apart([(replace(small, status="ok"), whole)]) == [True]


def test_against_the_rest_is_never_against_a_whole_that_contains_it():
    part, whole = share(30, 50), together([share(30, 50), share(40, 100)])
    by_hand = two_shares(0.6, 50, 0.4, 100)
    assert against_rest(_clusters(part), _clusters(whole)) == pytest.approx(by_hand)


def test_nothing_left_to_compare_with_has_no_p_value():
    one = _clusters(share(3, 40))
    assert against_rest(one, one) is None
    assert two_shares(0.0, 40, 0.0, 50) is None


def test_the_loudest_hold_what_counting_by_hand_says():
    """Ninety tell 1, nine tell 10, one tells 820: 1,000 in all."""
    found = lorenz({1: 90, 10: 9, 820: 1})
    assert found.held_by_top(0.01) == pytest.approx(0.82)
    assert found.held_by_top(0.10) == pytest.approx(0.91)
    assert found.held_by_lowest(0.45) == pytest.approx(0.045)
    assert found.held_by_top(1.0) == pytest.approx(1.0)


def test_all_alike_is_the_line_of_equality():
    found = lorenz({3: 40})
    for at in (0.1, 0.5, 0.99):
        assert found.held_by_lowest(at) == pytest.approx(at)


def test_nobody_told_anybody_has_no_curve():
    assert lorenz({0: 12}) is None
    assert lorenz({}) is None
    with pytest.raises(ValueError, match="0 or more"):
        lorenz({-1: 3})


def test_the_cap_is_a_value_somebody_gave():
    assert nearest_rank({1: 50, 2: 49, 900: 1}, 0.99) == 2
    assert nearest_rank({1: 50, 2: 48, 900: 2}, 0.99) == 900
    with pytest.raises(ValueError, match="at least one"):
        nearest_rank({}, 0.5)
