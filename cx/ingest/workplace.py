"""A folder for work on one large file: gone when the work is, however it ends."""

from __future__ import annotations

import secrets
import shutil
import weakref
from pathlib import Path

from cx.working import AtWork


class Workplace:
    """A folder of its own in the data folder, until `leave` or until nobody knows it.

    What a process leaves when it dies is removed by the next one that tidies.
    """

    def __init__(self, home: Path) -> None:
        """OSError where the data folder cannot be written."""
        name = secrets.token_hex(8)
        at_work = AtWork(home, name)
        self.folder = home / "spill" / name
        self.folder.mkdir(parents=True)
        self._end = weakref.finalize(self, _leave, self.folder, at_work)

    def leave(self) -> None:
        """The work is done, or given up."""
        self._end()

    def __enter__(self) -> Workplace:
        """Nothing to do: the folder is there."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing that was in the folder is needed any more."""
        self.leave()


def _leave(folder: Path, at_work: AtWork) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    at_work.end()
