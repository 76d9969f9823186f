"""The Front line page in every state, and the planted truths behind it."""

import sys
from datetime import date
from functools import partial

import pytest

from cx import catalog, typed
from cx.analyses import front_line, front_line_coaching
from cx.measure import Question, measure
from tests.exports import CONTACTS, SAMPLES, bring, bring_sample
from tests.screens import broke, sentences, shown_store

sys.path.insert(0, str(SAMPLES))
import audits as planted_audits
import staff as planted_staff
import verdicts as planted

# It draws a page some thirty times: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow

PARTS = ("abuse", "strain", "survey", "coaching")
FILES = (
    *("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_staff.csv"),
    *("hanbit_shifts.csv", "hanbit_audits.csv"),
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    opened = shown_store(tmp_path_factory.mktemp("front_line"))
    for name in FILES:
        bring_sample(opened, name)
    return opened


@pytest.fixture
def draw(screen):
    return partial(screen, page="front_line")


def everything(tested):
    """All the page says and holds, tables included."""
    tables = [frame.value.to_csv() for frame in tested.dataframe]
    metrics = [f"{one.label} {one.value}" for one in tested.metric]
    return "\n".join([sentences(tested), *tables, *metrics])


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("part", PARTS)
def test_no_part_names_a_person(draw, sample, part, language):
    tested = draw(sample.home, part=part, lang=language)
    assert not broke(tested)
    agents = sample.query(f"select distinct agent_id from {sample.mart()}.contact").rows
    said = everything(tested)
    assert len(agents) > 40
    assert [a for (a,) in agents if a and a in said.split()] == []
    for frame in tested.dataframe:
        assert len(frame.value) < 200
        columns = {str(name).lower() for name in frame.value.columns}
        assert not columns & {"agent", "agent_id", "response_id", "상담사"}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("loaded", ["contacts", "surveys", "orders"])
def test_with_one_file_each_part_says_what_would_fill_it(
    draw, tmp_path_factory, part, loaded
):
    opened = shown_store(tmp_path_factory.mktemp(f"{loaded}_{part}"))
    text = {
        "contacts": CONTACTS,
        "surveys": "response_id,responded_at,nps\nR1,2024-03-01,9\n",
        "orders": "\n".join(
            (SAMPLES / "hanbit_orders.csv").read_text("utf-8").split("\n")[:3]
        ),
    }[loaded]
    bring(opened, text)
    tested = draw(opened.home, part=part)
    assert not broke(tested)
    assert tested.info
    assert not tested.get("plotly_chart")


def test_what_is_unsolved_comes_before_the_form(draw, sample):
    alias = sample.mart()
    for (number,) in sample.query(
        f"select contact_id from {alias}.contact where abuse order by contact_id"
    ).rows:
        if front_line.flaggable(sample, number).unsolved:
            break
    tested = draw(sample.home)
    tested.text_input(key="flag_contact").set_value(number).run()
    assert not broke(tested)
    order = [type(one).__name__ for one in tested.main]
    assert "Not solved at that time" in tested.warning[0].value
    assert order
    # Without evidence nothing is recorded.
    before = sample.register.version
    tested.selectbox(key="flag_kind").set_value(
        tested.selectbox(key="flag_kind").options[0]
    )
    next(b for b in tested.button if b.label == "Flag this contact").click().run()
    assert sample.register.version == before
    assert "evidence" in sentences(tested)


def test_an_unknown_contact_is_refused_in_words(draw, sample):
    tested = draw(sample.home)
    tested.text_input(key="flag_contact").set_value("nowhere").run()
    assert not broke(tested)
    assert "no contact nowhere" in tested.warning[0].value


def test_many_contacts_are_not_abuse(store):
    """The customer with the most contacts is flagged by nobody, so by nothing."""
    head = "contact_id,started_at,customer_id,channel,team,agent_id,resolved\n"
    rows = [
        f"K{n},2026-01-{n % 27 + 1:02} 09:00,C1,phone,A,G{n % 9},no" for n in range(90)
    ]
    bring(store, head + "\n".join(rows) + "\n")
    (found,) = measure(store, "abuse_rate")
    assert (found.n, found.value) == (0, None)
    assert front_line.flaggable(store, "K89").unsolved > 0


# What was planted


def test_abuse_is_planted_in_one_team(sample):
    teams = {
        e.group["team"]: e for e in measure(sample, "abuse_rate", Question(by=("team",)))
    }
    night = teams.pop(planted.ABUSE_TEAM)
    assert night.low > max(e.value for e in teams.values())
    for other in teams.values():
        assert other.low <= planted.ABUSE_ELSEWHERE <= other.high


def test_low_control_is_planted_in_one_team(sample):
    found = measure(sample, "control_quotient", Question(by=("team",)))
    teams = {e.group["team"]: e for e in found}
    low = teams.pop(planted_staff.LOW_TEAM)
    others = sum(e.value * e.n for e in teams.values()) / sum(e.n for e in teams.values())
    reach = (low.high - low.low) / 2 + 0.1
    assert others - low.value == pytest.approx(planted_staff.LOW_CONTROL, abs=reach)
    assert low.high < min(e.low for e in teams.values())


def test_coaching_lifts_the_checklist_and_not_the_customers(sample):
    found = {
        outcome: front_line_coaching.coaching(
            sample, outcome, planted_audits.COACHED_FROM
        ).found.effect
        for outcome in front_line_coaching.OUTCOMES
    }
    quality = found["qa"]
    assert 0 < quality.low <= planted_audits.COACHING_ADDS <= quality.high
    for outcome in ("ces2", "repeat_share"):
        assert found[outcome].low <= 0 <= found[outcome].high


def test_starts_that_were_typed_are_told_on_the_page(draw, sample):
    for team, day in planted_audits.COACHED_FROM.items():
        typed.say(sample, "coaching_started", "", {"team": team, "date": day})
    tested = draw(sample.home, part="coaching")
    assert not broke(tested)
    lead = next(m.value for m in tested.markdown if m.value.startswith("##### "))
    assert "Quality score" in lead.split("No clear effect")[0]
    assert "easy" in lead.split("No clear effect")[1]
    assert tested.get("plotly_chart")


def test_a_period_without_a_whole_month_tells_nothing(draw, sample):
    tested = draw(sample.home, since="2026-05-03", until="2026-05-29")
    assert not broke(tested)
    assert not tested.get("plotly_chart")
    assert "no whole month" in sentences(tested)


def test_filters_that_single_out_are_not_applied_and_said_so(draw, sample):
    tested = draw(sample.home, channel="phone")
    assert not broke(tested)
    assert "single people out" in sentences(tested)
    (whole,) = measure(
        sample, "abuse_rate", Question(since=date(2026, 4, 1), until=date(2026, 9, 30))
    )
    assert f"{whole.n:,} contacts" in sentences(tested)


def test_every_metric_of_the_page_is_in_the_catalogue():
    assert {"abuse_rate", "occupancy", "enps"} <= set(catalog.metrics())
