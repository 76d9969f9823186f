"""Where the contacts of an action may have gone: reasons that rose when it fell."""

from __future__ import annotations

import streamlit as st

from cx.analyses.benefit import Benefit
from cx.locale import number, t
from cx.stats.did import Neighbour
from cx.ui import words
from cx.ui.reasons_more import table


def _percent(value: float) -> str:
    return number(value, "share", sign=True)


def warning(found: Benefit) -> None:
    """Whether the reason was renamed rather than removed, as far as can be seen."""
    judged = found.judged
    risen = [one for one in judged.neighbours if one.rose]
    effect = judged.effect
    if effect is None or effect.high >= 0 or not risen:
        return
    fallen = [one.name for one in judged.neighbours if one.fell]
    values = {
        "reason": found.reason,
        "fell": number(round(effect.avoided[0]), "count"),
        "others": ", ".join(words.value("reason", one.name) for one in risen),
        "rose": number(
            round(sum(-one.effect.avoided[0] for one in risen if one.effect)), "count"
        ),
        "fallen": ", ".join(words.value("reason", name) for name in fallen),
    }
    if not judged.renamed:
        sentence = (
            "{reason} fell by {fell}, {others} rose by {rose} in the same weeks: part of "
            "it may have been renamed, not removed."
        )
    elif fallen:
        sentence = (
            "{reason} fell by {fell}, {others} rose by {rose} in the same weeks: "
            "probably renamed, not removed, though {fallen} fell too, and the rise may "
            "have come from there. Read some of these contacts."
        )
    else:
        sentence = (
            "{reason} fell by {fell}, {others} rose by {rose} in the same weeks: "
            "probably renamed, not removed."
        )
    said = t(sentence, **values)
    if judged.together is not None:
        said += " " + t(
            "Taken together they changed by {change} (95% interval {low} to {high}).",
            change=_percent(judged.together.value),
            low=_percent(judged.together.low),
            high=_percent(judged.together.high),
        )
    st.warning(words.plain(said), icon=":material/swap_horiz:")


def neighbours(found: Benefit, acted_on: list[str]) -> None:
    """Every other reason over the same weeks, and what it was used for."""
    judged = found.judged
    if judged.left_out:
        st.caption(
            words.plain(
                t(
                    "Not compared with, because they moved by themselves in these weeks: "
                    "{reasons}.",
                    reasons=", ".join(words.value("reason", r) for r in judged.left_out),
                )
            )
        )
    columns = (
        t("Reason"),
        t("Before, a week"),
        t("After, a week"),
        t("Against untouched reasons"),
        t("95% interval"),
        t("Clear"),
        t("Used as"),
    )
    first = Neighbour(found.reason, judged.effect, None)
    rows = [
        _row(first, t("the action"), clear=bool(judged.effect and judged.effect.clear))
    ]
    for one in sorted(
        judged.neighbours, key=lambda n: -(n.effect.value if n.effect else 0)
    ):
        use = (
            t("another action")
            if one.name in acted_on
            else t("left out")
            if one.name in judged.left_out
            else t("compared with")
        )
        rows.append(_row(one, use, clear=one.rose or one.fell))
    table(columns, rows, name="neighbours")


def _row(one: Neighbour, use: str, *, clear: bool) -> tuple[str, ...]:
    name, effect = words.value("reason", one.name), one.effect
    if effect is None:
        return (name, "", "", t("too few to say"), "", "", use)
    return (
        name,
        number(effect.before / effect.weeks[0], "points"),
        number(effect.now / effect.weeks[1], "points"),
        _percent(effect.value),
        t("{low} to {high}", low=_percent(effect.low), high=_percent(effect.high)),
        t("yes") if clear else t("no"),
        use,
    )
