"""What a definition file says, typed: a metric, its parameters and examples; a format."""

from __future__ import annotations

from dataclasses import dataclass, field

from cx.errors import QuestionError, said

UNITS = ("points", "share", "seconds", "count", "score", "money")
EACH = ("", "visit")
BETTER = ("higher", "lower", "target", "neither")
ROWS = (
    *("contact", "episode"),
    *("answer", "response", "purchase", "audit_item", "volume"),
    *("attempt", "alert", "shift"),
)
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
    choices: tuple[int | str, ...] = ()

    def read(self, given: object) -> int | str:
        """Turn text or a number into a value of this parameter, or say why not."""
        if self.choices:
            for choice in self.choices:
                if str(choice) == str(given):
                    return choice
            raise QuestionError(
                "{name} is one of {choices}, not {given}.",
                name=self.name,
                choices=", ".join(map(str, self.choices)),
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
    """A published number and how far to trust it (A, B, K drawn; S, D only told)."""

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
    # The column that says which member of staff a row is about; empty where none is.
    staff: str = ""
    # What one row stands for where it is not a row of its table: "visit".
    each: str = ""

    def read_parameters(self, given: dict[str, object]) -> dict[str, int | str]:
        """Every parameter's value: the given one, else the default."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise QuestionError(
                    "{metric} has no parameter {name}. It has: {known}.",
                    metric=self.id,
                    name=name,
                    known=", ".join(known) or said("none"),
                )
        return {
            name: parameter.read(given[name]) if name in given else parameter.default
            for name, parameter in known.items()
        }


@dataclass(frozen=True)
class FormatExample:
    """A worked example of a format: a file's text, how many lines it adds, sets aside."""

    why: str
    raw: str
    added: int
    set_aside: int
    duplicate: int = 0
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
    first: bool
    questions: bool
    vendor_docs: str
    note: str
    sql: str
    examples: tuple[FormatExample, ...]
    fingerprint: str
    # What a person said words mean: see cx/ingest/values.py.
    values: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)
    # Further names of a column, in another language: {its name in the SELECT: names}.
    also: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
