"""Import, undo and redo: the acts that change what every page shows."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from pathlib import Path

import pyarrow.parquet as pq

from cx import catalog
from cx.catalog import Format
from cx.errors import QuestionError, UploadError
from cx.ingest import stage as staging
from cx.ingest import values
from cx.ingest.background import Background, checking
from cx.ingest.draft import Draft, ImportReport
from cx.ingest.fix import put_back
from cx.ingest.mapping import read_saved
from cx.ingest.read import RawFile, read_file
from cx.ingest.refuse import (
    refuse_known_bytes,
    refuse_other_columns,
    refuse_other_key,
    refuse_same_bytes,
)
from cx.ingest.stage import SetAside, Staged
from cx.ingest.workplace import Workplace
from cx.mart import upload_files
from cx.register import Upload
from cx.store import Store


def known_formats(store: Store) -> dict[str, Format]:
    """Shipped formats and the mappings saved in this data folder."""
    known = {**catalog.formats(), **read_saved(store.register.mappings())}
    for format_id, answers in values.saved(store.register).items():
        if format_id in known:
            known[format_id] = values.with_values(known[format_id], answers)
    return known


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
    if raw.fixes and (fmt := known.get(store.register.find(raw.fixes).format)):
        return fmt
    return next(iter(catalog.detect(list(raw.header), known)), None)


def stage_file(
    store: Store, raw: RawFile, fmt: Format, *, shared: Collection[str] = ()
) -> Staged:
    """What this file would do.  Nothing is written.

    `shared` are codes of customers whose contacts shall have no customer.
    """
    refuse_same_bytes(store, raw)
    refuse_other_key(store)
    return staging.stage(
        raw,
        fmt,
        home=store.home,
        active=store.register.active(),
        upload_id=secrets.token_hex(4),
        shared=shared,
    )


def check_file(
    store: Store,
    raw: RawFile,
    fmt: Format,
    folder: Path,
    *,
    shared: Collection[str] = (),
) -> Background:
    """As `stage_file`, in a process of its own that leaves its rows in `folder`."""
    refuse_same_bytes(store, raw)
    refuse_other_key(store)
    return checking(
        folder,
        raw,
        fmt=fmt,
        home=store.home,
        active=store.register.active(),
        upload_id=secrets.token_hex(4),
        shared=shared,
    )


def commit(
    store: Store, staged: Staged, *, who: str | None = None, build: bool = True
) -> ImportReport:
    """Write the rows, build the next mart beside the current one, then announce both.

    A crash at any moment leaves the version before or the version after.  `build=False`
    leaves the mart to the next file of a batch.
    """
    with Draft(store, staged) as draft:
        if build:
            draft.build()
        return draft.announce(who=who, build=build)


def import_file(
    store: Store,
    name: str,
    content: bytes | Path,
    *,
    format_id: str | None = None,
    mapping: Format | None = None,
    encoding: str | None = None,
    password: str | None = None,
    sheet: str | None = None,
    member: str | None = None,
    who: str | None = None,
    unseen: bool = False,
    build: bool = True,
) -> ImportReport:
    """Read, stage and commit one file in one go (CLI, tests, sample data).

    With `unseen`, bytes that were taken back are refused as those that count are.
    """
    with Workplace(store.home) as place:
        raw = read_file(
            name,
            content,
            encoding=encoding,
            password=password,
            sheet=sheet,
            member=member,
            folder=place.folder,
        )
        if unseen:
            refuse_known_bytes(store, name, raw.sha256, even_taken_back=True)
        raw = put_back(store, raw)
        if mapping:
            refuse_other_columns(raw, mapping)
        fmt = mapping or choose_format(store, raw, format_id)
        if fmt is None:
            raise UploadError(
                "No known format has the columns of {file}: {columns}. Map its columns "
                "on the Data page, or name a mapping file. Nothing was imported.",
                file=name,
                columns=", ".join(raw.header[:30]),
            )
        return commit(store, stage_file(store, raw, fmt), who=who, build=build)


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
    files = upload_files(store.home, (upload_id,), "set_aside")
    if not files:
        return []
    rows = pq.read_table(files[0]).sort_by([("line", "ascending")]).to_pylist()
    return [SetAside(**row) for row in rows]
