"""One customer goes from every file, table, version and answer; nobody else does."""

import json
import os
import signal
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from cx import link
from cx.cli import main
from cx.erase import erase, look
from cx.errors import QuestionError
from cx.ingest import load
from cx.link import State
from cx.store import Store
from tests.exports import CONTACTS, ROOT, bring, bytes_under, coded, rows_of

# A1 and A2 are C1's, A3 is C2's.
SURVEY = """response_id,responded_at,customer_id,contact_id,nps,csat,comment
R1,2024-03-01 10:00,C1,A1,9,5,fine
R2,2024-03-02 10:00,,A2,2,1,late
R3,2024-03-03 10:00,,A3,8,4,well
R4,2024-03-04 10:00,C1,,10,5,good
"""
ORDERS = """purchase_id,customer_id,occurred_at,kind,amount
P1,C1,2024-03-01,order,10
P2,C2,2024-03-02,order,20
"""


@pytest.fixture
def full(store):
    bring(store, CONTACTS, name="contacts.csv")
    bring(store, SURVEY, name="answers.csv")
    bring(store, ORDERS, name="orders.csv")
    return store


def left(store):
    return {
        table: [row[0] for row in rows_of(store, table, number)]
        for table, number in (
            ("contact", "contact_id"),
            ("response", "response_id"),
            ("purchase", "purchase_id"),
        )
    }


WITHOUT = {"contact": ["A3"], "response": ["R3"], "purchase": ["P2"]}


def folders(store):
    return sorted(path.name for path in (store.home / "uploads").iterdir())


def holding(store, code):
    """Files of the data folder in which the code stands."""
    return [
        path for path, held in bytes_under(store.home).items() if code.encode() in held
    ]


def test_looking_says_what_would_go_and_changes_nothing(full):
    before = bytes_under(full.home / "uploads")
    found = look(full, "C1")
    assert [(p.upload.file, p.lines, p.rows) for p in found.parts] == [
        ("contacts.csv", 2, {"contact": 2}),
        ("answers.csv", 3, {"answer": 6}),
        ("orders.csv", 1, {"purchase": 1}),
    ]
    assert bytes_under(full.home / "uploads") == before
    assert full.register.version == 3


def test_everything_about_the_customer_goes_and_nothing_else(full):
    code = coded(full, "C1")
    rows_of(full, "contact")
    assert holding(full, code)
    done = erase(full, " c1 ")
    assert (done.lines, done.version) == (6, 4)
    assert left(full) == WITHOUT
    assert holding(full, code) == []
    assert len(folders(full)) == 3


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_no_version_holds_the_customer(full, version):
    rows_of(full, "contact")
    erase(full, "C1")
    alias = full.mart(version)
    rows = full.query(f"select contact_id from {alias}.contact").rows
    assert rows == [("A3",)]


def test_the_event_holds_counts_and_never_who_it_was(full):
    code = coded(full, "C1")
    erase(full, "C1", who="Kim")
    (event,) = full.register.erasures()
    told = json.dumps([event.subject, event.payload, event.who])
    assert "C1" not in told
    assert code not in told
    assert sorted(part["rows"] for part in event.payload["uploads"].values()) == [1, 2, 3]
    assert [upload.erased for upload in full.register.uploads()] == [2, 3, 1]
    upload = full.register.uploads()[0]
    counted = upload.new + upload.changed + upload.duplicate + upload.set_aside
    assert counted == upload.rows_read == 3


def test_a_code_from_the_page_names_the_customer_as_well(full):
    erase(full, coded(full, "C1"))
    assert left(full) == WITHOUT


@pytest.mark.parametrize("number", ["C9", "", "  ", "C", "1", "c-" + "0" * 24])
def test_a_number_that_nothing_names_is_refused_and_nothing_changes(full, number):
    before = folders(full)
    with pytest.raises(QuestionError, match=r"nothing to erase.*Nothing was changed"):
        erase(full, number)
    assert (folders(full), full.register.version) == (before, 3)


def test_undo_and_redo_work_after_it_and_never_bring_the_customer_back(full):
    first = full.register.uploads()[0]
    erase(full, "C1")
    load.undo(full, first.id)
    assert left(full)["contact"] == []
    load.redo(full, first.id)
    assert left(full) == WITHOUT


def test_a_file_that_was_taken_back_is_cleaned_as_well(full):
    load.undo(full, full.register.uploads()[0].id)
    erase(full, "C1")
    load.redo(full, full.register.uploads()[0].id)
    assert left(full)["contact"] == ["A3"]


def test_a_second_customer_can_go_after_the_first(full):
    erase(full, "C1")
    erase(full, "C2")
    assert left(full) == {"contact": [], "response": [], "purchase": []}
    assert [upload.erased for upload in full.register.uploads()] == [3, 4, 2]
    assert len(folders(full)) == 3
    assert holding(full, coded(full, "C2")) == []


def test_an_older_state_does_not_come_back_for_the_newest(store):
    # A1 was C2's by mistake; the newest file says it is C1's.
    bring(store, CONTACTS.replace("A1,2024-03-01 09:00,C1", "A1,2024-03-01 09:00,C2"))
    bring(store, CONTACTS)
    erase(store, "C1")
    assert left(store)["contact"] == ["A3"]


def test_what_became_somebody_elses_stays_theirs(store):
    bring(store, CONTACTS)
    bring(store, CONTACTS.replace("A1,2024-03-01 09:00,C1", "A1,2024-03-01 09:00,C2"))
    erase(store, "C1")
    assert left(store)["contact"] == ["A1", "A3"]
    assert holding(store, coded(store, "C1")) == []


def test_an_answer_is_not_followed_to_a_number_that_two_sources_use(store):
    bring(store, CONTACTS)
    bring(store, SURVEY.replace("C1", ""))
    ticket = (
        "number,reassignment_count,reopen_count,caller_id,opened_at,contact_type,"
        "category,category\nA2,0,0,X,1/3/2016 05:06,Phone,Y,Z\n"
    )
    bring(store, ticket, format_id="servicenow_incident_log")
    erase(store, "C1")
    # R1 is about A1, which is C1's alone; A2 may be either source's.
    assert left(store)["response"] == ["R2", "R3", "R4"]


def test_lines_set_aside_and_attributes_go_as_well(store):
    header, *lines = CONTACTS.strip().splitlines()
    tiers = ["gold", "gold", "basic"]
    text = "\n".join(
        [f"{header},Tier", *(f"{a},{b}" for a, b in zip(lines, tiers, strict=True))]
    )
    text += "\nA4,soon,C1,phone,x,basic\nA5,soon,C2,phone,x,basic\nA6,2024-03-01,C1\n"
    upload = bring(store, text).upload
    assert upload.set_aside == 3
    found = look(store, "C1")
    assert found.parts[0].rows == {"contact": 2, "set_aside": 2}
    erase(store, "C1")
    (folder,) = (store.home / "uploads").iterdir()
    for name, lines_left in (
        ("contact", [4]),
        ("attribute", [4, 6]),
        ("set_aside", [6]),
        ("left", [0, 6]),
    ):
        table = pq.read_table(folder / f"{name}.parquet")
        assert sorted(table["line"].to_pylist()) == lines_left, name
    assert [reason.line for reason in load.set_aside(store, upload.id)] == [6]


def test_the_same_file_brings_the_customer_back_once_it_was_taken_back(full):
    first = full.register.uploads()[0]
    erase(full, "C1")
    load.undo(full, first.id)
    bring(full, CONTACTS)
    assert left(full)["contact"] == ["A1", "A2", "A3"]


def test_a_link_says_how_many_were_erased_since(full):
    bring(full, CONTACTS.replace("A", "B").replace("C", "D"))
    erase(full, "C1")
    erase(full, "D2")
    said = {v: link.erased_since(full, State(version=v)) for v in range(7)}
    # The file of D2 came with version 4; D2's going is version 6.
    assert said == {0: 0, 1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 6: 0}


def test_another_process_that_had_it_open_forgets_as_well(full):
    reader = Store(full.home)
    rows_of(reader, "contact")
    old = reader.mart()
    erase(full, "C1")
    assert left(reader) == WITHOUT
    attached = reader.query("select database_name from duckdb_databases()").rows
    assert (old,) not in attached
    assert old not in reader.columns(reader.mart())
    reader.close()


def test_a_table_built_while_somebody_was_erased_is_not_kept(full, monkeypatch):
    other = Store(full.home)
    built = Store._build

    def slow(self, *given):
        built(self, *given)
        monkeypatch.setattr(Store, "_build", built)
        erase(other, "C1")

    monkeypatch.setattr(Store, "_build", slow)
    assert [row[0] for row in rows_of(full, "contact", "contact_id")] == ["A3"]
    assert holding(full, coded(full, "C1")) == []
    other.close()


def test_two_at_once_both_land(full):
    code = (
        "import sys; from pathlib import Path; from cx.store import Store; "
        "from cx.erase import erase; erase(Store(Path(sys.argv[1])), sys.argv[2])"
    )
    workers = [
        subprocess.Popen([sys.executable, "-c", code, str(full.home), who], cwd=ROOT)
        for who in ("C1", "C2")
    ]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    assert len(full.register.erasures()) == 2
    assert left(full) == {"contact": [], "response": [], "purchase": []}
    assert len(folders(full)) == 3


# Killed in the middle.

KILLED = """
import os, signal, sys
from pathlib import Path
import cx.erase, cx.ingest.strike, cx.register, cx.store
from cx.store import Store
store = Store(Path(sys.argv[1]))
store.mart()
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
def then_die(work, times=1):
    left = [times]
    def done(*given, **named):
        found = work(*given, **named)
        left[0] -= 1
        if not left[0]:
            die()
        return found
    return done
{how}
cx.erase.erase(store, "C1")
"""
MOMENTS = {
    "before the first folder": "cx.erase.write_without = die",
    "half-way through a folder": "cx.ingest.strike.os.fsync = die",
    "after one folder": "cx.erase.write_without = then_die(cx.erase.write_without)",
    "after every folder": "cx.erase.write_without = then_die(cx.erase.write_without, 3)",
    "before the event": "cx.register.Register.append = die",
    "after the event": (
        "cx.register.Register.append = then_die(cx.register.Register.append)"
    ),
    "before clearing up": "Store.forget_erased = die",
    "after one old folder": "cx.store._remove = then_die(cx.store._remove)",
    "between folders and tables": "cx.store._remove = then_die(cx.store._remove, 3)",
    "after clearing up": "Store.clear_up = then_die(Store.clear_up)",
    "while building": "Store._build = die",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_leaves_the_state_before_or_the_state_after(full, moment):
    before = left(full)
    code = coded(full, "C1")
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(how=MOMENTS[moment]), str(full.home)],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    opened = Store(full.home)
    if opened.register.erasures():
        assert left(opened) == WITHOUT
        assert holding(opened, code) == []
    else:
        assert left(opened) == before
        erase(opened, "C1")
        assert left(opened) == WITHOUT
        assert holding(opened, code) == []
    assert len(folders(opened)) == 3
    opened.close()


def test_an_erasure_that_fails_leaves_everything_as_it_was(full, monkeypatch):
    before = left(full)

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        erase(full, "C1")
    monkeypatch.undo()
    assert (left(full), len(folders(full))) == (before, 3)


# The command.


@pytest.fixture
def cx(full, capsys):
    def run(*words):
        code = main(["--home", str(full.home), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_without_yes_the_command_only_tells(cx, full):
    code, out, err = cx("erase", "C1")
    assert code == 1
    assert "contacts.csv" in out
    assert "2 rows would go (contact 2)" in out
    assert "brings the customer back" in out
    assert "Nothing was erased" in err
    assert full.register.version == 3


def test_with_yes_it_erases_and_links_say_so(cx):
    code, out, err = cx("erase", "C1", "--yes", "--json")
    said = json.loads(out)
    assert (code, err, said["erased"], said["version"]) == (0, "", True, 4)
    assert [u["rows"] for u in said["uploads"]] == [2, 3, 1]
    assert "C1" not in out
    out = cx("link", "http://x.test/?v=3")[1]
    assert "1 customers were erased at their request" in out
    assert json.loads(cx("link", "http://x.test/?v=3", "--json")[1])["erased_since"] == 1
    assert "erased" not in cx("link", "http://x.test/?v=4")[1].replace("erased_since", "")
    assert "2 rows erased" in cx("uploads")[1]


def test_nobody_is_exit_one_with_a_sentence_that_does_not_repeat_the_number(cx):
    code, _, err = cx("erase", "Kim-4471", "--yes")
    assert code == 1
    assert "nothing to erase" in err
    assert "4471" not in err


# The pages.


def test_the_page_of_an_older_link_says_that_somebody_is_gone(full, screen):
    erase(full, "C1")
    said = {
        v: [c.value for c in screen(full.home, "overview", v=v).caption]
        for v in ("3", "4")
    }
    assert any("1 customer was erased at their request" in line for line in said["3"])
    assert not any("erased" in line for line in said["4"])


def window():
    """What the button of the Data page opens, drawn without its frame."""
    import streamlit as st

    from cx.link import State
    from cx.ui import erase_dialog

    st.session_state.setdefault("view", State(version=3))
    erase_dialog._draw()


def test_nothing_goes_before_it_was_confirmed(full, screen):
    assert screen(full.home, "data").button(key="erase_open")
    tested = AppTest.from_function(window, default_timeout=120).run()
    tested.text_input(key="erase_number").input("nobody").run()
    assert any("nothing to erase" in warning.value for warning in tested.warning)
    tested.text_input(key="erase_number").input("C1").run()
    assert tested.button(key="erase_do").disabled
    assert any("brings the customer back" in warning.value for warning in tested.warning)
    assert full.register.version == 3
    tested.checkbox(key="erase_sure").check().run()
    tested.button(key="erase_do").click().run()
    assert not tested.exception
    assert left(full) == WITHOUT
    assert full.register.version == 4
