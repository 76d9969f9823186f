"""Every method of the five books has a place: metrics, a page and what it needs."""

import importlib.util
import re

import pytest

from cx import catalog, methods
from cx.schema import column_comments
from tests.exports import ROOT

# The cards of the method catalogue this product was built from, counted by hand.
CARDS = [
    *(f"E{n}" for n in range(1, 21)),
    *(f"N{n}" for n in range(1, 16)),
    *(f"Z{n}" for n in range(1, 15)),
    *(f"C{n}" for n in range(1, 8)),
    *(f"P{n}" for n in range(1, 20)),
]


def made():
    spec = importlib.util.spec_from_file_location(
        "make_methods", ROOT / "docs/make_methods.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_card_has_a_row():
    assert list(methods.methods()) == CARDS


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_seen_on_a_page_or_says_why_not(card):
    method = methods.methods()[card]
    if method.cannot:
        assert not method.metrics
        assert not method.pages
        assert method.cannot.endswith(".")
        return
    assert method.needs
    assert bool(method.instead) == bool(method.proxy)
    assert [name for name in method.metrics if name not in catalog.metrics()] == []
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert method.pages
    assert set(method.pages) <= pages


def test_every_metric_belongs_to_a_method():
    named = {name for method in methods.methods().values() for name in method.metrics}
    assert sorted(set(catalog.metrics()) - named) == []


def test_what_is_needed_exists():
    comments = column_comments()
    for method in methods.methods().values():
        for need in (*method.needs, *method.instead):
            if ":" in need:
                assert need.split(":")[0] in ("answer", "typed"), need
                continue
            table, _, column = need.partition(".")
            assert table in comments, need
            assert not column or column in comments[table], need


def test_the_methods_page_is_up_to_date():
    written = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert written == made().page(), "run `make docs`"


def test_every_card_is_a_row_of_the_page():
    rows = re.findall(r"^\| ([A-Z]\d+) \|", made().page(), flags=re.M)
    assert rows == CARDS


def test_the_sample_company_feeds_every_method(sample_store):
    """What is typed on pages is typed, so it is in no file."""
    held = methods.has(sample_store)
    lacking = {
        method.id: [
            need for need in method.needs if need not in held and "typed:" not in need
        ]
        for method in methods.methods().values()
        if not method.cannot
    }
    assert {card: needs for card, needs in lacking.items() if needs} == {}
