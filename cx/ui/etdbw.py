"""Easy to do business with: the index, every item, and what goes with the verdict."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from cx import catalog, charts
from cx.analyses import etdbw, gaps
from cx.charts import Line, Place, QuadrantWords
from cx.locale import number, t
from cx.measure import Estimate, Question, Rows
from cx.store import Store
from cx.ui import behind, cards, choices, figures, numbers, state, words
from cx.ui.stated import stated

METRICS = (etdbw.MEAN, etdbw.TOP2)
VERDICTS = {
    "overall_satisfaction": "overall satisfaction",
    "nps": "likelihood to recommend",
}


@st.cache_data(max_entries=200, show_spinner=False)
def _items(_store: Store, key: str, question: Question, metric_id: str) -> list[Estimate]:
    del key  # only what the answer is kept by
    return etdbw.items(_store, question, metric_id)


@st.cache_data(max_entries=200, show_spinner=False)
def _derived(
    _store: Store, key: str, question: Question, metric_id: str, name: str
) -> tuple[str, list[Estimate]]:
    del key  # only what the answer is kept by
    return gaps.derived(_store, question, metric_id=metric_id, name=name)


def items(question: Question, metric_id: str) -> list[Estimate]:
    """Every item, kept by what it was computed from."""
    return _items(*key_of(metric_id, question), question, metric_id)


def derived(question: Question, metric_id: str, name: str) -> tuple[str, list[Estimate]]:
    """What goes with the verdict, kept by what it was computed from."""
    return _derived(*key_of(metric_id, question), question, metric_id, name)


def key_of(metric_id: str, question: Question) -> tuple[Store, str]:
    """The store, and what an answer about a metric is kept by."""
    store = state.store()
    mart = store.mart(question.version)
    return store, f"{mart} {catalog.metric(metric_id).fingerprint}"


def draw(question: Question) -> None:
    """Draw the part."""
    choices.check("etdbw", METRICS)
    mean = numbers.estimate(etdbw.MEAN, question)
    if not mean.n:
        st.info(
            t(
                "Nobody was asked yet how easy it is to do business with you. A survey "
                "with 5 to 8 items (find, order, pay, know when it arrives, return, get "
                "help), rated 1 to 5, fills this part."
            )
        )
        return
    rated = items(question, etdbw.TOP2)
    _lead(mean, rated)
    for column, metric_id in zip(st.columns(2), METRICS, strict=True):
        with column:
            cards.card(metric_id, question)
    chosen = choices.choice(
        "etdbw",
        t("What is shown"),
        METRICS,
        etdbw.TOP2,
        lambda one: t(catalog.metric(one).name),
    )
    _bars(chosen, question)
    _overlay(question)
    st.caption(
        t(
            "These are answers of customers only. What the company thinks of itself "
            "stands under self-assessments and is never mixed in here."
        )
    )
    cards.fine_print(*METRICS)


def _lead(mean: Estimate, rated: list[Estimate]) -> None:
    firm = [one for one in rated if one.status == "ok" and one.value is not None]
    if mean.value is None or not firm:
        cards.lead(
            "How easy it is to do business with you cannot be said for this selection: "
            "{why}",
            why=words.note(mean) or t("too few answers"),
        )
        return
    metric, top2 = catalog.metric(etdbw.MEAN), catalog.metric(etdbw.TOP2)
    low = min(firm, key=lambda one: one.value or 0.0)
    high = max(firm, key=lambda one: one.value or 0.0)
    cards.lead(
        "Ease of doing business is rated {mean} of 5. Hardest is “{low}”: {share} rate "
        "it 4 or 5; easiest is “{high}” with {best}.",
        mean=cards.number_words(metric, mean),
        low=low.group["item"],
        share=cards.number_words(top2, low),
        high=high.group["item"],
        best=number(high.value or 0.0, top2.unit),
    )


def label(one: Estimate) -> str:
    """An item in the words of the survey."""
    return str(one.group["item"])


def _bars(metric_id: str, question: Question) -> None:
    metric = catalog.metric(metric_id)
    found = sorted(
        items(question, metric_id),
        key=lambda one: (one.value is None, one.value or 0.0),
    )
    title = t("Every item, the hardest first")
    talk = figures.chart_words(metric, title)
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.ranked(found, label_of=label, unit=metric.unit, words=talk),
        key="etdbw_items",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.alt_text(found, label_of=label, unit=metric.unit, words=talk),
    )
    at = figures.picked("etdbw_items", len(found))
    if at is not None and found[at].value is not None:
        _opened(question, label(found[at]), key="etdbw_items")
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, one, question) for one in found], label_of=label, key="etdbw_items"
        )
    stated(metric, question, n=sum(one.n for one in found))


def _opened(question: Question, item: str, *, key: str) -> None:
    """The answers behind one item."""
    fetch = partial(_rows, question, item)
    with st.container(border=True):
        st.markdown(f"**{words.plain(item)}**")
        behind.fetched_rows(fetch, catalog.metric(etdbw.MEAN), key=key)


def _rows(question: Question, item: str, most: int) -> Rows:
    return etdbw.item_rows(state.store(), question, item, most=most)


def _overlay(question: Question) -> None:
    title = t("Which items go with the verdict")
    verdict, found = derived(question, etdbw.MEAN, "item")
    st.markdown("#### " + title)
    if not verdict:
        st.caption(
            t(
                "To see which item matters most, the same survey has to ask overall "
                "satisfaction or the likelihood to recommend as well: here no response "
                "holds both."
            )
        )
        return
    metric = catalog.metric(etdbw.MEAN)
    means = {one.group["item"]: one for one in items(question, etdbw.MEAN)}
    places = [
        Place(str(one.group["item"]), means[one.group["item"]], one)
        for one in found
        if one.group["item"] in means
    ]
    importance_quadrant(
        places,
        title=title,
        x=t("mean rating, 1 to 5"),
        key="etdbw_overlay",
        verdict=verdict,
        opened=lambda one: _opened(question, one.label, key="etdbw_overlay"),
    )
    stated(metric, question, n=sum(one.n for one in found), extra=(goes_with(verdict),))


def verdict_words(verdict: str) -> str:
    """What a verdict is called inside a sentence."""
    return t(VERDICTS[verdict])


def goes_with(verdict: str) -> str:
    """What a correlation with a verdict is, and is not."""
    return t(
        "Correlation with {verdict} in the same response, −1 to 1: what goes together, "
        "not what causes it; one mood colours both.",
        verdict=verdict_words(verdict),
    )


def importance_quadrant(
    places: list[Place],
    *,
    title: str,
    x: str,
    key: str,
    verdict: str,
    opened: Callable[[Place], None],
) -> None:
    """Rating or stated importance across, how strongly it goes with the verdict up.

    `opened` draws the rows of the place that was clicked.
    """
    known = [one for one in places if one.x.value is not None and one.y.value is not None]
    if not known:
        st.caption(t("Too few answers to compare them."))
        return
    cuts = [
        Line(sum(values) / len(values), t("average"))
        for values in (
            [one.x.value or 0.0 for one in known],
            [one.y.value or 0.0 for one in known],
        )
    ]
    talk = figures.chart_words(catalog.metric(etdbw.MEAN), title)
    says = QuadrantWords(
        x=x,
        y=t("correlation with {verdict}", verdict=verdict_words(verdict)),
        near=t("too close to an average to say"),
    )
    st.plotly_chart(
        charts.quadrant(
            places,
            x_unit="score",
            y_unit="score",
            x_cut=cuts[0],
            y_cut=cuts[1],
            words=talk,
            says=says,
        ),
        key=key,
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_quadrant(
            places,
            talk,
            x_unit="score",
            y_unit="score",
            x_cut=cuts[0],
            y_cut=cuts[1],
            says=says,
        ),
    )
    at = figures.picked(key, len(places))
    if at is not None:
        opened(places[at])
    metric = catalog.metric(etdbw.MEAN)
    table = [(metric, end, Question()) for one in places for end in (one.x, one.y)]
    named = {id(one.x): f"{one.label} · {x}" for one in places}
    named |= {id(one.y): f"{one.label} · {says.y}" for one in places}
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(table, label_of=lambda one: named[id(one)], key=key)
