"""Import, undo and redo: the acts that change what every page shows."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow.parquet as pq

from cx import catalog
from cx.catalog import Format
from cx.errors import QuestionError, UploadError, said
from cx.ingest import stage as staging
from cx.ingest.mapping import read_saved
from cx.ingest.read import RawFile, read_file
from cx.ingest.stage import SetAside, Staged
from cx.register import Upload
from cx.store import Store


@dataclass(frozen=True)
class ImportReport:
    """What became of one file."""

    upload: Upload
    reasons: tuple[SetAside, ...]
    message: str = ""


def known_formats(store: Store) -> dict[str, Format]:
    """Shipped formats and the mappings saved in this data folder."""
    return {**catalog.formats(), **read_saved(store.register.mappings())}


def choose_format(
    store: Store, raw: RawFile, format_id: str | None = None
) -> Format | None:
    """The format asked for, else the one this header identifies; None if unknown."""
    known = known_formats(store)
    if format_id is not None:
        if format_id not in known:
            raise QuestionError(
                "There is no format {id}. There are: {known}.",
                id=format_id,
                known=", ".join(known),
            )
        refuse_other_columns(raw, known[format_id])
        return known[format_id]
    return next(iter(catalog.detect(list(raw.header), known)), None)


def refuse_other_columns(raw: RawFile, fmt: Format) -> None:
    """A file that lacks columns of a format is not read by it."""
    have = {catalog.normalise_header(name) for name in raw.header}
    missing = [name for name in fmt.detect if catalog.normalise_header(name) not in have]
    if missing:
        raise UploadError(
            "{file} is not a file of the format {format}: it has no column {missing}. "
            "It has: {columns}. Nothing was imported.",
            file=raw.name,
            format=said(fmt.name),
            missing=", ".join(missing),
            columns=", ".join(raw.header[:20]),
        )


def refuse_same_bytes(store: Store, raw: RawFile) -> None:
    """The same file twice is never counted twice."""
    earlier = store.register.same_file(raw.sha256)
    if earlier:
        raise UploadError(
            "{file} was already loaded on {day} as {name}. Nothing was changed.",
            file=raw.name,
            day=earlier.at[:10],
            name=earlier.file,
        )


def stage_file(store: Store, raw: RawFile, fmt: Format) -> Staged:
    """What this file would do.  Nothing is written."""
    refuse_same_bytes(store, raw)
    return staging.stage(
        raw,
        fmt,
        home=store.home,
        active=store.register.active(),
        upload_id=secrets.token_hex(4),
    )


def commit(
    store: Store, staged: Staged, *, who: str | None = None, build: bool = True
) -> ImportReport:
    """Write the rows, build the next mart beside the current one, then announce both.

    A crash at any moment leaves the version before or the version after.  `build=False`
    leaves the mart to the next file of a batch.
    """
    staging.refuse_if_nothing(staged)
    upload = Upload(
        id=staged.upload_id,
        file=staged.raw.name,
        sha256=staged.raw.sha256,
        format=staged.format.id,
        table=staged.format.into,
        rows_read=staged.raw.rows_read,
        new=staged.new,
        changed=staged.changed,
        duplicate=staged.duplicate,
        set_aside=staged.set_aside,
        since=staged.since,
        until=staged.until,
    )
    payload = {
        key: value
        for key, value in asdict(upload).items()
        if key not in ("at", "who", "active", "version")
    }
    written = _write_rows(store.home, staged)
    try:
        while True:
            seen = store.register.version
            refuse_same_bytes(store, staged.raw)
            if build:
                store.build((*store.register.active(seen), upload.id))
            if store.register.append(
                "imported", upload.id, payload, who=who, only_at=seen
            ):
                break
    except BaseException:
        # Not announced, so not an upload: its rows would only be in the way.
        shutil.rmtree(written, ignore_errors=True)
        raise
    return ImportReport(store.register.find(upload.id), staged.reasons)


def _write_rows(home: Path, staged: Staged) -> Path:
    final = home / "uploads" / staged.upload_id
    half_written = final.with_suffix(".tmp")
    shutil.rmtree(half_written, ignore_errors=True)
    half_written.mkdir(parents=True)
    for table, name in (
        ("staged", staged.format.into),
        ("set_aside", "set_aside"),
        ("attribute", "attribute"),
    ):
        path = half_written / f"{name}.parquet"
        target = str(path).replace("'", "''")
        staged.con.execute(f"copy {table} to '{target}' (format parquet)")
        with path.open("rb+") as written:
            os.fsync(written.fileno())
    half_written.replace(final)
    return final


def import_file(
    store: Store,
    name: str,
    content: bytes,
    *,
    format_id: str | None = None,
    mapping: Format | None = None,
    encoding: str | None = None,
    build: bool = True,
) -> ImportReport:
    """Read, stage and commit one file in one go (CLI, tests, sample data)."""
    raw = read_file(name, content, encoding=encoding)
    if mapping:
        refuse_other_columns(raw, mapping)
    fmt = mapping or choose_format(store, raw, format_id)
    if fmt is None:
        raise UploadError(
            "No known format has the columns of {file}: {columns}. Map its columns on "
            "the Data page, or name a mapping file. Nothing was imported.",
            file=name,
            columns=", ".join(raw.header[:30]),
        )
    return commit(store, stage_file(store, raw, fmt), build=build)


def undo(store: Store, upload_id: str, *, who: str | None = None) -> Upload:
    """Take an upload back: its rows no longer count, and nothing is deleted."""
    return _turn(store, upload_id, "undone", who=who)


def redo(store: Store, upload_id: str, *, who: str | None = None) -> Upload:
    """Count an upload again that was taken back."""
    return _turn(store, upload_id, "redone", who=who)


def _turn(store: Store, upload_id: str, kind: str, *, who: str | None) -> Upload:
    while True:
        seen = store.register.version
        upload = store.register.find(upload_id)
        wanted = kind == "redone"
        if upload.active == wanted:
            raise QuestionError(
                "{file} already counts." if wanted else "{file} was already taken back.",
                file=upload.file,
            )
        active = [
            u.id
            for u in store.register.uploads()
            if u.active or (wanted and u.id == upload_id)
        ]
        store.build(tuple(u for u in active if wanted or u != upload_id))
        if store.register.append(kind, upload_id, who=who, only_at=seen):
            return store.register.find(upload_id)


def set_aside(store: Store, upload_id: str) -> list[SetAside]:
    """What was set aside when a file was imported."""
    path = store.home / "uploads" / upload_id / "set_aside.parquet"
    if not path.exists():
        return []
    rows = pq.read_table(path).sort_by([("line", "ascending")]).to_pylist()
    return [SetAside(**row) for row in rows]
