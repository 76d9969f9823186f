"""Agreement, ICC, Kano and order: against numbers worked out another way."""

from math import isnan

import numpy as np
import pytest

from cx.analyses.standards import reached
from cx.stats.agreement import bucketed_kappa, closeness, cohen_kappa
from cx.stats.edits import edit_distance
from cx.stats.icc import adjusted_effects, drawn_together, icc1
from cx.stats.kano import ANSWERS, judged, kind
from cx.stats.survival import kaplan_meier

# Agreement

# Fleiss, Cohen & Everitt 1969, table 1: 200 patients, three diagnoses, in per cent.
DIAGNOSES = np.array([[53, 5, 2], [11, 14, 5], [1, 6, 3]]) * 2


def test_kappa_is_what_its_definition_says_worked_by_hand():
    """Rows 25 and 25, columns 30 and 20: 35 of 50 agree, by luck (750 + 500) / 2500."""
    found = cohen_kappa([[20, 5], [10, 15]])
    assert found.agree == pytest.approx(35 / 50)
    assert found.by_luck == pytest.approx(0.5)
    assert found.kappa.value == pytest.approx((0.7 - 0.5) / (1 - 0.5))


def test_kappa_and_its_error_are_those_of_fleiss_cohen_and_everitt():
    """The published example: kappa .429, variance .002885."""
    found = cohen_kappa(DIAGNOSES)
    assert found.kappa.value == pytest.approx(0.429, abs=0.0005)
    error = (found.kappa.high - found.kappa.value) / 1.959964
    assert error**2 == pytest.approx(0.002885, abs=0.00001)


def longhand_kappa(pairs, weight):
    """Kappa from a list of pairs, by counting every pair of the two lists."""
    first, second = zip(*pairs, strict=True)
    seen = sum(weight(a, b) for a, b in pairs) / len(pairs)
    luck = sum(weight(a, b) for a in first for b in second) / len(pairs) ** 2
    return (seen - luck) / (1 - luck)


@pytest.mark.parametrize(
    ("weights", "weight"),
    [
        ("none", lambda a, b: float(a == b)),
        ("linear", lambda a, b: 1 - abs(a - b) / 2),
        ("quadratic", lambda a, b: 1 - (a - b) ** 2 / 4),
    ],
)
def test_kappa_of_a_table_is_that_of_its_pairs_one_by_one(weights, weight):
    pairs = [
        (row, column)
        for row in range(3)
        for column in range(3)
        for _ in range(DIAGNOSES[row, column])
    ]
    found = cohen_kappa(DIAGNOSES, weights=weights)
    assert found.kappa.value == pytest.approx(longhand_kappa(pairs, weight))


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_the_error_of_kappa_is_that_of_tables_drawn_again(weights):
    rng = np.random.default_rng(7)
    shares = (DIAGNOSES / DIAGNOSES.sum()).ravel()
    drawn = rng.multinomial(200, shares, size=3000).reshape(-1, 3, 3)
    spread = np.std([cohen_kappa(one, weights=weights).kappa.value for one in drawn])
    found = cohen_kappa(DIAGNOSES, weights=weights).kappa
    assert (found.high - found.value) / 1.959964 == pytest.approx(spread, rel=0.06)


def test_with_two_answers_weights_change_nothing():
    table = [[40, 9], [6, 45]]
    plain = cohen_kappa(table).kappa
    for weights in ("linear", "quadratic"):
        weighted = cohen_kappa(table, weights=weights).kappa
        assert weighted.value == pytest.approx(plain.value)
        assert weighted.low == pytest.approx(plain.low)


def test_always_the_same_answer_is_no_agreement_beyond_luck():
    found = cohen_kappa([[30, 0], [0, 0]])
    assert found.agree == 1
    assert isnan(found.kappa.value)


def test_perfect_agreement_is_one_and_perfect_disagreement_below_nought():
    assert cohen_kappa([[10, 0], [0, 10]]).kappa.value == 1
    assert cohen_kappa([[0, 10], [10, 0]]).kappa.value == -1


@pytest.mark.parametrize("table", [[[1, 2]], [[0, 0], [0, 0]], [1, 2]])
def test_what_is_no_table_of_pairs_is_refused(table):
    with pytest.raises(ValueError, match="square table"):
        cohen_kappa(table)


def test_unknown_weights_are_refused():
    with pytest.raises(ValueError, match="cubic"):
        closeness(3, "cubic")


def test_pairs_of_one_visit_count_as_one_visit():
    """The same 20 pairs of each bucket: their copies tell nothing new."""
    rng = np.random.default_rng(3)
    one = rng.multinomial(1, [0.4, 0.1, 0.1, 0.4], size=30).reshape(-1, 2, 2)
    copied = bucketed_kappa(list(one * 20)).kappa
    single = bucketed_kappa(list(one)).kappa
    assert copied.value == pytest.approx(single.value)
    naive = cohen_kappa(one.sum(axis=0) * 20).kappa
    assert copied.high - copied.low > 3 * (naive.high - naive.low)


def test_one_bucket_has_no_interval():
    found = bucketed_kappa([[[5, 1], [1, 5]], [[0, 0], [0, 0]]])
    assert isnan(found.kappa.low)
    assert found.pairs == 12


# Between sites

# Shrout & Fleiss 1979, table 2: six targets, four judges.  ICC(1,1) = .17.
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


def test_icc_is_that_of_shrout_and_fleiss():
    """Published: BMS 11.24, WMS 6.26, ICC(1,1) .17."""
    found = icc1(SHROUT_FLEISS)
    assert found.icc.value == pytest.approx(0.166, abs=0.0005)
    assert found.within**2 == pytest.approx(6.26, abs=0.005)
    # Limits printed by R's psych::ICC for these data: -.13 to .72.
    assert found.icc.low == pytest.approx(-0.13, abs=0.005)
    assert found.icc.high == pytest.approx(0.72, abs=0.005)


def test_icc_by_hand_of_groups_of_unequal_size():
    """1, 3 | 4, 6, 8: mean 4.4; between 2(2.4^2) + 3(1.6^2) = 19.2; within 2 + 8 = 10."""
    between, within = 19.2 / 1, 10 / 3
    n0 = (5 - (4 + 9) / 5) / 1
    found = icc1([[1, 3], [4, 6, 8]])
    assert found.typical == pytest.approx(n0)
    assert found.icc.value == pytest.approx(
        (between - within) / (between + (n0 - 1) * within)
    )


def test_the_interval_of_icc_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        groups = rng.normal(0, 1, (8, 1)) + rng.normal(0, 2, (8, 10))
        limits = icc1(groups.tolist()).icc
        held += limits.low <= 0.2 <= limits.high
    assert 0.92 <= held / 400 <= 0.98


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[1], [2]]])
def test_too_few_groups_have_no_icc(groups):
    with pytest.raises(ValueError, match="two groups"):
        icc1(groups)


def test_small_sites_are_drawn_furthest_and_the_gap_shrinks():
    rng = np.random.default_rng(5)
    groups = [[0.9, 0.5, 1.0], *(list(rng.normal(m, 0.2, 40)) for m in (0.6, 0.7, 0.8))]
    found = drawn_together(groups)
    assert found.shrunk.kept[0] == min(found.shrunk.kept)
    assert found.gap < found.raw_gap
    for limits in found.groups:
        assert limits.low < limits.value < limits.high


def test_an_auditor_s_effect_at_equal_sites_is_the_planted_one():
    """Auditor b is 10 below a; b saw mostly the bad site, 20 below."""
    rows = [("a", "x")] * 9 + [("a", "y")] * 3 + [("b", "x")] * 3 + [("b", "y")] * 9
    noise = np.tile([0.5, -0.5, 0.0], 8)
    values = [
        80 - 20 * (site == "y") - 10 * (who == "b") + e
        for (who, site), e in zip(rows, noise, strict=True)
    ]
    found = adjusted_effects(values, [r[0] for r in rows], [r[1] for r in rows])
    # Around the mean of the two, so 5 up and 5 down; the raw gap is 20.
    assert found["a"].value == pytest.approx(5, abs=0.2)
    assert found["b"].value == pytest.approx(-5, abs=0.2)
    assert found["a"].low < 5 < found["a"].high


def test_auditors_who_saw_one_site_each_cannot_be_told_from_their_sites():
    assert adjusted_effects([1, 2, 3, 4], list("aabb"), list("xxyy")) == {}
    assert adjusted_effects([1, 2], list("aa"), list("xy")) == {}


# Kano


def test_better_and_worse_are_those_of_the_reference():
    """A30 O25 M20 I20 R3 Q2: better 55 / 95, worse -45 / 95."""
    found = judged({"A": 30, "O": 25, "M": 20, "I": 20, "R": 3, "Q": 2})
    assert round(found.better.value, 3) == 0.579
    assert round(found.worse.value, 3) == -0.474
    assert found.worse.low < found.worse.value < found.worse.high < 0
    assert found.questionable == pytest.approx(0.02)
    assert found.pairs == 100


def test_every_pair_of_answers_has_its_kind():
    """The table of Berger et al. 1993: with the feature down, without it across."""
    table = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
    assert ["".join(kind(a, b) for b in ANSWERS) for a in ANSWERS] == table


def test_a_tie_has_no_mode_and_no_pairs_are_refused():
    assert judged({"A": 3, "M": 3}).mode == ""
    with pytest.raises(ValueError, match="Nobody"):
        judged({"R": 4, "Q": 2})
    with pytest.raises(ValueError, match="Kano answer"):
        kind("like", "love")


# Order and time


@pytest.mark.parametrize(
    ("first", "second", "far"),
    [("kitten", "sitting", 3), ("", "ab", 2), ("abc", "abc", 0), ("abcd", "abdc", 2)],
)
def test_edit_distance(first, second, far):
    assert edit_distance(first, second) == edit_distance(second, first) == far


def test_nine_in_ten_is_reached_where_the_curve_crosses():
    """Of 100, 50 reply in minute 1, 40 in minute 2, 10 in minute 9."""
    curve = kaplan_meier([1, 2, 9], [50, 40, 10], [0, 0, 0])
    assert reached(curve, 0.5).value == 1
    ninth = reached(curve, 0.9)
    assert (ninth.low, ninth.value, ninth.high) == (2, 2, 9)


def test_nine_in_ten_is_unknown_while_too_many_wait():
    curve = kaplan_meier([1, 2, 9], [50, 10, 0], [0, 0, 40])
    assert reached(curve, 0.9).value is None
