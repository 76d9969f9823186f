"""Differences in differences with a staggered start, by hand and by simulation."""

import numpy as np
import pytest

from cx.stats.staggered import staggered


def sums(shares, n=100, buckets=4):
    """Buckets that all hold the same share of each team (rows) in each period."""
    down = np.full((buckets, len(shares), len(shares[0])), float(n))
    return np.array([shares] * buckets) * n, down


def test_two_teams_by_hand():
    """Coached: .5 before, .7 after.  The other: .4 before, .5 after: .2 - .1."""
    up, down = sums([[0.5, 0.5, 0.7, 0.7], [0.4, 0.4, 0.5, 0.5]])
    found = staggered(up, down, [2, None])
    assert found.effect.value == pytest.approx(0.1)
    assert [event.step for event in found.events] == [-2, -1, 0, 1]
    assert [event.effect.value for event in found.events] == pytest.approx(
        [0, 0, 0.1, 0.1]
    )
    assert (found.compared, found.without) == ((0,), ())


def test_a_team_that_started_is_no_comparison_any_more():
    """Two-way fixed effects would take the second team's rise for the first's fall."""
    up, down = sums([[0.5, 0.6, 0.8, 1.0], [0.5, 0.5, 0.6, 0.8], [0.5] * 4])
    found = staggered(up, down, [1, 2, None], after=1)
    assert found.effect.value == pytest.approx(0.1)


def test_nobody_to_compare_with_is_no_effect():
    up, down = sums([[0.5, 0.7], [0.4, 0.5]])
    found = staggered(up, down, [1, 1])
    assert found.effect is None
    assert found.without == (0, 1)
    assert staggered(up, down, [0, None]).effect is None


def test_a_month_begun_halfway_counts_on_neither_side():
    up, down = sums([[0.5, 9.9, 0.7], [0.5, 0.5, 0.5]])
    found = staggered(up, down, [2, None], skipped=[1, None])
    assert found.effect.value == pytest.approx(0.2)
    assert [event.step for event in found.events] == [-2, 0]


def test_what_moved_before_the_start_is_told():
    up, down = sums([[0.5, 0.5, 0.6, 0.6, 0.7], [0.5] * 5])
    assert staggered(up, down, [4, None]).before.value == pytest.approx(0.1)


@pytest.mark.parametrize("effect", [0.0, 0.1])
def test_intervals_cover_the_truth(effect):
    """Bernoulli answers of 40 buckets; three starts and one team without."""
    chance = np.random.default_rng(7)
    covered = 0
    for _ in range(200):
        starts = [4, 6, 8, None]
        share = np.full((4, 12), 0.5)
        for team, start in enumerate(starts):
            if start is not None:
                share[team, start:] += effect
        down = np.full((40, 4, 12), 3.0)
        up = chance.binomial(3, np.broadcast_to(share, down.shape)).astype(float)
        found = staggered(up, down, starts).effect
        covered += found.low <= effect <= found.high
    assert 180 <= covered <= 199
