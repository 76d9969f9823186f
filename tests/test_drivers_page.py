"""The drivers page: sure where it may be, and saying so where it may not."""

import json
import random
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx import link
from cx.analyses import driver_results
from cx.analyses.driver_more import Asymmetry
from cx.analyses.driver_results import (
    Analysis,
    DriverRow,
    Suppressor,
    first_look,
    with_intervals,
)
from cx.analyses.driver_sums import gather
from cx.link import State
from cx.locale import set_language
from cx.measure import Question
from cx.store import Store
from cx.ui import driver_numbers, driver_words, state
from cx.ui.driver_slopes import verdict
from tests.exports import bring, bring_sample

Ratings = dict[str, int | None]


def opened(home: Path) -> Store:
    """The store the pages use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CX_HOME", str(home))
        return state.store()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = opened(tmp_path_factory.mktemp("drivers"))
    for name in ("hanbit_surveys.csv", "hanbit_orders.csv"):
        bring_sample(store, name)
    return store


def survey(
    people: int, answer: Callable[[random.Random], tuple[int, Ratings]], weight: str = ""
) -> str:
    """A survey of so many people, each with one NPS answer and some ratings."""
    chance = random.Random(7)
    lines = []
    for person in range(people):
        nps, ratings = answer(chance)
        cells = ["not used" if r is None else str(r) for r in ratings.values()]
        given = [f"R{person}", f"2026-0{1 + person % 6}-15", f"P{person}", str(nps)]
        lines.append(",".join([*given, weight and str(1 + person % 3), *cells]))
    names = ["response_id", "responded_at", "customer_id", "nps", "weight"]
    header = ",".join([*names, *(f"touchpoint: {name}" for name in ratings)])
    return "\n".join([header, *lines]) + "\n"


def five(value: float) -> int:
    return round(min(5, max(1, value)))


def ten(value: float) -> int:
    return round(min(10, max(0, value)))


def small_first(chance: random.Random) -> tuple[int, Ratings]:
    """As below, but the journey begins with the least important."""
    nps, ratings = one_matters(chance)
    return nps, {name: ratings[name] for name in sorted(ratings)}


def one_matters(chance: random.Random) -> tuple[int, Ratings]:
    """Speed makes the answer; two others have the same small part in it."""
    speed, taste, price = (chance.randint(1, 5) for _ in range(3))
    noise = chance.gauss(0, 1.5)
    said = 1.4 * speed + 0.4 * taste + 0.4 * price - 1 + noise
    return ten(said), {"Speed": speed, "Taste": taste, "Price": price}


def overlapping(chance: random.Random) -> tuple[int, Ratings]:
    """Quality goes along with Image and takes away from the answer at equal Image."""
    mood = chance.gauss(3, 1)
    image, quality = mood + chance.gauss(0, 0.35), mood + chance.gauss(0, 0.35)
    said = 5 + 3 * (image - 3) - 1.4 * (quality - 3) + chance.gauss(0, 0.7)
    return ten(said), {"Image": five(image), "Quality": five(quality)}


@pytest.fixture
def page(screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def drawn(home: Path, **parameters: str) -> AppTest:
        tested = screen(home, "drivers", **parameters)
        assert not [e.value for e in (*tested.exception, *tested.error)]
        return tested

    return drawn


def said(tested: AppTest) -> str:
    """All that the page says, without the backslashes that keep data from Markdown."""
    every = (*tested.markdown, *tested.info, *tested.caption, *tested.warning)
    return "\n".join(element.value for element in every).replace("\\", "")


def lead(tested: AppTest) -> str:
    found = next(m.value for m in tested.markdown if m.value.startswith("##### "))
    return found.replace("\\", "")


def importance_chart(tested: AppTest) -> dict:
    return json.loads(tested.get("plotly_chart")[0].proto.spec)


def analysis_of(tmp_path: Path, text: str, outcome: str = "nps") -> Analysis:
    store = Store(tmp_path)
    bring(store, text)
    return with_intervals(gather(store, outcome, Question()))


# What the page says --------------------------------------------------------------------


def test_a_sure_first_is_said_with_how_sure_and_ties_are_named(page, tmp_path):
    bring(opened(tmp_path), survey(600, one_matters))
    tested = page(tmp_path)
    assert "Speed goes most closely with it, first in 100% of resamples." in lead(tested)
    assert "Cannot be told apart in their rank: " in said(tested)
    named = said(tested).split("apart in their rank: ")[1].split(".")[0]
    assert sorted(named.split(", ")) == ["Price", "Taste"]
    assert "“Goes with” is no cause" in said(tested)
    assert "n 600" in said(tested)


def test_tied_drivers_are_joined_by_a_bar_and_share_their_ranks(page, tmp_path):
    bring(opened(tmp_path), survey(600, one_matters))
    drawn = importance_chart(page(tmp_path))
    bars = [one for one in drawn["layout"]["shapes"] if one["type"] == "line"]
    assert len(bars) == 1
    assert (round(bars[0]["y0"]), round(bars[0]["y1"])) == (1, 2)
    first, *others = drawn["layout"]["yaxis2"]["ticktext"]
    assert "rank 1<" in first
    assert all("rank 2–3<" in other for other in others)


def test_no_claim_is_made_between_drivers_that_cannot_be_told_apart(page, tmp_path):
    bring(opened(tmp_path), survey(600, one_matters))
    told = said(page(tmp_path))
    assert "Speed explains more than" in told
    assert "Taste explains more" not in told
    assert "Price explains more" not in told


def test_too_few_answers_give_no_rank_anywhere_and_say_what_is_possible(page, tmp_path):
    bring(opened(tmp_path), survey(150, small_first))
    tested = page(tmp_path)
    assert "150 answers are too few to rank 3 touchpoints" in lead(tested)
    assert "200 are needed" in lead(tested)
    assert "What can be said:" in said(tested)
    assert "explains more than" not in said(tested)
    drawn = importance_chart(tested)
    assert "rank" not in json.dumps(drawn)
    assert not drawn["layout"].get("shapes")
    # Not sorted by importance either, which would be a rank without the word.
    assert drawn["layout"]["yaxis"]["ticktext"] == ["Price", "Speed", "Taste"]
    table = next(d.value for d in tested.dataframe if "Rank" in d.value)
    assert set(table["Rank"]) == {"–"}
    assert len(tested.get("plotly_chart")) == 1


def test_an_important_driver_with_a_negative_slope_is_explained_not_hidden(
    page, tmp_path
):
    """As quality in the ECSI data: importance > 0, correlation > 0, slope < 0."""
    bring(opened(tmp_path), survey(500, overlapping))
    tested = page(tmp_path)
    told = next(i.value.replace("\\", "") for i in tested.info if "Quality" in i.value)
    assert told.startswith("Quality: importance ")
    assert "goes along with" in told.replace("go along with", "goes along with")
    assert "Image" in told
    assert "not as a reason to make Quality worse" in told
    table = next(d.value for d in tested.dataframe if "Rank" in d.value)
    quality = table.set_index("Touchpoint").loc["Quality"]
    assert quality["Slope per point"].startswith("−")
    assert float(quality["Correlation"]) > 0.2
    assert "falls when rated higher" in json.dumps(
        importance_chart(tested), ensure_ascii=False
    )


def test_one_mood_behind_all_ratings_is_a_notice(page, tmp_path):
    bring(opened(tmp_path), survey(500, overlapping))
    assert "Halo: " in said(page(tmp_path))


def test_ratings_that_share_no_mood_get_no_halo_notice(page, tmp_path):
    bring(opened(tmp_path), survey(600, one_matters))
    assert "Halo" not in said(page(tmp_path))


def test_who_did_not_meet_a_touchpoint_is_kept_and_said(page, tmp_path):
    def some_meet(chance: random.Random) -> tuple[int, Ratings]:
        nps, ratings = one_matters(chance)
        met = chance.random() < 0.7
        return nps, {**ratings, "Price": ratings["Price"] if met else None}

    bring(opened(tmp_path), survey(600, some_meet))
    tested = page(tmp_path)
    assert "nothing is made up for them" in said(tested)
    assert "n 600" in said(tested)
    table = next(d.value for d in tested.dataframe if "Rank" in d.value)
    met = table.set_index("Touchpoint")["Met by"]
    assert met["Speed"] == "100.0%"
    assert 0.6 < float(met["Price"].rstrip("%")) / 100 < 0.8


def test_a_survey_without_ratings_says_what_the_page_needs(page, tmp_path):
    bring(opened(tmp_path), "response_id,responded_at,nps\nR1,2026-03-01,9\n")
    tested = page(tmp_path)
    assert "touchpoint ratings" in tested.info[0].value
    assert not tested.get("plotly_chart")


# The address ---------------------------------------------------------------------------


def test_every_choice_is_in_the_address_and_comes_back_from_it(page, tmp_path):
    store = opened(tmp_path)
    bring(store, survey(400, one_matters, weight="yes"))
    tested = page(tmp_path)
    tested.selectbox(key="w_page_outcome").set_value("nps_promoter").run()
    tested.segmented_control(key="w_page_weights").set_value("on").run()
    tested.multiselect(key="w_drivers").set_value(["Speed", "Taste"]).run()
    address = {key: tested.query_params[key] for key in tested.query_params}
    assert address["outcome"] == "nps_promoter"
    assert address["weights"] == "on"
    assert address["drivers"] == "Speed|Taste"
    again = page(tmp_path, **address)
    assert lead(again) == lead(tested)
    assert "Weighted: 400 answers" in said(again)
    assert (
        importance_chart(again)["data"][0]["x"]
        == importance_chart(tested)["data"][0]["x"]
    )


def test_weights_are_offered_only_where_the_file_has_them(page, sample, tmp_path):
    assert "w_page_weights" not in page(sample.home).session_state
    bring(opened(tmp_path), survey(300, one_matters, weight="yes"))
    assert "w_page_weights" in page(tmp_path).session_state


def test_actual_repurchase_is_an_outcome_where_orders_exist(page, sample):
    offered = page(sample.home).selectbox(key="w_page_outcome").options
    assert "Bought again within 90 days" in offered
    assert "NPS, in points" in offered


def test_a_touchpoint_of_a_link_that_is_not_in_the_model_is_said(page, tmp_path):
    store = opened(tmp_path)
    bring(store, survey(400, one_matters))
    shown = State(
        version=store.register.version,
        page=(("drivers", "Speed|Price"), ("touch", "Taste")),
    )
    monkey = {k: v if isinstance(v, str) else v[0] for k, v in link.encode(shown).items()}
    tested = opened_tab(page(tmp_path, **monkey), "If one rose")
    assert "Taste is not in the model, so Speed is shown." in said(tested)


def opened_tab(tested: AppTest, label: str) -> AppTest:
    tested.session_state["driver_parts"] = label
    return tested.run()


# Slow parts ----------------------------------------------------------------------------


def test_the_page_shows_what_it_has_while_the_resamples_are_drawn(
    page, tmp_path, monkeypatch
):
    bring(opened(tmp_path), survey(400, one_matters))
    shown = []
    real = driver_results.first_look

    def seen(gathered):
        shown.append(gathered.n)
        return real(gathered)

    def slow(gathered):
        time.sleep(0.6)
        return with_intervals(gathered)

    monkeypatch.setattr(driver_numbers, "PATIENCE_S", 0.0)
    monkeypatch.setattr(driver_results, "first_look", seen)
    monkeypatch.setattr(driver_results, "with_intervals", slow)
    tested = page(tmp_path)
    assert shown == [400]
    # What was drawn first is gone: one lead, one importance chart, no notice of waiting.
    assert "drawn again and again" not in said(tested)
    assert sum(m.value.startswith("##### ") for m in tested.markdown) == 1
    assert len(tested.get("plotly_chart")) == 3
    tested.run()
    assert shown == [400]


def test_a_fault_in_the_resamples_is_a_fault_of_the_page(monkeypatch, tmp_path):
    store = Store(tmp_path)
    bring(store, survey(300, one_matters))
    asked = driver_numbers.Asked("nps", Question(), (), False)

    def broken(_gathered):
        raise ValueError("no luck")

    monkeypatch.setenv("CX_HOME", str(tmp_path))
    monkeypatch.setattr(driver_results, "with_intervals", broken)
    with pytest.raises(ValueError, match="no luck"):
        driver_numbers.analysed(asked, lambda _first: lambda: None)


# The parts below -----------------------------------------------------------------------


def test_the_quadrant_names_where_each_touchpoint_lies_or_that_it_is_in_doubt(
    page, tmp_path
):
    bring(opened(tmp_path), survey(600, one_matters))
    tested = page(tmp_path)
    drawn = json.loads(tested.get("plotly_chart")[1].proto.spec)
    corners = {note["text"] for note in drawn["layout"]["annotations"]}
    assert {"<i>Improve first</i>", "<i>Possible overkill</i>"} <= corners
    # All three are rated alike on average: nobody can be on one side of that mean.
    assert set(drawn["data"][1]["marker"]["color"]) != {""}
    assert "No touchpoint lies clearly" in said(tested) or "In doubt" in said(tested)


def test_slopes_that_differ_by_design_are_told_apart_and_named(page, tmp_path):
    def hurts(chance: random.Random) -> tuple[int, Ratings]:
        speed, taste = chance.randint(1, 5), chance.randint(1, 5)
        said = 7 + 2.2 * min(speed - 3, 0) + 0.5 * (taste - 3) + chance.gauss(0, 0.8)
        return ten(said), {"Speed": speed, "Taste": taste}

    bring(opened(tmp_path), survey(800, hurts))
    told = said(page(tmp_path))
    assert "Costs more when bad than it gains when good: Speed." in told


@pytest.mark.parametrize(
    ("kind", "below", "above", "words"),
    [
        ("basic", (0.5, 1.0), (-0.1, 0.1), "basic: hurts when bad"),
        ("delight", (-0.1, 0.1), (0.5, 1.0), "excites: gains when good"),
        ("even", (0.2, 0.6), (0.1, 0.5), "both ways"),
        ("even", (-0.1, 0.6), (0.1, 0.5), "not told apart"),
        ("too_few", (None, None), (None, None), "too few to say"),
    ],
)
def test_the_verdict_of_two_slopes_is_that_of_the_test(kind, below, above, words):
    one = Asymmetry(
        "Speed", 3, 99, 99, 0.5, 0.3, 0.2, kind,
        below_low=below[0], below_high=below[1], above_low=above[0], above_high=above[1],
    )  # fmt: skip
    assert verdict(one) == words


def test_what_if_is_one_sentence_with_its_interval_and_is_no_forecast(page, sample):
    tested = opened_tab(page(sample.home), "If one rose")
    sentence = [m.value for m in tested.markdown if m.value.startswith("##### ")][1]
    assert sentence.replace("\\", "").startswith("##### If Delivery rose to ")
    assert "that goes with +" in sentence.replace("\\", "")
    assert "An association, not a forecast" in said(tested)
    assert "of all customers would have to rate it higher" in said(tested)


def test_the_rows_behind_are_one_click_away(page, tmp_path):
    bring(opened(tmp_path), survey(300, one_matters))
    tested = page(tmp_path)
    tested.button(key="rows_drivers").click().run()
    rows = next(d.value for d in tested.dataframe if "Speed" in d.value)
    assert len(rows) == 300


@pytest.mark.parametrize("chart", ["importance", "driver_quadrant", "driver_slopes"])
def test_a_click_on_a_touchpoint_opens_the_answers_of_those_who_rated_it(
    page, tmp_path, chart
):
    bring(opened(tmp_path), survey(600, one_matters))
    tested = page(tmp_path)
    tested.session_state[chart] = {"selection": {"points": [{"customdata": 0}]}}
    tested.run()
    assert "Speed: the answers of those who rated it" in said(tested)
    rows = next(d.value for d in tested.dataframe if "responded_at" in d.value)
    assert "not used" not in set(rows["Speed"])


def test_the_rows_are_korean_but_for_what_the_data_named(page, sample):
    tested = page(sample.home, lang="ko")
    in_korean = copy_context()
    in_korean.run(set_language, "ko")
    in_korean.run(tested.button(key="rows_drivers").click().run)
    table = next(d for d in tested.dataframe if "Delivery" in d.value)
    assert {"이용 안 함", "빈칸"} < {*table.value["Returns"]}
    named = json.loads(table.proto.columns)
    assert named["nps"]["label"] == "추천 의향"
    assert named["Delivery"]["label"] == "Delivery"


def test_a_yes_or_no_outcome_is_checked_by_a_logistic_model(page, tmp_path):
    bring(opened(tmp_path), survey(500, one_matters))
    tested = page(tmp_path, outcome="nps_promoter")
    tested.session_state["driver_method"] = True
    tested.run()
    assert "Logistic check" in said(tested)
    # Slopes below and above a middle are for scores: only that part says no.
    assert "can only be told apart for a score" in said(tested)


def test_the_page_speaks_korean(page, tmp_path):
    bring(opened(tmp_path), survey(600, one_matters))
    tested = page(tmp_path, lang="ko")
    assert any("가" <= letter <= "힣" for letter in lead(tested))
    assert "resamples" not in said(tested)


# Sentences alone -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return analysis_of(tmp_path_factory.mktemp("words"), survey(600, one_matters))


def test_a_first_that_is_tied_is_not_called_first(found):
    doubtful = replace(
        found,
        ties=((0, 1),),
        drivers=(
            replace(found.drivers[0], rank_probability=(0.61, 0.39, 0)),
            *found.drivers[1:],
        ),
    )
    said = driver_words.lead_of(doubtful)
    second = found.drivers[1].name
    assert f"no touchpoint is clearly first. Speed, {second} cannot be told" in said
    assert "Speed is first in 61% of resamples" in said


def test_where_all_are_tied_nobody_is_singled_out_by_name_but_the_count_is(found):
    told = driver_words.lead_of(replace(found, ties=((0, 2),)))
    assert "none of the 3 touchpoints can be told apart" in told


def test_before_the_resamples_nothing_is_said_of_ranks(tmp_path):
    store = Store(tmp_path)
    bring(store, survey(400, one_matters))
    early = first_look(gather(store, "nps", Question()))
    assert driver_words.lead_of(early).endswith("Speed goes most closely with it.")
    assert driver_words.ties_of(early) == ""
    assert driver_words.dominance_of(early) == []


def test_an_order_without_ties_is_said_to_be_sure(found):
    assert driver_words.ties_of(replace(found, ties=())) == (
        "The order of all of them is sure."
    )


def test_nearly_the_same_ratings_are_named_with_their_inflation(found):
    one = replace(found.drivers[1], collinear=True, vif=7.25)
    sentence = driver_words.collinear_of(
        replace(found, drivers=(found.drivers[0], one, found.drivers[2]))
    )
    assert f"{one.name} (VIF 7.2)" in sentence
    assert driver_words.collinear_of(found) == ""


def suppressed(row: DriverRow, *, clear: bool) -> DriverRow:
    return replace(
        row,
        suppressor=Suppressor("Taste", 0.53, -0.114, 0.06, "Image", 0.79, clear=clear),
    )


def test_a_negative_slope_that_chance_may_make_is_said_to_be_so(found):
    sure = driver_words.suppressor_of(suppressed(found.drivers[1], clear=True))
    unsure = driver_words.suppressor_of(suppressed(found.drivers[1], clear=False))
    assert "chance" not in sure
    assert "though chance may do that" in unsure
    assert all("−0.11" in told and "Image" in told for told in (sure, unsure))


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "100%"), (0.998, "over 99%"), (0.9949, "99%"), (0.004, "under 1%"), (0, "0%")],
)
def test_nearly_always_is_not_always(share, words):
    assert driver_words.percent(share) == words
