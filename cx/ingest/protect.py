"""Personal data, before anything is kept: hidden, coded, or told to be nobody's.

    filled --[here]--> filled, attribute        set_aside --[here]--> set_aside

Works on the temporary tables of `cx.ingest.stage`, in SQL alone, so that it needs no more
memory than the database is given.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from cx import catalog
from cx.ingest.keep import keep
from cx.mart import quoted
from cx.personal import pads

FREE_TEXT = ("comment", "label")
# What is hidden, and what stands in its place.
KINDS = {
    "email": "[e-mail]",
    "phone": "[phone]",
    "card": "[card]",
    "resident": "[resident no.]",
}
MANY_CONTACTS = 30
QUANTILE = 0.999
MOST_FLAGGED = 50


@dataclass(frozen=True)
class Flagged:
    """A customer with so many contacts that it may be a number several people share."""

    code: str
    shown: str
    contacts: int
    left_out: bool = False


@dataclass(frozen=True)
class Protected:
    """What was found in one file and done about it.

    `hidden` counts by kind (the keys of KINDS), in free text and custom attributes;
    `placeholders` counts lines without a customer because the number is a stand-in;
    `shared` those left without one on request; `left_out` names the columns that are no
    attributes because most of their values are personal.
    """

    hidden: dict[str, int] = field(default_factory=dict)
    customers: int = 0
    placeholders: int = 0
    shared: int = 0
    flagged: tuple[Flagged, ...] = ()
    left_out: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """As numbers alone: what is written down about an upload."""
        return {
            **{kind: self.hidden.get(kind, 0) for kind in KINDS},
            "placeholder": self.placeholders,
            "shared": self.shared,
            "flagged": len(self.flagged),
        }


def protect(
    con: duckdb.DuckDBPyConnection,
    table: str,
    key: bytes,
    *,
    shared: Collection[str] = (),
    folder: Path | None = None,
) -> tuple[Protected, Path | None]:
    """Code the customers of `filled` and hide what is personal in its free text.

    `table` is the canonical table that `filled` will become, `key` the installation's 32
    bytes, `shared` the codes of customers whose contacts shall have no customer.
    """
    con.execute(catalog.personal_sql())
    columns = [row[0] for row in con.execute("describe filled").fetchall()]
    texts = [name for name in FREE_TEXT if name in columns]
    _find_texts(con, texts)
    hidden, left_out = _attributes(con)
    for kind, count in _count_texts(con, texts).items():
        hidden[kind] = hidden.get(kind, 0) + count
    has_customers = "customer_id" in columns
    if has_customers:
        _code_customers(con, key, shared)
    flagged = _flagged(con) if table == "contact" else ()
    counts = _count_customers(con) if has_customers else (0, 0, 0)
    written = _rewrite(con, texts, folder, has_customers=has_customers)
    return Protected(hidden, *counts, flagged, left_out), written


def protect_set_aside(con: duckdb.DuckDBPyConnection) -> None:
    """Hide what is personal in the values shown for the lines set aside."""
    con.execute(catalog.personal_sql())
    con.execute(
        'update set_aside set "value" = hide_personal("value") '
        'where may_be_personal("value")'
    )


def protect_left(con: duckdb.DuckDBPyConnection) -> None:
    """Hide what is personal in the cells kept of the lines set aside.

    A cell that is an address or a number and nothing else stays: it may be the customer,
    and is coded when the line comes back put right.
    """
    con.execute(catalog.personal_sql())
    marks = ", ".join(f"'{mark}'" for mark in KINDS.values())
    con.execute(
        f"""update left_over set cells = [
            case when hide_personal(trim(cell)) in ({marks}) then cell
                else hide_personal(cell) end
            for cell in cells
        ]
        where line > 0 and may_be_personal(array_to_string(cells, ','))"""
    )


def code_of(con: duckdb.DuckDBPyConnection, customer_id: str, key: bytes) -> str:
    """The code of a customer number as a person writes it."""
    con.execute(catalog.personal_sql())
    inner, outer = pads(key)
    found = con.execute(
        "select customer_code(customer_normal($given), $inner, $outer)",
        {"given": customer_id, "inner": inner, "outer": outer},
    ).fetchall()
    return str(found[0][0])


def _find_texts(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    """Every different text that is changed, once, with what it becomes."""
    said = " union ".join(
        f"select {name} as said from filled where may_be_personal({name})"
        for name in texts
    )
    # In three steps: put into one, the costly last one is run on every row.
    con.execute(
        "create or replace temp table personal_said as "
        f"({said or 'select null::varchar as said limit 0'})"
    )
    con.execute(
        """create or replace temp table personal_text as
        select said, hide_personal(said) as hidden from personal_said"""
    )
    con.execute("delete from personal_text where hidden = said")
    con.execute("drop table personal_said")


def _counted(con: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    """How often each kind is hidden in rows of `said`, `hidden` and how many `times`.

    A mark that the text had already is not counted.
    """
    sums = ", ".join(
        "coalesce(sum(times * "
        f"(times_said(hidden, '{mark}') - times_said(said, '{mark}'))), 0)"
        for mark in KINDS.values()
    )
    row = con.execute(f"select {sums} from {rows}").fetchall()[0]
    return dict(zip(KINDS, map(int, row), strict=True))


def _count_texts(con: duckdb.DuckDBPyConnection, texts: list[str]) -> dict[str, int]:
    """A comment that stands beside several answers of one line counts once."""
    if not texts:
        return {}
    found = " union ".join(
        f"select line, {name} as said from filled "
        f"where {name} in (select said from personal_text)"
        for name in texts
    )
    return _counted(
        con, f"(select *, 1 as times from ({found}) join personal_text using (said))"
    )


def _attributes(
    con: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Hide what is personal in custom attributes; drop those that hold little else."""
    con.execute(
        """create or replace temp table personal_value as
        select name, value as said, hide_personal(value) as hidden, times from (
            select name, value, count(*) as times from attribute group by name, value
        )"""
    )
    left_out = tuple(
        row[0]
        for row in con.execute(
            """select name from personal_value group by name
            having 2 * count(*) filter (where hidden <> said) > count(*) order by name"""
        ).fetchall()
    )
    names = {"names": list(left_out)}
    if left_out:
        con.execute("delete from attribute where name in $names", names)
        con.execute("delete from personal_value where name in $names", names)
    counted = _counted(con, "personal_value")
    if any(counted.values()):
        con.execute(
            """update attribute set value = found.hidden from personal_value as found
            where attribute.name = found.name and attribute.value = found.said
                and found.hidden <> found.said"""
        )
    return counted, left_out


def _code_customers(
    con: duckdb.DuckDBPyConnection, key: bytes, shared: Collection[str]
) -> None:
    """Each different customer number once: its code, or that it stands for nobody."""
    inner, outer = pads(key)
    con.execute(
        """create or replace temp table personal_customer as
        select
            said,
            normal,
            rows,
            code,
            normal <> '' and stand_in(normal) as stands_in,
            list_contains($shared, code) as is_shared
        from (
            select *, customer_code(normal, $inner, $outer) as code
            from (
                select customer_id as said, customer_normal(customer_id) as normal,
                    count(*) as rows
                from filled where customer_id is not null group by customer_id
            )
        )""",
        {"inner": inner, "outer": outer, "shared": list(shared)},
    )


def _count_customers(con: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Different customers, lines with a stand-in, lines with a number that is shared."""
    row = con.execute(
        """select
            (select count(distinct code) from personal_customer
                where normal <> '' and not stands_in and not is_shared),
            count(distinct line) filter (where stands_in),
            count(distinct line) filter (where is_shared and not stands_in)
        from (
            select filled.line, found.stands_in, found.is_shared
            from filled join personal_customer as found on filled.customer_id = found.said
            where found.stands_in or found.is_shared
        )"""
    ).fetchall()[0]
    return int(row[0]), int(row[1]), int(row[2])


def _flagged(con: duckdb.DuckDBPyConnection) -> tuple[Flagged, ...]:
    """Customers above the 99.9th percentile of contacts, with thirty at least."""
    rows = con.execute(
        """with customer as (
            select code, arg_max(said, rows) as said, sum(rows) as contacts,
                bool_or(is_shared) as is_shared
            from personal_customer where normal <> '' and not stands_in group by code
        )
        select code, half_shown(trim(said)), contacts, is_shared from customer
        where contacts >= $many
            and contacts > (select quantile_cont(contacts, $quantile) from customer)
        order by contacts desc, code limit $most""",
        {"many": MANY_CONTACTS, "quantile": QUANTILE, "most": MOST_FLAGGED},
    ).fetchall()
    return tuple(
        Flagged(code, shown, int(contacts), is_shared)
        for code, shown, contacts, is_shared in rows
    )


def _rewrite(
    con: duckdb.DuckDBPyConnection,
    texts: list[str],
    folder: Path | None,
    *,
    has_customers: bool,
) -> Path | None:
    """`filled` anew, in one pass; where it was written, if it was."""
    replaced, joined, written = [], [], None
    for name in texts:
        replaced.append(f"coalesce(text_{name}.hidden, given.{name}) as {name}")
        joined.append(
            f"left join personal_text as text_{name} "
            f"on given.{quoted(name)} = text_{name}.said"
        )
    if has_customers:
        nobody = "found.stands_in or found.is_shared"
        replaced += [
            f"case when found.normal <> '' and not ({nobody}) then found.code end "
            "as customer_id",
            f"case when found.normal <> '' then {nobody} end as placeholder",
        ]
        joined.append(
            "left join personal_customer as found on given.customer_id = found.said"
        )
    if replaced or folder:
        changed = f"replace ({', '.join(replaced)})" if replaced else ""
        sql = f"select given.* {changed} from filled as given {' '.join(joined)}"
        written = keep(con, "filled", sql, folder)
    for name in ("personal_text", "personal_value", "personal_customer"):
        con.execute(f"drop table if exists {name}")
    return written
