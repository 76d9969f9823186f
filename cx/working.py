"""Which half-done work in the data folder belongs to a process that is still alive.

Whoever works under a name holds a lock on `working/NAME.lock`.  The system lets go of a
lock when its process ends, however it ends, so a lock file that is free was left by a
process that died in the middle.  A process number could not say that: numbers are given
out again, and another container on the same folder counts its own.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ENDING = ".lock"
# An upload, a mart and the process that builds it, a process and a number of its own.
NAME = re.compile(r"[0-9a-f_]+([.-][0-9a-f]+)?")


class AtWork:
    """A name that is in use until `end`, or until this process ends.

    OSError where the folder cannot be written.
    """

    def __init__(self, home: Path, name: str) -> None:
        """Take the name; it must be one that nobody takes twice at a time."""
        self._path = _folder(home) / f"{name}{ENDING}"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            self._handle: int | None = os.open(self._path, os.O_CREAT | os.O_RDWR)
            # Whoever tidies may hold it for a moment, and take the file away.
            if _lock(self._handle) and _is_still(self._handle, self._path):
                return
            os.close(self._handle)

    def end(self) -> None:
        """The work is done, or undone."""
        if self._handle is not None:
            _remove(self._handle, self._path)
            self._handle = None

    def __enter__(self) -> AtWork:
        """Nothing to do: the name is taken already."""
        return self

    def __exit__(self, *_: object) -> None:
        """The work is over."""
        self.end()


@contextmanager
def left_by_the_dead(home: Path) -> Iterator[list[str]]:
    """Names under which a process died; they are forgotten when the block ends well."""
    held: list[tuple[int, Path]] = []
    try:
        for path in sorted(_folder(home).glob(f"*{ENDING}")):
            if not NAME.fullmatch(path.name.removesuffix(ENDING)):
                continue
            with suppress(OSError):
                handle = os.open(path, os.O_RDWR)
                if _lock(handle) and _is_still(handle, path):
                    held.append((handle, path))
                else:
                    os.close(handle)
        yield [path.name.removesuffix(ENDING) for _, path in held]
        while held:
            _remove(*held.pop())
    finally:
        for handle, _ in held:
            os.close(handle)


def _folder(home: Path) -> Path:
    return home / "working"


def _is_still(handle: int, path: Path) -> bool:
    with suppress(OSError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _remove(handle: int, path: Path) -> None:
    if sys.platform == "win32":
        # An open file cannot be removed there, so nobody else can have it open either.
        os.close(handle)
        with suppress(OSError):
            path.unlink()
        return
    with suppress(OSError):
        path.unlink()
    os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
