"""Contact reasons: what the page shows, what is typed on it, and which file it lacks."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx import typed, typed_files
from cx.analyses import reasons
from cx.measure import Question
from cx.store import Store
from cx.ui.reasons import PARTS, WITHOUT_CONTACTS
from tests.exports import ROOT, bring, bring_sample
from tests.screens import address, broke, charts_of, sentences, shown_store

# It draws a page some sixty times: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow

OURS = ("skyline", "per_x", "matrix", "actions")
SINCE, UNTIL = date(2026, 4, 1), date(2026, 9, 30)
ASKED = Question(since=SINCE, until=UNTIL)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Store:
    opened = shown_store(tmp_path_factory.mktemp("reasons"))
    for name in ("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_volumes.csv"):
        bring_sample(opened, name)
    opened.mart()
    return opened


@pytest.fixture
def own(sample, tmp_path) -> Store:
    """A data folder in which a test may type."""
    home = tmp_path / "own"
    shutil.copytree(sample.home, home)
    return shown_store(home)


@pytest.fixture
def draw(screen):
    def drawn(store: Store, part: str, **changes: object) -> AppTest:
        page = dict(changes.pop("page", ())) | {"part": part}
        period = {"since": SINCE, "until": UNTIL} | changes
        parameters = address(store, page=tuple(sorted(page.items())), **period)
        tested = screen(store.home, "reasons", **parameters)
        assert not broke(tested)
        return tested

    return drawn


def bubbles(tested: AppTest) -> dict[str, tuple[int, int]]:
    """Names of the bubbles, with their scores (company, customer), from hover texts."""
    found = {}
    for chart in charts_of(tested):
        for trace in chart["data"]:
            texts = trace.get("hovertext") or []
            for x, y, text in zip(trace["x"], trace["y"], texts, strict=False):
                found[text.split("<br>")[0]] = (round(x), round(y))
    return found


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(draw, sample, part, language):
    tested = draw(sample, part, language=language)
    assert not tested.warning


def test_towers_are_the_contacts_of_each_reason_and_adjoin(draw, sample):
    tested = draw(sample, "skyline")
    (bars, outline, line) = charts_of(tested)[0]["data"]
    towers = reasons.towers(sample, ASKED)
    assert bars["y"] == [one.contacts for one in towers]
    assert bars["width"] == 1
    assert bars["customdata"] == list(range(len(towers)))
    before = Question(since=date(2025, 10, 1), until=date(2026, 3, 31))
    earlier = {one.reason: one.contacts for one in reasons.towers(sample, before)}
    assert outline["y"][::2] == [earlier[one.reason] for one in towers]
    assert line["y"][-1] == pytest.approx(1)
    every = sum(one.contacts for one in towers)
    assert f"{every:,} contacts have 12 reasons" in sentences(tested)


def test_owners_have_colours_and_who_has_none_is_hollow(draw, own):
    typed.say(own, "owner_set", "Return request", {"owner": "Product"})
    typed.say(own, "owner_set", "Delivery delay", {"owner": "Logistics"})
    bars = charts_of(draw(own, "skyline"))[0]["data"][0]
    colours = bars["marker"]["color"]
    assert len(set(colours[:2])) == 2
    assert len(set(colours[2:])) == 1
    assert colours[2] not in colours[:2]


def test_few_reasons_and_much_under_other_are_said(draw, tmp_path):
    store = shown_store(tmp_path / "few")
    lines = [
        f"{n},2026-05-{n % 28 + 1:02d} 09:00,K{n},phone,{'Other' if n % 5 else 'Refund'}"
        for n in range(60)
    ]
    bring(store, "contact_id,started_at,customer_id,channel,reason\n" + "\n".join(lines))
    said = [one.value for one in draw(store, "skyline").warning]
    assert any("Only 1 reason" in one for one in said)
    assert any("80.0%" in one for one in said)


def test_reasons_per_x_add_up_to_the_whole(draw, sample):
    tested = draw(sample, "per_x")
    table = tested.dataframe[-1].value
    *each, every = [float(cell) for cell in table["Per 100 X"]]
    # Each of 13 lines is rounded to two decimals.
    assert sum(each) == pytest.approx(every, abs=13 * 0.005)
    counted = [int(cell.replace(",", "")) for cell in table["Contacts"]]
    assert sum(counted[:-1]) == counted[-1]


def test_a_month_that_is_not_over_is_never_judged(draw, sample):
    tested = draw(sample, "per_x", until=date(2026, 9, 10))
    chart = charts_of(tested)[0]
    dots = next(trace for trace in chart["data"] if trace.get("mode") == "markers")
    # Of a third of a month there is a third of the contacts: drawn, hollow, not judged.
    assert "not complete yet" in dots["hovertext"][-1]
    assert dots["marker"]["color"][-1] != dots["marker"]["color"][-2]
    assert "outside the limits" not in dots["hovertext"][-1]
    assert "1 month is not complete" in sentences(tested)


def test_a_target_is_drawn_for_its_own_x_only(draw, own):
    said = {"target": 0.1, "per": "shipments", "due": "2026-12-31"}
    typed.say(own, "target_set", "Where is my order", said)

    def targets(**page: str) -> list[str]:
        page = {"about": "Where is my order", **page}
        notes = charts_of(draw(own, "per_x", page=page))[0]["layout"]["annotations"]
        return [note["text"] for note in notes if "target" in note["text"]]

    # Its own X comes first without being asked for.
    assert targets() == ["target 10.00"]
    assert targets(per_x="orders") == []


def score(tested: AppTest, reason: str, customer: int, company: int) -> AppTest:
    """Choose a reason, give it both scores, and record them."""
    tested.selectbox(key="score_reason").set_value(reason).run()
    for name, value in (("for_customer", customer), ("for_company", company)):
        group = next(
            one for one in tested.get("button_group") if one.key.startswith(name)
        )
        group.set_value(value)
    tested.button(key="record_scores").click().run()
    assert not broke(tested)
    return tested


def test_scores_are_typed_undone_and_kept_by_version(draw, own):
    before = own.register.version
    tested = draw(own, "matrix")
    assert bubbles(tested) == {}
    score(tested, "Return request", -2, -1)
    assert bubbles(tested) == {"Return request": (-1, -2)}
    assert "Eliminate 23" in sentences(tested)
    # The next one that nobody has scored.
    assert tested.selectbox(key="score_reason").value == "Delivery delay"
    score(tested, "Product question", 1, 2)
    assert len(bubbles(tested)) == 2
    scored = own.register.version
    tested.button(key="typed_turn_round").click().run()
    assert bubbles(tested) == {"Return request": (-1, -2)}
    # A link from before shows what was decided then.
    assert bubbles(draw(own, "matrix", version=before)) == {}
    assert len(bubbles(draw(own, "matrix", version=scored))) == 2
    assert len(bubbles(draw(own, "matrix"))) == 1


def test_decisions_go_from_one_installation_to_another(draw, own, sample, tmp_path):
    typed.say(own, "reason_scored", "Refund status", {"for_customer": -1, "why": "slow"})
    typed.say(
        own, "reason_scored", "Account access", {"for_customer": 2, "for_company": 2}
    )
    typed.say(own, "owner_set", "Account access", {"owner": "IT"})
    file = typed_files.export_csv(own, own.register.version)
    home = tmp_path / "other"
    shutil.copytree(sample.home, home)
    other = shown_store(home)
    typed_files.bring(other, "decisions.csv", file)
    assert bubbles(draw(other, "matrix")) == bubbles(draw(own, "matrix")) != {}
    owners = [draw(one, "actions").dataframe[0].value["Owner"] for one in (own, other)]
    assert owners[0].to_list() == owners[1].to_list() == ["IT"]


def test_a_half_scored_reason_is_not_placed(draw, own):
    typed.say(own, "reason_scored", "Refund status", {"for_customer": -1})
    tested = draw(own, "matrix")
    assert bubbles(tested) == {}
    assert "Refund status" in tested.dataframe[0].value["Reason"].to_list()


def test_the_data_proposes_and_records_nothing(draw, own):
    before = own.register.version
    tested = draw(own, "matrix")
    proposed = tested.dataframe[0].value
    assert {"−2", "−1"} & set(proposed["Proposed for the customer"])
    assert own.register.version == before
    assert typed.state(own, "reason_scored") == {}


def test_owner_target_and_action_are_typed(draw, own):
    tested = draw(own, "actions")
    assert tested.selectbox(key="action_reason").value == "Return request"

    def field(kind: str, prefix: str):
        return next(one for one in tested.get(kind) if one.key.startswith(prefix))

    field("text_input", "owner_set_Return request").set_value("Product").run()
    tested.button(key="record_owner").click().run()
    field("number_input", "target_set_Return request").set_value(12.5).run()
    tested.button(key="record_target").click().run()
    # Nobody has scored this reason, so no action is put forward: one has to be chosen.
    tested.button(key="record_action").click().run()
    assert "Action is empty" in "".join(one.value for one in tested.warning)
    assert typed.state(own, "action_set") == {}
    field("selectbox", "action_set_Return request").set_value("simplify").run()
    tested.button(key="record_action").click().run()
    assert not broke(tested)
    assert typed.state(own, "owner_set")["Return request"]["owner"] == "Product"
    target = typed.state(own, "target_set")["Return request"]
    assert (target["target"], target["per"]) == (0.125, "orders")
    assert typed.state(own, "action_set")["Return request"]["status"] == "planned"
    register = next(
        frame.value for frame in tested.dataframe if "Contributors" in frame.value
    )
    assert register["Target"].to_list() == ["12.50 per 100 orders"]
    assert "Reasons with an owner\\: 1 of 12" in sentences(tested)


def test_nothing_is_typed_into_an_older_version_of_the_data(draw, own):
    before = own.register.version
    line = (
        "contact_id,started_at,customer_id,channel,reason\nX1,2026-09-30 10:00,Q,phone,"
    )
    bring(own, line + "Refund status\n", "more.csv")
    tested = draw(own, "actions", version=before)
    assert all(
        tested.button(key=key).disabled
        for key in ("record_owner", "record_target", "record_action")
    )
    assert draw(own, "matrix", version=before).button(key="record_scores").disabled


def test_the_scorecard_counts_what_an_owner_answers_for(draw, own):
    for reason in ("Delivery delay", "Where is my order"):
        typed.say(own, "owner_set", reason, {"owner": "Logistics"})
    tested = draw(own, "actions")
    card = next(f.value for f in tested.dataframe if "Targets hit" in f.value)
    both = reasons.about(ASKED, ("Delivery delay", "Where is my order"))
    n = reasons.total(own, both).contacts
    assert card["Contacts"].to_list() == [f"{n:,}"]
    every = reasons.total(own, ASKED).contacts
    assert f"{100 * n / every:.1f}% of {every:,} contacts have an owner" in re.sub(
        r"\\", "", sentences(tested)
    )


# One file only

ORDERS = "purchase_id,occurred_at,customer_id,kind\n" + "\n".join(
    f"{n},2026-0{n % 6 + 1}-15,K{n},order" for n in range(60)
)
CONTACTS = "contact_id,started_at,customer_id,channel,reason\n" + "\n".join(
    f"{n},2026-0{n % 6 + 1}-15 09:00,K{n},phone,R{n % 12}" for n in range(120)
)
ANSWERS = "response_id,responded_at,customer_id,nps,csat\n" + "\n".join(
    f"{n},2026-0{n % 6 + 1}-15 09:00,K{n},{n % 11},{n % 5 + 1}" for n in range(60)
)


@pytest.mark.parametrize("part", OURS)
@pytest.mark.parametrize("file", [ORDERS, ANSWERS])
def test_without_contacts_a_part_names_the_file_it_needs(draw, tmp_path, part, file):
    store = shown_store(tmp_path / "one")
    bring(store, file, "one.csv")
    tested = draw(store, part, since=None, until=None)
    assert "needs contacts" in sentences(tested)
    assert not charts_of(tested)


@pytest.mark.parametrize("part", sorted(set(PARTS) - set(OURS)))
@pytest.mark.parametrize("file", [ORDERS, ANSWERS, CONTACTS])
def test_the_other_parts_open_with_one_file(draw, tmp_path, part, file):
    store = shown_store(tmp_path / "one")
    bring(store, file, "one.csv")
    tested = draw(store, part, since=None, until=None)
    assert tested.info or charts_of(tested) or part not in WITHOUT_CONTACTS


def test_with_contacts_only_everything_but_the_x_is_there(draw, tmp_path):
    store = shown_store(tmp_path / "one")
    bring(store, CONTACTS, "one.csv")
    period = {"since": None, "until": None}
    assert charts_of(draw(store, "skyline", **period))
    said = sentences(draw(store, "per_x", **period))
    assert "load volumes" in said
    assert "order file" in said
    assert not draw(store, "actions", **period).warning
    matrix = draw(store, "matrix", **period)
    assert "–" in matrix.dataframe[0].value["Proposed for the customer"].to_list()


def test_every_part_file_is_offered():
    files = {p.stem for p in Path(ROOT / "cx" / "ui").glob("reasons_*.py")}
    assert {f"reasons_{name}" for name in PARTS} <= files
