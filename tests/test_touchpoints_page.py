"""The touchpoints page in every state, and the numbers it says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx import charts
from cx.charts import Panel
from cx.measure import Estimate, Question, measure
from cx.stats.compare import Difference
from cx.stats.intervals import Interval
from cx.stats.journey import Remembered
from cx.store import Store
from cx.ui import figures
from cx.ui.touchpoint_journey import verdict
from tests.exports import bring, bring_sample
from tests.screens import broke, sentences, shown_store

HALF = {"since": date(2026, 4, 1), "until": date(2026, 9, 30)}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = shown_store(tmp_path_factory.mktemp("touch"))
    for name in ("hanbit_contacts.csv", "hanbit_surveys.csv"):
        bring_sample(opened, name)
    return opened


@pytest.fixture
def draw(screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def drawn(home: Path, tab: str = "", **parameters: str | list[str]) -> AppTest:
        return screen(
            home,
            "touchpoints",
            session={"touch_tabs": tab} if tab else None,
            **parameters,
        )

    return drawn


def said(tested: AppTest) -> str:
    return sentences(tested).replace("\\", "")


def keys(tested: AppTest) -> set[str]:
    return {chart.proto.id.rsplit("-", 1)[-1] for chart in tested.get("plotly_chart")}


def test_it_opens_with_the_worst_important_touchpoint_and_says_its_rule(draw, sample):
    tested = draw(sample.home)
    assert not broke(tested)
    assert not tested.warning
    question = Question(**HALF, by=("touchpoint",))
    level = {
        e.group["touchpoint"]: e for e in measure(sample, "touchpoint_score", question)
    }
    # Returns are rated lower, but few meet them and little goes with them.
    assert level["Returns"].value < level["Delivery"].value
    assert "Delivery weighs most below its best" in said(tested)
    assert f"rated {level['Delivery'].value:.2f}" in said(tested)
    assert "greatest importance times distance from the top" in said(tested)


def test_contacts_are_told_only_where_a_reason_names_the_touchpoint(draw, sample):
    tested = draw(sample.home)
    assert "Delivery: Delivery delay" in said(tested)
    table = next(d.value for d in tested.dataframe if "Touchpoint" in d.value.columns)
    contacts = dict(
        zip(table["Touchpoint"], table["Contacts whose reason names it"], strict=True)
    )
    assert contacts["Website"] == "no data"
    (n,) = sample.query(
        f"select count(*) from {sample.mart()}.contact where reason = 'Delivery delay' "
        "and coalesce(direction, 'in') = 'in' and started_at >= '2026-04-01' "
        "and started_at < '2026-10-01'"
    ).rows[0]
    assert contacts["Delivery"] == f"{n:,}"


def test_it_says_that_the_mean_predicts_better_and_by_how_much(draw, sample):
    tested = draw(sample.home)
    assert "the plain mean predicts better than peak–end" in said(tested)
    assert "r 0.614 against 0.501" in said(tested)


def test_on_the_airport_survey_it_says_so_with_the_published_numbers(draw, tmp_path):
    store = shown_store(tmp_path)
    bring_sample(store, "sfo_airport_survey_2017.csv")
    tested = draw(tmp_path, to_stage="Q14PASSTHRU Security and screening")
    assert not broke(tested)
    assert "the plain mean predicts better than peak–end" in said(tested)
    assert "r 0.468 against 0.425, worst–end 0.424" in said(tested)


def remembered(mean: float, peak: float, low: float, high: float) -> Remembered:
    r = {
        name: Interval(value, value - 0.1, value + 0.1)
        for name, value in (("mean", mean), ("peak_end", peak), ("worst_end", 0.1))
    }
    return Remembered(100, r, {"peak_end": Difference(mean - peak, low, high)})


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (remembered(0.5, 0.4, 0.05, 0.15), "plain mean predicts better than peak–end"),
        (remembered(0.4, 0.5, -0.15, -0.05), "peak–end predicts better than the plain"),
        (remembered(0.5, 0.4, -0.05, 0.25), "nobody can say"),
    ],
)
def test_the_sentence_follows_the_interval_and_not_the_value(found, sentence):
    assert sentence in verdict(found, "nps")


def test_columns_without_a_place_in_the_journey_are_no_journey(draw, tmp_path):
    store = shown_store(tmp_path)
    lines = "".join(f"R{n},2024-03-01,{n % 11},4,{1 + n % 5}\n" for n in range(60))
    bring(store, "response_id,responded_at,nps,touchpoint: A,touchpoint: B\n" + lines)
    tested = draw(tmp_path)
    assert not broke(tested)
    assert any("No journey can be drawn" in one.value for one in tested.info)
    assert "recalled" not in keys(tested)


@pytest.mark.parametrize("key", ["verdict", "from_stage", "to_stage", "ends_by"])
def test_a_link_with_a_choice_it_lacks_shows_no_number(draw, sample, key):
    tested = draw(sample.home, **{key: "nonsense"})
    assert not broke(tested)
    assert "nonsense" in tested.warning[0].value
    assert not tested.get("plotly_chart")


def test_a_journey_that_ends_before_it_begins_is_refused(draw, sample):
    tested = draw(sample.home, from_stage="Delivery", to_stage="Website")
    assert not broke(tested)
    assert any("end before it begins" in one.value for one in tested.info)


TABS = {
    "First and last": {"journey_line", "ends"},
    "Good and bad moments": {"worst_places", "journey_tiles"},
    "Choice and refusals": set(),
    "First greeting": set(),
}


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_only_the_open_part_is_drawn(draw, sample, tab, language):
    names = {
        "First and last": "처음과 마지막",
        "Good and bad moments": "좋은 순간과 나쁜 순간",
        "Choice and refusals": "선택권과 거절",
        "First greeting": "첫 응대",
    }
    opened = names[tab] if language == "ko" else tab
    tested = draw(sample.home, opened, lang=language)
    assert not broke(tested)
    assert not tested.warning
    assert TABS[tab] <= keys(tested)
    assert "recalled" not in keys(tested)


def test_without_the_columns_it_says_which_would_fill_the_part(draw, tmp_path):
    store = shown_store(tmp_path)
    bring_sample(store, "sfo_airport_survey_2017.csv")
    tested = draw(tmp_path, "First greeting")
    assert "with the column “elapsed_s”" in said(tested)
    assert "not a law about when customers judge" in said(tested)


def estimate(value: float | None, status: str = "ok") -> Estimate:
    if value is None:
        return Estimate({}, 3, None, None, None, "withheld")
    return Estimate({}, 100, value, value - 0.1, value + 0.1, status)


def strip_of(worst: int | None = None):
    shown = [
        Panel("Level", "score", [estimate(4.0), estimate(3.0), None]),
        Panel("Told", "share", [None, estimate(0.4), None], [None, estimate(0.2), None]),
    ]
    spoken = figures.chart_words(None, "The journey")
    stages = ["A", "<b>B</b>", "C"]
    return stages, shown, spoken, worst


def test_a_strip_draws_no_mark_where_nothing_is_known():
    stages, shown, spoken, _ = strip_of()
    figure = charts.strip(stages, shown, words=spoken, worst=1)
    carried = [at for trace in figure["data"] for at in trace.get("customdata", ())]
    # Panel times number of stages plus stage.
    assert sorted(carried) == [0, 1, 4]
    notes = [note["text"] for note in figure["layout"]["annotations"]]
    assert notes.count("No data for<br>this selection.") == 3
    assert not any(
        "<b>B</b>" in text for text in figure["layout"]["xaxis"]["ticktext"][:1]
    )
    (shade,) = [s for s in figure["layout"]["shapes"] if s["type"] == "rect"]
    assert (shade["x0"] + shade["x1"]) / 2 == 1


def test_the_narrow_strip_has_one_row_for_each_touchpoint():
    stages, shown, spoken, _ = strip_of()
    figure = charts.strip_rows(stages, shown, words=spoken, worst=1)
    assert figure["layout"]["yaxis"]["range"] == [2.5, -0.5]
    assert figure["data"][1]["customdata"] == [0, 1]
    assert any("40.0%" in note["text"] for note in figure["layout"]["annotations"])


def test_a_click_on_a_level_lists_its_ratings(draw, sample):
    tested = draw(sample.home)
    tested.session_state["touch_strip_wide"] = {
        "selection": {"points": [{"customdata": 3}], "point_indices": [0]}
    }
    tested.run()
    (found,) = measure(
        sample,
        "touchpoint_score",
        Question(**HALF, filters=(("touchpoint", ("Delivery",)),)),
    )
    assert f"{found.n:,} answers: every one of them is counted" in said(tested)
