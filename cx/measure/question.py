"""What a person asks, and the SQL that answers it: composed here and nowhere else.

with <mart tables>, observation as (<metric> narrowed by the question) <estimator>
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cx import catalog
from cx.catalog import Metric
from cx.errors import QuestionError, said
from cx.mart import BUCKETS, quoted
from cx.measure import remembered, staff
from cx.store import Store

PERIODS = ("day", "week", "month", "quarter", "year")
MOST_GROUPS = 3
# Tables of more rows are summed by 200 groups of customers: intervals differ by less than
# the digits shown, and take a tenth of the time (docs/decisions/0014).
SUMMED_BY_CUSTOMER = 1_000_000
ATTRIBUTE = "attr_"
# Groups made from the moment a row happened, as its export recorded it: hours 0 to 23,
# and weekdays from Monday, 0, to Sunday, 6 (1990 began on a Monday; no row is older).
OF_THE_CLOCK = {
    "hour": "extract(hour from {moment})",
    "weekday": "date_diff('day', date '1990-01-01', cast({moment} as date)) % 7",
}
CLOCK_NAMES = {"hour": "Hour of the day", "weekday": "Day of the week"}
NOT_RECORDED = "~"
ROW_NAMES = {
    "contact": "contacts",
    "episode": "episodes",
    "answer": "survey answers",
    "response": "survey responses",
    "purchase": "orders or visits",
    "audit_item": "audited items",
    "volume": "volumes",
    "attempt": "attempts",
    "alert": "alerts",
    "shift": "working days",
}


@dataclass(frozen=True)
class Question:
    """What a person asks of a metric: when, of whom, broken down how."""

    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()
    period: str | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parameters: tuple[tuple[str, int | str], ...] = ()
    version: int | None = None


def dimension_columns(store: Store, alias: str, table: str) -> dict[str, str]:
    """Dimensions this table can be broken down by: id -> column."""
    columns = store.columns(alias)[table]
    found = {name: name for name in catalog.dimensions() if name in columns}
    found |= {name: name for name in columns if name.startswith(ATTRIBUTE)}
    return found


def values(store: Store, alias: str, dimension: str) -> list[str]:
    """Every value of a dimension in any table, sorted; blanks are left out."""
    key = ("values", alias, dimension)
    return [*remembered.once(store, key, lambda: _values(store, alias, dimension))]


def _values(store: Store, alias: str, dimension: str) -> list[str]:
    columns = store.columns(alias)
    # An episode has the values of its first contact.
    tables = [
        t for t in catalog.ROWS if t != "episode" and dimension in columns.get(t, [])
    ]
    if not tables:
        return []
    column = quoted(dimension)
    union = " union ".join(
        f"select {column} as found from {alias}.{table} where {column} is not null"
        for table in tables
    )
    return [
        str(row[0])
        for row in store.query(
            f"select distinct found from ({union}) order by found"
        ).rows
    ]


def dimension_name(dimension: str) -> str:
    """A dimension in words; a custom attribute goes by the name its file gave it."""
    if dimension.startswith(ATTRIBUTE):
        return dimension.removeprefix(ATTRIBUTE)
    if dimension in OF_THE_CLOCK:
        return said(CLOCK_NAMES[dimension])
    return said(catalog.dimensions().get(dimension, dimension))


def check_filters(store: Store, question: Question) -> None:
    """Refuse a filter that this data does not have, naming what it has."""
    alias = store.mart(question.version)
    every = {
        dimension
        for table in catalog.ROWS
        for dimension in dimension_columns(store, alias, table)
    }
    for dimension, chosen in question.filters:
        if dimension not in every:
            raise QuestionError(
                "This data has nothing called {dimension} to filter by. It has: {known}.",
                dimension=dimension,
                known=", ".join(sorted(every)),
            )
        known = values(store, alias, dimension)
        for value in chosen:
            if value != NOT_RECORDED and value not in known:
                raise QuestionError(
                    "{dimension} has no value {value} in this data. It has: {known}.",
                    dimension=dimension_name(dimension),
                    value=value,
                    known=", ".join(known[:20]) or said("none"),
                )


def with_tables(
    store: Store,
    alias: str,
    extra: Iterable[tuple[str, str]],
    *,
    one_variant: bool = False,
) -> str:
    """Mart tables under their plain names, then what is given, as CTEs.

    With `one_variant` the episodes are those of `$window_days` and `$same` alone.
    """
    tables = {
        name: f"select * from {alias}.{name}"
        for name in catalog.ROWS
        if name in store.columns(alias)
    }
    if one_variant:
        tables["episode"] = _episodes_of(alias)
    # A table read twice is not copied first.
    read = [f"{name} as not materialized (\n{sql}\n)" for name, sql in tables.items()]
    made = [f"{name} as (\n{sql}\n)" for name, sql in extra]
    return "with " + ",\n".join([*read, *made])


def _episodes_of(alias: str) -> str:
    """The view of all episodes for one window and one key, both bound as parameters.

    Compared with the columns of a list, each row of the table is joined to it; a constant
    is compared while the table is read, which takes a fifth of the time.
    """
    _variants, _, select = catalog.mart_sql()["episode"].partition("\n)\n\n")
    for listed, asked in (
        (
            "variant.window_days,\n    variant.same,\n",
            "cast($window_days as integer) as window_days,\n"
            "    cast($same as varchar) as same,\n",
        ),
        ("cross join variant\n", ""),
        ("variant.window_days", "$window_days"),
        ("variant.same", "$same"),
        ("from contact\n", f"from {alias}.contact\n"),
        ("left join snowball\n", f"left join {alias}.snowball\n"),
    ):
        select = select.replace(listed, asked)
    return select


def _group_of(dimension: str, anchor: str, columns: dict[str, str]) -> str:
    """What a dimension is in SQL: a column, or what the moment says."""
    if dimension in OF_THE_CLOCK:
        return f"cast({OF_THE_CLOCK[dimension].format(moment=anchor)} as varchar)"
    return quoted(columns[dimension])


def narrowing(
    question: Question, anchor: str, columns: dict[str, str], rows: str
) -> tuple[list[str], dict[str, Any]]:
    """Conditions and bound values for the question's dates and filters."""
    conditions: list[str] = []
    bound: dict[str, Any] = {}
    if question.since:
        conditions.append(f"{anchor} >= $since")
        bound["since"] = question.since
    if question.until:
        conditions.append(f"{anchor} <= $until")
        bound["until"] = datetime.combine(question.until, time.max)
    for number, (dimension, chosen) in enumerate(question.filters):
        if not chosen:
            continue
        if dimension not in columns and dimension not in OF_THE_CLOCK:
            raise QuestionError(
                "This number cannot be filtered by {dimension}: its rows ({rows}) do not "
                "record it.",
                dimension=dimension_name(dimension),
                rows=said(ROW_NAMES[rows]),
            )
        names = [f"filter_{number}_{position}" for position in range(len(chosen))]
        column = _group_of(dimension, anchor, columns)
        bound |= dict(zip(names, chosen, strict=True))
        listed = f"{column} in ({', '.join('$' + name for name in names)})"
        if NOT_RECORDED in chosen:
            listed = f"({listed} or {column} is null)"
        conditions.append(listed)
    return conditions, bound


@dataclass(frozen=True)
class Composed:
    """SQL ready to run, with its bound values."""

    sql: str
    bound: dict[str, Any]


def _many(store: Store, alias: str, rows: str) -> bool:
    """Whether sums by 200 groups of customers say as much as sums by each of them."""
    sizes = store.sizes(alias)
    return sizes.get(rows, sizes.get("contact", 0)) > SUMMED_BY_CUSTOMER


def who_is(store: Store, alias: str, metric: Metric) -> tuple[str, str, str]:
    """Whose a row is, in SQL: by name, by what is summed by, and the group of 200."""
    # Where no customer is named, the answers of one response are still one person's,
    # and the items of one visit one visit's.
    alone = {
        "answer": "source || ':' || response_id",
        "audit_item": "source || ':' || visit_id",
    }.get(metric.rows, "row_id")
    somebody, key = alone, alone
    bucket = f"md5_number_lower({alone}) % {BUCKETS}"
    if "customer_key" in store.columns(alias)[metric.rows]:
        # The same people by number, which is faster to sum by.
        somebody, key = f"coalesce(customer_id, {alone})", "customer_key"
        bucket = "customer_bucket"
        if _many(store, alias, metric.rows):
            key = bucket
    if metric.staff:
        somebody = key = staff.person(metric)
        bucket = f"md5_number_lower({key}) % {BUCKETS}"
    return somebody, key, bucket


def groups_of(metric: Metric, question: Question, columns: dict[str, str]) -> list[str]:
    """What a question's period and dimensions are in SQL; refused where unknown."""
    groups: list[str] = []
    if question.period:
        if question.period not in PERIODS:
            raise QuestionError(
                "A period is one of {known}, not {given}.",
                known=", ".join(PERIODS),
                given=question.period,
            )
        groups.append(f"cast(date_trunc('{question.period}', {metric.anchor}) as date)")
    for dimension in question.by:
        if dimension not in columns and dimension not in OF_THE_CLOCK:
            raise QuestionError(
                "{metric} cannot be broken down by {dimension}. It can be broken down "
                "by: {known}.",
                metric=metric.id,
                dimension=dimension,
                known=", ".join([*columns, *OF_THE_CLOCK]),
            )
        groups.append(_group_of(dimension, metric.anchor, columns))
    if len(groups) > MOST_GROUPS:
        raise QuestionError(
            "A number can be broken down by at most {most} things at once.",
            most=MOST_GROUPS,
        )
    return groups


def compose(store: Store, metric: Metric, question: Question, *, select: str) -> Composed:
    """The metric's rows, narrowed and grouped by the question, under `select`."""
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, metric.rows)
    if metric.staff:
        question = staff.asked(metric, question)
    groups = groups_of(metric, question, columns)
    conditions, bound = narrowing(question, metric.anchor, columns, metric.rows)
    parameters = metric.read_parameters(dict(question.parameters))
    unused = ["cast(null as varchar)"] * (MOST_GROUPS - len(groups))
    grouped = [
        f"{group} as g{number}" for number, group in enumerate(groups + unused, start=1)
    ]
    narrowed = "\n    and ".join(conditions) or "true"
    somebody, key, bucket = who_is(store, alias, metric)
    observation = (
        f"select\n    counted.*,\n    {', '.join(grouped)},\n"
        f"    {somebody} as cluster_id,\n    {key} as cluster_key,\n"
        f"    {bucket} as bucket\n"
        f"from counted\nwhere {narrowed}"
    )
    tables = with_tables(
        store,
        alias,
        [*staff.counted(metric), ("observation", observation)],
        one_variant=metric.rows == "episode",
    )
    return Composed(f"{tables}\n{select}", {**bound, **parameters})
