"""Write docs/methods.md from cx/methods.toml:  python docs/make_methods.py"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cx.methods import BOOKS, Method, methods
from cx.site import PLACES

OPENING = """# Methods

Every method of the five books, made from `cx/methods.toml` by `make docs`; a test fails
when it is out of date. **Needs** names tables, columns, answered questions (`answer:nps`)
and what is typed on a page (`typed:reason_scored`); after "or" stands what a weaker
reading needs.
"""


def line(method: Method) -> str:
    """One method as a row of a table."""
    if method.cannot:
        return f"| {method.id} | {method.name} | – | – | {method.cannot} |"
    metrics = ", ".join(f"`{name}`" for name in method.metrics) or "–"
    seen = ", ".join(PLACES[page].title for page in method.pages)
    needs = ", ".join(f"`{need}`" for need in method.needs)
    if method.instead:
        needs += " or " + ", ".join(f"`{need}`" for need in method.instead)
        needs += f": {method.proxy}"
    return f"| {method.id} | {method.name} | {metrics} | {seen} | {needs} |"


def page() -> str:
    """The whole page."""
    parts = [OPENING]
    for letter, book in BOOKS.items():
        parts += [f"## {book}\n", "| | method | metrics | page | needs |"]
        parts.append("| --- | --- | --- | --- | --- |")
        listed = [m for m in methods().values() if m.id.startswith(letter)]
        parts.append("\n".join(line(method) for method in listed) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "docs" / "methods.md").write_text(page(), encoding="utf-8")
