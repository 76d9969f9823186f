"""Personal data: coded, hidden or told to be nobody's, before anything is kept."""

import hashlib
import hmac
import stat
import subprocess
import sys
import time
import unicodedata

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cx import catalog
from cx.errors import StoreError
from cx.ingest import load
from cx.ingest.protect import Protected, code_of, protect
from cx.ingest.read import read_file
from cx.ingest.stage import connect
from cx.mart import upload_files
from cx.measure import Question, measure
from cx.personal import KEY_FILE, installation_key
from cx.store import Store
from tests.exports import CONTACTS, bring, bytes_under, coded, rows_of

KEY = bytes(range(32))
HEAD = "contact_id,started_at,customer_id,channel,reason\n"
SURVEY = "response_id,responded_at,customer_id,nps,csat,comment\n"
PERSONAL = "kim@naver.com 010-1234-9876 4111-1111-1111-1111 800101-1234567"
HIDDEN = "[e-mail] [phone] [card] [resident no.]"
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
SECRETS = ("kim@naver", "1234-9876", "4111-1111", "800101")


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as opened:
        opened.execute(catalog.personal_sql())
        yield opened


def one(con, sql, **bound):
    return con.execute(f"select {sql}", bound).fetchall()[0][0]


def hidden(con, texts):
    """Many texts at once: of a query, most is spent before its first row."""
    sql = "select hide_personal(said) from (select unnest($texts) as said)"
    return [row[0] for row in con.execute(sql, {"texts": list(texts)}).fetchall()]


def contacts(*customers):
    return HEAD + "".join(
        f"A{n},2024-03-{n % 28 + 1:02} {n // 28 % 24:02}:00,{who},phone,x\n"
        for n, who in enumerate(customers)
    )


def staged(store, text, **how):
    raw = read_file("export.csv", text.encode())
    return load.stage_file(store, raw, load.choose_format(store, raw), **how)


# The key.


def test_the_key_is_random_made_once_and_its_owners_alone(tmp_path):
    keys = {
        installation_key(tmp_path / name) for name in ("a", "b") if _made(tmp_path, name)
    }
    assert len(keys) == 2
    path = tmp_path / "a" / KEY_FILE
    assert path.stat().st_size == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert installation_key(tmp_path / "a") == path.read_bytes()
    assert [p.name for p in (tmp_path / "a").iterdir()] == [KEY_FILE]


def _made(tmp_path, name):
    (tmp_path / name).mkdir()
    return True


KEY_OF = """
import sys
from pathlib import Path
from cx.personal import installation_key
print(installation_key(Path(sys.argv[1])).hex())
"""


def test_of_many_who_make_the_key_at_once_all_have_the_same(tmp_path):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", KEY_OF, str(tmp_path)],
            cwd=catalog.ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    keys = {maker.communicate(timeout=120)[0].strip() for maker in makers}
    assert keys == {installation_key(tmp_path).hex()}


def test_a_damaged_key_is_refused_in_words(tmp_path):
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(StoreError, match=r"has 5 bytes and needs 32.*backup"):
        Store(tmp_path)


def test_another_key_is_refused_before_one_customer_becomes_two(store):
    bring(store, CONTACTS)
    (store.home / KEY_FILE).write_bytes(KEY)
    before = bytes_under(store.home)
    with pytest.raises(StoreError, match="not the one that coded"):
        bring(store, CONTACTS.replace("A", "B"))
    assert bytes_under(store.home) == before


# Codes.


@FEW
@given(
    key=st.binary(min_size=32, max_size=32),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
def test_the_code_is_pythons_own_hmac(con, key, text):
    from cx.personal import pads

    inner, outer = pads(key)
    expected = "c-" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:24]
    if expected != one(
        con,
        "customer_code($text, $inner, $outer)",
        text=text,
        inner=inner,
        outer=outer,
    ):
        # A code is its own.
        assert text.startswith("c-")
        assert len(text) == 26


@FEW
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_capitals_blanks_and_forms_of_letters_make_no_other_customer(con, text):
    def normal(said):
        return one(con, "customer_normal($said)", said=said)

    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    if unicodedata.normalize("NFC", decomposed) == composed:
        assert normal(decomposed) == normal(composed)
    assert normal(f" {text}\t") == normal(text)
    if text.isascii():
        assert normal(text.upper()) == normal(text.lower())


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("C-017", " c-017 "),
        ("홍길동", unicodedata.normalize("NFD", "홍길동")),
        ("Kim@Naver.com", "kim@naver.COM"),
        ("010-1234-9876", "+82 10-1234-9876"),
        ("01012349876", "+82-(0)10 1234 9876"),
        ("010.1234.9876", "821012349876"),
        ("02-345-6789", "+82 2 345 6789"),
        ("+1 (415) 555-0100", "14155550100"),
    ],
)
def test_the_same_customer_written_otherwise_has_the_same_code(con, said, same):
    assert code_of(con, said, KEY) == code_of(con, same, KEY)


@pytest.mark.parametrize(
    ("said", "other"),
    [("17", "017"), ("1234567890", "01234567890"), ("C1", "C2"), ("1.0", "10")],
)
def test_numbers_keep_their_text(con, said, other):
    assert code_of(con, said, KEY) != code_of(con, other, KEY)


def test_a_code_is_its_own_so_that_rows_taken_away_join_when_they_come_back(store):
    bring(store, CONTACTS)
    code = coded(store, "C1")
    bring(store, contacts(code).replace("A0", "B0"))
    found = dict(rows_of(store, "contact", "contact_id, customer_id"))
    assert found["A1"] == found["B0"] == code


def test_no_file_of_the_data_folder_holds_the_number_itself(store):
    bring(store, contacts("QX-4471-ZT", "QX-4471-ZT"))
    assert rows_of(store, "contact", "customer_id")[0] == (coded(store, "QX-4471-ZT"),)
    for path, content in bytes_under(store.home).items():
        assert b"4471" not in content, path


def test_files_of_one_installation_join_and_those_of_two_do_not(store, tmp_path):
    bring(store, CONTACTS)
    bring(store, SURVEY + "R1,2024-03-02 10:00,c1 ,9,5,fine\n")
    ((answered,),) = set(rows_of(store, "response", "customer_id"))
    assert answered in dict(rows_of(store, "contact", "customer_id, contact_id"))
    other = Store(tmp_path / "other")
    bring(other, CONTACTS)
    assert not {*rows_of(other, "contact", "customer_id")} & {
        *rows_of(store, "contact", "customer_id")
    }
    other.close()


# Hidden text.  Examples of single kinds stand beside the macros in personal.sql.


FOUND = {
    PERSONAL: HIDDEN,
    "연락처는 010-1234-9876입니다.": "연락처는 [phone]입니다.",
    "(010-1234-9876)/(02)345-6789": "[phone])/[phone]",
    "tel:+82-10-1234-9876": "tel:[phone]",
    "제 번호는01012349876이고 메일a.b@c.kr": "제 번호는[phone]이고 메일[e-mail]",
    "<kim@naver.com>;lee@daum.net": "<[e-mail]>;[e-mail]",
    "카드:4111111111111111.": "카드:[card].",
    "주민등록번호 800101-1234567 입니다": "주민등록번호 [resident no.] 입니다",
    "call 010-1234-9876\nor 010-9876-1234": "call [phone]\nor [phone]",
    "[phone] 010-1234-9876": "[phone] [phone]",
    HIDDEN: HIDDEN,
}


def test_what_is_personal_goes_and_the_rest_of_the_sentence_stays(con):
    assert hidden(con, FOUND) == list(FOUND.values())


NOBODYS = [
    "주문번호 20240314-0001234 배송이 안 왔어요",
    "주문번호 2024031412345678, 2403141234567, 240314123456789",
    "Order 113-1234567-1234567 and RMA #0102345678-01",
    "Ticket 10203040506070, INC0012345, ZD-000123456",
    "2024-03-14 09:30:00 ~ 2024-03-15 18:00:00",
    "2024.03.14. 오후 2:30 / 14.03.2024 / 03/14/2024",
    "1,234,567,890원을 환불, KRW 1234567890, +15,000,000",
    "NPS 9, CSAT 4.5, 10/10, 3.14159265358979",
    "송장 123456789012 CJ대한통운 6012345678901",
    "사업자등록번호 123-45-67890, 계좌 110-123-456789",
    "고객센터 1588-1234 / 080-123-4567 전화했어요",
    "바코드 8801234567893 제조 2024031409300012",
    "IP 192.168.100.200 v2.10.1234.5678-rc1",
    "4111111111111112 4111-1111-1111-1112",
    "@mention user@host a@b 3@5",
    "801301-1234567 800132-1234567 800101-9234567",
    "https://shop.kr/o/0101234567890?x=1",
    "GPS 37.5665350, 126.9779692",
    "우편번호 06236, 1층 101호, 60개월 10회",
]


def test_numbers_that_are_nobodys_survive(con):
    assert hidden(con, NOBODYS) == NOBODYS


NUMBERS = st.lists(
    st.lists(st.integers(0, 9), min_size=8, max_size=8).map(
        lambda found: "".join(map(str, found))
    ),
    min_size=20,
    max_size=20,
)


@FEW
@given(NUMBERS)
def test_any_mobile_number_goes_wherever_it_stands(con, numbers):
    texts = [
        f"문의{before}010{between}{number[:4]}{between}{number[4:]}{after}끝"
        for number in numbers[:5]
        for between in ("", "-", " ", ".", " - ")
        for before in ("", " ", ":", "(", "\n")
        for after in ("", " ", ".", ")", ",", "a")
    ]
    for text, said in zip(texts, hidden(con, texts), strict=True):
        assert said.count("[phone]") == 1, text
        assert not any(letter.isdigit() for letter in said), text


@FEW
@given(NUMBERS)
def test_any_eight_digits_and_a_date_survive(con, numbers):
    texts = [f"주문 {n}, 2024-03-14 {n[:4]}원, ORD-{n}" for n in numbers]
    assert hidden(con, texts) == texts


def test_comments_are_hidden_and_counted_once_for_each_line(store):
    # Two answers of one line share its comment.
    text = SURVEY + f"R1,2024-03-01,C1,9,5,{PERSONAL}\nR2,2024-03-01,C2,9,5,fine\n"
    upload = bring(store, text).upload
    assert {row[0] for row in rows_of(store, "answer", "comment")} == {
        HIDDEN,
        "fine",
        None,
    }
    assert upload.personal == {
        **{"email": 1, "phone": 1, "card": 1, "resident": 1},
        **{"placeholder": 0, "shared": 0, "flagged": 0},
    }
    for path, content in bytes_under(store.home).items():
        for secret in SECRETS:
            assert secret.encode() not in content, path


def test_a_mark_that_was_in_the_text_before_is_not_counted(store):
    found = staged(store, SURVEY + "R1,2024-03-01,C1,9,5,[phone] a@b.kr\n").protected
    assert (found.hidden["phone"], found.hidden["email"]) == (0, 1)


def test_values_of_lines_set_aside_are_hidden_as_well(store):
    text = CONTACTS + "A4,call 010-1234-9876,C1,phone,x\nA5,kim@naver.com\n"
    report = bring(store, text)
    assert [reason.value for reason in report.reasons] == ["call [phone]", "A5,[e-mail]"]
    (kept,) = upload_files(store.home, (report.upload.id,), "left")
    cells = [row["cells"] for row in pq.read_table(kept).to_pylist()]
    # What may be the customer is needed once more when the line comes back.
    assert [line[1] for line in cells[1:]] == ["call [phone]", "kim@naver.com"]


def test_a_custom_attribute_is_hidden_and_one_of_addresses_is_not_kept(store):
    header = "contact_id,started_at,customer_id,channel,Owner mail,Note\n"
    lines = [
        f"A{n},2024-03-01,C{n},phone,{who},{note}\n"
        for n, (who, note) in enumerate(
            [("kim@x.com", "a"), ("lee@x.com", "b"), ("bot", "call 010-1234-9876")] * 3
        )
    ]
    found = staged(store, header + "".join(lines))
    assert found.attributes == ("Note",)
    assert found.ignored == ("Owner mail",)
    assert found.protected.left_out == ("Owner mail",)
    assert found.protected.hidden["phone"] == 3
    values = found.con.execute("select distinct name, value from attribute").fetchall()
    assert set(values) == {("Note", "a"), ("Note", "b"), ("Note", "call [phone]")}


# Stand-ins.

STAND_INS = [
    *("000-0000-0000", "010-0000-0000", "01000000000", "010-1111-1111", "0000000000"),
    *(
        "1234567890",
        "010-1234-5678",
        "+82 10-1234-5678",
        "99999999",
        "비회원",
        "비회원주문",
    ),
    *("익명", "guest", "Guest User", "ANONYMOUS", "anonymous@shop.kr", "unknown", "test"),
    *("Withheld", "blocked", "발신번호표시제한", "발신번호 표시제한", "Store tablet"),
    *("매장 태블릿", "010-****-1234", "---", "noreply@shop.kr"),
]
SOMEBODY = [
    *("C1", "1", "0", "1111", "12345", "010-9876-1234", "02-345-6789", "testino"),
    *("guest-8f3a91", "anna.test@mail.kr", "비회원김씨", "10000001", "a1234567", "X-000"),
    *("c-0d7ee706aa9cf531b557c6c6", "1.03E+13"),
]


def test_a_stand_in_is_nobody_and_somebody_is_somebody(store):
    upload = bring(store, contacts(*STAND_INS, *SOMEBODY, "")).upload
    found = rows_of(store, "contact", "line, customer_id, placeholder")
    by_line = {line: rest for line, *rest in found}
    customers = [*STAND_INS, *SOMEBODY, ""]
    for line, customer in enumerate(customers, start=2):
        code, placeholder = by_line[line]
        if not customer:
            assert (code, placeholder) == (None, None)
        else:
            assert (code is None, placeholder) == (
                customer in STAND_INS,
                customer in STAND_INS,
            ), customer
    assert upload.personal["placeholder"] == len(STAND_INS)


def test_a_stand_in_makes_no_repeat_out_of_strangers(store):
    # Forty strangers called guest within forty days, and one C1 who comes back.
    text = contacts(*["guest"] * 40, "C1", "C1")
    bring(store, text)
    (found,) = measure(store, "repeat_share", Question(parameters=(("window_days", 30),)))
    assert found.n <= 2


def test_an_order_of_a_guest_counts_and_one_without_a_number_is_set_aside(store):
    head = "purchase_id,customer_id,occurred_at,kind,amount\n"
    text = head + "P1,비회원,2024-03-01,order,10\nP2,,2024-03-01,order,10\n"
    text += "P3,C1,2024-03-01,order,10\n"
    report = bring(store, text)
    assert [(r.line, r.column, r.value) for r in report.reasons] == [
        (3, "Customer number", "")
    ]
    assert rows_of(store, "purchase", "purchase_id, customer_id, placeholder") == [
        ("P1", None, True),
        ("P3", coded(store, "C1"), False),
    ]


def test_an_answer_about_a_strangers_contact_is_a_strangers(store):
    bring(store, contacts("guest", "C1"))
    survey = SURVEY.replace("comment", "contact_id")
    bring(store, survey + "R0,2024-03-01,,9,5,A0\nR1,2024-03-01,,9,5,A1\n")
    assert set(rows_of(store, "response", "response_id, customer_id, placeholder")) == {
        ("R0", None, True),
        ("R1", coded(store, "C1"), False),
    }


def busy(calls=40, others=100):
    return contacts(*["02-345-6789"] * calls, *(f"C{n % 50}" for n in range(others)))


def test_a_customer_with_very_many_contacts_is_told_and_kept(store):
    found = staged(store, busy())
    (flagged,) = found.protected.flagged
    assert (flagged.shown, flagged.contacts) == ("02-…89", 40)
    assert flagged.code == code_of(connect(), "02-345-6789", installation_key(store.home))
    load.commit(store, found, build=False)
    counted = rows_of(store, "contact", "customer_id")
    assert counted.count((flagged.code,)) == 40


def test_a_shared_number_leaves_its_contacts_without_a_customer(store):
    (flagged,) = staged(store, busy()).protected.flagged
    found = staged(store, busy(), shared=[flagged.code])
    assert found.protected.shared == 40
    assert found.protected.flagged[0].left_out
    load.commit(store, found, build=False)
    rows = rows_of(store, "contact", "customer_id, placeholder")
    assert rows.count((None, True)) == 40
    assert all(placeholder is False for code, placeholder in rows if code)


@pytest.mark.parametrize("text", [busy(29), busy(0, 200), contacts(*["C1"] * 40)])
def test_few_contacts_or_as_many_as_all_others_are_no_sign(store, text):
    assert staged(store, text).protected.flagged == ()


def test_protecting_holds_every_line_and_every_other_column(store):
    found = staged(store, busy())
    assert found.new == 140
    assert found.con.execute("select count(*) from filled").fetchall() == [(140,)]
    columns = [row[0] for row in found.con.execute("describe filled").fetchall()]
    expected = [row[0] for row in found.con.execute("describe contact").fetchall()]
    assert columns == expected


def test_an_upload_from_before_counts_were_kept_still_loads(store):
    payload = {"id": "a", "file": "f", "sha256": "s", "format": "generic_contact"}
    payload |= {"table": "contact", "since": None, "until": None}
    payload |= dict.fromkeys(("rows_read", "new", "changed", "duplicate", "set_aside"), 0)
    store.register.append("imported", "a", payload)
    (upload,) = store.register.uploads()
    assert (upload.personal, upload.folder, upload.erased) == ({}, "a", 0)


def test_nothing_found_is_said_as_nothing():
    assert set(Protected().counts().values()) == {0}


def preview_page():
    """The part of the preview that is about personal data."""
    import streamlit as st

    from cx.ingest.protect import Flagged, Protected
    from cx.ui import protected

    found = Protected(
        hidden={"email": 12, "phone": 3, "card": 0, "resident": 0},
        customers=5,
        placeholders=7,
        flagged=(Flagged("c-" + "0" * 24, "02-…89", 40),),
        left_out=("Owner",),
    )
    protected.draw(found)
    st.text(",".join(protected.shared()))


def test_the_preview_says_it_calmly_and_asks_about_shared_numbers():
    tested = AppTest.from_function(preview_page, default_timeout=60).run()
    (said,) = [c.value for c in tested.caption if "masked" in c.value]
    assert "e-mail addresses: 12, phone numbers: 3." in said
    assert "card" not in said
    assert "7 rows name nobody in particular" in said
    assert "nearly every value is personal: Owner" in said
    assert tested.text[0].value == ""
    tested.selectbox[0].select("shared").run()
    assert tested.text[0].value == "c-" + "0" * 24


@pytest.mark.slow
def test_a_million_comments_cost_about_a_second():
    with connect() as con:
        con.execute("set threads = 2")
        con.execute(
            """create table filled as
            select answer.* replace (
                n as line, 'R' || n as response_id, 'C' || (n % 300000) as customer_id,
                case when n % 50 = 0 then '연락처 010-1234-9876로 주세요. ' else '' end
                || repeat('배송이 너무 늦었습니다. ', 6) || n as comment
            ), [] as problems
            from range(1000000) as many(n) left join answer on false"""
        )
        began = time.process_time()
        found, _written = protect(con, "answer", KEY)
        assert found.hidden["phone"] == 20_000
        # Of two cores; twice what a quiet machine needs.
        assert (time.process_time() - began) / 2 < 3
