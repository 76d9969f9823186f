"""Audits: the page in every state, worked fixtures and the planted truths behind it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from importlib import import_module

import pytest
from streamlit.testing.v1 import AppTest

from cx.analyses import audits, kano, ratings, standards
from cx.errors import QuestionError
from cx.measure import Question, measure, rows_behind
from cx.stats.agreement import GOOD_KAPPA
from cx.stats.intervals import wilson_interval
from cx.store import Store
from tests.exports import SAMPLES, bring, bring_sample, sample_rows
from tests.screens import broke, charts_of, sentences, shown_store

# It draws a page some forty times: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(SAMPLES))
    planted, batteries = import_module("audits"), import_module("batteries")

ALL = Question()
FILES = (
    "hanbit_contacts.csv",
    "hanbit_surveys.csv",
    "hanbit_audits.csv",
    "hanbit_batteries.csv",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = shown_store(tmp_path_factory.mktemp("audits"))
    for name in FILES:
        bring_sample(opened, name)
    return opened


@pytest.fixture
def draw(screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    return partial(screen, page="audits")


def keys(tested: AppTest) -> set[str]:
    return {chart.proto.id.rsplit("-", 1)[-1] for chart in tested.get("plotly_chart")}


def lead(tested: AppTest) -> str:
    found = next(m.value for m in tested.markdown if m.value.startswith("##### "))
    return found.replace("\\", "")


# Planted truths: sample_data/audits.py and sample_data/batteries.py


def test_the_site_that_fails_at_one_stage_is_found(sample):
    found = measure(sample, "mystery_score", Question(by=("touchpoint", "site")))
    cells = {(e.group["touchpoint"], e.group["site"]): e for e in found}
    bad = cells[planted.BAD_STAGE, planted.BAD_SITE]
    assert bad.high < min(
        e.value for at, e in cells.items() if at != (planted.BAD_STAGE, planted.BAD_SITE)
    )
    # One shopper in five is harsh, so the truth is a little below the share planted.
    harsh = planted.HARSHER / len(planted.SHOPPERS)
    assert bad.low <= planted.PASSES_THERE - harsh <= bad.high


def test_the_harsh_auditor_is_found_at_equal_sites_and_nobody_is_named(sample):
    found = audits.auditors(audits.visits(sample, ALL))
    number = planted.SHOPPERS.index(planted.HARSH_SHOPPER) + 1
    effects = {one.number: one.effect for one in found.effects}
    assert list(effects) == sorted(effects)
    # From the mean of five of which one is 15 points below: 4/5 of it.
    expected = -planted.HARSHER * (1 - 1 / len(planted.SHOPPERS))
    assert effects[number].low <= expected <= effects[number].high < 0
    assert effects[number].value == min(one.value for one in effects.values())
    assert not any(name in repr(found) for name in planted.SHOPPERS)


def test_an_auditor_of_seven_visits_is_not_told():
    some = [audits.Visit(site, "M1", 0.8) for site in "AB"] * 4
    seven = [audits.Visit("A", "M2", 0.2)] * 7
    eight = [audits.Visit("B", "M3", 0.6), *[audits.Visit("A", "M3", 0.6)] * 7]
    found = audits.auditors([*some, *seven, *eight])
    assert [one.number for one in found.effects] == [1, 3]
    assert found.few == 1


def test_raters_agree_as_often_as_they_were_made_to(sample):
    """Each errs 7 % of the time, so two agree on .93^2 + .07^2 of the items."""
    every, *items = ratings.agreement(sample, ALL)
    err = planted.LISTENER_ERRS
    agree = (1 - err) ** 2 + err**2
    limits = wilson_interval(every.plain.agree * every.pairs, every.pairs)
    assert limits.low <= agree <= limits.high
    assert every.plain.kappa.low <= 0.7 <= every.plain.kappa.high
    assert every.plain.kappa.value > GOOD_KAPPA
    assert [one.item for one in items] == sorted(planted.QUALITY)
    assert sum(one.pairs for one in items) == every.pairs


def test_kappa_of_the_sample_is_that_of_its_file_counted_by_hand(sample):
    """Independent of the engine: pairs from the file itself."""
    said: dict[tuple[str, str], dict[str, int]] = {}
    for row in sample_rows("hanbit_audits.csv"):
        if row["instrument"] == "QA":
            key = row["visit_id"], row["item"]
            said.setdefault(key, {})[row["auditor"]] = int(row["score"] == "yes")
    pairs = [[v[k] for k in sorted(v)] for v in said.values() if len(v) == 2]
    n = len(pairs)
    agree = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    luck = first * second + (1 - first) * (1 - second)
    found = ratings.agreement(sample, ALL)[0]
    assert found.pairs == n
    assert found.plain.kappa.value == pytest.approx((agree - luck) / (1 - luck))


def test_no_link_is_claimed_where_none_was_planted(sample):
    found = ratings.link(sample, ALL)
    assert [one.question for one in found] == ["ces2", "csat"]
    assert all(one.difference and not one.difference.clear for one in found)


def test_the_kinds_of_quality_are_those_planted(sample):
    found = {one.touchpoint: one.judged.mode for one in kano.features(sample, ALL)}
    assert found == batteries.KANO


def test_better_and_worse_of_a_feature_are_those_of_the_metric_files(sample):
    for metric, side in (("kano_better", "better"), ("kano_worse", "worse")):
        rows = measure(sample, metric, Question(by=("touchpoint",)))
        known = {e.group["touchpoint"]: e for e in rows}
        for one in kano.features(sample, ALL):
            value = getattr(one.judged, side).value
            assert abs(value) == pytest.approx(known[one.touchpoint].value)
            assert known[one.touchpoint].n == sum(one.counts.get(k, 0) for k in "AOMI")


def test_items_and_stages_add_up_to_the_whole(sample):
    (whole,) = measure(sample, "behaviour_not_done")
    found = audits.by_item(sample, "behaviour_not_done", ALL)
    assert found[0].item == planted.CHECKLIST[0].name
    assert sorted(one.item for one in found) == sorted(i.name for i in planted.CHECKLIST)
    assert sum(one.estimate.n for one in found) == whole.n
    failed = sum(one.estimate.n * one.estimate.value for one in found)
    assert failed == pytest.approx(whole.n * whole.value)


def test_the_score_is_the_points_of_its_visits(sample):
    (score,) = measure(sample, "mystery_score")
    visits = audits.visits(sample, ALL)
    assert score.low < sum(one.score for one in visits) / len(visits) < score.high
    assert score.sums["clusters"] == len(visits)


def test_steps_without_times_conform_as_far_as_they_were_done(sample):
    (adherence,) = measure(sample, "ritual_adherence")
    found = audits.conformance(sample, ALL)
    assert found.timed == 0
    assert found.value.low < adherence.value < found.value.high


TIMED = (
    "visit_id,visited_at,site,touchpoint,stage_order,item,score,elapsed_s\n"
    + "".join(
        f"V{n},2024-03-{n + 1:02},A,{stage},{place},{item},{score},{at}\n"
        for n in range(6)
        for stage, place, item, score, at in (
            ("Arrival", 1, "Greeting", "yes", 30),
            ("Advice", 2, "Question", "yes", 20 if n < 3 else 60),
            ("Farewell", 3, "Thanks", "no" if n == 0 else "yes", 90),
        )
    )
)


def test_order_counts_where_times_were_measured(store):
    """Question before greeting on three of six visits, and no thanks on one of these.

    Steps done in order: 18 less 3 out of order less 1 not done.  Conformance by hand: two
    neighbours exchanged are two changes of three steps; so is 2, 1 for 1, 2, 3 (leave out
    the 1, make the 3 a 1).
    """
    bring(store, TIMED)
    (adherence,) = measure(store, "ritual_adherence")
    assert adherence.value == pytest.approx(14 / 18)
    found = audits.conformance(store, ALL)
    assert found.timed == 6
    assert found.value.value == pytest.approx((3 * (1 / 3) + 3 * 1) / 6)


def visits_of(site: str, count: int) -> str:
    return "".join(
        f"{site}{n},2024-03-0{n + 1},{site},Greeting,yes,M1\n" for n in range(count)
    )


def test_three_visits_of_a_site_are_noise(store):
    head = "visit_id,visited_at,site,item,score,auditor\n"
    bring(store, head + visits_of("A", 3) + visits_of("B", 8))
    found = measure(store, "mystery_pass", Question(by=("site",)))
    # A is too small, and B with the whole would give it away.
    assert [(e.group["site"], e.value) for e in found] == [("A", None), ("B", None)]
    with pytest.raises(QuestionError, match="too few"):
        rows_behind(store, "mystery_pass", Question(filters=(("site", ("A",)),)))
    assert audits.sites(audits.visits(store, ALL)) is None


def test_replies_count_those_still_waiting(sample):
    every, *channels = standards.replies(sample, ALL)
    assert every.n == sum(one.n for one in channels)
    assert every.waiting == sum(one.waiting for one in channels)
    (day,) = measure(sample, "response_in_time")
    reached = [one.share for one in every.points if one.minutes <= 1440]
    assert reached[-1] == pytest.approx(day.value, abs=0.01)
    assert every.p90.low <= every.p90.value <= every.p90.high
    (kept,) = measure(
        sample,
        "response_in_time",
        Question(parameters=(("minutes", int(every.p90.value)),)),
    )
    assert kept.value == pytest.approx(0.9, abs=0.005)


# The page


@pytest.mark.parametrize(
    ("part", "drawn"),
    [
        ("shopping", {"audit_heat", "audit_items", "audit_defects"}),
        ("quality", {"audit_quality", "audit_kappa", "audit_link"}),
        ("ritual", {"ritual_steps"}),
        ("sites", {"audit_sites"}),
        ("standards", {"standards_curve", "standards_channels", "standards_promise"}),
        ("kano", {"kano_scatter"}),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_part_opens_with_a_computed_sentence_and_its_charts(
    draw, sample, part, drawn, lang
):
    tested = draw(sample.home, part=part, lang=lang)
    assert not broke(tested)
    assert not tested.warning
    assert drawn <= keys(tested)
    assert any(sign.isdigit() for sign in lead(tested)) or part == "kano"


@pytest.mark.parametrize("name", ["hanbit_contacts.csv", "hanbit_batteries.csv"])
@pytest.mark.parametrize("part", ["shopping", "quality", "ritual", "sites"])
def test_without_audits_each_part_says_which_file_would_fill_it(
    draw, tmp_path, part, name
):
    store = shown_store(tmp_path)
    bring_sample(store, name)
    tested = draw(tmp_path, part=part)
    assert not broke(tested)
    assert not keys(tested)
    assert "audit file" in tested.info[0].value


def test_without_contacts_or_pairs_the_other_parts_say_so(draw, tmp_path):
    store = shown_store(tmp_path)
    bring_sample(store, "hanbit_audits.csv")
    tested = draw(tmp_path, part="standards")
    assert not broke(tested)
    assert "first_response_at" in sentences(tested).replace("\\", "")
    tested = draw(tmp_path, part="kano")
    assert not broke(tested)
    assert "kano_functional" in tested.info[0].value.replace("\\", "")
    tested = draw(tmp_path, part="quality")
    assert not broke(tested)
    assert "audit_link" not in keys(tested)


def test_contradictory_pairs_are_called_a_bad_form(draw, tmp_path):
    head = "response_id,responded_at,question,touchpoint,item,score\n"
    rows = "".join(
        f"K{n},2024-03-01,{question},Delivery,,{label}\n"
        for n in range(40)
        for question, label in (
            ("kano_functional", "like"),
            ("kano_dysfunctional", "like" if n < 3 else "dislike"),
        )
    )
    bring(shown_store(tmp_path), head + rows)
    tested = draw(tmp_path, part="kano")
    assert not broke(tested)
    assert "7.5%" in tested.warning[0].value.replace("\\", "")


@pytest.mark.parametrize("tab", ["Auditors", "Passed, by site", "Waves"])
@pytest.mark.parametrize("lang", ["en"])
def test_no_name_of_an_auditor_or_rater_is_on_the_page(draw, sample, tab, lang):
    names = (*planted.SHOPPERS, *planted.LISTENERS)
    for part in ("shopping", "quality", "sites"):
        tested = draw(sample.home, part=part, lang=lang)
        if part == "shopping":
            tested.session_state["audit_tabs"] = tab
            tested.run()
            assert not broke(tested)
        shown = sentences(tested) + str(charts_of(tested))
        shown += "".join(str(frame.value) for frame in tested.dataframe)
        assert not [
            name for name in names if f"'{name}'" in shown or f" {name} " in shown
        ]


def test_a_link_with_a_standard_this_page_lacks_is_refused(draw, sample):
    tested = draw(sample.home, part="standards", standard="77")
    assert not tested.get("plotly_chart")
    assert "standard = 77" in sentences(tested).replace("\\", "")


def test_a_click_on_an_item_lists_its_rows_without_auditors(draw, sample):
    half = Question(until=date(2026, 10, 1))
    found = audits.by_item(sample, "behaviour_not_done", half)
    ranked = sorted(found, key=lambda one: -one.estimate.n * one.estimate.value)
    tested = draw(sample.home, part="shopping")
    tested.session_state["audit_items"] = {
        "selection": {"points": [{"customdata": 0}], "point_indices": [0]}
    }
    tested.run()
    assert not broke(tested)
    assert f"{ranked[0].estimate.n:,} audited items: every one" in sentences(tested)
    rows = next(f.value for f in tested.dataframe if "Visit number" in str(f.proto))
    assert "auditor" not in rows.columns
