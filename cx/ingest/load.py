"""Import, undo and redo: the acts that change what every page shows."""

from __future__ import annotations

import os
import secrets
import shutil
import weakref
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from cx import catalog
from cx.catalog import Format
from cx.errors import AlreadyLoaded, QuestionError, StoreError, UploadError, said
from cx.ingest import stage as staging
from cx.ingest import values
from cx.ingest.background import Background, checking
from cx.ingest.fix import put_back
from cx.ingest.mapping import read_saved
from cx.ingest.read import RawFile, read_file
from cx.ingest.stage import SetAside, Staged
from cx.ingest.workplace import Workplace
from cx.mart import upload_files
from cx.personal import KEY_FILE, installation_key, key_id
from cx.register import Upload
from cx.store import Store
from cx.working import AtWork


@dataclass(frozen=True)
class ImportReport:
    """What became of one file."""

    upload: Upload
    reasons: tuple[SetAside, ...]
    message: str = ""


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
    refuse_known_bytes(store, raw.name, raw.sha256)


def refuse_known_bytes(
    store: Store, name: str, sha256: str, *, even_taken_back: bool = False
) -> None:
    """Refuse bytes that count; where nobody looks on, also those somebody took back."""
    earlier = store.register.same_file(sha256)
    if earlier:
        raise AlreadyLoaded(
            "{file} was already loaded on {day} as {name}. Nothing was changed.",
            upload_id=earlier.id,
            file=name,
            day=earlier.at[:10],
            name=earlier.file,
        )
    if not even_taken_back:
        return
    for upload in reversed(store.register.uploads()):
        if upload.sha256 == sha256:
            raise AlreadyLoaded(
                "{file} was loaded on {day} as {name} and taken back, so it is left "
                "alone. To count it again, load it on the Data page. Nothing was "
                "changed.",
                upload_id=upload.id,
                taken_back=True,
                file=name,
                day=upload.at[:10],
                name=upload.file,
            )


def refuse_other_key(store: Store) -> None:
    """Under another key every customer would be somebody new."""
    now = key_id(installation_key(store.home))
    if any(u.key_id and u.key_id != now for u in store.register.uploads() if u.active):
        raise StoreError(
            "The key {path} is not the one that coded the customers of earlier files: "
            "the same customer would count as two. Put the key back from a backup, or "
            "take the earlier files back and load them again. Nothing was imported.",
            path=store.home / KEY_FILE,
        )


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


class Draft:
    """An import that is written and built, and that nobody sees until it is announced.

    Its rows lie where they will stay and its mart has its final name, so announcing it
    is one line in the register; leaving it instead takes both away again.
    """

    def __init__(self, store: Store, staged: Staged) -> None:
        """Write the rows; nothing counts yet.  StoreError where there is no room."""
        staging.refuse_if_nothing(staged)
        self.store, self.staged = store, staged
        self._marts: set[str] = set()
        at_work = AtWork(store.home, staged.upload_id)
        # Also when the page that shows it is left, or the program ends.
        self._end = weakref.finalize(
            self, _leave, store, staged.upload_id, self._marts, at_work
        )
        try:
            _write_rows(store.home, staged)
        except BaseException:
            self.leave()
            raise

    def build(
        self,
        seen: int | None = None,
        *,
        meanwhile: Callable[[], None] | None = None,
    ) -> Store:
        """Build the mart of what counts and these rows; the data folder as it will be."""
        active = self.store.register.active(seen)
        wanted = (*active, self.staged.upload_id)
        self._marts.add(self.store.build(wanted, meanwhile=meanwhile))
        return self.store.as_if(self.staged.upload_id)

    def announce(self, *, who: str | None = None, build: bool = True) -> ImportReport:
        """Make it count, whatever was loaded meanwhile."""
        staged, register = self.staged, self.store.register
        payload = _payload(self.store, staged)
        while True:
            seen = register.version
            refuse_same_bytes(self.store, staged.raw)
            if build:
                self.build(seen)
            if register.append(
                "imported", staged.upload_id, payload, who=who, only_at=seen
            ):
                break
        self.leave()
        return ImportReport(register.find(staged.upload_id), staged.reasons)

    def leave(self) -> None:
        """Take away what nobody announced; nothing where it was announced."""
        self._end()

    def __enter__(self) -> Draft:
        """Nothing to do: the rows are written already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Not announced, so not an upload: its rows would only be in the way."""
        self.leave()


def _leave(store: Store, upload_id: str, marts: set[str], at_work: AtWork) -> None:
    # It may have been announced just before somebody pressed Ctrl+C.
    if upload_id not in {known.id for known in store.register.uploads()}:
        for key in marts:
            store.drop(key)
        shutil.rmtree(store.home / "uploads" / upload_id, ignore_errors=True)
    at_work.end()


def _payload(store: Store, staged: Staged) -> dict[str, Any]:
    """What the register keeps about an upload."""
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
        fixes=staged.raw.fixes,
        personal=staged.protected.counts(),
        key_id=key_id(installation_key(store.home)),
    )
    return {
        key: value
        for key, value in asdict(upload).items()
        if key not in ("at", "who", "active", "version", "folder", "erased")
    }


def _write_rows(home: Path, staged: Staged) -> Path:
    final = home / "uploads" / staged.upload_id
    half_written = final.with_suffix(".tmp")
    try:
        half_written.mkdir(parents=True)
        _write_tables(half_written, staged)
        half_written.replace(final)
    except (OSError, duckdb.Error) as error:
        raise StoreError(
            "The rows of {file} could not be written ({error}). Make room in the data "
            "folder, and load the file again. Nothing was imported.",
            file=staged.raw.name,
            error=str(error).splitlines()[0].rstrip("."),
        ) from error
    finally:
        shutil.rmtree(half_written, ignore_errors=True)
    return final


def _write_tables(folder: Path, staged: Staged) -> None:
    for table, name in staging.kept_tables(staged.format):
        path = folder / f"{name}.parquet"
        if table == "staged" and staged.as_it_is:
            staged.as_it_is.replace(path)
        elif staged.folder:
            (staged.folder / path.name).replace(path)
        else:
            target = str(path).replace("'", "''")
            staged.con.execute(f"copy {table} to '{target}' (format parquet)")
        with path.open("rb+") as written:
            os.fsync(written.fileno())


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
