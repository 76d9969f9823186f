"""What an analysis of drivers says, in sentences; nothing is claimed beyond chance."""

from __future__ import annotations

from cx.analyses.driver_results import Analysis, DriverRow
from cx.analyses.driver_sums import Met
from cx.locale import number, t, whole
from cx.ui import words

MOST_NAMED = 3


def outcome_name(analysis: Analysis) -> str:
    """What the outcome is called."""
    return t(analysis.outcome.name)


def percent(share: float) -> str:
    """How often, in whole percent; nearly always is not always.

    >>> percent(1.0), percent(0.998), percent(0.523), percent(0.001)
    ('100%', 'over 99%', '52%', 'under 1%')
    """
    if 0.995 <= share < 1:
        return t("over 99%")
    if 0 < share < 0.005:
        return t("under 1%")
    return f"{100 * share:.0f}%"


def names_of(analysis: Analysis, first: int, last: int) -> str:
    """The drivers from one position to another."""
    return ", ".join(row.name for row in analysis.drivers[first : last + 1])


def lead_of(analysis: Analysis) -> str:
    """The sentence that opens the page."""
    outcome = outcome_name(analysis)
    count = len(analysis.drivers)
    if not analysis.ranked:
        return t(
            "{outcome}: {n} answers are too few to rank {count} touchpoints by how "
            "closely they go with it, {needed} are needed.",
            n=whole(analysis.n),
            count=count,
            outcome=outcome,
            needed=whole(analysis.needed),
        )
    first = analysis.drivers[0]
    if count == 1:
        return t(
            "{outcome}: {first} is the only touchpoint that can go with it here.",
            outcome=outcome,
            first=first.name,
        )
    if not first.rank_probability:
        return t(
            "{outcome}: {first} goes most closely with it.",
            outcome=outcome,
            first=first.name,
        )
    share = percent(first.rank_probability[0])
    tied = [bar for bar in analysis.ties if bar[0] == 0]
    if tied and tied[0][1] == count - 1:
        return t(
            "{outcome}: none of the {count} touchpoints can be told apart by how closely "
            "they go with it; {first} is first in {share} of resamples.",
            outcome=outcome,
            count=count,
            first=first.name,
            share=share,
        )
    if tied:
        return t(
            "{outcome}: no touchpoint is clearly first. {names} cannot be told apart; "
            "{first} is first in {share} of resamples.",
            outcome=outcome,
            names=names_of(analysis, *tied[0]),
            first=first.name,
            share=share,
        )
    return t(
        "{outcome}: {first} goes most closely with it, first in {share} of resamples.",
        outcome=outcome,
        first=first.name,
        share=share,
    )


def ties_of(analysis: Analysis) -> str:
    """Which drivers after the first cannot be told apart; empty before it is known."""
    if not analysis.ranked or not analysis.drivers[0].rank_probability:
        return ""
    later = [bar for bar in analysis.ties if bar[0] > 0]
    if not analysis.ties and len(analysis.drivers) > 1:
        return t("The order of all of them is sure.")
    if not later:
        return ""
    listed = "; ".join(names_of(analysis, *bar) for bar in later[:MOST_NAMED])
    if len(later) > MOST_NAMED:
        listed += "; …"
    return t("Cannot be told apart in their rank: {names}.", names=listed)


def explained_of(analysis: Analysis) -> str:
    """R2 with its base, and what it does not say."""
    shown = {"r2": number(analysis.r2, "share"), "n": whole(analysis.n)}
    if analysis.r2_low is None or analysis.r2_high is None:
        said = t(
            "Together they explain {r2} of the differences between people (R², n {n}).",
            **shown,
        )
    else:
        said = t(
            "Together they explain {r2} ({low} to {high}) of the differences between "
            "people (R², n {n}).",
            low=number(analysis.r2_low, "share"),
            high=number(analysis.r2_high, "share"),
            **shown,
        )
    return said + " " + t("“Goes with” is no cause: one person and one mood gave both.")


def dominance_of(analysis: Analysis) -> list[str]:
    """The only claims that one driver matters more than another."""
    if not analysis.ranked or not analysis.replicates:
        return []
    over: dict[str, list[str]] = {}
    for more, less in analysis.dominates:
        over.setdefault(more, []).append(less)
    return [
        t(
            "{name} explains more than {others} in every combination of touchpoints.",
            name=row.name,
            others=", ".join(
                other.name for other in analysis.drivers if other.name in over[row.name]
            ),
        )
        for row in analysis.drivers
        if row.name in over
    ]


def missing_of(analysis: Analysis) -> list[str]:
    """What became of people who skipped a question, or did not meet a touchpoint."""
    missing = analysis.missing
    said = []
    if any(row.reach < 1 for row in analysis.drivers):
        said.append(
            t(
                "Who did not meet a touchpoint is in the model as not having met it: "
                "nothing is made up for them."
            )
        )
    shown = {
        "lost": whole(missing.lost),
        "all": whole(missing.responses),
        "share": number(missing.lost / missing.responses, "share")
        if missing.responses
        else "–",
    }
    if missing.method == "complete":
        said.append(
            t(
                "{lost} of {all} people ({share}) left a touchpoint blank and are not "
                "counted.",
                **shown,
            )
        )
    elif missing.method == "em":
        said.append(
            t(
                "{lost} of {all} people ({share}) left a touchpoint blank. That is too "
                "many to leave out, so what they did answer is used as well (EM "
                "estimates; this holds where leaving blank depends only on what was "
                "answered).",
                **shown,
            )
        )
        if missing.left_out:
            said.append(
                t(
                    "{n} people answered too little to be used.",
                    n=whole(missing.left_out),
                )
            )
    return said


def weights_of(analysis: Analysis) -> str:
    """How much the weights cost; empty without weights."""
    if not analysis.weighted:
        return ""
    return t(
        "Weighted: {n} answers tell as much as {effective} unweighted ones.",
        n=whole(analysis.n),
        effective=whole(round(analysis.n_eff)),
    )


def unsure_of(analysis: Analysis) -> str:
    """Why there are no intervals though there are enough answers; may be empty."""
    if analysis.replicates:
        return ""
    return t(
        "These answers come from too few customers to say how sure anything is: there "
        "are no intervals and no ranks."
    )


def halo_of(analysis: Analysis) -> str:
    """A common mood behind all ratings; empty where it is not strong."""
    if not analysis.halo_high:
        return ""
    return t(
        "Halo: {share} of the differences in these ratings are one common mood. People "
        "who like one thing like all, so importances lie close together and a touchpoint "
        "without any effect would still get some. Trust the ranks only where no bar "
        "joins them.",
        share=number(analysis.halo, "share"),
    )


def suppressor_of(row: DriverRow) -> str:
    """Why an important driver has a slope against it; empty where it has none."""
    found = row.suppressor
    if found is None or found.with_name is None or found.with_correlation is None:
        return ""
    return t(
        "{name}: importance {importance}, and by itself it goes with a better outcome "
        "(correlation {r}). Yet among people who rated the others alike, it goes with a "
        "worse one (standardised slope {beta}): its ratings go along with those of "
        "{other} (correlation {with_r}), which take over its part. Read this as overlap, "
        "not as a reason to make {name} worse."
        if found.clear
        else "{name}: importance {importance}, and by itself it goes with a better "
        "outcome (correlation {r}). Among people who rated the others alike, its slope "
        "is on the other side of nought (standardised {beta}), though chance may do "
        "that: its ratings go along with those of {other} (correlation {with_r}), which "
        "take over its part. Read this as overlap, not as a reason to make {name} worse.",
        name=found.name,
        importance=number(found.importance, "share"),
        r=number(found.correlation, "score"),
        beta=number(found.beta, "score"),
        other=found.with_name,
        with_r=number(found.with_correlation, "score"),
    )


def collinear_of(analysis: Analysis) -> str:
    """Drivers whose ratings the others nearly hold already; may be empty."""
    found = [row for row in analysis.drivers if row.collinear]
    if not found:
        return ""
    return t(
        "Nearly the same ratings as the others: {names}. Their slopes are unsure; the "
        "importance is not.",
        names=", ".join(f"{row.name} (VIF {row.vif:.1f})" for row in found),
    )


def left_out_of(left: tuple[Met, ...], responses: int) -> str:
    """Touchpoints that are not in the model, with how many rated them; may be empty."""
    if not left:
        return ""
    listed = ", ".join(
        f"{met.name} ({number(met.answered / responses, 'share') if responses else '–'})"
        for met in left
    )
    return t(
        "Not in the model, with the share of people who rated it: {listed}.",
        listed=listed,
    )


def plain_all(sentences: list[str]) -> str:
    """Sentences in a row, safe as Markdown."""
    return words.plain(" ".join(sentence for sentence in sentences if sentence))
