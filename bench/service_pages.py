"""How long the numbers of the service pages take on many contacts.

    .venv/bin/python bench/service_pages.py [CONTACTS]

Builds the tables the pages ask from made-up contacts (10,000,000 unless told) and a
survey answer for one in twenty, by the product's own SQL, then asks each metric of First-
contact resolution, Snowballs, Effort and Waiting three times: of the newest half year and
of everything, in all and by reason.  Best wall clock and best processor time in
milliseconds; `x` compares processor time with that of a plain count and sum of the same
table in the same run, which holds also while other programs run.  Pages keep what they
asked, so this is what the first person to ask waits for.
"""

from __future__ import annotations

import copy
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from cx import catalog
from cx.mart import MEMORY, VIEWS, named_tables, number_customers, who
from cx.measure import Question, curve, measure
from cx.measure.cube import slices
from cx.store import Answer

METRICS = (
    *("fcr_no_return_any", "fcr_no_return_same", "fcr_agent_said", "fcr_reading"),
    *("resolution_gap", "stays_away", "repeat_share", "follow_up", "linkage_rate"),
    "fcr_naive",
    *("snowball_rate", "extra_contacts", "extra_handling", "contacts_per_episode"),
    *("channel_switching", "channel_stickiness", "digital_to_phone", "transfer_rate"),
    *("ces2_hard", "abandonment", "wait_median", "wait_p90", "answered_in_time"),
    *("handle_median", "utilisation", "stage_share"),
)
SINCE = date(2025, 7, 1)
DAYS = range(1, 31)
CONTACTS = """
insert into kept_contact by name
select
    's:' || i as row_id, 'u' as upload_id, i as line, 's' as source,
    'c' || i as contact_id,
    timestamp '2023-01-01' + to_seconds((hash(i) % 94608000)::bigint) as started_at,
    case when hash(i, 9) % 20 > 0 then 'cust_' || (hash(i, 1) % ({n} // 5)) end
        as customer_id,
    ['phone', 'chat', 'email', 'web', 'kakao'][(hash(i, 2) % 5 + 1)::bigint] as channel,
    case when hash(i, 3) % 30 = 0 then 'out' else 'in' end as direction,
    'reason ' || (hash(i, 4) % 30) as reason,
    'sub ' || (hash(i, 4) % 30) || '-' || (hash(i, 5) % 5) as subreason,
    'product ' || (hash(i, 6) % 5) as product, 'team ' || (hash(i, 7) % 6) as team,
    'segment ' || (hash(i, 8) % 3) as segment,
    'agent ' || (hash(i, 10) % 200) as agent_id,
    'closed' as status, hash(i, 11) % 10 > 1 as resolved,
    started_at + to_seconds((900 + hash(i, 17) % 90000)::bigint) as closed_at,
    (hash(i, 12) % 300)::double as wait_s, (hash(i, 13) % 600)::double as handle_s,
    hash(i, 14) % 20 = 0 as abandoned, (hash(i, 15) % 3)::integer as transfers,
    0 as reopens, (hash(i, 16) % 3)::integer as replies
from range({n}) as listed (i)
"""
ANSWERS = """
insert into kept_answer by name
select
    's:r' || i || ':' || question as row_id, 'u' as upload_id, i as line, 's' as source,
    'r' || i as response_id, question, 'answered' as state,
    low + (hash(i, question) % (high - low + 1))::double as score,
    low::double as scale_min, high::double as scale_max,
    contact.started_at + interval 1 hour as responded_at,
    contact.customer_id, contact.contact_id, contact.channel, contact.reason
from kept_contact as contact
join range(0, {n}, 20) as listed (i) on contact.line = i
cross join (values ('ces2', 1, 7), ('nps', 0, 10), ('fcr_resolved', 0, 1),
    ('fcr_contacts', 1, 3)) as asked (question, low, high)
"""


class OneMart:
    """What `measure` needs of a store: one mart, attached as it would be."""

    def __init__(self, path: Path) -> None:
        self.con = duckdb.connect()
        self.con.execute(f"attach '{path}' as bench (read_only)")
        self.known: dict[str, list[str]] = {}
        for table, column in self.con.execute(
            "select table_name, column_name from duckdb_columns() "
            "where database_name = 'bench' order by table_name, column_index"
        ).fetchall():
            self.known.setdefault(table, []).append(column)

    def mart(self, _version: int | None = None) -> str:
        return "bench"

    def columns(self, _alias: str) -> dict[str, list[str]]:
        return self.known

    def sizes(self, _alias: str) -> dict[str, int]:
        found = self.query(
            "select table_name, estimated_size from duckdb_tables() "
            "where database_name = 'bench'"
        )
        return {table: int(rows) for table, rows in found.rows}

    def query(self, sql: str, bound: dict | None = None) -> Answer:
        result = self.con.execute(sql, bound or {})
        names = tuple(column[0] for column in result.description or ())
        return Answer(names, result.fetchall())

    def arrays(self, sql: str, bound: dict | None = None) -> dict:
        found = self.con.execute(sql, bound or {}).fetchnumpy()
        return {name: np.asarray(column) for name, column in found.items()}


def build(path: Path, contacts: int) -> None:
    config = {"memory_limit": MEMORY, "temp_directory": str(path.with_suffix(".spill"))}
    con = duckdb.connect(str(path), config=config)
    con.execute("create schema empty; use empty")
    con.execute(catalog.schema_sql())
    con.execute("use main")
    for table in catalog.TABLES:
        con.execute(f"create temp table kept_{table} as from empty.{table} limit 0")
        con.execute(f"alter table kept_{table} add column row_id varchar")
    con.execute(CONTACTS.format(n=contacts))
    con.execute(ANSWERS.format(n=contacts))
    began, used = time.time(), time.process_time()
    number(con)
    spent = time.process_time() - used
    print(f"customers: {time.time() - began:.1f} s wall, {spent:.1f} s CPU", flush=True)
    for name, sql in catalog.mart_sql().items():
        began, used = time.time(), time.process_time()
        con.execute(f"create {'view' if name in VIEWS else 'table'} {name} as {sql}")
        con.execute(f"drop table if exists kept_{name}")
        spent = time.process_time() - used
        print(f"{name}: {time.time() - began:.1f} s wall, {spent:.1f} s CPU", flush=True)
    con.execute("checkpoint")
    con.close()


def number(con: duckdb.DuckDBPyConnection) -> None:
    """Numbers for the customers, as loading them from uploads gives them."""
    number_customers(con, {table: f"kept_{table}" for table in ("contact", "answer")})
    for table in named_tables():
        con.execute(
            f"""create or replace temp table kept_{table} as
            select customer_number.* exclude (who), kept.* from kept_{table} as kept
            join customer_number on {who(table)} = customer_number.who"""
        )
    con.execute("drop table customer_number")


def processor() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def best(ask: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Shortest wall clock and least processor time in user code, in milliseconds."""
    wall, spent = [], []
    for _ in range(times):
        began, used = time.perf_counter(), processor()
        ask()
        wall.append(1000 * (time.perf_counter() - began))
        spent.append(1000 * (processor() - used))
    return min(wall), min(spent)


def main(contacts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mart.duckdb"
        build(path, contacts)
        ask(path)


def ask(path: Path) -> None:
    store = OneMart(path)
    scan = "select count(*), sum(handle_s) from bench.contact"
    contacts = store.query(scan).rows[0][0]
    wall, raw = best(lambda: store.query(scan), 9)
    print(f"{contacts:,} contacts; a plain count and sum: {wall:.0f} ms, CPU {raw:.0f}")
    asked = {
        "half year": Question(since=SINCE),
        "half year, by reason": Question(since=SINCE, by=("reason",)),
        "everything": Question(),
        "everything, by reason": Question(by=("reason",)),
    }
    print(f"{'ms, CPU ms':24}" + "".join(f"{name:>26}" for name in asked))

    def line(name: str, one: Callable[[OneMart, Question], object], *, by: bool = True):
        told = f"{name:24}"
        for question in asked.values():
            if question.by and not by:
                told += f"{'':26}"
                continue
            # What may be told is kept by store: each time it is asked anew.
            took, used = best(lambda q=question: one(copy.copy(store), q))
            told += f"{took:>9.0f} {used:>6.0f} ({used / raw:5.1f} x)"
        print(told, flush=True)

    for metric in METRICS:
        line(metric, lambda s, q, m=metric: measure(s, m, q))
    line("the curve", lambda s, q: curve(s, "stays_away", q, DAYS), by=False)
    print("counts by day, without an interval:")
    for metric in ("nps", "ces2"):
        line(metric, lambda s, q, m=metric: slices(s, m, q))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000_000)
