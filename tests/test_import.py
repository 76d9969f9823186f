"""Files in, rows in, every line accounted for; and nothing at all when nothing can be."""

import io
from datetime import datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx.errors import UploadError
from cx.ingest import load
from cx.ingest.header import unique_names
from cx.ingest.read import read_file
from cx.measure import Question, measure
from cx.personal import KEY_FILE
from cx.store import Store
from tests.exports import (
    CONTACTS,
    SHARED,
    bring,
    bytes_under,
    needs_shared,
    rows_of,
    sample_rows,
)

KOREAN = CONTACTS.replace("Delivery", "배송 지연 뷁")
COLUMNS = "contact_id, started_at, customer_id, channel, reason"
HEADER = CONTACTS.splitlines()[0]


def accounted(upload):
    return upload.new + upload.changed + upload.duplicate + upload.set_aside


def twin(store, folder):
    """Another data folder with the same key: there a customer has the same code."""
    other = Store(folder / "twin")
    (other.home / KEY_FILE).write_bytes((store.home / KEY_FILE).read_bytes())
    return other


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    book.close()
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        KOREAN.encode(),
        KOREAN.encode("utf-8-sig"),
        KOREAN.encode("cp949"),
        KOREAN.replace(",", "\t").encode("utf-16"),
        KOREAN.replace(",", "\t").encode("utf-16-le"),
        KOREAN.replace("\n", "\r\n").encode(),
        KOREAN.replace("\n", "\r").encode("cp949"),
        KOREAN.replace(",", ";").encode(),
        KOREAN.replace(",", "|").encode(),
        workbook([line.split(",") for line in KOREAN.splitlines()]),
    ],
    ids=[
        *("utf-8", "bom", "cp949", "utf-16", "utf-16-le", "crlf", "cr", "semicolon"),
        *("pipe", "xlsx"),
    ],
)
def test_the_same_export_in_any_wrapping_gives_the_same_rows(store, tmp_path, content):
    bring(store, content)
    plain = twin(store, tmp_path)
    bring(plain, KOREAN)
    assert rows_of(store, "contact", COLUMNS) == rows_of(plain, "contact", COLUMNS)
    assert rows_of(store, "contact", "reason")[0] == ("배송 지연 뷁",)
    plain.close()


def test_western_european_letters_are_kept(store):
    bring(store, CONTACTS.replace("Delivery", "Écran “cassé” — €").encode("cp1252"))
    assert rows_of(store, "contact", "reason")[0] == ("Écran “cassé” — €",)


def test_an_encoding_can_be_named_and_a_wrong_one_is_refused_in_words(store):
    with pytest.raises(UploadError, match="cannot be read as ascii"):
        bring(store, KOREAN, encoding="ascii")
    bring(store, CONTACTS.replace("Delivery", "łódź").encode("cp1250"), encoding="cp1250")
    assert rows_of(store, "contact", "reason")[0] == ("łódź",)


def test_dates_of_a_workbook_are_read_whatever_order_the_format_expects(store):
    header = ["number", "reassignment_count", "reopen_count", "caller_id", "opened_at"]
    rows = [[*header, "contact_type", "category", "category"]]
    rows.append([1, 0, 0, 7, datetime(2016, 3, 4, 5, 6), "Phone", 1, 1])
    bring(store, workbook(rows), name="incidents.xlsx")
    assert rows_of(store, "contact", "started_at") == [(datetime(2016, 3, 4, 5, 6),)]


def test_a_cell_may_hold_line_breaks_and_lines_are_those_of_the_file(store):
    text = f'{HEADER}\nA1,2024-03-01,C1,phone,"late\nand ""wet"""\n\nA2,soon,C1,phone,x\n'
    report = bring(store, text)
    assert rows_of(store, "contact", "reason, line") == [('late\nand "wet"', 2)]
    assert [(r.line, r.value) for r in report.reasons] == [(5, "soon")]


def test_a_quotation_mark_left_open_is_found_and_nothing_is_lost_in_it(store):
    broken = 'A2,2024-03-01,C1,pho"ne,"x" y'
    text = f"{HEADER}\nA1,2024-03-01,C1,phone,x\n{broken},z\nA3,2024-03-01,C1,phone,x\n"
    report = bring(store, text)
    assert report.upload.new == 2
    assert [(each.line, each.value) for each in report.reasons] == [(3, f"{broken},z")]


def test_lines_of_another_width_are_set_aside_with_their_text(store):
    report = bring(store, CONTACTS + "A4,2024-03-04\nA5,2024-03-05,C1,phone,a,b,c\n")
    assert [(r.line, r.value) for r in report.reasons] == [
        (5, "A4,2024-03-04"),
        (6, "A5,2024-03-05,C1,phone,a,b,c"),
    ]
    assert "7 cells where the header has 5" in report.reasons[1].rule


def test_empty_cells_at_the_end_are_no_fault(store):
    text = "\n".join(f"{line},," for line in CONTACTS.splitlines())
    assert bring(store, text).upload.new == 3


def test_a_header_repeated_in_the_middle_is_no_row(store):
    text = CONTACTS + CONTACTS.replace("A", "B")
    upload = bring(store, text).upload
    assert (upload.rows_read, upload.new, upload.set_aside) == (6, 6, 0)
    assert read_file("c.csv", text.encode()).left_out == ((5, "header repeated"),)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["category", "Category", " category"], ("category", "Category.1", "category.2")),
        (["a", "a", "a.1"], ("a", "a.1", "a.1.1")),
        (
            ["line", "cells", "row_key", ""],
            ("line.1", "cells.1", "row_key.1", "column 4"),
        ),
    ],
)
def test_repeated_and_reserved_names_are_told_apart(header, names):
    assert unique_names(header) == names


def test_a_column_called_line_is_a_column_like_any_other(store):
    text = CONTACTS.replace("reason", "line").replace("Refund", "Delivery 2")
    bring(store, text)
    found = measure(store, "repeat_share", Question(by=("attr_line.1",)))
    assert {e.group["attr_line.1"] for e in found} <= {"Delivery", "Delivery 2"}
    assert rows_of(store, "contact", '"attr_line.1"')[0] == ("Delivery",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (HEADER.encode(), "a header and no rows"),
        (f"{HEADER}\n,soon,,,\n".encode(), "date"),
        (b"colour,size\nred,1\n", "colour, size"),
        (b"PK\x03\x04 not a workbook", "damaged or was cut"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Nothing was imported"),
        (b"\xff\xfea", "cut or joined"),
    ],
)
def test_where_nothing_can_be_imported_nothing_is_changed(store, content, said):
    before = bytes_under(store.home)
    with pytest.raises(UploadError, match=said):
        bring(store, content)
    assert bytes_under(store.home) == before


def test_a_refused_cell_is_named_by_line_column_value_and_rule(store):
    report = bring(store, CONTACTS + "A4,yesterday,C1,phone,\n,2024-03-04,C1,phone,\n")
    assert [(r.line, r.column, r.value) for r in report.reasons] == [
        (5, "started_at", "yesterday"),
        (6, "Contact number", ""),
    ]
    assert all(reason.rule for reason in report.reasons)


def test_every_reason_of_a_line_is_told_at_once(store):
    text = "contact_id,started_at,customer_id,channel,wait_s,transfers\n"
    report = bring(store, text + "A1,2024-03-01,C,x,1,1\nA2,2024-03-01,C,x,-1,-1\n")
    assert {r.rule for r in report.reasons} == {
        "A waiting time cannot be negative.",
        "The number of transfers cannot be negative.",
    }
    assert {r.line for r in report.reasons} == {3}


def test_the_same_bytes_twice_are_refused_with_their_day(store):
    bring(store, CONTACTS, name="march.csv")
    with pytest.raises(
        UploadError, match=r"already loaded on \d{4}-\d\d-\d\d as march.csv"
    ):
        bring(store, CONTACTS, name="again.csv")


def test_of_overlapping_exports_the_newest_state_counts(store):
    bring(store, CONTACTS)
    later = CONTACTS.replace(
        "A1,2024-03-01 09:00,C1,phone,Delivery", "A4,2024-03-04,C9,x,"
    )
    upload = bring(store, later.replace("Refund", "Refund done")).upload
    assert (upload.new, upload.changed, upload.duplicate) == (1, 1, 1)
    assert rows_of(store, "contact", "contact_id, reason") == [
        ("A1", "Delivery"),
        ("A2", "Delivery"),
        ("A3", "Refund done"),
        ("A4", None),
    ]


def test_of_two_lines_about_one_contact_the_last_counts(store):
    upload = bring(store, CONTACTS + "A1,2024-03-01 09:00,C1,phone,Solved\n").upload
    assert (upload.rows_read, upload.new, upload.duplicate) == (4, 3, 1)
    assert rows_of(store, "contact", "reason")[0] == ("Solved",)


def test_undo_and_redo_lead_back_to_the_same_numbers(store):
    first = bring(store, CONTACTS).upload
    before = rows_of(store, "contact")
    second = bring(store, CONTACTS.replace("Refund", "Praise").replace("A1", "B1")).upload
    after = rows_of(store, "contact")
    load.undo(store, second.id)
    assert rows_of(store, "contact") == before
    load.redo(store, second.id)
    assert rows_of(store, "contact") == after != before
    load.undo(store, second.id)
    load.undo(store, first.id)
    assert rows_of(store, "contact") == []


def test_a_file_taken_back_may_be_loaded_again(store):
    load.undo(store, bring(store, CONTACTS).upload.id)
    assert bring(store, CONTACTS).upload.new == 3


def test_undo_twice_is_refused_in_words(store):
    upload = bring(store, CONTACTS, name="march.csv").upload
    load.undo(store, upload.id)
    with pytest.raises(Exception, match=r"march\.csv was already taken back"):
        load.undo(store, upload.id)


def test_an_attribute_no_page_knows_can_be_filtered_and_grouped_by(store):
    header, *lines = CONTACTS.strip().splitlines()
    text = "\n".join([f'{header},"Kunden-Typ ""A"""', *(f"{x},{x[-4:]}" for x in lines)])
    bring(store, text)
    name = 'attr_Kunden-Typ "A"'
    assert rows_of(store, "contact", f'"{name.replace(chr(34), chr(34) * 2)}"')[0] == (
        "very",
    )
    question = Question(by=(name,), filters=((name, ("very",)),))
    assert [e.group for e in measure(store, "repeat_share", question)] in (
        [],
        [{name: "very"}],
    )


def test_an_attribute_spelt_in_capitals_in_one_file_is_the_same_attribute(store):
    text = CONTACTS.replace("reason", "Tier")
    bring(store, text)
    bring(store, text.replace("Tier", "TIER").replace("A", "B"))
    assert rows_of(store, "contact", "attr_tier")[:1] == [("Delivery",)]
    assert len(rows_of(store, "contact", "attr_tier")) == 6


def test_a_changed_attribute_is_a_change(store):
    text = CONTACTS.replace("reason", "tier")
    bring(store, text)
    upload = bring(store, text.replace("Refund", "Delivery 2")).upload
    assert (upload.changed, upload.duplicate) == (1, 2)


def test_a_wrong_format_named_by_hand_is_refused_with_what_is_missing(store):
    with pytest.raises(UploadError, match="no column purchase_id"):
        bring(store, CONTACTS, format_id="generic_order")


CELLS = st.sampled_from(["C1", "C2", "", "phone", "x", "-1"])
LINES = st.lists(
    st.one_of(
        # A good line, a line without a date, a line of another width.
        st.tuples(st.integers(1, 6), st.integers(1, 28), CELLS).map(
            lambda t: f"A{t[0]},2024-03-{t[1]:02},{t[2]},phone,Delivery"
        ),
        st.tuples(st.integers(1, 6), CELLS).map(lambda t: f"A{t[0]},soon,{t[1]},phone,x"),
        st.integers(1, 9).map(lambda n: ",".join(["A1"] * n)),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=LINES, second=LINES)
def test_every_line_is_new_changed_duplicate_or_set_aside(
    tmp_path_factory, first, second
):
    store = Store(tmp_path_factory.mktemp("any") / "home")
    for number, lines in enumerate((first, second)):
        text = "\n".join([HEADER, *lines, f"Z{number},2024-01-01,C,phone,y"])
        raw = read_file("any.csv", text.encode())
        staged = load.stage_file(store, raw, load.choose_format(store, raw))
        assert accounted(staged) == raw.rows_read == len(lines) + 1
        load.commit(store, staged, build=False)
    store.close()


def test_shuffled_or_split_files_give_the_same_numbers(store, tmp_path):
    rows = sample_rows("hanbit_contacts.csv")[:1500]
    header = ",".join(rows[0])
    lines = [",".join(row.values()) for row in rows]
    bring(store, "\n".join([header, *lines]))
    other = twin(store, tmp_path)
    bring(other, "\n".join([header, *lines[700:][::-1]]))
    bring(other, "\n".join([header, *lines[:700][::-1]]))
    columns = "* exclude (upload_id, line)"
    assert rows_of(other, "contact", columns) == rows_of(store, "contact", columns)
    other.close()


def read_or_told(path):
    """What is in a file, or the sentence that refuses it."""
    try:
        return read_file(path.name, path.read_bytes()), ""
    except UploadError as error:
        return None, str(error)


@needs_shared
@pytest.mark.parametrize(
    "path", sorted((SHARED / "messy_excel").rglob("*.*")), ids=lambda path: path.name
)
def test_a_messy_workbook_is_read_or_refused_in_words(path):
    raw, told = read_or_told(path)
    assert raw.header if raw else told.endswith(".")


@needs_shared
@pytest.mark.parametrize(
    "path",
    sorted((SHARED / "csv_robustness").rglob("*.csv")),
    ids=lambda path: f"{path.parent.name}-{path.name}",
)
def test_a_messy_csv_is_read_or_refused_in_words(path):
    raw, told = read_or_told(path)
    if raw is None:
        assert told.endswith(".")
    else:
        assert raw.rows_read == raw.table.num_rows + len(raw.ragged)
