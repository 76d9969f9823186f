"""Metrics that do nothing but choose rows of one table and give each a value.

Their files have one layout, which the linter keeps: the condition and the value can be
taken out of them as they stand, and several be asked of the same rows at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from cx.catalog import Metric
from cx.measure.question import Question

# What a row is worth, by estimator.  What is not added up is only counted.
WORTH = {
    "proportion": ["value"],
    "mean": ["value"],
    "net": ["value"],
    "ratio": ["numerator", "denominator"],
    "quantile": [],
    "time_to": [],
}
# What is chosen and what it is worth, as every metric file is laid out.
CHOICE = re.compile(
    r"select\n    \*,\n(?P<items>.*?)\nfrom (?P<rows>\w+)(?:\nwhere\b(?P<chosen>.*))?",
    re.DOTALL,
)
AS = re.compile(r"(?P<sql>.*?)\s+as (?P<name>\w+)", re.DOTALL)
NEXT_ITEM = re.compile(r"(?<=,)\n(?=    \S)")
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Choice:
    """A metric's condition, and the value of a row, or its two sides for a ratio."""

    chosen: str
    worth: tuple[str, ...]


@lru_cache(maxsize=1_000)
def choice(sql: str, rows: str, estimator: str) -> Choice | None:
    """What a metric chooses; None where it does more than that, as with a join."""
    found = CHOICE.fullmatch(COMMENT.sub("", sql).strip().replace(" \n", "\n"))
    if not found or found["rows"] != rows:
        return None
    chosen = found["chosen"] or " true"
    if re.search(r"\n\S", chosen):
        # Another clause begins at the margin.
        return None
    if not WORTH[estimator]:
        return Choice(chosen.strip(), ())
    items = [AS.fullmatch(item.rstrip(",")) for item in NEXT_ITEM.split(found["items"])]
    if [item and item["name"] for item in items] != WORTH[estimator]:
        return None
    worth = tuple(item["sql"].strip() for item in items if item)
    return Choice(chosen.strip(), worth)


@dataclass(frozen=True)
class Item:
    """One of the numbers asked together."""

    metric: Metric
    question: Question
    choice: Choice
    parameters: Mapping[str, int | str]


def item(metric: Metric, question: Question) -> Item | None:
    """A number that can be asked together with others, or None."""
    found = choice(metric.sql, metric.rows, metric.estimator)
    if found is None or metric.staff:
        return None
    parameters = metric.read_parameters(dict(question.parameters))
    asked = tuple(sorted(parameters.items()))
    return Item(metric, replace(question, parameters=asked), found, parameters)
