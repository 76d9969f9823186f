"""How long the service pages take to draw on many contacts, for whoever asks first.

    .venv/bin/python bench/pages.py [CONTACTS [FOLDER]]

Writes contacts (10,000,000 unless told) and a survey answer for one in twenty, imports
both as a person would, and draws each page as the dashboard's server does: as it opens
(the newest half year), narrowed to a channel and then to another, with everything there
is, and once more as it opened.  Seconds of wall clock until all of it is there, without
the browser; of these the seconds in the database and the number of its questions; and the
three longest.  A folder that is named is kept, and taken as it is the next time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

PAGES = ("resolution", "snowballs", "effort", "bottlenecks")
VIEWS = {
    "as it opens": {},
    "one channel": {"channel": "phone"},
    "the next channel": {"channel": "chat"},
    "everything": {"since": "all", "until": "all"},
    "as it opened": {},
}
CONTACTS = """
copy (
    select
        'H' || lpad(i::varchar, 8, '0') as contact_id,
        strftime(begun, '%Y-%m-%d %H:%M:%S') as started_at,
        case when hash(i, 9) % 20 > 0 then 'C' || (hash(i, 1) % ({n} // 5)) end
            as customer_id,
        ['phone', 'chat', 'email', 'web', 'kakao'][(hash(i, 2) % 5 + 1)::bigint]
            as channel,
        case when hash(i, 3) % 30 = 0 then 'out' else 'in' end as direction,
        'Reason ' || (hash(i, 4) % 30) as reason,
        'Part ' || (hash(i, 4) % 30) || '-' || (hash(i, 5) % 5) as subreason,
        'Team ' || (hash(i, 7) % 6) as team,
        'A' || (hash(i, 10) % 200) as agent_id,
        'solved' as status,
        case when hash(i, 11) % 10 > 1 then 'yes' else 'no' end as resolved,
        strftime(begun + to_seconds((900 + hash(i, 17) % 90000)::bigint),
            '%Y-%m-%d %H:%M:%S') as closed_at,
        hash(i, 12) % 300 as wait_s,
        hash(i, 13) % 600 as handle_s,
        case when hash(i, 14) % 20 = 0 then 'yes' else 'no' end as abandoned,
        hash(i, 15) % 3 as transfers,
        0 as reopens,
        hash(i, 16) % 4 as replies
    from (
        select
            i,
            timestamp '2023-01-01' + to_seconds((i * 94608000 // {n})::bigint) as begun
        from range({n}) as counted (i)
    ) as placed
) to '{path}' (header, delimiter ',')
"""
ANSWERS = """
copy (
    select
        'R' || i as response_id,
        strftime(
            timestamp '2023-01-01' + to_seconds((i * 94608000 // {n} + 3600)::bigint),
            '%Y-%m-%d %H:%M:%S'
        ) as responded_at,
        case when hash(i, 9) % 20 > 0 then 'C' || (hash(i, 1) % ({n} // 5)) end
            as customer_id,
        'H' || lpad(i::varchar, 8, '0') as contact_id,
        ['phone', 'chat', 'email', 'web', 'kakao'][(hash(i, 2) % 5 + 1)::bigint]
            as channel,
        'Reason ' || (hash(i, 4) % 30) as reason,
        1 + hash(i, 21) % 7 as ces2,
        hash(i, 22) % 11 as nps,
        case when hash(i, 23) % 3 > 0 then 'yes' else 'no' end as fcr_resolved,
        1 + hash(i, 24) % 3 as fcr_contacts
    from range(0, {n}, 20) as counted (i)
) to '{path}' (header, delimiter ',')
"""


def fill(home: Path, contacts: int) -> None:
    """Both files, imported as a person would."""
    from cx.ingest import load
    from cx.store import Store

    store = Store(home)
    for name, sql in (("contacts.csv", CONTACTS), ("surveys.csv", ANSWERS)):
        path = home / name
        duckdb.connect().execute(sql.format(n=contacts, path=path))
        began = time.perf_counter()
        done = load.import_file(store, name, path, build=False)
        path.unlink()
        took = time.perf_counter() - began
        print(f"{name}: {done.upload.new:,} rows in {took:.0f} s", flush=True)
    began = time.perf_counter()
    store.mart()
    print(f"tables built in {time.perf_counter() - began:.0f} s", flush=True)
    store.close()


class Listening:
    """Which questions the database was asked, and how long it took over each."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str]] = []

    def begin(self) -> None:
        from cx.store import Store

        plain = Store._asked

        def timed(store, sql, parameters, read):
            began = time.perf_counter()
            try:
                return plain(store, sql, parameters, read)
            finally:
                self.asked.append((time.perf_counter() - began, sql))

        Store._asked = timed


def draw(page: str, parameters: dict[str, str]) -> list[str]:
    """One page, whole; what went wrong on it."""
    from streamlit.testing.v1 import AppTest

    front_door = ROOT / "cx" / "ui" / "front_door.py"
    tested = AppTest.from_file(str(front_door), default_timeout=600)
    tested.query_params.update(parameters)
    tested.switch_page(str(ROOT / "pages" / f"{page}.py"))
    tested.run()
    return [found.value for found in (*tested.exception, *tested.error)]


def report(listening: Listening) -> None:
    """A line for each page and view."""
    print(f"{'':26}{'s in all':>10}{'database':>10}{'asked':>8}  longest (ms)")
    for page in PAGES:
        for view, parameters in VIEWS.items():
            listening.asked.clear()
            began = time.perf_counter()
            broke = draw(page, parameters)
            took = time.perf_counter() - began
            spent = [one for one, _ in listening.asked]
            longest = " ".join(f"{1000 * one:.0f}" for one in sorted(spent)[:-4:-1])
            print(
                f"{page + ', ' + view:26}{took:>10.2f}{sum(spent):>10.2f}"
                f"{len(spent):>8}  {longest} {' '.join(broke)}",
                flush=True,
            )


def main(contacts: int, home: Path) -> None:
    os.environ["CX_HOME"] = str(home)
    if not home.exists():
        home.mkdir(parents=True, exist_ok=True)
        fill(home, contacts)
    listening = Listening()
    listening.begin()
    # The first page drawn in a process pays for what is imported.
    draw("dictionary", {})
    report(listening)


if __name__ == "__main__":
    count = int(sys.argv[1]) if sys.argv[1:] else 10_000_000
    if sys.argv[2:]:
        main(count, Path(sys.argv[2]).resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(count, Path(folder) / "home")
