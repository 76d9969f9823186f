"""An import that is written and built, and that one line in the register announces."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from cx.errors import StoreError
from cx.ingest import stage as staging
from cx.ingest.refuse import refuse_same_bytes
from cx.ingest.stage import SetAside, Staged
from cx.personal import installation_key, key_id
from cx.register import Upload
from cx.store import Store
from cx.working import AtWork


@dataclass(frozen=True)
class ImportReport:
    """What became of one file."""

    upload: Upload
    reasons: tuple[SetAside, ...]
    message: str = ""


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
            _share(staged.as_it_is, path)
        elif staged.folder:
            _share(staged.folder / path.name, path)
        else:
            target = str(path).replace("'", "''")
            staged.con.execute(f"copy {table} to '{target}' (format parquet)")
        with path.open("rb+") as written:
            os.fsync(written.fileno())


def _share(rows: Path, path: Path) -> None:
    """Rows under a second name: whoever looks at the file goes on reading the first."""
    try:
        path.hardlink_to(rows)
    except OSError:  # not every file system can
        shutil.copyfile(rows, path)
