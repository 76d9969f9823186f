"""How many columns of the formats' samples are proposed rightly without the formats."""

import sys

import pytest

from cx.ingest.suggest import ACCEPTED, propose
from tests.mapping_truth import BY_HAND, NOTHING, by_hand, files, truth

LEAST = 0.95


@pytest.fixture(scope="module")
def judged():
    """(file, column, what is right, what was proposed, whether that is right)."""
    found = []
    for name, raw, fmt in files():
        right, proposal = truth(raw, fmt), propose(raw)
        given = {
            s.column: s.field
            for s in proposal.fields
            if s.column and s.confidence >= ACCEPTED
        }
        given |= {
            q.column: f"question {q.question}"
            for q in proposal.questions
            if q.confidence >= ACCEPTED
        }
        asked = {ask.column for ask in proposal.asks}
        for column, fields in right.items():
            hand = by_hand(name, column)
            wanted = set(hand) if hand else fields or {NOTHING}
            if column in asked and "question nps" in wanted:
                # Whether a 0 could be chosen is asked, so it need not be guessed.
                wanted = wanted | {"question recommend_other"}
            if (
                not hand
                and fields
                and all(
                    any(
                        given.get(other) == field
                        for other in right
                        if field in right[other]
                    )
                    for field in fields
                )
            ):
                # Another column that the format uses for the same has the place.
                wanted = wanted | {NOTHING}
            got = given.get(column, NOTHING)
            sort_of_table = proposal.into == fmt.into or wanted == {NOTHING}
            found.append((name, column, wanted, got, sort_of_table and got in wanted))
    return found


def test_at_least_95_of_100_columns_are_proposed_rightly(judged, capsys):
    wrong = [entry for entry in judged if not entry[-1]]
    share = 1 - len(wrong) / len(judged)
    with capsys.disabled():
        said = [f"\nmapping suggestions: {share:.1%} of {len(judged)} columns right"]
        said += [
            f"  {name}: {column!r} is {sorted(wanted)}, proposed {got!r}"
            for name, column, wanted, got, _ in wrong
        ]
        sys.stdout.write("\n".join(said) + "\n")
    assert share >= LEAST


def test_the_figure_rests_on_enough_columns_and_few_judged_by_hand(judged):
    assert len(judged) >= 500
    assert len({name for name, *_ in judged}) >= 25
    assert len(BY_HAND) <= 0.05 * len(judged)


def test_every_column_judged_by_hand_is_there(judged):
    assert {(file, column) for file, column, *_ in BY_HAND} <= {
        (name, column) for name, column, *_ in judged
    }
