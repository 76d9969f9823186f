"""JSON to rows of text: an array, an object around one, or one object per line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from cx.errors import UploadError

START = re.compile(r'\ufeff?\s*(?:\{\s*["}]|\[\s*(?:[\[{"]|\]\s*$))')
LIKELY_ARRAYS = ("data", "results", "records", "items", "rows", "values", "tickets")
SPACE = re.compile(r"\s*")
HALF_LETTER = re.compile("[\ud800-\udfff]")
MOST_COLUMNS = 5_000
DEEPEST_WRAPPER = 3

Path = tuple[str, ...]


class Number(str):
    """A number exactly as it was written: a long id keeps every digit."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number)


@dataclass(frozen=True)
class JsonTable:
    """The records of one array, and the names of all arrays in the file."""

    kind: str
    array: str
    arrays: tuple[str, ...]
    named: bool
    rows: Iterator[tuple[int, list[str]]]


def looks_like_json(text: str) -> bool:
    """Whether a text starts as an object, or an array of objects, arrays or texts.

    >>> looks_like_json('[{"id": 1}]'), looks_like_json("[id],[name]")
    (True, False)
    """
    return bool(START.match(text[:1000]))


def read_json(name: str, text: str, *, array: str | None = None) -> JsonTable:
    """Rows of dotted names; the first row is the names unless the records are arrays."""
    documents = _documents(name, text)
    arrays: dict[str, list[Any]] = {}
    if len(documents) == 1:
        line, only = documents[0]
        kind = "json"
        if isinstance(only, dict):
            arrays = _arrays(only)
            chosen = _choose(name, arrays, array)
            found = arrays[chosen] if arrays else [only]
        else:
            chosen, found = "", only
        records = list(enumerate(found, start=1))
    else:
        kind, chosen, records = "ndjson", "", []
        for line, document in documents:
            together = document if isinstance(document, list) else [document]
            records += [(line, record) for record in together]
        if len({line for line, _ in records}) < len(records):
            # Several on one line: only their place in the file tells them apart.
            records = [(place, record) for place, (_, record) in enumerate(records, 1)]
    if not any(record not in ({}, []) for _, record in records):
        raise UploadError(
            "{name} is JSON with no records in it. Nothing was imported.", name=name
        )
    if all(isinstance(record, list) for _, record in records):
        lists = [(line, [_text(cell) for cell in record]) for line, record in records]
        return JsonTable(kind, chosen, tuple(arrays), False, iter(lists))
    rows = _table(name, _unwrap(records))
    return JsonTable(kind, chosen, tuple(arrays), True, rows)


def _documents(name: str, text: str) -> list[tuple[int, Any]]:
    """(line, value) of each JSON value; files are often several, one after another."""
    text = text.removeprefix("\ufeff")
    found: list[tuple[int, Any]] = []
    line, counted = 1, 0
    position = _skip_space(text, 0)
    try:
        while position < len(text):
            line += text.count("\n", counted, position)
            counted = position
            value, position = DECODER.raw_decode(text, position)
            found.append((line, value))
            position = _skip_space(text, position)
    except json.JSONDecodeError as error:
        raise UploadError(
            "{name} is JSON, and on line {line} it breaks off or has a letter that does "
            "not belong there. Export it again. Nothing was imported.",
            name=name,
            line=error.lineno,
        ) from error
    except RecursionError as error:
        raise _too_deep(name) from error
    return found


def _skip_space(text: str, position: int) -> int:
    found = SPACE.match(text, position)
    return found.end() if found else position


def _too_deep(name: str) -> UploadError:
    return UploadError(
        "{name} is JSON nested too deep to be a list of records. Export it as CSV, and "
        "load that. Nothing was imported.",
        name=name,
    )


def _arrays(top: dict[str, Any], depth: int = 0) -> dict[str, list[Any]]:
    """The arrays of objects that an object is wrapped around.

    An object with an id is a record itself, whatever lists it holds.
    """
    if depth == DEEPEST_WRAPPER or "id" in top:
        return {}
    here = {
        key: value
        for key, value in top.items()
        if isinstance(value, list) and all(isinstance(each, dict) for each in value)
    }
    if here:
        return {key: value for key, value in here.items() if value} or here
    objects = {key: value for key, value in top.items() if isinstance(value, dict)}
    for key, value in objects.items():
        inside = _arrays(value, depth + 1)
        if inside:
            return {f"{key}.{name}": records for name, records in inside.items()}
    return {}


def _choose(name: str, arrays: dict[str, list[Any]], wanted: str | None) -> str:
    if wanted and wanted not in arrays:
        raise UploadError(
            "{name} has no list called {wanted}. It has: {arrays}. Choose one of them. "
            "Nothing was imported.",
            name=name,
            wanted=wanted,
            arrays=", ".join(arrays),
        )
    likely = [key for key in arrays if key.rpartition(".")[2] in LIKELY_ARRAYS]
    longest = max(arrays, key=lambda key: len(arrays[key]), default="")
    return wanted or next(iter(likely), longest)


def _unwrap(records: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """Records without the one key that all are wrapped in: `{"ticket": {…}}`."""
    keys = {
        next(iter(record))
        if isinstance(record, dict)
        and len(record) == 1
        and isinstance(next(iter(record.values())), dict)
        else None
        for _, record in records
    }
    if len(keys) != 1 or None in keys:
        return records
    return [(line, next(iter(record.values()))) for line, record in records]


def _table(name: str, records: list[tuple[int, Any]]) -> Iterator[tuple[int, list[str]]]:
    flat: list[tuple[int, dict[Path, str]]] = []
    columns: dict[Path, bool] = {}
    try:
        for line, record in records:
            cells = dict(_flatten(record, ()))
            flat.append((line, cells))
            for path, text in cells.items():
                columns[path] = columns.get(path, False) or bool(text)
            if len(columns) > MOST_COLUMNS:
                raise UploadError(
                    "{name} has records with more than {most} different names in them, "
                    "so it is not one table. Nothing was imported.",
                    name=name,
                    most=MOST_COLUMNS,
                )
    except RecursionError as error:
        raise _too_deep(name) from error
    # "via" that is null in one record and an object in others is no column of its own.
    inner = {path[:depth] for path in columns for depth in range(1, len(path))}
    kept = [path for path, filled in columns.items() if filled or path not in inner]
    header = [_whole(".".join(path)) for path in kept]
    rows = ((line, [cells.get(path, "") for path in kept]) for line, cells in flat)
    return chain([(0, header)], rows)


def _flatten(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flatten(inner, (*path, key))
    elif path or value != {}:
        yield path or ("value",), _text(value)


def _text(value: Any) -> str:
    if value is None or value == {} or value == []:
        return ""
    if isinstance(value, str):
        return _whole(value)
    return _whole(as_json(value))


def as_json(value: Any) -> str:
    """JSON text with numbers as they were written.

    >>> as_json(DECODER.decode('[{"id": 12345678901234567890.10, "tags": ["가"]}]'))
    '[{"id": 12345678901234567890.10, "tags": ["가"]}]'
    """
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(key, ensure_ascii=False)}: {as_json(inner)}"
            for key, inner in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _whole(text: str) -> str:
    # Half of a letter outside the basic plane cannot be written as UTF-8.
    return HALF_LETTER.sub("\ufffd", text)
