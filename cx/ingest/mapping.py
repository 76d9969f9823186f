"""A mapping: what a person said about the columns of a file nobody knew.

It is written out as a format file (TOML head, SELECT over `raw`), so a mapped file goes
down the same path as a known one, and can be read, kept and shared.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cx import catalog
from cx.catalog import Format
from cx.errors import UploadError, said
from cx.ingest.mapping_lines import GRAINS
from cx.ingest.mapping_sql import (
    EXPECTED,
    OF_ITEMS,
    OF_TOUCHPOINTS,
    TYPED,
    UNITS,
    to_sql,
)
from cx.ingest.values import Values, together

__all__ = [
    "DATE_ORDERS",
    "EXPECTED",
    "GRAINS",
    "NEEDED",
    "OF_ITEMS",
    "OF_TOUCHPOINTS",
    "QUESTIONS",
    "TABLES",
    "TYPED",
    "UNITS",
    "UNSCALED",
    "Mapping",
    "QuestionColumn",
    "fields_of",
    "from_dict",
    "mapping_id",
    "mapping_of",
    "read_mapping_file",
    "read_saved",
    "read_text",
    "to_json",
    "to_sql",
    "to_text",
]

TABLES = catalog.TABLES
BY_QUESTION = (
    *("question", "touchpoint", "stage_order", "state", "score", "label"),
    *("scale_min", "scale_max", "higher_is_better", "item"),
)
NOTE = "Mapping: "
NEVER_MAPPED = ("upload_id", "line", "source", "placeholder")
DATE_ORDERS = ("ymd", "dmy", "mdy", "epoch")
# What a question may be, and the scale it needs; None where any scale will do.
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
    "had_problem": None,
    "problem_contacted": None,
    "problem_resolved": None,
    "recovery_satisfaction": None,
    "repeat_info": None,
    "more_loyal": None,
    "intent_spend": None,
    "expectation": None,
    "importance": None,
    "company_view": None,
    "kano_functional": None,
    "kano_dysfunctional": None,
    "etdbw": None,
    "staff": None,
    "enps": (0, 10),
    "other": None,
}
NEEDED = {
    "contact": ("contact_id", "started_at"),
    "purchase": ("customer_id", "occurred_at"),
    "answer": (),
    "audit_item": ("visit_id", "visited_at", "item", "score"),
    "volume": ("period_start", "value"),
    "attempt": ("attempt_id", "started_at"),
    "alert": ("alert_id", "sent_at", "customer_id"),
    "shift": ("agent_id", "worked_on"),
}
UNSCALED = (
    *("fcr_contacts", "wom_count", "wom_told", "experience", "fcr_resolved"),
    *("had_problem", "problem_contacted", "problem_resolved", "repeat_info"),
    *("more_loyal", "kano_functional", "kano_dysfunctional"),
)


@dataclass(frozen=True)
class QuestionColumn:
    """One survey column: which question and scale, and which codes are no answers.

    `touchpoint` is what it is about: a touchpoint, or an item (OF_ITEMS).
    """

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
    """Which column is what.  `fields` maps canonical fields to columns of the file.

    `units` says in what a duration's plain numbers are (seconds unless named); `values`
    is what a person said words mean: {column: {word: what stands for it}}.  For what no
    column says: `scale` is from where to where the scores of an audit run, `grain` the
    length of a volume's periods (None: as they are written), `measure` what was counted
    (None: what the column of the numbers is called).
    """

    name: str
    into: str
    header: tuple[str, ...]
    fields: dict[str, str]
    questions: tuple[QuestionColumn, ...] = ()
    date_order: str = "ymd"
    units: dict[str, str] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    scale: tuple[float, float] | None = None
    grain: str | None = None
    measure: str | None = None

    def faults(self) -> list[str]:
        """What a person still has to decide, as sentences."""
        if self.into not in TABLES:
            return [
                said(
                    "A file holds one of {known}, not {given}.",
                    known=", ".join(TABLES),
                    given=self.into,
                )
            ]
        comments, known = catalog.column_comments()[self.into], fields_of(self.into)
        found: list[str] = [
            said(
                "There is no field called {field}. There are: {known}.",
                field=field,
                known=", ".join(known),
            )
            for field in self.fields
            if field not in known
        ]
        if self.date_order not in DATE_ORDERS:
            orders = ", ".join(DATE_ORDERS)
            found.append(said("The order of dates is one of {known}.", known=orders))
        found += [
            said(
                "The unit of {field} is one of {known}.",
                field=name,
                known=", ".join(UNITS),
            )
            for name, unit in self.units.items()
            if unit not in UNITS
        ]
        found += [
            said("Choose the column for: {field}.", field=said(comments[field]))
            for field in NEEDED[self.into]
            if field not in self.fields
        ]
        found += _line_faults(self)
        if self.into == "answer" and not self.questions:
            found.append(said("Choose at least one column that holds an answer."))
        for question in self.questions:
            found += _question_faults(question)
        return found


def fields_of(table: str) -> tuple[str, ...]:
    """Canonical fields that one column of a file may fill."""
    taken = (*NEVER_MAPPED, *(BY_QUESTION if table == "answer" else ()))
    return tuple(c for c in catalog.column_comments()[table] if c not in taken)


def _line_faults(mapping: Mapping) -> list[str]:
    """What is open about the scale of an audit and the periods of a volume."""
    found: list[str] = []
    without = mapping.into == "audit_item" and "scale_max" not in mapping.fields
    if without and mapping.scale is None:
        found.append(
            said(
                "Say from which number to which the scores run (yes or no: 0 to 1), "
                "or choose the column with the highest possible score."
            )
        )
    if mapping.scale and not mapping.scale[0] < mapping.scale[1]:
        found.append(said("The highest possible score must lie above the lowest."))
    if mapping.grain not in (None, *GRAINS):
        found.append(
            said("The length of a period is one of {known}.", known=", ".join(GRAINS))
        )
    return found


def _question_faults(question: QuestionColumn) -> list[str]:
    needs = QUESTIONS.get(question.question)
    column, low, high = question.column, question.scale_min, question.scale_max
    if question.question not in QUESTIONS:
        return [
            said(
                "{column}: there is no question called {question}.",
                column=column,
                question=question.question,
            )
        ]
    if question.question == "nps" and (low, high) != needs:
        if low is None or high is None:
            return [said("{column}: NPS needs a scale from 0 to 10.", column=column)]
        return [
            said(
                "{column} cannot be the Net Promoter Score: its scale runs from {low} to "
                "{high}, and NPS needs answers from 0 to 10. Map it as a recommendation "
                "on another scale.",
                column=column,
                low=f"{low:g}",
                high=f"{high:g}",
            )
        ]
    if needs and (low, high) != needs:
        return [
            said(
                "{column}: this question runs from {low} to {high}.",
                column=column,
                low=f"{needs[0]:g}",
                high=f"{needs[1]:g}",
            )
        ]
    if question.question not in UNSCALED and (low is None or high is None):
        return [
            said(
                "{column}: say from which number to which the scale runs.", column=column
            )
        ]
    if question.question in OF_TOUCHPOINTS + OF_ITEMS and not question.touchpoint:
        return [said("{column}: name the touchpoint.", column=column)]
    return []


def to_text(mapping: Mapping) -> str:
    """The format file a mapping is saved as."""
    note = NOTE + json.dumps(asdict(mapping), ensure_ascii=False)
    head = [
        f"name = {_toml(mapping.name)}",
        f"into = {_toml(mapping.into)}",
        f"detect = [{', '.join(_toml(name) for name in mapping.header)}]",
        'vendor_docs = "Mapped by hand."',
        f"note = {_toml(note)}",
        "example = []",
        *_values_toml(mapping.values),
    ]
    return "/*\n" + "\n".join(head) + "\n*/\n" + to_sql(mapping) + "\n"


def to_json(mapping: Mapping, values: Values) -> str:
    """A mapping with the answers about its words, as `import --mapping` takes it."""
    given = asdict(mapping) | {"values": together(mapping.values, values)}
    return json.dumps(given, ensure_ascii=False, indent=2) + "\n"


def _values_toml(values: Values) -> list[str]:
    lines = []
    for column, words in values.items():
        lines.append(f"[values.{_toml(column)}]")
        lines += [f"{_toml(word)} = {_toml(text)}" for word, text in words.items()]
    return lines


def mapping_of(fmt: Format) -> Mapping | None:
    """The mapping a format was written from; None for a shipped one."""
    opening, found, told = fmt.note.partition(NOTE)
    return from_dict(json.loads(told)) if found and not opening else None


def _toml(text: str) -> str:
    # JSON writes strings as TOML does, but for one character; a slash could end the head.
    quoted_text = json.dumps(text, ensure_ascii=False)
    return quoted_text.replace("/", "\\u002f").replace("\x7f", "\\u007f")


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
    """A mapping named on the command line: a format file, or a mapping as JSON."""
    if not path.is_file():
        raise UploadError(
            "There is no mapping file {path}. Nothing was imported.", path=path
        )
    if path.suffix.lower() != ".json":
        return catalog.load_format(path)
    try:
        mapping = from_dict(json.loads(path.read_text(encoding="utf-8-sig")))
    except KeyError as error:
        raise UploadError(
            "{path} is not a mapping: it lacks {key}. Nothing was imported.",
            path=path.name,
            key=error.args[0],
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise UploadError(
            "{path} is not a mapping ({error}). Nothing was imported.",
            path=path.name,
            error=error,
        ) from error
    faults = mapping.faults()
    if faults:
        together = said.together(faults)
        raise UploadError("{faults} Nothing was imported.", faults=together)
    return read_text(mapping_id(mapping), to_text(mapping))


def from_dict(given: dict[str, Any]) -> Mapping:
    """A mapping from its JSON form."""
    questions = tuple(
        QuestionColumn(
            **{
                **question,
                "column": str(question["column"]),
                "scale_min": _scale(question.get("scale_min")),
                "scale_max": _scale(question.get("scale_max")),
                "higher_is_better": question.get("higher_is_better", True) is True,
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
        fields={str(k): str(v) for k, v in given.get("fields", {}).items()},
        questions=questions,
        date_order=given.get("date_order", "ymd"),
        units={str(k): str(v) for k, v in given.get("units", {}).items()},
        values={
            str(column): {str(word): str(text) for word, text in words.items()}
            for column, words in given.get("values", {}).items()
        },
        scale=_ends(given.get("scale")),
        grain=_text(given.get("grain")),
        measure=_text(given.get("measure")),
    )


def _ends(given: Any) -> tuple[float, float] | None:
    if given is None:
        return None
    low, high = given
    return float(str(low)), float(str(high))


def _text(given: object) -> str | None:
    return None if given is None else str(given)


def _scale(given: object) -> float | None:
    return None if given is None else float(str(given))


def mapping_id(mapping: Mapping) -> str:
    """The same for every file with these columns: their rows replace each other."""
    names = "\0".join(sorted(catalog.normalise_header(name) for name in mapping.header))
    return "map_" + catalog.fingerprint(mapping.into + "\0" + names)
