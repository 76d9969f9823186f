"""New, changed, duplicate and set aside are all lines read: of any file, in any state."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.ingest import load
from cx.ingest.read import read_file
from cx.register import upload_folders
from cx.store import Store
from tests.effort import few
from tests.exports import ROOT, SAMPLES, bring

# One export says of itself that it is not whole, and is refused for it.
CUT_OFF = ROOT / "tests" / "samples" / "genesys_cut_off.csv"
VENDORS = sorted(set(CUT_OFF.parent.iterdir()) - {CUT_OFF})
SQL = (
    Path(__file__).parent / "identities/uploads/lines_are_in_the_folders.sql"
).read_text(encoding="utf-8")
COUNTS = ("new", "changed", "duplicate", "set_aside")
DAMAGES = ("none", "none", "wide", "narrow", "date", "again", "blank", "header", "key")


def broken(store, **changes):
    """Uploads whose counts in the register are not those of their files."""
    con = duckdb.connect()
    listed = [
        {name: getattr(upload, name) for name in ("id", "rows_read", *COUNTS)} | changes
        for upload in store.register.uploads()
    ]
    con.execute(
        "create table upload (id varchar, rows_read int, new int, changed int, "
        "duplicate int, set_aside int)"
    )
    con.executemany(
        "insert into upload values ($id, $rows_read, $new, $changed, $duplicate, "
        "$set_aside)",
        listed,
    )
    for name in ("kept", "aside"):
        con.execute(f"create table {name} (upload_id varchar, line bigint)")
    for upload in store.register.uploads():
        (folder,) = upload_folders(store.home, [upload.id])
        for name, file in (("kept", upload.table), ("aside", "set_aside")):
            con.execute(
                f"insert into {name} select $id, line from read_parquet($file)",
                {"id": upload.id, "file": str(folder / f"{file}.parquet")},
            )
    found = con.execute(SQL).fetchall()
    con.close()
    return found


def test_the_sample_sets_are_accounted_for_line_by_line(sample_store):
    assert broken(sample_store) == []


@pytest.mark.parametrize("count", ["rows_read", *COUNTS])
def test_a_register_that_is_one_off_is_seen(store, count):
    text = (SAMPLES / "hanbit_contacts.csv").read_text(encoding="utf-8").splitlines()
    upload = bring(store, "\n".join([*text[:9], "A,soon,C,x"])).upload
    assert broken(store) == []
    assert broken(store, **{count: getattr(upload, count) + 1}) == [(upload.id,)]


@pytest.fixture(scope="module")
def vendors(tmp_path_factory):
    """Every vendor's sample, and each of them again in reverse order of lines."""
    opened = Store(tmp_path_factory.mktemp("vendors") / "home")
    for path in VENDORS:
        bring(opened, path.read_bytes(), name=path.name)
    yield opened
    opened.close()


def test_every_vendors_sample_is_accounted_for_line_by_line(vendors):
    uploads = vendors.register.uploads()
    assert [u.file for u in uploads] == [path.name for path in VENDORS]
    assert broken(vendors) == []


def test_of_an_export_that_says_it_is_cut_off_every_line_is_set_aside(store):
    raw = read_file(CUT_OFF.name, CUT_OFF.read_bytes())
    staged = load.stage_file(store, raw, load.choose_format(store, raw))
    assert (staged.new, staged.changed, staged.duplicate) == (0, 0, 0)
    assert staged.set_aside == raw.rows_read > 0
    staged.con.close()


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.name)
def test_what_was_loaded_already_is_all_duplicate(vendors, path):
    again = read_file(path.name, path.read_bytes() + b"\n")
    upload = next(u for u in vendors.register.uploads() if u.file == path.name)
    staged = load.stage_file(vendors, again, load.choose_format(vendors, again))
    assert again.rows_read == upload.rows_read
    assert (staged.new, staged.changed, staged.set_aside) == (0, 0, upload.set_aside)
    assert staged.duplicate == upload.rows_read - upload.set_aside
    staged.con.close()


# Without the last column, which nobody mapped: test_import_properties.py is about those.
HEADER, *LINES = (
    line.rpartition(",")[0]
    for line in (SAMPLES / "hanbit_contacts.csv")
    .read_text(encoding="utf-8")
    .splitlines()[:40]
    if '"' not in line
)


def damaged(line, how):
    """The text of a line after an accident."""
    cells = line.split(",")
    return {
        "none": line,
        "wide": line + ",x,y",
        "narrow": ",".join(cells[:4]),
        "date": ",".join([cells[0], "soon", *cells[2:]]),
        "again": f"{line}\n{line}",
        "blank": f"{line}\n\n",
        "header": f"{line}\n{HEADER}",
        "key": ",".join(["", *cells[1:]]),
    }[how]


@pytest.fixture(scope="module")
def half(tmp_path_factory):
    """Half of the lines, loaded."""
    opened = Store(tmp_path_factory.mktemp("half") / "home")
    bring(opened, "\n".join([HEADER, *LINES[::2]]))
    yield opened
    opened.close()


@few(12)
@given(
    st.lists(
        st.tuples(st.sampled_from(LINES), st.sampled_from(DAMAGES)),
        min_size=1,
        max_size=15,
    )
)
def test_of_a_damaged_file_every_line_is_accounted_for(half, lines):
    text = "\n".join([HEADER, *(damaged(line, how) for line, how in lines)])
    raw = read_file("any.csv", text.encode())
    # Blank lines and repeated headers are no rows; a line that stands twice is two.
    again = sum(how == "again" for _, how in lines)
    assert raw.rows_read == len(lines) + again
    staged = load.stage_file(half, raw, load.choose_format(half, raw))
    assert sum(getattr(staged, name) for name in COUNTS) == raw.rows_read
    hurt = {"wide", "narrow", "date", "key"}
    assert staged.set_aside == sum(how in hurt for _, how in lines)
    keys = {line.split(",")[0] for line, how in lines if how not in hurt}
    loaded = {line.split(",")[0] for line in LINES[::2]}
    assert (staged.new, staged.changed) == (len(keys - loaded), 0)
    staged.con.close()
