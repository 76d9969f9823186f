"""Which column may be which field: what its header says, checked against its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cx.errors import said
from cx.ingest.mapping import TYPED, fields_of
from cx.ingest.suggest_names import BEFORE, WEAK, header_match
from cx.ingest.suggest_values import Column

# The number that each line has for itself.
OWN_ID = {
    "contact": "contact_id",
    "answer": "response_id",
    "purchase": "purchase_id",
    "attempt": "attempt_id",
}
MOMENT = {
    "contact": "started_at",
    "answer": "responded_at",
    "purchase": "occurred_at",
    "audit_item": "visited_at",
    "volume": "period_start",
    "attempt": "started_at",
    "alert": "sent_at",
    "shift": "worked_on",
}
IDS = ("customer_id", "contact_id", "issue_id", "order_id")
VISIT = "visit_id"
NOT_SECONDS = said("The header says so, but in another unit than seconds.")
ALL_ARE = {
    "moment": "All values are dates.",
    "period": "All values are days, weeks or months.",
    "grain": "All values name a day, a week or a month.",
    "score": "All values are scores.",
    "seconds": "All values are durations.",
    "whole": "All values are whole numbers.",
    "number": "All values are numbers.",
    "resolved": "All values say yes or no.",
    "yes_no": "All values say yes or no.",
    "channel_of": "All values are channels known here.",
    "direction_of": "All values say in or out.",
    "kind": "All values are kinds of purchase known here.",
}
SOME_ARE = {
    "moment": "{percent} % of the values are dates.",
    "period": "{percent} % of the values are days, weeks or months.",
    "grain": "{percent} % of the values name a day, a week or a month.",
    "score": "{percent} % of the values are scores.",
    "seconds": "{percent} % of the values are durations.",
    "whole": "{percent} % of the values are whole numbers.",
    "number": "{percent} % of the values are numbers.",
    "resolved": "{percent} % of the values say yes or no.",
    "yes_no": "{percent} % of the values say yes or no.",
    "channel_of": "{percent} % of the values are channels known here.",
    "direction_of": "{percent} % of the values say in or out.",
    "kind": "{percent} % of the values are kinds of purchase known here.",
}
# Reading minutes as seconds would be wrong without anybody noticing.
UNIT_WORDS = {
    "min": r"(?<![a-z])(min|mins|minutes?)(?![a-z])|[(\[]분[)\]]",
    "h": r"(?<![a-z])(hrs?|hours?)(?![a-z])|[(\[]시간[)\]]",
    "ms": r"(?<![a-z])(ms|msec|millis\w*)(?![a-z])|[(\[]밀리초[)\]]",
    "s": r"(?<![a-z])(s|secs?|seconds?)(?![a-z])|[(\[]초[)\]]",
}
DAYS = re.compile(r"(?<![a-z])days?(?![a-z])|[(\[]일[)\]]")
CLOCK_FORM = re.compile(r"[(\[][^)\]]*:[^)\]]*[)\]]")
# A name is shared by many people, so it is no number of anybody.
A_NAME = re.compile(r"(?<![a-z])names?(?![a-z])|이름|성명|고객명", re.IGNORECASE)


def unit_of(header: str) -> str | None:
    """The unit a header gives for its plain numbers, or None where it gives none.

    >>> unit_of("First reply time in minutes"), unit_of("대기시간(초)"), unit_of("Wait")
    ('min', 's', None)
    """
    name = CLOCK_FORM.sub("", header).lower().replace("_", " ")
    return next((u for u, words in UNIT_WORDS.items() if re.search(words, name)), None)


@dataclass(frozen=True)
class Suggestion:
    """The column proposed for one of our fields; None where nothing fits.

    `named` is false where only the values speak for it.
    """

    field: str
    column: str | None
    confidence: float
    why: str
    named: bool = True
    unit: str | None = None


def _share(share: float, kind: str) -> str:
    if share >= 1:
        return said(ALL_ARE[kind])
    return said(SOME_ARE[kind], percent=int(share * 100))


def _fit(column: Column, table: str, field: str) -> tuple[float, str]:
    """How well the values fit (1 yes, 0.5 open, 0 no), and that in words."""
    kind = TYPED.get(field)
    if not column.filled:
        return 0.5, said("The column is empty.")
    repeats = column.distinct / column.filled
    if kind:
        share = column.looks["yes_no" if kind == "resolved" else kind]
        if kind == "whole":
            share = max(share, column.looks["yes_no"])
        if kind in ("moment", "period"):
            share = max(share, column.looks["epoch"])
        if (
            kind in ("seconds", "number", "whole", "score")
            and column.looks["moment"] > 0.5
        ):
            share = 0.0
        # A channel that is new to us is kept by its own name.
        least = 0.5 if kind != "channel_of" or column.looks["number"] > 0.5 else -1.0
        if kind == "score" and column.distinct <= 12:
            # A few words, such as pass and fail: what they mean is asked.
            least = -1.0
        # One mistyped cell says nothing about a short column.
        one_odd = column.filled >= 3 and (1 - share) * column.filled < 1.5
        fits = share >= 0.8 or (one_odd and share > 0.5)
        fit = 1.0 if fits else 0.5 if share > least else 0.0
        return fit, _share(share, kind)
    if column.looks["moment"] > 0.8:
        return 0.0, said("The values are dates.")
    if column.looks["cut"] >= 0.5 and column.scientific:
        return 0.0, said(
            "A spreadsheet has cut its numbers to the likes of {example}.",
            example=column.scientific,
        )
    if field == VISIT:
        if column.looks["clock"] >= 0.5:
            return 0.0, said("The values are durations.")
        if repeats == 1 and column.filled > 2:
            return 0.5, said("No value comes back.")
        return 1.0, said("Values come back, as they do for the same person or matter.")
    if field == OWN_ID.get(table):
        fit = 1.0 if repeats >= 0.98 else 0.5 if repeats >= 0.1 else 0.0
        if repeats == 1:
            return fit, said("Every value is different.")
        percent = int(repeats * 100)
        return fit, said("{percent} % of the values are different.", percent=percent)
    if field in IDS and A_NAME.search(column.name):
        return 0.0, said("Names are no numbers: namesakes would become one.")
    if field in IDS and column.looks["clock"] >= 0.5:
        return 0.0, said("The values are durations.")
    if field in IDS:
        if column.distinct <= 11 and column.filled > 30:
            n = column.distinct
            return 0.0, said("There are only {n} different values.", n=n)
        if column.looks["address"] < 0.5 or column.mean_length < 2:
            return 0.5, said("The values are not like numbers or addresses of somebody.")
        if repeats == 1:
            return 0.5, said("No value comes back.")
        return 1.0, said("Values come back, as they do for the same person or matter.")
    if field == "comment":
        if column.looks["number"] > 0.5:
            return 0.0, said("The values are numbers.")
        free = column.mean_length >= 6 or repeats > 0.5
        return 1.0 if free else 0.5, said("The values are texts.")
    lists = sum(v.count for v in column.values if v.text.startswith(("[", "{")))
    if 2 * lists > column.filled:
        return 0.0, said("The values are lists.")
    few = column.distinct <= max(12, column.filled / 2)
    fit = 1.0 if few and column.mean_length < 60 else 0.5
    if column.distinct == 1:
        return fit, said("All rows say the same.")
    return fit, said(
        "{rows} rows share {n} different values.",
        rows=f"{column.filled:,}",
        n=f"{column.distinct:,}",
    )


def from_header(column: Column, table: str, field: str) -> Suggestion | None:
    """What a header suggests, checked against the values."""
    match = header_match(column.name, table, field)
    if field == "subreason" and not match and re.search(r"\.\d+$", column.name):
        # A second column of the same name is the finer reason.
        match = header_match(column.name, table, "reason")
    if not match:
        return None
    fit, values = _fit(column, table, field)
    whole = match > 0.95
    is_word = field not in (*IDS, VISIT, OWN_ID.get(table), "weight")
    is_word = is_word and TYPED.get(field, "channel_of") == "channel_of"
    if is_word and not whole and column.looks["number"] > 0.5:
        # Codes under a name that only resembles the field's are as likely ratings.
        fit, values = 0.0, said("The values are numbers.")
    unit = unit_of(column.name) if TYPED.get(field) == "seconds" else None
    if TYPED.get(field) == "seconds" and DAYS.search(column.name.lower()):
        return Suggestion(field, column.name, 0.3, NOT_SECONDS)
    if not whole and not fit:
        return None
    if match == WEAK:
        sure = {1.0: 0.7, 0.5: 0.4, 0.0: 0.25}[fit]
        header = said("The header may say so.")
    elif whole:
        sure = {1.0: 0.95, 0.5: 0.75, 0.0: 0.25}[fit] - (1 - match)
        header = said(
            "The header says so, and the values fit."
            if fit == 1
            else "The header says so."
            if fit
            else "The header says so, but the values do not fit."
        )
    else:
        # Never surer than a whole header whose values are open.
        least = 0.5 if match > BEFORE or field == "comment" else 0.39
        # Channels of names that are new here are channels all the same.
        open_at_least = 0.4 if field == "channel" and column.distinct <= 12 else 0.3
        sure = (least if fit == 1 else open_at_least) + 0.24 * match
        header = said(
            "Part of the header says so, and the values fit."
            if fit == 1
            else "Part of the header says so."
        )
    why = said.together([header, values])
    return Suggestion(
        field, column.name, round(sure, 3), why, named=match != WEAK, unit=unit
    )


def from_values(columns: tuple[Column, ...], table: str) -> Iterator[Suggestion]:
    """What the values alone suggest: never more than 0.6."""
    kind = TYPED[MOMENT[table]]
    dated = [c for c in columns if c.looks[kind] >= 0.9]
    sure = 0.6 if len(dated) == 1 else 0.4
    for c in dated:
        yield _unnamed(MOMENT[table], c, sure, _share(c.looks[kind], kind))
    for field in ("channel", "direction", "kind"):
        kind = TYPED[field]
        for c in columns if field in fields_of(table) else ():
            if c.looks[kind] >= 0.9 and c.distinct > 1 and c.looks["number"] < 0.5:
                yield _unnamed(field, c, 0.6, _share(c.looks[kind], kind))
    for c in columns:
        id_like = c.filled >= 20 and c.looks["moment"] < 0.5 and 2 <= c.mean_length <= 40
        if (
            not id_like
            or c.looks["code"] < 0.9
            or c.looks["number"] > c.looks["whole"]
            or c.scientific
        ):
            continue
        if c.distinct == c.filled:
            why = said("Every value is different.")
            if table in OWN_ID:
                yield _unnamed(OWN_ID[table], c, 0.45, why)
        elif "customer_id" not in fields_of(table):
            continue
        elif 0.1 < c.distinct / c.filled < 0.95 and c.mean_length >= 4:
            why = said("Values come back, as customers do.")
            yield _unnamed("customer_id", c, 0.3, why)


def _unnamed(field: str, column: Column, sure: float, values: str) -> Suggestion:
    why = said.together([said("No header says so."), values])
    return Suggestion(field, column.name, sure, why, named=False)
