"""The further parts of the Contact reasons page, with all files and with one only."""

import pytest
from streamlit.testing.v1 import AppTest

from cx import typed
from tests.exports import FRONT_DOOR, ROOT, bring_sample
from tests.screens import address, broke, sentences, shown_store

# It draws six parts of a page for homes of one file: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow

PARTS = ("benefit", "cost", "self_service", "alerts", "silent", "objections")
SCORES = {
    "Where is my order": (-2, -1),
    "Return request": (-1, 1),
    "Product question": (1, 2),
}


def opened(store, **chosen):
    """The page at an address, as a person sees it."""
    app = AppTest.from_file(str(FRONT_DOOR), default_timeout=120)
    language = chosen.pop("lang", "en")
    app.query_params.update(
        address(store, language=language, page=tuple(sorted(chosen.items())))
    )
    app.switch_page(str(ROOT / "pages" / "reasons.py"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CX_HOME", str(store.home))
        return app.run()


def shown(app):
    return sentences(app).replace("\\", "")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    store = shown_store(tmp_path_factory.mktemp("all") / "home")
    for name in (
        *("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_orders.csv"),
        *("hanbit_attempts.csv", "hanbit_alerts.csv"),
    ):
        bring_sample(store, name)
    for reason, (customer, company) in SCORES.items():
        values = {"for_customer": customer, "for_company": company}
        typed.say(store, "reason_scored", reason, values)
    return store


@pytest.fixture(scope="module")
def acted(tmp_path_factory):
    store = shown_store(tmp_path_factory.mktemp("acted") / "home")
    bring_sample(store, "actions_contacts.csv")
    for reason in ("Where is my order", "Wrong invoice"):
        values = {"action": "eliminate", "status": "done", "started_at": "2026-04-01"}
        typed.say(store, "action_set", reason, values)
    return store


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_drawn_in_both_languages(home, part):
    for language in ("en", "ko"):
        app = opened(home, part=part, lang=language)
        assert broke(app) == []
        assert len(shown(app)) > 100


def test_the_effect_is_said_with_its_interval(acted):
    app = opened(acted, part="benefit", acted="Where is my order")
    assert broke(app) == []
    assert "Where is my order: −26.2% against untouched reasons" in shown(app)
    assert "contacts did not come" in shown(app)


def test_a_new_name_is_said(acted):
    app = opened(acted, part="benefit", acted="Wrong invoice")
    assert "probably renamed, not removed" in shown(app)
    assert "Billing question rose by" in shown(app)


def test_a_link_with_a_day_that_is_none_shows_no_number(acted):
    app = opened(acted, part="benefit", acted="Delivery delay", acted_on="soon")
    assert "which is no day" in shown(app) + " ".join(broke(app)).replace("\\", "")
    assert "against untouched" not in shown(app)


ONLY = {
    "hanbit_surveys.csv": {
        "self_service": "needs a log of attempts",
        "alerts": "needs a log of alerts",
        "silent": "that takes orders with the customer numbers",
    },
    "hanbit_orders.csv": {
        "self_service": "needs a log of attempts",
        "alerts": "needs a log of alerts",
        "silent": "No survey here asks about problems",
    },
    "hanbit_attempts.csv": {
        "self_service": "No attempt can be followed yet",
        "alerts": "needs a log of alerts",
        "silent": "No survey here asks about problems",
    },
}


@pytest.mark.parametrize("file", ONLY)
def test_with_one_file_each_part_says_what_would_fill_it(tmp_path, file):
    store = shown_store(tmp_path / "home")
    bring_sample(store, file)
    for part in PARTS:
        app = opened(store, part=part)
        assert broke(app) == [], part
        assert ONLY[file].get(part, "needs contacts") in shown(app), part
