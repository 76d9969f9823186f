"""Folders, and files as they come: each taken once, when whole, whoever else looks."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time

import openpyxl
import pytest

from cx.cli import main
from cx.errors import StoreError
from cx.import_command import _told_to_stop
from cx.ingest import load
from cx.ingest.passwords import OLE_START
from cx.store import Store
from cx.watch import How, Waiting, import_once, table_files, watch
from tests.exports import CONTACTS, ROOT, bring, rows_of
from tests.test_containers import locked, workbook, zipped

COLOURS = "colour\nred\n"


def contacts(letter):
    return CONTACTS.replace("A", letter)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def run(store, capsys):
    """Run `import` with words; its exit code, what it printed, what it complained of."""

    def command(*words):
        words = ["--home", str(store.home), "import", *map(str, words)]
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def put(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# A folder at once


def test_every_table_file_of_a_folder_is_taken_in_order_of_names(run, folder, store):
    later = CONTACTS.replace("Refund", "Refund done")
    put(folder, "2.csv", later)
    put(folder, "1.CSV", CONTACTS)
    put(folder, "3.csv.gz", gzip.compress(contacts("G").encode()))
    put(folder, "4.zip", zipped({"a.csv": contacts("Z").encode()}))
    code, out, err = run(folder, "--json", "--who", "nightly")
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert [u["file"] for u in said["uploads"]] == ["1.CSV", "2.csv", "3.csv.gz", "4.zip"]
    assert (said["refused"], said["skipped"]) == ([], [])
    # The one that was taken later holds the newer state.
    assert rows_of(store, "contact", "reason")[2] == ("Refund done",)
    assert {upload.who for upload in store.register.uploads()} == {"nightly"}


def test_what_is_hidden_half_there_or_no_table_is_left_alone(folder):
    for name in (
        *("~$x.xlsx", ".x.csv", ".~lock.x.ods#", "x.csv.part", "x.csv.crdownload"),
        *("x.tmp", "x.csv.tmp", "notes.md", "x.pdf", "x"),
    ):
        put(folder, name, CONTACTS)
    (folder / "deeper.csv").mkdir()
    taken = put(folder, "x.csv", CONTACTS)
    assert table_files(folder) == [taken]


def test_a_second_run_over_a_folder_finds_all_loaded_and_that_is_no_failure(run, folder):
    put(folder, "a.csv", CONTACTS)
    upload = json.loads(run(folder, "--json")[1])["uploads"][0]
    put(folder, "b.csv", CONTACTS)
    code, out, err = run(folder, "--json")
    said = json.loads(out)
    assert (code, err, said["uploads"], said["refused"]) == (0, "", [], [])
    assert [(s["file"], s["status"], s["upload_id"]) for s in said["skipped"]] == [
        ("a.csv", "already loaded", upload["id"]),
        ("b.csv", "already loaded", upload["id"]),
    ]
    assert all(
        list(s) == ["file", "status", "upload_id", "sentence"] for s in said["skipped"]
    )


def test_a_file_named_by_hand_that_counts_already_is_refused(run, folder):
    path = put(folder, "a.csv", CONTACTS)
    run(path)
    code, out, err = run(path, "--json")
    (refused,) = json.loads(out)["refused"]
    assert (code, list(refused)) == (1, ["file", "sentence"])
    assert refused["sentence"] in err
    assert "already loaded" in err


def test_a_refused_file_is_named_and_the_others_still_land(run, folder):
    put(folder, "a.csv", COLOURS)
    put(folder, "b.csv", CONTACTS)
    code, out, err = run(folder, "--json")
    said = json.loads(out)
    assert code == 1
    assert [r["file"] for r in said["refused"]] == ["a.csv"]
    assert [u["file"] for u in said["uploads"]] == ["b.csv"]
    assert "colour" in err


def test_a_folder_without_a_table_file_is_exit_one_with_a_sentence(run, folder):
    code, out, err = run(folder)
    assert (code, out) == (1, "")
    assert err == "The folder in holds no table file.\n"


def test_what_somebody_took_back_is_not_loaded_again_by_a_folder(run, folder, store):
    upload = bring(store, CONTACTS).upload
    load.undo(store, upload.id)
    put(folder, "a.csv", CONTACTS)
    code, out, _ = run(folder, "--json")
    (skipped,) = json.loads(out)["skipped"]
    assert (code, skipped["status"], skipped["upload_id"]) == (0, "taken back", upload.id)
    assert store.register.active() == ()
    # By hand it is.
    assert run(folder / "a.csv")[0] == 0


def test_a_sheet_that_was_taken_back_is_known_among_the_sheets_of_its_workbook(
    run, folder, store
):
    book = openpyxl.Workbook()
    for line in CONTACTS.splitlines():
        book.active.append(line.split(","))
    book.create_sheet("second").append(["x"])
    out = io.BytesIO()
    book.save(out)
    put(folder, "a.xlsx", out.getvalue())
    assert run(folder)[0] == 0
    assert (
        json.loads(run(folder, "--json")[1])["skipped"][0]["status"] == "already loaded"
    )
    load.undo(store, store.register.active()[0])
    assert json.loads(run(folder, "--json")[1])["skipped"][0]["status"] == "taken back"


def test_the_tables_of_a_folder_are_built_once_and_are_there_at_the_end(
    run, folder, store, monkeypatch
):
    built = []
    build = Store.build

    def counted(self, upload_ids):
        built.append(len(upload_ids))
        return build(self, upload_ids)

    monkeypatch.setattr(Store, "build", counted)
    for letter in "BCD":
        put(folder, f"{letter}.csv", contacts(letter))
    assert run(folder)[0] == 0
    assert built == [3]
    assert (store.marts / f"{store.mart_key(store.register.active())}.duckdb").exists()


def test_a_reader_in_the_middle_of_a_folder_sees_whole_files_only(folder, store):
    for letter in "BC":
        put(folder, f"{letter}.csv", contacts(letter))
    seen = []
    for _ in import_once(store, [folder], How(), threading.Event()):
        seen += [len(rows_of(store, "contact"))]
    assert seen == [3, 6]


def test_tables_that_cannot_be_built_at_the_end_are_said_and_the_files_listed(
    run, folder, monkeypatch
):
    def refuse(*_):
        raise StoreError("No room.")

    monkeypatch.setattr(Store, "build", refuse)
    for letter in "BC":
        put(folder, f"{letter}.csv", contacts(letter))
    code, out, err = run(folder, "--json")
    assert (code, len(json.loads(out)["uploads"])) == (1, 2)
    assert "imported, but their tables could not be built" in err


# Passwords, sheets, members


@pytest.fixture
def secret(folder):
    table = [line.split(",") for line in CONTACTS.splitlines()]
    return put(folder, "secret.xlsx", locked(workbook(*table), "비밀 1"))


def test_a_password_comes_out_of_a_file_and_is_stored_nowhere(run, secret, store):
    file = put(secret.parent, "pass", "비밀 1\r\nnot this\n")
    assert run(secret, "--password-file", file)[0] == 0
    assert len(rows_of(store, "contact")) == 3
    stored = b"".join(p.read_bytes() for p in store.home.rglob("*") if p.is_file())
    assert "비밀 1".encode() not in stored
    assert "비밀 1".encode("utf-16-le") not in stored


def test_without_a_terminal_a_password_is_not_asked_for(run, secret, store):
    code, _, err = run(secret)
    assert (code, store.register.version) == (1, 0)
    assert "opens with a password only" in err


def test_at_a_terminal_a_password_is_asked_for_until_it_fits(
    run, secret, store, monkeypatch
):
    typed = iter(["wrong", "비밀 1"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert run(secret)[0] == 0
    assert len(rows_of(store, "contact")) == 3


@pytest.mark.parametrize("typed", [["a", "b", "c", "d"], [""]])
def test_a_password_is_asked_for_three_times_at_most(run, secret, monkeypatch, typed):
    asked = iter(typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _: next(asked))
    assert run(secret)[0] == 1
    assert list(asked) in (["d"], [])


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"\xff", "cannot be"), (b"\n", "empty")],
)
def test_a_password_file_that_holds_none_is_refused(run, secret, content, said):
    file = secret.parent / "pass"
    if content is not None:
        file.write_bytes(content)
    code, _, err = run(secret, "--password-file", file)
    assert code == 1
    assert said in err


def test_a_sheet_and_a_file_of_a_zip_can_be_named(run, folder, store):
    book = openpyxl.Workbook()
    book.active.append(["colour"])
    wanted = book.create_sheet("calls")
    for line in CONTACTS.splitlines():
        wanted.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    book.close()
    assert run(put(folder, "a.xlsx", out.getvalue()), "--sheet", "calls")[0] == 0
    packed = zipped({"big.csv": COLOURS.encode() * 99, "b.csv": contacts("B").encode()})
    assert run(put(folder, "b.zip", packed), "--member", "b.csv")[0] == 0
    assert len(rows_of(store, "contact")) == 6


# As they come


def taken(store, waiting, looks=1):
    """What is said about files in some looks of a watch."""
    found, stop = [], threading.Event()
    left = iter(range(looks - 1))

    def look_again(_):
        if next(left, None) is None:
            stop.set()

    stop.wait = look_again
    for outcome in watch(store, waiting, How(), stop, every_s=0):
        found += [(outcome.file, outcome.status)]
    return found


def test_a_file_is_taken_when_it_stood_still_for_two_looks(store, folder):
    waiting = Waiting([folder])
    half, whole = CONTACTS[:60], CONTACTS
    path = put(folder, "a.csv", half)
    assert taken(store, waiting) == []
    path.write_text(whole)
    assert taken(store, waiting) == []
    # The same size, written again: still not still.
    path.write_text(whole.replace("Refund", "Praise"))
    os.utime(path, ns=(1, 1))
    assert taken(store, waiting) == []
    assert taken(store, waiting) == [("a.csv", "imported")]
    assert taken(store, waiting, looks=3) == []
    assert rows_of(store, "contact", "reason")[2] == ("Praise",)


def test_a_file_that_grows_while_it_is_looked_at_waits(store, folder, monkeypatch):
    waiting = Waiting([folder])
    path = put(folder, "a.csv", CONTACTS[:60])
    digest = "cx.watch.hashlib.file_digest"
    real = sys.modules["hashlib"].file_digest

    def grows(opened, how):
        found = real(opened, how)
        path.write_text(CONTACTS)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(digest, grows)
        assert taken(store, waiting, looks=2) == []
    assert taken(store, waiting, looks=2) == [("a.csv", "imported")]
    assert len(rows_of(store, "contact")) == 3


def test_a_refused_file_is_said_once_and_tried_again_with_other_content(store, folder):
    waiting = Waiting([folder])
    path = put(folder, "a.csv", COLOURS)
    assert taken(store, waiting, looks=4) == [("a.csv", "refused")]
    os.utime(path, ns=(5, 5))
    assert taken(store, waiting, looks=4) == []
    path.write_text(CONTACTS)
    assert taken(store, waiting, looks=2) == [("a.csv", "imported")]


def test_a_file_under_another_name_is_known_by_its_bytes(store, folder):
    waiting = Waiting([folder])
    put(folder, "a.csv", CONTACTS)
    taken(store, waiting, looks=2)
    (folder / "a.csv").rename(folder / "b.csv")
    assert taken(store, waiting, looks=2) == [("b.csv", "already loaded")]
    # A watch that starts anew keeps nothing of its own.
    assert taken(store, Waiting([folder]), looks=2) == [("b.csv", "already loaded")]


def test_a_folder_that_is_away_for_a_while_is_waited_for(store, folder):
    waiting = Waiting([folder])
    away = folder.rename(folder.with_name("away"))
    assert taken(store, waiting, looks=2) == []
    away.rename(folder)
    put(folder, "a.csv", CONTACTS)
    assert taken(store, waiting, looks=2) == [("a.csv", "imported")]


def test_a_full_disk_is_no_fault_of_the_file(store, folder, monkeypatch):
    waiting = Waiting([folder])
    put(folder, "a.csv", CONTACTS)
    put(folder, "b.csv", contacts("B"))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("cx.ingest.draft._write_tables", full)
        assert taken(store, waiting, looks=2) == [("a.csv", "refused")]
    assert not list((store.home / "uploads").iterdir())
    assert taken(store, waiting) == [("a.csv", "imported"), ("b.csv", "imported")]


def test_a_file_that_cannot_be_opened_is_said_once_and_tried_on(
    store, folder, monkeypatch
):
    waiting = Waiting([folder])
    put(folder, "a.csv", CONTACTS)

    def busy(*_):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("cx.watch._sha256", busy)
        assert taken(store, waiting, looks=4) == [("a.csv", "refused")]
    assert taken(store, waiting) == [("a.csv", "imported")]


def test_a_damaged_workbook_is_refused_in_words_and_the_watch_goes_on(store, folder):
    waiting = Waiting([folder])
    put(folder, "a.xls", OLE_START + b"EncryptedPackage" * 9)
    put(folder, "b.csv", CONTACTS)
    found = taken(store, waiting, looks=2)
    assert found == [("a.xls", "refused"), ("b.csv", "imported")]


def test_a_watch_of_something_that_is_no_folder_is_wrong_usage(run, folder):
    code, _, err = run(put(folder, "a.csv", CONTACTS), "--watch")
    assert (code, err) == (2, "--watch needs folders, and a.csv is none.\n")


@pytest.mark.parametrize("every", ["0", "-1", "nan", "soon"])
def test_a_watch_that_would_never_rest_is_wrong_usage(run, folder, every):
    with pytest.raises(SystemExit) as stopped:
        run(folder, "--watch", "--every", every)
    assert stopped.value.code == 2


# As a program


@pytest.fixture
def start(store, folder):
    """Start watches of the folder; whatever happens, none of them is left running."""
    workers = []

    def one():
        words = ["--home", str(store.home), "import", str(folder), "--watch", "--json"]
        workers.append(
            subprocess.Popen(
                [sys.executable, "-m", "cx", *words, "--every", "0.2"],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        )
        return workers[-1]

    yield one
    for worker in workers:
        worker.kill()
        worker.communicate()


def ended(worker, number=signal.SIGTERM):
    """What a watch said by the time it was told to stop, line by line."""
    worker.send_signal(number)
    out, err = worker.communicate(timeout=180)
    assert (worker.returncode, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def wait_until(true):
    end = time.monotonic() + 180
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_two_watches_of_one_folder_double_nothing_while_a_store_is_open(
    store, folder, start
):
    rows_of(store, "contact")
    workers = [start(), start()]
    for letter in "BCDEF":
        part = put(folder, f"{letter}.part", contacts(letter))
        part.rename(folder / f"{letter}.csv")
    wait_until(lambda: len(store.register.uploads()) == 5)
    # Both had the time to see all of them.
    time.sleep(1)
    said = [line for worker in workers for line in ended(worker)]
    assert [u.file for u in store.register.uploads() if u.new != 3] == []
    assert sorted(line["file"] for line in said if line["status"] == "imported") == [
        f"{letter}.csv" for letter in "BCDEF"
    ]
    assert {line["status"] for line in said} <= {"imported", "already loaded"}
    assert len(rows_of(store, "contact")) == 15
    assert len(list((store.home / "uploads").iterdir())) == 5
    assert list((store.home / "working").iterdir()) == [
        store.home / "working" / f"{store._spill.name}.lock"
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_that_is_told_to_stop_finishes_the_file_it_is_at(
    store, folder, start, number
):
    lines = [f"{n},2024-03-01 09:00,C{n},phone,x" for n in range(30_000)]
    big = "\n".join([CONTACTS.splitlines()[0], *lines])
    worker = start()
    put(folder, "big.csv", big)
    # As soon as it is seen at work: it holds a name of its own beside the store's two.
    wait_until(lambda: len(list((store.home / "working").iterdir())) > 2)
    (said,) = ended(worker, number)
    assert (said["file"], said["status"], said["upload"]["new"]) == (
        *("big.csv", "imported"),
        30_000,
    )
    assert len(rows_of(store, "contact")) == 30_000
    assert list(said["upload"])[:3] == ["id", "file", "format"]


@pytest.mark.parametrize("before", [signal.default_int_handler, signal.SIG_IGN])
def test_a_second_signal_ends_it_at_once(before):
    kept = signal.signal(signal.SIGINT, before)
    try:
        _ends_at_the_second()
    finally:
        signal.signal(signal.SIGINT, kept)


def _ends_at_the_second():
    with _told_to_stop() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
