"""Erase one customer, for good, from every upload and everything made of them.

The rows without the customer are written beside the old ones; one event in the register
makes every version, also the older ones, use them; then the old rows and the tables built
from them go.  Who died in between left the state before or the state after: the next one
to open the data folder finishes what is left.  Of whom it was nothing is kept, not even a
code.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cx.errors import CxError, QuestionError
from cx.ingest.left import reading
from cx.ingest.protect import code_of
from cx.ingest.strike import Struck, find, write_without
from cx.personal import installation_key
from cx.register import ERASED
from cx.store import Store
from cx.working import AtWork


@dataclass(frozen=True)
class Erased:
    """What went, and the version without it."""

    parts: tuple[Struck, ...]
    version: int

    @property
    def lines(self) -> int:
        """Lines of files that went."""
        return sum(part.lines for part in self.parts)


def look(store: Store, customer_id: str) -> Erased:
    """What would go; nothing is changed.  QuestionError where nothing names them."""
    seen = store.register.version
    with reading(store.home) as con:
        return Erased(_find(con, store, customer_id), seen)


def erase(store: Store, customer_id: str, *, who: str | None = None) -> Erased:
    """Take one customer out of every upload.  This cannot be undone.

    `customer_id` is the number as the files have it, or the code the pages show.
    """
    while True:
        done = _once(store, customer_id, who)
        if done is not None:
            break
    store.forget_erased()
    # The pages need not wait; should it fail, they build it and say why.
    with suppress(CxError):
        store.build(store.register.active())
    return done


def _once(store: Store, customer_id: str, who: str | None) -> Erased | None:
    """One try; None when somebody else did something in the meantime."""
    seen = store.register.version
    written: dict[str, Path] = {}
    number: int | None = None
    with ExitStack() as at_work, reading(store.home) as con:
        try:
            parts = _find(con, store, customer_id)
            for part in parts:
                name = f"{part.upload.id}-e{secrets.token_hex(4)}"
                at_work.enter_context(AtWork(store.home, name))
                written[part.upload.id] = store.home / "uploads" / name
                write_without(con, store.home, part.upload, name)
            number = store.register.append(
                ERASED, "", {"uploads": _payload(parts, written)}, who=who, only_at=seen
            )
        except Exception:
            # Somebody else who erased may have moved the rows away under our hands.
            if store.register.version == seen:
                raise
            return None
        finally:
            _remove_unless_announced(store, written.values())
    return Erased(parts, number) if number else None


def _remove_unless_announced(store: Store, folders: Iterable[Path]) -> None:
    current = set(store.register.folders().values())
    for folder in folders:
        if folder.name not in current:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(folder.with_suffix(".tmp"), ignore_errors=True)


def _payload(
    parts: tuple[Struck, ...], written: dict[str, Path]
) -> dict[str, dict[str, object]]:
    return {
        part.upload.id: {"folder": written[part.upload.id].name, "rows": part.lines}
        for part in parts
    }


def _find(con: Any, store: Store, customer_id: str) -> tuple[Struck, ...]:
    key = installation_key(store.home)
    found = []
    if customer_id.strip():
        code = code_of(con, customer_id, key)
        found = find(con, store.home, store.register.uploads(), code, key)
    if not found:
        raise QuestionError(
            "No upload holds a customer with this number, so there is nothing to erase. "
            "Nothing was changed."
        )
    return tuple(found)
