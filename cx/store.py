"""The data folder: marts are built from uploads, published whole, attached read-only.

No DuckDB file is ever shared read-write.  A mart is named after what it was built from
(the active uploads and the SQL), so any version can be rebuilt exactly, and a path is
never reused for other data.
"""

from __future__ import annotations

import copy
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from cx import catalog, incoming, rating_mart
from cx import mart as mart_builder
from cx.errors import QuestionError, StoreError
from cx.mart import LOCKED
from cx.personal import installation_key
from cx.register import Proposed, Register
from cx.working import AtWork, left_by_the_dead

T = TypeVar("T")
SECONDS_PER_QUERY = 30
SECONDS_BETWEEN_LOOKS = 0.1
MARTS_KEPT = 6
SECONDS_OF_GRACE = 3600


def home_folder(given: str | None = None) -> Path:
    """Where the data is: the given folder, else CX_HOME, else `data` in the product."""
    chosen = given or os.environ.get("CX_HOME") or str(catalog.ROOT / "data")
    return Path(chosen).expanduser().resolve()


@dataclass(frozen=True)
class Answer:
    """What a query returned."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        """Rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Store:
    """One data folder, opened by one process."""

    def __init__(self, home: Path) -> None:
        """Open the data folder, and make what it lacks."""
        self.home = home
        self.register = Register(home)
        self.marts = home / "marts"
        try:
            self.marts.mkdir(parents=True, exist_ok=True)
            (home / "uploads").mkdir(exist_ok=True)
            (home / "spill").mkdir(exist_ok=True)
            # Made now, so that looking at a file never writes anything.
            installation_key(home)
            # Two processes that spilled into one folder would overwrite each other.
            name = f"{os.getpid()}-{secrets.token_hex(4)}"
            self._at_work = AtWork(home, name)
            self._spill = home / "spill" / name
        except OSError as error:
            raise StoreError(
                "The data folder {home} cannot be written ({error}). Name another one "
                "with CX_HOME or --home.",
                home=home,
                error=error.strerror,
            ) from error
        self._lock = threading.Lock()
        self._attached: dict[str, str] = {}
        self._columns: dict[str, dict[str, list[str]]] = {}
        self._sizes: dict[str, dict[str, int]] = {}
        self._keys: dict[tuple[str, ...], str] = {}
        self._erasures = 0
        self._forgetting = threading.RLock()
        self._router = self._locked_router()
        self.tidy()

    def _locked_router(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database that can read the marts folder and nothing else."""
        router = duckdb.connect(
            config={
                **LOCKED,
                "temp_directory": str(self._spill),
                "max_execution_time": str(SECONDS_PER_QUERY * 1000),
            }
        )
        folder = str(self.marts) + os.sep
        router.execute(
            "set allowed_directories = [" + "'" + folder.replace("'", "''") + "']"
        )
        router.execute("set enable_external_access = false")
        router.execute("set lock_configuration = true")
        return router

    def mart_key(self, upload_ids: tuple[str, ...]) -> str:
        """The name of the mart of these uploads under today's definitions.

        It ends in how many customers were erased so far, so that what was built before
        somebody was erased is known by its name.
        """
        erasures = self.forget_erased()
        known = (*upload_ids, str(erasures))
        if known not in self._keys:
            parts = [*upload_ids, catalog.schema_sql(), *catalog.mart_sql().values()]
            parts.append(Path(mart_builder.__file__).read_text(encoding="utf-8"))
            parts.append(Path(rating_mart.__file__).read_text(encoding="utf-8"))
            digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
            self._keys[known] = f"{digest}_{erasures}" if erasures else digest
        return self._keys[known]

    def forget_erased(self) -> int:
        """Let go of what was built before somebody was erased; how many were so far.

        Another process may have done it, or one that died before it had cleared up.
        """
        erasures = self.register.erasures()
        if len(erasures) == self._erasures:
            return self._erasures
        with self._forgetting:
            for key in [key for key in self._attached if _erasures(key) < len(erasures)]:
                alias = self._attached.pop(key)
                self._columns.pop(alias, None)
                self._sizes.pop(alias, None)
                with self._router.cursor() as cursor:
                    cursor.execute(f"detach database if exists {alias}")
            self.clear_up()
            self._erasures = len(erasures)
        return self._erasures

    def clear_up(self) -> None:
        """Remove the rows of customers who were erased, and the marts that hold them."""
        erasures = self.register.erasures()
        current: dict[str, str] = {}
        for event in erasures:
            for upload_id, part in event.payload["uploads"].items():
                _remove(self.home / "uploads" / current.get(upload_id, upload_id))
                current[upload_id] = part["folder"]
        for mart in self.marts.glob("*.duckdb"):
            if _erasures(mart.stem) < len(erasures):
                _remove(mart)

    def build(
        self,
        upload_ids: tuple[str, ...],
        *,
        meanwhile: Callable[[], None] | None = None,
    ) -> str:
        """Make sure the mart of these uploads exists; return its key.

        `meanwhile` is called every now and then; what it raises stops the building.
        """
        key = self.mart_key(upload_ids)
        target = self.marts / f"{key}.duckdb"
        if not target.exists():
            self._build(target, upload_ids, meanwhile)
        # Built while somebody was erased, it may hold them.
        if _erasures(key) < len(self.register.erasures()):
            _remove(target)
            return self.build(upload_ids, meanwhile=meanwhile)
        return key

    def _build(
        self,
        target: Path,
        upload_ids: tuple[str, ...],
        meanwhile: Callable[[], None] | None,
    ) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            worker = subprocess.Popen(  # noqa: S603  (our own program, our own names)
                [
                    sys.executable,
                    "-m",
                    "cx.mart",
                    str(self.home),
                    str(target),
                    *upload_ids,
                ],
                cwd=catalog.ROOT,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            try:
                while meanwhile and worker.poll() is None:
                    meanwhile()
                    time.sleep(SECONDS_BETWEEN_LOOKS)
                worker.wait()
            finally:
                # Nobody waits for it any more; what it left, the next tidying removes.
                if worker.poll() is None:
                    worker.kill()
                    worker.wait()
                    target.unlink(missing_ok=True)
            errors.seek(0)
            said = errors.read().strip().splitlines()
        if worker.returncode != 0:
            raise StoreError(
                "The tables could not be built ({last}). Nothing was changed: the "
                "version before is still shown, and the upload can be tried again.",
                last=(said or ["no message"])[-1].rstrip("."),
            )

    def mart(self, version: int | None = None) -> str:
        """The alias under which a version's data can be queried; built on demand."""
        if version is not None and not 0 <= version <= (newest := self.register.version):
            raise QuestionError(
                "There is no version {version} of this data. The newest is {newest}.",
                version=version,
                newest=newest,
            )
        upload_ids = self.register.active(version)
        key = self.mart_key(upload_ids)
        with self._lock:
            if key not in self._attached:
                self._attached[key] = self._attach(upload_ids)
            return self._attached[key]

    def _attach(self, upload_ids: tuple[str, ...]) -> str:
        alias = f"mart_{self.mart_key(upload_ids)}"
        for last_try in (False, True):
            target = self.marts / f"{self.build(upload_ids)}.duckdb"
            try:
                # The newest used are kept when the folder is tidied.
                os.utime(target)
                with self._router.cursor() as cursor:
                    cursor.execute(
                        f"attach if not exists {_literal(str(target))} as {alias} "
                        "(read_only)"
                    )
            except (OSError, duckdb.Error) as error:
                # Another process may have tidied the file away in between, and a file
                # that was damaged is built again.
                if last_try:
                    raise StoreError(
                        "The tables cannot be opened ({error}). Nothing was changed.",
                        error=str(error).splitlines()[0].rstrip("."),
                    ) from error
                target.unlink(missing_ok=True)
            else:
                break
        return alias

    def as_if(self, upload_id: str) -> Store:
        """This data folder as it will be once an upload that is written counts."""
        proposed = copy.copy(self)
        proposed.register = Proposed(self.register, upload_id)
        return proposed

    def drop(self, key: str) -> None:
        """Remove a mart that nobody will ask for."""
        with self._lock:
            alias = self._attached.pop(key, None)
            if alias:
                self._columns.pop(alias, None)
                self._sizes.pop(alias, None)
                with self._router.cursor() as cursor:
                    cursor.execute(f"detach database if exists {alias}")
        _remove(self.marts / f"{key}.duckdb")

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> Answer:
        """Run one query on a cursor of its own."""
        return self._asked(sql, parameters, _answer)

    def arrays(
        self, sql: str, parameters: dict[str, Any] | None = None
    ) -> dict[str, NDArray[Any]]:
        """Columns of numbers without blanks, by name: a million rows in no time."""
        found = self._asked(sql, parameters, lambda result: result.fetchnumpy())
        return {name: np.asarray(column) for name, column in found.items()}

    def _asked(
        self,
        sql: str,
        parameters: dict[str, Any] | None,
        read: Callable[[duckdb.DuckDBPyConnection], T],
    ) -> T:
        cursor = self._router.cursor()
        try:
            return read(cursor.execute(sql, parameters or {}))
        except duckdb.InterruptException as error:
            raise StoreError(
                "This took longer than {seconds} seconds and was stopped. Choose a "
                "shorter period or fewer filters.",
                seconds=SECONDS_PER_QUERY,
            ) from error
        finally:
            # Closing also stops a query that nobody waits for: a page left or rerun.
            cursor.close()

    def columns(self, alias: str) -> dict[str, list[str]]:
        """Mart tables and their columns."""
        if alias not in self._columns:
            found: dict[str, list[str]] = {}
            for table, column in self.query(
                "select table_name, column_name from duckdb_columns() "
                "where database_name = $alias order by table_name, column_index",
                {"alias": alias},
            ).rows:
                found.setdefault(table, []).append(column)
            self._columns[alias] = found
        return self._columns[alias]

    def sizes(self, alias: str) -> dict[str, int]:
        """Mart tables and how many rows each has; views are not in it."""
        if alias not in self._sizes:
            found = self.query(
                "select table_name, estimated_size from duckdb_tables() "
                "where database_name = $alias",
                {"alias": alias},
            )
            self._sizes[alias] = {str(table): int(rows) for table, rows in found.rows}
        return self._sizes[alias]

    def tidy(self) -> None:
        """Remove what crashes left behind, and all but the newest marts.

        What a process that died was at goes at once; what is not known to be anybody's
        when it is old.  Any mart can be rebuilt, and one that is attached stays readable
        where files may be removed while open; where they may not, it simply stays.
        """
        self.forget_erased()
        with left_by_the_dead(self.home) as names:
            # Read after their locks were found free: the last thing they did is in it.
            known = self.register.uploads() if names else ()
            announced = {upload.folder for upload in known}
            for name in names:
                for path in self._work_of(name):
                    if path.name not in announced:
                        _remove(path)
        incoming.tidy(self.home)
        long_ago = time.time() - SECONDS_OF_GRACE
        for path in (*self.marts.glob("*.tmp*"), *(self.home / "uploads").glob("*.tmp")):
            if _modified(path) < long_ago:
                _remove(path)
        newest = sorted(self.marts.glob("*.duckdb"), key=_modified, reverse=True)
        for old in newest[MARTS_KEPT:]:
            if old.stem not in self._attached and _modified(old) < long_ago:
                _remove(old)

    def _work_of(self, name: str) -> list[Path]:
        """What a store, an import or the building of a mart of that name writes."""
        uploads = self.home / "uploads"
        return [
            self.home / "spill" / name,
            uploads / f"{name}.tmp",
            uploads / name,
            *self.marts.glob(f"{name}.tmp*"),
            self.marts / f"{name}.spill",
        ]

    def close(self) -> None:
        """Let go of the files."""
        self._router.close()
        _remove(self._spill)
        self._at_work.end()


def _answer(result: duckdb.DuckDBPyConnection) -> Answer:
    names = tuple(column[0] for column in result.description or ())
    return Answer(names, result.fetchall())


def _erasures(key: str) -> int:
    """How many customers had been erased when a mart of this name was built."""
    return int(key.partition("_")[2] or 0)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        # Somebody else was faster.
        return time.time()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)
