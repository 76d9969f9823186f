"""The register: what people did, append-only, in one small SQLite file.

Every act is an event; the running number of the newest event is *the version*.  Undo is
an event, not a deletion.  Nothing is ever updated or deleted here (the database refuses).
"""

from __future__ import annotations

import getpass
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cx.errors import QuestionError, StoreError

SECONDS_TO_WAIT = 30
SCHEMA = """
create table if not exists event (
    id integer primary key autoincrement,
    at text not null,
    who text not null,
    kind text not null,
    subject text not null,
    payload text not null
);
create trigger if not exists event_is_never_changed before update on event
begin select raise(abort, 'events are never changed'); end;
create trigger if not exists event_is_never_deleted before delete on event
begin select raise(abort, 'events are never deleted'); end;
"""


@dataclass(frozen=True)
class Upload:
    """One file somebody uploaded, and what became of its rows."""

    id: str
    file: str
    sha256: str
    format: str
    table: str
    rows_read: int
    new: int
    changed: int
    duplicate: int
    set_aside: int
    since: str | None
    until: str | None
    at: str = ""
    who: str = ""
    active: bool = True
    version: int = 0


@dataclass(frozen=True)
class Event:
    """One thing that somebody did."""

    id: int
    at: str
    who: str
    kind: str
    subject: str
    payload: dict[str, Any]


class Register:
    """Reads and appends to `register.sqlite` in the data folder."""

    def __init__(self, home: Path) -> None:
        """Open the data folder, and make what it lacks."""
        self.path = home / "register.sqlite"
        try:
            home.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as con:
                con.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                "The data folder {home} cannot be used: {error}. Name another one with "
                "CX_HOME or --home.",
                home=home,
                error=error,
            ) from error

    def _connect(self) -> sqlite3.Connection:
        con = sqlite3.connect(self.path, timeout=SECONDS_TO_WAIT, isolation_level=None)
        con.execute("pragma synchronous = full")
        if con.execute("pragma journal_mode").fetchone()[0] != "wal":
            con.execute("pragma journal_mode = wal")
        return con

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as con:
                yield con
        except sqlite3.Error as error:
            raise StoreError(
                "The register {path} cannot be used: {error}. Nothing was changed.",
                path=self.path,
                error=error,
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write at a time, all or nothing, across processes."""
        with self._reading() as con:
            con.execute("begin immediate")
            try:
                yield con
                con.execute("commit")
            except BaseException:
                con.execute("rollback")
                raise

    def events(self, until_version: int | None = None) -> list[Event]:
        """Everything that was done, oldest first."""
        with self._reading() as con:
            found = con.execute(
                "select id, at, who, kind, subject, payload from event "
                "where id <= ? order by id",
                (until_version if until_version is not None else 2**62,),
            ).fetchall()
        return [
            Event(number, at, who, kind, subject, json.loads(payload))
            for number, at, who, kind, subject, payload in found
        ]

    @property
    def version(self) -> int:
        """The running number of the newest event; 0 when nothing was done yet."""
        with self._reading() as con:
            return _newest(con)

    def append(
        self,
        kind: str,
        subject: str,
        payload: dict[str, Any] | None = None,
        *,
        who: str | None = None,
        only_at: int | None = None,
    ) -> int | None:
        """Add one event and return its number.

        With `only_at`, nothing is written and None returned when somebody came first.
        """
        with self.transaction() as con:
            if only_at is not None and _newest(con) != only_at:
                return None
            added = con.execute(
                "insert into event (at, who, kind, subject, payload) "
                "values (?, ?, ?, ?, ?)",
                (
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    who or _me(),
                    kind,
                    subject,
                    json.dumps(payload or {}, ensure_ascii=False, sort_keys=True),
                ),
            )
            return int(added.lastrowid or 0)

    def uploads(self, until_version: int | None = None) -> list[Upload]:
        """Every upload, oldest first, each active or taken back as of that version."""
        found: dict[str, Upload] = {}
        for event in self.events(until_version):
            if event.kind == "imported":
                found[event.subject] = Upload(
                    **{
                        **event.payload,
                        "at": event.at,
                        "who": event.who,
                        "version": event.id,
                    }
                )
            elif event.kind in ("undone", "redone") and event.subject in found:
                old = found[event.subject]
                found[event.subject] = Upload(
                    **{**asdict(old), "active": event.kind == "redone"}
                )
        return list(found.values())

    def active(self, until_version: int | None = None) -> tuple[str, ...]:
        """Ids of the uploads that count at that version, in order of loading."""
        return tuple(upload.id for upload in self.uploads(until_version) if upload.active)

    def find(self, upload_id: str) -> Upload:
        """One upload, or a sentence."""
        for upload in self.uploads():
            if upload.id == upload_id:
                return upload
        raise QuestionError(
            "There is no upload {id}. `uploads` lists them.", id=upload_id
        )

    def same_file(self, sha256: str) -> Upload | None:
        """The active upload of exactly these bytes, if there is one."""
        return next((u for u in self.uploads() if u.active and u.sha256 == sha256), None)

    def mappings(self) -> dict[str, str]:
        """Saved mappings, id -> the text of a format file; the newest of each wins."""
        return {
            event.subject: event.payload["text"]
            for event in self.events()
            if event.kind == "mapping_saved"
        }


def _newest(con: sqlite3.Connection) -> int:
    return int(con.execute("select coalesce(max(id), 0) from event").fetchone()[0])


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "someone"
