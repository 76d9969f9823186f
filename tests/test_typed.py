"""What people type: it survives, is taken back, travels as a file, is pinned."""

import csv
import io
import os
import signal
import subprocess
import sys
from datetime import date

import pytest

from cx import export, typed, typed_files
from cx.errors import CxError, QuestionError, UploadError
from cx.measure import Question, measure
from cx.register import ERASED, Register
from cx.store import Store
from cx.typed_kinds import KINDS
from cx.typed_values import as_text, read_value
from tests.exports import CONTACTS, ROOT, bring

SCORED = {"for_customer": -2, "for_company": 1}
# One valid thing of each kind; dates, lists, signs and formula-like text in them.
ONE_OF_EACH = {
    "reason_scored": {"reason": "=배송", **SCORED, "why": "-지연; 'quoted'"},
    "owner_set": {"reason": "배송", "owner": "@물류", "contributors": ("IT", "+CS")},
    "target_set": {"reason": "배송", "target": 2.5, "per": "주문", "due": "2026-12-31"},
    "action_set": {
        **{"reason": "배송", "action": "eliminate", "status": "started"},
        **{"started_at": "2026-05-01", "words": "'=A1 was text"},
    },
    "theme_words": {"theme": "지연", "words": ("늦", "late", "''+1")},
    "process_change": {"date": "2026-05-01", "words": "New IVR", "metric": "nps"},
    "assessment_filled": {
        **{"framework": "wocas", "item": "1", "score": 4, "role": "agent"},
        **{"respondent": "Kim Min-su", "evidence": "two\tblanks"},
    },
    "abuse_flagged": {"contact_id": "A-1", "abuse": "threat"},
    "coaching_started": {"team": "A", "date": date(2026, 3, 1)},
    "listening_post": {"method": "interview", "stage": "delivery", "n": 12},
}


def say_all(store):
    for kind, values in ONE_OF_EACH.items():
        typed.say(store, kind, "", values)


def everything(store, version=None):
    return {kind: typed.state(store, kind, version) for kind in KINDS}


def as_file(*lines):
    return ("\n".join(lines)).encode()


def test_every_kind_has_its_example_here():
    assert set(ONE_OF_EACH) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_names_its_subject_by_fields_that_it_has(kind):
    names = {field.name for field in kind.fields}
    assert set(kind.about) <= names
    assert set(kind.one_of) <= names
    assert any(field.required for field in kind.fields)


def test_what_was_said_last_counts_and_a_link_shows_what_was_decided_then(store):
    first = typed.say(store, "reason_scored", "Delivery", SCORED)
    second = typed.say(store, "reason_scored", "Delivery", {"for_customer": 2})
    assert typed.state(store, "reason_scored", first)["Delivery"]["for_company"] == 1
    # The whole of it is replaced: what is left out is empty.
    assert typed.state(store, "reason_scored", second)["Delivery"] == {
        **{"reason": "Delivery", "for_customer": 2},
        **{"for_company": None, "why": None},
    }
    assert typed.state(store, "reason_scored", first - 1) == {}


def test_it_survives_a_restart(store):
    say_all(store)
    before = everything(store)
    again = Store(store.home)
    assert everything(again) == before
    assert before["target_set"]["배송"]["due"] == date(2026, 12, 31)
    assert before["owner_set"]["배송"]["contributors"] == ("IT", "+CS")
    again.close()


def test_taken_back_the_one_before_counts_and_again_after_redo(store):
    one = typed.say(store, "owner_set", "Delivery", {"owner": "Kim"})
    two = typed.say(store, "owner_set", "Delivery", {"owner": "Lee"})
    back = typed.undo(store, two)
    assert typed.state(store, "owner_set")["Delivery"]["owner"] == "Kim"
    typed.undo(store, one)
    assert typed.state(store, "owner_set") == {}
    again = typed.redo(store, two)
    owners = [
        typed.state(store, "owner_set", v).get("Delivery", {}).get("owner")
        for v in range(again + 1)
    ]
    assert owners == [None, "Kim", "Lee", "Kim", None, "Lee"]
    assert (two, back, again) == (2, 3, 5)
    assert [(said.event, said.active) for said in typed.history(store)] == [
        (two, True),
        (one, False),
    ]


def test_what_is_back_already_is_not_taken_back_again(store):
    one = typed.say(store, "owner_set", "Delivery", {"owner": "Kim"})
    with pytest.raises(QuestionError, match="already counts"):
        typed.redo(store, one)
    typed.undo(store, one)
    with pytest.raises(QuestionError, match="already taken back"):
        typed.undo(store, one)
    assert store.register.version == 2


def test_an_upload_cannot_be_taken_back_as_if_it_were_typed(store):
    bring(store, CONTACTS)
    with pytest.raises(QuestionError, match="nothing that was typed"):
        typed.undo(store, 1)
    with pytest.raises(QuestionError, match="nothing that was typed"):
        typed.undo(store, 99)


def test_the_same_said_again_by_the_same_person_is_no_new_version(store):
    one = typed.say(store, "owner_set", "Delivery", {"owner": "Kim"}, "Park")
    assert typed.say(store, "owner_set", "Delivery", {"owner": " Kim\n"}, "Park") == one
    assert typed.say(store, "owner_set", "Delivery", {"owner": "Kim"}, "Choi") == 2
    # Said, taken back, and said again it is said again.
    typed.undo(store, 2)
    typed.undo(store, one)
    assert typed.say(store, "owner_set", "Delivery", {"owner": "Kim"}, "Park") == 5


def test_what_counts_can_be_taken_away_and_that_too_is_a_step(store):
    typed.say(store, "theme_words", "Slow", {"words": "slow; late"})
    gone = typed.say(store, "theme_words", "Slow", None)
    assert typed.state(store, "theme_words") == {}
    typed.undo(store, gone)
    assert typed.state(store, "theme_words")["Slow"]["words"] == ("slow", "late")
    with pytest.raises(QuestionError, match="Nothing is recorded about Fast"):
        typed.say(store, "theme_words", "Fast", None)


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("reason_scored", {"reason": "x"}, "At least one"),
        ("reason_scored", {"reason": "x", "for_customer": 3}, "from -2 to 2, not 3"),
        ("reason_scored", {"reason": "x", "for_customer": 1.5}, "whole number"),
        ("reason_scored", {"reason": "x", "for_customer": True}, "whole number"),
        ("reason_scored", {"reason": " ", "for_customer": 1}, "is empty"),
        ("reason_scored", {"reason": "x", "score": 1}, "no field score"),
        ("target_set", {"reason": "x", "target": -1, "per": "order"}, "0 or more"),
        ("target_set", {"reason": "x", "target": "nan", "per": "x"}, "is a number"),
        (
            "target_set",
            {"reason": "x", "target": "1", "per": "o", "due": "1/2/24"},
            "day",
        ),
        (
            "target_set",
            {"reason": "x", "target": 1, "per": "o", "due": "2024-02-30"},
            "day",
        ),
        ("action_set", {"reason": "x", "action": "wait", "status": "done"}, "one of"),
        ("owner_set", {"reason": "x", "owner": "k" * 201}, "200 letters"),
        ("theme_words", {"theme": " ", "words": ["a"]}, "is empty"),
        ("theme_words", {"theme": "x", "words": [str(n) for n in range(501)]}, "500"),
        ("decided", {"reason": "x"}, "of the kind decided"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_nothing_is_written(
    store, kind, values, sentence
):
    with pytest.raises(CxError, match=sentence) as caught:
        typed.say(store, kind, "x", values)
    assert "Nothing was recorded." in str(caught.value)
    assert store.register.version == 0


def test_a_respondent_is_kept_as_a_code_and_nowhere_by_name(store):
    values = ONE_OF_EACH["assessment_filled"]
    typed.say(store, "assessment_filled", "", values)
    ((_, kept),) = typed.state(store, "assessment_filled").items()
    assert kept["respondent"].startswith("r-")
    # The same person changes their own answer, also under another spelling.
    changed = {**values, "respondent": "KIM MIN-SU ", "score": 2}
    typed.say(store, "assessment_filled", "", changed)
    ((_, kept),) = typed.state(store, "assessment_filled").items()
    assert kept["score"] == 2
    files = [path for path in store.home.rglob("register.sqlite*") if path.is_file()]
    assert files
    assert not any(b"min-su" in path.read_bytes().lower() for path in files)
    assert b"Min-su" not in typed_files.export_csv(store)


def test_typing_makes_a_new_version_and_no_new_tables(store, monkeypatch):
    bring(store, CONTACTS)
    mart = store.mart()
    files = sorted(store.marts.iterdir())
    before = measure(store, "repeat_share", Question(version=store.register.version))
    monkeypatch.setattr(Store, "build", lambda *_, **__: pytest.fail("tables were built"))
    version = typed.say(store, "reason_scored", "Delivery", SCORED)
    assert version == 2
    assert (store.mart(), store.mart(version)) == (mart, mart)
    assert sorted(store.marts.iterdir()) == files
    assert measure(store, "repeat_share", Question(version=version)) == before


def test_what_is_exported_and_brought_in_elsewhere_is_the_same(store, tmp_path):
    say_all(store)
    data = typed_files.export_csv(store)
    other = Store(tmp_path / "other")
    (other.home / "identity.key").write_bytes(b"k" * 32)
    report = typed_files.bring(other, "typed.csv", data)
    assert (report.read, report.new, report.set_aside) == (len(KINDS), len(KINDS), ())
    assert everything(other) == everything(store)
    kind = "owner_set"
    mine, theirs = typed.latest(store, kind)["배송"], typed.latest(other, kind)["배송"]
    assert (mine.who, mine.at) == (theirs.who, theirs.at)
    assert typed_files.export_csv(other) == data
    other.close()


def test_no_cell_of_the_file_is_run_by_a_spreadsheet(store):
    say_all(store)
    data = typed_files.export_csv(store)
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [
        cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row
    ]
    assert "'=배송" in cells
    runs = [cell for cell in cells if cell.startswith(export.RUNNABLE)]
    assert runs == ["-2"] or runs == []


def test_the_same_file_twice_changes_nothing(store):
    say_all(store)
    data = typed_files.export_csv(store)
    version = store.register.version
    report = typed_files.bring(store, "typed.csv", data)
    assert (report.read, report.same, report.event) == (len(KINDS), len(KINDS), 0)
    assert store.register.version == version


def test_a_file_is_one_step_and_is_taken_back_as_one(store):
    typed.say(store, "owner_set", "Refund", {"owner": "Kim"})
    before = everything(store)
    report = typed_files.bring(
        store,
        "owners.csv",
        as_file(
            "kind,reason,owner,contributors",
            "owner_set,Refund,Lee,",
            "owner_set,Delivery,Park,IT;CS",
            "",
            "owner_set,Delivery,Park,IT ; CS",
        ),
    )
    assert (report.read, report.new, report.changed, report.same) == (3, 1, 1, 1)
    owners = {k: v["owner"] for k, v in typed.state(store, "owner_set").items()}
    assert owners == {"Refund": "Lee", "Delivery": "Park"}
    typed.undo(store, report.event)
    assert everything(store) == before
    typed.redo(store, report.event)
    assert len(typed.state(store, "owner_set")) == 2


def test_bad_lines_are_set_aside_with_line_column_and_reason_and_counts_add_up(store):
    data = as_file(
        "kind,reason,for_customer,owner,due,target,per,said_at",
        'reason_scored,"Two\nlines",2,,,,,',
        "reason_scored,Delivery,3,,,,,",
        "reason_scored,Delivery,1,Kim,,,,",
        "owner_set,Delivery,,,,,,",
        "target_set,Delivery,,,soon,1,order,",
        "nothing,Delivery,,,,,,",
        "owner_set,Delivery",
        "owner_set,Delivery,,Kim,,,,yesterday",
        "owner_set,Delivery,,Kim,,,,2024-03-01T09:00:00+09:00",
        "owner_set,Delivery,,Lee,,,,",
    )
    report = typed_files.bring(store, "typed.csv", data)
    found = [(each.line, each.column) for each in report.set_aside]
    assert found == [
        *((4, "for_customer"), (5, "owner"), (6, "owner"), (7, "due"), (8, "kind")),
        *((9, "kind"), (10, "said_at"), (12, "kind")),
    ]
    assert "from -2 to 2" in str(report.set_aside[0].reason)
    assert "Line 11 says something else" in str(report.set_aside[-1].reason)
    sums = report.new + report.changed + report.same + len(report.set_aside)
    assert (report.read, sums, report.new) == (10, 10, 2)
    assert typed.latest(store, "owner_set")["Delivery"].at == "2024-03-01T00:00:00+00:00"
    assert list(typed.state(store, "reason_scored")) == ["Two lines"]


def test_a_look_writes_nothing(store):
    data = as_file("kind,reason,owner", "owner_set,Delivery,Kim")
    assert typed_files.look(store, data).new == 1
    assert store.register.version == 0


def test_what_a_korean_spreadsheet_saves_is_read(store):
    data = "kind\treason\towner\nowner_set\t배송\t물류팀".encode("cp949")
    assert typed_files.bring(store, "x.txt", data).new == 1
    assert typed.state(store, "owner_set")["배송"]["owner"] == "물류팀"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no column kind"),
        (b"\n\n", "no column kind"),
        (b"reason,owner\nx,y", "no column kind"),
        (b"kind,reason,colour\nowner_set,x,y", "colour"),
        (b"kind,reason,reason\nowner_set,x,y", "reason"),
        (b"kind,\nowner_set,x", "not known"),
        (b"\xff\xfe\x00kind\xff", "cannot be read"),
        (b"kind," + b"x" * 100_000, "xxx"),
        (b'kind,reason,owner\nowner_set,"x,y\n', "Line 2 cannot be read"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(store, data, sentence):
    with pytest.raises(UploadError, match=sentence) as caught:
        typed_files.bring(store, "x.csv", data)
    assert "Nothing was imported" in str(caught.value)
    assert len(str(caught.value)) < 1_000
    assert store.register.version == 0


def test_typed_and_uploads_are_taken_back_apart(store):
    upload = bring(store, CONTACTS).upload
    typed.say(store, "owner_set", upload.id, {"owner": "Kim"})
    assert store.register.active() == (upload.id,)
    typed.undo(store, 2)
    assert store.register.active() == (upload.id,)


def test_events_of_some_kinds_are_found_and_no_others(tmp_path):
    register = Register(tmp_path)
    for kind in ("a", "b", "c", "it's"):
        register.append(kind, "x")
    assert [e.kind for e in register.events(kinds=("c", "a", "it's"))] == [
        "a",
        "c",
        "it's",
    ]
    assert register.events(kinds=()) == []
    assert [e.kind for e in register.events(2, kinds=("a", "c"))] == ["a"]
    assert len(register.events()) == 4
    assert register.events(kinds=(ERASED,)) == []


def test_what_was_said_stands_when_the_rules_get_stricter(store):
    values = {"reason": "Delivery", "for_customer": 9}
    store.register.append("reason_scored", "Delivery", {"values": values})
    assert typed.state(store, "reason_scored")["Delivery"]["for_customer"] == 9


def test_of_two_who_take_the_same_back_one_is_told_so(store, monkeypatch):
    """The other comes first between looking and writing."""
    one = typed.say(store, "owner_set", "Delivery", {"owner": "Kim"})
    write = Register.append

    def late(self, *args, **kwargs):
        monkeypatch.setattr(Register, "append", write)
        typed.undo(store, one)
        return write(self, *args, **kwargs)

    monkeypatch.setattr(Register, "append", late)
    with pytest.raises(QuestionError, match="already taken back"):
        typed.undo(store, one)
    assert store.register.version == 2


def test_a_file_is_compared_again_when_somebody_typed_meanwhile(store, monkeypatch):
    write = Register.append

    def late(self, *args, **kwargs):
        monkeypatch.setattr(Register, "append", write)
        typed.say(store, "owner_set", "Delivery", {"owner": "Kim"}, "Park")
        return write(self, *args, **kwargs)

    monkeypatch.setattr(Register, "append", late)
    data = as_file("kind,reason,owner", "owner_set,Delivery,Kim")
    report = typed_files.bring(store, "x.csv", data)
    assert (report.new, report.same, report.event) == (0, 1, 0)


KILLED = """
import os, signal, sys
from pathlib import Path
from cx import typed, typed_files
from cx.register import Register
from cx.store import Store
store = Store(Path(sys.argv[1]))
typed.say(store, "owner_set", "Delivery", {"owner": "Kim"})
class Deadly(dict):
    def __bool__(self):
        os.kill(os.getpid(), signal.SIGKILL)
write = Register.transaction
def dying(self):
    from contextlib import contextmanager
    @contextmanager
    def it():
        with write(self) as con:
            yield con
            os.kill(os.getpid(), signal.SIGKILL)
    return it()
Register.transaction = dying
typed_files.bring(store, "x.csv", Path(sys.argv[2]).read_bytes())
"""


def test_a_process_killed_while_it_writes_leaves_the_version_before(store, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(
        as_file("kind,reason,owner", "owner_set,Refund,Lee", "owner_set,Delivery,Lee")
    )
    code = [sys.executable, "-c", KILLED, str(store.home), str(path)]
    done = subprocess.run(code, cwd=ROOT, env={**os.environ}, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert store.register.version == 1
    owners = {k: v["owner"] for k, v in typed.state(store, "owner_set").items()}
    assert owners == {"Delivery": "Kim"}
    assert typed_files.bring(store, "x.csv", path.read_bytes()).event == 2


def test_values_read_as_text_are_the_values_that_were_written():
    for kind, values in ONE_OF_EACH.items():
        for name, given in values.items():
            field = KINDS[kind].field(name)
            read = read_value(field, given)
            assert read_value(field, as_text(read)) == read
