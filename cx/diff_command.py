"""The command `diff`: two uploads of the same kind, row by row.

JSON: {"a": id, "b": id, "table", "only_a", "only_b", "different", "equal",
"columns": [{"column", "rows"}], "changed": [{"key", "line_a", "line_b", "column",
"before", "after"}], "gone": [{"key", "line"}], "added": [{"key", "line"}]}.  The three
lists hold the first rows only; the counts hold all.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from cx.commands import say
from cx.errors import QuestionError
from cx.ingest import diff
from cx.ingest.diff import Diff
from cx.store import Store

MOST_LISTED = 20


def compare_uploads(store: Store, given: argparse.Namespace) -> int:
    """Compare A, the state before, with B; without B, what came before A with A."""
    a, b = given.a, given.b
    if b is None:
        upload = store.register.find(a)
        earlier = diff.before(store, upload)
        if earlier is None:
            raise QuestionError(
                "{file} is the first upload of its source, so there is none before it to "
                "compare it with. Name another one.",
                file=upload.file,
            )
        a, b = earlier.id, upload.id
    found = diff.compare(store, a, b, most=given.most)
    say(given, _content(found), _lines(found))
    return 0


def _content(found: Diff) -> dict[str, object]:
    return {
        "a": found.a.id,
        "b": found.b.id,
        "table": found.a.table,
        "only_a": found.only_a,
        "only_b": found.only_b,
        "different": found.different,
        "equal": found.equal,
        "columns": [{"column": name, "rows": n} for name, n in found.columns],
        "changed": [asdict(row) for row in found.changed],
        "gone": [asdict(row) for row in found.gone],
        "added": [asdict(row) for row in found.added],
    }


def _lines(found: Diff) -> list[str]:
    lines = [
        f"A {found.a.file} ({found.a.id}), B {found.b.file} ({found.b.id})",
        f"only in A {found.only_a}, only in B {found.only_b}, "
        f"in both and different {found.different}, equal {found.equal}",
    ]
    lines += [f"  {name}: {n} rows differ" for name, n in found.columns]
    lines += [
        f"  {' '.join(row.key)}: {row.column} {_shown(row.before)} -> "
        f"{_shown(row.after)}  (line {row.line_a} -> {row.line_b})"
        for row in found.changed
    ]
    lines += [f"  only in A: {' '.join(row.key)} (line {row.line})" for row in found.gone]
    lines += [
        f"  only in B: {' '.join(row.key)} (line {row.line})" for row in found.added
    ]
    return lines


def _shown(cell: str | None) -> str:
    return "nothing" if cell is None else cell
