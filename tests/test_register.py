"""The register: append-only, and its newest event is the version."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from cx import catalog
from cx.errors import QuestionError, StoreError
from cx.ingest import load
from cx.register import Register
from tests.exports import CONTACTS, bring


def test_the_version_is_the_number_of_the_newest_event(tmp_path):
    register = Register(tmp_path)
    assert register.version == 0
    assert [register.append("noted", "x"), register.append("noted", "y")] == [1, 2]
    assert register.version == 2


def test_an_event_keeps_who_what_and_when(tmp_path):
    register = Register(tmp_path)
    register.append("noted", "strike", {"day": "2024-03-01", "word": "파업"}, who="Kim")
    (event,) = register.events()
    assert (event.who, event.subject, event.payload["word"]) == ("Kim", "strike", "파업")
    assert event.at.startswith("20")


@pytest.mark.parametrize("change", ["update event set who = 'x'", "delete from event"])
def test_nothing_that_was_done_can_be_changed_or_deleted(tmp_path, change):
    register = Register(tmp_path)
    register.append("noted", "x")
    con = sqlite3.connect(register.path)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        con.execute(change)
    con.close()


def test_who_comes_second_is_told_so_and_writes_nothing(tmp_path):
    register = Register(tmp_path)
    assert register.append("noted", "x", only_at=0) == 1
    assert register.append("noted", "y", only_at=0) is None
    assert register.version == 1


def test_a_failure_in_a_transaction_leaves_nothing(tmp_path):
    register = Register(tmp_path)
    added = "insert into event values (1, '', '', '', '', '')"
    with pytest.raises(ZeroDivisionError), register.transaction() as con:
        con.execute(added).fetchall()[1 // 0]
    assert register.version == 0


def test_an_upload_is_active_until_it_is_undone_and_again_after_redo(store):
    upload = bring(store, CONTACTS).upload
    assert store.register.active() == (upload.id,)
    assert not load.undo(store, upload.id).active
    assert load.redo(store, upload.id).active
    assert [store.register.active(v) for v in range(4)] == [
        (),
        (upload.id,),
        (),
        (upload.id,),
    ]


def test_an_upload_nobody_made_is_refused_in_words(store):
    with pytest.raises(QuestionError, match="no upload abc"):
        load.undo(store, "abc")


def test_the_newest_of_a_mapping_counts(tmp_path):
    register = Register(tmp_path)
    for text in ("old", "new"):
        register.append("mapping_saved", "m", {"text": text})
    assert register.mappings() == {"m": "new"}


def test_a_register_that_is_no_database_is_refused_in_words(tmp_path):
    (tmp_path / "register.sqlite").write_bytes(b"nothing like a database" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        Register(tmp_path)


def test_what_somebody_else_did_is_seen_at_once(tmp_path):
    mine, theirs = Register(tmp_path), Register(tmp_path)
    assert mine.version == theirs.version == 0
    for at in range(1, 4):
        theirs.append("noted", f"n{at}")
        assert mine.version == at
        assert [event.subject for event in mine.events()][-1] == f"n{at}"
    # Another program, by a connection of its own.
    told = "from pathlib import Path; from cx.register import Register; "
    told += f"Register(Path({str(tmp_path)!r})).append('noted', 'far')"
    subprocess.run([sys.executable, "-c", told], check=True, cwd=catalog.ROOT)
    assert (mine.version, mine.events()[-1].subject) == (4, "far")


def test_every_thread_reads_the_same(tmp_path):
    register = Register(tmp_path)

    def work(at):
        register.append("noted", str(at))
        return register.version, len(register.events())

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, range(40)))
    assert all(version <= known for version, known in found)
    assert sorted(event.subject for event in register.events()) == sorted(
        str(at) for at in range(40)
    )
    assert [event.id for event in register.events()] == [*range(1, 41)]


def test_a_register_put_back_from_a_copy_is_read_anew(tmp_path):
    register = Register(tmp_path / "home")
    register.append("noted", "kept")
    copied = closing(sqlite3.connect(tmp_path / "copy.sqlite"))
    with copied as to, closing(sqlite3.connect(register.path)) as con:
        con.backup(to)
    register.append("noted", "lost")
    assert register.version == 2
    for name in ("register.sqlite-wal", "register.sqlite-shm"):
        (tmp_path / "home" / name).unlink(missing_ok=True)
    (tmp_path / "copy.sqlite").replace(register.path)
    assert [event.subject for event in register.events()] == ["kept"]


def test_a_page_opens_the_register_once(tmp_path, monkeypatch):
    register = Register(tmp_path)
    opened = []
    plain = register._connect
    monkeypatch.setattr(register, "_connect", lambda: opened.append(1) or plain())
    for _ in range(50):
        assert register.version == 0
        assert not register.active()
    assert len(opened) == 1


def test_a_copy_of_the_file_alone_holds_all_while_somebody_reads(tmp_path):
    register = Register(tmp_path)
    assert register.version == 0
    register.append("noted", "x")
    copied = tmp_path / "elsewhere" / "register.sqlite"
    copied.parent.mkdir()
    # By another program: to close the file here would end SQLite's hold on it.
    copy = "import shutil, sys; shutil.copyfile(*sys.argv[1:])"
    subprocess.run([sys.executable, "-c", copy, register.path, copied], check=True)
    assert Register(copied.parent).version == register.version == 1
