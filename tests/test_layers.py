"""Pages only put things together: what they may import."""

import ast

import pytest

from tests.exports import ROOT

PAGES = sorted((ROOT / "pages").glob("*.py"))
ALLOWED = ("streamlit", "cx.ui", "cx.locale")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "cx":
            yield from (f"cx.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            yield node.module


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_imports_streamlit_and_our_words_and_nothing_else(path):
    for name in imported(path):
        assert name in ALLOWED or name.startswith(tuple(f"{a}." for a in ALLOWED)), name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_short_and_holds_no_sql(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60
    assert "select " not in text.lower()
