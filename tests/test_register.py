"""The register: append-only, and its newest event is the version."""

import sqlite3

import pytest

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
