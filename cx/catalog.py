"""The catalogue: which metrics, estimators and formats exist, read and checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cx import frontmatter
from cx.definition import (
    BETTER,
    CONFIDENCE,
    DRAWN_CONFIDENCE,
    EACH,
    ROWS,
    UNITS,
    Benchmark,
    Example,
    Format,
    FormatExample,
    Metric,
    Parameter,
)
from cx.errors import DefinitionError, QuestionError, said
from cx.schema import (
    QUERIES,
    check_sentences,
    column_comments,
    dimensions,
    mart_sql,
    parse_sql,
    personal_sql,
    questions_sql,
    schema_sql,
)

__all__ = [
    "BETTER",
    "CONFIDENCE",
    "DRAWN_CONFIDENCE",
    "FORMATS",
    "QUERIES",
    "ROOT",
    "ROWS",
    "UNITS",
    "Benchmark",
    "Example",
    "Format",
    "FormatExample",
    "Metric",
    "Parameter",
    "check_sentences",
    "column_comments",
    "detect",
    "dimensions",
    "estimator_sql",
    "fingerprint",
    "formats",
    "load_format",
    "load_metric",
    "mart_sql",
    "metric",
    "metrics",
    "named",
    "normalise_header",
    "parse_sql",
    "personal_sql",
    "questions_sql",
    "schema_sql",
]

ROOT = Path(__file__).resolve().parent.parent
FORMATS = ROOT / "formats"
# What one file may hold.
TABLES = (
    *("contact", "answer", "purchase", "audit_item"),
    *("volume", "attempt", "alert", "shift"),
)

# A question mark, the row of a grid, five words, or a Korean verb at the end.
SENTENCE = re.compile(r"[?？]|\[.+\]$|(?:\S+\s+){4}\S|[가-힣](?:요|까|다|오)\.?$")

T = TypeVar("T")
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
FORMAT_OPTIONAL = {
    "optional",
    "consumes",
    "never_attributes",
    "note",
    "first",
    "questions",
    "values",
    "also",
}


def fingerprint(text: str) -> str:
    """A short hash that changes when a definition does."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _examples(listed: list[dict[str, Any]]) -> Iterator[Example]:
    """Worked examples; one without rows is about those of the example before it."""
    rows = None
    for given in listed:
        expect = given["expect"]
        rows = given["given"] if rows is None else given.get("given", rows)
        yield Example(
            why=given["why"],
            given=rows,
            value=expect.get("value"),
            n=expect["n"],
            parameters=given.get("param", {}),
        )


def _metric_faults(head: dict[str, Any], sql: str) -> list[str]:
    faults: list[str] = [
        said("unknown key {key}", key=key) for key in sorted(head.keys() - METRIC_KEYS)
    ]
    needed = METRIC_KEYS - {"benchmark", "param", "source", "staff", "each"}
    faults += [said("missing key {key}", key=key) for key in sorted(needed - head.keys())]
    if faults:
        return faults
    kinds = ("unit", UNITS), ("better", BETTER), ("rows", ROWS), ("each", EACH)
    for key, allowed in kinds:
        if head.get(key, "") not in allowed:
            known = ", ".join(allowed)
            faults.append(said("{key} is one of {known}", key=key, known=known))
    if not (QUERIES / "estimators" / f"{head['estimator']}.sql").exists():
        name = head["estimator"]
        faults.append(said("there is no estimator {name}", name=name))
    for benchmark in head.get("benchmark", []):
        if benchmark.get("confidence") not in CONFIDENCE:
            known = ", ".join(CONFIDENCE)
            faults.append(said("a benchmark's confidence is one of {known}", known=known))
    declared, used = set(head.get("param", {})), set(re.findall(r"\$(\w+)", sql))
    faults += [
        said("${name} is used and not declared", name=name)
        for name in sorted(used - declared)
    ]
    faults += [
        said("${name} is declared and not used", name=name)
        for name in sorted(declared - used)
    ]
    return faults


def _wrong(path: Path, faults: list[str]) -> DefinitionError:
    return DefinitionError(
        "{file} is wrong: {faults}. Put it right, or take the file away.",
        file=path.name,
        faults=said.together(faults, "; "),
    )


def _made(
    path: Path,
    head: dict[str, Any],
    sql: str,
    make: Callable[[Path, dict[str, Any], str], T],
) -> T:
    """Keys inside a table of the head are checked by making something of them."""
    try:
        return make(path, head, sql)
    except KeyError as error:
        fault = said("an entry lacks the key {key}", key=error.args[0])
    except (TypeError, AttributeError, IndexError) as error:
        fault = said(
            "an entry has a wrong key or a wrong kind of value ({error})", error=error
        )
    raise _wrong(path, [fault])


def load_metric(path: Path) -> Metric:
    """Read one metric file; every fault in it is reported together."""
    head, sql = frontmatter.split(path)
    if faults := _metric_faults(head, sql):
        raise _wrong(path, faults)
    return _made(path, head, sql, _metric)


def _metric(path: Path, head: dict[str, Any], sql: str) -> Metric:
    parameters = tuple(
        Parameter(name=name, **{**spec, "choices": tuple(spec.get("choices", ()))})
        for name, spec in head.get("param", {}).items()
    )
    return Metric(
        id=path.stem,
        sql=sql,
        sources=tuple(source["cite"] for source in head.get("source", [])),
        benchmarks=tuple(
            Benchmark(**benchmark) for benchmark in head.get("benchmark", [])
        ),
        examples=tuple(_examples(head["example"])),
        parameters=parameters,
        range=(head["range"][0], head["range"][1]),
        staff=head.get("staff", ""),
        each=head.get("each", ""),
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
    faults: list[str] = [
        said("unknown key {key}", key=key) for key in sorted(head.keys() - FORMAT_KEYS)
    ]
    faults += [
        said("missing key {key}", key=key)
        for key in sorted(FORMAT_KEYS - FORMAT_OPTIONAL - head.keys())
    ]
    if head.get("into") not in TABLES:
        known = ", ".join(TABLES)
        faults.append(said("{key} is one of {known}", key="into", known=known))
    if faults:
        raise _wrong(path, faults)
    return _made(path, head, sql, _format)


def _format(path: Path, head: dict[str, Any], sql: str) -> Format:
    return Format(
        id=path.stem,
        name=head["name"],
        into=head["into"],
        detect=tuple(head["detect"]),
        optional=tuple(head.get("optional", ())),
        consumes=tuple(head.get("consumes", ())),
        never_attributes=tuple(head.get("never_attributes", ())),
        first=bool(head.get("first", False)),
        questions=bool(head.get("questions", False)),
        vendor_docs=head["vendor_docs"],
        note=head.get("note", ""),
        sql=sql,
        examples=tuple(
            FormatExample(
                why=example["why"],
                raw=example["raw"],
                added=example["expect"]["added"],
                set_aside=example["expect"]["set_aside"],
                duplicate=example["expect"].get("duplicate", 0),
                rows=example.get("rows", ""),
            )
            for example in head["example"]
        ),
        fingerprint=fingerprint(path.read_text(encoding="utf-8")),
        values=dict(head.get("values", {})),
        also={name: tuple(others) for name, others in head.get("also", {}).items()},
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


def named(fmt: Format, header: Collection[str]) -> dict[str, str]:
    """What a format calls each column of a file, with its name there.

    A column of `also` stands for the one it is another name of, where that is missing.
    """
    found = {normalise_header(name): name for name in header}
    for ours, others in fmt.also.items():
        for other in map(normalise_header, others):
            if ours not in found and other in found:
                found[ours] = found.pop(other)
    return found


def detect(
    header: list[str], candidates: dict[str, Format] | None = None
) -> list[Format]:
    """Formats whose identifying headers are all present, the most specific first.

    `first` in a format's head says that the first of them must be the first column.
    Where that is all there is to know a format by, half of the other headers must be
    questions or whole sentences: a call log may begin with "Timestamp" as well.
    """
    names = [normalise_header(name) for name in header]
    found = []
    for known in (candidates or formats()).values():
        wanted = [normalise_header(name) for name in known.detect]
        leads = not known.first or names[:1] == wanted[:1]
        have = named(known, header) if known.also else names
        if leads and set(wanted) <= set(have) and _asks(known, names[1:]):
            found.append(known)
    return sorted(found, key=lambda known: -len(known.detect))


def _asks(known: Format, others: list[str]) -> bool:
    """Whether other headers bear out a format that is known by one header alone."""
    if not known.first or len(known.detect) > 1:
        return True
    usual = {normalise_header(name) for name in known.never_attributes}
    told = [name for name in others if name not in usual]
    return 2 * sum(1 for name in told if SENTENCE.search(name)) >= len(told) > 0
