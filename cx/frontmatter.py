"""Split a definition file into its TOML head and its SQL body."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from cx.errors import DefinitionError


def split(path: Path) -> tuple[dict[str, Any], str]:
    """Return (head, sql) of a file that opens with a block comment holding TOML."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith("/*"):
        raise DefinitionError(
            "{file}: must open with /* and a TOML head.", file=path.name
        )
    head_text, found, sql = text[2:].partition("*/")
    if not found:
        raise DefinitionError(
            "The head of {file} is never closed with */.", file=path.name
        )
    if "/*" in head_text:
        raise DefinitionError(
            "The head of {file} may not contain /*, because DuckDB's comments nest.",
            file=path.name,
        )
    try:
        head = tomllib.loads(head_text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(
            "The head of {file} is not TOML: {error}.", file=path.name, error=error
        ) from error
    return head, sql.strip().rstrip(";")


def table(text: str) -> tuple[list[str], list[list[str | None]]]:
    """Read a small pipe table of a worked example; a blank cell is NULL.

    >>> table("question | score\\nnps | 10\\nnps |")
    (['question', 'score'], [['nps', '10'], ['nps', None]])
    """
    lines = [line for line in text.strip().splitlines() if line.strip()]
    rows = [[cell.strip() or None for cell in line.split("|")] for line in lines]
    header = [name or "" for name in rows[0]]
    return header, rows[1:]
