"""The resolution page in its states: full, unripe, unlinked, a survey alone."""

from datetime import date, timedelta

import pytest

from cx.analyses import callbacks, contents
from cx.analyses.returns import returned_rows
from cx.errors import QuestionError
from cx.measure import Question, measure, rows_behind
from cx.ui.resolution_readings import CELLS, READINGS
from tests.exports import bring, coded
from tests.screens import address, broke, sentences, shown_store
from tests.test_uci import content, needs_shared

PAGE = "resolution"


def contacts(rows):
    """An export of contacts that opens in November with a call made by the company."""
    head = "contact_id,started_at,customer_id,channel,direction,reason,team,agent_id,"
    first = "Z0,2025-11-01 09:00,Z,phone,out,,,,\n"
    last = "Z1,2026-03-31 09:00,Z,phone,out,,,,\n"
    return head + "resolved\n" + first + "".join(",".join(r) + "\n" for r in rows) + last


def one(number, day, customer, *, reason="Delivery", agent="G1", resolved="yes"):
    at = f"2026-01-{day:02} 10:00"
    name = f"C{number}"
    return (name, at, customer, "phone", "in", reason, "North", agent, resolved)


def survey(rows):
    head = "response_id,responded_at,customer_id,contact_id,fcr_resolved,fcr_contacts,"
    return head + "nps\n" + "".join(",".join(row) + ",9\n" for row in rows)


@pytest.fixture
def opened(tmp_path):
    """Forty customers; ten of them come back, of whom four are asked, and others too."""
    store = shown_store(tmp_path / "home")
    rows = [one(n, 1 + n % 5, f"P{n}") for n in range(40)]
    rows += [one(100 + n, 8 + n % 3, f"P{n}") for n in range(5)]
    rows += [one(200 + n, 8, f"P{n}", reason="Refund") for n in range(5, 10)]
    bring(store, contacts(rows), "contacts.csv")
    # P0 came back and says resolved; P20 and P21 stayed away and say it is not.
    answers = [
        ("R0", "2026-01-20 09:00", "P0", "C0", "yes", "1"),
        ("R1", "2026-01-20 09:00", "P20", "C20", "no", "1"),
        ("R2", "2026-01-20 09:00", "P21", "C21", "no", "1"),
        ("R3", "2026-01-20 09:00", "P22", "C22", "yes", "2"),
        # Somebody else's answer that names the same contact is not about it.
        ("R4", "2026-01-20 09:00", "P30", "C31", "no", "1"),
    ]
    bring(store, survey(answers), "survey.csv")
    return store


def ask(store, metric_id, **parameters):
    question = Question(parameters=tuple(parameters.items()))
    (found,) = measure(store, metric_id, question)
    return found


def test_each_reading_counts_those_it_knows(opened):
    found = {r: ask(opened, "fcr_reading", reading=r) for r in READINGS}
    assert {r: e.n for r, e in found.items() if r != "as_customers_say"} == {
        "as_recorded": 40,
        "no_return_any": 40,
        "no_return_same": 40,
    }
    assert found["as_recorded"].value == 1
    assert found["no_return_any"].value == pytest.approx(30 / 40)
    assert found["no_return_same"].value == pytest.approx(35 / 40)
    # Four answers are too few to be shown, and are counted all the same.
    customers = found["as_customers_say"]
    assert (customers.n, customers.value, customers.status) == (4, None, "withheld")


@pytest.mark.parametrize("among", ["answered", "all"])
def test_asked_together_all_readings_have_one_base(opened, among):
    ns = {ask(opened, "fcr_reading", reading=r, among=among).n for r in READINGS}
    assert ns == {4}


def test_the_customers_word_goes_before_what_they_did(opened):
    cells = {cell: ask(opened, "resolution_gap", cell=cell) for cell in CELLS}
    counts = {cell: round(e.sums["numerator"]) for cell, e in cells.items()}
    # Five came back about the same reason; P0 of them says resolved; P20, P21 say not.
    assert counts == {
        "solved_agrees": 34,
        "solved_not": 6,
        "open_agrees": 0,
        "open_not": 0,
    }
    assert {e.n for e in cells.values()} == {40}


def test_a_cell_opens_exactly_its_contacts(sample):
    for cell in CELLS:
        share = ask(sample, "resolution_gap", cell=cell)
        only = Question(parameters=(("cell", cell), ("counted", "cell")))
        assert rows_behind(sample, "resolution_gap", only).count == round(
            share.sums["numerator"]
        )


def test_readings_agree_with_the_metrics_they_are_named_after(sample):
    assert ask(sample, "fcr_reading", reading="no_return_any").value == (
        ask(sample, "fcr_no_return_any").value
    )
    assert ask(sample, "fcr_reading", reading="as_recorded").value == (
        ask(sample, "fcr_agent_said").value
    )


# Callbacks


def test_a_team_that_only_has_hard_reasons_is_not_blamed_for_them(tmp_path):
    """Reason H returns half the time for both teams, reason E never: only mix differs."""
    store = shown_store(tmp_path / "home")
    rows, number = [], 0
    for team, hard, easy in (("Hard", 80, 20), ("Easy", 20, 80)):
        for reason, count in (("H", hard), ("E", easy)):
            for person in range(count):
                who = f"{team}{reason}{person}"
                row = list(one(number, 5, who, reason=reason))
                row[6] = team
                rows.append(row)
                number += 1
                if reason == "H" and person % 2:
                    back = list(one(number, 7, who, reason="Back"))
                    back[6] = "Third"
                    rows.append(back)
                    number += 1
    bring(store, contacts(rows), "contacts.csv")
    found = callbacks.callbacks(store, Question(), "team")
    by_name = {point.name: point for point in found.plot.points}
    assert by_name["Hard"].crude == pytest.approx(0.4)
    assert by_name["Easy"].crude == pytest.approx(0.1)
    assert by_name["Hard"].value == pytest.approx(by_name["Easy"].value)
    assert by_name["Hard"].value == pytest.approx(found.plot.target)
    assert not by_name["Hard"].side


def test_the_planted_reason_returns_and_no_team_is_blamed(sample):
    reasons = callbacks.callbacks(sample, Question(), "reason")
    assert [p.name for p in reasons.plot.points if p.side > 0] == ["Return request"]
    teams = callbacks.callbacks(sample, Question(), "team")
    assert not any(point.side for point in teams.plot.points)


def test_an_agent_of_few_contacts_is_grey_or_not_shown(opened):
    rows = [one(300, 20, "Q1", agent="G2"), one(301, 21, "Q2", agent="G2")]
    rows += [one(400 + n, 20, f"S{n}", agent="G3") for n in range(12)]
    bring(opened, contacts(rows), "more.csv")
    points = {
        p.name: p for p in callbacks.callbacks(opened, Question(), "agent_id").plot.points
    }
    g2, g3 = callbacks.drawn(points["G2"]), callbacks.drawn(points["G3"])
    assert (g2.status, g2.value) == ("withheld", None)
    assert g3.status == "low"
    assert points["G3"].few
    assert not points["G3"].side


def test_the_rows_of_an_agent_are_the_agents_own(opened):
    found = rows_behind(opened, "repeat_share", Question(), only=("agent_id", "G1"))
    at = found.columns.index("agent_id")
    assert found.count == 50
    assert {row[at] for row in found.rows} == {"G1"}
    bring(opened, contacts([one(300, 20, "Q1", agent="G2")]), "more.csv")
    with pytest.raises(QuestionError):
        rows_behind(opened, "repeat_share", Question(), only=("agent_id", "G2"))


# What is left out


def test_rules_name_what_they_leave_out_and_sum_to_all(sample):
    counts = contents.left_out(sample, Question())
    (everything,) = sample.query(f"select count(*) from {sample.mart()}.contact").rows[0]
    assert sum(counts.values()) == everything
    assert set(counts) == {"", "no_customer", "outbound", "abandoned"}
    rows = contents.left_out_rows(sample, Question(), "outbound", most=5)
    assert rows.count == counts["outbound"]
    assert len(rows.rows) == 5
    assert {row[rows.columns.index("direction")] for row in rows.rows} == {"out"}


def test_too_few_left_out_are_counted_and_not_listed(opened):
    assert contents.left_out(opened, Question())["outbound"] == 2
    with pytest.raises(QuestionError):
        contents.left_out_rows(opened, Question(), "outbound")


# The page


def test_the_page_states_what_its_charts_rest_on(screen, sample):
    said = sentences(screen(sample.home, PAGE))
    for part in (
        "window 7 days",
        "times as the files give them",
        "no filters",
        "left out by 3 rules",
        "adjusted for the reasons each was given",
    ):
        assert part in said or part.startswith("adjusted")
    assert "not ripe" in said
    by_team = sentences(screen(sample.home, PAGE, **address(sample), by="team"))
    assert "adjusted for the reasons each was given" in by_team


def test_a_count_of_a_rule_opens_its_rows(screen, sample):
    since, until = date(2026, 4, 1), date(2026, 9, 30)
    n = contents.left_out(sample, Question(since=since, until=until))["abandoned"]
    tested = screen(sample.home, PAGE)
    tested.button(key="rule_abandoned").click().run()
    assert not broke(tested)
    assert f"{n} contacts: every one of them is counted" in sentences(tested)


@pytest.mark.parametrize("at", range(4))
def test_a_click_on_a_cell_opens_its_rows_and_no_others(screen, sample, at):
    tested = screen(sample.home, PAGE)
    asked = Question(
        since=date(2026, 4, 1),
        until=date(2026, 9, 30),
        parameters=(("cell", CELLS[at]), ("counted", "cell")),
    )
    n = rows_behind(sample, "resolution_gap", asked).count
    tested.session_state["crossing"] = {"selection": {"points": [{"customdata": at}]}}
    tested.run()
    assert not broke(tested)
    assert f"{n:,} contacts: every one of them is counted" in sentences(tested)


def test_a_click_on_an_agent_opens_the_agents_rows(screen, sample):
    tested = screen(sample.home, PAGE, **address(sample), by="agent_id")
    table = next(d.value for d in tested.dataframe if "Adjusted" in d.value)
    tested.session_state["funnel"] = {"selection": {"points": [{"customdata": 3}]}}
    tested.run()
    assert not broke(tested)
    assert f"{table['n'][3]:,} contacts: every one of them" in sentences(tested)


@pytest.mark.parametrize("day", [1, 7, 30])
def test_a_click_on_the_curve_opens_who_came_back_by_that_day(screen, sample, day):
    asked = Question(since=date(2026, 4, 1), until=date(2026, 9, 30))
    everybody = rows_behind(sample, "stays_away", asked, most=10_000)
    at = {name: place for place, name in enumerate(everybody.columns)}
    back = [
        row
        for row in everybody.rows
        if row[at["next_at"]]
        and row[at["next_at"]] - row[at["started_at"]] <= timedelta(days=day)
    ]
    found = returned_rows(sample, asked, day=day, most=10_000)
    codes = found.columns.index("contact_id")
    assert {row[codes] for row in found.rows} == {row[at["contact_id"]] for row in back}
    tested = screen(sample.home, PAGE)
    tested.session_state["curve"] = {"selection": {"points": [{"customdata": day - 1}]}}
    tested.run()
    assert not broke(tested)
    assert f"Came back by day {day}" in sentences(tested)
    assert f"{len(back):,} contacts: every one of them is counted" in sentences(tested)


def test_agents_are_in_the_order_of_their_codes(screen, sample):
    tested = screen(sample.home, PAGE, **address(sample), by="agent_id")
    assert not broke(tested)
    names = next(d.value["Agent"] for d in tested.dataframe if "Agent" in d.value)
    assert list(names) == sorted(names)


@pytest.mark.parametrize(("linked", "says"), [(30, False), (10, True)])
def test_under_four_in_five_linked_the_page_says_so(screen, tmp_path, linked, says):
    store = shown_store(tmp_path / "home")
    rows = [one(n, 1 + n % 20, f"P{n}" if n < linked else "") for n in range(35)]
    bring(store, contacts(rows), "contacts.csv")
    tested = screen(store.home, PAGE, **address(store))
    assert not broke(tested)
    assert ("Linked customers only" in sentences(tested)) is says


def test_a_reading_without_data_says_what_it_lacks(screen, tmp_path):
    store = shown_store(tmp_path / "home")
    rows = [one(n, 1 + n % 20, f"P{n}", resolved="") for n in range(35)]
    bring(store, contacts(rows), "contacts.csv")
    tested = screen(store.home, PAGE, **address(store))
    said = sentences(tested)
    assert not broke(tested)
    assert "no first contact has a mark whether it was resolved" in said
    assert "no survey answer names its contact" in said


def test_a_survey_alone_shows_the_customers_word(screen, tmp_path):
    store = shown_store(tmp_path / "home")
    rows = [
        (f"R{n}", "2026-01-20 09:00", f"P{n}", "", "yes", "1" if n % 2 else "2")
        for n in range(40)
    ]
    bring(store, survey(rows), "survey.csv")
    tested = screen(store.home, PAGE, **address(store))
    assert not broke(tested)
    assert [m.value for m in tested.metric][:1] == ["50.0%"]
    assert "cannot be judged yet" in sentences(tested)


def test_of_the_newest_days_nothing_is_called_a_success(screen, sample):
    view = address(sample, since=date(2026, 9, 27))
    tested = screen(sample.home, PAGE, **view)
    assert not broke(tested)
    assert {m.label for m in tested.metric} == {
        "First-contact resolution: as customers say",
        "Contacts with a usable customer number",
    }
    assert not tested.get("plotly_chart")


@needs_shared
def test_the_page_says_how_the_answer_moves_with_the_key(screen, tmp_path):
    store = shown_store(tmp_path / "home")
    bring(store, content("last line of each incident"), "incidents.csv")
    tested = screen(store.home, PAGE, **address(store))
    said = sentences(tested).replace("\\", "")
    assert not broke(tested)
    assert (
        "49.0% of contacts are followed by the same customer, 19.5% by the same "
        "customer and reason, 14.0% by the same customer and detailed reason"
    ) in said


def test_codes_of_customers_join_survey_and_contacts(opened):
    """The join is by contact and customer, both as they are kept."""
    alias = opened.mart()
    sql = f"select count(*) from {alias}.response where customer_id = $code"
    assert opened.query(sql, {"code": coded(opened, "P0")}).rows == [(1,)]
