"""What a driver analysis says: one row a touchpoint, and what holds for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from cx.analyses.driver_outcomes import Outcome
from cx.analyses.driver_sums import Met, Missing
from cx.stats.driver_ranks import Quadrant


@dataclass(frozen=True)
class Suppressor:
    """A driver that goes with a better outcome, but against it among those alike.

    `with_name` is the driver it goes along with most, `with_correlation` how closely;
    `clear` says whether the slope's interval leaves out 0.
    """

    name: str
    correlation: float
    beta: float
    importance: float
    with_name: str | None
    with_correlation: float | None
    clear: bool | None = None


@dataclass(frozen=True)
class Cross:
    """Where the lines of the quadrants cross: the means of the drivers shown."""

    importance: float
    performance: float


@dataclass(frozen=True)
class DriverRow:
    """One touchpoint: weight, slope, level, reach, place, and how sure each is.

    `importance`, `unique` and `first` are R2 on 0 to 1. `slope` is per rating point among
    those who met it, `impact` per standard deviation of their ratings; `met_effect` is of
    meeting it, rated at the mean, against not meeting it.  `performance` is on its own
    scale, `performance_share` 0 to 1 of that scale.
    """

    name: str
    stage_order: int | None
    rated: int
    importance: float
    share: float
    unique: float
    first: float
    slope: float
    beta: float
    spread: float
    impact: float
    reach: float
    performance: float
    performance_share: float
    correlation: float
    vif: float
    collinear: bool
    quadrant: Quadrant
    met_effect: float | None = None
    low: float | None = None
    high: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None
    impact_low: float | None = None
    impact_high: float | None = None
    met_low: float | None = None
    met_high: float | None = None
    performance_low: float | None = None
    performance_high: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    rank_probability: tuple[float, ...] = ()
    quadrant_share: float | None = None
    quadrant_sure: bool = False
    suppressor: Suppressor | None = None


@dataclass(frozen=True)
class Analysis:
    """Importance of touchpoints for an outcome, most important first.

    `above_chance` is the F test of the whole model; `chance_r2` what touchpoints that
    have nothing to do with the outcome would explain on average.
    """

    outcome: Outcome
    n: int
    n_eff: float
    asked: int
    r2: float
    drivers: tuple[DriverRow, ...]
    method: str
    missing: Missing
    weighted: bool
    dropped: tuple[tuple[str, str], ...]
    left_out: tuple[Met, ...]
    ranked: bool
    needed: int
    halo: float
    halo_high: bool
    cross: Cross
    dominates: tuple[tuple[str, str], ...]
    conditional: tuple[tuple[float, ...], ...]
    chance_r2: float
    above_chance: bool
    r2_low: float | None = None
    r2_high: float | None = None
    ties: tuple[tuple[int, int], ...] = ()
    order_sure: bool = False
    replicates: int = 0
