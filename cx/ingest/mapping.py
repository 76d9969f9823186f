"""A mapping: what a person said about the columns of a file nobody knew.

It is written out as a format file (TOML head, SELECT over `raw`), so a mapped file goes down the same
path as a known one, and can be read, kept and shared.  Column names become quoted identifiers and
words become quoted text: nothing of a file is ever run.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cx import catalog
from cx.catalog import Format
from cx.errors import UploadError
from cx.mart import quoted

DATE_ORDERS = ("ymd", "dmy", "mdy")
TYPED = {
    "started_at": "moment",
    "closed_at": "moment",
    "first_response_at": "moment",
    "responded_at": "moment",
    "occurred_at": "moment",
    "wait_s": "seconds",
    "handle_s": "seconds",
    "hold_s": "seconds",
    "transfers": "whole",
    "reopens": "whole",
    "replies": "whole",
    "amount": "number",
    "discount": "number",
    "weight": "number",
    "resolved": "resolved",
    "abandoned": "yes_no",
    "channel": "channel_of",
    "direction": "direction_of",
    "kind": "kind",
}
EXPECTED = {
    "moment": "This is not a date this column can hold.",
    "seconds": "This is not a duration.",
    "whole": "This is not a whole number.",
    "number": "This is not a number.",
    "yes_no": "This is neither yes nor no.",
    "direction_of": "The direction of a contact is in or out.",
    "rating": "This is not an answer of the scale.",
}
# What a question may be; the scale is what the question needs, None where any scale will do.
QUESTIONS: dict[str, tuple[float, float] | None] = {
    "nps": (0, 10),
    "csat": None,
    "ces2": (1, 7),
    "ces1": (1, 5),
    "overall_satisfaction": None,
    "touchpoint": None,
    "recommend_other": None,
    "intent_rebuy": None,
    "fcr_resolved": None,
    "fcr_contacts": None,
    "wom_told": None,
    "wom_count": None,
    "experience": None,
    "other": None,
}
UNSCALED = ("fcr_contacts", "wom_count", "wom_told", "experience", "fcr_resolved")


@dataclass(frozen=True)
class QuestionColumn:
    """One survey column: which question, on which scale, and which codes are not answers."""

    column: str
    question: str
    touchpoint: str | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    higher_is_better: bool = True
    not_used: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """Which column is what.  `fields` maps canonical fields to columns of the file."""

    name: str
    into: str
    header: tuple[str, ...]
    fields: dict[str, str]
    questions: tuple[QuestionColumn, ...] = ()
    date_order: str = "ymd"

    def faults(self) -> list[str]:
        """What a person still has to decide, as sentences."""
        needed = {
            "contact": ("contact_id", "started_at"),
            "purchase": ("customer_id", "occurred_at"),
        }
        words = catalog.column_comments()[self.into]
        found = [
            f"Choose the column for: {words[field]}."
            for field in needed.get(self.into, ())
            if field not in self.fields
        ]
        if self.into == "answer" and not self.questions:
            found.append("Choose at least one column that holds an answer.")
        for question in self.questions:
            found += _question_faults(question)
        return found


def _question_faults(question: QuestionColumn) -> list[str]:
    needs = QUESTIONS.get(question.question)
    scale = (question.scale_min, question.scale_max)
    if question.question not in QUESTIONS:
        return [f"{question.column}: there is no question called {question.question}."]
    if question.question == "nps" and scale != needs:
        low, high = question.scale_min, question.scale_max
        return [
            f"{question.column} cannot be the Net Promoter Score: its scale runs from {low:g} to {high:g}, and NPS "
            "needs answers from 0 to 10. Map it as a recommendation on another scale."
            if low is not None and high is not None
            else f"{question.column}: NPS needs a scale from 0 to 10."
        ]
    if needs and scale != needs:
        return [
            f"{question.column}: this question runs from {needs[0]:g} to {needs[1]:g}."
        ]
    if question.question not in UNSCALED and None in scale:
        return [f"{question.column}: say from which number to which the scale runs."]
    if question.question == "touchpoint" and not question.touchpoint:
        return [f"{question.column}: name the touchpoint."]
    return []


def _text(value: str | None) -> str:
    return (
        "cast(null as varchar)" if value is None else "'" + value.replace("'", "''") + "'"
    )


def _number(value: float | None) -> str:
    return "cast(null as double)" if value is None else f"cast({value!r} as double)"


def _read(field: str, column: str, date_order: str) -> tuple[str, str | None]:
    """(expression, what was expected) for a canonical field; None where any text will do."""
    kind, cell = TYPED.get(field, "cell"), quoted(column)
    if kind == "moment":
        return f"moment_{date_order}({cell})", EXPECTED["moment"]
    if kind == "resolved":
        return f"coalesce(yes_no({cell}), resolved_status({cell}))", None
    if kind == "kind":
        return f"lower(cell({cell}))", None
    return f"{kind}({cell})", EXPECTED.get(kind)


def _fields_sql(mapping: Mapping) -> tuple[list[str], list[str]]:
    selected, problems = [], []
    for field, column in mapping.fields.items():
        expression, expected = _read(field, column, mapping.date_order)
        selected.append(f"{expression} as {field}")
        if expected:
            problems.append(
                f"problem({_text(column)}, {quoted(column)}, {expression}, {_text(expected)})"
            )
    if (
        mapping.into == "contact"
        and "resolved" not in mapping.fields
        and "status" in mapping.fields
    ):
        selected.append(
            f"resolved_status({quoted(mapping.fields['status'])}) as resolved"
        )
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
        return f"select\n    {listed},\n    [\n        {problem_list}\n    ] as problems\nfrom raw"
    if "response_id" not in mapping.fields:
        selected.append("row_key as response_id")
    items = ",\n        ".join(
        _item(number, q) for number, q in enumerate(mapping.questions, start=1)
    )
    rating = _rating_sql()
    problems.append(
        "case when item.state = 'answered' and item.score is null and item.label is null "
        f"then problem(item.column_name, item.code, null, {_text(EXPECTED['rating'])}) end"
    )
    outer = ",\n    ".join(
        [
            "line",
            *selected,
            "item.question",
            "item.touchpoint",
            "item.stage_order",
            "item.scale_min",
            "item.scale_max",
            "item.higher_is_better",
            "item.state",
            "item.score",
            "item.label",
            f"[\n        {(',' + chr(10) + '        ').join(problems)}\n    ] as problems",
        ]
    )
    return f"""select
    {outer}
from raw
cross join lateral (
    select
        *,
        case when state = 'answered' then {rating} end as score,
        case
            when state = 'answered' and question = 'wom_told' then told_of(code)
            when state = 'answered' and question = 'experience' then
                case when yes_no(code) or lower(cell(code)) in ('good', '좋음', '만족') then 'good' else 'bad' end
            when state = 'answered' and question in ('fcr_resolved') and yes_no(code) is null then 'unknown'
        end as label
    from (
        select
            *,
            case
                when list_contains(not_used_codes, trim(code)) then 'not_used'
                when list_contains(blank_codes, trim(code)) then 'blank'
                when cell(code) is null and not (question = 'wom_told' and told_of(code) is not null) then 'blank'
                else 'answered'
            end as state
        from (values
        {items}
        ) as listed (
            column_name, question, touchpoint, stage_order, scale_min, scale_max, higher_is_better,
            not_used_codes, blank_codes, code
        )
    ) as judged
) as item"""


def _item(number: int, question: QuestionColumn) -> str:
    codes = [
        "cast([" + ", ".join(_text(code) for code in given) + "] as varchar[])"
        for given in (question.not_used, question.blank)
    ]
    is_touchpoint = question.question == "touchpoint"
    return (
        f"({_text(question.column)}, {_text(question.question)}, "
        f"{_text(question.touchpoint if is_touchpoint else None)}, "
        f"{number if is_touchpoint else 'cast(null as integer)'}, {_number(question.scale_min)}, "
        f"{_number(question.scale_max)}, {str(question.higher_is_better).lower()}, "
        f"{', '.join(codes)}, {quoted(question.column)})"
    )


def _rating_sql() -> str:
    return (
        "case\n"
        "            when question in ('wom_told', 'experience') then null\n"
        "            when question = 'fcr_resolved' then cast(yes_no(code) as double)\n"
        "            when scale_min = 1 and scale_max = 5 then rating5(code)\n"
        "            when scale_min = 1 and scale_max = 7 then rating7(code)\n"
        "            when scale_min = 0 and scale_max = 1 then coalesce(cast(yes_no(code) as double), number(code))\n"
        "            else number(code)\n"
        "        end"
    )


def to_text(mapping: Mapping) -> str:
    """The format file a mapping is saved as."""
    head = [
        f"name       = {json.dumps(mapping.name, ensure_ascii=False)}",
        f"into       = {json.dumps(mapping.into)}",
        f"detect     = {json.dumps(list(mapping.header), ensure_ascii=False)}",
        'vendor_docs = "Mapped by hand."',
        f"note       = {json.dumps('Mapping: ' + json.dumps(asdict(mapping), ensure_ascii=False), ensure_ascii=False)}",
        "example    = []",
    ]
    return (
        "/*\n"
        + "\n".join(head).replace("/*", "/ *").replace("*/", "* /")
        + "\n*/\n"
        + to_sql(mapping)
        + "\n"
    )


def read_text(mapping_id: str, text: str) -> Format:
    """A saved mapping as a format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{mapping_id}.sql"
        path.write_text(text, encoding="utf-8")
        return catalog.load_format(path)


def read_saved(saved: dict[str, str]) -> dict[str, Format]:
    """Every saved mapping as a format, by id."""
    return {mapping_id: read_text(mapping_id, text) for mapping_id, text in saved.items()}


def read_mapping_file(path: Path) -> Format:
    """A mapping named on the command line: a format file, or the JSON a mapping is made from."""
    if not path.exists():
        raise UploadError("There is no mapping file {path}.", path=path)
    text = path.read_text(encoding="utf-8")
    if path.suffix.lower() != ".json":
        return catalog.load_format(path)
    try:
        mapping = from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise UploadError(
            "{path} is not a mapping: {error}.", path=path.name, error=error
        ) from error
    faults = mapping.faults()
    if faults:
        raise UploadError("{faults} Nothing was imported.", faults=" ".join(faults))
    return read_text(mapping_id(mapping), to_text(mapping))


def from_dict(given: dict[str, Any]) -> Mapping:
    """A mapping from its JSON form."""
    questions = tuple(
        QuestionColumn(
            **{
                **question,
                "not_used": tuple(str(code) for code in question.get("not_used", ())),
                "blank": tuple(str(code) for code in question.get("blank", ())),
            }
        )
        for question in given.get("questions", ())
    )
    columns = [
        *given.get("fields", {}).values(),
        *(question.column for question in questions),
    ]
    return Mapping(
        name=given["name"],
        into=given["into"],
        header=tuple(given.get("header", columns)),
        fields=dict(given.get("fields", {})),
        questions=questions,
        date_order=given.get("date_order", "ymd"),
    )


def mapping_id(mapping: Mapping) -> str:
    """The same for every file with these columns: one source, whose rows replace each other."""
    names = "\0".join(sorted(catalog.normalise_header(name) for name in mapping.header))
    return "map_" + catalog.fingerprint(mapping.into + "\0" + names)
