"""An empty data folder, and one with all sample files in it."""

import pytest

from cx.store import Store
from tests.exports import SAMPLES, bring_sample


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory):
    opened = Store(tmp_path_factory.mktemp("sample") / "home")
    for path in sorted(SAMPLES.glob("*.csv")):
        bring_sample(opened, path.name)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sfo_store(tmp_path_factory):
    opened = Store(tmp_path_factory.mktemp("sfo") / "home")
    bring_sample(opened, "sfo_airport_survey_2017.csv")
    yield opened
    opened.close()
