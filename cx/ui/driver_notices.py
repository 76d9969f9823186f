"""What to beware of, what was left out, and how it was all computed."""

from __future__ import annotations

import streamlit as st

from cx.analyses.driver_results import Analysis
from cx.analyses.driver_sums import Gathered
from cx.locale import number, t, whole
from cx.stats.drivers import EXACT_UP_TO, JOHNSON
from cx.ui import driver_numbers, driver_words, words
from cx.ui.driver_numbers import Asked


def warnings(analysis: Analysis) -> None:
    """Halo, slopes that point the wrong way, ratings that are nearly the same."""
    said = [
        driver_words.unsure_of(analysis),
        driver_words.halo_of(analysis),
        *(driver_words.suppressor_of(row) for row in analysis.drivers),
        driver_words.collinear_of(analysis),
    ]
    for sentence in said:
        if sentence:
            st.info(words.plain(sentence), icon=":material/info:")


def left_out(analysis: Analysis, gathered: Gathered) -> None:
    """Blank answers, touchpoints that are not in the model, and those that had to go."""
    said = driver_words.missing_of(analysis)
    said.append(driver_words.left_out_of(analysis.left_out, gathered.base.responses))
    said += [f"{name}: {t(why)}" for name, why in analysis.dropped]
    for sentence in said:
        if sentence:
            st.caption(words.plain(sentence))


def method(analysis: Analysis, asked: Asked) -> None:
    """How the numbers came about; computed only when it is opened."""
    about = st.expander(
        t("What this rests on"),
        icon=":material/menu_book:",
        key="driver_method",
        on_change="rerun",
    )
    if not about.open:
        return
    with about:
        st.markdown(
            t(
                "**Importance** is the Shapley share of R² (LMG): how much of the "
                "differences between people a touchpoint "
                "explains, averaged over every order in which the touchpoints could "
                "be added. The shares add up to R². "
                "It has no direction; the slope has: customers who rated a "
                "touchpoint one point higher scored that much "
                "higher, the other touchpoints being equal."
            )
        )
        st.markdown(
            t(
                "**Explained by nothing else** is what R² loses when the touchpoint "
                "is left out. Near nought with a large "
                "importance means: it goes along with the others, and may not be a lever."
            )
        )
        st.markdown(
            t(
                "**Intervals and ranks** come from {replicates} resamples of 200 groups "
                "of customers, so that one customer who answers often counts as one. A "
                "bar joins touchpoints whose order changes in more than 5% of them.",
                replicates=analysis.replicates,
            )
        )
        if analysis.method == JOHNSON:
            st.markdown(
                t(
                    "With more than {most} touchpoints in the model the exact shares "
                    "would take too long: these are Johnson's relative weights, which "
                    "come close to them.",
                    most=EXACT_UP_TO,
                )
            )
        _logistic(analysis, asked)
        st.caption(
            t(
                "Method: {method}. Source: Lindeman, Merenda & Gold (1980); "
                "Groemping (2007), The American Statistician 61:139.",
                method=t(analysis.method),
            )
        )
        st.caption(
            t(
                "Further sources: Johnson (2000), Multivariate Behavioral Research "
                "35:1; Azen & Budescu (2003), Psychological Methods 8:129 (dominance); "
                "Martilla & James (1977), Journal of Marketing 41:77 (importance and "
                "performance); Anderson & Mittal (2000), Journal of Service Research "
                "3:107 (asymmetric impact)."
            )
        )


def _logistic(analysis: Analysis, asked: Asked) -> None:
    """For yes-or-no outcomes: do the shares hold in a logistic model?"""
    if analysis.outcome.kind not in ("yes_no", "bought"):
        return
    found = driver_numbers.logistic(asked)
    if found is None:
        st.markdown(t("A logistic check of this outcome was not possible here."))
        return
    st.markdown(
        t(
            "**Logistic check**: the same shares from a logistic model "
            "(McFadden's R² {r2}, n {n}). The order is the same."
            if found.same_order
            else "**Logistic check**: the same shares from a logistic model "
            "(McFadden's R² {r2}, n {n}). The order is not the same: read ranks that "
            "differ with care.",
            r2=number(found.mcfadden, "share"),
            n=whole(found.n),
        )
    )
    columns = (t("Touchpoint"), t("Linear share"), t("Logistic share"))
    rows = [
        (name, number(linear, "share"), number(logistic, "share"))
        for name, linear, logistic in found.rows
    ]
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="driver_logistic",
    )
