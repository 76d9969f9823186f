"""What all charts share: words, labels, axes, hover text and the page they sit on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, Protocol

from cx.charts.labels import LABEL_SIZE, SMALL_SIZE, full_label, safe, safe_label
from cx.palette import BENCHMARK, HAIRLINE, INK, MUTED, PAPER

if TYPE_CHECKING:
    from cx.measure import Estimate

Figure = dict[str, Any]

ROW_HEIGHT = 40
NOTE_WIDTH = 48
NOTE_HEIGHT = 15
DASHES = "4px,3px"
DOTS = "1px,3px"
TIME_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600)
TICK_FORMATS = {"share": ",.1~%", "count": ",~f", "points": ",~f", "score": ",~f"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """All a chart says, already translated, and how it writes numbers and periods."""

    title: str
    number: Callable[[float, str], str]
    period: Callable[[str], str]
    n: str
    interval: str
    withheld: str
    low_base: str
    no_data: str
    unknown: str
    # Filled in: label, value, interval, low, high, n, count.
    sentence: str
    # Filled in: count.
    more: str
    axis: str = ""
    previous: str = ""
    provisional: str = ""
    negative: str = ""
    positive: str = ""
    # Filled in: day, value.
    window: str = "{day}: {value}"
    importance: str = ""
    unique: str = ""
    falling: str = ""

    def count(self, n: float) -> str:
        """How many it rests on, as in `n 1,204`."""
        return f"{self.n} {self.number(n, 'count')}"

    def why_not(self, estimate: Estimate) -> str:
        """Why there is no number, for one that has none."""
        reason = {"withheld": self.withheld, "unknown": self.unknown}
        return reason.get(estimate.status, self.no_data)


class Reference(Protocol):
    """A value to compare with and what it is called; a catalogue benchmark is one."""

    @property
    def value(self) -> float:
        """Where the line is drawn."""

    @property
    def label(self) -> str:
        """What the line says."""


@dataclass(frozen=True)
class Line:
    """A reference line of our own: a target, an average."""

    value: float
    label: str
    colour: str = BENCHMARK


@dataclass(frozen=True)
class Band:
    """Neighbouring scores that go by one name."""

    label: str
    first: int
    last: int
    colour: str


def shown(estimate: Estimate) -> bool:
    """Whether the number may be drawn at all."""
    return estimate.value is not None and estimate.status in ("ok", "low")


def bounds(estimate: Estimate) -> tuple[float, float, float]:
    """Low, value and high; an interval that is missing is the value itself."""
    if estimate.value is None:
        raise ValueError("this estimate has no value to draw")
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    return low, estimate.value, high


def flipped(survival: Estimate) -> Estimate:
    """One minus a share: those to whom it has happened."""
    if survival.value is None:
        return survival
    low, value, high = bounds(survival)
    return replace(survival, value=1 - value, low=1 - high, high=1 - low)


def span_text(estimate: Estimate, *, unit: str, words: Words) -> str:
    """The interval in figures."""
    low, _, high = bounds(estimate)
    return f"{words.number(low, unit)} – {words.number(high, unit)}"


def hover(label: str, estimate: Estimate, *, unit: str, words: Words) -> str:
    """What a point says when touched: value, interval, n and what to beware of."""
    _, value, _ = bounds(estimate)
    reach = f"{words.interval} {span_text(estimate, unit=unit, words=words)}"
    number = f"<b>{safe(words.number(value, unit))}</b>"
    count = safe(words.count(estimate.n))
    lines = [full_label(label), number, safe(reach), count]
    if estimate.status == "low":
        # So few answers carry an interval, not a number.
        lines = [full_label(label), safe(reach), count, full_label(words.low_base)]
    return "<br>".join(line for line in lines if line)


def nice_ticks(low: float, high: float, *, most: int = 5, unit: str = "") -> list[float]:
    """Round numbers within a range, two or more where any step gives that many.

    >>> nice_ticks(0, 1)
    [0.0, 0.25, 0.5, 0.75, 1.0]
    >>> nice_ticks(0, 900, unit="seconds")
    [0, 300, 600, 900]
    >>> nice_ticks(0.62, 0.93, most=3)
    [0.7, 0.8, 0.9]
    """
    if high <= low:
        return [low]
    rough = (high - low) / (most - 1)
    power = 10.0 ** floor(log10(rough))
    steps: Sequence[float] = [power * one for one in (0.5, 1, 2, 2.5, 5, 10)]
    if unit == "seconds" and TIME_STEPS[0] <= rough <= TIME_STEPS[-1]:
        steps = TIME_STEPS
    at = next(place for place, one in enumerate(steps) if one >= rough * 0.999)
    ticks = _multiples(low, high, steps[at])
    # A single number is no scale.
    while len(ticks) < 2 and at:
        at -= 1
        ticks = _multiples(low, high, steps[at])
    return ticks


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(position * step, 12) for position in range(first, last + 1)]


def value_span(
    values: Sequence[float], *, unit: str, value_range: tuple[float, float] | None = None
) -> tuple[float, float]:
    """The range an axis covers: as given, else the values with some air around them."""
    if value_range is not None:
        return value_range
    low, high = min(values), max(values)
    air = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
    bottom, top = low - air, high + air
    if unit != "points" and low >= 0 and bottom < high / 3:
        bottom = 0.0
    if unit == "share":
        bottom, top = max(bottom, 0.0), min(top, 1.0)
    return bottom, top


def value_axis(
    low: float, high: float, *, unit: str, words: Words, most: int = 5
) -> dict[str, Any]:
    """An axis of values: few round ticks, hairlines, no zooming."""
    ticks = nice_ticks(low, high, most=most, unit=unit)
    air = 0.015 * (high - low)
    axis: dict[str, Any] = {
        "range": [low - air, high + air],
        "tickvals": ticks,
        "tickfont": {"size": SMALL_SIZE, "color": MUTED},
        "showgrid": True,
        "gridcolor": HAIRLINE,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": True,
    }
    if unit in TICK_FORMATS:
        return axis | {"tickformat": TICK_FORMATS[unit]}
    return axis | {"ticktext": [words.number(tick, unit) for tick in ticks]}


def row_axis(labels: Sequence[str]) -> dict[str, Any]:
    """An axis of rows, the first on top; `labels` are already safe."""
    return {
        "range": [len(labels) - 0.5, -0.5],
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "tickfont": {"size": LABEL_SIZE, "color": INK},
        "ticklabelstandoff": 8,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": True,
    }


def note(text: str, **place: Any) -> dict[str, Any]:
    """A text on the page, at `place`; no arrow, no box."""
    size = place.pop("size", SMALL_SIZE)
    colour = place.pop("colour", MUTED)
    return {
        "text": text,
        "showarrow": False,
        "font": {"size": size, "color": colour},
        "align": "left",
        "borderpad": 1,
        **place,
    }


def axis_note(words: Words, *, side: str = "top", drop: int = 22) -> list[dict[str, Any]]:
    """What the values are measured in, level: over an upright axis, under a flat one.

    `drop` is the room that tick labels take.
    """
    if not words.axis:
        return []
    text = safe_label(words.axis, most=NOTE_WIDTH, lines=2)
    corner: dict[str, Any] = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    corner["yshift"] = 8
    if side == "bottom":
        corner = {"x": 1, "y": 0, "xanchor": "right", "yanchor": "top", "yshift": -drop}
        corner["align"] = "right"
    return [note(text, xref="paper", yref="paper", **corner)]


def axis_room(words: Words) -> int:
    """Pixels that the note of an axis needs."""
    if not words.axis:
        return 0
    return 6 + NOTE_HEIGHT * (
        1 + safe_label(words.axis, most=NOTE_WIDTH, lines=2).count("<br>")
    )


def base_layout(
    *, height: int, top: int = 8, right: int = 8, bottom: int = 28, **rest: Any
) -> dict[str, Any]:
    """The page every chart sits on."""
    return {
        "height": height + top + bottom,
        "margin": {"l": 4, "r": right, "t": top, "b": bottom, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": 24,
        "bargap": 0.45,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": LABEL_SIZE},
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": MUTED,
            "font": {"size": 12, "color": INK},
            "align": "left",
        },
        "shapes": [],
        "annotations": [],
        **rest,
    }


def nothing(words: Words) -> Figure:
    """The figure of no estimates: a sentence, not an empty frame."""
    hidden = {"visible": False, "fixedrange": True}
    text = note(
        safe(words.no_data),
        **{"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "size": LABEL_SIZE},
    )
    layout = base_layout(height=96, xaxis=hidden, yaxis=hidden, annotations=[text])
    # Streamlit refuses a figure without any trace.
    empty: dict[str, Any] = {"type": "scatter", "x": [], "y": [], "hoverinfo": "skip"}
    return {"data": [empty], "layout": layout}
