"""A real help desk (UCI incident log): repeat shares computed apart from this."""

import zipfile

import pytest

from cx.measure import Question, measure
from cx.store import Store
from tests.exports import SHARED, bring, needs_shared

pytestmark = needs_shared
FOLDER = SHARED / "servicenow_uci"
SHARES = {"customer": 0.4899, "reason": 0.1950, "subreason": 0.1397}


def content(kind):
    if kind == "last line of each incident":
        return (FOLDER / "incident_last_state_per_incident.csv").read_bytes()
    with zipfile.ZipFile(FOLDER / "incident_event_log.zip") as log:
        (name,) = [n for n in log.namelist() if n.endswith(".csv") and "__" not in n]
        return log.read(name)


@pytest.fixture(
    scope="module", params=["last line of each incident", "every event of the log"]
)
def store(request, tmp_path_factory):
    opened = Store(tmp_path_factory.mktemp("uci") / "home")
    bring(opened, content(request.param), name="incidents.csv")
    yield opened
    opened.close()


@pytest.mark.parametrize(("same", "share"), SHARES.items())
def test_the_key_is_part_of_the_repeat_share(store, same, share):
    (found,) = measure(store, "repeat_share", Question(parameters=(("same", same),)))
    assert found.n == 24_889
    assert found.value == pytest.approx(share, abs=0.00005)


def test_every_incident_is_one_contact(store):
    alias = store.mart()
    assert store.query(f"select count(*) from {alias}.contact").rows == [(24_918,)]
