"""What queries/base/parse.sql and personal.sql say of their macros is true."""

import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx import catalog
from cx.ingest.stage import connect

BOTH = catalog.parse_sql() + catalog.personal_sql()
PROMISES = re.findall(r"^-- > (.+)$", BOTH, flags=re.MULTILINE)
MACROS = re.findall(r"^create (?:or replace )?macro (\w+)", BOTH, flags=re.MULTILINE)
OF_CELLS = re.findall(r"^create macro (\w+)", catalog.parse_sql(), flags=re.MULTILINE)


@pytest.fixture(scope="module")
def con():
    with connect() as opened:
        opened.execute(catalog.personal_sql())
        yield opened


@pytest.mark.parametrize("promise", PROMISES)
def test_what_is_said_of_a_macro_is_true(con, promise):
    assert con.execute(f"select {promise}").fetchall() == [(True,)]


@pytest.mark.parametrize("macro", MACROS)
def test_every_macro_has_an_example(macro):
    assert any(re.search(rf"\b{macro}\(", promise) for promise in PROMISES)


# Not given a whole cell alone.
PARTS = ("problem", "moment_of", "time_pattern", "colon_time", "century")
WHOLE_CELLS = [macro for macro in OF_CELLS if macro not in PARTS]


@pytest.mark.parametrize("macro", WHOLE_CELLS)
def test_a_blank_cell_is_nothing_to_every_macro(con, macro):
    assert con.execute(f"select {macro}(''), {macro}(null)").fetchall() == [(None, None)]


# A blank in front keeps a macro off its short way: with and without it is the same.
PLAIN = st.one_of(
    st.from_regex(r"[-+]?[0-9]{1,12}([.,][0-9]{1,6}){0,2}(점|초|%|e3)?", fullmatch=True),
    st.from_regex(r"-?[0-9]{1,3}(:[0-9]{1,2}){1,3}(\.5)?", fullmatch=True),
    st.from_regex(r"([0-9]h)? ?([0-9]{1,2}m)? ?([0-9]{1,2}s)?", fullmatch=True),
    st.text("0123456789.,:-+eEhms점초 ninfa", max_size=12),
)
DATES = st.one_of(
    st.from_regex(
        r"[12][0-9]{3}[-/.][01]?[0-9][-/.][0-3]?[0-9]"
        r"([ T][0-2]?[0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,6})?)?( [AP]M|Z)?)?",
        fullmatch=True,
    ),
    st.from_regex(
        r"[0-3]?[0-9][/.-][0-3]?[0-9][/.-]([12][0-9]{3}|[0-9]{2})"
        r"( [0-2]?[0-9]:[0-6][0-9](:[0-6][0-9])?( [AP]M)?)?",
        fullmatch=True,
    ),
    st.from_regex(r"[12][0-9]{7}( ?[0-2][0-9]:?[0-5][0-9]:?[0-5][0-9])?", fullmatch=True),
    st.text("0123456789-/.: TZAPM오전후년월일시분", max_size=20),
)
WORDS = st.one_of(
    st.sampled_from(["5", "7", "예", "Yes", "x", "N/A", "", "카카오톡", "Auto closed"]),
    st.text("50-. 점매우만족★☆goodGOOD①", max_size=8),
)
PAIRS = [
    *((PLAIN, macro) for macro in ("number", "whole", "seconds")),
    *((DATES, macro) for macro in ("moment_ymd", "moment_dmy", "moment_mdy")),
    *((WORDS, macro) for macro in ("rating5", "rating7", "yes_no", "resolved_status")),
]


@pytest.mark.parametrize(("texts", "macro"), PAIRS, ids=[macro for _, macro in PAIRS])
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_short_way_reads_what_the_long_way_reads(con, texts, macro, data):
    text = data.draw(texts)
    short, long = con.execute(
        f"select {macro}($text), {macro}(' ' || $text || ' ')", {"text": text}
    ).fetchall()[0]
    assert short == long


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2068, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
# How a moment is written, the macro that reads it, and how fine it is.
WRITTEN = [
    ("%Y-%m-%d %H:%M:%S", "ymd", "second"),
    ("%Y-%m-%dT%H:%M:%SZ", "ymd", "second"),
    ("%Y-%m-%dT%H:%M:%S.000+09:00", "ymd", "second"),
    ("%Y/%m/%d %I:%M:%S %p GMT+5:30", "ymd", "second"),
    ("%Y%m%d%H%M%S", "ymd", "second"),
    ("%Y. %m. %d. %H:%M", "ymd", "minute"),
    ("%Y년 %m월 %d일 %H시 %M분", "ymd", "minute"),
    ("%Y-%m-%d", "ymd", "day"),
    ("%d-%m-%Y %H:%M", "dmy", "minute"),
    ("%d.%m.%Y", "dmy", "day"),
    ("%d/%m/%Y, %H:%M:%S", "dmy", "second"),
    ("%d/%m/%Y %I:%M %p", "dmy", "minute"),
    ("%m/%d/%Y %H:%M:%S", "mdy", "second"),
    ("%m/%d/%Y, %I:%M:%S %p", "mdy", "second"),
    ("%m/%d/%Y", "mdy", "day"),
]
FINE = {
    "day": {"hour": 0, "minute": 0, "second": 0},
    "minute": {"second": 0},
    "second": {},
}


@pytest.mark.parametrize(("form", "order", "fine"), WRITTEN)
@settings(deadline=None, max_examples=60)
@given(moment=MOMENTS)
def test_a_moment_is_read_back_as_it_was_written(con, form, order, fine, moment):
    text = moment.strftime(form)
    unpadded = re.sub(r"(?<!\d)0(?=\d)(?![\d]*$)", "", text) if "/" in form else text
    wanted = moment.replace(**FINE[fine])
    for written in (text, unpadded):
        read = con.execute(f"select moment_{order}($text)", {"text": written})
        assert read.fetchall() == [(wanted,)], written


@settings(deadline=None, max_examples=60)
@given(moment=MOMENTS)
def test_an_afternoon_in_korean_is_the_afternoon(con, moment):
    half = "오후" if moment.hour >= 12 else "오전"
    text = f"{moment:%Y. %m. %d} {half} {moment:%I:%M:%S}"
    later = f"{moment:%Y/%m/%d %I:%M:%S} {half}"
    read = "select moment_ymd($text), moment_ymd($later)"
    found = con.execute(read, {"text": text, "later": later}).fetchall()
    assert found == [(moment, moment)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # A decimal comma, or a thousand gone wrong: nobody can tell.
        ("1,5", None),
        ("1,23,456", None),
        ("1.234,50", None),
        ("inf", None),
        ("-nan", None),
        ("1_000", None),
        ("12,345,678.25", 12345678.25),
        ("-1,200원", -1200),
        ("1e3", 1000),
    ],
)
def test_a_number_is_read_right_or_not_at_all(con, text, wanted):
    assert con.execute("select number($text)", {"text": text}).fetchall() == [(wanted,)]
