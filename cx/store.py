"""The data folder: marts are built from uploads, published whole, and attached read-only.

No DuckDB file is ever shared read-write.  A mart is named after what it was built from (the active
uploads and the SQL), so any version can be rebuilt exactly, and a path is never reused for other data.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cx import catalog
from cx.errors import StoreError
from cx.mart import LOCKED
from cx.register import Register

SECONDS_PER_QUERY = 30
MARTS_KEPT = 6


def home_folder(given: str | None = None) -> Path:
    """Where the data is: the given folder, else CX_HOME, else `data` beside the product."""
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
        self.home = home
        self.register = Register(home)
        self.marts = home / "marts"
        self.marts.mkdir(parents=True, exist_ok=True)
        (home / "uploads").mkdir(exist_ok=True)
        self._lock = threading.Lock()
        self._attached: dict[str, str] = {}
        self._columns: dict[str, dict[str, list[str]]] = {}
        self._router = self._locked_router()

    def _locked_router(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database that can read the marts folder and nothing else."""
        spill = self.home / "spill"
        spill.mkdir(exist_ok=True)
        router = duckdb.connect(
            config={
                **LOCKED,
                "temp_directory": str(spill),
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
        parts = [*upload_ids, catalog.schema_sql(), *catalog.mart_sql().values()]
        parts.append((catalog.ROOT / "cx" / "mart.py").read_text(encoding="utf-8"))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def build(self, upload_ids: tuple[str, ...]) -> str:
        """Make sure the mart of these uploads exists; return its key."""
        key = self.mart_key(upload_ids)
        target = self.marts / f"{key}.duckdb"
        if not target.exists():
            worker = subprocess.run(
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
                    "The tables could not be built ({last}). Nothing was changed: the version before "
                    "is still shown, and the upload can be tried again.",
                    last=last,
                )
        return key

    def mart(self, version: int | None = None) -> str:
        """The alias under which the data of a version can be queried; built and attached on demand."""
        key = self.build(self.register.active(version))
        with self._lock:
            if key not in self._attached:
                alias = f"mart_{key}"
                path = str(self.marts / f"{key}.duckdb").replace("'", "''")
                self._router.execute(
                    f"attach if not exists '{path}' as {alias} (read_only)"
                )
                self._attached[key] = alias
            return self._attached[key]

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> Answer:
        """Run one query on a cursor of its own."""
        cursor = self._router.cursor()
        try:
            result = cursor.execute(sql, parameters or {})
            names = tuple(column[0] for column in result.description or ())
            return Answer(names, result.fetchall())
        except duckdb.InterruptException as error:
            raise StoreError(
                "This took longer than {seconds} seconds and was stopped. Choose a shorter period or fewer filters.",
                seconds=SECONDS_PER_QUERY,
            ) from error
        except BaseException:
            # A page that is left or rerun stops here: what the query still does is of no use.
            cursor.interrupt()
            raise
        finally:
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
        """Forget half-built files and all but the newest marts (any of them can be rebuilt)."""
        for left_over in [*self.marts.glob("*.tmp"), *self.marts.glob("spill-*")]:
            if left_over.is_dir():
                shutil.rmtree(left_over, ignore_errors=True)
            elif left_over.stat().st_mtime < _an_hour_ago():
                left_over.unlink(missing_ok=True)
        newest = sorted(
            self.marts.glob("*.duckdb"),
            key=lambda path: path.stat().st_mtime,
            reverse=True,
        )
        for old in newest[MARTS_KEPT:]:
            if old.stem not in self._attached:
                old.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the files."""
        self._router.close()


def _an_hour_ago() -> float:
    import time

    return time.time() - 3600
