"""Drivers of a million responses on twelve touchpoints, against the obvious way.

    python bench/drivers.py [RESPONSES]

The product's own SQL and statistics on a made-up table of answers, once with the ratings
laid side by side when the tables were built and once without; then the same rows pulled
into pandas, pivoted, and regressed.  4,096 regressions are not run on all rows:
one is, and that is said.  Ratios are of CPU seconds, which others do not slow down.
"""

import sys
import tempfile
import time
from itertools import combinations
from math import comb
from pathlib import Path

import duckdb
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from cx import rating_mart
from cx.analyses.driver_outcomes import offered
from cx.analyses.driver_results import first_look, with_intervals
from cx.analyses.driver_sums import base, gather
from cx.measure import Question
from cx.store import Answer

TOUCHPOINTS = 12
MAKE = """
create table made as
with person as (
    select i as who, i // 2 as customer, hash(i) % 1000 / 1000.0 as mood,
        timestamp '2025-01-01' + interval 1 minute * (i % 500000) as responded_at
    from range({n}) as made (i)
),
rating as (
    select person.*, j, 1 + cast(floor(
        least(4.999, greatest(0, 2.4 * mood + 3 * (hash(who * 100 + j) % 1000 / 1000.0)))
    ) as integer) as score,
    hash(who * 7919 + j * 104729) % 100
        < case when j <= 10 then 4 * j else 0 end as absent
    from person cross join range({touchpoints}) as place (j)
)
select 'bench' as source, 'R' || who as response_id, 'touchpoint' as question,
    'Touchpoint ' || j as touchpoint, j + 1 as stage_order,
    case when absent then 'not_used' else 'answered' end as state,
    case when not absent then cast(score as double) end as score,
    1.0 as scale_min, 5.0 as scale_max, responded_at, 'C' || customer as customer_id,
    cast(null as double) as weight,
    case when hash(who * 31) % 4 = 0 then 'chat' else 'phone' end as channel,
    cast(null as varchar) as item, customer as customer_key
from rating
union all
select 'bench', 'R' || who, 'nps', null, null, 'answered',
    least(10, greatest(0, round(avg(score * case when j < 4 then 3 else 1 end)
    - 1 + (hash(who) % 5)))), 0.0, 10.0, any_value(responded_at),
    'C' || any_value(customer), null,
    case when hash(who * 31) % 4 = 0 then 'chat' else 'phone' end, null,
    any_value(customer)
from rating group by who
"""
ANSWER = """
create table answer as
select made.*, cast(md5_number_lower(customer_id) % 200 as smallint) as customer_bucket
from made order by responded_at, response_id
"""


class Bench:
    """What the engine asks of a store."""

    def __init__(self, connection):
        self.connection = connection

    def mart(self, _version=None):
        return "main"

    def columns(self, _alias):
        found = {}
        for table, column in self.connection.execute(
            "select table_name, column_name from duckdb_columns()"
        ).fetchall():
            found.setdefault(table, []).append(column)
        return found

    def query(self, sql, parameters=None):
        done = self.connection.execute(sql, parameters or {})
        return Answer(tuple(c[0] for c in done.description), done.fetchall())

    def arrays(self, sql, parameters=None):
        return self.connection.execute(sql, parameters or {}).fetchnumpy()


def timed(what, work):
    """Print how long it took; what it returned, and the CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:58} {wall:8.2f} s wall {cpu:8.2f} s CPU", flush=True)
    return found, cpu


def pulled(connection):
    """The obvious table: a row a response, a column a touchpoint."""
    frame = connection.execute(
        "select response_id, coalesce(touchpoint, 'nps') as item, score from answer"
    ).df()
    return frame.pivot(index="response_id", columns="item", values="score")


def regressed(wide):
    """One regression, what was not met being filled with the mean."""
    x = wide.drop(columns="nps")
    x = x.fillna(x.mean()).to_numpy()
    design = np.column_stack([np.ones(len(x)), x])
    return np.linalg.lstsq(design, wide["nps"].to_numpy(), rcond=None)


def by_subsets(wide):
    """Shares of R2 from pandas' correlations, a loop over all subsets."""
    whole = wide[["nps", *(c for c in wide if c != "nps")]].corr().to_numpy()
    p = len(whole) - 1
    r2 = {(): 0.0}
    for size in range(1, p + 1):
        for chosen in combinations(range(1, p + 1), size):
            inner, across = whole[np.ix_(chosen, chosen)], whole[0, list(chosen)]
            r2[chosen] = across @ np.linalg.solve(inner, across)
    shares = np.zeros(p)
    for chosen, before in r2.items():
        for j in set(range(1, p + 1)) - set(chosen):
            gain = r2[tuple(sorted((*chosen, j)))] - before
            shares[j - 1] += gain / (p * comb(p - 1, len(chosen)))
    return shares


def asked(store, question):
    """CPU seconds until the first result, and from there to intervals and ranks."""
    of, there = timed("who is there (base)", lambda: base(store, "nps", question))
    gathered, sums = timed(
        "sums, one pass (gather)", lambda: gather(store, "nps", question, of=of)
    )
    found, first = timed("first result", lambda: first_look(gathered))
    _, later = timed(
        "500 replicates: intervals and ranks", lambda: with_intervals(gathered)
    )
    print(
        f"n {found.n:,}, R2 {found.r2:.6f}, {len(found.drivers)} drivers, "
        f"{gathered.sums.second.shape[-1] - 2} columns; first result after "
        f"{there + sums + first:.2f} CPU s, ranks after "
        f"{there + sums + first + later:.2f} CPU s"
    )
    return there + sums + first, later


def main():
    """Time ours, then the obvious way."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(str(Path(folder) / "bench.duckdb"))
        timed(
            f"made {n:,} responses x {TOUCHPOINTS}",
            lambda: connection.execute(MAKE.format(n=n, touchpoints=TOUCHPOINTS)),
        )
        timed("table of answers, sorted", lambda: connection.execute(ANSWER))
        connection.execute("drop table made")
        store = Bench(connection)
        print("Before: from the table of answers")
        asked(store, Question())
        timed(
            "ratings laid side by side, once",
            lambda: rating_mart.build(
                lambda sql: connection.execute(sql).fetchall(), ("source", "channel")
            ),
        )
        for question in (Question(filters=(("channel", ("chat",)),)), Question()):
            print(f"Now: {question.filters or 'all'}")
            timed("outcomes on offer", lambda q=question: offered(store, q))
            first, later = asked(store, question)
        wide, pull = timed("obvious: rows into pandas, pivot", lambda: pulled(connection))
        _, one = timed("obvious: one regression on the rows", lambda: regressed(wide))
        _, loop = timed(
            "obvious, clever: .corr() and a loop over 4,096 subsets",
            lambda: by_subsets(wide),
        )
        ours = first
        print(f"ratio to pandas and .corr() with the loop: {(pull + loop) / ours:.1f}")
        print(
            f"ratio to pandas and 4,096 regressions (one measured): "
            f"{(pull + 4096 * one) / ours:,.0f}"
        )
        print(
            f"with ranks, to 500 replicates of that loop (one measured): "
            f"{(pull + 500 * loop) / (ours + later):,.0f}"
        )
        connection.close()


if __name__ == "__main__":
    main()
