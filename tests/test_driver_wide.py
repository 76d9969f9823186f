"""Ratings laid side by side beforehand say exactly what the rows of `answer` say.

Each question is asked twice: of the tables that `cx.rating_mart` makes, and of `answer`
alone, as where those tables were not made.
"""

from dataclasses import replace

import duckdb
import numpy as np
import pytest

from cx import rating_mart
from cx.analyses import driver_outcomes, driver_ready, driver_wide
from cx.analyses.driver_more import asymmetry
from cx.analyses.driver_outcomes import OUTCOMES, offered
from cx.analyses.driver_results import with_intervals
from cx.analyses.driver_sums import base, gather, rows_behind
from cx.errors import QuestionError
from cx.measure import Question
from cx.store import Answer

EVERYTHING = Question()


class Tables:
    """An `answer` of one's own, and what a mart makes of it."""

    def __init__(self, rows, dimensions=("source", "channel")):
        self.connection = duckdb.connect()
        self.connection.execute(
            """create table answer (source varchar, response_id varchar,
            question varchar, touchpoint varchar, item varchar, stage_order integer,
            state varchar, score double, scale_min double, scale_max double,
            responded_at timestamp, customer_id varchar, weight double,
            channel varchar)"""
        )
        marks = ", ".join("?" * 14)
        self.connection.executemany(f"insert into answer values ({marks})", rows)
        self.connection.execute(
            """create or replace table answer as select *, cast(md5_number_lower(
                coalesce(customer_id, source || ':' || response_id)
            ) % 200 as smallint) as customer_bucket, 1 as customer_key from answer"""
        )
        self.made = rating_mart.build(
            lambda sql: self.connection.execute(sql).fetchall(), dimensions
        )

    def mart(self, _version=None):
        return "main"

    def columns(self, _alias):
        found = {}
        for table, column in self.connection.execute(
            "select table_name, column_name from duckdb_columns()"
        ).fetchall():
            found.setdefault(table, []).append(column)
        return found

    def query(self, sql, parameters=None):
        done = self.connection.execute(sql, parameters or {})
        return Answer(tuple(c[0] for c in done.description), done.fetchall())

    def arrays(self, sql, parameters=None):
        return self.connection.execute(sql, parameters or {}).fetchnumpy()


@pytest.fixture
def from_answer(monkeypatch):
    """As if nothing had been laid side by side."""

    def ask(what):
        with monkeypatch.context() as patch:
            patch.setattr(driver_ready, "questions_ready", lambda *_: set())
            patch.setattr(driver_outcomes, "questions_ready", lambda *_: set())
            return what()

    return ask


def same(store, from_answer, outcome, question=EVERYTHING, **how):
    """Both answers to one question, of which every part has to be the same."""

    def ask():
        found = gather(store, outcome, question, **how)
        return found, rows_behind(store, found, question, most=50)

    assert driver_ready.ready(store, driver_outcomes.outcome(outcome), question)
    (ours, rows), (theirs, those) = ask(), from_answer(ask)
    # Which kind of number is enough may be judged more carefully, that is all.
    as_theirs = replace(ours.base, whole=theirs.base.whole, largest=theirs.base.largest)
    if ours.base.whole:
        assert as_theirs == theirs.base
    assert (ours.names, ours.met, ours.missing) == (
        theirs.names,
        theirs.met,
        theirs.missing,
    )
    assert ours.patterns == theirs.patterns
    assert rows == those
    assert (ours.sums.rows == theirs.sums.rows).all()
    assert (ours.sums.blank == theirs.sums.blank).all()
    if how.get("weighted") or not ours.base.whole:
        close = {"rtol": 1e-12, "atol": 1e-9}
        np.testing.assert_allclose(ours.sums.second, theirs.sums.second, **close)
        np.testing.assert_allclose(ours.sums.squares, theirs.sums.squares, **close)
    else:
        assert (ours.sums.second == theirs.sums.second).all()
        assert (ours.sums.squares == theirs.sums.squares).all()
    return ours, theirs


def test_every_outcome_that_can_be_ready_is_asked_about():
    asked = {one.question for one in OUTCOMES} - {None}
    assert asked == set(rating_mart.QUESTIONS)


@pytest.mark.parametrize(
    "outcome", ["nps", "nps_net", "nps_promoter", "overall_satisfaction"]
)
def test_the_airport_survey(sfo_store, from_answer, outcome):
    ours, _ = same(sfo_store, from_answer, outcome)
    assert ours.n > 1000


def test_the_airport_survey_with_touchpoints_of_ones_own(sfo_store, from_answer):
    met = base(sfo_store, "nps").touchpoints
    rare = tuple(t.name for t in met if t.not_used)[:3]
    few = tuple(t.name for t in met if t.blank)[:4]
    ours, _ = same(sfo_store, from_answer, "nps", names=tuple(dict.fromkeys(rare + few)))
    assert ours.missing.method == "em"
    assert len(ours.patterns) > 2


@pytest.mark.parametrize(
    "question",
    [
        EVERYTHING,
        Question(filters=(("channel", ("phone", "chat")),)),
        Question(filters=(("weekday", ("1", "2")),)),
    ],
    ids=["all", "channels", "days"],
)
@pytest.mark.parametrize("outcome", ["nps", "csat_top2"])
def test_the_sample(sample_store, from_answer, outcome, question):
    alias = sample_store.mart()
    if question.filters and question.filters[0][0] == "channel":
        names = [
            row[0]
            for row in sample_store.query(
                f"select channel from {alias}.answer where question = 'nps' "
                "group by channel order by count(*) desc limit 2"
            ).rows
        ]
        question = Question(filters=(("channel", tuple(n for n in names if n)),))
    ours, theirs = same(sample_store, from_answer, outcome, question)
    assert with_intervals(ours, replicates=20) == with_intervals(theirs, replicates=20)


def test_outcomes_on_offer(sample_store, sfo_store, from_answer):
    for store in (sample_store, sfo_store):
        found = offered(store, EVERYTHING)
        assert found == from_answer(lambda store=store: offered(store, EVERYTHING))
        assert found
    one_day = Question(filters=(("weekday", ("1",)),))
    found = offered(sample_store, one_day)
    assert found == from_answer(lambda: offered(sample_store, one_day))


def test_lows_and_highs(sample_store, from_answer):
    def ask():
        return asymmetry(sample_store, gather(sample_store, "nps"), EVERYTHING)

    ours, theirs = ask(), from_answer(ask)
    assert [row.kind for row in ours] == [row.kind for row in theirs]
    assert [row.below for row in ours] == pytest.approx([row.below for row in theirs])


def answers(random, n=600, fractions=False, two_scales=False):
    """Rows of `answer`: nps, three ratings with blanks and not met; two share persons."""
    rows = []
    for i in range(n):
        source = "b" if two_scales and i % 3 == 0 else "a"
        who = None if i % 5 == 0 else f"C{i // 2}"
        told = (f"2024-0{1 + i % 6}-10", who, round(random.uniform(0.2, 3), 2))
        channel = ("phone", "chat", None)[i % 3]
        ratings = random.integers(1, 6, 3) + (0.5 if fractions and i % 2 else 0)
        nps = float(np.clip(ratings.sum() - 4 + i % 2, 0, 10))
        asked = (source, f"R{i}", "nps", None, None, None, "answered", nps)
        rows.append((*asked, 0, 10, *told, channel))
        for j, name in enumerate(("Lobby", "Gate", "Cabin")):
            kind = random.random()
            if kind < 0.1:
                continue
            score = None if kind < 0.3 and j else float(ratings[j])
            state = "not_used" if score is None else "answered"
            scale = (0, 10) if source == "b" else (1, 5)
            stage = None if source == "b" and j == 1 else j + 1
            asked = (source, f"R{i}", "touchpoint", name, None, stage, state, score)
            rows.append((*asked, *scale, *told, channel))
    return rows


@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
@pytest.mark.parametrize(
    "kind", [{}, {"fractions": True}, {"two_scales": True}], ids=["", "halves", "scales"]
)
def test_blanks_weights_halves_and_a_touchpoint_on_two_scales(
    from_answer, kind, weighted
):
    store = Tables(answers(np.random.default_rng(5), **kind))
    assert store.made
    question = Question(filters=(("channel", ("phone", "chat")),))
    for asked in (EVERYTHING, question):
        ours, _ = same(store, from_answer, "nps", asked, weighted=weighted)
        assert ours.missing.method == "em"
        assert {t.name for t in ours.base.touchpoints} == {"Lobby", "Gate", "Cabin"}


def test_many_rows_are_read_in_bites(from_answer, monkeypatch):
    monkeypatch.setattr(driver_wide, "AT_ONCE", 50)
    monkeypatch.setattr(driver_wide, "MULTIPLIED", 7)
    same(Tables(answers(np.random.default_rng(6))), from_answer, "nps")


def test_rows_in_another_order_say_the_same(from_answer):
    store = Tables(answers(np.random.default_rng(7)))
    store.connection.execute(
        "create or replace table outcome_rating as "
        "select * from outcome_rating order by hash(response_id)"
    )
    same(store, from_answer, "nps")


def test_a_question_answered_twice_by_one_response_is_asked_of_the_answers():
    rows = answers(np.random.default_rng(8), 60)
    again = [("a", "R1", "nps", None, "brand", *rows[0][5:])]
    store = Tables(rows + again)
    nps = driver_outcomes.outcome("nps")
    assert driver_ready.ready(store, nps, EVERYTHING) is None
    assert driver_ready.ready(store, driver_outcomes.outcome("csat"), EVERYTHING)
    # As it was: the larger answer of the response counts.
    assert base(store, "nps").asked == 60
    # An item alone does no harm.
    alone = [row if row[2] != "nps" else (*row[:4], "brand", *row[5:]) for row in rows]
    assert driver_ready.ready(Tables(alone), nps, EVERYTHING)


@pytest.mark.parametrize(
    "spoilt", ["none", "far", "many"], ids=["no ratings", "huge", "too many"]
)
def test_ratings_that_do_not_lend_themselves_to_it(spoilt, monkeypatch):
    rows = answers(np.random.default_rng(9), 60)
    if spoilt == "none":
        rows = [row for row in rows if row[2] == "nps"]
    elif spoilt == "far":
        rows = [
            (*row[:7], 40_000.0, *row[8:]) if row[3] == "Gate" and row[7] else row
            for row in rows
        ]
    else:
        monkeypatch.setattr(rating_mart, "MOST_COLUMNS", 2)
    store = Tables(rows)
    assert not store.made
    assert "outcome_rating" not in store.columns("main")
    assert "rating_column" not in store.columns("main")
    if spoilt == "none":
        with pytest.raises(QuestionError, match="No touchpoint was rated"):
            gather(store, "nps")
    else:
        assert base(store, "nps").asked == 60
