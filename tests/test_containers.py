"""Whatever is uploaded opens by what is in it, or is refused in one plain sentence."""

import contextlib
import csv
import datetime
import gzip
import io
import json
import time
import zipfile
import zlib
from itertools import pairwise

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from cx.errors import UploadError
from cx.ingest import passwords, workbook_child, workbooks
from cx.ingest.containers import PasswordNeeded, open_container
from cx.ingest.header import find_table
from tests.exports import ROOT

SHARED = ROOT.parent / "shared" / "data"
SPECTRUM = SHARED / "csv_robustness" / "csv-spectrum"
WORKBOOKS = SHARED / "messy_excel"

needs_spectrum = pytest.mark.skipif(
    not SPECTRUM.is_dir(), reason="the csv-spectrum files are not in this checkout"
)
needs_workbooks = pytest.mark.skipif(
    not WORKBOOKS.is_dir(), reason="the messy workbooks are not in this checkout"
)


def rows(name, content, **choices):
    return [cells for _, cells in open_container(name, content, **choices).records]


def workbook(*table, sheet="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for cells in table:
        book.active.append(cells)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def parquet(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


# CSV


@needs_spectrum
@pytest.mark.parametrize(
    "path", sorted(SPECTRUM.glob("*.csv")), ids=lambda path: path.stem
)
def test_csv_spectrum_equals_its_answers(path):
    answer = json.loads(as_text((SPECTRUM / "json" / f"{path.stem}.json").read_bytes()))
    table = find_table(open_container(path.name, path.read_bytes()).records)
    found = [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows]
    expected = answer if isinstance(answer, list) else [answer]
    if path.stem == "location_coordinates":
        # In version 2.0.0 of the set file and answer have different telephone numbers.
        phone = "Contact Phone Number"
        assert [found[0].pop(phone), expected[0].pop(phone)] == [
            "2095257564",
            "1234567890",
        ]
    assert found == expected


def as_text(content):
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252")


def test_a_record_has_the_line_it_starts_on():
    opened = open_container("a.csv", b'a,b\n1,"x\ny"\n2,z\n')
    assert [line for line, _ in opened.records] == [1, 2, 4]
    assert (opened.kind, opened.encoding, opened.delimiter) == ("csv", "utf-8", ",")


def test_a_first_line_that_names_the_separator_is_obeyed():
    table = find_table(open_container("a.csv", b"sep=|\r\na|b,c\r\n1|2,3\r\n").records)
    assert (table.header, list(table.rows)) == (("a", "b,c"), [(3, ["1", "2,3"])])
    assert table.skipped == [(1, "names the separator")]


def test_a_quotation_mark_never_closed_takes_no_other_line_with_it():
    read = rows("a.csv", b'a,b\n1,"2\n3,4\n')
    assert read == [["a", "b"], ["1", '"2'], ["3", "4"]]


# Workbooks

PASSWORDS = {
    "example_password.xlsx": "Password1234_",
    "rc4cryptoapi_password.xls": "Password1234_",
    "xor_password_123456789012345.xls": "123456789012345",
    "pass_protected.xlsx": "123",
    "pass_protected.xlsb": "123",
}
# (kind, sheet, rows) or a part of the sentence.
EXPECTED = {
    "OOM_alloc3.xls": "is damaged, or needs more memory",
    "any_sheets.ods": ("ods", "Visible", 5),
    "any_sheets.xls": ("xls", "Visible", 5),
    "any_sheets.xlsb": ("xlsb", "Visible", 5),
    "any_sheets.xlsx": ("xlsx", "Visible", 5),
    "biff5_write.xls": ("xls", "SheetJS", 4),
    "covered.ods": ("ods", "sheet1", 3),
    "date.ods": ("ods", "Sheet1", 4),
    "date.xls": ("xls", "Sheet1", 3),
    "date.xlsb": ("xlsb", "Sheet1", 3),
    "date.xlsx": ("xlsx", "Sheet1", 3),
    "date_1904.xls": ("xls", "Sheet1", 3),
    "date_1904.xlsb": ("xlsb", "Sheet1", 3),
    "date_1904.xlsx": ("xlsx", "Sheet1", 3),
    "date_iso.xlsx": ("xlsx", "Sheet", 6),
    "empty_sheet.xlsx": "no rows in any sheet",
    "encoded_entities.xlsx": ("xlsx", "Sheet1", 2),
    "errors.xlsx": "no rows in any sheet",
    "has_x000D_.xlsx": ("xlsx", "Sheet1", 1),
    "header-row.xlsx": ("xlsx", "Sheet1", 10),
    "hyperlinks.xlsx": ("xlsx", "Links", 8),
    "inlineStr_cdata.xlsx": ("xlsx", "Sheet1", 2),
    "issues.ods": ("ods", "datatypes", 6),
    "issues.xls": ("xls", "datatypes", 6),
    "issues.xlsb": ("xlsb", "datatypes", 6),
    "issues.xlsx": ("xlsx", "datatypes", 6),
    "merge_cells.xlsx": ("xlsx", "Sheet1", 2),
    "merged_cells.ods": ("ods", "Sheet1", 3),
    "merged_range.xls": ("xls", "Sheet1", 4),
    "merged_range.xlsx": ("xlsx", "Sheet1", 4),
    "multi-empty.ods": ("ods", "Test", 13),
    "no-header.xlsx": ("xlsx", "Feuille 1", 4),
    "nonstandard-xml-ns-prefix.xlsx": ("xlsx", "Sheet1", 3),
    "number_rows_repeated.ods": ("ods", "Sheet1", 8),
    "pass_protected.ods": "an OpenDocument workbook with a password",
    "pass_protected.xlsb": "opens with a password only",
    "pass_protected.xlsx": "opens with a password only",
    "picture.xlsx": "no rows in any sheet",
    "pivots.xlsx": ("xlsx", "PivotSheet1", 5),
    "richtext_issue.ods": ("ods", "datatypes", 1),
    "strict_iso_paths.xlsx": ("xlsx", "ml_out", 76),
    "string-ref.xlsx": ("xlsx", "Sheet1", 2),
    "table-multiple.xlsx": ("xlsx", "Sheet1", 5),
    "temperature-in-middle.xlsx": ("xlsx", "Sheet1", 6),
    # A line of text that says that an attachment was not found.
    "too_small.xls": ("csv", "", 1),
    "vba.xlsm": "no rows in any sheet",
    "whitespace_trim.xlsx": ("xlsx", "inlineStr", 3),
    "with-annotation.ods": ("ods", "table1", 1),
    "example_password.xlsx": "opens with a password only",
    "plain.xls": ("xls", "Sheet1", 1),
    "rc4cryptoapi_password.xls": "opens with a password only",
    "xor_password_123456789012345.xls": "opens with a password only",
}


def messy(name):
    return next(WORKBOOKS.glob(f"*/{name}")).read_bytes()


@needs_workbooks
def test_every_messy_workbook_is_in_the_table():
    assert {path.name for path in WORKBOOKS.glob("*/*")} == set(EXPECTED)


@needs_workbooks
@pytest.mark.parametrize("name", EXPECTED)
def test_a_messy_workbook_opens_or_is_refused_in_a_sentence(name):
    expected = EXPECTED[name]
    if isinstance(expected, str):
        with pytest.raises(UploadError, match=f"{expected}.* Nothing was imported.$"):
            open_container(name, messy(name))
    else:
        opened = open_container(name, messy(name))
        found = (opened.kind, opened.sheet, len(list(opened.records)))
        assert found == expected


@needs_workbooks
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example_password.xlsx", ("xlsx", "Sheet1", ["lorem", "ipsum"])),
        ("rc4cryptoapi_password.xls", ("xls", "Sheet1", ["lorem ipsum", "3"])),
        ("xor_password_123456789012345.xls", ("xls", "420", ["1"] * 26)),
    ],
)
def test_a_workbook_opens_with_its_password_and_with_no_other(name, expected):
    opened = open_container(name, messy(name), password=PASSWORDS[name])
    assert (opened.kind, opened.sheet, next(opened.records)[1]) == expected
    with pytest.raises(PasswordNeeded, match="does not open") as refused:
        open_container(name, messy(name), password="another")
    assert refused.value.wrong


@needs_workbooks
@pytest.mark.parametrize("end", ["xls", "xlsx", "xlsb"])
def test_the_same_days_whether_counted_from_1900_or_1904(end):
    assert rows("a", messy(f"date_1904.{end}")) == rows("a", messy(f"date.{end}"))


def test_cells_become_the_text_a_csv_would_hold():
    day, moment = datetime.date(2024, 3, 1), datetime.datetime(2024, 3, 1, 9, 30, 5)
    long = datetime.timedelta(hours=30, minutes=2, seconds=3)
    found = rows("a.xlsx", workbook([7, 0.25, True, day, moment, long, "00042", None]))
    assert found[0][:3] == ["7", "0.25", "true"]
    assert found[0][3:7] == ["2024-03-01", "2024-03-01 09:30:05", "30:02:03", "00042"]


def test_a_cell_with_a_line_break_a_quote_and_a_comma_stays_one_cell():
    assert rows("a.xlsx", workbook(['a "b",\nc', "d"])) == [['a "b",\nc', "d"]]


def test_a_hidden_sheet_is_read_only_where_there_is_no_other():
    book = openpyxl.Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("shown")
    opened = open_container("a.xlsx", saved(book_with(book, shown, ["seen"])))
    assert (opened.sheet, opened.sheets) == ("shown", ("shown",))
    opened = open_container("a.xlsx", saved(book_with(book, shown, None)))
    assert opened.sheet == "Sheet"


def book_with(book, sheet, cells):
    sheet.delete_rows(1, 5)
    if cells:
        sheet.append(cells)
    return book


def test_a_sheet_can_be_chosen_and_a_wrong_one_names_the_others():
    book = openpyxl.Workbook()
    book.active.append(["first"])
    book.create_sheet("둘째").append(["second"])
    assert rows("a.xlsx", saved(book), sheet="둘째") == [["second"]]
    with pytest.raises(UploadError, match="It has: Sheet, 둘째"):
        rows("a.xlsx", saved(book), sheet="third")


def test_two_cells_at_opposite_corners_do_not_end_the_program():
    # Its reader would ask for half a terabyte for them.
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    with pytest.raises(UploadError, match="needs more memory"):
        open_container("corners.xlsx", saved(book))


def test_a_workbook_that_is_called_csv_is_a_workbook():
    assert open_container("a.csv", workbook(["a"])).kind == "xlsx"


def locked(content, password):
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def test_a_password_is_asked_for_tried_and_told_wrong():
    content = locked(workbook(["고객"]), "비밀 1")
    with pytest.raises(PasswordNeeded, match="Enter the password") as asked:
        open_container("a.xlsx", content)
    with pytest.raises(PasswordNeeded, match="Enter it again") as told:
        open_container("a.xlsx", content, password="비밀")
    assert (asked.value.wrong, told.value.wrong) == (False, True)
    assert rows("a.xlsx", content, password="비밀 1") == [["고객"]]


def test_a_workbook_that_excel_opens_without_asking_opens_without_asking():
    assert rows("a.xlsx", locked(workbook(["a"]), "VelvetSweatshop")) == [["a"]]


def test_a_password_made_to_take_hours_to_try_is_not_tried(monkeypatch):
    monkeypatch.setattr(passwords, "MOST_SPINS", 99)
    with pytest.raises(UploadError, match="protected in a way"):
        open_container("a.xlsx", locked(workbook(["a"]), "b"), password="b")


def test_a_locked_container_that_was_cut_is_refused():
    damaged = passwords.OLE_START + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UploadError, match="protected in a way"):
        open_container("a.xlsx", damaged)


def test_a_workbook_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(workbooks, "LONGEST_READ_S", 0.0001)
    with pytest.raises(UploadError, match="took longer than"):
        open_container("a.xlsx", workbook(["a"]))


def test_the_program_that_reads_workbooks_writes_names_and_then_rows():
    out = io.StringIO(newline="")
    workbook_child._answer(workbook(["a", 1], [None, "b"]), None, out)
    assert out.getvalue() == '{"sheets": ["Sheet"], "sheet": "Sheet"}\na,1\r\n,b\r\n'


# Web pages


def test_a_web_page_that_is_called_xls_is_read_as_its_largest_table():
    page = (
        "<html><head><meta charset=euc-kr><style>td{x}</style></head><!-- <table> -->"
        "<table><tr><td>메뉴</td></tr></table>"
        "<table><tr><th rowspan=2>번호<th colspan='2'>고객<tr><td>이름<td>등급"
        "<tr><td>1<td>김&amp;<br>철수<td><b>VIP</b> &lt;5분</table></html>"
    )
    opened = open_container("상담.xls", page.encode("cp949"))
    assert list(opened.records) == [
        (1, ["번호", "고객", ""]),
        (2, ["", "이름", "등급"]),
        (3, ["1", "김&\n철수", "VIP <5분"]),
    ]
    assert (opened.kind, opened.encoding) == ("html", "cp949")
    assert (opened.sheet, opened.sheets) == ("table 2", ("table 1", "table 2"))


def test_a_table_inside_a_cell_is_a_table_of_its_own():
    page = b"<table><tr><td>a<table><tr><td>1<td>2</table>b</table>"
    assert rows("a.html", page, sheet="table 1") == [["ab"]]
    assert rows("a.html", page) == [["1", "2"]]
    with pytest.raises(UploadError, match="has no table 3"):
        rows("a.html", page, sheet="table 3")


def test_a_page_in_another_encoding_than_it_says_is_still_read():
    page = "<table><meta charset=ascii><tr><td>고객</table>".encode()
    assert rows("a.xls", page) == [["고객"]]


def test_a_sign_in_page_is_called_one():
    with pytest.raises(UploadError, match="web page without a table"):
        open_container("tickets.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>")


@pytest.mark.parametrize(
    "part", ["<", "<!--", '<td a="', "<![CDATA[", "<table>", "<!DOCTYPE ", "<a<b "]
)
def test_a_page_made_to_be_slow_is_not(part):
    started = time.monotonic()
    with pytest.raises(UploadError):
        open_container("a.xls", b"<table>" + part.encode() * 50_000)
    assert time.monotonic() - started < 10


def test_a_page_that_spreads_a_few_cells_over_millions_is_refused():
    page = b"<table><tr>" + b"<td rowspan=1000 colspan=1000>x" * 500 + b"<tr>" * 99
    with pytest.raises(UploadError, match="more than 10000000 cells"):
        open_container("a.xls", page)


# JSON

NESTED = '{"id": 12345678901234567890, "via": {"channel": "email"}, "tags": ["a", 1.10]}'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"[{NESTED}]", "json"),
        (f'{{"data": [{NESTED}], "count": 1}}', "json"),
        (f'{{"count": 1, "tickets": [{NESTED}], "users": []}}', "json"),
        (f'{{"response": {{"results": [{NESTED}]}}}}', "json"),
        (f'[{{"ticket": {NESTED}}}]', "json"),
        (NESTED, "json"),
        (f'{{"ticket": {NESTED}}}\n{{"ticket": {NESTED}}}', "ndjson"),
        (f"{NESTED}\n\n{NESTED}\n", "ndjson"),
    ],
)
def test_json_is_flattened_with_numbers_as_they_were_written(text, kind):
    opened = open_container("a.json", text.encode())
    found = [cells for _, cells in opened.records]
    assert (opened.kind, opened.named) == (kind, True)
    assert found[:2] == [
        ["id", "via.channel", "tags"],
        ["12345678901234567890", "email", '["a", 1.10]'],
    ]


def test_a_json_record_knows_its_line_or_its_number():
    lines = open_container("a", b'{"a": 1}\n\n{"b": null, "a": true}\n').records
    assert list(lines) == [(0, ["a", "b"]), (1, ["1", ""]), (3, ["true", ""])]
    numbers = open_container("a", b'[{"a": 1},\n\n{"a": 2}]').records
    assert [number for number, _ in numbers] == [0, 1, 2]


def test_a_part_that_is_null_in_one_record_is_no_column_of_its_own():
    found = rows("a", b'[{"via": null}, {"via": {"channel": "web"}}]')
    assert found == [["via.channel"], [""], ["web"]]


def test_a_list_in_a_json_file_can_be_chosen():
    text = b'{"tickets": [{"id": 1}], "users": [{"name": "a"}, {"name": "b"}]}'
    opened = open_container("a.json", text)
    assert (opened.sheet, opened.sheets) == ("tickets", ("tickets", "users"))
    assert rows("a.json", text, sheet="users") == [["name"], ["a"], ["b"]]
    with pytest.raises(UploadError, match="It has: tickets, users"):
        rows("a.json", text, sheet="agents")


def test_json_arrays_of_arrays_are_rows_as_they_are():
    opened = open_container("a.json", b'[["a", "b"], [1, [2]]]')
    assert not opened.named
    assert [cells for _, cells in opened.records] == [["a", "b"], ["1", "[2]"]]


def test_half_a_letter_in_json_becomes_the_sign_for_a_lost_one():
    assert rows("a", b'[{"a": "\\ud800"}]')[1] == ["\ufffd"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1},\n{"a": ', "on line 2"),
        ("[]", "no records"),
        ("{}", "no records"),
        ('{"tickets": []}', "no records"),
        ("[" * 100_000 + '"', "too deep"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "too deep"),
        (json.dumps([{str(n): 1 for n in range(5_001)}]), "different names"),
    ],
)
def test_json_that_is_no_table_is_refused(text, said):
    with pytest.raises(UploadError, match=said):
        open_container("a.json", text.encode())


# Parquet


def test_parquet_becomes_text():
    content = parquet(
        id=[10**17, None],
        share=[5.0, float("nan")],
        at=pa.array([datetime.datetime(2024, 1, 1, 10)] * 2, pa.timestamp("us")),
        took=pa.array([datetime.timedelta(seconds=90), None]),
        open=[True, None],
        via=[{"channel": "가", "more": {"a": 1}}] * 2,
        tags=[["a", "b"], None],
        kind=pa.array(["x", None]).dictionary_encode(),
        raw=pa.array([b"a", None]),
    )
    opened = open_container("a.bin", content)
    header, first, second = (cells for _, cells in opened.records)
    assert (opened.kind, opened.named) == ("parquet", True)
    assert dict(zip(header, first, strict=True)) == {
        "id": "100000000000000000",
        "share": "5",
        "at": "2024-01-01 10:00:00",
        "took": "0:01:30",
        "open": "true",
        "via.channel": "가",
        "via.more.a": "1",
        "tags": '["a", "b"]',
        "kind": "x",
        "raw": "a",
    }
    assert "".join(second) == "2024-01-01 10:00:00가1"


def test_parquet_that_was_cut_is_refused():
    with pytest.raises(UploadError, match="damaged or was cut"):
        rows("a.parquet", parquet(a=[1])[:-20])


# Packed files


def test_the_likeliest_file_of_a_zip_is_read_and_the_others_are_named():
    content = zipped(
        {
            "__MACOSX/a.csv": "zzzz",
            "a.csv": "a,b\n1,2\n",
            "b.csv": "x",
            "c.pdf": "%PDF" * 9,
        }
    )
    opened = open_container("export.zip", content)
    assert (opened.inner_name, opened.members) == ("a.csv", ("b.csv", "c.pdf"))
    assert [cells for _, cells in opened.records] == [["a", "b"], ["1", "2"]]
    assert rows("export.zip", content, member="b.csv") == [["x"]]
    with pytest.raises(UploadError, match=r"It has: a.csv, b.csv, c.pdf"):
        rows("export.zip", content, member="d.csv")


def test_a_workbook_in_a_zip_and_a_csv_in_a_gz_are_read():
    assert rows("a.zip", zipped({"a.xlsx": workbook(["a"])})) == [["a"]]
    packed = gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n")
    opened = open_container("b.csv.gz", packed)
    assert (opened.inner_name, list(opened.records)[1]) == ("b.csv", (2, ["1", "2"]))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.zip", zipped({"a.csv": b"0" * 100 * 1024**2}), "no export does"),
        ("a.gz", gzip.compress(b"0" * 100 * 1024**2), "no export does"),
        ("a.zip", zipped({"a.zip": zipped({"a.csv": b"a"})}), "itself a packed file"),
        ("a.zip", zipped({"a.gz": gzip.compress(b"a")}), "itself a packed file"),
        ("a.gz", gzip.compress(zipped({"a.csv": b"a"})), "itself a packed file"),
        ("a.gz", gzip.compress(b"a,b\n1,2\n" * 99)[:-12], "ends in the middle"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(99), "itself a packed file"),
        ("a.zip", zipped({f"{n}.csv": b"a" for n in range(2_001)}), "more than 2000"),
        ("a.zip", zipped({}), "no file in it"),
        ("a.docx", zipped({"word/document.xml": b"a"}), "is a Word document"),
        ("a.zip", zipped({"a.csv": b"a,b\n" * 99})[:-30], "is damaged"),
        ("a.csv", b"%PDF-1.7", "is a PDF"),
        ("a.csv", b" \n", "is empty"),
        ("a.xml", b"<?xml version='1.0'?><tickets/>", "is XML"),
    ],
)
def test_what_is_no_export_is_refused_quickly(name, content, said):
    started = time.monotonic()
    with pytest.raises(UploadError, match=said):
        rows(name, content)
    assert time.monotonic() - started < 5


def encrypted_zip(name, text, password):
    """A ZIP as the ZIP specification, section 6.1, encrypts it."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(before, byte):
        return zlib.crc32(bytes([byte]), before ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def stir(byte):
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    def hide(byte):
        secret = (keys[2] & 0xFFFF) | 2
        hidden = byte ^ ((secret * (secret ^ 1)) >> 8 & 255)
        stir(byte)
        return hidden

    for byte in password:
        stir(byte)
    check = zlib.crc32(text) >> 24
    hidden = bytes(hide(byte) for byte in bytes(11) + bytes([check]) + text)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as packed:
        packed.writestr(name, hidden)
        info = packed.getinfo(name)
        info.CRC, info.file_size = zlib.crc32(text), len(text)
        info.flag_bits |= 1
    return plain.getvalue()


def test_a_zip_with_a_password_opens_with_it():
    content = encrypted_zip("a.csv", b"a,b\n1,2\n", b"open")
    with pytest.raises(PasswordNeeded, match="ZIP with a password"):
        open_container("a.zip", content)
    with pytest.raises(PasswordNeeded, match="does not open"):
        open_container("a.zip", content, password="shut")
    assert rows("a.zip", content, password="open") == [["a", "b"], ["1", "2"]]


def test_a_zip_that_lies_about_its_size_is_refused():
    honest = zipped({"a.csv": b"a,b\n" * 999})
    size = (4 * 999).to_bytes(4, "little")
    with pytest.raises(UploadError, match="is damaged"):
        rows("a.zip", honest.replace(size, (8).to_bytes(4, "little")))


# Damage

SAMPLES = {
    "csv": "a;b\n1;가\n2;\n".encode(),
    "html": b"<table><tr><td rowspan=2>a<td>b<tr><td>&amp;</table>",
    "json": f'{{"data": [{NESTED}]}}'.encode(),
    "ndjson": f"{NESTED}\n{NESTED}".encode(),
    "parquet": parquet(a=[1, 2], b=["x", None]),
    "xlsx": workbook(["a", 1], ["b", 2]),
    "zip": zipped({"a.csv": b"a,b\n1,2\n"}),
    "gz": gzip.compress(b"a,b\n1,2\n", mtime=0),
}


@pytest.mark.parametrize("kind", SAMPLES)
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_damaged_file_opens_or_is_refused_and_nothing_else(kind, data):
    content = bytearray(SAMPLES[kind])
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)) | st.just(len(content)))
    with contextlib.suppress(UploadError):
        table = find_table(open_container("a", bytes(content[:cut])).records)
        list(table.rows)


@needs_workbooks
@pytest.mark.parametrize(
    "name",
    ["biff5_write.xls", "date.xls", "date.xlsb", "date.ods", "rc4cryptoapi_password.xls"],
)
@settings(max_examples=6, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_damaged_old_workbook_opens_or_is_refused(name, data):
    content = bytearray(messy(name))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    password = PASSWORDS.get(name)
    with contextlib.suppress(UploadError):
        list(open_container(name, bytes(content), password=password).records)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_lines_of_records_only_go_up(table):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    content = out.getvalue().encode()
    try:
        lines = [line for line, _ in open_container("a.csv", content).records]
    except UploadError:
        return
    assert all(before < after for before, after in pairwise(lines))
