"""What is known of each touchpoint along the journey; what is not is no data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cx.analyses import driver_results, journey_contacts
from cx.errors import CxError
from cx.locale import t, whole
from cx.measure import Estimate, Question
from cx.ui import driver_numbers, numbers, state, touchpoint_numbers
from cx.ui.driver_numbers import Asked

TOP = 5


@dataclass(frozen=True)
class Blueprint:
    """Stages in order, and for each what is known; None is no data.

    `worst` is the stage with the greatest importance times distance from the top.
    """

    names: list[str]
    level: list[Estimate | None]
    reach: list[Estimate | None]
    importance: list[Estimate | None]
    contacts: list[Estimate | None]
    low_told: list[Estimate | None]
    others_told: list[Estimate | None]
    wait: list[Estimate | None]
    reasons: dict[str, list[str]]
    no_importance: str
    worst: int | None


def gathered(question: Question, outcome: str | None) -> Blueprint:
    """Everything the strip shows."""
    asked = replace(question, by=("touchpoint",), period=None)
    order = state.touchpoint_order(state.view().version)
    staged = [stage.name for stage in touchpoint_numbers.stages(question)]
    names = [*staged, *(name for name in order if name not in staged)]
    level = _by_touchpoint("touchpoint_score", asked)
    importance, why = _importance(question, outcome)
    counts = touchpoint_numbers.reason_counts(question)
    reasons = journey_contacts.reasons_of(names, list(counts))
    worst = [
        (one.value * (TOP - rated.value), at)
        for at, name in enumerate(names)
        if (one := importance.get(name)) is not None
        and one.value is not None
        and (rated := level.get(name)) is not None
        and rated.value is not None
        and rated.status == "ok"
    ]
    told = {
        who: _by_touchpoint(
            "touchpoint_told_negative", replace(asked, parameters=(("rater", who),))
        )
        for who in ("low", "other")
    }
    reach = _by_touchpoint("touchpoint_reach", asked)
    return Blueprint(
        names=names,
        level=[level.get(name) for name in names],
        reach=[reach.get(name) for name in names],
        importance=[importance.get(name) for name in names],
        contacts=[_contacts(reasons[name], counts) for name in names],
        low_told=[told["low"].get(name) for name in names],
        others_told=[told["other"].get(name) for name in names],
        wait=[_wait(reasons[name], question) for name in names],
        reasons={name: found for name, found in reasons.items() if found},
        no_importance=why,
        worst=max(worst)[1] if len(worst) > 1 else None,
    )


def _by_touchpoint(metric_id: str, asked: Question) -> dict[str, Estimate]:
    try:
        found = numbers.estimates(metric_id, asked)
    except CxError:
        return {}
    return {str(e.group["touchpoint"]): e for e in found if e.group["touchpoint"]}


def _importance(
    question: Question, outcome: str | None
) -> tuple[dict[str, Estimate], str]:
    if outcome is None:
        return {}, t("nobody was asked for an overall verdict")
    asked = Asked(outcome, replace(question, by=(), period=None), (), weighted=False)
    try:
        found = driver_results.first_look(driver_numbers.gathered(asked))
    except CxError as error:
        return {}, t(error.sentence, **error.details)
    if not found.ranked:
        return {}, t(
            "{n} complete answers; {needed} are needed",
            n=whole(found.n),
            needed=whole(found.needed),
        )
    return {
        one.name: Estimate(
            {"touchpoint": one.name}, found.n, one.importance, one.low, one.high
        )
        for one in found.drivers
    }, ""


def _contacts(reasons: list[str], counts: dict[str, int]) -> Estimate | None:
    if not reasons:
        return None
    n = sum(counts[reason] for reason in reasons)
    if n < journey_contacts.SMALLEST_N:
        return Estimate({}, n, None, None, None, "withheld")
    return Estimate({}, n, float(n), None, None)


def _wait(reasons: list[str], question: Question) -> Estimate | None:
    if not reasons:
        return None
    try:
        found = numbers.estimate("wait_median", _of_reasons(question, reasons))
    except CxError:
        return None
    return found if found.n else None


def _of_reasons(question: Question, reasons: list[str]) -> Question:
    chosen = dict(question.filters).get("reason")
    kept = [one for one in reasons if not chosen or one in chosen]
    filters = {**dict(question.filters), "reason": tuple(kept)}
    return replace(question, filters=tuple(sorted(filters.items())))
