"""A first guess at a mapping: which column is what, and how sure that is.

Nothing is decided here.  Every guess comes with its reason, to accept or to change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cx.errors import said
from cx.ingest.mapping import (
    DATE_ORDERS,
    TABLES,
    TYPED,
    Mapping,
    QuestionColumn,
    fields_of,
)
from cx.ingest.read import RawFile
from cx.ingest.suggest_answers import QuestionSuggestion, questions_in
from cx.ingest.suggest_asks import Ask, answer_field, answer_question, asks_of
from cx.ingest.suggest_dates import find_date_order
from cx.ingest.suggest_direction import running_against
from cx.ingest.suggest_fields import (
    NOT_SECONDS,
    OWN_ID,
    Suggestion,
    from_header,
    from_values,
)
from cx.ingest.suggest_lines import grain_from, line_doubts, scale_from
from cx.ingest.suggest_names import aliases, plain
from cx.ingest.suggest_values import Column, read_columns

__all__ = ["Proposal", "QuestionSuggestion", "Suggestion", "propose", "to_mapping"]

ACCEPTED = 0.5
DATES = ("moment", "period")
# Without these named, a file that has other columns of audits or volumes is neither.
LINES = {
    "audit_item": ("item", "score"),
    "volume": ("period_start", "value"),
    "alert": ("alert_id", "sent_at"),
    "shift": ("agent_id", "logged_in_s"),
}
# What an answer to a survey may be mistaken for.
SCORED = ("contact", "answer", "purchase")


@dataclass(frozen=True)
class Proposal:
    """Everything guessed about a file.  `date_order` None: a person has to say.

    So it is with `scale` and `grain`, of audits and volumes whose columns do not say it.
    """

    into: str
    into_confidence: float
    fields: tuple[Suggestion, ...]
    questions: tuple[QuestionSuggestion, ...]
    date_order: str | None
    doubts: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    scale: tuple[float, float] | None = None
    grain: str | None = None

    def open(self, given: dict[str, str]) -> tuple[Ask, ...]:
        """What somebody still has to say."""
        return tuple(a for a in self.asks if a.proposed is None and a.key not in given)

    def answered(self, given: dict[str, str]) -> Proposal:
        """The same with a person's answers ({key of an ask: key of a choice}) in it."""
        return replace(
            self,
            fields=tuple(answer_field(s, self.asks, given) for s in self.fields),
            questions=tuple(answer_question(q, self.asks, given) for q in self.questions),
        )


def propose(raw: RawFile, into: str | None = None) -> Proposal:
    """Guess what kind of table a file is and what its columns mean."""
    columns = read_columns(raw)
    asked = questions_in(columns)
    found = {table: _assign(columns, table, asked) for table in TABLES}
    points = {
        table: _points(table, fields, questions)
        for table, (fields, questions) in found.items()
    }
    best = max(TABLES, key=lambda table: points[table])
    second = max(points[table] for table in TABLES if table != best)
    sure = (
        points[best] / (points[best] + second) * min(1.0, points[best] / 2)
        if points[best]
        else 0.0
    )
    table = into or best
    fields, questions = found[table]
    chosen = [
        s.column
        for s in fields
        if s.column and TYPED.get(s.field) in DATES and s.confidence >= ACCEPTED
    ]
    order, doubts = find_date_order(raw, chosen)
    if not into and not points[best]:
        doubts.append(
            said(
                "Neither the header nor the values say what the rows are: choose between "
                "contacts, answers, purchases, audits, volumes, attempts, alerts and "
                "working days."
            )
        )
    doubts += _doubts(columns, fields)
    doubts += _question_doubts(table, questions, asked)
    doubts += line_doubts(table, columns, fields, found["audit_item"][0])
    by_field = {
        s.field: column
        for s in fields
        for column in columns
        if s.column == column.name and s.confidence >= ACCEPTED
    }
    scored, begins = by_field.get("score"), by_field.get("period_start")
    return Proposal(
        into=table,
        into_confidence=1.0 if into else round(sure, 2),
        fields=fields,
        questions=questions,
        date_order=order,
        doubts=tuple(doubts),
        asks=asks_of(
            columns, fields, questions,
            running_against(raw, questions) if table == "answer" else (),
        ),
        scale=scale_from(scored) if scored and "scale_max" not in by_field else None,
        grain=grain_from(begins) if begins and "grain" not in by_field else None,
    )  # fmt: skip


def to_mapping(proposal: Proposal, raw: RawFile, *, name: str) -> Mapping:
    """Accept whatever is at least as likely as not.

    A date order still open stays year first: other dates are set aside, not misread.
    """
    return Mapping(
        name=name,
        into=proposal.into,
        header=raw.header,
        fields={
            s.field: s.column
            for s in proposal.fields
            if s.column and s.confidence >= ACCEPTED
        },
        questions=tuple(
            QuestionColumn(
                column=q.column,
                question=q.question,
                touchpoint=q.touchpoint,
                scale_min=q.scale_min,
                scale_max=q.scale_max,
                not_used=q.not_used,
                blank=q.blank,
                higher_is_better=q.higher_is_better,
            )
            for q in proposal.questions
            if q.confidence >= ACCEPTED
        ),
        date_order=proposal.date_order or DATE_ORDERS[0],
        units={
            s.field: s.unit
            for s in proposal.fields
            if s.column and s.confidence >= ACCEPTED and s.unit
        },
        scale=proposal.scale,
        grain=proposal.grain,
    )


Assignment = tuple[tuple[Suggestion, ...], tuple[QuestionSuggestion, ...]]


def _assign(
    columns: tuple[Column, ...], table: str, asked: tuple[QuestionSuggestion, ...]
) -> Assignment:
    """One column per field and one use per column, the surest first."""
    fields = fields_of(table)
    offers: list[Suggestion | QuestionSuggestion] = [
        named
        for column in columns
        for field in fields
        if (named := from_header(column, table, field))
    ]
    offers += from_values(columns, table)
    offers += asked if table == "answer" else ()

    def rank(offer: Suggestion | QuestionSuggestion) -> tuple[float, int, str, str]:
        name = offer.column or ""
        place = fields.index(offer.field) if isinstance(offer, Suggestion) else -1
        return (-offer.confidence, place, plain(name), name)

    used: set[str | None] = set()
    filled: dict[str, Suggestion] = {}
    questions: dict[str, QuestionSuggestion] = {}
    for offer in sorted(offers, key=rank):
        if offer.column in used:
            continue
        if isinstance(offer, QuestionSuggestion):
            questions[offer.column] = offer
        elif offer.field not in filled:
            filled[offer.field] = offer
        else:
            continue
        used.add(offer.column)
    nothing = said("Nothing in this file looks like it.")
    return (
        tuple(
            filled.get(field, Suggestion(field, None, 0.0, nothing)) for field in fields
        ),
        tuple(questions[c.name] for c in columns if c.name in questions),
    )


def _points(
    table: str,
    fields: tuple[Suggestion, ...],
    questions: tuple[QuestionSuggestion, ...],
) -> float:
    """How much speaks for a kind of table; what only the values say does not count."""
    tells = aliases()["tells"][table]
    points = sum(
        s.confidence * tells.get(s.field, 0.2)
        for s in fields
        if s.confidence >= ACCEPTED and s.named
    )
    has = {s.field for s in fields if s.confidence >= ACCEPTED and s.named}
    if table in LINES:
        points *= 1.0 if has >= set(LINES[table]) else 0.3
    elif table != "answer" and OWN_ID[table] not in has:
        # Status, agent and duration are in survey exports too.
        points *= 0.7
    named = sum(q.confidence >= 0.8 for q in questions)
    rated = sum(ACCEPTED <= q.confidence < 0.8 for q in questions)
    return float(points + min(6.0, 1.5 * named + 0.4 * rated))


def _doubts(columns: tuple[Column, ...], fields: tuple[Suggestion, ...]) -> list[str]:
    """What should be known about the chosen columns before anything is counted."""
    by_name = {column.name: column for column in columns}
    found: list[str] = []
    for s in fields:
        column = by_name.get(s.column or "")
        if not column:
            continue
        if s.field == "customer_id" and column.scientific:
            found.append(
                said(
                    "{column} holds {example}: a spreadsheet has cut its numbers, so "
                    "many customers look like one. Export the file again and load it "
                    "unopened.",
                    column=column.name,
                    example=column.scientific,
                )
            )
        elif s.field == "customer_id" and column.distinct == column.filled > 20:
            found.append(
                said(
                    "No value of {column} comes back, so it may be a number per row: "
                    "with it, nobody would ever return.",
                    column=column.name,
                )
            )
        elif s.why == NOT_SECONDS:
            found.append(
                said(
                    "{column} is not in seconds, and nothing converts it: leave it out, "
                    "or turn it into seconds or h:mm:ss first.",
                    column=column.name,
                )
            )
    return found


NO_SCORE = {
    "contact": "{column} looks like an answer to a survey; loaded as a contact, it is no "
    "score.",
    "purchase": "{column} looks like an answer to a survey; loaded as a purchase, it is "
    "no score.",
}
NOT_NPS = (
    "{column} runs from {low} to {high}, so it cannot be the Net Promoter Score, which "
    "needs 0 to 10."
)


def _question_doubts(
    table: str,
    questions: tuple[QuestionSuggestion, ...],
    asked: tuple[QuestionSuggestion, ...],
) -> list[str]:
    if table not in SCORED:
        # A score is what an audit is made of.
        return []
    if table != "answer":
        return [
            said(NO_SCORE[table], column=q.column)
            for q in asked
            if q.question
            in ("nps", "recommend_other", "csat", "ces2", "overall_satisfaction")
        ]
    found: list[str] = [
        said(NOT_NPS, column=q.column, low=f"{q.scale_min:g}", high=f"{q.scale_max:g}")
        for q in questions
        # From 1 to 10, whether 0 could be chosen is asked.
        if q.question == "recommend_other" and q.scale_max != 10
    ]
    from_one = [q.column for q in questions if (q.scale_min, q.scale_max) == (1, 10)]
    if any(q.question in ("nps", "recommend_other") for q in questions):
        return found
    if len(from_one) == 1:
        found.append(said(NOT_NPS, column=from_one[0], low=1, high=10))
    elif from_one:
        found.append(
            said(
                "{column} and {n} more run from 1 to 10, so none can be the Net Promoter "
                "Score, which needs 0 to 10.",
                column=min(from_one),
                n=len(from_one) - 1,
            )
        )
    return found
