"""The part of SQL that gives the same answers on DuckDB and, through sqlglot, on Spark.

What is left out here either fails on Spark or, worse, answers differently without a word.
Each rule was found by running the construct on both; what fails loudly on Spark and
cannot differ in silence is left to a run on Spark.
"""

from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import exp

# Functions that answered alike; date differences and `epoch` do so through the adapter
# that spells them for Spark.
PROVEN = tuple(
    getattr(exp, name)
    for name in (
        *("Abs", "AnyValue", "ArgMax", "ArgMin", "ArrayContains", "Avg"),
        *("Case", "Cast", "Ceil", "Coalesce", "Count", "CountIf", "DateDiff"),
        *("DateTrunc", "Day", "DenseRank", "Exists", "Exp", "Extract"),
        *("FirstValue", "Floor", "Greatest", "Hour", "If", "Lag", "LastValue"),
        *("Lead", "Least", "Length", "Lower", "Max", "Median", "Min", "Month"),
        *("Nullif", "Pow", "Quarter", "Rank", "RowNumber", "Sign", "Sqrt"),
        *("Stddev", "StrPosition", "Substring", "Sum", "TimeToUnix"),
        *("TimestampTrunc", "Trim", "TryCast", "Variance", "Year"),
    )
)
WORDS_OF_SPARK = ("at", "end", "interval", "timestamp")
EXTRACTED = ("YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE")


def functions(tree: exp.Expr) -> Iterator[str]:
    """Only functions that were tried on both."""
    for call in tree.find_all(exp.Func):
        if not isinstance(call, (*PROVEN, exp.Connector)):
            name = call.name if isinstance(call, exp.Anonymous) else call.sql_name()
            yield f"{name}() was not tried on both engines"


def one_select(tree: exp.Expr) -> Iterator[str]:
    """A SELECT, with CTEs if need be."""
    if not isinstance(tree, exp.Select):
        yield "a file is one SELECT"


def divisions(tree: exp.Expr) -> Iterator[str]:
    """x / 0 is infinite here and an error there."""
    for division in tree.find_all(exp.Div):
        by = division.expression.unnest()
        if not isinstance(by, exp.Literal | exp.Nullif) or by.sql() == "0":
            yield "divide by a number or by nullif(…, 0)"


def whole_numbers(tree: exp.Expr) -> Iterator[str]:
    """Engines round .5 differently."""
    for cast in tree.find_all(exp.Cast):
        inner = cast.this.unnest()
        exact = exp.Column | exp.Null | exp.Floor | exp.Ceil | exp.Predicate | exp.Literal
        if cast.to.this in exp.DataType.INTEGER_TYPES and not isinstance(inner, exact):
            yield "cast to a whole number only what floor() or ceil() made"


def dates(tree: exp.Expr) -> Iterator[str]:
    """Differences of dates, parts of dates, lengths of time."""
    for difference in tree.find_all(exp.Sub):
        sides = (difference.this, difference.expression)
        if all(isinstance(side, exp.Cast) and side.is_type("date") for side in sides):
            yield "date - date is an interval on Spark: date_diff()"
    for part in tree.find_all(exp.Extract):
        if part.name.upper() not in EXTRACTED:
            yield f"extract({part.name}) counts differently"
    for length in tree.find_all(exp.Interval):
        if length.this is not None and not isinstance(length.this, exp.Literal):
            yield "interval 1 day * $days, not interval ($days) day"


def orders(tree: exp.Expr) -> Iterator[str]:
    """Where the order of rows would decide."""
    for _ in tree.find_all(exp.ArrayAgg, exp.First, exp.Last):
        yield "list(), first() and last() lose their order: arg_min, arg_max"
    for window in tree.find_all(exp.Window):
        if not window.args.get("partition_by"):
            yield "a window without partition by moves every row to one place"
        elif window.args.get("order") is None and isinstance(
            window.this, exp.Lag | exp.Lead | exp.RowNumber
        ):
            yield "a window that looks at neighbours needs an order"
    if tree.find(exp.TableSample):
        yield "a sample is another one each time"


def selects(tree: exp.Expr) -> Iterator[str]:
    """Clauses that sqlglot moves to the wrong place, or Spark does not have."""
    for select in tree.find_all(exp.Select):
        beside = ("limit", "group", "order", "distinct")
        if select.args.get("qualify") and any(select.args.get(key) for key in beside):
            yield "qualify needs a CTE of its own"
        if (distinct := select.args.get("distinct")) and distinct.args.get("on"):
            yield "distinct on: row_number() = 1 in a CTE"
        if (group := select.args.get("group")) and group.args.get("all"):
            yield "write the keys of group by"
        for column in select.expressions:
            if column.alias.lower() in WORDS_OF_SPARK:
                yield f"a column cannot be called {column.alias}"
            if isinstance(column, exp.Alias) and isinstance(column.this, exp.Null):
                yield "say the type of a NULL column"
    for star in tree.find_all(exp.Star):
        if any(star.args.get(key) for key in ("except_", "except", "replace", "rename")):
            yield "name the columns: * exclude and * replace are DuckDB's"


def joins(tree: exp.Expr) -> Iterator[str]:
    """ASOF and positional joins are DuckDB's."""
    for join in tree.find_all(exp.Join):
        if join.method:
            yield f"{join.method} join: lead() and lag()"


def texts(tree: exp.Expr) -> Iterator[str]:
    """Patterns that are computed, lists that are bound."""
    for like in tree.find_all(exp.Like, exp.ILike):
        if not isinstance(like.expression, exp.Literal) or "\\" in like.expression.name:
            yield "like with a computed pattern: strpos(lower(x), lower($q)) > 0"
    for among in tree.find_all(exp.In):
        if among.args.get("field") is not None:
            yield "x in $list: list_contains($list, x)"


RULES: tuple[Callable[[exp.Expr], Iterator[str]], ...] = (
    *(functions, one_select, divisions, whole_numbers, dates, orders, selects, joins),
    texts,
)


def faults(sql: str) -> list[str]:
    """What would answer differently or not at all on Spark; nothing when it is fit."""
    (tree,) = sqlglot.parse(sql, read="duckdb")
    return sorted({fault for rule in RULES for fault in rule(tree)})
