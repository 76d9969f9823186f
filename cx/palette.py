"""Colours with fixed meanings; the same meaning has the same colour on every page.

A figure carries stand-ins, not colours.  Streamlit exchanges them in the browser for the
lists in .streamlit/config.toml, so that light and dark need no rerun and no figure in a
cache is tied to either.  Outside Streamlit, `printed` does the same exchange.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast

CONFIG = Path(__file__).parents[1] / ".streamlit" / "config.toml"

# Positions in chartCategoricalColors.
US = "#000001"
GOOD = "#000002"
BAD = "#000003"
NEUTRAL = "#000004"
BENCHMARK = "#000005"
LOW_BASE = "#000006"
PREVIOUS = "#000007"
# For what is neither ours, good nor bad: a second channel.
ANOTHER = "#000008"
INK = "#000009"
MUTED = "#000010"

# Positions in chartSequentialColors and chartDivergingColors: tints of the above.
US_WASH = "#000012"
US_TINT = "#000014"
BAD_WASH = "#000025"
BAD_TINT = "#000024"
GOOD_WASH = "#000026"
GOOD_TINT = "#000027"

# From a wash to nearly the ink: more is stronger, on paper and in the dark.
RAMP = tuple(f"#{position:06d}" for position in range(11, 20))

# Never written in the lists: Streamlit takes them from the page.
PAPER = "#000038"
HAIRLINE = "#000039"

MEANINGS = {
    "us": US,
    "good": GOOD,
    "bad": BAD,
    "neutral": NEUTRAL,
    "benchmark": BENCHMARK,
    "low base": LOW_BASE,
    "previous": PREVIOUS,
}
WASHES = {US: US_WASH, GOOD: GOOD_WASH, BAD: BAD_WASH}
TINTS = {US: US_TINT, GOOD: GOOD_TINT, BAD: BAD_TINT}
LISTS = (
    ("chartCategoricalColors", 1),
    ("chartSequentialColors", 11),
    ("chartDivergingColors", 21),
)


def stand_in(position: int) -> str:
    """What stands for a colour until it is shown.

    >>> stand_in(1)
    '#000001'
    """
    return f"#{position:06d}"


def verdict(change: float, *, better: str) -> str:
    """The colour of a change, given which direction is better.

    >>> verdict(-0.1, better="lower") == GOOD
    True
    """
    if change == 0 or better not in ("higher", "lower"):
        return NEUTRAL
    return GOOD if (change > 0) == (better == "higher") else BAD


@cache
def colours(*, dark: bool = False) -> dict[str, str]:
    """Stand-in -> colour of one theme, as config.toml gives it."""
    themes = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    theme = themes["dark" if dark else "light"]
    found = {
        stand_in(first + offset): colour
        for name, first in LISTS
        for offset, colour in enumerate(theme[name])
    }
    return found | {PAPER: theme["backgroundColor"], HAIRLINE: theme["borderColor"]}


def printed(figure: dict[str, Any], *, dark: bool = False) -> dict[str, Any]:
    """The figure with real colours, for where no Streamlit page exchanges them."""
    text = json.dumps(figure)
    for token, colour in colours(dark=dark).items():
        text = text.replace(token, colour)
    return cast(dict[str, Any], json.loads(text))
