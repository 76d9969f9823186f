"""A large file is read and checked in a process of its own: watched, and stopped at will.

    python -m cx.ingest.background FOLDER < what to do

FOLDER then holds `progress` (a share from 0 to 1) and `result`.  What to do comes through
a pipe, because a password may be part of it.  The server's memory stays as it was, its
pages stay quick, and stopping leaves nothing.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import IO, Any, cast

import duckdb

from cx import catalog
from cx.errors import CxError, UploadError
from cx.ingest.read import RawFile, read_file
from cx.ingest.stage import Staged, kept_tables, stage
from cx.ingest.unknown_words import unknown_words
from cx.mart import LOCKED

PROGRESS, RESULT = "progress", "result"


class Background:
    """One task in a process of its own, in a folder that nothing else uses."""

    def __init__(self, folder: Path, task: str, **given: object) -> None:
        """Start `read` or `check`, with the arguments of the function below."""
        self.folder = folder
        folder.mkdir(exist_ok=True)
        for name in (PROGRESS, RESULT):
            (folder / name).unlink(missing_ok=True)
        self._errors = (folder / "errors").open("w+b")
        self._process = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-m", "cx.ingest.background", str(folder)],
            cwd=catalog.ROOT,
            stdin=subprocess.PIPE,
            stderr=self._errors,
        )
        # Should it be dead already, it has no result, and that is said.
        with suppress(OSError), cast(IO[bytes], self._process.stdin) as pipe:
            pipe.write(pickle.dumps((task, given)))

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        with suppress(OSError, ValueError):
            return float((self.folder / PROGRESS).read_text(encoding="ascii"))
        return 0.0

    @property
    def over(self) -> bool:
        """Whether there is a result."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End it now, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def result(self) -> Any:
        """What came out, once it is over; a CxError is raised as if it came from here."""
        self._process.wait()
        self._errors.close()
        try:
            # Written by our own process into our own folder.
            found = pickle.loads((self.folder / RESULT).read_bytes())  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise UploadError(
                "Reading the file stopped in the middle: the computer may be short of "
                "memory or disk space. Nothing was imported.",
            ) from error
        if isinstance(found, CxError):
            raise found
        return found


def reading(folder: Path, name: str, path: Path, **options: object) -> Background:
    """Start reading a file into `folder`; the result is a RawFile."""
    return Background(folder, "read", name=name, path=path, options=options)


def checking(folder: Path, raw: RawFile, **given: object) -> Background:
    """Start checking it, with the arguments of `stage`; `opened` takes the result."""
    return Background(folder, "check", raw=raw, **given)


def opened(checked: dict[str, Any]) -> Staged:
    """A checked file whose rows wait on disk, as if it had been checked here."""
    con = duckdb.connect(config=LOCKED)
    for table, name in kept_tables(checked["format"]):
        path = str(checked["folder"] / f"{name}.parquet").replace("'", "''")
        con.execute(f"create view {table} as select * from read_parquet('{path}')")
    return Staged(**checked, con=con)


def _read(
    folder: Path,
    tell: Callable[[float], None],
    *,
    name: str,
    path: Path,
    options: dict[str, Any],
) -> RawFile:
    raw = read_file(name, path, folder=folder, progress=tell, **options)
    # Rows still to come are of no use to another process: all are in the table.
    return replace(raw, opened=replace(raw.opened, records=iter(())))


def _check(
    folder: Path, tell: Callable[[float], None], *, raw: RawFile, **given: Any
) -> dict[str, Any]:
    staged = stage(raw, progress=tell, **given)
    unknown = unknown_words(staged)
    for table, name in kept_tables(staged.format):
        path = folder / f"{name}.parquet"
        if table == "staged" and staged.as_it_is:
            staged.as_it_is.replace(path)
            continue
        target = str(path).replace("'", "''")
        staged.con.execute(f"copy {table} to '{target}' (format parquet)")
    staged.con.close()
    found = {each.name: getattr(staged, each.name) for each in fields(staged)}
    del found["con"]
    return found | {"folder": folder, "as_it_is": None, "unknown": unknown}


TASKS: dict[str, Callable[..., object]] = {"read": _read, "check": _check}


def main(folder: Path) -> None:
    """Do the task in `folder`, and leave its result or its error there."""

    def tell(share: float) -> None:
        fresh = folder / f"{PROGRESS}.tmp"
        fresh.write_text(f"{share:.3f}", encoding="ascii")
        fresh.replace(folder / PROGRESS)

    # From the process that started this one.
    task, given = pickle.load(sys.stdin.buffer)  # noqa: S301
    try:
        found: object = TASKS[task](folder, tell, **given)
    except CxError as error:
        found = error
    (folder / f"{RESULT}.tmp").write_bytes(pickle.dumps(found))
    (folder / f"{RESULT}.tmp").replace(folder / RESULT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
