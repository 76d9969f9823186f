"""Delimited text of any dialect is read right untold, and a bad line harms no other."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.ingest import read as reader
from cx.ingest.check import DAMAGED
from cx.ingest.containers import open_container
from cx.ingest.delimited import CHUNK_LINES, Damaged, records
from cx.ingest.dialect import Dialect, find_dialect
from cx.ingest.header import find_table
from cx.ingest.left import in_words
from cx.locale import set_language
from tests.exports import CONTACTS, bring

HEADER = ["id", "when", "score", "comment"]
ROWS = [[f"C{day}", f"2024-03-{day:02d}", str(day % 11), "ok"] for day in range(1, 13)]


def read(text, dialect=None):
    lines = io.StringIO(text, newline="")
    return list(records("a.csv", lines, dialect or find_dialect(text)))


def cells_of(text):
    return [cells for _, cells in read(text)]


def with_lines(*lines):
    """Twelve good rows, these lines, and a good row below them."""
    table = [",".join(row) for row in [HEADER, *ROWS]]
    return "\n".join([*table, *lines, "C99,2024-04-09,7,last"]) + "\n"


def read_among(*lines):
    """What these lines come out as; all rows around them are as they were."""
    found = read(with_lines(*lines))
    assert [cells for _, cells in found[:13]] == [HEADER, *ROWS]
    assert found[-1] == (14 + len(lines), ["C99", "2024-04-09", "7", "last"])
    return found[13:-1]


def damaged(found):
    return [line for line, cells in found if isinstance(cells, Damaged)]


# Dialects


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", ", ", "; "])
def test_any_delimiter_quote_and_line_end_is_found(delimiter, quote, end):
    q = quote
    table = [["name", "city", "note"]] + [
        [f"{q}Lee, Ann; {n}{q}", f"Oslo{n}", f"{q}a|b\t^~ {n}{q}"] for n in range(6)
    ]
    text = "".join(delimiter.join(row) + end for row in table)
    assert cells_of(text) == [[cell.strip(q) for cell in row] for row in table]


def test_cells_parted_by_spaces_are_found_by_their_quotes():
    lines = [
        'id when "what it was" score',
        *(f'C{n} 9:0{n} "a b {n}" {n}' for n in range(6)),
    ]
    assert cells_of("\n".join(lines))[:2] == [
        ["id", "when", "what it was", "score"],
        ["C0", "9:00", "a b 0", "0"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "comment\ngood service\nbad food\nslow mail\nnice shop\nall fine\n",
        'comment\n"so ""good"" to me"\nbad food there\nslow mail\nnice\nfine\n',
        "when\n2024-01-01 10:00\n2024-01-02 11:00\n2024-01-03 12:00\n2024-01-04 9:00\n",
    ],
)
def test_one_column_of_texts_is_not_cut_at_its_spaces(text):
    assert {len(cells) for cells in cells_of(text)} == {1}


def test_apostrophes_in_words_are_no_quotes():
    text = "id,note\n1,it's\n2,'tis the shop's\n3,O'Neil's\n4,'great'\n5,x\n"
    assert cells_of(text)[1:5] == [
        ["1", "it's"],
        ["2", "'tis the shop's"],
        ["3", "O'Neil's"],
        ["4", "'great'"],
    ]


def test_a_backslash_in_front_of_a_quote_is_found_and_elsewhere_kept():
    text = 'id,note\n1,"a \\"b\\", c"\n2,"C:\\new, d"\n3,"e \\"f\\""\n'
    found = find_dialect(text)
    assert (found.escape, found.plain) == ("\\", False)
    assert cells_of(text)[1:] == [["1", 'a "b", c'], ["2", "C:\\new, d"], ["3", 'e "f"']]
    plain = 'id,path\n1,"C:\\dir\\"\n2,"D:\\x, y\\"\n'
    assert cells_of(plain)[1:] == [["1", "C:\\dir\\"], ["2", "D:\\x, y\\"]]


def test_inches_in_a_text_with_tabs_are_no_quotes():
    text = 'id\tsize\n1\t5" pipe\n2\t"6" pipe\n3\tx\n'
    assert cells_of(text)[1:3] == [["1", '5" pipe'], ["2", '"6" pipe']]


@pytest.mark.parametrize(
    ("text", "plain"),
    [("a,b\n1,2\n", True), ("a;b\n1;2\n", True), ("'a';'b;c'\n'd';'e;f'\n", False)],
)
def test_plain_says_what_another_reader_may_read(text, plain):
    assert find_dialect(text).plain is plain


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8
        )
    ),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_is_written_by_the_rules_is_read_by_the_rules(table, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    told = Dialect(delimiter, width=len(table[0]))
    assert [cells for _, cells in read(out.getvalue(), told)] == table


# Lines that break the rules


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('C20,2024-04-01,9,"so "good", really"', 'so "good", really'),
        ('C20,2024-04-01,9,""odd, but whole"', '"odd, but whole'),
        ('C20,2024-04-01,9,"', '"'),
        ("C20,2024-04-01,9,good,,", "good"),
    ],
)
def test_a_broken_line_with_one_reading_is_read(line, cells):
    (found,) = read_among(line)
    assert found[1][:3] == ["C20", "2024-04-01", "9"]
    assert found[1][3] == cells


@pytest.mark.parametrize(
    "line",
    [
        # An empty cell too many in the middle would move the score under the comment.
        "C20,2024-04-01,,9,",
        "C20,,2024-04-01,9,",
        ",C20,2024-04-01,9,",
        # Lost delimiters around a quoted text.
        'C20,2024-04-01,9"a, b"',
        'C20,"2024-04-01,9,"a" b',
    ],
)
def test_a_line_whose_cells_cannot_be_trusted_is_damaged(line):
    found = read_among(line)
    assert found == [(14, [line])]
    assert damaged(found) == [14]


def test_a_delimiter_too_many_before_a_text_is_never_read_as_part_of_it():
    ((_, cells),) = read_among("C20,2024-04-01,,9,good")
    assert len(cells) == 5


def middle(*lines):
    """What these lines come out as in a table with a text between typed columns."""
    texts = enumerate(
        ["so", "so", "slow", "kind", "loud", "cold", "good", "fine", "new"], start=1
    )
    rows = [f"C{n},{text},{n},2024-03-{n:02d}" for n, text in texts]
    return cells_of("\n".join(["id,text,score,day", *rows, *lines, ""]))[10:]


def test_a_text_cut_by_a_delimiter_is_joined_where_the_values_behind_it_prove_it():
    assert middle("C20,good, fast, kind,9,2024-04-01") == [
        ["C20", "good, fast, kind", "9", "2024-04-01"]
    ]


@pytest.mark.parametrize(
    "line",
    [
        # The value behind stands where it belongs: the last cell is the one too many.
        "C20,good,9,2024-04-01,x",
        "C20,good,9,2024-04-01,2024-04-02",
        # Nothing behind that could prove anything.
        "C20,good,fast,,,x",
    ],
)
def test_a_long_line_that_no_value_explains_stays_as_long_as_it_is(line):
    assert middle(line) == [line.split(",")]


@pytest.mark.parametrize("more", ["extra,cell", " fast, kind", '"extra","cell"'])
def test_what_is_too_much_behind_a_text_at_the_end_is_never_joined_to_it(more):
    ((_, cells),) = read_among(f"C20,2024-04-01,9,Plus,{more}")
    assert cells == ["C20", "2024-04-01", "9", "Plus", *more.replace('"', "").split(",")]


@pytest.mark.parametrize("folder", [False, True])
def test_of_a_long_file_a_line_too_long_is_set_aside_with_its_text(
    tmp_path, monkeypatch, folder
):
    monkeypatch.setattr(reader, "LARGE_BYTES", 0)
    rows = [f"C{n},2024-03-{n % 28 + 1:02d},{n % 11},Plus" for n in range(3_000)]
    rows[1_700] += ",extra,cell"
    path = tmp_path / "long.csv"
    path.write_text("\n".join([",".join(HEADER), *rows, ""]))
    rows_in = tmp_path if folder else None
    raw = reader.read_file("long.csv", path, folder=rows_in)
    assert (raw.whole_rows, raw.rows_read) == (2_999, 3_000)
    assert [(r.line, r.cells, r.text) for r in raw.ragged] == [(1_702, 6, rows[1_700])]


@pytest.mark.parametrize("folder", [False, True])
def test_a_damaged_line_is_set_aside_and_known_as_damaged(tmp_path, monkeypatch, folder):
    monkeypatch.setattr(reader, "LARGE_BYTES", 0)
    path = tmp_path / "a.csv"
    path.write_text(with_lines('C20,2024-04-01,9"a, b"', "C21,2024-04-02"))
    raw = reader.read_file("a.csv", path, folder=tmp_path if folder else None)
    assert [(r.line, r.text, r.damaged) for r in raw.ragged] == [
        (14, 'C20,2024-04-01,9"a, b"', True),
        (15, "C21,2024-04-02", False),
    ]


def test_a_damaged_line_is_no_row_of_a_table_of_one_column():
    # The rows are two cells wide, the header names one: the damaged line has one, too.
    text = "name\n" + "a,\n" * 9 + 'b"x,y"z\n'
    raw = reader.read_file("a.csv", text.encode())
    assert [(r.line, r.damaged) for r in raw.ragged] == [(11, True)]


def test_why_a_damaged_line_was_set_aside_is_said_in_both_languages(store):
    text = CONTACTS + 'A4,2024-03-04,C1,pho"ne,"x" y,z\n'
    (reason,) = bring(store, text).reasons
    assert (reason.line, reason.rule) == (5, DAMAGED)
    assert in_words("", DAMAGED) == ("", DAMAGED)
    set_language("ko")
    try:
        assert "따옴표" in in_words("", DAMAGED)[1]
    finally:
        set_language("en")


@pytest.mark.parametrize("folder", [False, True])
@pytest.mark.parametrize("irregular", ["", "C13,2024-03-13\n"])
def test_a_file_without_a_header_is_known_as_such(
    tmp_path, monkeypatch, folder, irregular
):
    monkeypatch.setattr(reader, "LARGE_BYTES", 0)
    rows = "".join(",".join(row) + "\n" for row in ROWS)
    for top, unnamed in (("", True), (",".join(HEADER) + "\n", False)):
        path = tmp_path / "a.csv"
        path.write_text(top + rows + irregular)
        raw = reader.read_file("a.csv", path, folder=tmp_path if folder else None)
        assert (raw.unnamed, raw.whole_rows) == (unnamed, len(ROWS))


def test_where_two_columns_could_hold_the_delimiter_nothing_is_joined():
    table = [f"{n},tag {n},text {n}" for n in range(9)]
    found = cells_of("\n".join(["n,tag,text", *table, "9,a,b,c"]))
    assert found[-1] == ["9", "a", "b", "c"]


def test_an_open_quote_takes_no_rows_with_it():
    found = read_among(
        'C20,2024-04-01,9,"open', "C21,2024-04-02,8,x", 'C22,2024-04-03,7,"a ""b"" c"'
    )
    assert [cells for _, cells in found] == [
        ["C20", "2024-04-01", "9", '"open'],
        ["C21", "2024-04-02", "8", "x"],
        ["C22", "2024-04-03", "7", 'a "b" c'],
    ]


def test_two_lost_quotes_that_meet_by_luck_take_no_rows_with_them():
    found = read_among(
        'C20,2024-04-01,9,"open', "C21,2024-04-02,8,x", 'C22,2024-04-03,7,shut"'
    )
    assert found[1] == (15, ["C21", "2024-04-02", "8", "x"])
    assert damaged(found) == [16]


def test_a_text_of_several_lines_is_one_cell_whatever_it_looks_like():
    found = read_among('C20,2024-04-01,9,"one', "two, 2, 3, 4", 'three"')
    assert found == [(14, ["C20", "2024-04-01", "9", "one\ntwo, 2, 3, 4\nthree"])]


def test_lines_after_an_open_quote_are_rows_only_if_they_look_like_rows():
    found = read_among('C20,2024-04-01,9,"cut here', "more, and, more, text")
    assert damaged(found) == [15]


def test_an_open_quote_at_the_top_of_a_long_file_costs_one_line():
    rows = [f"C{n},2024-03-{n % 28 + 1:02d},{n % 11},ok" for n in range(3 * CHUNK_LINES)]
    rows[40] = 'C40,"2024-03-01,5,ok'
    found = read("\n".join([",".join(HEADER), *rows]) + "\n")
    assert [line for line, _ in found] == list(range(1, len(rows) + 2))
    assert damaged(found) == [42]


def test_a_text_over_the_end_of_a_chunk_is_whole():
    rows = [f"C{n},2024-03-01,5,ok" for n in range(CHUNK_LINES - 2)]
    text = "\n".join([",".join(HEADER), *rows, 'C1,2024-03-01,5,"a\nb"', "C2,,,z", ""])
    found = read(text)
    assert found[-2:] == [
        (CHUNK_LINES, ["C1", "2024-03-01", "5", "a\nb"]),
        (CHUNK_LINES + 2, ["C2", "", "", "z"]),
    ]


def test_a_damaged_line_of_one_column_is_not_as_wide_as_the_column():
    found = read('comment\ngood\nfine\n"bad" end\nslow\n', Dialect(width=1))
    assert (len(found[3][1]), damaged(found)) == (2, [4])


@given(st.integers(0, 11), st.integers(0, 30), st.sampled_from(['"', ",", "\n"]))
def test_a_letter_too_many_harms_no_other_line(row, place, letter):
    lines = [",".join(each) for each in ROWS]
    at = min(place, len(lines[row]))
    lines[row] = lines[row][:at] + letter + lines[row][at:]
    found = read("\n".join([",".join(HEADER), *lines]) + "\n")
    rest = [each for number, each in enumerate(ROWS) if number != row]
    assert [cells for _, cells in found if cells in rest] == rest


# Headers and tables


def table_of(text):
    found = find_table(open_container("a.csv", text.encode()).records)
    return found, list(found.rows)


def test_a_first_row_of_values_is_a_row():
    found, rows = table_of("\n".join(",".join(row) for row in ROWS))
    assert (found.unnamed, [cells for _, cells in rows]) == (True, ROWS)
    assert found.header == ("column 1", "column 2", "column 3", "column 4")


@pytest.mark.parametrize(
    "text",
    [
        "region,2023,2024\nN,5,6\nS,7,8\nW,9,1\n",
        "region,2024.1,2024.2\nN,5.5,6.1\nS,7.5,8.1\nW,9.5,1.1\n",
        "agent,2024-03-01,2024-03-02\nKim,9:00,9:10\nLee,9:05,9:20\nHan,9:30,8:50\n",
        "Q1,Q2,Q3\nA1,B2,C3\nA2,B1,C1\nA1,B1,C2\n",
    ],
)
def test_names_with_numbers_in_them_are_a_header(text):
    found, rows = table_of(text)
    assert (found.unnamed, len(rows)) == (False, 3)
    assert list(found.header) == text.splitlines()[0].split(",")


def test_a_header_with_a_hole_is_closed_and_no_value_moves():
    table = ["id,,when,score", "a,2024-03-01,5", "b,2024-03-02,6", "c,2024-03-03,7"]
    found, rows = table_of("\n".join(table))
    assert found.header == ("id", "when", "score")
    assert rows[0] == (2, ["a", "2024-03-01", "5"])


def test_a_table_of_other_columns_below_is_set_apart():
    text = with_lines("score,id,when,comment", "5,C1,2024-03-01,x")
    found, rows = table_of(text)
    assert [cells for _, cells in rows] == ROWS
    assert found.skipped == [(line, "second table") for line in (14, 15, 16)]


def test_the_same_table_twice_counts_once_and_new_rows_in_it_count():
    again = [",".join(row) for row in [HEADER, *ROWS]]
    again[5] = "C4,2024-03-04,4,changed"
    found, rows = table_of(with_lines(*again))
    new = [cells for line, cells in rows if line > 14]
    assert new == [
        ["C4", "2024-03-04", "4", "changed"],
        ["C99", "2024-04-09", "7", "last"],
    ]
    assert [reason for _, reason in found.skipped].count("same row again") == 11


def test_the_same_header_over_other_rows_is_one_table():
    more = [f"D{n},2024-05-0{n},{n},ok" for n in range(1, 9)]
    found, rows = table_of(with_lines(",".join(HEADER), *more))
    assert len(rows) == 12 + 8 + 1
    assert found.skipped == [(14, "header repeated")]


def test_pounds_in_front_of_numbers_are_no_hangul():
    content = "id,amount\n1,£512.20\n2,£9.00\n".encode()
    assert list(open_container("a.csv", content).records)[1] == (2, ["1", "£512.20"])
