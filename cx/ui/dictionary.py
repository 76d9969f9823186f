"""Dictionary: every metric, from its own file, with its worked examples."""

from __future__ import annotations

import streamlit as st

from cx import catalog, frontmatter
from cx.catalog import Metric
from cx.locale import number, t, whole
from cx.ui import words

CHOICES = {
    "customer": "the customer",
    "reason": "customer and reason",
    "subreason": "customer and detailed reason",
}


def dictionary() -> None:
    """Draw the page."""
    metrics = list(catalog.metrics().values())
    st.markdown(
        "##### "
        + t(
            "{n} numbers, each defined once: here, in every chart and in every file.",
            n=len(metrics),
        )
    )
    wanted = st.text_input(
        t("Find"),
        placeholder=t("for example: effort"),
        icon=":material/search:",
        key="find_metric",
    )
    found = [metric for metric in metrics if _fits(metric, wanted)]
    if not found:
        st.info(t("No number is called that. Try a shorter word."))
    themes = list(dict.fromkeys(metric.theme for metric in found))
    for theme in themes:
        st.markdown("#### " + t(theme))
        for metric in (m for m in found if m.theme == theme):
            with st.expander(t(metric.name)):
                _entry(metric)


def _fits(metric: Metric, wanted: str) -> bool:
    said = " ".join(
        [
            metric.id,
            metric.name,
            metric.definition,
            t(metric.name),
            t(metric.definition),
            t(metric.theme),
        ]
    )
    return all(word in said.lower() for word in wanted.lower().split())


def _entry(metric: Metric) -> None:
    st.markdown(words.plain(t(metric.definition)))
    better = {"higher": t("Higher is better."), "lower": t("Lower is better.")}.get(
        metric.better, ""
    )
    facts = [
        (t("Counted"), t(metric.counts)),
        (t("Why it matters"), t(metric.why)),
        (t("Beware"), t(metric.caveat)),
        (t("Unit"), words.unit(metric) + ". " + better),
        (t("Shown from"), t("{n} rows; under 30 only the interval.", n=metric.min_n)),
        (t("Source"), "; ".join(metric.sources)),
    ]
    for name, said in facts:
        if said:
            st.markdown(f"**{name}** — {words.plain(said)}")
    for parameter in metric.parameters:
        names = map(str, parameter.choices)
        choices = ", ".join(t(CHOICES.get(name, name)) for name in names)
        bounds = f"{parameter.min}–{parameter.max} ({parameter.default})"
        st.markdown(f"**{t(parameter.label)}** — {choices or bounds}")
    for benchmark in metric.benchmarks:
        said = words.plain(
            f"{number(benchmark.value, metric.unit)}: {t(benchmark.label)}"
        )
        confidence = t("(confidence {code})", code=benchmark.confidence)
        st.markdown(f"**{t('Benchmark')}** — {said} {confidence}")
    for example in metric.examples:
        header, rows = frontmatter.table(example.given)
        result = t("nothing to show")
        if example.value is not None:
            result = number(example.value, metric.unit)
        told = words.plain(t(example.why))
        n = whole(example.n)
        st.caption(f"{t('Worked example')}: {told} → **{words.plain(result)}**, n {n}")
        table = {name: [row[i] for row in rows] for i, name in enumerate(header)}
        st.dataframe(table, hide_index=True)
    with st.popover(t("Show SQL"), icon=":material/code:"):
        st.code(metric.sql, language="sql")
    st.caption(f"`{metric.id}` · {metric.fingerprint}")
