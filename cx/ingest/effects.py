"""What a file will do to the headline numbers, computed before anything counts.

The import is carried out but for its announcement: the numbers before and after come from
the same engine, and importing what was looked at takes no second work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cx.errors import CxError
from cx.ingest.draft import Draft
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


def effects(
    draft: Draft, metrics: Iterable[str], meanwhile: Callable[[], None] | None = None
) -> list[Effect]:
    """Each metric before and after; left out where it rests on nothing either way.

    `meanwhile` is called every now and then, and may raise to stop it.
    """
    proposed = draft.build(meanwhile=meanwhile)
    found = [
        Effect(metric, _one(draft.store, metric), _one(proposed, metric))
        for metric in metrics
    ]
    return [effect for effect in found if effect.before.n or effect.after.n]


def _one(store: Store, metric: str) -> Estimate:
    try:
        return measure(store, metric)[0]
    except CxError:
        return Estimate({}, 0, None, None, None, "empty")
