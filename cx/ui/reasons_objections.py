"""Two objections to having fewer contacts, tested: good recovery, and selling."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts, link, site
from cx.analyses import alerts, reasons
from cx.analyses.compare import Compared
from cx.locale import change as change_words
from cx.locale import t
from cx.measure import Estimate, Question
from cx.store import Store
from cx.ui import cards, choices, figures, numbers, state
from cx.ui.reasons_matrix import verb_words
from cx.ui.reasons_more import gap, key, lead, needs, verbs
from cx.ui.stated import stated

NET, EASE = "net_value_per_contact", "ease_when_offered"


@st.cache_data(max_entries=100, show_spinner=False)
def _between(
    _store: Store, mart: str, definition: str, one: Question, two: Question
) -> Compared:
    del mart, definition  # only the key of what is kept
    return alerts.between(_store, EASE, one, two)


def draw(question: Question) -> None:
    """Recovery is on the Customers page; selling is tested here."""
    st.markdown("#### " + t("“A problem put right makes loyal customers”"))
    st.markdown(
        t("Whether that holds here is tested on the Customers page, under recovery.")
    )
    customers = site.PLACES["customers"]
    st.page_link(
        site.file(customers.url),
        label=t(customers.title),
        icon=customers.icon,
        query_params=link.encode(replace(state.view(), page=())),
    )
    st.markdown("#### " + t("“Every contact is a chance to sell”"))
    hourly = choices.amount("hourly", t("Cost of one hour of work"))
    asked = replace(question, parameters=(("hourly_rate", round(hourly)),))
    whole = numbers.estimate(NET, asked)
    if not whole.n:
        needs(
            t(
                "This part needs contacts with a cost, or with a handling time and the "
                "cost of one hour of work; and the amount sold in them."
            )
        )
        return
    _net(asked, whole)
    _ease(question)
    cards.fine_print(NET, EASE)


def _quadrants(asked: Question) -> list[tuple[str, Question, Estimate]]:
    placed = verbs(asked)
    found = []
    for name in reasons.VERBS:
        about = sorted(reason for reason, verb in placed.items() if verb == name)
        if about:
            one = reasons.about(asked, about)
            found.append((verb_words(name), one, numbers.estimate(NET, one)))
    return found


def _net(asked: Question, whole: Estimate) -> None:
    metric = catalog.metric(NET)
    title = t("Net value of a contact, by what was decided about its reason")
    quadrants = _quadrants(asked)
    rows = [*quadrants, (t("All contacts"), asked, whole)]
    paying = [name for name, _, e in quadrants if e.low is not None and e.low > 0]
    losing = [name for name, _, e in quadrants if e.high is not None and e.high < 0]
    if not quadrants:
        lead(
            "A contact brings {value} on average, sales less handling. Score the reasons "
            "to see in which of them selling pays.",
            value=cards.number_words(metric, whole),
        )
    elif paying:
        lead(
            "Selling pays in contacts to {paying}; on average a contact brings {value}.",
            paying=", ".join(paying),
            value=cards.number_words(metric, whole),
        )
    elif losing:
        lead(
            "Sales do not pay for the handling in contacts to {losing}; on average a "
            "contact brings {value}.",
            losing=", ".join(losing),
            value=cards.number_words(metric, whole),
        )
    else:
        lead(
            "Whether selling pays is not clear for any group of reasons; on average a "
            "contact brings {value}.",
            value=cards.number_words(metric, whole),
        )
    estimates = [replace(e, group={}) for _, _, e in rows]
    named = {id(e): name for e, (name, _, _) in zip(estimates, rows, strict=True)}
    spoken = replace(
        figures.chart_words(metric, title), axis=t("sales less handling, per contact")
    )
    figures.chart(
        charts.ranked(
            estimates, label_of=lambda e: named[id(e)], unit="money", words=spoken
        ),
        [(metric, e, q) for e, (_, q, _) in zip(estimates, rows, strict=True)],
        title=title,
        alt=charts.alt_text(
            estimates, label_of=lambda e: named[id(e)], unit="money", words=spoken
        ),
        key="net_value",
        label_of=lambda e: named[id(e)],
    )
    stated(
        metric,
        asked,
        n=whole.n,
        extra=(t("sales, not margin: with a margin the value is lower"),),
    )


def _ease(question: Question) -> None:
    """Whether offering something costs the ease of a contact."""
    pair = [replace(question, parameters=(("offered", one),)) for one in ("yes", "no")]
    title = t("%easy, where something was sold or offered and where not")
    metric = catalog.metric(EASE)
    compared = _between(*key(question), metric.fingerprint, *pair)
    if not compared.first.n:
        st.info(
            t(
                "Whether offers cost ease cannot be said: no rated contact has a sale "
                "amount. That takes sale amounts in the contact file and a survey about "
                "ease with contact numbers."
            )
        )
        return
    names = (t("Sold or offered"), t("Nothing offered"))
    both = [compared.first, compared.second]
    named = {id(e): name for e, name in zip(both, names, strict=True)}
    spoken = figures.chart_words(metric, title)
    figures.chart(
        charts.ranked(both, label_of=lambda e: named[id(e)], unit="share", words=spoken),
        [(metric, e, q) for e, q in zip(both, pair, strict=True)],
        title=title,
        alt=charts.alt_text(
            both, label_of=lambda e: named[id(e)], unit="share", words=spoken
        ),
        key="ease_offered",
        label_of=lambda e: named[id(e)],
    )
    found = gap(compared)
    said = t("the difference is not judged: too few")
    if found is not None:
        value, low, high = (change_words(one, "share") for one in found)
        said = t(
            "difference {value} (95% interval {low} to {high})",
            value=value,
            low=low,
            high=high,
        )
        if found[1] <= 0 <= found[2]:
            said += "; " + t("no clear difference")
    stated(metric, question, n=sum(e.n for e in both), extra=(said,))
