"""Estimates in, a figure out: plain dictionaries for Plotly, all of one look.

Every point carries in `customdata` the index of what it was drawn from, so that a click
leads to rows.  Words arrive translated; numbers are formatted by the caller's function.
"""

from cx.charts.by_day import curve
from cx.charts.columns import distribution
from cx.charts.explained import importance
from cx.charts.frame import Band, Figure, Line, Words, base_layout
from cx.charts.labels import safe_label
from cx.charts.over_time import trend
from cx.charts.rows import ranked, readings
from cx.charts.sentence import (
    alt_text,
    describe_curve,
    describe_distribution,
    describe_diverging,
    describe_importance,
    describe_trend,
)
from cx.charts.two_sides import diverging

__all__ = [
    "Band",
    "Figure",
    "Line",
    "Words",
    "alt_text",
    "base_layout",
    "curve",
    "describe_curve",
    "describe_distribution",
    "describe_diverging",
    "describe_importance",
    "describe_trend",
    "distribution",
    "diverging",
    "importance",
    "ranked",
    "readings",
    "safe_label",
    "trend",
]
