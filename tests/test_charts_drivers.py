"""Charts of the drivers page: ties are joined, doubt is hollow, nothing is made up."""

import json
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import charts, palette
from cx.charts.explained import tied_with
from cx.charts.quadrant import clear_of
from cx.charts.tied import lanes, room
from cx.measure import Estimate

SECRET = 0.987654321
MARKUP = "<a href='//x'>&"


def number(value, unit):
    return f"{value:.1%}" if unit == "share" else f"{value:.2f}"


WORDS = charts.Words(
    title="Drivers",
    number=number,
    period=str,
    n="n",
    interval="interval",
    withheld="withheld",
    low_base="low base",
    no_data="nothing here",
    unknown="not yet known",
    sentence="{label}: {value}, {low} to {high}, {n} {count}.",
    more="{count} more.",
    importance="share of R²",
    unique="by nothing else",
    falling="falling",
)
RANKS = charts.RankWords(
    rank="rank {rank}",
    ranks="rank {low}–{high}",
    tied="not told apart from {names}",
    tie="cannot be told apart",
)


def driver(name="Delivery", importance=0.3, slope=0.3, unique=0.1, half=0.05):
    return SimpleNamespace(
        name=name, importance=importance, unique=unique, slope=slope,
        low=None if half is None else importance - half,
        high=None if half is None else importance + half,
    )  # fmt: skip


FOUR = [driver(name, 0.4 - 0.1 * at) for at, name in enumerate("ABCD")]
SURE = {
    "ranks": [(1, 1), (2, 3), (2, 4), (3, 4)],
    "ties": [(1, 2), (2, 3)],
    "says": RANKS,
}


def right_texts(figure):
    return figure["layout"]["yaxis2"]["ticktext"]


def shapes(figure, kind):
    return [one for one in figure["layout"]["shapes"] if one["type"] == kind]


# Ranks and ties ------------------------------------------------------------------------


def test_a_driver_says_which_ranks_it_may_have():
    texts = right_texts(charts.importance(FOUR, words=WORDS, **SURE))
    assert "rank 1<" in texts[0]
    assert "rank 2–3<" in texts[1]
    assert "rank 3–4<" in texts[3]


def test_without_ranks_no_text_speaks_of_one():
    drawn = charts.importance(FOUR, words=WORDS, ties=(), says=RANKS)
    assert "rank" not in json.dumps(drawn)


def test_a_bar_joins_the_rows_of_each_tie_with_a_dot_on_each():
    drawn = charts.importance(FOUR, words=WORDS, **SURE)
    bars = sorted((one["y0"], one["y1"]) for one in shapes(drawn, "line"))
    assert bars == [pytest.approx((0.78, 2.22)), pytest.approx((1.78, 3.22))]
    dots = sorted(one["yanchor"] for one in shapes(drawn, "circle"))
    assert dots == [1, 2, 2, 3]


def test_bars_of_ties_that_share_a_row_stand_side_by_side():
    drawn = charts.importance(FOUR, words=WORDS, **SURE)
    places = {one["x0"] for one in shapes(drawn, "line")}
    assert len(places) == 2
    assert "cannot be told apart" in json.dumps(drawn["layout"]["annotations"])


def test_no_tie_no_bar_and_no_word_of_one():
    drawn = charts.importance(FOUR, words=WORDS, says=RANKS)
    assert not drawn["layout"]["shapes"]
    assert "told apart" not in json.dumps(drawn)


def test_hovering_names_whom_a_driver_cannot_be_told_apart_from():
    assert tied_with(FOUR, SURE["ties"], 2) == ["B", "D"]
    drawn = charts.importance(FOUR, words=WORDS, **SURE)
    assert "not told apart from B, D" in drawn["data"][0]["hovertext"][2]
    assert "told apart" not in drawn["data"][0]["hovertext"][0]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(1, 4)).map(lambda t: (t[0], sum(t))),
        unique=True,
        max_size=8,
    )
)
def test_no_two_ties_of_one_lane_touch_and_none_is_lost(ties):
    placed = lanes(ties)
    assert sorted(tie for lane in placed for tie in lane) == sorted(ties)
    for lane in placed:
        assert all(max(a) < min(b) for a, b in pairwise(lane))
    assert bool(room(ties)) == bool(ties)


def test_what_nothing_else_explains_is_striped_and_never_longer_than_the_bar():
    drawn = charts.importance([driver(importance=0.1, unique=0.2)], words=WORDS)
    whole, own = drawn["data"][:2]
    assert own["x"] == whole["x"] == [0.1]
    assert own["marker"]["pattern"]["shape"] == ["/"]


def test_an_interval_is_a_rule_and_only_where_there_is_one():
    both = charts.importance([driver(), driver("B", half=None)], words=WORDS)
    assert both["data"][2]["x"] == pytest.approx([0.25, 0.35, None], nan_ok=True)
    assert "interval 25.0% – 35.0%" in both["data"][0]["hovertext"][0]
    assert "interval" not in both["data"][0]["hovertext"][1]
    none = charts.importance([driver(half=None)], words=WORDS)
    assert "interval" not in json.dumps(none["layout"]["annotations"])


# The quadrant --------------------------------------------------------------------------

X_CUT, Y_CUT = charts.Line(0.5, "mean"), charts.Line(0.1, "mean")
QUADRANT = charts.QuadrantWords(
    x="rating", y="importance", near="too close", corners=("fix", "keep", "low", "spare")
)


def share(value, half=0.02, n=100):
    return Estimate({}, n, value, value - half, value + half, "ok")


def place(label="Delivery", x=0.3, y=0.3, **more):
    return charts.Place(label, share(x), share(y), **more)


def quadrant(places):
    return charts.quadrant(
        places,
        x_unit="share",
        y_unit="share",
        x_cut=X_CUT,
        y_cut=Y_CUT,
        words=WORDS,
        says=QUADRANT,
    )


def fills(figure):
    return figure["data"][1]["marker"]["color"]


def test_a_place_that_another_test_doubts_is_hollow_though_clear_of_the_lines():
    doubted = place(sure=False)
    assert clear_of(place(), X_CUT, Y_CUT)
    assert not clear_of(doubted, X_CUT, Y_CUT)
    assert fills(quadrant([place(), doubted])) == [palette.US, palette.PAPER]


def test_a_place_on_a_line_is_hollow_though_no_other_test_doubts_it():
    assert fills(quadrant([place(x=0.49)])) == [palette.PAPER]


def test_quadrants_are_named_in_their_corners_and_names_of_dots_keep_out():
    drawn = quadrant([place("At the corner", 0.1, 0.5), place("Low", 0.9, 0.02)])
    notes = {one["text"]: one for one in drawn["layout"]["annotations"]}
    assert (notes["<i>fix</i>"]["x"], notes["<i>fix</i>"]["y"]) == (0, 1)
    assert (notes["<i>spare</i>"]["x"], notes["<i>spare</i>"]["y"]) == (1, 0)
    assert "<i></i>" not in json.dumps(
        charts.quadrant(
            [place()],
            x_unit="share",
            y_unit="share",
            x_cut=X_CUT,
            y_cut=Y_CUT,
            words=WORDS,
            says=replace(QUADRANT, corners=("", "", "", "")),
        )
    )


# Two slopes ----------------------------------------------------------------------------

SLOPES = charts.SlopeWords(below="below the middle", above="above it")


def slope(value, half=0.1, status="ok"):
    return Estimate({}, 300, value, value - half, value + half, status)


ROWS = [
    charts.Slopes("Delivery", slope(1.2), slope(0.2), "basic", sure=True),
    charts.Slopes("Website", slope(0.1), slope(0.2), "not told apart"),
]


def two_slopes(rows):
    return charts.two_slopes(rows, unit="score", words=WORDS, says=SLOPES)


def test_slopes_told_apart_are_filled_and_others_hollow():
    drawn = two_slopes(ROWS)
    below, above = drawn["data"][2], drawn["data"][4]
    assert below["marker"]["color"] == [palette.US, palette.PAPER]
    assert above["marker"]["color"] == [palette.BENCHMARK, palette.PAPER]
    assert below["x"] == [1.2, 0.1]
    assert below["customdata"] == above["customdata"] == [0, 1]


def test_nought_is_always_on_the_axis_of_slopes():
    low, high = two_slopes([ROWS[0]])["layout"]["xaxis"]["range"]
    assert low < 0 < high


def test_slopes_that_are_withheld_are_said_and_not_drawn():
    hidden = slope(SECRET, status="withheld")
    rows = [ROWS[0], charts.Slopes("Returns", hidden, hidden, "too few")]
    drawn = two_slopes(rows)
    assert str(SECRET) not in json.dumps(drawn)
    assert drawn["data"][2]["customdata"] == [0]
    assert "withheld" in json.dumps(drawn["layout"]["annotations"])
    told = charts.describe_two_slopes(rows, WORDS, unit="score", says=SLOPES)
    assert "Returns: withheld." in told
    assert str(SECRET) not in told


def test_slopes_are_told_in_words_with_their_intervals_and_the_verdict():
    told = charts.describe_two_slopes(ROWS, WORDS, unit="score", says=SLOPES)
    assert "Delivery: below the middle 1.20 (1.10 – 1.30)" in told
    assert "above it 0.20 (0.10 – 0.30): basic." in told


def test_no_slopes_are_a_sentence():
    assert "nothing here" in json.dumps(two_slopes([]))
    told = charts.describe_two_slopes([], WORDS, unit="score", says=SLOPES)
    assert told == "Drivers. nothing here"


# All of them ---------------------------------------------------------------------------


def figures(text):
    tied = [driver(text), driver(text, 0.29)]
    says = replace(SLOPES, below=text, above=text)
    return [
        charts.importance(
            tied, words=WORDS, ranks=[(1, 2)] * 2, ties=[(0, 1)], says=RANKS
        ),
        charts.quadrant(
            [place(text)],
            x_unit="share",
            y_unit="share",
            x_cut=charts.Line(0.5, text),
            y_cut=charts.Line(0.1, text),
            words=WORDS,
            says=replace(QUADRANT, corners=(text,) * 4, near=text),
        ),
        charts.two_slopes(
            [charts.Slopes(text, slope(1), slope(2), text)],
            unit="score",
            words=WORDS,
            says=says,
        ),
    ]


@pytest.mark.parametrize("position", range(3), ids=["ranks", "quadrant", "slopes"])
def test_markup_in_a_name_is_shown_as_it_is_and_plotly_takes_the_figure(position):
    drawn = figures(MARKUP)[position]
    assert "<a href" not in json.dumps(drawn)
    assert "&lt;a" in json.dumps(drawn)
    go.Figure(drawn)
