"""The register: what people did, append-only, in one small SQLite file.

Every act is an event; the running number of the newest event is *the version*.  Undo is
an event, not a deletion.  Nothing is ever updated or deleted here (the database refuses).
"""

from __future__ import annotations

import getpass
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cx.errors import QuestionError, StoreError

SECONDS_TO_WAIT = 30
ERASED = "erased"
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
    """One file somebody uploaded, and what became of its rows.

    `folder` is where its rows are below `uploads`: its own id, until somebody in it was
    erased.  `erased` counts its lines that went so; `personal` what was hidden in it.
    """

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
    fixes: str = ""
    personal: dict[str, int] = field(default_factory=dict)
    key_id: str = ""
    folder: str = ""
    erased: int = 0
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


class _Reader:
    """A connection that is closed when its thread or its register goes."""

    def __init__(self, con: sqlite3.Connection, file: int) -> None:
        self.con, self.file = con, file

    def __del__(self) -> None:
        self.con.close()


class _Read:
    """What was read of a register: its file's number and its events so far."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mine = threading.local()
        self.file = 0
        self.events: list[Event] = []


class Register:
    """Reads and appends to `register.sqlite` in the data folder."""

    def __init__(self, home: Path) -> None:
        """Open the data folder, and make what it lacks."""
        self.path = home / "register.sqlite"
        self._read = _Read()
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
        con = sqlite3.connect(
            self.path,
            timeout=SECONDS_TO_WAIT,
            isolation_level=None,
            # One thread uses it; which one lets go of it last is not known.
            check_same_thread=False,
        )
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
                # While a page reads, its connection keeps the log: whoever copies the
                # file alone would miss what was done last.
                con.execute("pragma wal_checkpoint(passive)")
            except BaseException:
                con.execute("rollback")
                raise

    def events(
        self, until_version: int | None = None, *, kinds: Iterable[str] | None = None
    ) -> list[Event]:
        """Everything that was done, or all of some kinds, oldest first."""
        wanted = None if kinds is None else {*kinds}
        return [
            event
            for event in self._events()
            if (until_version is None or event.id <= until_version)
            and (wanted is None or event.kind in wanted)
        ]

    def _events(self) -> list[Event]:
        """Every event.  Only those that are new are read: none is ever changed."""
        try:
            con = self._reader()
            newest = _newest(con)
            with self._read.lock:
                known = self._read.events
                if not known or known[-1].id != newest:
                    last = known[-1].id if known else 0
                    found = con.execute(
                        "select id, at, who, kind, subject, payload from event "
                        "where id > ? order by id",
                        (last,),
                    ).fetchall()
                    new = [
                        Event(number, at, who, kind, subject, json.loads(payload))
                        for number, at, who, kind, subject, payload in found
                    ]
                    self._read.events = [*known, *new]
                return self._read.events
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                "The register {path} cannot be used: {error}. Nothing was changed.",
                path=self.path,
                error=error,
            ) from error

    def _reader(self) -> sqlite3.Connection:
        """A connection of this thread, which a page asks hundreds of times."""
        file = self.path.stat().st_ino
        mine: _Reader | None = getattr(self._read.mine, "reader", None)
        if mine is None or mine.file != file:
            mine = self._read.mine.reader = _Reader(self._connect(), file)
        with self._read.lock:
            if self._read.file != file:
                # Another file is here now, put back from a copy: read it anew.
                self._read.file, self._read.events = file, []
        return mine.con

    @property
    def version(self) -> int:
        """The running number of the newest event; 0 when nothing was done yet."""
        events = self._events()
        return events[-1].id if events else 0

    def data_version(self, version: int) -> int:
        """The last version up to this one in which any uploaded row came or went."""
        kinds = ("imported", "undone", "redone", ERASED)
        events = self.events(version, kinds=kinds)
        return events[-1].id if events else 0

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
                    who or me(),
                    kind,
                    subject,
                    json.dumps(payload or {}, ensure_ascii=False, sort_keys=True),
                ),
            )
            return int(added.lastrowid or 0)

    def uploads(self, until_version: int | None = None) -> list[Upload]:
        """Every upload, oldest first, each active or taken back as of that version."""
        found: dict[str, Upload] = {}
        for event in self.events():
            counts = until_version is None or event.id <= until_version
            if event.kind == ERASED:
                # Of somebody who was erased nothing is left in any version.
                for upload_id, part in event.payload["uploads"].items():
                    if upload_id in found:
                        found[upload_id] = replace(
                            found[upload_id],
                            folder=part["folder"],
                            erased=found[upload_id].erased + part["rows"],
                        )
            elif event.kind == "imported" and counts:
                found[event.subject] = Upload(
                    **{
                        "folder": event.subject,
                        **event.payload,
                        "at": event.at,
                        "who": event.who,
                        "version": event.id,
                    }
                )
            elif event.kind in ("undone", "redone") and counts and event.subject in found:
                found[event.subject] = replace(
                    found[event.subject], active=event.kind == "redone"
                )
        return list(found.values())

    def erasures(self) -> list[Event]:
        """Every time somebody was erased, oldest first.

        The payload is {"uploads": {id: {"folder": name, "rows": lines}}}; of whom it was
        nothing is kept, not even a code.
        """
        return self.events(kinds=(ERASED,))

    def folders(self) -> dict[str, str]:
        """Uploads whose rows are not in the folder of their own id: id -> folder."""
        return {
            upload_id: part["folder"]
            for event in self.erasures()
            for upload_id, part in event.payload["uploads"].items()
        }

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


def upload_folders(home: Path, upload_ids: Iterable[str]) -> list[Path]:
    """Where the rows of uploads are now.

    Raises StoreError where one is gone: somebody was just erased from it.
    """
    moved = Register(home).folders()
    found = [home / "uploads" / moved.get(each, each) for each in upload_ids]
    if any(not folder.is_dir() for folder in found):
        raise StoreError(
            "The rows of an upload were moved while they were read: a customer was "
            "erased. Try again. Nothing was changed."
        )
    return found


class Proposed(Register):
    """The register as it will be once one more upload counts.  Nothing is written."""

    def __init__(self, register: Register, upload_id: str) -> None:
        """`upload_id` need not be in the register yet."""
        self.path = register.path
        self._read = register._read
        self._upload_id = upload_id

    def active(self, until_version: int | None = None) -> tuple[str, ...]:
        """The uploads that count, and the proposed one as the last."""
        return (*super().active(until_version), self._upload_id)


def _newest(con: sqlite3.Connection) -> int:
    return int(con.execute("select coalesce(max(id), 0) from event").fetchone()[0])


def me() -> str:
    """Who is at work: the name of the account the program runs under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "someone"
