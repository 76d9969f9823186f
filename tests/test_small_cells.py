"""Nobody finds a withheld cell by asking again: pairs of filters, and all of them."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx.errors import QuestionError
from cx.measure import NOT_RECORDED, Question, measure, rows_behind
from cx.measure.floor import ALL, may_tell, withheld_cells
from tests.exports import bring

LEAST = 10


def subsets(values):
    return [
        frozenset(some)
        for some in chain.from_iterable(
            combinations(values, r) for r in range(1, len(values) + 1)
        )
    ]


def every_level(cells, axes):
    """Counts of all levels from those of the finest, a customer for each row."""
    counts = {}
    for cell, n in cells.items():
        for used in product((True, False), repeat=axes):
            at = tuple(v if on else ALL for v, on in zip(cell, used, strict=True))
            before = counts.get(at, (0, 0))[0]
            counts[at] = (before + n, before + n)
    return counts


def selections(values):
    return list(product(*([None, *subsets(axis)] for axis in values)))


def inside(cell, chosen):
    return all(one is None or v in one for v, one in zip(cell, chosen, strict=True))


def answers(cells, values):
    """What an attacker is told: each selection's rows, or nothing."""
    counts = every_level(cells, len(values))
    hidden = withheld_cells(counts, len(values), LEAST)
    for chosen in selections(values):
        n = sum(rows for cell, rows in cells.items() if inside(cell, chosen))
        told = n == 0 or (n >= LEAST and may_tell(chosen, counts, hidden))
        yield chosen, n, told


def in_span(row, known):
    if not len(known):
        return False
    found, *_ = np.linalg.lstsq(known.T, row, rcond=None)
    return bool(np.abs(known.T @ found - row).max() < 1e-7)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=6))
def test_of_one_dimension_nothing_small_follows_from_all_that_is_told(sizes):
    cells = {(f"v{at}",): n for at, n in enumerate(sizes)}
    attack(cells, [[cell[0] for cell in cells]])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=9, max_size=9))
def test_of_two_dimensions_nothing_small_follows_from_all_that_is_told(sizes):
    values = [["a", "b", "c"], ["x", "y", "z"]]
    attack(dict(zip(product(*values), sizes, strict=True)), values)


@pytest.mark.parametrize("seed", range(12))
def test_of_three_dimensions_nothing_small_follows_from_all_that_is_told(seed):
    values = [["a", "b"], ["x", "y", "z"], ["1", "2"]]
    sizes = np.random.default_rng(seed).choice([1, 4, 12, 30, 80], 12).tolist()
    attack(dict(zip(product(*values), sizes, strict=True)), values)


def attack(cells, values):
    """Any sum of told answers: is a single small cell among what they span?"""
    order = list(cells)
    told, small = [], []
    for chosen, n, tells in answers(cells, values):
        row = np.array([1.0 * inside(cell, chosen) for cell in order])
        if tells and n:
            told.append(row)
        elif 0 < n < LEAST and sum(len(one or "") > 1 for one in chosen) < 2:
            # A cell, or some values of one axis; blocks of several axes are not guarded.
            small.append((row, chosen))
    known = np.array(told)
    for row, chosen in small:
        assert not in_span(row, known), f"{chosen} follows from {cells}"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=9, max_size=9))
def test_no_pair_of_filters_leaves_a_small_group(sizes):
    values = [["a", "b", "c"], ["x", "y", "z"]]
    cells = dict(zip(product(*values), sizes, strict=True))
    groups = {
        frozenset(cell for cell in cells if inside(cell, chosen)): tells and n > 0
        for chosen, n, tells in answers(cells, values)
    }
    told = [group for group, tells in groups.items() if tells]
    for one, two in combinations(told, 2):
        if (two < one or one < two) and (one ^ two) in groups:
            rest = sum(cells[cell] for cell in one ^ two)
            assert rest >= LEAST


def test_without_the_second_cell_the_first_one_would_follow():
    """The test above can fail: by size alone, 103 - 60 - 40 gives the three."""
    cells = {("a",): 60, ("b",): 40, ("c",): 3}
    counts = every_level(cells, 1)
    by_size = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]], dtype=float)
    assert in_span(np.array([0.0, 0, 1]), by_size)
    assert withheld_cells(counts, 1, LEAST) == {("b",), ("c",)}


def test_ten_rows_of_four_customers_are_small():
    counts = {(ALL,): (300, 200), ("a",): (250, 190), ("b",): (40, 30), ("c",): (10, 4)}
    assert withheld_cells(counts, 1, LEAST) == {("c",), ("b",)}


def test_what_nothing_threatens_is_told():
    counts = every_level({("a",): 60, ("b",): 40, ("c",): 10}, 1)
    assert not withheld_cells(counts, 1, LEAST)


# --- with a store: what measure says of them -------------------------------------------

SIZES = {
    ("phone", "north"): 28,
    ("phone", "south"): 12,
    ("chat", "north"): 13,
    ("chat", "south"): 12,
    ("web", "north"): 11,
    ("web", "south"): 1,
    ("store", "north"): 2,
    ("store", "south"): 1,
}


@pytest.fixture
def small_store(store):
    """Recommendation scores of 80 customers, by channel and team as above."""
    lines = ["response_id,responded_at,customer_id,channel,team,nps"]
    for (channel, team), n in SIZES.items():
        for at in range(n):
            name = f"{channel}-{team}-{at}"
            day = at % 28 + 1
            lines.append(
                f"{name},2024-03-{day:02} 10:00,C{name},{channel},{team},{at % 11}"
            )
    bring(store, "\n".join(lines) + "\n")
    return store


def asked(store, **filters):
    question = Question(filters=tuple(sorted(filters.items())))
    return measure(store, "nps", question)[0]


def test_a_breakdown_withholds_the_next_smallest_and_says_no_count(small_store):
    found = {e.group["channel"]: e for e in measure(small_store, "nps", BY_CHANNEL)}
    assert [found[name].status for name in ("phone", "chat")] == ["ok", "low"]
    for name in ("web", "store"):
        assert (found[name].status, found[name].n) == ("withheld", 0)
        assert found[name].value is None


BY_CHANNEL = Question(by=("channel",))


def test_a_filter_does_not_tell_what_the_breakdown_withholds(small_store):
    assert asked(small_store, channel=("web",)).status == "withheld"
    assert asked(small_store, channel=("phone", "chat", "web")).status == "withheld"
    both = asked(small_store, channel=("web", "store"))
    assert (both.status, both.n) == ("low", 15)
    assert asked(small_store, channel=("phone",)).n == 40


def test_rows_of_a_withheld_selection_are_refused(small_store):
    question = Question(filters=(("channel", ("web",)),))
    with pytest.raises(QuestionError, match="Withheld"):
        rows_behind(small_store, "nps", question)


def test_every_pair_of_filters_on_a_store_recovers_no_cell(small_store):
    """All selections by channel and team: what is told spans nothing small."""
    values = [["phone", "chat", "web", "store"], ["north", "south"]]
    order, told, small = list(SIZES), [], []
    for channels, teams in product(*(subsets(axis) for axis in values)):
        filters = {"channel": tuple(sorted(channels)), "team": tuple(sorted(teams))}
        found = asked(small_store, **filters)
        row = np.array([1.0 * inside(cell, (channels, teams)) for cell in order])
        n = sum(SIZES[cell] for cell in order if inside(cell, (channels, teams)))
        if found.value is not None:
            assert found.n == n
            told.append(row)
        elif 0 < n < LEAST and min(len(channels), len(teams)) == 1:
            small.append(row)
    assert told
    assert small
    assert not any(in_span(row, np.array(told)) for row in small)


def test_not_recorded_is_a_cell_too(small_store):
    bring(small_store, NAMELESS, name="more.csv")
    found = {e.group["channel"]: e for e in measure(small_store, "nps", BY_CHANNEL)}
    assert found[None].status == "withheld"
    assert asked(small_store, channel=(NOT_RECORDED,)).status == "withheld"


NAMELESS = "response_id,responded_at,customer_id,channel,team,nps\nX1,2024-03-05,CX,,,9\n"
