"""Numbers about people at work: what is told must not lead to a few of them."""

from datetime import date
from itertools import combinations

import pytest

from cx import catalog
from cx.analyses import front_line
from cx.errors import QuestionError
from cx.measure import Question, compose, dimension_columns, measure, rows_behind
from cx.store import Store
from tests.exports import bring

STAFF = [metric for metric in catalog.metrics().values() if metric.staff]
FLAGGED = [metric.id for metric in STAFF if metric.rows in ("contact", "shift")]
TEAMS = {"Big": 9, "Broad": 12, "Small": 7}
MONTHS = (1, 2, 3)
HEAD = "contact_id,started_at,customer_id,channel,team,agent_id,outcome,handle_s,abuse\n"


def contacts(teams=TEAMS, months=MONTHS, more=""):
    """Each person has two contacts in a month, on a day of their own, one of them bad."""
    lines = []
    for team, people in teams.items():
        for month in months:
            for person in range(people):
                day = f"2026-{month:02}-{person + 5:02}"
                key = f"{team}{month}{person}"
                who = f"{team}-{person}"
                lines += [
                    f"{key}a,{day} 09:00,C{key}a,phone,{team},{who},refused,60,yes",
                    f"{key}b,{day} 10:00,C{key}b,phone,{team},{who},refused,60,no",
                ]
    return HEAD + "\n".join(lines) + "\n" + more


def shifts(teams=TEAMS):
    lines = [
        f"{team}-{person},2026-{month:02}-{person + 5:02},{team},1000,700,100"
        for team, people in teams.items()
        for month in MONTHS
        for person in range(people)
    ]
    head = "agent_id,worked_on,team,logged_in_s,handling_s,break_s\n"
    return head + "\n".join(lines) + "\n"


def answers(teams=TEAMS, months=(6, 12)):
    """A staff survey in two waves; everybody answers all of it."""
    lines = ["response_id,responded_at,question,dimension,item,score,scale_max,team"]
    dimensions = ("Trust in judgement", "Goals understood", "Peer support")
    dimensions += ("Authority", "Support", "Customer focus")
    for team, people in teams.items():
        for month in months:
            for person in range(people):
                at = f"T{team}{month}{person},2026-{month:02}-{person + 5:02} 10:00"
                lines += [
                    f"{at},staff,{name},about {name},{person % 5 + 1},5,{team}"
                    for name in dimensions
                ]
                lines.append(f"{at},enps,,,{person % 11},10,{team}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Read by every test and changed by none."""
    store = Store(tmp_path_factory.mktemp("floor") / "home")
    bring(store, contacts())
    bring(store, shifts())
    bring(store, answers())
    yield store
    store.close()


def people_in(store, metric, question):
    """(team, month, person) of every row that a question's number counts."""
    who = "agent_id" if metric.staff == "agent_id" else "source || ':' || response_id"
    composed = compose(
        store,
        metric,
        question,
        select=f"select distinct team, date_trunc('month', {metric.anchor}), {who} "
        "from observation",
    )
    return frozenset(store.query(composed.sql, composed.bound).rows)


def test_there_are_metrics_of_staff():
    assert {m.id for m in STAFF} >= {
        *("abuse_rate", "hard_runs", "after_abuse", "occupancy", "breaks_taken"),
        *("enps", "control_quotient", "service_culture"),
    }


def test_every_metric_of_shifts_and_staff_answers_has_the_floor():
    """A new metric about staff cannot forget it."""
    for metric in catalog.metrics().values():
        asks_staff = "'enps'" in metric.sql or "'staff'" in metric.sql
        if metric.rows == "shift" or asks_staff:
            assert metric.staff, metric.id


@pytest.mark.parametrize("metric", STAFF, ids=lambda m: m.id)
def test_a_team_of_seven_is_nowhere_not_even_in_the_total(loaded, metric):
    (whole,) = measure(loaded, metric.id)
    teams = {
        e.group["team"]: e for e in measure(loaded, metric.id, Question(by=("team",)))
    }
    assert set(teams) == {"Big", "Broad"}
    assert whole.n == sum(e.n for e in teams.values()) > 0
    assert all(e.value is not None for e in (whole, *teams.values()))
    (alone,) = measure(loaded, metric.id, Question(filters=(("team", ("Small",)),)))
    assert (alone.n, alone.value) == (0, None)


@pytest.mark.parametrize("metric", STAFF, ids=lambda m: m.id)
def test_no_two_answers_differ_by_fewer_than_eight_people(loaded, metric):
    """All periods that begin or end in the middle of months, by all choices of teams."""
    chosen = [c for size in (1, 2, 3) for c in combinations(TEAMS, size)]
    days = [None, date(2026, 1, 6), date(2026, 2, 1)]
    ends = [None, date(2026, 2, 8), date(2026, 12, 9)]
    told = {
        people_in(
            loaded, metric, Question(since=since, until=until, filters=(("team", teams),))
        )
        for teams in chosen
        for since in days
        for until in ends
    }
    told.add(people_in(loaded, metric, Question()))
    assert len(told) > 3
    for one, two in combinations(told, 2):
        assert len({who for *_rest, who in one ^ two}) >= 8
    assert all(team != "Small" for rows in told for team, *_rest in rows)


@pytest.mark.parametrize("metric", STAFF, ids=lambda m: m.id)
@pytest.mark.parametrize(
    "question",
    [
        Question(by=("channel",)),
        Question(by=("team", "source")),
        Question(period="day"),
        Question(period="week"),
        Question(filters=(("channel", ("phone",)),)),
        Question(filters=(("source", ("generic_contact",)),)),
        Question(filters=(("team", ("Big",)),), by=("hour",)),
    ],
)
def test_it_is_asked_by_nothing_else(loaded, metric, question):
    with pytest.raises(QuestionError, match="team"):
        measure(loaded, metric.id, question)


@pytest.mark.parametrize("metric", STAFF, ids=lambda m: m.id)
def test_no_rows_of_people_are_shown(loaded, metric):
    with pytest.raises(QuestionError, match="no single rows"):
        rows_behind(loaded, metric.id, Question())
    with pytest.raises(QuestionError, match="no single rows"):
        rows_behind(loaded, metric.id, Question(), only=("agent_id", "Big-1"))


def test_people_are_no_dimension(loaded):
    for table in ("contact", "shift", "answer"):
        known = dimension_columns(loaded, loaded.mart(), table)
        assert not {"agent_id", "response_id", "respondent_role", "flagged_by"} & set(
            known
        )
    for name in ("agent_id", "respondent_role"):
        with pytest.raises(QuestionError):
            measure(loaded, "abuse_rate", Question(by=(name,)))


def test_an_eighth_person_in_one_month_tells_that_month_only(store):
    eighth = "X1,2026-02-20 09:00,CX,phone,Small,Small-7,refused,60,yes\n"
    bring(store, contacts(more=eighth))
    teams = {
        e.group["team"]: e for e in measure(store, "abuse_rate", Question(by=("team",)))
    }
    assert teams["Small"].n == 15
    (february,) = [
        e
        for e in front_line.team_months(store, "abuse_rate", Question())
        if e.team == "Small"
    ]
    assert (february.months, february.told) == (3, 1)


def test_contacts_without_an_agent_are_in_no_number(store):
    bring(store, contacts().replace("Big-", ""))
    nameless = contacts().splitlines()
    emptied = [
        ",".join([*c[:5], "", *c[6:]]) for c in (x.split(",") for x in nameless[1:])
    ]
    bring(store, HEAD + "\n".join("N" + line for line in emptied) + "\n")
    (whole,) = measure(store, "abuse_rate")
    assert whole.n == 3 * 2 * (9 + 12)


def test_an_hour_of_seven_people_and_the_next_smallest_are_withheld(store):
    """The seventh hour would follow from the total of the day and the other hours."""
    lines = []
    for hour, people in ((9, 20), (10, 7), (11, 12), (12, 15)):
        lines += [
            f"H{hour}{who}{n},2026-01-05 {hour:02}:{n:02},C{hour}{who}{n},phone,Big,"
            f"P{hour}-{who},granted,60,no"
            for who in range(people)
            for n in range(3)
        ]
    bring(store, HEAD + "\n".join(lines) + "\n")
    hours = {
        e.group["hour"]: e for e in measure(store, "abuse_rate", Question(by=("hour",)))
    }
    assert {h for h, e in hours.items() if e.status == "withheld"} == {"10", "11"}
    assert all(e.n == 0 for h, e in hours.items() if h in ("10", "11"))


def test_dimensions_are_told_from_eight_people_on(loaded):
    found = front_line.dimensions(loaded, Question())
    assert {one.name for one in found} >= {"Authority", "Peer support"}
    for one in found:
        assert [e.group["team"] for e in one.teams] == ["Big", "Broad"]
        assert one.everybody.n == sum(e.n for e in one.teams)


def test_a_dimension_that_few_answered_is_withheld_with_the_next_smallest(store):
    """Only five of Big answered it: their mean would follow from the total less Broad."""
    text = answers(months=(6,))
    lines = text.splitlines()
    few = [
        line.replace("about Support", "x").replace(",Support,", ",Tools,")
        for line in lines
        if ",Support," in line
        and (",Broad" in line or any(f"TBig6{n}," in line for n in range(5)))
    ]
    bring(store, "\n".join([*lines, *few]) + "\n")
    tools = next(d for d in front_line.dimensions(store, Question()) if d.name == "Tools")
    assert all(e.value is None and e.n == 0 for e in tools.teams)


def test_a_scale_of_its_own_stays_on_its_own(store):
    """Structure only: items of 1 to 4 are told as such and never pooled with 1 to 5."""
    licensed = "\n".join(
        line.rsplit(",", 3)[0] + ",3,4," + line.rsplit(",", 1)[1]
        if ",Authority," in line
        else line
        for line in answers(months=(6,)).splitlines()
    )
    bring(store, licensed + "\n")
    authority = [
        d for d in front_line.dimensions(store, Question()) if d.name == "Authority"
    ]
    assert [(d.low, d.high, d.everybody.value) for d in authority] == [(1, 4, 3.0)]
    (culture,) = measure(store, "service_culture")
    assert culture.n == 0


def test_flags_spread_over_too_few_customers_are_not_told(store):
    assert front_line.spread(store, Question()) is None
    text = contacts(teams={"Big": 9}, months=(1,))
    few = "\n".join(
        line if at == 0 else line.replace(line.split(",")[2], f"C{at % 4}")
        for at, line in enumerate(text.splitlines())
    )
    bring(store, few + "\n")
    assert front_line.spread(store, Question()) is None


def test_flags_spread_over_customers_by_hand(store):
    """Nine flagged contacts of seven customers, one of whom has three."""
    lines = contacts(teams={"Big": 9}, months=(1,)).splitlines()
    flagged = [at for at, line in enumerate(lines) if line.endswith(",yes")]
    for at in flagged[:3]:
        lines[at] = lines[at].replace(lines[at].split(",")[2], "CX")
    bring(store, "\n".join(lines) + "\n")
    found = front_line.spread(store, Question())
    assert (found.flagged, found.customers, found.nameless) == (9, 7, 0)
