"""Who may be leaving: plain rules, what each was worth before, and a list on demand."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx import charts
from cx.analyses import wavering
from cx.analyses.after_contacts import COUNT_NAMES, COUNTS, AfterContacts
from cx.analyses.wavering import Rule, Wavering
from cx.analyses.wavering_flags import BACK_DAYS, RULES
from cx.charts import DumbbellWords, Pair
from cx.locale import change, day, number, t, whole
from cx.measure import Question, Rows
from cx.ui import cards, choices, figures, state, words
from cx.ui import customer_numbers as shared
from cx.ui import customer_parts as parts
from cx.ui.stated import stated

NEEDS = {
    "drop": "two scores of one customer",
    "snowball": "contacts with customer numbers and reasons",
    "recovery": "a survey that asks about problems and how they were handled",
    "gap": "customers with five orders or more",
}


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    found: Wavering | None = parts.ask("wavering", question)
    if found is None:
        st.info(t("No order here has a customer number, so nobody is known to return."))
        return
    if not found.rules:
        cards.lead("Too few customers are left to judge a rule.")
        return
    _lead(found)
    if not found.days:
        parts.missing(
            t(
                "Not shown: a rule is tried on a day with 180 days of orders before it "
                "and 90 after it, and these orders do not reach that far."
            )
        )
    else:
        _precision(question, found)
    _listed(question, found)
    _contacts(question)
    cards.fine_print("repurchase_90")


def _lead(found: Wavering) -> None:
    telling = [one for one in found.rules if one.tells]
    if not telling:
        cards.lead(
            "No rule has been better than chance so far at pointing to customers who do "
            "not come back."
        )
        return
    best = max(telling, key=lambda one: one.difference.value if one.difference else 0)
    cards.lead(
        "“{rule}” points to {n} customers now; on earlier days {share} of those it "
        "pointed to did not order within 90 days, {gap} against the others.",
        rule=t(RULES.get(best.name, "")),
        n=whole(best.now),
        share=shared.share_words(best.flagged),
        gap=parts.gap(best.difference, "share"),
    )


def _precision(question: Question, found: Wavering) -> None:
    title = t("What each rule was worth on earlier days")
    spoken = replace(
        figures.chart_words(None, title), axis=t("share not back within 90 days")
    )
    says = DumbbellWords(
        perceived=t("the rule pointed to them"),
        operational=t("the others it could judge"),
        gap=t("difference"),
        left=t("{count} more not shown"),
        change=change,
    )
    judged = [one for one in found.rules if one.judged.n]
    pairs = [Pair(t(RULES.get(one.name, "")), one.flagged, one.others) for one in judged]
    st.markdown("#### " + title)
    shared.draw_chart(
        charts.dumbbell(pairs, unit="share", words=spoken, says=says),
        key="wavering",
        alt=charts.describe_dumbbell(pairs, spoken, unit="share", says=says),
    )
    at = figures.picked("wavering", 2 * len(pairs))
    if at is not None:
        one, flagged = judged[at // 2], at % 2 == 0
        parts.picked_rows(
            t(RULES.get(one.name, "")),
            wavering.tried_rows,
            replace(question, by=(), period=None, parameters=()),
            found,
            one.name,
            flagged,
            key="wavering",
            table="purchase",
        )
    st.markdown("\n".join(f"- {words.plain(_verdict(one))}" for one in found.rules))
    parts.twin(
        [
            (t(RULES.get(one.name, "")) + f" · {side}", estimate)
            for one in judged
            for side, estimate in (
                (says.perceived, one.flagged),
                (says.operational, one.others),
                (t("all it could judge (base rate)"), one.judged),
            )
        ],
        unit="share",
        key="wavering",
        question=question,
    )
    stated(
        t("not back: no order in the 90 days after"),
        shared.always(question),
        window=BACK_DAYS,
        extra=(
            t(
                "usual: nine in ten of the customer's own gaps between orders are "
                "shorter; needs five orders"
            ),
            t("tried on {days}", days=", ".join(day(one.date()) for one in found.days)),
            t(
                "customers with an order in the year before the day; a rule sees "
                "nothing that came after it"
            ),
            t(
                "a rule counts as better than chance if its difference survives "
                "Benjamini and Hochberg at 5 % over all rules"
            ),
            t("whether calling them helps can only be said with a group not called"),
        ),
    )


def _verdict(one: Rule) -> str:
    if not one.judged.n:
        return t(
            "{rule}: cannot be judged; it needs {needs}.",
            rule=t(RULES.get(one.name, "")),
            needs=t(NEEDS[one.name]),
        )
    if one.difference is None:
        return t(
            "{rule}: too few to judge ({n} flagged).",
            rule=t(RULES.get(one.name, "")),
            n=whole(one.flagged.n),
        )
    sentence = "{rule}: no better than chance: {gap}."
    if one.tells:
        sentence = "{rule}: better than chance: {gap}."
    elif one.difference.high < 0:
        sentence = "{rule}: those it points to come back more often, not less: {gap}."
    return t(
        sentence, rule=t(RULES.get(one.name, "")), gap=parts.gap(one.difference, "share")
    )


def _listed(question: Question, found: Wavering) -> None:
    st.markdown("#### " + t("Customers the rules point to now"))
    chosen = tuple(
        one.name
        for one in found.rules
        if st.checkbox(
            words.plain(t(RULES.get(one.name, "")))
            + f" · {t('{n} customers', n=whole(one.now))}",
            value=one.tells,
            key=f"wavering_{one.name}",
        )
    )
    if not chosen:
        st.caption(t("Choose a rule to list its customers."))
        return
    if st.toggle(t("Show the customers, as codes"), key="wavering_shown"):
        asked = replace(question, by=(), period=None, parameters=())
        fetch = partial(_flagged, asked, found, chosen)
        parts.rows(fetch, key="wavering_now")
    st.caption(
        t(
            "As of {day}, of {n} customers with an order in the last year. A reason to "
            "look, not a verdict on anybody.",
            day=day(found.as_of.date()),
            n=whole(found.active),
        )
    )


def _flagged(
    question: Question, found: Wavering, rules: tuple[str, ...], most: int
) -> Rows:
    return wavering.flagged_now(state.store(), question, found, rules, most)


def _contacts(question: Question) -> None:
    kind = choices.choice(
        "count_by",
        t("Ordering again after contacts, by"),
        tuple(COUNTS),
        "contacts",
        lambda one: t(COUNT_NAMES.get(one, "")),
    )
    cards.card_alone("repurchase_90", question)
    title = t("Ordering again, by contacts before")
    found: AfterContacts | None = parts.ask("after_contacts", question, kind)
    if found is None:
        st.markdown("#### " + title)
        parts.missing(
            t(
                "Not shown: this needs contacts and orders of the same customers over "
                "half a year or more."
            )
        )
        return
    parts.ranked(
        [
            (_so_many(str(one.group["contacts"])), one)
            for one in (found.equal if found.difference else found.crude)
        ],
        unit="share",
        title=title,
        axis=t("share with an order in the 90 days after"),
        from_zero=True,
        key="after_contacts",
        question=question,
    )
    if found.difference is None:
        said = t("Groups cannot be compared at equal past orders: they are too small.")
    elif not found.difference.clear:
        said = t(
            "At equal past orders no clear difference goes with contacts: {gap}.",
            gap=parts.gap(found.difference, "share"),
        )
    else:
        said = t(
            "At equal past orders, customers with most contacts differ from those with "
            "none in ordering again by {gap}. This goes together; it is no proof of a "
            "cause.",
            gap=parts.gap(found.difference, "share"),
        )
    st.markdown(words.plain(said))
    stated(
        t(COUNT_NAMES.get(kind, "")),
        shared.always(question),
        n=sum(one.n for one in found.crude),
        window=90,
        extra=(
            t("seen from {day}", day=day(found.at_day.date())),
            t(
                "compared at equal numbers of orders in the year before and equally "
                "recent ones, {coverage} of customers",
                coverage=number(found.coverage, "share"),
            ),
            t("before this adjustment: {shares}", shares=_crude(found)),
        ),
    )


def _so_many(count: str) -> str:
    """How many contacts a group had; the last group is open above."""
    if count.endswith("+"):
        return t("{n} contacts or more", n=count[:-1])
    return t("{n} contacts", n=count)


def _crude(found: AfterContacts) -> str:
    return ", ".join(
        f"{_so_many(str(one.group['contacts']))} {number(one.value, 'share')}"
        for one in found.crude
        if one.value is not None
    )
