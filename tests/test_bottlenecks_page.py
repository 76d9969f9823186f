"""The page of waits: what is not recorded is named, and chance is not news."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx import charts
from cx.measure import Estimate, Question, measure
from cx.store import Store
from cx.ui import state
from cx.ui.hours_of_week import extreme
from cx.ui.quick_teams import fast_at_a_price
from tests.exports import bring, bring_sample

HEADER = (
    *("contact_id", "started_at", "customer_id", "channel", "direction", "team"),
    *("agent_id", "abandoned", "wait_s", "handle_s", "closed_at"),
)
MONDAY = datetime(2026, 3, 2, 9)


def opened(home: Path) -> Store:
    """The store the pages use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CX_HOME", str(home))
        return state.store()


@pytest.fixture
def draw(
    screen: Callable[..., AppTest], tmp_path: Path
) -> Callable[[list[dict[str, object]]], AppTest]:
    """Draws the page over a file of these contacts."""

    def drawn(rows: list[dict[str, object]]) -> AppTest:
        lines = [",".join(HEADER)]
        lines += [",".join(str(row.get(name, "")) for name in HEADER) for row in rows]
        bring(opened(tmp_path), "\n".join(lines) + "\n")
        return page(screen, tmp_path)

    return drawn


def page(screen: Callable[..., AppTest], home: Path, **parameters: str) -> AppTest:
    tested = screen(home, "bottlenecks", **parameters)
    assert not [e.value for e in (*tested.exception, *tested.error, *tested.warning)]
    return tested


def said(tested: AppTest) -> str:
    """All that the page says, without the backslashes that keep data from Markdown."""
    every = (*tested.markdown, *tested.info, *tested.caption)
    return "\n".join(element.value for element in every).replace("\\", "")


def lead(tested: AppTest) -> str:
    found = next(m.value for m in tested.markdown if m.value.startswith("##### "))
    return found.replace("\\", "")


def contacts(n: int, **more: object) -> list[dict[str, object]]:
    """One contact every 61 minutes, each of another customer; values may be functions."""
    rows = []
    for number in range(n):
        at = MONDAY + timedelta(minutes=61 * number)
        row: dict[str, object] = {
            "contact_id": f"C{number}",
            "started_at": at.isoformat(sep=" "),
            "customer_id": f"P{number}",
            "channel": "phone",
            "direction": "in",
        }
        row |= {
            name: value(number, at) if callable(value) else value
            for name, value in more.items()
        }
        rows.append(row)
    return rows


# States


def test_without_waits_agents_or_teams_each_part_says_what_it_needs(draw):
    tested = draw(contacts(60))
    text = said(tested)
    assert "nobody can say when customers wait" in lead(tested)
    assert "map the column to Waiting time" in text
    assert "agent and handling time are recorded for 0 of 60 contacts" in text
    assert "there are 0." in text
    assert "there are 0 with enough contacts" in text
    assert not tested.metric
    assert not tested.get("plotly_chart")


def test_few_waits_give_no_number_anywhere(draw):
    tested = draw(contacts(9, wait_s=lambda n, _at: 40 + n, abandoned="no"))
    assert "9 waits are recorded, too few" in lead(tested)
    assert {metric.value for metric in tested.metric} == {"–"}
    assert "Every hour of the week holds too few contacts" in said(tested)


def test_gave_up_without_waits_is_still_told(draw):
    tested = draw(contacts(80, abandoned=lambda n, _at: "yes" if n % 4 == 0 else "no"))
    assert "No waiting time is recorded for these contacts; 25.0%" in lead(tested)
    assert [metric.label for metric in tested.metric] == ["Gave up waiting"]


def test_agents_known_of_too_few_contacts_are_no_utilisation(draw):
    tested = draw(
        contacts(
            100,
            wait_s=30,
            handle_s=300,
            agent_id=lambda n, _at: "K" if n < 79 else "",
        )
    )
    assert "are recorded for 79 of 100 contacts" in said(tested)
    assert "busy" not in [chart.proto.id for chart in tested.get("plotly_chart")]
    assert "Arrivals against capacity" not in [e.label for e in tested.expander]


def test_arrivals_capacity_and_busy_share_are_counted_by_hand(draw):
    """Two agents for an hour on each of 40 days, one contact of 900 s each: a quarter."""
    rows = []
    for day in range(40):
        for agent in ("K", "L"):
            rows += contacts(
                1,
                contact_id=f"{agent}{day}",
                customer_id=f"{agent}{day}",
                started_at=(MONDAY + timedelta(days=day)).isoformat(sep=" "),
                agent_id=agent,
                handle_s=900,
            )
    tested = draw(rows)
    table = next(d.value for d in tested.dataframe if "Busy share" in d.value.columns)
    assert table.to_dict("list") == {
        "Hour": ["09:00"],
        "Arrivals a day": ["2.00"],
        "Capacity a day": ["8.00"],
        "Agents at work": ["2.00"],
        "Busy share": ["25.0%"],
    }


def test_one_hour_of_the_week_that_waits_is_named_with_how_much_longer(draw):
    def slow(_n: int, at: datetime) -> int:
        base = 300 if (at.weekday(), at.hour) == (0, 9) else 30
        return base + at.day % 7

    rows = []
    for week in range(50):
        for number, row in enumerate(contacts(40)):
            at = MONDAY + timedelta(weeks=week, days=number % 5, hours=number // 20)
            row |= {"started_at": at.isoformat(sep=" "), "wait_s": slow(0, at)}
            rows.append(row | {"contact_id": f"{week}-{number}", "customer_id": ""})
    tested = draw(rows)
    assert "Waits are longest on Monday 09:00" in lead(tested)
    assert "within 306 s" in lead(tested)


# On sample data, where no hour was planted and the peaks of the year were


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = opened(tmp_path_factory.mktemp("bottlenecks"))
    bring_sample(found, "hanbit_contacts.csv")
    return found


def test_no_hour_and_no_team_is_blamed_for_chance(screen, sample):
    tested = page(screen, sample.home, since="all", until="all")
    assert "No hour of the week stands out" in lead(tested)
    assert "No team stands out as fast at the price of returns" in said(tested)


def test_waits_at_the_peaks_of_the_year_are_twice_as_long(sample):
    """November and February: see sample_data/when.py; the ratio's interval holds 2."""
    for since, until in (
        (date(2025, 11, 1), date(2025, 11, 30)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    ):
        (peak,) = measure(sample, "wait_p90", Question(since=since, until=until))
        (calm,) = measure(
            sample, "wait_p90", Question(since=date(2026, 4, 1), until=date(2026, 6, 30))
        )
        assert peak.low / calm.high < 2 < peak.high / calm.low
        assert peak.low > calm.high


def test_a_click_on_a_cell_opens_as_many_rows_as_it_rests_on(screen, sample):
    tested = page(screen, sample.home, since="all", until="all")
    twin = tested.dataframe[0].value
    at = next(i for i, shown in enumerate(twin["Number"]) if shown != "–")
    question = Question(by=("weekday", "hour"))
    ns = [e.n for e in measure(sample, "wait_p90", question) if e.status == "ok"]
    assert twin["n"][at] == ns[0]
    point = {"selection": {"points": [{"customdata": at}], "point_indices": [0]}}
    tested.session_state["wait_heat"] = point
    tested.run()
    assert f"{ns[0]:,} contacts: every one of them is counted" in said(tested)


def test_the_page_speaks_korean(screen, sample):
    tested = page(screen, sample.home, lang="ko")
    assert "월요일" in tested.dataframe[0].value.iloc[0, 0]
    assert not [word for word in ("No hour", "Waits", "Busy") if word in said(tested)]


# What is news and what is luck


def cell(value: float, low: float, high: float, n: int = 100) -> Estimate:
    return Estimate({"weekday": "0", "hour": "9"}, n, value, low, high)


USUAL = cell(100, 98, 102, 9_000)


def test_the_highest_of_many_has_to_clear_a_wider_interval():
    others = [cell(100, 80, 120) for _ in range(59)]
    # 1.96 standard errors are 25 here; 60 cells need 3.34, that is 43.
    assert extreme([cell(140, 115, 165), *others], USUAL).clear is False
    assert extreme([cell(150, 125, 175), *others], USUAL).clear is True
    assert extreme([cell(140, 115, 165), cell(99, 90, 110)], USUAL).clear is True


def test_the_hour_that_is_named_is_one_that_is_clear():
    loud, sure = cell(500, 60, 900), cell(200, 180, 220)
    found = extreme([loud, sure], USUAL)
    assert (found.estimate, found.clear) == (sure, True)


def test_one_hour_alone_is_compared_with_nothing():
    assert extreme([cell(100, 90, 110)], USUAL) is None
    low = Estimate({}, 20, 100.0, 90.0, 110.0, "low")
    assert extreme([low, low], USUAL) is None


def test_fast_at_a_price_needs_both_intervals_on_their_side():
    x_cut, y_cut = charts.Line(300, "all"), charts.Line(0.2, "all")
    quick, slow = cell(250, 240, 260), cell(350, 340, 360)
    unsure = cell(290, 270, 310)
    returns, stays = cell(0.3, 0.25, 0.35), cell(0.1, 0.05, 0.15)
    few = Estimate({}, 12, 0.4, 0.3, 0.5, "low")
    places = [
        charts.Place("fast and returning", quick, returns),
        charts.Place("fast and done", quick, stays),
        charts.Place("perhaps fast", unsure, returns),
        charts.Place("slow and returning", slow, returns),
        charts.Place("too few", quick, few),
    ]
    assert fast_at_a_price(places, x_cut, y_cut) == ["fast and returning"]
