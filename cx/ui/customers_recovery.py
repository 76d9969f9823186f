"""After a failure: who tells us, who is won back, and whether they stay."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx.analyses import recovery
from cx.analyses.recovery import GROUPS, STAGES, Outcome, Recovery
from cx.locale import t, whole
from cx.measure import Question
from cx.ui import cards, state, words
from cx.ui import customer_parts as parts
from cx.ui.stated import stated

TITLES = {
    "satisfaction": "Satisfaction afterwards",
    "nps": "Net Promoter Score afterwards",
    "back": "Ordered again within 90 days",
}
AXES = {
    "satisfaction": "mean score, 1 to 5",
    "nps": "points (−100 to 100)",
    "back": "share of customers with an earlier order",
}
NEEDS = {
    "satisfaction": "Not shown: no satisfaction on a five-point scale in these answers.",
    "nps": "Not shown: these answers do not ask whether people would recommend us.",
    "back": "Not shown: whether they order again needs orders with customer numbers.",
}


def draw(question: Question) -> None:
    """The part."""
    found: Recovery | None = None
    if state.count_rows("answer", state.view().version):
        found = parts.ask("recovery", question)
    if found is None:
        parts.missing(
            t(
                "Not shown: nobody was asked about problems. A survey with the columns "
                "had_problem, problem_contacted, problem_resolved and "
                "recovery_satisfaction fills this part."
            )
        )
        return
    if not found.funnel:
        cards.lead("Too few answers are left to tell what became of problems.")
        return
    _lead(found)
    _funnel(question, found)
    for outcome in found.outcomes:
        _outcome(question, outcome)
    st.caption(
        words.plain(
            t(
                "Published (confidence A): over many studies the paradox holds for "
                "satisfaction, not for buying again, word of mouth or image (de Matos "
                "et al. 2007). Prevention comes first."
            )
        )
    )
    cards.fine_print("recovery_rate")


def _lead(found: Recovery) -> None:
    known = [one for one in found.outcomes if one.recovered is not None]
    yes = [one for one in known if one.paradox]
    if not known:
        cards.lead(
            "Too few customers were won back after a failure to compare them with those "
            "who had none."
        )
        return
    said = "; ".join(
        f"{t(TITLES[one.name])}: {parts.gap(one.recovered, one.unit)}" for one in known
    )
    if not yes:
        cards.lead(
            "No recovery paradox: customers won back after a failure are in nothing "
            "clearly above those without one. {said}.",
            said=said,
        )
        return
    no = [one for one in known if not one.paradox]
    if not no:
        cards.lead(
            "Won back after a failure, customers stand above those without one: {said}.",
            said=said,
        )
        return
    cards.lead(
        "Recovery paradox in part. Customers won back after a failure are above those "
        "without one in: {yes}. Not clearly in: {no}.",
        yes="; ".join(
            f"{t(TITLES[one.name])} {parts.gap(one.recovered, one.unit)}" for one in yes
        ),
        no="; ".join(
            f"{t(TITLES[one.name])} {parts.gap(one.recovered, one.unit)}" for one in no
        ),
    )


def _funnel(question: Question, found: Recovery) -> None:
    first, second = st.columns(2, gap="large")
    with first:
        cards.card("recovery_rate", question)
    with second:
        problem = found.funnel[0]
        with st.container(border=True, height="stretch"):
            st.markdown(
                words.plain(
                    t(
                        "{n} of {asked} answers tell of a problem; {silent} of them told "
                        "nobody, and no recovery reaches those.",
                        n=whole(round((problem.value or 0) * problem.n)),
                        asked=whole(found.asked),
                        silent=whole(found.silent),
                    )
                )
            )
    title = t("From the failure to a satisfied customer")
    parts.ranked(
        [(t(STAGES.get(str(one.group["stage"]), "")), one) for one in found.funnel],
        unit="share",
        title=title,
        axis=t("first: share of all asked; then: share of those with a problem"),
        key="recovery_funnel",
        question=question,
        opens=lambda at: parts.picked_rows(
            t(STAGES.get(list(STAGES)[at], "")),
            recovery.stage_rows,
            _plain(question),
            list(STAGES)[at],
            key="recovery_funnel",
            table="response",
        ),
    )
    stated(title, question, n=found.asked, rows="response")


def _plain(question: Question) -> Question:
    return replace(question, by=(), period=None, parameters=())


def _outcome(question: Question, outcome: Outcome) -> None:
    title = t(TITLES[outcome.name])
    if recovery.empty(outcome):
        st.markdown("#### " + title)
        parts.missing(t(NEEDS[outcome.name]))
        return
    names = list(GROUPS)
    parts.ranked(
        [(t(GROUPS.get(name, "")), outcome.groups[name]) for name in names],
        unit=outcome.unit,
        title=title,
        axis=t(AXES[outcome.name]),
        key=f"recovery_{outcome.name}",
        question=question,
        opens=lambda at: parts.picked_rows(
            t(GROUPS.get(names[at], "")),
            recovery.group_rows,
            _plain(question),
            names[at],
            key=f"recovery_{outcome.name}",
            table="response",
        ),
    )
    st.markdown(words.plain(_verdict(outcome)))
    extra = [
        t(
            "won back: told us of a problem and gave its handling 4 or 5; not won back: "
            "1 to 3; all said in the same answer"
        ),
        t(
            "who complains and who is satisfied differs in more than the recovery: this "
            "goes together and is no proof of a cause"
        ),
    ]
    if outcome.name == "back":
        extra.append(t("only customers with an order before, and 90 days after it over"))
    stated(
        title,
        question,
        n=sum(one.n for one in outcome.groups.values()),
        rows="response",
        window=recovery.BACK_DAYS if outcome.name == "back" else None,
        extra=extra,
    )


def _verdict(outcome: Outcome) -> str:
    if outcome.recovered is None:
        return t("Too few were won back to compare them with those without a problem.")
    size = parts.gap(outcome.recovered, outcome.unit)
    failed = parts.gap(outcome.failed, outcome.unit)
    sentence = (
        "No paradox here: won back against no problem {size}, which chance may have "
        "done. Not won back: {failed}."
    )
    if outcome.paradox:
        sentence = (
            "Paradox here: won back against no problem {size}, all of it above 0. Not "
            "won back: {failed}."
        )
    elif outcome.recovered.high < 0:
        sentence = (
            "The opposite of a paradox: won back against no problem {size}. Not won "
            "back: {failed}."
        )
    return t(sentence, size=size, failed=failed)
