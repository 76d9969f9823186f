"""Every reason per X, in a table whose lines add up to all contacts per X."""

from __future__ import annotations

import streamlit as st

from cx import export
from cx.analyses import reasons
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import reasons_numbers, reasons_skyline, saying, words
from cx.ui.reasons_numbers import PER, Rates, percent

# A longer table is scrolled.
MOST_LINES = 26


def by_reason(question: Question, found: Rates, before: Rates | None, per: str) -> None:
    """Every reason by the same X, so that they add up to all contacts per X."""
    st.markdown(
        "#### " + t("Every reason, per 100 {per}", per=reasons_numbers.per_words(per))
    )
    then = {one.reason: one for one in before.towers} if before else {}
    columns = [
        t("Reason"),
        t("Contacts"),
        t("Per 100 X"),
        t("95% interval"),
        t("Change"),
        t("95% interval of the change"),
        t("Own X"),
        t("Target"),
    ]
    rows = [
        (
            words.value("reason", one.reason),
            *_cells(found, before, one, then.get(one.reason)),
            *_own(one.reason),
        )
        for one in found.towers
    ]
    rows.append(
        (
            t("All reasons"),
            *_cells(found, before, found.all, before.all if before else None),
            "",
            "",
        )
    )
    chosen = st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        height="content" if len(rows) <= MOST_LINES else "auto",
        key="twin_reasons",
        on_select="rerun",
        selection_mode="single-row",
    )
    picked = chosen.selection.rows
    asked = reasons_numbers.over(question, found.months)
    if picked:
        at = picked[0]
        about = (found.towers[at].reason,) if at < len(found.towers) else ()
        with st.container(border=True):
            st.markdown("**" + words.plain(rows[at][0]) + "**")
            reasons_skyline.open_rows(asked, about, key="per_x_reason")
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="contacts_per_x.csv",
        mime="text/csv",
        icon=":material/download:",
        key="twin_csv_reasons",
        on_click="ignore",
    )
    reasons_skyline.say_base(
        t(
            "Contacts that customers began, per 100 {per}",
            per=reasons_numbers.per_words(per),
        ),
        asked,
        found.all.contacts,
        t(
            "{n} {per} in {months} whole months",
            n=number(found.units, "count"),
            per=reasons_numbers.per_words(per),
            months=len(found.months),
        ),
        t("the reasons add up to the last line, as every contact has one reason"),
    )


def _cells(
    found: Rates, before: Rates | None, one: reasons.Tower, then: reasons.Tower | None
) -> tuple[str, str, str, str, str]:
    shown: Estimate = found.estimate(one)
    earlier = (then, before.units) if then and before else None
    ratio = reasons_numbers.ratio((one, found.units), earlier)
    # Few contacts have an interval, and no number to rank by.
    low_base = shown.status == "low"
    return (
        whole(one.contacts),
        "–" if low_base else number(shown.value or 0.0, "score"),
        words.between(
            number(shown.low or 0.0, "score"), number(shown.high or 0.0, "score")
        ),
        "" if ratio is None or low_base else percent(ratio.value),
        "" if ratio is None else words.between(percent(ratio.low), percent(ratio.high)),
    )


def _own(reason: str | None) -> tuple[str, str]:
    """The X somebody named for this reason, and the target by it."""
    said = saying.latest("target_set").get(reason or "")
    if said is None or not said.values:
        return "", ""
    per = str(said.values["per"])
    target = number(PER * float(said.values["target"]), "score")
    return reasons_numbers.per_words(per), target
