"""What was worked out once is kept as long as the store is: a mart never changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from cx.store import Store

T = TypeVar("T")
# Beyond so many bytes, what was kept longest makes room.
MOST_KEPT = 256_000_000
# What an answer of a few numbers takes, with its key.
SMALL = 5_000


@dataclass
class _Kept:
    """The answers of one store, the oldest first, each with its size."""

    answers: dict[Hashable, tuple[Any, int]] = field(default_factory=dict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


_KEPT: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()


def once(store: Store, key: Hashable, work: Callable[[], T]) -> T:
    """What `work` returns, from before where this key was asked of this store.

    The key names the mart, and all that the answer depends on.
    """
    before: T | None = known(store, key)
    if before is not None:
        return before
    found = work()
    put(store, key, found)
    return found


def known(store: Store, key: Hashable) -> Any:
    """What was kept under this key; None where nothing is, or no more."""
    return _KEPT.setdefault(store, _Kept()).answers.get(key, (None, 0))[0]


def put(store: Store, key: Hashable, found: object, size: int = SMALL) -> None:
    """Keep something that was worked out on the way, of so many bytes."""
    kept = _KEPT.setdefault(store, _Kept())
    with kept.lock:
        kept.size -= kept.answers.pop(key, (None, 0))[1]
        while kept.answers and kept.size + size > MOST_KEPT:
            kept.size -= kept.answers.pop(next(iter(kept.answers)))[1]
        kept.answers[key] = (found, size)
        kept.size += size
