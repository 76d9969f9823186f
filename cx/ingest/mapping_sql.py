"""A mapping as SQL: the SELECT over `raw` that it stands for.

Column names become quoted identifiers and words become quoted text: nothing of a file is
ever run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cx.ingest.mapping_lines import (
    audit_lines,
    grain_of,
    left_out,
    measure_of,
    period,
    score_of,
    volume_lines,
)
from cx.mart import quoted

if TYPE_CHECKING:
    from cx.ingest.mapping import Mapping, QuestionColumn

TYPED = {
    "started_at": "moment",
    "closed_at": "moment",
    "first_response_at": "moment",
    "responded_at": "moment",
    "occurred_at": "moment",
    "visited_at": "moment",
    "period_start": "period",
    "promised_at": "moment",
    "bad_news_at": "moment",
    "delivered_at": "moment",
    "sent_at": "moment",
    "worked_on": "moment",
    "wait_s": "seconds",
    "handle_s": "seconds",
    "hold_s": "seconds",
    "transfers": "whole",
    "reopens": "whole",
    "replies": "whole",
    "elapsed_s": "seconds",
    "logged_in_s": "seconds",
    "handling_s": "seconds",
    "break_s": "seconds",
    "contacts": "whole",
    "abusive_contacts": "whole",
    "cost": "number",
    "sale_amount": "number",
    "margin": "number",
    "amount": "number",
    "discount": "number",
    "weight": "number",
    "resolved": "resolved",
    "abandoned": "yes_no",
    "choice_offered": "yes_no",
    "repeat_info": "yes_no",
    "self_service_first": "yes_no",
    "proactive": "yes_no",
    "abuse": "yes_no",
    "complete": "yes_no",
    "undamaged": "yes_no",
    "documented": "yes_no",
    "completed": "yes_no",
    "solved": "yes_no",
    "held_out": "yes_no",
    "channel": "channel_of",
    "direction": "direction_of",
    "kind": "kind",
    "stage_order": "whole",
    "applicable": "yes_no",
    "critical": "yes_no",
    "score": "score",
    "scale_min": "number",
    "scale_max": "number",
    "value": "number",
    "grain": "grain",
}
# Plain numbers of these units in seconds; h:mm:ss and the like need none.
UNITS = {"s": 1, "ms": 0.001, "min": 60, "h": 3600}
# Names of people and matters: cut by a spreadsheet, they stand for many.
OWN_IDS = (
    *("contact_id", "response_id", "purchase_id", "visit_id"),
    *("attempt_id", "alert_id"),
)
# Worked out for each line by what else stands on it.
BY_LINE = ("applicable", "scale_min", "scale_max", "grain")
# Questions asked once for each touchpoint, and for each item of a list.
OF_TOUCHPOINTS = (
    *("touchpoint", "expectation", "importance", "company_view"),
    *("kano_functional", "kano_dysfunctional"),
)
OF_ITEMS = ("etdbw", "staff")
YES_NO = (
    *("fcr_resolved", "had_problem", "problem_contacted", "problem_resolved"),
    "repeat_info",
)
CUT = r"(?i)^\d([.,]\d+)?E\+\d+$"
EXPECTED = {
    "moment": "This is not a date this column can hold.",
    "period": "This is not a day, a month (2024-03) or a week (2024-W11).",
    "grain": "This is not a day, a week or a month.",
    "score": "This is not a number, yes, no or N/A.",
    "seconds": "This is not a duration.",
    "whole": "This is not a whole number.",
    "number": "This is not a number.",
    "yes_no": "This is neither yes nor no.",
    "direction_of": "The direction of a contact is in or out.",
    "rating": "This is not an answer of the scale.",
    "id": "A spreadsheet has shortened this number.",
}


def _text(value: str | None) -> str:
    return (
        "cast(null as varchar)" if value is None else "'" + value.replace("'", "''") + "'"
    )


def _number(value: float | None) -> str:
    return "cast(null as double)" if value is None else f"cast({value!r} as double)"


def _read(field: str, column: str, mapping: Mapping) -> tuple[str, str | None]:
    """(expression, what was expected) for a field; None where any text will do."""
    kind, cell = TYPED.get(field, "cell"), quoted(column)
    if kind == "moment":
        return _moment(cell, mapping), EXPECTED["moment"]
    if kind == "period":
        return period(cell, _moment(cell, mapping)), EXPECTED["period"]
    if kind == "score":
        return score_of(cell, mapping), EXPECTED["score"]
    if kind == "grain":
        return grain_of(cell), EXPECTED["grain"]
    if field == "measure":
        return measure_of(cell), None
    if kind == "resolved":
        return f"coalesce(yes_no({cell}), resolved_status({cell}))", None
    if kind == "kind":
        return f"lower(cell({cell}))", None
    if kind == "whole":
        # Whether it was passed on stands there as often as how many times.
        return f"coalesce(whole({cell}), yes_no({cell})::integer)", EXPECTED[kind]
    if kind == "seconds":
        return _seconds(cell, mapping.units.get(field, "s")), EXPECTED[kind]
    if field in (*OWN_IDS, "customer_id"):
        whole = (
            f"case when not regexp_matches(cell({cell}), '{CUT}') then cell({cell}) end"
        )
        return whole, EXPECTED["id"] if field in OWN_IDS else None
    return f"{kind}({cell})", EXPECTED.get(kind)


def _seconds(cell: str, unit: str) -> str:
    if unit == "s":
        return f"seconds({cell})"
    plain = f"regexp_full_match(cell({cell}), '-?[0-9.,]+')"
    return f"seconds({cell}) * case when {plain} then {UNITS[unit]} else 1 end"


def _moment(cell: str, mapping: Mapping) -> str:
    if mapping.date_order == "epoch":
        return _clock_number(cell)
    return f"moment_{mapping.date_order}({cell})"


def _clock_number(cell: str) -> str:
    """Seconds or thousandths since 1970: which, the number of digits says."""
    return f"""case
        when regexp_full_match(cell({cell}), '[0-9]{{9,10}}([.][0-9]+)?')
            then make_timestamp(cast(cast(cell({cell}) as double) * 1000000 as bigint))
        when regexp_full_match(cell({cell}), '[0-9]{{12,13}}')
            then make_timestamp(cast(cell({cell}) as bigint) * 1000)
        else moment_ymd({cell})
    end"""


def _fields_sql(mapping: Mapping) -> tuple[list[str], list[str]]:
    selected, problems = [], []
    for field, column in mapping.fields.items():
        expression, expected = _read(field, column, mapping)
        if field not in BY_LINE:
            selected.append(f"{expression} as {field}")
        if expected:
            cell = quoted(column)
            if field == "score":
                # What did not apply has no score, and nothing is wrong with it.
                passes = f"case when {left_out(cell)} then 'left out' end"
                expression = f"coalesce(cast({expression} as varchar), {passes})"
            problems.append(
                f"problem({_text(column)}, {cell}, {expression}, {_text(expected)})"
            )
    if (
        mapping.into == "contact"
        and "resolved" not in mapping.fields
        and "status" in mapping.fields
    ):
        selected.append(
            f"resolved_status({quoted(mapping.fields['status'])}) as resolved"
        )
    if mapping.into == "audit_item":
        selected += audit_lines(mapping)
    if mapping.into == "volume":
        cell = quoted(mapping.fields.get("period_start", ""))
        selected += volume_lines(mapping, _moment(cell, mapping))
    if mapping.into == "purchase":
        if "kind" not in mapping.fields:
            selected.append("'order' as kind")
        if "purchase_id" not in mapping.fields:
            selected.append("row_key as purchase_id")
    return selected, problems


def to_sql(mapping: Mapping) -> str:
    """The SELECT over `raw` that a mapping stands for."""
    selected, problems = _fields_sql(mapping)
    if mapping.into != "answer":
        problem_list = ",\n        ".join(problems) or "null"
        listed = ",\n    ".join(["line", *selected])
        said = f"[\n        {problem_list}\n    ]"
        return f"select\n    {listed},\n    {said} as problems\nfrom raw"
    if "response_id" not in mapping.fields:
        selected.append("row_key as response_id")
    items = ",\n        ".join(
        _item(number, q) for number, q in enumerate(mapping.questions, start=1)
    )
    rating = _rating_sql()
    problems.append(
        "case when item.state = 'answered' and item.score is null and item.label is null "
        "then problem(item.column_name, item.code, null, "
        f"{_text(EXPECTED['rating'])}) end"
    )
    problem_list = ",\n        ".join(problems)
    outer = ",\n    ".join(
        [
            "line",
            *selected,
            "item.question",
            "item.touchpoint",
            "item.about as item",
            "item.stage_order",
            "item.scale_min",
            "item.scale_max",
            "item.higher_is_better",
            "item.state",
            "item.score",
            "item.label",
            f"[\n        {problem_list}\n    ] as problems",
        ]
    )
    return f"""select
    {outer}
from raw
cross join lateral (
    select
        *,
        case when state = 'answered' then {rating} end as given,
        case
            when turned then scale_min + scale_max - given else given
        end as score,
        -- What was turned round runs from bad to good, as everything counted here does.
        turned
        or question not in ('ces1', 'had_problem', 'repeat_info') as higher_is_better,
        case
            when state = 'answered' and question = 'wom_told' then told_of(code)
            when state = 'answered' and question = 'more_loyal' then loyal_of(code)
            when state = 'answered' and starts_with(question, 'kano_') then kano_of(code)
            when state = 'answered' and question = 'experience' then
                case
                    when yes_no(code) or lower(cell(code)) in ('good', '좋음', '만족')
                        then 'good'
                    when not yes_no(code)
                        or lower(cell(code)) in ('bad', '나쁨', '불만족')
                        then 'bad'
                end
            when state = 'answered' and question = 'fcr_resolved' and yes_no(code) is null
                then 'unknown'
        end as label
    from (
        select
            *,
            case
                when list_contains(not_used_codes, trim(code)) then 'not_used'
                when lower(trim(code)) = 'not used' then 'not_used'
                when list_contains(blank_codes, trim(code)) then 'blank'
                when question = 'wom_told' and told_of(code) is not null then 'answered'
                when cell(code) is null then 'blank'
                else 'answered'
            end as state
        from (values
        {items}
        ) as listed (
            column_name, question, touchpoint, about, stage_order, scale_min, scale_max,
            turned, not_used_codes, blank_codes, code
        )
    ) as judged
) as item"""


def _item(number: int, question: QuestionColumn) -> str:
    codes = [
        "cast([" + ", ".join(_text(code) for code in given) + "] as varchar[])"
        for given in (question.not_used, question.blank)
    ]
    of_touchpoint = question.question in OF_TOUCHPOINTS
    return (
        f"({_text(question.column)}, {_text(question.question)}, "
        f"{_text(question.touchpoint if of_touchpoint else None)}, "
        f"{_text(question.touchpoint if question.question in OF_ITEMS else None)}, "
        f"{number if of_touchpoint else 'cast(null as integer)'}, "
        f"{_number(question.scale_min)}, "
        f"{_number(question.scale_max)}, {str(_turned(question)).lower()}, "
        f"{', '.join(codes)}, {quoted(question.column)})"
    )


def rating_of(cell: str, low: float, high: float) -> str:
    """SQL that reads a cell as an answer on a scale."""
    if (low, high) in ((1, 5), (1, 7)):
        return f"rating{high:g}({cell})"
    return f"number({cell})"


def _turned(question: QuestionColumn) -> bool:
    # Effort (CES 1.0) is counted as it was asked: little effort is a low number.
    return not question.higher_is_better and question.question != "ces1"


def _rating_sql() -> str:
    return (
        "case\n"
        "            when question in ('wom_told', 'experience') then null\n"
        "            when question = 'more_loyal' then null\n"
        "            when starts_with(question, 'kano_') then null\n"
        f"            when question in {YES_NO} then cast(yes_no(code) as double)\n"
        "            when scale_min = 1 and scale_max = 5 then rating5(code)\n"
        "            when scale_min = 1 and scale_max = 7 then rating7(code)\n"
        "            when scale_min = 0 and scale_max = 1\n"
        "                then coalesce(cast(yes_no(code) as double), number(code))\n"
        "            else number(code)\n"
        "        end"
    )
