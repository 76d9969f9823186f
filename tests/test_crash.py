"""Several at once, and a process killed in the middle."""

import importlib.util
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
from cx.working import AtWork, left_by_the_dead
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
Store.build = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
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


def test_what_a_dead_process_was_at_goes_at_once(store, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text(CONTACTS, encoding="utf-8")
    assert run(KILLED, store.home, path).wait(60) == -signal.SIGKILL
    assert len(list((store.home / "uploads").iterdir())) == 1
    Store(store.home).close()
    assert list((store.home / "uploads").iterdir()) == []
    # Only the store of this test is at work.
    assert len(list((store.home / "working").iterdir())) == 1


def test_what_a_living_process_is_at_stays_and_what_is_announced(store):
    report = bring(store, CONTACTS)
    rows = store.home / "uploads" / "0123abcd.tmp"
    spill, mart = store.marts / "ab_1.77.spill", store.marts / "ab_1.77.tmp.wal"
    for folder in (rows, spill):
        folder.mkdir()
    mart.touch()
    work = [AtWork(store.home, name) for name in ("0123abcd", "ab_1.77")]
    Store(store.home).close()
    assert (rows.exists(), spill.exists(), mart.exists()) == (True, True, True)
    # As if it had died right after its upload was announced.
    work.append(AtWork(store.home, report.upload.id))
    for each in work:
        os.close(each._handle)
    Store(store.home).close()
    assert (rows.exists(), spill.exists(), mart.exists()) == (False, False, False)
    assert len(rows_of(store, "contact")) == 3


@pytest.mark.parametrize("name", ["", ".", "..", "../marts", "uploads"])
def test_a_lock_of_another_name_than_ours_removes_nothing(store, name):
    bring(store, CONTACTS)
    (store.home / "working" / f"{name.replace('/', '')}.lock").touch()
    Store(store.home).close()
    assert len(rows_of(store, "contact")) == 3


def test_a_name_is_taken_by_one_at_a_time_and_free_again(tmp_path):
    with AtWork(tmp_path, "0a"), left_by_the_dead(tmp_path) as names:
        assert names == []
    work = AtWork(tmp_path, "0a")
    os.close(work._handle)
    with left_by_the_dead(tmp_path) as names:
        assert names == ["0a"]
        # Whoever else looks on meanwhile leaves it alone.
        with left_by_the_dead(tmp_path) as others:
            assert others == []
    assert list((tmp_path / "working").iterdir()) == []


def test_what_could_not_be_tidied_is_found_again(tmp_path):
    os.close(AtWork(tmp_path, "0a")._handle)
    with pytest.raises(OSError, match="busy"), left_by_the_dead(tmp_path):
        raise OSError("busy")
    with left_by_the_dead(tmp_path) as names:
        assert names == ["0a"]


def test_what_is_nobodys_goes_when_it_is_old(store):
    old = time.time() - SECONDS_OF_GRACE - 1
    left, young = store.marts / "x.1.tmp", store.marts / "y.1.tmp"
    rows = store.home / "uploads" / "abc.tmp"
    rows.mkdir()
    for path in (left, young):
        path.touch()
    for path in (left, rows):
        os.utime(path, (old, old))
    Store(store.home).close()
    assert (left.exists(), rows.exists(), young.exists()) == (False, False, True)


def test_a_build_that_failed_leaves_nothing(store):
    bring(store, CONTACTS)
    (store.home / "uploads" / store.register.active()[0] / "contact.parquet").write_bytes(
        b"damaged"
    )
    with pytest.raises(StoreError, match="could not be built"):
        store.build(store.register.active())
    assert list(store.marts.iterdir()) == []
    assert len(list((store.home / "working").iterdir())) == 1


def test_rows_that_were_announced_stay_when_somebody_presses_ctrl_c(store, monkeypatch):
    append = store.register.append

    def pressed(*given, **how):
        append(*given, **how)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store.register, "append", pressed)
        with pytest.raises(KeyboardInterrupt):
            bring(store, CONTACTS)
    assert len(rows_of(store, "contact")) == 3


def test_rows_that_cannot_be_written_are_said_so_and_leave_nothing(store, monkeypatch):
    def full(*_):
        raise duckdb.IOException("IO Error: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("cx.ingest.draft._write_tables", full)
        with pytest.raises(StoreError, match=r"No space left.* Nothing was imported\."):
            bring(store, CONTACTS)
    assert list((store.home / "uploads").iterdir()) == []


def test_commands_killed_at_any_moment_leave_the_version_before_or_after(tmp_path):
    # bench/kill_import.py does it 200 times.
    spec = importlib.util.spec_from_file_location(
        "kill_import", ROOT / "bench" / "kill_import.py"
    )
    kill_import = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = kill_import
    spec.loader.exec_module(kill_import)
    counts = kill_import.run(4, tmp_path)
    assert {what for _, _, what in counts} <= {"before", "after"}
    assert sum(counts.values()) == 4


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
