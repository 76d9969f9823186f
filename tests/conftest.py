"""An empty data folder, and one with all sample files in it."""

import pytest

from cx.ingest.protect import Protected
from cx.store import Store
from tests import effort  # noqa: F401 - makes `--hypothesis-profile=thorough` known
from tests.exports import FRONT_DOOR, ROOT, alike, bring_sample, sample_files

HANBIT = ("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_orders.csv")


def pytest_make_parametrize_id(val):
    """No file's bytes in a test's name: a packed file holds the time it was packed at.

    Tests run side by side are collected twice, and must have the same names both times.
    """
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def screen(monkeypatch):
    """Draws one page of one data folder; keywords are the address's query parameters."""
    # Slow to import, and most tests draw nothing.
    from streamlit.testing.v1 import AppTest

    def drawn(home, page="overview", *, session=None, **parameters):
        monkeypatch.setenv("CX_HOME", str(home))
        tested = AppTest.from_file(str(FRONT_DOOR), default_timeout=120)
        for key, value in (session or {}).items():
            tested.session_state[key] = value
        tested.query_params.update(parameters)
        tested.switch_page(str(ROOT / "pages" / f"{page}.py"))
        return tested.run()

    return drawn


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The invented company's contacts, surveys and orders, as the pages see them."""
    from tests.screens import shown_store

    opened = shown_store(tmp_path_factory.mktemp("sample_pages"))
    for name in HANBIT:
        bring_sample(opened, name)
    return opened


@pytest.fixture
def as_mapped(monkeypatch):
    """Customer numbers and comments as a format reads them, before they are protected.

    What protecting does to them is for tests/test_personal.py.
    """
    monkeypatch.setattr("cx.ingest.stage.protect", lambda *_, **__: (Protected(), None))


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory):
    opened = alike(tmp_path_factory.mktemp("sample") / "home")
    for path in sample_files():
        bring_sample(opened, path.name)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sfo_store(tmp_path_factory):
    opened = alike(tmp_path_factory.mktemp("sfo") / "home")
    bring_sample(opened, "sfo_airport_survey_2017.csv")
    yield opened
    opened.close()
