"""Standardised shares and Kitagawa's split against R 4.2.2, and their own rules."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.stats.compare import difference_of_shares
from cx.stats.intervals import wilson_interval
from cx.stats.mix import split_change, standardise

GOLDEN = Path(__file__).parent / "golden"
RECORDS = {r["id"]: r for r in json.loads((GOLDEN / "stats.json").read_text())}
UCB = RECORDS["kitagawa.ucb"]
COLUMNS = [UCB["inputs"][name] for name in ("n_a", "x_a", "n_b", "x_b")]


def test_the_split_is_kitagawas():
    ours, expected = split_change(*COLUMNS), UCB["expected"]
    assert ours.total.value == pytest.approx(expected["total"], abs=1e-9)
    assert ours.rate.value == pytest.approx(expected["rate_effect"], abs=1e-9)
    assert ours.mix.value == pytest.approx(expected["mix_effect"], abs=1e-9)
    assert ours.entered_left == 0
    assert list(ours.rate_by_segment) == pytest.approx(
        expected["rate_by_segment"], abs=1e-9
    )
    # Ours are measured against the middle of both shares, R's against 0.
    n_a, _, n_b, _ = (np.array(column) for column in COLUMNS)
    middle = (expected["rate1"] + expected["rate0"]) / 2
    moved = middle * (n_a / n_a.sum() - n_b / n_b.sum())
    assert list(ours.mix_by_segment + moved) == pytest.approx(
        expected["mix_by_segment"], abs=1e-9
    )


def test_berkeley_admitted_more_men_and_its_departments_did_not():
    ours = split_change(*COLUMNS)
    assert ours.reversed is UCB["expected"]["simpson"]
    assert ours.total.low > 0
    assert ours.mix.low > 0


def test_standardised_shares_are_rs():
    n, x = [COLUMNS[0], COLUMNS[2]], [COLUMNS[1], COLUMNS[3]]
    men, women = standardise(n, x).groups
    assert men.value == pytest.approx(UCB["expected"]["std_a"], abs=1e-9)
    assert women.value == pytest.approx(UCB["expected"]["std_b"], abs=1e-9)


def test_simpsons_paradox_needs_both_parts_to_be_clear():
    # Each segment 5 points worse, and the total far better, by mix alone.
    big = split_change([9000, 1000], [7650, 350], [1000, 9000], [900, 3600])
    assert big.reversed
    assert big.simpson
    small = split_change([90, 10], [76, 3], [10, 90], [9, 36])
    assert small.total.clear
    assert small.reversed
    assert not small.simpson
    plain = split_change([500, 500], [450, 300], [500, 500], [400, 200])
    assert not plain.reversed
    assert not plain.simpson


def test_segments_that_came_or_went_are_a_part_of_their_own():
    # All old answers in x at .5; new ones half in x at .5, half in y at .9.
    ours = split_change([100, 100], [50, 90], [200, 0], [100, 0])
    assert ours.total.value == pytest.approx(0.2)
    assert ours.rate.value == 0
    assert ours.rate_by_segment == (0, 0)
    # The middle of .7 and .5 is .6: y brings .5 (.9 - .6), x loses .5 (.5 - .6).
    assert ours.entered_left == pytest.approx(0.15)
    assert ours.mix.value == pytest.approx(0.05)
    back = split_change([200, 0], [100, 0], [100, 100], [50, 90])
    assert back.entered_left == pytest.approx(-0.15)


def test_with_one_segment_all_is_rate():
    ours = split_change([70], [56], [80], [48])
    newcombe = difference_of_shares(56, 70, 48, 80)
    assert ours.mix.value == 0
    assert ours.rate.value == pytest.approx(ours.total.value)
    assert (ours.rate.low, ours.rate.high) == pytest.approx((newcombe.low, newcombe.high))
    assert ours.total == newcombe


def test_with_equal_shares_all_is_mix():
    ours = split_change([30, 70], [15, 14], [60, 40], [30, 8])
    assert ours.rate.value == pytest.approx(0)
    assert ours.mix.value == pytest.approx(ours.total.value)


def test_parts_cover_what_was_planted():
    # 400 pairs of samples; the true rate part and mix part lie in 95 % of the limits.
    random = np.random.default_rng(5)
    w1, w0 = np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.3, 0.4])
    r1, r0 = np.array([0.8, 0.5, 0.1]), np.array([0.75, 0.6, 0.12])
    rate = float(((w1 + w0) / 2 * (r1 - r0)).sum())
    mix = float(((r1 + r0) / 2 * (w1 - w0)).sum())
    covered = np.zeros(2)
    for _ in range(400):
        n1, n0 = random.multinomial(300, w1), random.multinomial(200, w0)
        x1, x0 = random.binomial(n1, r1), random.binomial(n0, r0)
        ours = split_change(n1, x1, n0, x0)
        covered += [
            ours.rate.low <= rate <= ours.rate.high,
            ours.mix.low <= mix <= ours.mix.high,
        ]
    assert (covered >= 368).all()  # 92 %
    assert (covered <= 397).all()


def test_at_its_own_mix_a_group_has_its_own_share():
    ours = standardise([[40, 60], [30, 70]], [[10, 45], [6, 49]], mix=[0.4, 0.6])
    assert ours.groups[0].value == pytest.approx(ours.crude[0].value)
    assert ours.crude[0] == wilson_interval(55, 100)
    assert ours.groups[1].value == pytest.approx(0.4 * 0.2 + 0.6 * 0.7)


def test_limits_worked_by_hand():
    ours = standardise([[40, 60]], [[10, 45]], mix=[1, 1]).groups[0]
    a, b = wilson_interval(10, 40), wilson_interval(45, 60)
    assert ours.value == pytest.approx(0.5)
    below = sqrt((a.value - a.low) ** 2 + (b.value - b.low) ** 2) / 2
    assert ours.low == pytest.approx(0.5 - below)
    above = sqrt((a.high - a.value) ** 2 + (b.high - b.value) ** 2) / 2
    assert ours.high == pytest.approx(0.5 + above)


def test_one_segment_gives_wilsons_interval_even_where_all_agree():
    for yes in (0, 20, 50):
        ours = standardise([[50]], [[yes]]).groups[0]
        plain = wilson_interval(yes, 50)
        assert (ours.value, ours.low, ours.high) == pytest.approx(
            (plain.value, plain.low, plain.high)
        )


def test_a_matter_that_one_group_hardly_has_is_left_out_for_all():
    n, x = [[100, 50, 9], [80, 60, 500]], [[50, 10, 9], [40, 12, 5]]
    ours = standardise(n, x)
    assert ours.kept == (True, True, False)
    assert ours.coverage == pytest.approx(290 / 799)
    assert ours.mix == pytest.approx((180 / 290, 110 / 290, 0))
    assert ours.groups[0].value == ours.groups[1].value
    assert standardise(n, x, minimum=9).kept == (True, True, True)
    assert standardise([[0, 50]], [[0, 5]], minimum=0).kept == (False, True)


def test_nothing_in_common_is_no_number():
    ours = standardise([[50, 0], [0, 50]], [[5, 0], [0, 45]])
    assert ours.groups == (None, None)
    assert ours.coverage == 0
    assert ours.crude[0].value == pytest.approx(0.1)
    assert standardise([[0], [50]], [[0], [5]]).crude[0] is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: standardise([[10]], [[11]]),
        lambda: standardise([[10, 10]], [[1]]),
        lambda: standardise([10], [1]),
        lambda: split_change([10], [11], [10], [1]),
        lambda: split_change([10], [-1], [10], [1]),
    ],
)
def test_counts_that_are_none_are_refused_in_words(call):
    with pytest.raises(ValueError, match="no more yes than answers"):
        call()


def test_a_wrong_mix_and_an_empty_side_are_refused_in_words():
    with pytest.raises(ValueError, match="one weight"):
        standardise([[10, 10]], [[1, 1]], mix=[1])
    with pytest.raises(ValueError, match="one weight"):
        standardise([[10, 10]], [[1, 1]], mix=[2, -1])
    with pytest.raises(ValueError, match="Both sides"):
        split_change([10], [1], [0], [0])
    with pytest.raises(ValueError, match="Both sides"):
        split_change([10], [1], [10, 5], [1, 1])


cell = st.integers(0, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
segments = st.lists(st.tuples(cell, cell), min_size=1, max_size=6).filter(
    lambda rows: any(a[0] for a, _ in rows) and any(b[0] for _, b in rows)
)


def columns_of(rows):
    return [[row[side][what] for row in rows] for side in (0, 1) for what in (0, 1)]


@settings(deadline=None)
@given(segments)
def test_the_parts_add_up_and_turn_round(rows):
    n1, x1, n0, x0 = columns_of(rows)
    ours = split_change(n1, x1, n0, x0)
    whole = ours.rate.value + ours.mix.value + ours.entered_left
    assert whole == pytest.approx(ours.total.value, abs=1e-12)
    for part in (ours.total, ours.rate, ours.mix):
        assert part.low <= part.value <= part.high
    back = split_change(n0, x0, n1, x1)
    assert back.rate.value == pytest.approx(-ours.rate.value, abs=1e-12)
    assert back.rate.low == pytest.approx(-ours.rate.high, abs=1e-12)
    assert back.mix.high == pytest.approx(-ours.mix.low, abs=1e-12)
    assert back.simpson is ours.simpson


@settings(deadline=None)
@given(segments)
def test_standardised_shares_lie_in_their_limits_and_between_the_segments(rows):
    n1, x1, n0, x0 = columns_of(rows)
    ours = standardise([n1, n0], [x1, x0], minimum=5)
    for group, n, x in zip(ours.groups, (n1, n0), (x1, x0), strict=True):
        if group is None:
            assert not any(ours.kept)
            continue
        shares = [a / b for a, b, k in zip(x, n, ours.kept, strict=True) if k]
        assert min(shares) - 1e-12 <= group.value <= max(shares) + 1e-12
        assert 0 <= group.low <= group.value + 1e-12
        assert group.value - 1e-12 <= group.high <= 1
    if any(ours.kept):
        assert sum(ours.mix) == pytest.approx(1)
