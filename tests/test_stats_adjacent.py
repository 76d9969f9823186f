"""Next issues: worked tables, shuffled reasons that must say nothing, planted ones."""

from collections import Counter
from math import inf, isnan, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from cx.stats.adjacent import Followed, next_issues
from cx.stats.compare import benjamini_hochberg

REASONS = [f"reason {k}" for k in range(12)]
PLANTED = ("reason 3", "reason 7")


def square(both, others=30, reasons="abcde", mature=600, pair=("a", "b")):
    """Every pair `others` times, one pair `both` times."""
    pairs = {(a, b): others for a in reasons for b in reasons} | {pair: both}
    return Followed(pairs, dict.fromkeys(reasons, mature))


def drawn(seed, *, contacts=6000, planted=None, same=0.0):
    """One part of a company's contacts: uneven reasons, uneven returns.

    `same` is how much more than by chance a return is about the same reason, from 0 for
    the first reason to `same` for the last. `planted` of the returns after one reason
    are about another one.
    """
    random = np.random.default_rng(seed)
    k = len(REASONS)
    weights = 1 / np.arange(1, k + 1)
    weights /= weights.sum()
    first = random.choice(k, contacts, p=weights)
    returned = (
        random.random(contacts) < random.permutation(np.linspace(0.1, 0.5, k))[first]
    )
    following = random.choice(k, contacts, p=weights)
    again = random.random(contacts) < np.linspace(0, same, k)[first]
    following = np.where(again, first, following)
    if planted:
        of, to = (REASONS.index(name) for name in PLANTED)
        moved = (first == of) & (random.random(contacts) < planted)
        following = np.where(moved, to, following)
    pairs = Counter(
        (REASONS[a], REASONS[b])
        for a, b in zip(first[returned], following[returned], strict=True)
    )
    mature = Counter(REASONS[a] for a in first)
    return Followed(pairs, mature)


def signals(seeds, **how):
    parts = ((drawn(2 * s, **how), drawn(2 * s + 1, **how)) for s in seeds)
    return [next_issues(*part) for part in parts]


def test_a_pair_worked_by_hand():
    part = square(120)
    found = next_issues(part, part)
    (pair,) = [pair for pair in found.pairs if pair.kept]
    one = pair.earlier
    assert (pair.first, pair.next) == ("a", "b")
    assert (one.support, one.mature, one.customers) == (120, 600, None)
    assert one.probability == pytest.approx(120 / 600)
    assert one.among_returns == pytest.approx(120 / 240)
    assert one.expected == pytest.approx(240 / 840)
    assert one.lift.value == pytest.approx(0.5 * 840 / 240)
    variance = 1 / 120 - 2 / 240 + 2 * 120 / 240**2 - 1 / 840
    half = 1.959964 * variance**0.5
    assert log(one.lift.high / one.lift.value) == pytest.approx(half)
    assert log(one.lift.value / one.lift.low) == pytest.approx(half)
    assert pair.confirmed
    assert pair.later == one
    assert found.signal
    assert (found.tested, found.kept, found.confirmed) == (20, 1, 1)


def test_p_values_are_the_hypergeometrics_and_q_values_benjamini_hochbergs():
    part = drawn(1, planted=0.3)
    found = next_issues(part, part, support=1)
    for pair in found.pairs[:40]:
        chances = []
        for same in (True, False):
            table = {k: n for k, n in part.pairs.items() if same or k[0] != k[1]}
            after = sum(n for k, n in table.items() if k[0] == pair.first)
            to = sum(n for k, n in table.items() if k[1] == pair.next)
            all_ = sum(table.values())
            chances.append(hypergeom.sf(pair.earlier.support - 1, all_, after, to))
        assert pair.p == pytest.approx(max(chances), rel=1e-6, abs=1e-12)
    q = benjamini_hochberg([pair.p for pair in found.pairs])
    assert [pair.q for pair in found.pairs] == q


def test_the_lifts_interval_covers_the_lift():
    # Truth: P(b | a, return) = .3, P(b) = .5 x .3 + .5 x .1 = .2, lift 1.5.
    random, covered = np.random.default_rng(3), 0
    for _ in range(600):
        cells = random.multinomial(600, [0.15, 0.35, 0.05, 0.45])
        pairs = dict(
            zip([("a", "b"), ("a", "c"), ("c", "b"), ("c", "d")], cells, strict=True)
        )
        part = Followed({k: int(n) for k, n in pairs.items()}, {"a": 600})
        (pair,) = [
            p for p in next_issues(part, part).pairs if p.next == "b" and p.first == "a"
        ]
        covered += pair.earlier.lift.low <= 1.5 <= pair.earlier.lift.high
    assert 0.93 < covered / 600 < 0.975


def test_what_the_later_part_does_not_show_is_kept_but_not_confirmed():
    found = next_issues(square(120), square(30))
    assert (found.kept, found.confirmed, found.signal) == (1, 0, False)
    assert found.pairs[0].later.lift.value == pytest.approx(1)
    only_later = next_issues(square(30), square(120))
    assert (only_later.kept, only_later.signal) == (0, False)
    assert all(pair.later is None for pair in only_later.pairs)
    gone = next_issues(square(120), Followed({}, {}))
    assert not gone.signal
    assert isnan(gone.pairs[0].later.lift.value)
    assert gone.pairs[0].later.lift.high == inf
    absent = next_issues(square(120), square(0))
    assert absent.pairs[0].later.lift.value == 0


def test_the_same_reason_again_is_no_next_issue():
    part = square(300, pair=("a", "a"))
    found = next_issues(part, part)
    assert found.tested == 20
    assert not any(pair.first == pair.next for pair in found.pairs)
    assert not found.signal


def test_pairs_with_little_support_are_not_in_the_family():
    part = square(120, others=19)
    found = next_issues(part, part)
    assert found.tested == 1
    assert found.pairs[0].p == found.pairs[0].q
    assert next_issues(part, part, support=19).tested == 20


def test_a_small_lift_is_not_worth_a_sentence_however_certain():
    part = square(13_000, others=10_000)
    found = next_issues(part, part)
    assert found.pairs[0].q < 1e-6
    assert found.kept == 0


def test_few_customers_with_many_returns_are_few():
    part = square(120)
    counted = Followed(part.pairs, part.mature, {("a", "b"): 12})
    assert ("a", "b") not in [(p.first, p.next) for p in next_issues(counted, part).pairs]
    some = Followed(part.pairs, part.mature, {("a", "b"): 30})
    one, other = (next_issues(x, x).pairs[0] for x in (part, some))
    assert (other.first, other.next, other.earlier.customers) == ("a", "b", 30)
    assert other.earlier.lift.value == pytest.approx(one.earlier.lift.value)
    wide = log(other.earlier.lift.high / other.earlier.lift.low)
    assert wide == pytest.approx(2 * log(one.earlier.lift.high / one.earlier.lift.low))
    assert other.p > one.p


def test_no_returns_at_all_say_no_signal():
    nobody = Followed({}, {"a": 50})
    found = next_issues(nobody, nobody)
    assert (found.pairs, found.tested, found.signal) == ((), 0, False)
    lone = Followed({("a", "b"): 50}, {})
    (pair,) = next_issues(lone, lone).pairs
    assert isnan(pair.earlier.probability)
    assert pair.p == 1
    assert not pair.kept


@pytest.mark.parametrize("count", [-1, -20])
def test_counts_below_nought_are_refused_in_words(count):
    with pytest.raises(ValueError, match="below 0"):
        next_issues(Followed({("a", "b"): count}, {}), Followed({}, {}))
    with pytest.raises(ValueError, match="below 0"):
        next_issues(Followed({}, {}), Followed({}, {"a": count}))


def test_shuffled_next_reasons_say_no_signal_in_19_of_20_seeds():
    assert sum(not found.signal for found in signals(range(20))) >= 19


def test_reasons_that_come_back_unequally_often_are_no_next_issue():
    quiet = [not found.signal for found in signals(range(100, 120), same=0.7)]
    assert sum(quiet) >= 19


def test_returns_for_the_same_reason_elsewhere_do_not_make_a_next_issue():
    # Everywhere the next reason is any of five; after b to e 70 % are the same again
    # first. b returns little, so b is rare among all returns and a's .2 looks like much.
    returns = {"a": 200, "b": 50, "c": 500, "d": 500, "e": 500}
    pairs = {
        (first, to): round(n * (0.2 if first == "a" else 0.06 + 0.7 * (to == first)))
        for first, n in returns.items()
        for to in returns
    }
    part = Followed(pairs, dict.fromkeys(returns, 10_000))
    found = next_issues(part, part)
    (pair,) = [one for one in found.pairs if (one.first, one.next) == ("a", "b")]
    assert pair.earlier.lift.low > 1.5
    assert not found.signal


@pytest.mark.parametrize("same", [0.0, 0.5])
def test_a_planted_next_issue_is_found_and_nothing_else(same):
    for found in signals(range(200, 210), planted=0.35, same=same):
        confirmed = [(pair.first, pair.next) for pair in found.pairs if pair.confirmed]
        assert confirmed[0] == PLANTED
        assert len(confirmed) <= 2
        share = found.pairs[0].earlier.among_returns
        assert 0.25 < share < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("same", [0.0, 0.7])
def test_shuffled_next_reasons_say_no_signal_in_95_of_100_seeds(same):
    found = signals(range(1000, 1100), same=same, contacts=20_000)
    assert sum(not one.signal for one in found) >= 95


@pytest.mark.slow
def test_a_planted_next_issue_is_found_in_95_of_100_seeds():
    found = signals(range(2000, 2100), planted=0.35, contacts=12_000)
    assert sum((one.pairs[0].first, one.pairs[0].next) == PLANTED for one in found) >= 95


tables = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), st.integers(0, 80)
)


@settings(deadline=None)
@given(tables, tables)
def test_names_and_order_do_not_matter_and_every_number_is_one(earlier, later):
    found = next_issues(Followed(earlier, {}), Followed(later, {}), support=5)
    other = dict(zip("abcd", "zyxw", strict=True))

    def renamed(table):
        turned = reversed(list(table.items()))
        return Followed({(other[a], other[b]): n for (a, b), n in turned}, {})

    again = next_issues(renamed(earlier), renamed(later), support=5)
    assert (again.tested, again.kept, again.confirmed) == (
        found.tested,
        found.kept,
        found.confirmed,
    )
    for pair in found.pairs:
        assert 0 <= pair.p <= pair.q + 1e-12 <= 1 + 1e-12
        assert pair.earlier.lift.low <= pair.earlier.lift.value <= pair.earlier.lift.high
        assert pair.kept or not pair.confirmed
