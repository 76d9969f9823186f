"""Word of mouth: the page in every state, and the planted truths behind it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.analyses import praise, wom, wom_reach
from cx.errors import QuestionError
from cx.ingest.mapping import Mapping, QuestionColumn, read_text, to_text
from cx.measure import Question, measure
from cx.store import Store
from cx.ui.wom_numbers import to_one
from tests.exports import SAMPLES, bring, bring_sample
from tests.screens import broke, charts_of, sentences, shown_store

ALL = {"since": "2025-04-01", "until": "2026-09-30"}
TABS = ["Over time", "How far it travels", "Who does not fit", "Praise and complaints"]


@pytest.fixture(scope="module")
def planted():
    """The sizes that the sample was made with, from the program that made it."""
    sys.path.insert(0, str(SAMPLES))
    try:
        import make

        return make
    finally:
        sys.path.remove(str(SAMPLES))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = shown_store(tmp_path_factory.mktemp("wom"))
    for name in ("hanbit_contacts.csv", "hanbit_surveys.csv"):
        bring_sample(opened, name)
    return opened


@pytest.fixture
def draw(screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def drawn(home: Path, tab: str = "", **parameters: str) -> AppTest:
        return screen(
            home,
            "word_of_mouth",
            session={"wom_tabs": tab} if tab else None,
            **parameters,
        )

    return drawn


def keys(tested: AppTest) -> set[str]:
    return {chart.proto.id.rsplit("-", 1)[-1] for chart in tested.get("plotly_chart")}


def lead(tested: AppTest) -> str:
    found = next(m.value for m in tested.markdown if m.value.startswith("##### "))
    return found.replace("\\", "")


def said(tested: AppTest) -> str:
    return sentences(tested).replace("\\", "")


# The planted truths (sample_data/make.py)


def covers(estimate, value):
    return estimate.status == "ok" and estimate.low <= value <= estimate.high


def test_the_intervals_cover_what_was_planted(sample, planted):
    """TELLS_BAD, TELLS_GOOD, PEOPLE_TOLD_BAD and _GOOD of sample_data/make.py."""
    for metric_id, value in (
        ("negative_wom_propensity", planted.TELLS_BAD),
        ("positive_wom_propensity", planted.TELLS_GOOD),
        ("negative_wom_reach", planted.PEOPLE_TOLD_BAD),
        ("positive_wom_reach", planted.PEOPLE_TOLD_GOOD),
    ):
        (found,) = measure(sample, metric_id)
        assert covers(found, value), (metric_id, found)
    ratio = wom.both_sides(sample, Question()).asymmetry
    assert covers(ratio, planted.TELLS_BAD / planted.TELLS_GOOD)
    # The planted tails are thin, so a cap at the 99th percentile hardly moves the mean.
    capped = wom_reach.reach(sample, Question(), "negative").capped
    (mean,) = measure(sample, "negative_wom_reach")
    assert mean.value - 0.2 < capped.value < mean.value


def test_effort_goes_with_what_is_told_and_the_page_marks_it(draw, sample):
    """Easy contacts end in fewer bad experiences: incidence differs by effort."""
    tested = draw(sample.home, by="effort", **ALL)
    assert not broke(tested)
    assert "* differs from the rest beyond chance" in said(tested)
    easy = next(
        one
        for one in wom.rated_by(sample, "negative_wom_incidence", Question(), "effort")
        if one.group == {"side": "high"}
    )
    assert f"Easy (5–7) (negative {100 * easy.value:.1f}%" in said(tested)


# The page


def test_it_opens_with_a_computed_sentence_and_says_why_both_are_true(draw, sample):
    tested = draw(sample.home, **ALL)
    assert not broke(tested)
    assert not tested.warning
    sides = wom.both_sides(sample, Question())
    assert f"told {sides.asymmetry.value:.2f} times as often as a good one" in lead(
        tested
    )
    assert "good word is the more common" in lead(tested)
    words = said(tested)
    assert f"{100 * sides.bad_told / sides.asked:.1f}% of everybody" in words
    assert "are true together" in words
    assert {"wom_sides", "wom_published"} <= keys(tested)


def test_published_numbers_stand_apart_with_their_codes(draw, sample):
    words = said(draw(sample.home, **ALL))
    assert "Published: 65.0% against 25.0%, so 2.6 (B: relayed by others)" in words
    assert "Three to one: East, Hammond and Wright 2007" in words
    assert "about loyalty and not about telling (A:" in words
    assert "no survey here says where people told" in words


def test_what_a_book_only_said_is_in_a_tooltip_and_never_drawn(draw, sample):
    tested = draw(sample.home, **ALL)
    helps = [m.help for m in tested.markdown if m.help]
    assert any("S: said in a book only" in text for text in helps)
    assert "S: said in a book only" not in "".join(m.value for m in tested.markdown)
    drawn = str(charts_of(tested))
    assert "book of 2001" not in drawn


@pytest.mark.parametrize("tab", TABS)
def test_only_the_open_part_is_drawn(draw, sample, tab):
    tested = draw(sample.home, tab=tab, **ALL)
    assert not broke(tested)
    own = {
        "Over time": {"wom_trend_negative", "wom_trend_positive"},
        "How far it travels": {"wom_lorenz"},
    }
    for name, charts in own.items():
        assert (charts <= keys(tested)) == (name == tab)


def test_reach_says_what_the_loudest_told(draw, sample):
    tested = draw(sample.home, tab="How far it travels", **ALL)
    found = wom_reach.reach(sample, Question(), "negative")
    assert f"the loudest 10% told {100 * found.held_by_top(0.1):.1f}%" in said(tested)
    tables = "".join(str(frame.value.to_dict()) for frame in tested.dataframe)
    assert f"{found.cap:g} people; {found.above} above" in tables


def test_misfits_have_counts_intervals_and_rows(draw, sample):
    tested = draw(sample.home, tab="Who does not fit", **ALL)
    tables = "".join(str(frame.value.to_dict()) for frame in tested.dataframe)
    for metric_id in ("detractors_silent", "promoters_complaining"):
        (found,) = measure(sample, metric_id)
        assert f"{round(found.value * found.n):,} of {found.n:,}" in tables
        button = next(b for b in tested.button if b.key == f"rows_{metric_id}")
        assert f"{found.n:,} responses" in button.label


def test_praise_is_counted_and_a_word_nobody_uses_is_no_rate(draw, sample):
    words = said(draw(sample.home, tab="Praise and complaints", **ALL))
    assert "Reasons that count: Praise" in words
    assert "No reason here says complaint by these words" in words
    assert "Praise for each complaint is not given" in words


def test_the_word_list_can_be_changed_in_the_link(draw, sample):
    tested = draw(
        sample.home,
        tab="Praise and complaints",
        complaint="broken, scratched",
        **ALL,
    )
    words = said(tested)
    assert "Reasons that count: Broken, Scratched" in words
    share = praise.praise_against(
        sample, Question(), praise.PRAISE, ("broken", "scratched")
    )
    assert f"Praise for each complaint: {to_one(share).value:.2f} times" in words


def test_a_click_on_a_rated_touchpoint_lists_its_responses(draw, sample):
    tested = draw(sample.home, by="touchpoint", **ALL)
    found = {
        (one.group["touchpoint"], one.group["side"]): one
        for one in wom.rated_by(
            sample, "negative_wom_incidence", Question(), "touchpoint"
        )
    }
    tested.session_state["wom_sides"] = {
        "selection": {"points": [{"customdata": 0}], "point_indices": [0]}
    }
    tested.run()
    assert not broke(tested)
    worst = max(
        (one for (_, side), one in found.items() if side == "low"),
        key=lambda one: one.value,
    )
    assert f"{worst.n:,} responses: every one of them" in said(tested)


# With less


ONLY_NPS = "response_id,responded_at,customer_id,nps\n" + "".join(
    f"R{n},2024-03-01,C{n},{n % 11}\n" for n in range(44)
)


def test_with_recommendation_alone_no_rate_of_telling_is_made_up(draw, tmp_path):
    store = shown_store(tmp_path)
    bring(store, ONLY_NPS)
    tested = draw(tmp_path)
    assert not broke(tested)
    words = said(tested)
    assert "Nobody was asked whether they told others" in tested.info[0].value
    assert "Intention, not telling" in words
    assert "44 people said how likely they are to recommend you" in words
    assert [m.label for m in tested.metric] == ["Net Promoter Score"]
    assert not tested.get("plotly_chart")


TOLD = Mapping(
    name="Told",
    into="answer",
    header=("id", "at", "customer", "felt", "told", "people"),
    fields={"response_id": "id", "responded_at": "at", "customer_id": "customer"},
    questions=(
        QuestionColumn("felt", "experience"),
        QuestionColumn("told", "wom_told"),
        QuestionColumn("people", "wom_count", scale_min=0, scale_max=1000),
    ),
)


def survey(rows) -> str:
    lines = [f"R{at},2024-03-01,{','.join(row)}\n" for at, row in enumerate(rows)]
    return "id,at,customer,felt,told,people\n" + "".join(lines)


def load(store: Store, rows) -> None:
    bring(store, survey(rows), mapping=read_text("told", to_text(TOLD)))


def test_few_answers_are_withheld_and_nothing_breaks(draw, tmp_path):
    store = shown_store(tmp_path)
    load(store, [(f"C{n}", "bad", "negative", "3") for n in range(6)])
    for tab in TABS:
        tested = draw(tmp_path, tab=tab)
        assert not broke(tested)
        assert {m.value for m in tested.metric} == {"–"}
        assert "100.0%" not in said(tested)


def test_where_bad_word_is_more_common_the_page_does_not_claim_the_opposite(
    draw, tmp_path
):
    store = shown_store(tmp_path)
    rows = [(f"B{n}", "bad", "negative" if n < 80 else "none", "") for n in range(100)]
    rows += [(f"G{n}", "good", "positive" if n < 20 else "none", "") for n in range(100)]
    load(store, rows)
    tested = draw(tmp_path)
    assert not broke(tested)
    assert "told 4.00 times as often" in lead(tested)
    assert "bad word is the more common" in lead(tested)
    assert "are true together" not in said(tested)


# What is behind it


def test_the_published_identity_comes_out(store):
    """cx_methods 6.8: 15 % bad, 60 % good, .65 and .25 give 9.75 % and 15.0 %."""
    rows = [(f"B{n}", "bad", "negative" if n < 39 else "none", "") for n in range(60)]
    rows += [(f"G{n}", "good", "positive" if n < 60 else "none", "") for n in range(240)]
    rows += [(f"N{n}", "", "none", "") for n in range(100)]
    load(store, rows)
    found = wom.both_sides(store, Question())
    assert (found.asked, found.bad, found.good) == (400, 60, 240)
    assert found.bad_told / found.asked == pytest.approx(0.0975)
    assert found.good_told / found.asked == pytest.approx(0.150)
    assert found.asymmetry.value == pytest.approx(2.6)
    # By hand: 1/39 - 1/60 + 1/60 - 1/240 = 0.021474; times 300/299, root 0.146785;
    # t(299) 1.96793, so 2.6 / exp(0.28886) to 2.6 x exp(0.28886).
    assert found.asymmetry.low == pytest.approx(1.9477, abs=2e-4)
    assert found.asymmetry.high == pytest.approx(3.4708, abs=4e-4)


def test_blank_answers_are_in_no_base(store):
    rows = [(f"B{n}", "bad", "negative", "2") for n in range(12)]
    rows += [(f"X{n}", "bad", "", "") for n in range(5)]
    rows += [(f"G{n}", "good", "positive", "") for n in range(12)]
    load(store, rows)
    found = wom.both_sides(store, Question())
    assert (found.asked, found.bad, found.good) == (24, 12, 12)
    assert wom_reach.reach(store, Question(), "negative").n == 12
    assert wom_reach.reach(store, Question(), "positive").n == 0


def test_one_customer_who_answers_often_widens_the_ratio(store):
    """The same shares from half as many customers, each answering twice alike."""
    alone = [(f"B{n}", "bad", "negative" if n < 24 else "none", "") for n in range(40)]
    alone += [(f"G{n}", "good", "positive" if n < 12 else "none", "") for n in range(40)]
    load(store, alone)
    first = wom.both_sides(store, Question()).asymmetry
    again = Store(store.home.parent / "again")
    load(again, [(f"{c[0]}{int(c[1:]) // 2}", *rest) for c, *rest in alone])
    second = wom.both_sides(again, Question()).asymmetry
    assert second.value == first.value == pytest.approx(2.0)
    assert second.high / second.low > 1.3 * first.high / first.low


def test_nobody_told_leaves_no_ratio(store):
    rows = [(f"B{n}", "bad", "none", "") for n in range(30)]
    rows += [(f"G{n}", "good", "positive", "") for n in range(30)]
    load(store, rows)
    found = wom.both_sides(store, Question()).asymmetry
    assert (found.value, found.status) == (None, "unknown")


def test_rated_groups_add_up_and_their_rows_are_as_many(sample):
    asked = Question(filters=(("channel", ("phone",)),))
    found = wom.rated_by(sample, "negative_wom_incidence", asked, "effort")
    (whole,) = measure(sample, "negative_wom_incidence", asked)
    assert 0.9 * whole.n < sum(one.n for one in found) <= whole.n
    for one in found:
        rows = wom.rated_rows(
            sample, "negative_wom_incidence", asked, "effort", one.group, most=3
        )
        assert (rows.count, len(rows.rows)) == (one.n, 3)
    with pytest.raises(QuestionError, match="effort, touchpoint"):
        wom.rated_by(sample, "negative_wom_incidence", asked, "planet")


def test_few_rated_answers_are_withheld_with_their_rows(sample):
    few = Question(since=None, until=None, filters=(("channel", ("email",)),))
    found = wom.rated_by(sample, "negative_wom_propensity", few, "touchpoint")
    small = [one for one in found if one.n < 10]
    assert small
    assert all((one.value, one.sums) == (None, {}) for one in small)
    with pytest.raises(QuestionError, match="too few"):
        wom.rated_rows(
            sample,
            "negative_wom_propensity",
            few,
            "touchpoint",
            small[0].group,
            most=5,
        )


def test_the_shipped_words_give_the_metric(sample):
    (metric,) = measure(sample, "praise_share")
    found, reasons = praise.said_in_reasons(sample, Question(), praise.PRAISE)
    assert (found.value, found.low, found.n) == (metric.value, metric.low, metric.n)
    assert reasons == ("Praise",)
    rows = praise.said_rows(sample, Question(), praise.PRAISE, most=2)
    assert rows.count == round(metric.value * metric.n)


@pytest.mark.parametrize("hostile", ["%", "_", "' or 1=1 --", "$word_0", "\\"])
def test_a_hostile_word_is_only_a_word(sample, hostile):
    found, reasons = praise.said_in_reasons(sample, Question(), (hostile,))
    assert (found.value, reasons) == (0.0, ())


def test_so_many_to_one_has_no_number_where_one_side_has_nobody(store):
    rows = [(f"B{n}", "bad", "negative", "") for n in range(30)]
    load(store, rows)
    (share,) = measure(store, "dissatisfied_among_tellers")
    assert share.value == 1
    assert to_one(share).value is None
    rows = [(f"G{n}", "good", "positive", "") for n in range(15)]
    again = Store(store.home.parent / "more")
    load(again, [*[(f"B{n}", "bad", "both", "") for n in range(30)], *rows])
    (share,) = measure(again, "dissatisfied_among_tellers")
    assert to_one(share).value == pytest.approx(2.0)
    assert 1 < to_one(share).low < 2 < to_one(share).high
