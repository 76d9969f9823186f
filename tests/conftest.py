"""An empty data folder, and one with all sample files in it."""

import pytest

from cx.ingest.protect import Protected
from cx.store import Store
from tests import effort  # noqa: F401 - makes `--hypothesis-profile=thorough` known
from tests.exports import alike, bring_sample, sample_files


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
