"""Numbers about people at work: whole teams, whole months, eight people or more.

Docs: docs/decisions/0013-small-cells.md.  The unit is one team in one month.  A unit with
fewer people than STAFF is in no number at all, neither in its team's nor in the total, so
no two answers can be taken from each other to find it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cx.catalog import Metric
from cx.errors import QuestionError, said

if TYPE_CHECKING:
    from cx.measure.question import Question

STAFF = 8
CLOCK = ("weekday", "hour")
PERIODS = ("month", "quarter", "year")
NO_ROWS = said(
    "This number is about people at work: it is told by team only, and no single rows of "
    "it are shown."
)


def asked(metric: Metric, question: Question) -> Question:
    """The question in whole months; refused where it could single people out.

    A month that the period holds only in part is left out: two periods that differ by a
    day would tell of the few people who worked on it.
    """
    filtered = [name for name, chosen in question.filters if chosen]
    wrong = [name for name in question.by if name not in ("team", *CLOCK)]
    wrong += [name for name in filtered if name != "team"]
    if filtered and any(name in CLOCK for name in question.by):
        wrong += filtered
    if wrong or (question.period and question.period not in PERIODS):
        raise QuestionError(
            "{metric} is about people at work: it can be asked by team and by month, not "
            "by {wrong}.",
            metric=said(metric.name),
            wrong=", ".join(wrong) or str(question.period),
        )
    return replace(
        question,
        since=month_from(question.since),
        until=month_until(question.until),
    )


def month_from(day: date | None) -> date | None:
    """The first day of the first whole month from a day on.

    >>> month_from(date(2026, 4, 1)), month_from(date(2026, 12, 2))
    (datetime.date(2026, 4, 1), datetime.date(2027, 1, 1))
    """
    if day is None or day.day == 1:
        return day
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_until(day: date | None) -> date | None:
    """The last day of the last whole month up to a day.

    >>> month_until(date(2026, 4, 30)), month_until(date(2026, 4, 29))
    (datetime.date(2026, 4, 30), datetime.date(2026, 3, 31))
    """
    if day is None or day.day == monthrange(day.year, day.month)[1]:
        return day
    return day.replace(day=1) - timedelta(days=1)


def person(metric: Metric) -> str:
    """Who a row is about, in SQL; a staff survey names nobody but its response."""
    if metric.rows == "answer":
        return "source || ':' || response_id"
    return metric.staff


def counted(metric: Metric) -> list[tuple[str, str]]:
    """The metric's rows as CTEs ending in `counted`: for staff, those of large units."""
    if not metric.staff:
        return [("counted", metric.sql)]
    # Few of a team are insulted in a month: how many people it has is asked of all.
    everybody = "contact" if metric.rows == "contact" else "staff_row"
    who, month = person(metric), f"date_trunc('month', {metric.anchor})"
    return [
        ("staff_row", metric.sql),
        (
            "staff_unit",
            f"select\n    coalesce(team, '') as unit_team,\n    {month} as unit_month,\n"
            f"    count(distinct {who}) as people\n"
            f"from {everybody}\nwhere {who} is not null\n"
            f"group by coalesce(team, ''), {month}",
        ),
        (
            "counted",
            "select staff_row.*\nfrom staff_row\ninner join staff_unit\n"
            "    on coalesce(staff_row.team, '') = staff_unit.unit_team\n"
            f"    and {month} = staff_unit.unit_month\n"
            f"where {who} is not null and staff_unit.people >= {STAFF}",
        ),
    ]
