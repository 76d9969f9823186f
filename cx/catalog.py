"""The catalogue: what metrics, estimators and formats exist, read from their files and checked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from cx import frontmatter
from cx.errors import DefinitionError, QuestionError

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
FORMATS = ROOT / "formats"

UNITS = ("points", "share", "seconds", "count", "score", "money")
BETTER = ("higher", "lower", "target", "neither")
ROWS = ("contact", "answer", "response", "purchase")
CONFIDENCE = ("A", "B", "K", "S", "D")
DRAWN_CONFIDENCE = ("A", "B", "K")


@dataclass(frozen=True)
class Parameter:
    """A value the reader may choose: a number between bounds, or one of a list."""

    name: str
    label: str
    default: int | str
    unit: str = ""
    min: int | None = None
    max: int | None = None
    choices: tuple[str, ...] = ()

    def read(self, given: object) -> int | str:
        """Turn text or a number into a value of this parameter, or say why not."""
        if self.choices:
            if given in self.choices:
                return str(given)
            raise QuestionError(
                "{name} is one of {choices}, not {given}.",
                name=self.name,
                choices=", ".join(self.choices),
                given=repr(given),
            )
        try:
            value = int(str(given))
        except ValueError:
            value = None
        low, high = self.min, self.max
        if value is None or low is None or high is None or not low <= value <= high:
            raise QuestionError(
                "{name} is a whole number from {low} to {high}, not {given}.",
                name=self.name,
                low=low,
                high=high,
                given=repr(given),
            )
        return value


@dataclass(frozen=True)
class Benchmark:
    """A published number, with how far it can be trusted (A, B, K drawn; S, D only told)."""

    value: float
    label: str
    confidence: str

    @property
    def drawn(self) -> bool:
        """Whether a chart may show it as a line."""
        return self.confidence in DRAWN_CONFIDENCE


@dataclass(frozen=True)
class Example:
    """A worked example: rows in, number out."""

    why: str
    given: str
    value: float | None
    n: int
    parameters: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Metric:
    """One metric file: what is counted, how, and what to know before quoting it."""

    id: str
    name: str
    definition: str
    theme: str
    unit: str
    better: str
    estimator: str
    rows: str
    anchor: str
    range: tuple[float, float]
    min_n: int
    counts: str
    caveat: str
    why: str
    sql: str
    sources: tuple[str, ...]
    benchmarks: tuple[Benchmark, ...]
    examples: tuple[Example, ...]
    parameters: tuple[Parameter, ...]
    fingerprint: str

    def read_parameters(self, given: dict[str, object]) -> dict[str, int | str]:
        """Every parameter's value: the given one, else the default."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise QuestionError(
                    "{metric} has no parameter {name}. It has: {known}.",
                    metric=self.id,
                    name=name,
                    known=", ".join(known) or "none",
                )
        return {
            name: parameter.read(given[name]) if name in given else parameter.default
            for name, parameter in known.items()
        }


@dataclass(frozen=True)
class FormatExample:
    """A worked example of a format: the file's text, and how many lines are added or set aside."""

    why: str
    raw: str
    added: int
    set_aside: int
    rows: str = ""


@dataclass(frozen=True)
class Format:
    """One export's file format: how to know it, how to read it."""

    id: str
    name: str
    into: str
    detect: tuple[str, ...]
    optional: tuple[str, ...]
    consumes: tuple[str, ...]
    never_attributes: tuple[str, ...]
    vendor_docs: str
    note: str
    sql: str
    examples: tuple[FormatExample, ...]
    fingerprint: str


METRIC_KEYS = {f.name for f in fields(Metric)} - {
    "id",
    "sql",
    "sources",
    "benchmarks",
    "examples",
    "parameters",
    "fingerprint",
} | {"source", "benchmark", "example", "param"}
FORMAT_KEYS = {f.name for f in fields(Format)} - {
    "id",
    "sql",
    "examples",
    "fingerprint",
} | {"example"}
FORMAT_OPTIONAL = {"optional", "consumes", "never_attributes", "note"}


def fingerprint(text: str) -> str:
    """A short hash that changes when a definition does."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _example(given: dict[str, Any]) -> Example:
    expect = given["expect"]
    return Example(
        why=given["why"],
        given=given["given"],
        value=expect.get("value"),
        n=expect["n"],
        parameters=given.get("param", {}),
    )


def _metric_faults(head: dict[str, Any], sql: str) -> list[str]:
    faults = [f"unknown key {key}" for key in head.keys() - METRIC_KEYS]
    needed = METRIC_KEYS - {"benchmark", "param", "source"}
    faults += [f"missing key {key}" for key in sorted(needed - head.keys())]
    if faults:
        return faults
    for key, allowed in (("unit", UNITS), ("better", BETTER), ("rows", ROWS)):
        if head[key] not in allowed:
            faults.append(f"{key} is one of {', '.join(allowed)}")
    if not (QUERIES / "estimators" / f"{head['estimator']}.sql").exists():
        faults.append(f"there is no estimator {head['estimator']}")
    for benchmark in head.get("benchmark", []):
        if benchmark.get("confidence") not in CONFIDENCE:
            faults.append(f"a benchmark's confidence is one of {', '.join(CONFIDENCE)}")
    declared, used = set(head.get("param", {})), set(re.findall(r"\$(\w+)", sql))
    faults += [f"${name} is used and not declared" for name in sorted(used - declared)]
    faults += [f"${name} is declared and not used" for name in sorted(declared - used)]
    return faults


def load_metric(path: Path) -> Metric:
    """Read one metric file; every fault in it is reported together."""
    head, sql = frontmatter.split(path)
    faults = _metric_faults(head, sql)
    if faults:
        raise DefinitionError(
            "{file}: {faults}.", file=path.name, faults="; ".join(faults)
        )
    parameters = tuple(
        Parameter(
            name=name, **{k: tuple(v) if k == "choices" else v for k, v in spec.items()}
        )
        for name, spec in head.get("param", {}).items()
    )
    return Metric(
        id=path.stem,
        sql=sql,
        sources=tuple(source["cite"] for source in head.get("source", [])),
        benchmarks=tuple(
            Benchmark(**benchmark) for benchmark in head.get("benchmark", [])
        ),
        examples=tuple(_example(example) for example in head["example"]),
        parameters=parameters,
        range=(head["range"][0], head["range"][1]),
        fingerprint=fingerprint(path.read_text(encoding="utf-8")),
        **{
            key: head[key]
            for key in (
                *("name", "definition", "theme", "unit", "better", "estimator", "rows"),
                *("anchor", "min_n", "counts", "caveat", "why"),
            )
        },
    )


def load_format(path: Path) -> Format:
    """Read one format file, or a saved mapping of the same shape."""
    head, sql = frontmatter.split(path)
    faults = [f"unknown key {key}" for key in head.keys() - FORMAT_KEYS]
    faults += [
        f"missing key {key}"
        for key in sorted(FORMAT_KEYS - FORMAT_OPTIONAL - head.keys())
    ]
    if head.get("into") not in ("contact", "answer", "purchase"):
        faults.append("into is contact, answer or purchase")
    if faults:
        raise DefinitionError(
            "{file}: {faults}.", file=path.name, faults="; ".join(faults)
        )
    return Format(
        id=path.stem,
        name=head["name"],
        into=head["into"],
        detect=tuple(head["detect"]),
        optional=tuple(head.get("optional", ())),
        consumes=tuple(head.get("consumes", ())),
        never_attributes=tuple(head.get("never_attributes", ())),
        vendor_docs=head["vendor_docs"],
        note=head.get("note", ""),
        sql=sql,
        examples=tuple(
            FormatExample(
                why=example["why"],
                raw=example["raw"],
                added=example["expect"]["added"],
                set_aside=example["expect"]["set_aside"],
                rows=example.get("rows", ""),
            )
            for example in head["example"]
        ),
        fingerprint=fingerprint(path.read_text(encoding="utf-8")),
    )


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by id, in the order of their file names."""
    return {path.stem: load_metric(path) for path in sorted(QUERIES.glob("*.sql"))}


@cache
def formats() -> dict[str, Format]:
    """All shipped formats by id."""
    return {path.stem: load_format(path) for path in sorted(FORMATS.glob("*.sql"))}


def metric(metric_id: str) -> Metric:
    """One metric, or a sentence that names what there is."""
    try:
        return metrics()[metric_id]
    except KeyError:
        raise QuestionError(
            "There is no metric {id}. There are: {known}.",
            id=metric_id,
            known=", ".join(metrics()),
        ) from None


@cache
def estimator_sql(name: str) -> str:
    """The SQL that turns observations into sums."""
    return (
        (QUERIES / "estimators" / f"{name}.sql")
        .read_text(encoding="utf-8")
        .strip()
        .rstrip(";")
    )


def normalise_header(name: str) -> str:
    """Header names are compared without case and surrounding blanks.

    >>> normalise_header(" Created At ")
    'created at'
    """
    return name.strip().strip("\ufeff").lower()


def detect(
    header: list[str], candidates: dict[str, Format] | None = None
) -> list[Format]:
    """Formats whose identifying headers are all present, the most specific first."""
    present = {normalise_header(name) for name in header}
    found = [
        known
        for known in (candidates or formats()).values()
        if {normalise_header(name) for name in known.detect} <= present
    ]
    return sorted(found, key=lambda known: -len(known.detect))


@cache
def schema_sql() -> str:
    """The canonical tables."""
    return (QUERIES / "base" / "schema.sql").read_text(encoding="utf-8")


@cache
def parse_sql() -> str:
    """The macros for messy text."""
    return (QUERIES / "base" / "parse.sql").read_text(encoding="utf-8")


@cache
def mart_sql() -> dict[str, str]:
    """Mart files by name, in the order they are built."""
    order = ("contact", "answer", "response", "purchase")
    return {
        name: (QUERIES / "marts" / f"{name}.sql").read_text(encoding="utf-8")
        for name in order
    }


@cache
def check_sentences() -> dict[str, list[tuple[str, str]]]:
    """For each canonical table, its checks as (expression, sentence), in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    table = ""
    for line in schema_sql().splitlines():
        if opening := re.match(r"create table (\w+)", line):
            table = opening[1]
        elif check := re.match(r"\s+check \((.*)\),? -- (.*)$", line):
            found.setdefault(table, []).append((check[1], check[2]))
    return found


@cache
def column_comments() -> dict[str, dict[str, str]]:
    """For each canonical table, what each column is called in words (without "Dimension:")."""
    found: dict[str, dict[str, str]] = {}
    for table, column, words in re.findall(
        r"comment on column (\w+)\.(\w+) is '(.*)';", schema_sql()
    ):
        found.setdefault(table, {})[column] = words.removeprefix("Dimension: ")
    return found


@cache
def dimensions() -> dict[str, str]:
    """Dimensions by column name: what a number can be filtered and broken down by."""
    found = re.findall(
        r"comment on column \w+\.(\w+) is 'Dimension: (.*)';", schema_sql()
    )
    order = (
        "channel",
        "reason",
        "subreason",
        "product",
        "team",
        "segment",
        "touchpoint",
        "source",
    )
    names = dict(found)
    return {column: names[column] for column in order}
