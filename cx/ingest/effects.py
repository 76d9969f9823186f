"""What a file will do to the headline numbers, computed before anything is written.

The import is carried out for real in a data folder of its own, made of links to the rows
already loaded, and thrown away; the numbers before and after come from the same engine.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cx.errors import CxError
from cx.ingest import load
from cx.ingest.stage import Staged
from cx.measure import Estimate, measure
from cx.store import Store


@dataclass(frozen=True)
class Effect:
    """One metric over all dates, without filters, before and after an import."""

    metric: str
    before: Estimate
    after: Estimate

    @property
    def moved(self) -> bool:
        """Whether the import changes the number or what it rests on."""
        return (self.before.n, self.before.value) != (self.after.n, self.after.value)


def effects(store: Store, staged: Staged, metrics: Iterable[str]) -> list[Effect]:
    """Each metric before and after; left out where it rests on nothing either way."""
    with tempfile.TemporaryDirectory(prefix="cx-preview-") as folder:
        trial = _copy_of(store, Path(folder))
        try:
            load.commit(trial, staged)
            found = [
                Effect(metric, _one(store, metric), _one(trial, metric))
                for metric in metrics
            ]
        finally:
            trial.close()
    return [effect for effect in found if effect.before.n or effect.after.n]


def _one(store: Store, metric: str) -> Estimate:
    try:
        return measure(store, metric)[0]
    except CxError:
        return Estimate({}, 0, None, None, None, "empty")


def _copy_of(store: Store, home: Path) -> Store:
    """A data folder with the same register and links to the same rows."""
    with (
        closing(sqlite3.connect(store.register.path)) as source,
        closing(sqlite3.connect(home / "register.sqlite")) as target,
    ):
        source.backup(target)
    for upload_id in store.register.active():
        (home / "uploads" / upload_id).mkdir(parents=True)
        for rows in (store.home / "uploads" / upload_id).glob("*.parquet"):
            linked = home / "uploads" / upload_id / rows.name
            try:
                os.link(rows, linked)
            except OSError:
                # Another disk, or a file system without links.
                shutil.copyfile(rows, linked)
    return Store(home)
