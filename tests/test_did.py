"""Differences of differences: by hand, by least squares, on planted and null data."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.stats import did

WEEKS, AT = 50, 25
REASONS = ("a", "b", "c", "d", "e", "f")


def steady(level, weeks=8):
    return np.full(weeks, level, dtype=np.int64)


def test_the_value_is_that_of_hand_and_season_cancels():
    """Treated 100 -> 60 a week while others double 200 -> 400: 60 against 200, -70 %."""
    treated = np.concatenate([steady(100, 4), steady(60, 4)])
    other = np.concatenate([steady(200, 4), steady(400, 4)])
    found = did.effect(treated, {"x": other}, 4)
    assert found.value == pytest.approx(-0.7)
    assert (found.before, found.now, found.expected) == (400, 240, pytest.approx(800))
    assert found.avoided[0] == pytest.approx(560)
    # Weeks without any spread still vary as counts do: the sum of 1 / count.
    error = (1 / 400 + 1 / 240 + 1 / 800 + 1 / 1600) ** 0.5
    assert found.error == pytest.approx(error)
    # t with 8 - 2 degrees: 2.4469.
    assert np.log(1 + found.low) == pytest.approx(np.log(0.3) - 2.446912 * error)
    assert np.log(1 + found.high) == pytest.approx(np.log(0.3) + 2.446912 * error)


def test_newey_west_by_hand():
    """Four parts, one lag of weight 1/2 (floor(4 (4/100)^(2/9)) = 1): 10 - 2 (.5)(7)."""
    assert did.newey_west([1.0, -1.0, 2.0, -2.0]) == pytest.approx(10 - (1 + 2 + 4))
    # No lag reaches beyond the one week there is.
    assert did.newey_west([3.0]) == pytest.approx(9)


def test_it_agrees_with_log_linear_least_squares():
    """Smooth counts: the step of log(treated / others) by least squares is the same."""
    rng = np.random.default_rng(5)
    season = 1 + 0.2 * np.sin(np.arange(WEEKS) / 4)
    other = np.round(20_000 * season).astype(np.int64)
    level = np.where(np.arange(WEEKS) < AT, 1, 0.75)
    treated = np.round(9_000 * season * level * rng.normal(1, 0.01, WEEKS)).astype(
        np.int64
    )
    design = np.column_stack([np.ones(WEEKS), np.arange(WEEKS) >= AT])
    step = np.linalg.lstsq(design, np.log(treated / other), rcond=None)[0][1]
    found = did.effect(treated, {"x": other}, AT)
    assert np.log(1 + found.value) == pytest.approx(step, abs=0.002)


def test_reasons_that_move_by_themselves_widen_the_interval():
    """Three others, +50 %, 0 and -50 %: an effect of -30 % is nothing unusual then."""
    moves = {"x": 1.5, "y": 1.0, "z": 0.5}
    others = {
        name: np.concatenate([steady(400, 10), steady(int(400 * by), 10)])
        for name, by in moves.items()
    }
    treated = np.concatenate([steady(400, 10), steady(280, 10)])
    calm = {name: steady(400, 20) for name in moves}
    assert did.effect(treated, calm, 10).clear
    assert not did.effect(treated, others, 10).clear
    assert did.apart(calm, 10)[0] == 0
    assert did.apart(others, 10)[0] > 0.1


@pytest.mark.parametrize(("weeks", "at", "level"), [(7, 3, 100), (8, 4, 7), (7, 4, 100)])
def test_too_few_weeks_or_contacts_are_no_effect(weeks, at, level):
    assert did.effect(steady(level, weeks), {"x": steady(500, weeks)}, at) is None


def test_nothing_to_compare_with_is_no_effect():
    assert did.effect(steady(100), {}, 4) is None


def test_a_reason_that_is_gone_is_all_of_it():
    treated = np.concatenate([steady(50, 6), steady(0, 6)])
    found = did.effect(treated, {"x": steady(300, 12), "y": steady(200, 12)}, 6)
    assert (found.value, found.low, found.now) == (-1, -1, 0)
    assert -1 < found.high < -0.9
    assert found.avoided[0] == pytest.approx(300)


def made(rng, *, levels=None, changes=None):
    levels = levels or dict(zip(REASONS, (28, 18, 14, 21, 22, 15), strict=True))
    season = 1 + 0.15 * np.sin(np.arange(WEEKS) / 5)
    after = np.arange(WEEKS) >= AT
    return {
        name: rng.poisson(
            level * season * np.where(after, (changes or {}).get(name, 1), 1)
        )
        for name, level in levels.items()
    }


def test_null_data_show_no_effect_in_95_of_100_and_no_new_name():
    clear = renamed = 0
    for seed in range(100):
        found = did.judge(made(np.random.default_rng(seed)), "a", AT)
        clear += found.effect.clear
        renamed += found.renamed
    assert clear <= 5
    assert renamed == 0


def test_null_data_with_weeks_that_resemble_each_other_show_none_either():
    """Each reason drifts by itself from week to week, half of it kept."""
    clear = 0
    for seed in range(100):
        rng = np.random.default_rng(1_000 + seed)
        counts = {}
        for name in REASONS:
            drift, path = 0.0, []
            for _ in range(WEEKS):
                drift = 0.5 * drift + rng.normal(0, 0.15)
                path.append(40 * np.exp(drift))
            counts[name] = rng.poisson(path)
        found = did.judge(counts, "a", AT)
        clear += bool(found.effect and found.effect.clear)
    assert clear <= 7


def test_a_planted_quarter_is_within_its_interval():
    """Nominally 95 of 100; the interval is wide rather than narrow."""
    inside = clear = 0
    for seed in range(100):
        counts = made(np.random.default_rng(200 + seed), changes={"a": 0.75})
        found = did.judge(counts, "a", AT).effect
        inside += found.low <= -0.25 <= found.high
        clear += found.high < 0
    assert inside >= 93
    assert clear >= 80


def test_a_new_name_is_noticed_and_together_nothing_changed():
    seen = none_together = 0
    for seed in range(20):
        counts = made(
            np.random.default_rng(400 + seed), changes={"a": 0.5, "b": 1 + 14 / 18}
        )
        found = did.judge(counts, "a", AT)
        risen = [one.name for one in found.neighbours if one.rose]
        seen += found.renamed and "b" in risen
        none_together += bool(found.together and not found.together.clear)
    assert seen >= 18
    assert none_together >= 18


def test_what_only_part_of_the_fall_went_to_is_not_called_renamed():
    levels = dict(zip(REASONS, (400, 100, 150, 210, 220, 150), strict=True))
    counts = made(np.random.default_rng(3), levels=levels, changes={"a": 0.5, "b": 1.5})
    found = did.judge(counts, "a", AT)
    assert [one.name for one in found.neighbours if one.rose] == ["b"]
    assert not found.renamed


def test_reasons_with_actions_of_their_own_are_neighbours_and_no_comparison():
    counts = made(np.random.default_rng(9), changes={"b": 0.5})
    found = did.judge(counts, "a", AT, acted_on=["b"])
    assert "b" not in found.against
    assert "b" in [one.name for one in found.neighbours]
    assert [one.name for one in found.neighbours if one.fell] == ["b"]


def test_outliers_are_left_out_only_while_they_are_few():
    calm = made(np.random.default_rng(1), changes={"b": 2.5})
    kept, out = did.fair({n: y for n, y in calm.items() if n != "a"}, AT)
    assert out == ["b"]
    assert set(kept) == {"c", "d", "e", "f"}
    wild = made(
        np.random.default_rng(1), changes={"b": 3, "c": 0.2, "d": 6, "e": 0.1, "f": 1}
    )
    kept, out = did.fair({n: y for n, y in wild.items() if n != "a"}, AT)
    assert (len(kept), out) == (5, [])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=20, max_size=20),
    st.lists(st.integers(20, 90), min_size=20, max_size=20),
    st.integers(2, 9),
)
def test_more_of_everything_is_the_same_effect(treated, other, times):
    one = did.effect(np.array(treated), {"x": np.array(other)}, 10)
    more = did.effect(np.array(treated), {"x": times * np.array(other)}, 10)
    if one is None:
        return
    assert one.low <= one.value <= one.high
    assert more.value == pytest.approx(one.value)
    assert more.expected == pytest.approx(one.expected)


def test_the_day_of_the_planted_action_is_a_weekday_that_splits_a_week():
    """So the file tests that the week of the start is on neither side."""
    assert date(2026, 4, 1).weekday() == 2
