"""What the data would score each reason, from numbers that other pages show."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cx import catalog
from cx.analyses import reasons
from cx.analyses.reasons import Proposal, Tower, Verdicts
from cx.errors import CxError
from cx.locale import t
from cx.measure import Question
from cx.store import Store
from cx.ui import numbers, reasons_numbers, state

# What is clear of a reason against all others, and which way is good.
JUDGED = {"satisfaction": "csat", "ease": "ces2", "returns": "repeat_share"}


@st.cache_data(max_entries=100, show_spinner=False)
def _sold(_store: Store, mart: str, question: Question) -> dict[str | None, float]:
    del mart  # only the key of what is kept
    return reasons.sold(_store, question)


def proposals(question: Question, found: Sequence[Tower]) -> dict[str, Proposal]:
    """A proposal for each named reason."""
    clear = {name: _clear(metric, question) for name, metric in JUDGED.items()}
    sold = _sold(state.store(), state.store().mart(question.version), question)
    every = sum(one.contacts for one in found) or 1
    usual = reasons_numbers.usual(list(found))
    return {
        one.reason: reasons.proposal(
            Verdicts(
                satisfaction=clear["satisfaction"].get(one.reason),
                ease=clear["ease"].get(one.reason),
                returns=clear["returns"].get(one.reason),
                share=one.contacts / every,
                usual=usual,
                sold=sold.get(one.reason, 0.0) if sold else None,
            )
        )
        for one in found
        if one.reason is not None
    }


def _clear(metric_id: str, question: Question) -> dict[str | None, int]:
    """1 clearly better than all other reasons, -1 clearly worse, 0 neither."""
    metric = catalog.metric(metric_id)
    try:
        compared = numbers.against_rest(metric_id, question, "reason")
    except CxError:
        # A filter that this number's rows do not record: nothing is known of it here.
        return {}
    found: dict[str | None, int] = {}
    for one in compared:
        if one.difference is None:
            continue
        better = (one.difference.value > 0) == (metric.better == "higher")
        found[one.group] = (1 if better else -1) if one.stands_out else 0
    return found


def because(found: Proposal) -> str:
    """Why the data would say so, in words."""
    said = {
        ("satisfaction", 1): t("satisfaction above the other reasons"),
        ("satisfaction", -1): t("satisfaction below the other reasons"),
        ("ease", 1): t("easier than the other reasons"),
        ("ease", -1): t("harder than the other reasons"),
        ("returns", 1): t("fewer come back than for other reasons"),
        ("returns", -1): t("more come back than for other reasons"),
        ("sales", 1): t("something is sold in 5% of contacts or more"),
        ("volume", -1): t("much more frequent than an average reason"),
    }
    return ", ".join(said[one] for one in found.why) or t("nothing stands out")
