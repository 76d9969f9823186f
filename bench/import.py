"""How long a large import takes beside DuckDB's own reader, and how much memory.

    .venv/bin/python bench/import.py [ROWS …]

Writes files of that many contacts (1,000,000 and 10,000,000 unless told), then in turn,
each in a process of its own: DuckDB's `read_csv` into a table on disk; our import of the
same file up to the rows being written (decoded, cut into rows with their line numbers,
typed, checked, customers coded, personal data hidden, compared); and the building of the
tables that the pages ask.  Seconds are wall clock; the processor's own
seconds beside them say what a busy computer hides; memory is the largest resident set.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parent.parent
ROWS = (1_000_000, 10_000_000)
CONTACTS = """
copy (
    select
        'H' || lpad(i::varchar, 8, '0') as contact_id,
        strftime(timestamp '2024-01-01' + to_seconds(i * 3), '%Y-%m-%d %H:%M:%S')
            as started_at,
        case when i % 20 > 0 then 'C' || (hash(i) % ({rows} // 4 + 1))::varchar end
            as customer_id,
        ['phone', 'email', 'chat', 'app', 'kakao'][1 + (hash(i * 7) % 5)::int] as channel,
        'in' as direction,
        ['Coupon problem', 'Damaged item', '배송 지연', 'Refund', 'Login']
            [1 + (hash(i * 11) % 5)::int] as reason,
        ['Expired', 'Part missing', 'Other'][1 + (hash(i * 13) % 3)::int] as subreason,
        null as product,
        ['Daegu', 'Seoul', 'Busan'][1 + (hash(i * 17) % 3)::int] as team,
        null as segment,
        'A' || (hash(i * 19) % 60)::varchar as agent_id,
        'solved' as status,
        ['yes', 'no'][1 + (hash(i * 23) % 2)::int] as resolved,
        strftime(
            timestamp '2024-01-01' + to_seconds(i * 3 + (hash(i * 29) % 90000)::bigint),
            '%Y-%m-%d %H:%M:%S'
        ) as closed_at,
        strftime(
            timestamp '2024-01-01' + to_seconds(i * 3 + 60), '%Y-%m-%d %H:%M:%S'
        ) as first_response_at,
        hash(i * 31) % 600 as wait_s,
        hash(i * 37) % 900 as handle_s,
        null as hold_s,
        'no' as abandoned,
        hash(i * 41) % 3 as transfers,
        0 as reopens,
        hash(i * 43) % 4 as replies,
        case when i % 5 = 0 then 'K' || i end as issue_id,
        null as order_id,
        ['Gold', 'Silver', null][1 + (hash(i * 47) % 3)::int] as membership
    from range({rows}) as counted (i)
) to '{path}' (header, delimiter ',')
"""


def plain(path: Path, home: Path) -> int:
    """DuckDB's own way: read, guess types, write a table."""
    home.mkdir()
    con = duckdb.connect(str(home / "plain.duckdb"), config={"memory_limit": "1GB"})
    con.execute(f"create table plain as select * from read_csv('{path}')")
    (rows,) = con.execute("select count(*) from plain").fetchall()[0]
    con.close()
    return int(rows)


def written(path: Path, home: Path) -> int:
    """Our import, up to the rows being where they will stay."""
    from cx.ingest import load
    from cx.store import Store

    return load.import_file(Store(home), path.name, path, build=False).upload.new


def built(_path: Path, home: Path) -> int:
    """The tables that the pages ask, from the rows written before."""
    from cx.store import Store

    store = Store(home)
    return int(store.query(f"select count(*) from {store.mart()}.contact").rows[0][0])


STEPS = {"plain": plain, "written": written, "built": built}


def timed(step: str, path: Path, home: Path) -> dict[str, float]:
    """One step in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, step, str(path), str(home)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def report(rows: int, folder: Path) -> None:
    """One line for each step."""
    path = folder / f"contacts-{rows}.csv"
    duckdb.connect().execute(CONTACTS.format(rows=rows, path=path))
    megabytes = path.stat().st_size / 1e6
    base = timed("plain", path, folder / f"plain-{rows}")
    ours = timed("written", path, folder / f"ours-{rows}")
    mart = timed("built", path, folder / f"ours-{rows}")
    print(f"\n{rows:,} contacts, 25 columns, {megabytes:,.0f} MB\n")
    print("| what | seconds | rows/s | x read_csv | CPU s | x read_csv | peak MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, step in (
        ("`read_csv` into a table", base),
        ("import: read, checked, coded, written", ours),
        ("tables for the pages", mart),
    ):
        if step["rows"] != rows:
            raise SystemExit(f"{name}: {step['rows']} rows where {rows} were written")
        print(
            f"| {name} | {step['seconds']:.1f} | {rows / step['seconds']:,.0f} "
            f"| {step['seconds'] / base['seconds']:.2f} | {step['cpu']:.1f} "
            f"| {step['cpu'] / base['cpu']:.2f} | {step['megabytes']:,.0f} |",
            flush=True,
        )
    path.unlink()


def main() -> None:
    """A step in a process of its own, or all of them."""
    if len(sys.argv) == 4 and sys.argv[1] in STEPS:
        begun = time.perf_counter()
        rows = STEPS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        seconds = time.perf_counter() - begun
        used = [
            resource.getrusage(who)
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        ]
        found = {
            "rows": rows,
            "seconds": seconds,
            "cpu": sum(each.ru_utime + each.ru_stime for each in used),
            "megabytes": max(each.ru_maxrss for each in used) / 1024,
        }
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory(prefix="cx-import-") as folder:
        for rows in map(int, sys.argv[1:]) if sys.argv[1:] else ROWS:
            report(rows, Path(folder))


if __name__ == "__main__":
    main()
