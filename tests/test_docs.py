"""What the documents say is what the product has."""

import importlib.util
from pathlib import Path

from cx import catalog
from cx.cli import _parser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


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


def test_the_readme_names_every_page():
    front_door = (ROOT / "cx/ui/front_door.py").read_text(encoding="utf-8")
    titles = [
        line.split('"')[3] for line in front_door.splitlines() if ":material/" in line
    ]
    assert len(titles) == 8
    assert [title for title in titles if title not in README] == []


def test_the_readme_names_every_command():
    commands = _parser()._subparsers._group_actions[0].choices
    assert [name for name in commands if name not in README] == []


def test_the_readme_shows_a_picture_that_exists():
    assert (ROOT / "docs" / "overview.png").stat().st_size < 400_000


def test_decisions_are_numbered_without_gaps():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_every_metric_stands_in_the_metrics_page():
    page = metrics_page()
    assert [m for m in catalog.metrics() if f"(`{m}`)" not in page] == []
