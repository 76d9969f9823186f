"""Ease, expectations, the company's view and what goes with the verdict."""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from math import isnan

import pytest
from streamlit.testing.v1 import AppTest

from cx import typed
from cx.analyses import etdbw, gaps
from cx.errors import QuestionError
from cx.measure import Question, measure
from cx.stats.correlation import correlation
from cx.store import Store
from cx.ui import listening_posts
from tests.exports import SAMPLES, bring, bring_sample
from tests.screens import broke, sentences, shown_store

BY_TOUCHPOINT = Question(by=("touchpoint",))
PAIRS = "response_id,responded_at,question,touchpoint,score,scale_max\n"


@pytest.fixture(scope="module")
def planted():
    """The sizes that the sample was made with, from the program that made it."""
    sys.path.insert(0, str(SAMPLES))
    try:
        import batteries

        return batteries
    finally:
        sys.path.remove(str(SAMPLES))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = shown_store(tmp_path_factory.mktemp("gaps"))
    for name in ("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_batteries.csv"):
        bring_sample(opened, name)
    return opened


@pytest.fixture
def draw(screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    return partial(screen, page="audits")


def keys(tested: AppTest) -> set[str]:
    return {chart.proto.id.rsplit("-", 1)[-1] for chart in tested.get("plotly_chart")}


def said(tested: AppTest) -> str:
    return sentences(tested).replace("\\", "")


# The statistics


def test_a_correlation_is_worked_by_hand_and_ends_where_it_must():
    """x 1 2 3, y 1 3 2: r = (3*13 - 6*6) / (3*14 - 36) = .5; atanh .5 = .5493."""
    three = correlation(3, 6, 6, 14, 14, 13)
    assert three.value == pytest.approx(0.5)
    assert isnan(three.low)
    # Each of these seven times: r stays, n is 21, so .5493 ± 1.95996 / sqrt(18).
    many = correlation(21, 42, 42, 98, 98, 91)
    assert many.low == pytest.approx(0.0871, abs=1e-4)
    assert many.high == pytest.approx(0.7663, abs=1e-4)
    # The same pairs of seven people say less.
    fewer = correlation(21, 42, 42, 98, 98, 91, people=7)
    assert fewer.low < many.low < many.high < fewer.high
    assert correlation(5, 15, 15, 55, 55, 55).value == pytest.approx(1)
    assert isnan(correlation(4, 8, 10, 16, 30, 20).value)


def test_without_pairs_there_is_no_correlation():
    with pytest.raises(ValueError, match="at least one pair"):
        correlation(0, 0, 0, 0, 0, 0)


# What was planted (sample_data/batteries.py)


def test_items_of_ease_come_in_the_planted_order_and_add_up(sample, planted):
    found = {one.group["item"]: one for one in etdbw.items(sample, Question())}
    assert set(found) == set(planted.ETDBW)
    low = sorted(found, key=lambda item: found[item].value)[:2]
    assert low == sorted(planted.ETDBW, key=planted.ETDBW.get)[:2]
    (index,) = measure(sample, "etdbw_top2")
    assert sum(one.n for one in found.values()) == index.n
    whole = sum(round(one.value * one.n) for one in found.values())
    assert whole == round(index.value * index.n)
    rows = etdbw.item_rows(sample, Question(), "Paying", most=5_000)
    assert rows.count == len(rows.rows) == found["Paying"].n


def test_means_of_expectation_and_importance_cover_what_was_planted(sample, planted):
    """Rounded to 1-5, the high ones lose a little: three in four cover is asked."""
    for metric_id, truth in (
        ("expectation_score", planted.EXPECTATION),
        ("importance_score", planted.IMPORTANCE),
    ):
        found = measure(sample, metric_id, BY_TOUCHPOINT)
        assert {one.group["touchpoint"] for one in found} == set(truth)
        for one in found:
            # Nobody can answer above 5: what was planted high comes out lower.
            assert truth[one.group["touchpoint"]] - 0.25 < one.value
            assert one.value < truth[one.group["touchpoint"]] + 0.1


def test_the_company_thinks_too_well_of_delivery_and_returns(sample):
    found = gaps.gaps(
        measure(sample, "touchpoint_score", BY_TOUCHPOINT),
        measure(sample, "company_view_score", BY_TOUCHPOINT),
    )
    clear = {one.touchpoint for one in found if one.difference.high < 0}
    assert {"Delivery", "Returns"} <= clear
    assert found[0].touchpoint == "Returns"
    assert "Contact centre" not in clear
    assert not any(one.paired for one in found)


# Paired or not


def pairs(people: int) -> str:
    """Everybody rates 3 or 4 and expects one more; delivery only."""
    lines = []
    for n in range(people):
        rated = 3 + n % 2
        lines.append(f"R{n},2026-03-02 10:00,touchpoint,Delivery,{rated},5")
        lines.append(f"R{n},2026-03-02 10:00,expectation,Delivery,{rated + 1},5")
    return PAIRS + "\n".join(lines)


def test_the_same_people_make_a_surer_difference(store):
    bring(store, pairs(40))
    rated = measure(store, "touchpoint_score", BY_TOUCHPOINT)
    expected = measure(store, "expectation_score", BY_TOUCHPOINT)
    together = measure(store, "expectation_gap", BY_TOUCHPOINT)
    (apart,) = gaps.gaps(rated, expected)
    (paired,) = gaps.gaps(rated, expected, together)
    assert paired.paired
    assert not apart.paired
    assert paired.difference.value == apart.difference.value == -1
    # Everybody differs by exactly one, so the paired difference is certain.
    assert (paired.difference.low, paired.difference.high) == (-1, -1)
    assert apart.difference.low < -1 < apart.difference.high


def test_a_gap_of_too_few_is_withheld(store):
    bring(store, pairs(4))
    found = gaps.gaps(
        measure(store, "touchpoint_score", BY_TOUCHPOINT),
        measure(store, "expectation_score", BY_TOUCHPOINT),
        measure(store, "expectation_gap", BY_TOUCHPOINT),
    )
    assert not [one for one in found if one.difference is not None]
    assert etdbw.items(store, Question()) == []


def test_a_few_people_or_ratings_are_in_no_correlation_and_open_no_rows(store):
    text = "response_id,responded_at,question,item,touchpoint,score,scale_max\n"
    for n in range(8):
        text += f"R{n},2026-03-02 10:00,etdbw,Paying,,{1 + n % 5},5\n"
        text += f"R{n},2026-03-02 10:00,overall_satisfaction,,,{1 + n % 5},5\n"
    bring(store, text)
    verdict, found = gaps.derived(store, Question(), metric_id="etdbw_score", name="item")
    assert verdict == "overall_satisfaction"
    assert [one.status for one in found] == ["withheld"]
    assert [one.status for one in etdbw.items(store, Question())] == ["withheld"]
    with pytest.raises(QuestionError, match="Withheld"):
        etdbw.item_rows(store, Question(), "Paying", most=10)


def with_verdict():
    """40 people whose rating is their verdict, and an item that never differs."""
    text = "response_id,responded_at,question,item,touchpoint,score,scale_max\n"
    for n in range(40):
        text += f"R{n},2026-03-02 10:00,etdbw,Paying,,{1 + n % 5},5\n"
        text += f"R{n},2026-03-02 10:00,etdbw,Getting help,,3,5\n"
        text += f"R{n},2026-03-02 10:00,overall_satisfaction,,,{1 + n % 5},5\n"
    return text


def test_what_goes_with_the_verdict_is_the_plain_correlation(store):
    bring(store, with_verdict())
    _, found = gaps.derived(store, Question(), metric_id="etdbw_score", name="item")
    named = {one.group["item"]: one for one in found}
    assert named["Paying"].value == pytest.approx(1)
    assert named["Getting help"].status == "unknown"


# The parts


def test_each_part_opens_with_a_computed_sentence(draw, sample):
    tested = draw(sample.home, part="etdbw")
    assert not broke(tested)
    assert "Hardest is “Sending something back”" in said(tested)
    assert "etdbw_items" in keys(tested)
    assert "here no response holds both" in said(tested)
    for gap, sentence in (
        ("expectation", "furthest behind what is expected at Returns"),
        ("company", "Customers rate Returns furthest below what the company thinks"),
        ("importance", "Said to matter most: Delivery. Goes most with"),
    ):
        tested = draw(sample.home, part="gaps", gap=gap)
        assert not broke(tested)
        assert sentence in said(tested), gap


def test_a_click_on_an_item_or_a_touchpoint_opens_its_answers(draw, sample, tmp_path):
    point = {"selection": {"points": [{"customdata": 0}]}}
    tested = draw(sample.home, part="gaps", gap="importance")
    tested.session_state["gaps_importance"] = point
    tested.run()
    assert not broke(tested)
    opened = next(d.value for d in tested.dataframe if "responded_at" in d.value)
    assert len(set(opened["touchpoint"])) == 1
    bring(shown_store(tmp_path), with_verdict())
    tested = draw(tmp_path, part="etdbw")
    tested.session_state["etdbw_overlay"] = point
    tested.run()
    assert not broke(tested)
    assert "40 answers: every one of them is counted" in said(tested)


def test_each_part_says_which_file_would_fill_it(draw, tmp_path):
    store = shown_store(tmp_path)
    bring_sample(store, "hanbit_orders.csv")
    for part, sentence in (
        ({"part": "etdbw"}, "A survey with 5 to 8 items"),
        ({"part": "gaps"}, "Nobody was asked what they expect"),
        ({"part": "gaps", "gap": "company"}, "Nobody of the company was asked"),
        ({"part": "gaps", "gap": "importance"}, "Nobody was asked how important"),
        ({"part": "listening"}, "Nobody has said yet how you listen"),
    ):
        tested = draw(store.home, **part)
        assert not broke(tested)
        assert sentence in said(tested), part


# Listening posts


def test_a_post_is_typed_shown_and_undone(draw, tmp_path):
    store = shown_store(tmp_path)
    bring_sample(store, "hanbit_orders.csv")
    tested = draw(store.home, part="listening")
    tested.selectbox(key="post_method").set_value("focus_group")
    tested.selectbox(key="post_stage").set_value("delivery").run()
    tested.date_input(key="post_last_date").set_value(date.today())
    tested.number_input(key="post_n").set_value(12)
    tested.text_area(key="post_finding").set_value("Nobody finds the label")
    tested.button(key="post_save").click().run()
    assert not broke(tested)
    (post,) = typed.state(store, "listening_post").values()
    assert (post["method"], post["stage"], post["n"]) == ("focus_group", "delivery", 12)
    assert "listening" in keys(tested)
    assert "You listened at 1 of 5 stages within a year" in said(tested)
    assert "0 of 1 finding led to something" in said(tested)
    tested.button(key="typed_turn_round").click().run()
    assert typed.state(store, "listening_post") == {}
    assert "listening" not in keys(tested)


def test_a_stage_is_blind_where_nobody_listened_for_a_year():
    today = date(2026, 9, 30)

    def post(stage: str, last: date | None) -> dict:
        return {"stage": stage, "method": "survey", "last_date": last}

    posts = [
        post("a", date(2025, 9, 30)),
        post("b", date(2025, 9, 29)),
        post("c", None),
        # Typed for tomorrow: it is not older than today.
        post("d", date(2026, 10, 1)),
    ]
    assert listening_posts.blind(posts, list("abcde"), today) == ["b", "c", "e"]
    assert listening_posts.age(posts[3], today) == 0
