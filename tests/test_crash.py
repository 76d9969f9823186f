"""Several at once, and a process killed in the middle."""

import os
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pytest

from cx.errors import StoreError
from cx.ingest import load
from cx.store import SECONDS_OF_GRACE, Store
from tests.exports import CONTACTS, ROOT, bring, rows_of

IMPORT = """
import sys
from pathlib import Path
from cx.ingest import load
from cx.store import Store
home, name = Path(sys.argv[1]), sys.argv[2]
load.import_file(Store(home), name, Path(name).read_bytes())
"""
# The same, killed after the rows are written and before anything is announced.
KILLED = IMPORT.replace(
    "home, name",
    """import os, signal
Store.build = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
home, name""",
)


def run(code, home, path):
    return subprocess.Popen([sys.executable, "-c", code, str(home), str(path)], cwd=ROOT)


def test_two_processes_that_import_at_once_both_land(store, tmp_path):
    paths = [tmp_path / f"{letter}.csv" for letter in "BCD"]
    for path in paths:
        path.write_text(CONTACTS.replace("A", path.stem), encoding="utf-8")
    workers = [run(IMPORT, store.home, path) for path in paths]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    assert store.register.version == 3
    assert len(rows_of(store, "contact")) == 9


def test_a_kill_between_rows_and_announcement_leaves_the_version_before(store, tmp_path):
    bring(store, CONTACTS)
    before = rows_of(store, "contact")
    path = tmp_path / "more.csv"
    path.write_text(CONTACTS.replace("A", "B"), encoding="utf-8")
    assert run(KILLED, store.home, path).wait(60) == -signal.SIGKILL
    assert (store.register.version, rows_of(store, "contact")) == (1, before)
    assert load.import_file(store, path.name, path.read_bytes()).upload.new == 3


def test_what_a_crash_left_behind_goes_and_what_is_at_work_stays(store):
    old = time.time() - SECONDS_OF_GRACE - 1
    left, working = store.marts / "x.1.tmp", store.marts / "spill-2"
    rows = store.home / "uploads" / "abc.tmp"
    for folder in (working, rows):
        folder.mkdir()
    left.touch()
    for path in (left, rows):
        os.utime(path, (old, old))
    Store(store.home).close()
    assert (left.exists(), rows.exists(), working.exists()) == (False, False, True)


def test_a_mart_that_was_tidied_away_is_built_again(store):
    bring(store, CONTACTS)
    expected = rows_of(store, "contact")
    (mart,) = store.marts.glob("*.duckdb")
    mart.unlink()
    again = Store(store.home)
    assert rows_of(again, "contact") == expected
    again.close()


def test_a_damaged_mart_is_built_again(store):
    bring(store, CONTACTS, build=True)
    (mart,) = store.marts.glob("*.duckdb")
    mart.write_bytes(b"not a database at all" * 1000)
    assert len(rows_of(store, "contact")) == 3


def test_many_threads_may_ask_for_the_same_data_at_once(store):
    bring(store, CONTACTS)
    bring(store, CONTACTS.replace("A", "B"))
    found, versions = [], [0, 1, 2, 1, 2, 0, 2, 1]

    def ask(version):
        alias = store.mart(version)
        found.append((version, store.query(f"select count(*) from {alias}.contact").rows))

    threads = [threading.Thread(target=ask, args=(version,)) for version in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == sorted((v, [(3 * v,)]) for v in versions)


def test_an_old_version_can_be_asked_for_and_gives_its_own_numbers(store):
    bring(store, CONTACTS)
    upload = bring(store, CONTACTS.replace("A", "B")).upload
    load.undo(store, upload.id)
    counts = [
        store.query(f"select count(*) from {store.mart(v)}.contact").rows[0][0]
        for v in range(4)
    ]
    assert counts == [0, 3, 6, 3]


def test_a_wrong_query_says_what_is_wrong(store):
    with pytest.raises(duckdb.BinderException, match="nonsense"):
        store.query("select nonsense")


def test_a_query_can_read_the_marts_and_nothing_else(store, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(duckdb.PermissionException):
        store.query(f"select * from read_csv('{secret}')")


def test_a_folder_that_cannot_be_used_is_named(tmp_path):
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(StoreError, match="CX_HOME"):
        Store(path / "home")


def test_twelve_thousand_lines_take_seconds(store):
    lines = "".join(
        f"A{n},2024-03-{n % 28 + 1:02} 09:00,C{n % 4000},phone,Delivery\n"
        for n in range(12_000)
    )
    began = time.perf_counter()
    assert bring(store, CONTACTS.splitlines()[0] + "\n" + lines).upload.new == 12_000
    assert time.perf_counter() - began < 20
