"""What was failed on visits: items with the most failures first, and stages."""

from __future__ import annotations

from dataclasses import replace

from cx import catalog, charts
from cx.analyses.audits import ItemNumber
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import audits_items, audits_numbers, figures, numbers
from cx.ui.stated import stated

NOT_DONE = "behaviour_not_done"


def rests_on(metric_id: str, question: Question, n: int, *extra: str) -> None:
    """The caption under a chart of visits."""
    stated(catalog.metric(metric_id), question, n=n, extra=extra)


def failures(question: Question) -> None:
    """Items, those with the most failures first."""
    found = [one for one in audits_numbers.items(NOT_DONE, question) if one.estimate.n]
    if not found:
        return
    ranked = sorted(found, key=lambda one: -_failed(one))
    audits_items.item_bars(
        NOT_DONE,
        question,
        ranked,
        title=t("Items that were failed, the most failures first"),
        key="audit_items",
    )
    total = sum(_failed(one) for one in ranked)
    upto, few = 0.0, 0
    for one in ranked:
        if 2 * upto >= total:
            break
        upto += _failed(one)
        few += 1
    extra = (
        t(
            "{few} of {items} items make up {share} of {total} failures",
            few=whole(few),
            items=whole(len(ranked)),
            share=number(upto / total, "share"),
            total=whole(round(total)),
        )
        if total
        else t("nothing was failed")
    )
    rests_on(NOT_DONE, question, sum(one.estimate.n for one in ranked), extra)


def _failed(one: ItemNumber) -> float:
    """How many times an item was failed; 0 where that is withheld."""
    return one.estimate.n * one.estimate.value if one.estimate.value is not None else 0.0


def by_stage(question: Question) -> None:
    """The defect form: required behaviour not shown, before, on and after."""
    asked = replace(question, by=("touchpoint",), period=None)
    metric = catalog.metric(NOT_DONE)
    known = {
        str(one.group["touchpoint"]): one for one in numbers.estimates(NOT_DONE, asked)
    }
    ordered = [known[one] for one in audits_numbers.stages(question) if one in known]
    if len(ordered) < 2:
        return
    title = t("Required behaviour not shown, by stage")
    spoken = figures.chart_words(metric, title)

    def label(e: Estimate) -> str:
        return str(e.group["touchpoint"])

    figures.chart(
        charts.ranked(ordered, label_of=label, unit=metric.unit, words=spoken),
        [(metric, one, asked) for one in ordered],
        title=title,
        alt=charts.alt_text(ordered, spoken, label_of=label, unit=metric.unit),
        key="audit_defects",
        label_of=label,
    )
    rests_on(NOT_DONE, question, sum(one.n for one in ordered))
