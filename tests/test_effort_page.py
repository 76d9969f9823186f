"""Effort and channels: the page in every state, and the planted truths behind it."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from cx.analyses import channels, effort, intentions
from cx.errors import QuestionError
from cx.ingest.mapping import Mapping, QuestionColumn, read_text, to_text
from cx.measure import Question, measure
from cx.store import Store
from tests.exports import bring, bring_sample
from tests.screens import broke, charts_of, sentences, shown_store

HANBIT = ("hanbit_contacts.csv", "hanbit_surveys.csv")
HALF = {"since": date(2026, 4, 1), "until": date(2026, 9, 30)}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = shown_store(tmp_path_factory.mktemp("effort"))
    for name in HANBIT:
        bring_sample(opened, name)
    return opened


@pytest.fixture
def draw(screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    return partial(screen, page="effort")


def keys(tested: AppTest) -> set[str]:
    return {chart.proto.id.rsplit("-", 1)[-1] for chart in tested.get("plotly_chart")}


def lead(tested: AppTest) -> str:
    found = next(m.value for m in tested.markdown if m.value.startswith("##### "))
    return found.replace("\\", "")


# The page


def test_with_everything_it_opens_with_a_computed_sentence(draw, sample):
    tested = draw(sample.home)
    assert not broke(tested)
    assert not tested.warning
    (hard,) = measure(sample, "ces2_hard", Question(**HALF))
    assert f"{100 * hard.value:.1f}%" in lead(tested)
    assert "Return request" in lead(tested)
    assert "Came back within the window" in lead(tested)
    assert {"effort_heat", "effort_drivers", "flows", "passed_on"} <= keys(tested)


def test_it_says_that_chat_only_looks_better_than_the_phone(draw, sample):
    said = sentences(draw(sample.home)).replace("\\", "")
    assert "Chat looks better than Phone by 3.4 pp" in said
    assert "at equal reasons it is worse by 6.2 pp" in said


def test_contacts_alone_draw_no_felt_effort(draw, tmp_path):
    store = shown_store(tmp_path)
    bring_sample(store, "hanbit_contacts.csv")
    tested = draw(tmp_path)
    assert not broke(tested)
    assert not tested.warning
    assert not {"effort_heat", "effort_drivers", "effort_loyalty"} & keys(tested)
    assert "flows" in keys(tested)
    assert "changed the channel" in lead(tested)


def test_surveys_alone_draw_no_made_effort(draw, tmp_path):
    store = shown_store(tmp_path)
    bring_sample(store, "hanbit_surveys.csv")
    tested = draw(tmp_path)
    assert not broke(tested)
    assert not tested.warning
    assert {"effort_heat", "effort_loyalty"} <= keys(tested)
    assert not {"flows", "passed_on", "effort_drivers"} & keys(tested)
    assert "found it hard" in lead(tested)


FEW = "response_id,responded_at,channel,reason,nps,ces2\n" + "".join(
    f"R{n},2024-03-0{n + 1},phone,Delivery,,{n + 1}\n" for n in range(5)
)


def test_five_answers_are_withheld_everywhere(draw, tmp_path):
    store = shown_store(tmp_path)
    bring(store, FEW)
    tested = draw(tmp_path)
    assert not broke(tested)
    assert not tested.warning
    assert "cannot be judged yet" in lead(tested)
    assert {m.value for m in tested.metric} == {"–"}
    drawn = [trace for chart in charts_of(tested) for trace in chart["data"]]
    assert not [
        text for trace in drawn for text in trace.get("text") or () if "%" in text
    ]


def test_without_effort_and_contacts_it_says_what_it_needs(draw, tmp_path):
    store = shown_store(tmp_path)
    bring(store, "response_id,responded_at,nps\nR1,2024-03-01,9\n")
    tested = draw(tmp_path)
    assert not broke(tested)
    assert "Nothing here says how much effort" in tested.info[0].value
    assert not tested.get("plotly_chart")


@pytest.mark.parametrize("place", [0, 1])
def test_a_click_on_a_step_lists_the_answers_it_rests_on(draw, sample, place):
    tested = draw(sample.home)
    steps = effort.drivers(sample, Question(**HALF), window=7).waterfall.steps
    step = sorted(steps, key=lambda s: -s.contribution)[place]
    tested.session_state["effort_drivers"] = {
        "selection": {"points": [{"customdata": place}], "point_indices": [place]}
    }
    tested.run()
    assert not broke(tested)
    assert f"{step.exposed:,} answers: every one of them" in sentences(tested)


def test_a_click_on_a_flow_lists_its_episodes(draw, sample):
    tested = draw(sample.home)
    widest = channels.paths(sample, Question(**HALF, parameters=(("window_days", 7),)))[0]
    tested.session_state["flows"] = {
        "selection": {"points": [{"customdata": 0}], "point_indices": [0]}
    }
    tested.run()
    assert not broke(tested)
    assert f"{widest.episodes:,} episodes: every one of them" in sentences(tested)


# What is behind it


@pytest.mark.parametrize("span", [{}, HALF], ids=["all", "half a year"])
def test_the_steps_lead_exactly_from_none_of_these_to_all_answers(sample, span):
    found = effort.drivers(sample, Question(**span), window=7)
    result = found.waterfall
    assert result.base + sum(s.contribution for s in result.steps) == pytest.approx(
        result.actual, abs=1e-12
    )
    assert 0 < found.joined <= found.answers


def test_what_was_planted_to_make_contacts_hard_is_found(sample):
    """Planted in sample_data/handling.py, how_easy: repeats, transfers and long waits."""
    result = effort.drivers(sample, Question(), window=7).waterfall
    steps = {step.name: step for step in result.steps}
    assert all(steps[name].low > 0 for name in ("repeat", "transfer", "wait"))
    assert steps["repeat"].contribution == max(s.contribution for s in result.steps)
    # A change of channel was not planted: a step of its own it must not be.
    assert steps["switch"].low < 0 < steps["switch"].high


def test_a_driver_rests_on_the_answers_its_rows_list(sample):
    result = effort.drivers(sample, Question(**HALF), window=7).waterfall
    for step in result.steps:
        rows = effort.driver_rows(
            sample, Question(**HALF), step.name, window=7, wait=180, most=5
        )
        assert rows.count == step.exposed
        assert len(rows.rows) == 5


def test_a_long_wait_is_longer_than_the_limit(sample):
    waits = [
        effort.driver_rows(sample, Question(), "wait", window=7, wait=s, most=1).count
        for s in (60, 180, 300)
    ]
    assert waits[0] > waits[1] > waits[2] > 0


def test_answers_that_lead_to_no_contact_have_no_drivers(store):
    bring_sample(store, "hanbit_surveys.csv")
    with pytest.raises(QuestionError, match=r"Only 0 of 5,?453 effort answers"):
        effort.drivers(store, Question(), window=7)


@pytest.mark.parametrize("window", [1, 7, 30])
def test_flows_hold_every_episode_once(sample, window):
    asked = Question(**HALF, parameters=(("window_days", window),))
    (switching,) = measure(sample, "channel_switching", asked)
    found = channels.paths(sample, asked)
    assert sum(path.episodes for path in found) == switching.n
    assert len({(p.first, p.last, p.outcome) for p in found}) == len(found)
    # Who changed the channel and did not go back ends elsewhere, and had to come back.
    moved = [p for p in found if p.first != p.last]
    assert {p.outcome for p in moved} == {"returned"}
    assert 0 < sum(p.episodes for p in moved) <= round(switching.value * switching.n)


def test_paths_of_fewer_than_ten_have_no_rows(sample):
    asked = Question(**HALF, parameters=(("window_days", 7),))
    small = [p for p in channels.paths(sample, asked) if p.episodes < 10]
    with pytest.raises(QuestionError, match="too few"):
        channels.path_rows(sample, asked, small[:1], most=5)
    several = channels.path_rows(sample, asked, small, most=5)
    assert several.count == sum(p.episodes for p in small)


def test_transfers_by_queue_add_up_to_the_rate(sample):
    (rate,) = measure(sample, "transfer_rate", Question(**HALF))
    for by in ("team", "channel"):
        found = channels.transfers(sample, Question(**HALF), by).values()
        assert sum(map(sum, found)) == rate.n
        assert sum(sum(counts[1:]) for counts in found) == round(rate.value * rate.n)


@pytest.mark.parametrize("span", [{}, HALF], ids=["all", "half a year"])
def test_the_planted_paradox_of_chat_and_phone_is_found(sample, span):
    """Planted in sample_data/README.md, truth 3: equal reasons, the phone does better."""
    found = channels.consistency(sample, "fcr_no_return_any", Question(**span))
    place = {channel: at for at, channel in enumerate(found.channels)}
    raw, equal = found.shares.crude, found.shares.groups
    assert raw[place["chat"]].value > raw[place["phone"]].value
    assert equal[place["chat"]].value < equal[place["phone"]].value
    assert ("chat", "phone") in [pair[:2] for pair in found.reversals]
    assert found.shares.coverage > 0.9


def test_raw_shares_of_channels_are_the_metric_s_own(sample):
    found = channels.consistency(sample, "ces2", Question(**HALF))
    known = {
        one.group["channel"]: one
        for one in measure(sample, "ces2", Question(**HALF, by=("channel",)))
    }
    for channel, raw, n in zip(
        found.channels, found.shares.crude, found.answers, strict=True
    ):
        # Answers without a reason are in the metric and not in the comparison.
        assert raw.value == pytest.approx(known[channel].value, abs=0.02)
        assert 0.95 * known[channel].n <= n <= known[channel].n


def test_one_channel_cannot_be_compared(sample):
    only = Question(filters=(("channel", ("chat",)),))
    assert channels.consistency(sample, "ces2", only) is None


# What people say they will do

LOYAL = "id,at,customer,easy,recommend,again,told\n" + "".join(
    f"E{n},2024-03-01,C{n},{5 + n % 3},{9 if n < 15 else 8},{4 if n < 18 else 3},"
    f"{'negative' if n < 1 else 'both' if n < 2 else 'none'}\n"
    for n in range(20)
)
LOYAL += "".join(f"M{n},2024-03-01,D{n},4,0,1,negative\n" for n in range(10))
LOYAL += "".join(
    f"H{n},2024-03-01,G{n},{1 + n % 3},{10 if n < 3 else 8},{5 if n < 6 else 3},"
    f"{'negative' if n < 9 else ''}\n"
    for n in range(12)
)
ASKED = Mapping(
    name="Loyalty",
    into="answer",
    header=("id", "at", "customer", "easy", "recommend", "again", "told"),
    fields={"response_id": "id", "responded_at": "at", "customer_id": "customer"},
    questions=(
        QuestionColumn("easy", "ces2", scale_min=1, scale_max=7),
        QuestionColumn("recommend", "nps", scale_min=0, scale_max=10),
        QuestionColumn("again", "intent_rebuy", scale_min=1, scale_max=5),
        QuestionColumn("told", "wom_told"),
    ),
)


def test_intentions_compare_both_ends_and_leave_the_middle_out(store):
    """Counted by hand from LOYAL: 20 found it easy, 12 hard, 10 neither."""
    bring(store, LOYAL, mapping=read_text("loyalty", to_text(ASKED)))
    found = {one.question: one for one in intentions.intentions(store, Question())}
    assert list(found) == ["intent_rebuy", "wom_told", "nps"]
    easy = {name: (one.easy.value, one.easy.n) for name, one in found.items()}
    hard = {name: (one.hard.value, one.hard.n) for name, one in found.items()}
    assert easy == {
        "intent_rebuy": (18 / 20, 20),
        "wom_told": (2 / 20, 20),
        "nps": (15 / 20, 20),
    }
    # Three left the question about telling others blank; 9 are too few to show.
    assert hard == {
        "intent_rebuy": (6 / 12, 12),
        "wom_told": (None, 9),
        "nps": (3 / 12, 12),
    }
    rows = intentions.intention_rows(store, Question(), "nps", "hard", most=50)
    assert (rows.count, len(rows.rows)) == (12, 12)
    with pytest.raises(QuestionError, match="too few"):
        intentions.intention_rows(store, Question(), "wom_told", "hard", most=50)


def test_intentions_nobody_was_asked_about_are_not_there(store):
    bring(store, FEW)
    assert intentions.intentions(store, Question()) == []


def test_fewer_than_ten_at_one_end_are_withheld(sample):
    day = Question(since=date(2026, 9, 1), until=date(2026, 9, 3))
    found = intentions.intentions(sample, day)
    few = [side for one in found for side in (one.easy, one.hard) if side.n < 10]
    assert few
    assert all(side.value is None and side.low is None for side in few)
