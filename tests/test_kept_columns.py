"""What the tables keep so that pages need not work it out: the same as worked out."""

from dataclasses import replace

import pytest

from cx.measure import Question, curve, measure, with_tables
from tests.exports import alike, bring, rows_of

CONTACTS = """contact_id,started_at,customer_id,channel,direction,reason,agent_id,handle_s
C1,2026-01-05 10:00,A,phone,in,Delivery,G1,60
C2,2026-01-05 10:40,B,phone,in,Delivery,G1,60
C3,2026-01-05 10:59,C,phone,in,Delivery,G1,
C4,2026-01-05 11:00,D,phone,in,Delivery,G1,60
C5,2026-01-05 11:00,E,phone,in,Delivery,,60
C6,2026-01-05 11:00,,phone,in,Delivery,G2,60
"""
SURVEY = """response_id,responded_at,customer_id,contact_id,fcr_resolved,fcr_contacts,nps
R1,2026-01-06 10:00,A,C1,yes,1,9
R2,2026-01-07 10:00,A,C1,no,3,9
R3,2026-01-06 10:00,,C2,yes,2,9
R4,2026-01-06 10:00,A,C3,yes,1,9
R5,2026-01-06 10:00,D,C4,,,9
R6,2026-01-06 10:00,F,C6,yes,1,9
R7,2026-01-06 10:00,A,,yes,1,9
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    opened = alike(tmp_path_factory.mktemp("kept") / "home")
    # Answers first: which file comes first is nobody's business.
    bring(opened, SURVEY, "survey.csv")
    bring(opened, CONTACTS, "contacts.csv")
    yield opened
    opened.close()


def test_a_contact_keeps_what_its_own_customer_said_and_the_least_kind_of_it(loaded):
    found = rows_of(loaded, "contact", "contact_id, said_resolved, said_contacts")
    assert sorted(found) == [
        # Two responses; R3 does not say who answers; C was not asked, A was.
        *[("C1", 0, 3), ("C2", 1, 2), ("C3", None, None)],
        # Nothing was said; nobody was asked; whose contact it is nobody knows.
        *[("C4", None, None), ("C5", None, None), ("C6", None, None)],
    ]


def test_a_contact_keeps_how_many_its_agent_took_in_the_hour(loaded):
    found = rows_of(loaded, "contact", "contact_id, agent_hour_contacts")
    assert dict(found) == {"C1": 2, "C2": 2, "C3": 2, "C4": 1, "C5": None, "C6": 1}


@pytest.mark.parametrize("same", ["customer", "reason"])
@pytest.mark.parametrize("window_days", [1, 3, 7, 14, 30])
def test_episodes_of_one_window_are_those_of_all_windows(sample_store, window_days, same):
    alias = sample_store.mart()
    bound = {"window_days": window_days, "same": same}
    asked = "from {} where window_days = $window_days and same = $same order by row_id"
    one = with_tables(sample_store, alias, [], one_variant=True)
    found = sample_store.query(f"{one} select * {asked.format('episode')}", bound)
    every = sample_store.query(f"select * {asked.format(f'{alias}.episode')}", bound)
    assert found == every
    assert len(found.rows) > 1_000
    column = found.columns.index("contacts")
    assert max(row[column] for row in found.rows) > 1


@pytest.mark.parametrize("window", [1, 7, 30])
def test_a_curve_that_ends_at_the_window_is_the_longer_one_until_then(
    sample_store, window
):
    question = Question(parameters=(("window_days", window),))
    (found,) = measure(sample_store, "stays_away", question)
    longest = curve(sample_store, "stays_away", question, range(1, 31))
    assert 0 < found.low < found.value < found.high < 1
    assert replace(found, group={"day": str(window)}) == longest[window - 1]


def test_each_group_of_a_curve_is_what_its_filter_says(sample_store):
    found = measure(sample_store, "stays_away", Question(by=("channel", "team")))
    assert len(found) > 10
    for one in found:
        chosen = tuple((name, (value or "~",)) for name, value in one.group.items())
        (alone,) = measure(sample_store, "stays_away", Question(filters=chosen))
        assert replace(alone, group=one.group) == one
