"""Estimates in, a figure out: plain dictionaries for Plotly, all of one look.

Every point carries in `customdata` the index of what it was drawn from, so that a click
leads to rows.  Words arrive translated; numbers are formatted by the caller's function.
"""

from cx.charts.around import AroundWords, around, describe_around
from cx.charts.arrivals import Arrival, ArrivalWords, arrivals, describe_arrivals
from cx.charts.beside import BesideWords, EffortPair, describe_beside, pairs_beside
from cx.charts.by_day import curve
from cx.charts.chains import (
    Chain,
    ChainContact,
    ChainWords,
    describe_sizes,
    describe_timeline,
    sizes,
    timeline,
)
from cx.charts.columns import distribution
from cx.charts.control import ControlPoint, ControlWords, control_chart, describe_control
from cx.charts.counts import counts
from cx.charts.crossing import Crossed, CrossingWords, describe_crossing, two_by_two
from cx.charts.dumbbell import DumbbellWords, Pair, describe_dumbbell, dumbbell
from cx.charts.event_line import EventWords, describe_event_line, event_line
from cx.charts.explained import RankWords, importance
from cx.charts.flow import FlowWords, describe_flows, flows
from cx.charts.flow_links import Link, check_flows, joined_links
from cx.charts.frame import Band, Figure, Line, Words, base_layout
from cx.charts.funnel import (
    FunnelUnit,
    FunnelWords,
    describe_funnel,
    funnel_plot,
)
from cx.charts.funnel_curves import FunnelCurve
from cx.charts.heat import Cell, HeatWords, describe_heat, heatmap
from cx.charts.journey_line import (
    LineWords,
    StagePoint,
    describe_line,
    journey_line,
    parts,
)
from cx.charts.labels import safe_label
from cx.charts.lorenz import LorenzWords, Spread, describe_lorenz, lorenz_curves
from cx.charts.over_time import trend
from cx.charts.profile import (
    ProfileDot,
    ProfileRow,
    ProfileWords,
    describe_profile,
    profile_bars,
    radar,
)
from cx.charts.quadrant import Place, QuadrantWords, describe_quadrant, quadrant
from cx.charts.rows import ranked, readings
from cx.charts.sentence import (
    alt_text,
    describe_counts,
    describe_curve,
    describe_distribution,
    describe_diverging,
    describe_importance,
    describe_trend,
)
from cx.charts.staged import Change, Stage, staged
from cx.charts.strip import Panel, describe_strip, strip, strip_rows
from cx.charts.tiles import TileWords, describe_tiles, tiles
from cx.charts.two_sides import diverging
from cx.charts.two_slopes import (
    Slopes,
    SlopeWords,
    describe_two_slopes,
    two_slopes,
)
from cx.charts.waiting import Waiting, describe_waiting, waiting
from cx.charts.waterfall import (
    Step,
    WaterfallWords,
    check_sum,
    describe_waterfall,
    waterfall,
)
from cx.charts.whale import WhaleWords, describe_whale, whale

__all__ = [
    "AroundWords",
    "Arrival",
    "ArrivalWords",
    "Band",
    "BesideWords",
    "Cell",
    "Chain",
    "ChainContact",
    "ChainWords",
    "Change",
    "ControlPoint",
    "ControlWords",
    "Crossed",
    "CrossingWords",
    "DumbbellWords",
    "EffortPair",
    "EventWords",
    "Figure",
    "FlowWords",
    "FunnelCurve",
    "FunnelUnit",
    "FunnelWords",
    "HeatWords",
    "Line",
    "LineWords",
    "Link",
    "LorenzWords",
    "Pair",
    "Panel",
    "Place",
    "ProfileDot",
    "ProfileRow",
    "ProfileWords",
    "QuadrantWords",
    "RankWords",
    "SlopeWords",
    "Slopes",
    "Spread",
    "Stage",
    "StagePoint",
    "Step",
    "TileWords",
    "Waiting",
    "WaterfallWords",
    "WhaleWords",
    "Words",
    "alt_text",
    "around",
    "arrivals",
    "base_layout",
    "check_flows",
    "check_sum",
    "control_chart",
    "counts",
    "curve",
    "describe_around",
    "describe_arrivals",
    "describe_beside",
    "describe_control",
    "describe_counts",
    "describe_crossing",
    "describe_curve",
    "describe_distribution",
    "describe_diverging",
    "describe_dumbbell",
    "describe_event_line",
    "describe_flows",
    "describe_funnel",
    "describe_heat",
    "describe_importance",
    "describe_line",
    "describe_lorenz",
    "describe_profile",
    "describe_quadrant",
    "describe_sizes",
    "describe_strip",
    "describe_tiles",
    "describe_timeline",
    "describe_trend",
    "describe_two_slopes",
    "describe_waiting",
    "describe_waterfall",
    "describe_whale",
    "distribution",
    "diverging",
    "dumbbell",
    "event_line",
    "flows",
    "funnel_plot",
    "heatmap",
    "importance",
    "joined_links",
    "journey_line",
    "lorenz_curves",
    "pairs_beside",
    "parts",
    "profile_bars",
    "quadrant",
    "radar",
    "ranked",
    "readings",
    "safe_label",
    "sizes",
    "staged",
    "strip",
    "strip_rows",
    "tiles",
    "timeline",
    "trend",
    "two_by_two",
    "two_slopes",
    "waiting",
    "waterfall",
    "whale",
]
