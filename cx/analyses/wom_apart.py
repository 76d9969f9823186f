"""Which groups differ from the rest, when many are looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cx.measure import Estimate
from cx.stats.compare import benjamini_hochberg
from cx.stats.intervals import ClusterSums
from cx.stats.share_ratio import against_rest

# Of the groups that are marked, so many at most may be so by chance.
FALSE_FINDS = 0.10
_SUMS = (
    *("numerator", "denominator", "numerator_squares", "cross_products"),
    *("denominator_squares", "clusters"),
)


def _clusters(found: Estimate) -> ClusterSums:
    return ClusterSums(
        numerator=found.sums["numerator"],
        denominator=found.sums["denominator"],
        numerator_squares=found.sums["numerator_squares"],
        cross=found.sums["cross_products"],
        denominator_squares=found.sums["denominator_squares"],
        clusters=int(found.sums["clusters"]),
    )


def together(parts: Sequence[Estimate]) -> Estimate:
    """The sums of several groups, for `apart`; a customer in two counts in both."""
    known = [one for one in parts if one.sums]
    sums = {name: sum(one.sums[name] for one in known) for name in _SUMS}
    n = sum(one.n for one in known)
    return replace(Estimate({}, n, None, None, None), sums=sums if known else {})


def apart(pairs: Sequence[tuple[Estimate, Estimate]]) -> list[bool]:
    """Whether each share differs from that of the rest of its whole.

    Pairs are (part, whole).  All of them are one family: Benjamini and Hochberg's step-up
    at 10 %.  A part or rest of fewer than 30 answers is not judged.
    """
    values = [
        against_rest(_clusters(part), _clusters(whole))
        if part.status == "ok" and whole.sums and whole.n - part.n >= 30
        else None
        for part, whole in pairs
    ]
    adjusted = iter(benjamini_hochberg([value for value in values if value is not None]))
    return [value is not None and next(adjusted) <= FALSE_FINDS for value in values]
