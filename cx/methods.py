"""Every method of the five books: its metrics, its pages, and what data it needs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from cx.catalog import ROOT
from cx.store import Store

# Where a method's name begins with which book.
BOOKS = {
    "E": "The Effortless Experience",
    "N": "The Best Service Is No Service",
    "Z": "E-Service",
    "C": "Chase & Dasu (2001)",
    "P": "Moments of truth (Park Young-sil)",
}

Standing = Literal["full", "proxy", "missing", "never"]


@dataclass(frozen=True)
class Method:
    """One method: where it is seen and what it needs (see the head of methods.toml)."""

    id: str
    name: str
    metrics: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    proxy: str = ""
    cannot: str = ""


@cache
def methods() -> dict[str, Method]:
    """All methods by id, in the order of the books."""
    given = tomllib.loads((ROOT / "cx" / "methods.toml").read_text(encoding="utf-8"))
    return {name: _method(name, said) for name, said in given.items()}


def _method(name: str, said: dict[str, Any]) -> Method:
    return Method(
        id=name,
        name=said["name"],
        metrics=tuple(said.get("metrics", ())),
        pages=tuple(said.get("pages", ())),
        needs=tuple(said.get("needs", ())),
        instead=tuple(said.get("instead", ())),
        proxy=said.get("proxy", ""),
        cannot=said.get("cannot", ""),
    )


def has(store: Store, version: int | None = None) -> frozenset[str]:
    """Everything this data holds, in the words of `needs`.

    A table with rows, a column with something in it, a question that somebody answered;
    what is typed on pages is not in it.
    """
    alias = store.mart(version)
    wanted: dict[str, set[str]] = {}
    for method in methods().values():
        for need in (*method.needs, *method.instead):
            if ":" not in need:
                table, _, column = need.partition(".")
                wanted.setdefault(table, set()).add(column)
    found = set()
    for table, columns in wanted.items():
        named = sorted(columns - {""})
        counts = ", ".join(["count(*)", *(f"count({name})" for name in named)])
        row = store.query(f"select {counts} from {alias}.{table}").rows[0]  # noqa: S608 - names from our own file
        for name, count in zip(["", *named], row, strict=True):
            if count:
                found.add(f"{table}.{name}" if name else table)
    answered = store.query(
        f"select distinct question from {alias}.answer where state = 'answered'"  # noqa: S608 - our own alias
    )
    found |= {f"answer:{row[0]}" for row in answered.rows}
    return frozenset(found)


def standing(method: Method, held: frozenset[str]) -> Standing:
    """Whether data that holds this gives the method in full, by a proxy or not."""
    if method.cannot:
        return "never"
    if set(method.needs) <= held:
        return "full"
    if method.instead and set(method.instead) <= held:
        return "proxy"
    return "missing"
