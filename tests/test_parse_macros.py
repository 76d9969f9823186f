"""What queries/base/parse.sql says of its macros is true."""

import re

import pytest

from cx import catalog
from cx.ingest.stage import connect

PROMISES = re.findall(r"^-- > (.+)$", catalog.parse_sql(), flags=re.MULTILINE)
MACROS = re.findall(r"^create macro (\w+)", catalog.parse_sql(), flags=re.MULTILINE)


@pytest.fixture(scope="module")
def con():
    with connect() as opened:
        yield opened


@pytest.mark.parametrize("promise", PROMISES)
def test_what_is_said_of_a_macro_is_true(con, promise):
    assert con.execute(f"select {promise}").fetchall() == [(True,)]


@pytest.mark.parametrize("macro", MACROS)
def test_every_macro_has_an_example(macro):
    assert any(re.search(rf"\b{macro}\(", promise) for promise in PROMISES)


@pytest.mark.parametrize("macro", [m for m in MACROS if m != "problem"])
def test_a_blank_cell_is_nothing_to_every_macro(con, macro):
    assert con.execute(f"select {macro}(''), {macro}(null)").fetchall() == [(None, None)]
