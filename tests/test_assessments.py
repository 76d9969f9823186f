"""Self-assessments: what is told of how many people, and the whole way of a sheet."""

from collections.abc import Callable
from contextvars import copy_context
from fractions import Fraction
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx import catalog, typed, typed_files
from cx.analyses import assessments
from cx.analyses.assessments import Answer
from cx.frameworks import framework, frameworks, sentences
from cx.locale import set_language
from cx.store import Store
from tests.exports import bring_sample
from tests.screens import broke, charts_of, shown_store
from tests.screens import sentences as said_on

ESSENTIALS = framework("essentials")
BEST = framework("best_service")


def given(role: str, scores: dict[str, list[int]], evidence: str = "") -> list[Answer]:
    """Answers of people 0, 1, …; the same place in each list is the same person."""
    return [
        Answer(item, role, f"{role}{person}", score, evidence)
        for item, found in scores.items()
        for person, score in enumerate(found)
    ]


# The frameworks


def test_the_frameworks_have_the_shape_of_the_books():
    assert [one.id for one in frameworks().values()] == ["essentials", "best_service"]
    assert [item.id for item in ESSENTIALS.items] == [str(n) for n in range(1, 25)]
    # The mapping is inferred from the order: 1-3, 4-9, 10-13, 14-15, 16-19, 20-21, 22-24.
    sizes = [len(one.items) for one in ESSENTIALS.principles]
    assert sizes == [3, 6, 4, 2, 4, 2, 3]
    assert len(BEST.principles) == 7
    assert all(5 <= len(one.items) <= 8 for one in BEST.principles)
    notes = {item.id for item in ESSENTIALS.items if item.note}
    assert notes == {"9", "19"}


def test_every_item_reads_differently_and_every_principle_has_a_measure_or_a_file():
    for one in frameworks().values():
        for of in ("id", "name", "sentence"):
            texts = [getattr(item, of) for item in one.items]
            assert len(texts) == len(set(texts))
        assert all((part.measures or part.hard) and part.label for part in one.principles)
        assert "not seen" in one.caveat
        named = {metric for part in one.principles for metric in part.measures}
        assert named <= set(catalog.metrics())
    assert all(text.strip() for text in sentences())


# Whom a number may be told of


@pytest.mark.parametrize(
    ("people", "kind"),
    [(0, "nobody"), (1, "few"), (2, "few"), (3, "middle"), (7, "middle"), (8, "mean")],
)
def test_what_is_told_depends_on_how_many(people, kind):
    found = assessments.scored(Fraction(4) for _ in range(people))
    assert (found.n, found.kind) == (people, kind)
    assert (found.value is None) == (people < 3)
    assert (found.low is None) == (people < 8)


def test_the_middle_answer_and_the_mean_are_worked_by_hand():
    # The middle of 1, 2, 5 is 2; their mean would be 2.67.
    assert assessments.scored(map(Fraction, (1, 5, 2))).value == 2
    # 1 1 2 2 3 3 4 4: mean 2.5, variance 10/7, t(7) 2.3646, so 2.5 ± .9992.
    found = assessments.scored(map(Fraction, (1, 1, 2, 2, 3, 3, 4, 4)))
    assert found.value == 2.5
    assert found.variance == pytest.approx(10 / 7)
    assert found.low == pytest.approx(1.5008, abs=1e-4)
    assert found.high == pytest.approx(3.4992, abs=1e-4)
    # The scale ends at 5, and so does the interval.
    assert assessments.scored(map(Fraction, [5] * 7 + [4])).high == 5


def test_a_person_counts_once_in_a_principle_and_not_with_fewer_than_half_its_items():
    # Person 0 gives 5 5 5, person 1 1 1 1, person 2 scores one of three items only.
    rows = given("other", {"1": [5, 1, 3], "2": [5, 1], "3": [5, 1]})
    principle = ESSENTIALS.principles[0]
    assert assessments.by_principle(rows, principle, "other").n == 2
    rows += [Answer("2", "other", "other2", 3, "")]
    found = assessments.by_principle(rows, principle, "other")
    assert (found.n, found.value) == (3, 3.0)


def test_a_gap_needs_a_mean_on_both_sides():
    eight = assessments.scored(map(Fraction, [5, 5, 5, 5, 4, 4, 4, 4]))
    other = assessments.scored(map(Fraction, [2, 2, 2, 2, 3, 3, 3, 3]))
    seven = assessments.scored(map(Fraction, [2, 2, 2, 2, 3, 3, 3]))
    found = assessments.gap(eight, other)
    # 4.5 - 2.5; both variances 2/7, so t(14) 2.1448 x sqrt(2 x (2/7) / 8) = .5732.
    assert found.value == 2
    assert found.high - found.value == pytest.approx(0.5732, abs=1e-4)
    assert assessments.gap(eight, seven) is None
    assert assessments.gap(seven, eight) is None
    same = assessments.scored(map(Fraction, [3] * 8))
    assert assessments.gap(same, same) is None


def test_evidence_comes_without_people_and_only_from_roles_that_are_told():
    rows = given("management", {"1": [1, 1, 2]}, "a log")
    rows += given("frontline", {"1": [5, 5]}, "what two people know")
    rows += given("management", {"2": [4, 4, 4]})
    found = assessments.weakest(rows, ESSENTIALS)
    assert [one.item for one in found] == ["1", "2"]
    assert found[0].value == 1
    assert found[0].evidence == ("a log",)


def test_no_number_lets_a_hidden_role_be_worked_out():
    """Whatever two hidden people answer, everything that is told stays the same."""
    told = given("management", {item.id: [4] * 9 for item in ESSENTIALS.items})
    shown = set()
    for score in range(1, 6):
        rows = told + given(
            "frontline", {item.id: [score, score] for item in ESSENTIALS.items}, "secret"
        )
        roles = assessments.roles_of(rows)
        shown.add(
            (
                tuple(
                    assessments.by_item(rows, item.id, role)
                    for item in ESSENTIALS.items
                    for role in roles
                ),
                tuple(
                    assessments.together(
                        assessments.by_principle(rows, one, role) for role in roles
                    )
                    for one in ESSENTIALS.principles
                ),
                tuple(assessments.weakest(rows, ESSENTIALS)),
            )
        )
    assert len(shown) == 1


# The sheet


@pytest.fixture
def draw(screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def drawn(home: Path, **parameters: str) -> AppTest:
        return screen(home, "audits", **{"part": "assessments", **parameters})

    return drawn


@pytest.fixture
def home(tmp_path: Path) -> Store:
    opened = shown_store(tmp_path)
    bring_sample(opened, "hanbit_batteries.csv")
    return opened


def saved(store: Store) -> list[tuple[str, int, str, str | None]]:
    found = typed.state(store, "assessment_filled").values()
    return sorted((o["item"], o["score"], o["role"], o["evidence"]) for o in found)


def begun(tested: AppTest, word: str = "blue heron") -> AppTest:
    tested.button_group(key="assess_role").set_value("frontline").run()
    tested.text_input(key="assess_word").set_value(word).run()
    return tested


def test_each_item_is_saved_by_itself_found_again_and_undone(draw, home):
    tested = begun(draw(home.home))
    assert not broke(tested)
    score = "assess_score_essentials_1"
    assert tested.text_input(key="assess_evidence_essentials_1").disabled
    tested.button_group(key=score).set_value(4).run()
    assert saved(home) == [("1", 4, "frontline", None)]
    tested.text_input(key="assess_evidence_essentials_1").set_value("Search logs").run()
    assert saved(home) == [("1", 4, "frontline", "Search logs")]
    tested.button_group(key=score).set_value(2).run()
    assert saved(home) == [("1", 2, "frontline", "Search logs")]
    (bar,) = tested.get("progress")
    assert bar.proto.text == "1 of 24 items scored"
    # The word itself is nowhere.
    kept = typed.state(home, "assessment_filled")
    assert "heron" not in repr(kept)
    tested.button(key="typed_turn_round").click().run()
    assert saved(home) == [("1", 4, "frontline", "Search logs")]
    assert tested.button_group(key=score).value == 4
    # The same word finds them again, another one does not.
    again = begun(draw(home.home))
    assert again.button_group(key=score).value == 4
    assert begun(draw(home.home), "grey owl").button_group(key=score).value is None


def test_what_was_recorded_is_said_in_the_reader_s_language(draw, home):
    def filled() -> AppTest:
        # Labels of controls are read in this thread, the page is drawn in its own.
        set_language("ko")
        tested = begun(draw(home.home, lang="ko"))
        return tested.button_group(key="assess_score_essentials_1").set_value(4).run()

    tested = copy_context().run(filled)
    assert tested.success[0].value.startswith("기록했습니다")


def test_an_unchosen_score_is_taken_away(draw, home):
    tested = begun(draw(home.home, framework="best_service"))
    score = "assess_score_best_service_1_1"
    tested.button_group(key=score).set_value(5).run()
    assert len(saved(home)) == 1
    tested.button_group(key=score).set_value(None).run()
    assert not broke(tested)
    assert saved(home) == []


def test_it_goes_out_as_a_file_comes_back_and_is_undone(draw, home, tmp_path):
    tested = begun(draw(home.home))
    for item, score in (("1", 4), ("2", 1), ("3", 5)):
        tested.button_group(key=f"assess_score_essentials_{item}").set_value(score)
        tested.run()
    before = saved(home)
    taken = typed_files.export_csv(home)
    fresh = shown_store(tmp_path / "fresh")
    report = typed_files.bring(fresh, "typed.csv", taken)
    assert (report.new, report.set_aside) == (3, ())
    assert saved(fresh) == before
    assert typed_files.bring(fresh, "typed.csv", taken).same == 3
    typed.undo(fresh, report.event)
    assert saved(fresh) == []


# The results


def fill(store: Store, role: str, people: int, score: int) -> None:
    lines = ["kind,framework,item,score,role,respondent,evidence"]
    lines += [
        f"assessment_filled,essentials,{item.id},{score},{role},{role}{n},proof {role}"
        for item in ESSENTIALS.items
        for n in range(people)
    ]
    typed_files.bring(store, f"{role}.csv", "\n".join(lines).encode())


def keys(tested: AppTest) -> set[str]:
    return {chart.proto.id.rsplit("-", 1)[-1] for chart in tested.get("plotly_chart")}


def test_two_people_of_a_role_are_not_shown(draw, home):
    fill(home, "frontline", 2, 1)
    tested = draw(home.home, assess="results")
    assert not broke(tested)
    said = said_on(tested).replace("\\", "")
    assert "no role has 3 yet, so nothing is shown" in said
    assert "proof frontline" not in said
    assert not {"assessment_heat", "assessment_bars"} & keys(tested)


def test_results_by_role_with_the_gap_and_the_hard_measures(draw, home):
    fill(home, "management", 9, 5)
    fill(home, "frontline", 8, 2)
    fill(home, "other", 2, 1)
    # Somebody differs, or there is nothing to take an interval from.
    typed.say(
        home,
        "assessment_filled",
        "",
        {
            **{"framework": "essentials", "item": "1", "score": 3},
            **{"role": "frontline", "respondent": "frontline0"},
        },
    )
    tested = draw(home.home, assess="results")
    assert not broke(tested)
    said = said_on(tested).replace("\\", "")
    assert {"assessment_heat", "assessment_bars", "assessment_radar"} <= keys(tested)
    assert "Others: 2 people" in said
    assert "proof other" not in said
    assert "proof management" in said
    # The batteries fill the first principle; nothing here fills the fourth.
    assert "Easy to do business with: 4 or 5: 59" in said
    assert "orders with the promised day" in said
    # A cell of too few is hatched and has no number; 17 people of two roles have one.
    heat = next(
        part
        for figure in charts_of(tested)
        for part in figure["data"]
        if len(part.get("customdata") or []) == 3 * 24
    )
    assert sum(bool(text) for text in heat["text"]) == 2 * 24


def test_only_what_is_typed_is_needed(draw, tmp_path):
    """Without contacts, surveys and orders every measure says what would fill it."""
    store = shown_store(tmp_path)
    bring_sample(store, "hanbit_audits.csv")
    fill(store, "management", 9, 4)
    tested = draw(store.home, assess="results")
    assert not broke(tested)
    said = said_on(tested)
    assert said.count("Nothing to measure it by yet") == 7


def test_a_link_from_before_shows_what_was_filled_in_then(draw, home):
    then = home.register.version
    fill(home, "management", 9, 4)
    now = draw(home.home, assess="results")
    assert "assessment_bars" in keys(now)
    before = draw(home.home, assess="results", v=str(then))
    assert not broke(before)
    assert "assessment_bars" not in keys(before)
