"""Frameworks of self-assessment: principles and items, as declared in frameworks.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from cx.catalog import ROOT
from cx.errors import QuestionError

FILE = ROOT / "cx" / "frameworks.toml"


@dataclass(frozen=True)
class Item:
    """One sentence that is scored 1 to 5; `id` is its number and stands in answers."""

    id: str
    name: str
    sentence: str
    note: str = ""


@dataclass(frozen=True)
class Principle:
    """Items that belong together, and the hard measure to hold beside them.

    `measures` are metric ids, the best first; `hard` names a measure that is no metric
    (what people typed); `label` says what would fill them.
    """

    id: str
    name: str
    items: tuple[Item, ...]
    measures: tuple[str, ...]
    label: str
    hard: str = ""


@dataclass(frozen=True)
class Framework:
    """A whole self-assessment; `caveat` says whose the sentences are."""

    id: str
    name: str
    source: str
    caveat: str
    principles: tuple[Principle, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for one in self.principles for item in one.items)


@cache
def frameworks() -> dict[str, Framework]:
    """All frameworks by id, in the order of the file."""
    given = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: _framework(name, said) for name, said in given.items()}


def framework(framework_id: str) -> Framework:
    """One framework, or a sentence."""
    known = frameworks()
    if framework_id not in known:
        raise QuestionError(
            "There is no self-assessment {framework}. There are: {known}.",
            framework=framework_id,
            known=", ".join(known),
        )
    return known[framework_id]


def sentences() -> list[str]:
    """Everything a person reads of the frameworks, to be translated."""
    found = []
    for one in frameworks().values():
        found += [one.name, one.caveat]
        for principle in one.principles:
            found += [principle.name, principle.label]
            for item in principle.items:
                found += [item.name, item.sentence, *([item.note] if item.note else [])]
    return found


def _framework(name: str, said: dict[str, Any]) -> Framework:
    notes = said.get("notes", {})
    return Framework(
        id=name,
        name=said["name"],
        source=said["source"],
        caveat=said["caveat"],
        principles=tuple(
            Principle(
                id=one["id"],
                name=one["name"],
                items=tuple(
                    Item(number, short, sentence, notes.get(number, ""))
                    for number, (short, sentence) in one["items"].items()
                ),
                measures=tuple(one["measures"]),
                label=one["fill"],
                hard=one.get("hard", ""),
            )
            for one in said["principle"]
        ),
    )
