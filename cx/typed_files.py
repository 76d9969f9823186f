"""What people typed, as one CSV to take away, and brought back from one.

One line is one thing that counts: `kind`, a column for each field, who and when.  The
same file twice changes nothing; a file is one step of the register, taken back as one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cx import export
from cx.errors import CxError, UploadError
from cx.register import me
from cx.store import Store
from cx.typed import IMPORTED, check, latest, stored
from cx.typed_kinds import KINDS, kind_of
from cx.typed_values import as_text

KIND, SAID_BY, SAID_AT = "kind", "said_by", "said_at"
FIELDS = tuple(dict.fromkeys(f.name for kind in KINDS.values() for f in kind.fields))
COLUMNS = (KIND, *FIELDS, SAID_BY, SAID_AT)
MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class SetAside:
    """A line that was not brought in: where, what, and why."""

    line: int
    column: str
    reason: CxError


@dataclass(frozen=True)
class Report:
    """What became of the lines of a file; they add up to `read`.

    `event` is the step that brought them; 0 where nothing was new.
    """

    read: int
    new: int
    changed: int
    same: int
    set_aside: tuple[SetAside, ...]
    event: int = 0


def export_csv(store: Store, version: int | None = None) -> bytes:
    """All that counts as of a version, of every kind."""
    rows = [
        [
            kind,
            *(_guarded(as_text((one.values or {}).get(name))) for name in FIELDS),
            _guarded(one.who),
            one.at,
        ]
        for kind in KINDS
        for _, one in sorted(latest(store, kind, version).items())
    ]
    return export.as_csv(COLUMNS, rows)


def look(store: Store, data: bytes) -> Report:
    """What bringing the file in would do; nothing is written."""
    return _read(store, data)[0]


def bring(store: Store, name: str, data: bytes, who: str | None = None) -> Report:
    """Bring a file in: all its good lines as one step, the others set aside.

    UploadError where it is no such file; nothing was brought in then.
    """
    while True:
        seen = store.register.version
        report, rows = _read(store, data, who)
        if not rows:
            return report
        event = store.register.append(
            IMPORTED, name, {"rows": rows}, who=who, only_at=seen
        )
        # Somebody may have typed in between: then it is compared again.
        if event:
            return Report(
                *(report.read, report.new, report.changed, report.same),
                report.set_aside,
                event,
            )


def _read(
    store: Store, data: bytes, who: str | None = None
) -> tuple[Report, list[dict[str, Any]]]:
    header, lines = _cells(data)
    known = {kind: latest(store, kind) for kind in KINDS}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    aside: list[SetAside] = []
    counts = {"new": 0, "changed": 0, "same": 0}
    read = 0
    for line, cells in lines:
        read += 1
        given: dict[str, str] = {}
        try:
            if len(cells) != len(header):
                raise UploadError(
                    "This line has {found} cells where the header has {needed}.",
                    found=len(cells),
                    needed=len(header),
                )
            given = dict(zip(header, map(_unguarded, cells), strict=True))
            row = _row(store, given, line, who)
        except CxError as error:
            aside.append(SetAside(line, _column(given, error), error))
            continue
        key = row["kind"], row["subject"]
        earlier = found.get(key)
        if earlier and earlier["values"] != row["values"]:
            why = UploadError(
                "Line {line} says something else about {subject}; the first counts.",
                line=earlier["line"],
                subject=row["subject"],
            )
            aside.append(SetAside(line, KIND, why))
            continue
        before = known[row["kind"]].get(row["subject"])
        if earlier or (before and stored(before.values or {}) == row["values"]):
            counts["same"] += 1
            continue
        counts["changed" if before else "new"] += 1
        found[key] = row
    report = Report(
        *(read, counts["new"], counts["changed"], counts["same"]), tuple(aside)
    )
    return report, list(found.values())


def _row(
    store: Store, given: Mapping[str, str], line: int, who: str | None
) -> dict[str, Any]:
    """One line as the register keeps it, or why not."""
    kind = kind_of(given[KIND].strip())
    own = {field.name for field in kind.fields}
    values = check(
        store, kind, {k: v for k, v in given.items() if k in own or (v and k in FIELDS)}
    )
    return {
        "line": line,
        "kind": kind.id,
        "subject": kind.subject(values),
        "values": stored(values),
        "who": " ".join(given.get(SAID_BY, "").split())[:100] or who or me(),
        "at": _moment(given.get(SAID_AT, "")),
    }


def _moment(text: str) -> str:
    if not text.strip():
        return datetime.now(UTC).isoformat(timespec="seconds")
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UploadError(
            "The column said_at holds moments such as 2024-03-01T09:30:00+00:00, not "
            "{given}.",
            given=repr(text),
        ) from None
    known = found if found.tzinfo else found.replace(tzinfo=UTC)
    return known.astimezone(UTC).isoformat(timespec="seconds")


def _column(given: Mapping[str, str], error: CxError) -> str:
    """The column an error is about: the field whose label it names."""
    label = error.details.get("field")
    kind = KINDS.get(given.get(KIND, "").strip())
    if kind is None or "said_at" in error.sentence:
        return SAID_AT if kind and "said_at" in error.sentence else KIND
    named = error.details.get("name")
    if isinstance(named, str) and named in given:
        return named
    if kind.one_of and "fields" in error.details:
        return kind.one_of[0]
    return next((f.name for f in kind.fields if f.label == label), KIND)


def _cells(data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and lines with their numbers in the file."""
    if len(data) > MOST_BYTES:
        raise UploadError(
            "This file has more than {most} MB. What people typed never has that much. "
            "Nothing was imported.",
            most=MOST_BYTES // 1_000_000,
        )
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UploadError(
            "Line {line} cannot be read ({why}). Nothing was imported.",
            line=begins,
            why=str(error),
        ) from error
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if KIND not in header:
        raise UploadError(
            "This file has no column {column}, so it is no file of what people typed. "
            "Take one away first and fill that in. Nothing was imported.",
            column=KIND,
        )
    strange = [name for name in header if name and name not in COLUMNS]
    twice = [name for name in header if name and header.count(name) > 1]
    if strange or twice or "" in header:
        raise UploadError(
            "These columns are not known, or stand twice: {columns}. Known are: "
            "{known}. Nothing was imported.",
            columns=", ".join(name[:40] for name in dict.fromkeys(strange + twice))
            or "–",
            known=", ".join(COLUMNS),
        )
    return header, rows[1:]


def _decoded(data: bytes) -> str:
    """UTF-8, or what Korean spreadsheets save."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UploadError(
        "The letters of this file cannot be read. Save it as CSV UTF-8. Nothing was "
        "imported."
    )


def _guarded(text: str) -> str:
    """A text that begins like one that was disarmed is told apart from it."""
    bare = text.lstrip("'")
    return "'" + text if bare != text and bare.startswith(export.RUNNABLE) else text


def _unguarded(text: str) -> str:
    """What stood in the cell before it was disarmed.

    >>> _unguarded("'=1+1"), _unguarded("'tis"), _unguarded("-2")
    ('=1+1', "'tis", '-2')
    """
    bare = text.lstrip("'")
    return text[1:] if bare != text and bare.startswith(export.RUNNABLE) else text
