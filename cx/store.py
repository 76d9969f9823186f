"""The data folder: marts are built from uploads, published whole, attached read-only.

No DuckDB file is ever shared read-write.  A mart is named after what it was built from
(the active uploads and the SQL), so any version can be rebuilt exactly, and a path is
never reused for other data.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cx import catalog
from cx import mart as mart_builder
from cx.errors import QuestionError, StoreError
from cx.mart import LOCKED
from cx.register import Register

SECONDS_PER_QUERY = 30
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
        self._keys: dict[tuple[str, ...], str] = {}
        self._router = self._locked_router()
        self.tidy()

    def _locked_router(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database that can read the marts folder and nothing else."""
        router = duckdb.connect(
            config={
                **LOCKED,
                "temp_directory": str(self.home / "spill"),
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
        """The name of the mart of these uploads under today's definitions."""
        if upload_ids not in self._keys:
            parts = [*upload_ids, catalog.schema_sql(), *catalog.mart_sql().values()]
            parts.append(Path(mart_builder.__file__).read_text(encoding="utf-8"))
            whole = "\0".join(parts)
            self._keys[upload_ids] = hashlib.sha256(whole.encode()).hexdigest()[:16]
        return self._keys[upload_ids]

    def build(self, upload_ids: tuple[str, ...]) -> str:
        """Make sure the mart of these uploads exists; return its key."""
        key = self.mart_key(upload_ids)
        target = self.marts / f"{key}.duckdb"
        if not target.exists():
            worker = subprocess.run(  # noqa: S603  (our own program and our own names)
                [
                    sys.executable,
                    "-m",
                    "cx.mart",
                    str(self.home),
                    str(target),
                    *upload_ids,
                ],
                cwd=catalog.ROOT,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            if worker.returncode != 0:
                last = (worker.stderr.strip().splitlines() or ["no message"])[-1]
                raise StoreError(
                    "The tables could not be built ({last}). Nothing was changed: the "
                    "version before is still shown, and the upload can be tried again.",
                    last=last.rstrip("."),
                )
        return key

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

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> Answer:
        """Run one query on a cursor of its own."""
        cursor = self._router.cursor()
        try:
            result = cursor.execute(sql, parameters or {})
            names = tuple(column[0] for column in result.description or ())
            return Answer(names, result.fetchall())
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

    def tidy(self) -> None:
        """Remove what crashes left behind, and all but the newest marts.

        Any mart can be rebuilt, and one that is attached stays readable where files may
        be removed while open; where they may not, it simply stays.
        """
        long_ago = time.time() - SECONDS_OF_GRACE
        left_over = [
            *self.marts.glob("*.tmp"),
            *self.marts.glob("spill-*"),
            *(self.home / "uploads").glob("*.tmp"),
        ]
        for path in left_over:
            if _modified(path) < long_ago:
                _remove(path)
        newest = sorted(self.marts.glob("*.duckdb"), key=_modified, reverse=True)
        for old in newest[MARTS_KEPT:]:
            if old.stem not in self._attached and _modified(old) < long_ago:
                _remove(old)

    def close(self) -> None:
        """Let go of the files."""
        self._router.close()


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
