"""What queries/base and queries/marts say: canonical tables, rules and words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

QUERIES = Path(__file__).resolve().parent.parent / "queries"


@cache
def schema_sql() -> str:
    """The canonical tables."""
    return (QUERIES / "base" / "schema.sql").read_text(encoding="utf-8")


@cache
def parse_sql() -> str:
    """The macros for messy text."""
    return (QUERIES / "base" / "parse.sql").read_text(encoding="utf-8")


@cache
def personal_sql() -> str:
    """The macros for personal data."""
    return (QUERIES / "base" / "personal.sql").read_text(encoding="utf-8")


@cache
def questions_sql() -> str:
    """Survey answers out of responses whose questions have no fixed names."""
    return (QUERIES / "base" / "questions.sql").read_text(encoding="utf-8")


@cache
def mart_sql() -> dict[str, str]:
    """Mart files by name, in the order they are built."""
    order = (
        # Contacts say what was answered about them.
        *("answer", "score_day", "response", "contact", "snowball", "episode"),
        *("purchase", "audit_item", "volume", "attempt", "alert", "shift"),
    )
    return {
        name: (QUERIES / "marts" / f"{name}.sql").read_text(encoding="utf-8")
        for name in order
    }


@cache
def check_sentences() -> dict[str, list[tuple[str, str]]]:
    """For each canonical table, its checks as (expression, sentence), in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    table = ""
    for line in schema_sql().splitlines():
        if opening := re.match(r"create table (\w+)", line):
            table = opening[1]
        elif check := re.match(r"\s+check \((.*)\),? -- (.*)$", line):
            found.setdefault(table, []).append((check[1], check[2]))
    return found


@cache
def column_comments() -> dict[str, dict[str, str]]:
    """For each canonical table, what each column is called in words."""
    found: dict[str, dict[str, str]] = {}
    for table, column, words in re.findall(
        r"comment on column (\w+)\.(\w+) is '(.*)';", schema_sql()
    ):
        found.setdefault(table, {})[column] = words.removeprefix("Dimension: ")
    return found


@cache
def dimensions() -> dict[str, str]:
    """Dimensions by column name: what a number can be filtered and broken down by."""
    found = re.findall(
        r"comment on column \w+\.(\w+) is 'Dimension: (.*)';", schema_sql()
    )
    order = (
        "channel",
        "reason",
        "subreason",
        "product",
        "team",
        "segment",
        "touchpoint",
        "site",
        "source",
    )
    names = dict(found)
    return {column: names[column] for column in order}
