"""What the documents say is what the product has."""

import importlib.util
from collections import Counter

import pytest

from cx import catalog, site
from cx.cli import _parser
from cx.ingest.mapping import read_mapping_file
from tests.exports import ROOT, bring, rows_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
COMMAND_LINE = README.split("## Command line")[1].split("A PATH may be")[0]


def metrics_page() -> str:
    spec = importlib.util.spec_from_file_location(
        "make_metrics", ROOT / "docs/make_metrics.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.page()


def test_the_metrics_page_is_up_to_date():
    written = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert written == metrics_page(), "run `make docs`"


def commands():
    return _parser()._subparsers._group_actions[0].choices


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_every_page_is_named(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [one.title for one in site.PLACES.values() if one.title not in text] == []


def test_the_readme_names_every_command():
    assert [name for name in commands() if name not in COMMAND_LINE] == []


def test_the_readme_names_every_option():
    options = {
        option
        for command in commands().values()
        for option in command._option_string_actions
        if option not in ("-h", "--help")
    }
    assert {option for option in options if option not in COMMAND_LINE} == set()


def test_the_mapping_in_the_readme_can_be_used(store, tmp_path):
    example = tmp_path / "survey.json"
    example.write_text(README.split("```json")[1].split("```")[0], encoding="utf-8")
    header = "Date,Member,Recommend,Delivery"
    lines = ["2024-03-01,M1,10,5", "2024-03-02,M2,11,6", "2024-03-03,M3,0,0"]
    mapping = read_mapping_file(example)
    bring(store, "\n".join([header, *lines]), mapping=mapping)
    # 11 and 0 stand for no answer, 6 for not used.
    assert Counter(rows_of(store, "answer", "question, state")) == {
        ("nps", "answered"): 2,
        ("nps", "blank"): 1,
        ("touchpoint", "answered"): 1,
        ("touchpoint", "not_used"): 1,
        ("touchpoint", "blank"): 1,
    }


def test_the_changelog_counts_the_metrics():
    assert f"{len(catalog.metrics())} metrics" in CHANGELOG


def test_the_readme_shows_a_picture_that_exists():
    assert (ROOT / "docs" / "overview.png").stat().st_size < 400_000


def test_decisions_are_numbered_without_gaps():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_every_metric_stands_in_the_metrics_page():
    page = metrics_page()
    assert [m for m in catalog.metrics() if f"(`{m}`)" not in page] == []
