"""Which columns of a file feed which column of ours, read from a format's SELECT."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb

from cx.catalog import Format, normalise_header
from cx.catalog import named as named_in


def feeds(
    con: duckdb.DuckDBPyConnection, fmt: Format, header: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Our columns by name, each with the columns of the file that it is made of.

    A name that stands for something inside the SELECT is followed to the file's columns.
    Names are compared as headers are; a SELECT that cannot be parsed feeds nothing.
    """
    found = con.execute("select json_serialize_sql($sql)", {"sql": fmt.sql}).fetchall()
    tree = json.loads(found[0][0])
    if tree["error"]:
        return {}
    named: dict[str, set[str]] = {}
    for alias, expression in _selected(tree):
        named.setdefault(alias, set()).update(_names(expression))
    columns = named_in(fmt, header)
    last = _select_list(tree["statements"][0]["node"])
    return {
        alias: tuple(
            columns[name]
            for name in columns
            if name in _followed(set(_names(expression)), named, set(columns))
        )
        for alias, expression in last
    }


def _followed(names: set[str], named: dict[str, set[str]], columns: set[str]) -> set[str]:
    """The file's columns behind these names."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name not in columns:
            waiting += named.get(name, ())
    return seen & columns


def _alias(expression: dict[str, object]) -> str:
    if expression.get("alias"):
        return str(expression["alias"]).lower()
    names = expression.get("column_names")
    return str(names[-1]).lower() if isinstance(names, list) and names else ""


def _select_list(node: object) -> list[tuple[str, object]]:
    listed = node.get("select_list", ()) if isinstance(node, dict) else ()
    return [(_alias(expression), expression) for expression in listed]


def _selected(node: object) -> Iterator[tuple[str, object]]:
    """Every (name, expression) of every SELECT, at any depth."""
    yield from _select_list(node)
    for child in _children(node):
        yield from _selected(child)


def _names(node: object) -> Iterator[str]:
    if isinstance(node, dict) and node.get("class") == "COLUMN_REF":
        yield normalise_header(str(node["column_names"][-1]))
    for child in _children(node):
        yield from _names(child)


def _children(node: object) -> Iterator[object]:
    if isinstance(node, dict):
        yield from node.values()
    elif isinstance(node, list):
        yield from node
