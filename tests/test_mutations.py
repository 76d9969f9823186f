"""Every sample in every container, damaged byte by byte: rows, or one plain sentence.

Never another kind of failure, a hang, or a line that nobody accounts for.  A few examples
run wherever tests run; `--hypothesis-profile=thorough` makes them thousands.
"""

import gzip
import io
import json
import time
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.errors import UploadError
from cx.ingest import load
from cx.ingest.read import read_file
from cx.store import Store
from tests.effort import few
from tests.exports import CONTACTS, ROOT
from tests.test_containers import locked, workbook, zipped

LONGEST_S = 10
MOST_BYTES = 20_000
WORDS_OF_A_TRACEBACK = ("Traceback", "Error:", "errno", "Exception", "<class", "0x")
SAMPLES = sorted((ROOT / "tests" / "samples").iterdir())
# What damage is made of: what means something to one reader or another.
TOKENS = [
    *(b'"', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b'""', b'\n"', b'",'),
    *(b"\0", b"\0\0\0\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1a", b"\x85"),
    # Half letters, letters too long, and letters of other encodings.
    *(b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xa4", b"\x80", b"\\ud800"),
    *("\u2028".encode(), "뷁".encode("cp949"), "가".encode(), "e\u0301".encode()),
    # Numbers and dates nobody has.
    *(b"9" * 400, b"1e400", b"-1e400", b"NaN", b"Infinity", b"1" + b"0" * 40, b"-0"),
    *(b"99999-12-31", b"0000-00-00", b"2024-02-30 25:61:61", b"1899-12-31"),
    # What starts something that is not ended.
    *(b"{", b"[", b"<table>", b"<td rowspan=9999>", b"<!--", b"=cmd|' /C calc'!A0"),
    *(b"sep=,\n", b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"%", b"{}", b"%s", b"a" * 5_000),
]


def as_rows(text):
    return [line.split(",") for line in text.splitlines()]


def as_html(text):
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in as_rows(text))
    return f"<table><tr>{'</tr><tr>'.join(cells)}</tr></table>".encode()


def as_json(text):
    names, *lines = as_rows(text)
    return [dict(zip(names, line, strict=True)) for line in lines]


def as_parquet(text):
    names, *lines = as_rows(text)
    out = io.BytesIO()
    columns = {name: [row[place] for row in lines] for place, name in enumerate(names)}
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


@cache
def files():
    """Name -> content, small enough to be read a thousand times."""
    found = {path.name: path.read_bytes()[:MOST_BYTES] for path in SAMPLES}
    made = json.dumps(as_json(CONTACTS)).encode()
    return found | {
        "plain.csv": CONTACTS.encode(),
        "korean.csv": CONTACTS.replace("Delivery", "배송").encode("cp949"),
        "wide.csv": CONTACTS.replace(",", "\t").encode("utf-16"),
        "a.html": as_html(CONTACTS),
        "a.json": b'{"data": ' + made + b"}",
        "a.ndjson": b"\n".join(json.dumps(row).encode() for row in as_json(CONTACTS)),
        "a.parquet": as_parquet(CONTACTS),
        "a.xlsx": workbook(*as_rows(CONTACTS)),
        "locked.xlsx": locked(workbook(*as_rows(CONTACTS)), "open"),
        "a.zip": zipped({"a.csv": CONTACTS.encode(), "b.csv": b"a,b\n1,2\n"}),
        "workbook.zip": zipped({"a.xlsx": workbook(*as_rows(CONTACTS))}),
        "a.csv.gz": gzip.compress(CONTACTS.encode(), mtime=0),
    }


NAMES = sorted(files())
# A program of its own is started for each of these.
SLOW = {name for name in NAMES if "xlsx" in name or name == "workbook.zip"}


@st.composite
def damage(draw, content):
    """The content after one to four accidents."""
    held = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        a, b = sorted(draw(st.tuples(*[st.integers(0, len(held))] * 2)))
        # Mostly short: whole pages swapped are not what copying does.
        b = min(b, a + draw(st.sampled_from([0, 1, 2, 8, 64, 4096])))
        token = draw(st.sampled_from(TOKENS))
        match draw(st.integers(0, 7)):
            case 0:
                for place in range(a, b):
                    held[place] ^= 1 << draw(st.integers(0, 7))
                    if place > a + 8:
                        break
            case 1:
                del held[a:b]
            case 2:
                held[a:a] = token
            case 3:
                held[a:b] = token
            case 4:
                del held[a:]
            case 5:
                held[a:a] = held[a:b] * draw(st.sampled_from([1, 2, 30]))
            case 6:
                swapped = draw(st.sampled_from([b",", b"\n", b'"', b"\t", b":", b"<"]))
                held = held.replace(swapped, token, draw(st.sampled_from([-1, 1, 5])))
            case 7:
                held[a:b] = draw(st.binary(max_size=20))
        held = held[: 10 * MOST_BYTES]
    return bytes(held)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    opened = Store(tmp_path_factory.mktemp("mutations") / "home")
    yield opened
    opened.close()


def is_one_sentence(error):
    said = str(error)
    assert not any(word in said for word in WORDS_OF_A_TRACEBACK), said
    assert said.rstrip().endswith("."), said
    assert "Nothing" in said, said


def read_or_refused(name, content, **choices):
    began = time.monotonic()
    try:
        raw = read_file(name, content, **choices)
    except UploadError as error:
        is_one_sentence(error)
        return None
    finally:
        assert time.monotonic() - began < LONGEST_S
    assert raw.header
    assert len(set(raw.header)) == len(raw.header)
    lines = [
        *raw.first(raw.whole_rows)["line"].to_pylist(),
        *(r.line for r in raw.ragged),
    ]
    # No line is read twice, and none is both read and left out.
    assert raw.rows_read == len(lines)
    return raw


def imported_or_refused(store, raw):
    """Stage the file by the format it is recognised as, if by any."""
    began = time.monotonic()
    try:
        fmt = load.choose_format(store, raw)
        if fmt is None:
            return
        staged = load.stage_file(store, raw, fmt)
    except UploadError as error:
        is_one_sentence(error)
        return
    finally:
        assert time.monotonic() - began < 3 * LONGEST_S
    counted = staged.new + staged.changed + staged.duplicate + staged.set_aside
    assert counted == raw.rows_read
    staged.con.close()


@pytest.mark.parametrize("name", NAMES)
def test_each_is_read_before_it_is_damaged(name):
    if name == "locked.xlsx":
        assert read_file(name, files()[name], password="open").rows_read == 3
    else:
        assert read_file(name, files()[name]).rows_read > 0


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SLOW])
@few(12)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_in_a_sentence(name, data):
    read_or_refused(name, data.draw(damage(files()[name])))


@pytest.mark.parametrize("name", sorted(SLOW))
@few(2)
@given(data=st.data())
def test_a_damaged_workbook_is_read_or_refused_in_a_sentence(name, data):
    content = data.draw(damage(files()[name]))
    read_or_refused(name, content, password="open" if name == "locked.xlsx" else None)


@pytest.mark.parametrize("name", [path.name for path in SAMPLES])
@few(1)
@given(data=st.data())
def test_of_a_damaged_sample_every_line_is_accounted_for(home, name, data):
    raw = read_or_refused(name, data.draw(damage(files()[name])))
    if raw:
        imported_or_refused(home, raw)


@pytest.mark.parametrize(
    "text", ['{"a": 1} {"a": 2}\n{"a": 3}', '[{"a": 1}, {"a": 2}]\n[{"a": 3}]']
)
def test_records_on_one_line_are_told_apart(text):
    raw = read_file("a.ndjson", text.encode())
    assert raw.first(9)["line"].to_pylist() == [1, 2, 3]
