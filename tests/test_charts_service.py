"""What the figures of the service pages must never lose, show or make up."""

import json
from dataclasses import replace

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import charts, palette
from cx.charts import flow, frame
from cx.charts.chains import STACKED, _places
from cx.charts.labels import safe_label
from cx.charts.place import BESIDE, CORNERS, _around, sides_of
from cx.measure import Estimate

SECRET = 0.987654321
LONG = "세금계산서 발행 및 사업자등록정보 변경 요청 문의 " * 3
MARKUP = "<a href='//x'>&"


def number(value, unit):
    return f"{value:.1%}" if unit == "share" else f"{value:,g}"


def change(value, unit):
    return f"{100 * value:+.1f} pp" if unit == "share" else f"{value:+g}"


WORDS = charts.Words(
    title="Repeat contacts",
    number=number,
    period=lambda start: f"week of {start}",
    n="n",
    interval="interval",
    withheld="withheld",
    low_base="low base",
    no_data="nothing here",
    unknown="not yet known",
    sentence="{label}: {value}, {low} to {high}, {n} {count}.",
    more="{count} more.",
    axis="share",
)


def share(value, n=100, half=0.05, **group):
    status = "low" if n < 30 else "ok"
    return Estimate(group, n, value, value - half, value + half, status)


def withheld(**group):
    return Estimate(group, 4, SECRET, SECRET, SECRET, "withheld")


def trace(figure, kind="customdata"):
    return [one for one in figure["data"] if kind in one]


def indexes(figure):
    return [index for one in trace(figure) for index in one["customdata"]]


# Control chart ------------------------------------------------------------------------

CONTROL = charts.ControlWords(
    centre="average {value}",
    limits="limits",
    outside="outside",
    unripe="not ripe yet",
    told="{outside} of {count} outside, average {value}",
)
CENTRE = {"centre": 0.3, "unit": "share", "words": WORDS, "says": CONTROL}


def weeks(*values, outside=()):
    found = []
    for at, value in enumerate(values):
        day = f"2026-{1 + at // 4:02d}-{1 + 7 * (at % 4):02d}"
        one = withheld(period=day) if value is None else share(value, period=day)
        found.append(charts.ControlPoint(one, 0.2, 0.4, at in outside))
    return found


def control(points, **more):
    return charts.control_chart(points, **CENTRE, **more)


def test_a_point_outside_its_limits_is_in_the_colour_of_a_warning():
    (dots,) = trace(control(weeks(0.3, 0.5, 0.3, outside={1})))
    assert dots["marker"]["line"]["color"] == [palette.US, palette.BAD, palette.US]
    assert "outside" in dots["hovertext"][1]


def test_an_unripe_period_is_hollow_dashed_and_never_an_alarm_or_a_success():
    points = weeks(0.3, 0.3, 0.05, outside={2})
    drawn = control(points, provisional_from="2026-01-15")
    (dots,) = trace(drawn)
    assert dots["marker"]["color"] == [palette.US, palette.US, palette.PAPER]
    assert dots["marker"]["line"]["color"] == [palette.US] * 3
    dashed = [
        one for one in drawn["data"] if one.get("line", {}).get("dash") == "4px,3px"
    ]
    assert [0.3, 0.05] in [one["y"] for one in dashed]
    assert "not ripe yet" in dots["hovertext"][2]
    told = charts.describe_control(
        points, WORDS, centre=0.3, unit="share", says=CONTROL,
        provisional_from="2026-01-15",
    )  # fmt: skip
    assert "0 of 2 outside" in told
    assert " 5.0%" not in told
    assert "not ripe yet: 1" in told


def test_the_band_holds_the_limits_of_each_period_as_a_step():
    points = [
        replace(one, low=0.3 - at / 10, high=0.3 + at / 10)
        for at, one in enumerate(weeks(0.3, 0.3), start=1)
    ]
    band = control(points)["data"][0]
    assert band["y"] == pytest.approx([0.4, 0.4, 0.5, 0.5, 0.1, 0.1, 0.2, 0.2])
    assert band["x"][1] == band["x"][2]


def test_a_period_without_limits_leaves_a_gap_in_the_band():
    points = weeks(0.3, 0.3, 0.3)
    points[1] = replace(points[1], low=None, high=None)
    assert control(points)["data"][0]["y"].count(None) == 1


def test_a_withheld_period_breaks_the_line_and_keeps_the_index():
    drawn = control(weeks(0.3, None, 0.31))
    assert indexes(drawn) == [0, 2]
    told = charts.describe_control(
        weeks(0.3, None, 0.31), WORDS, centre=0.3, unit="share", says=CONTROL
    )
    assert "0 of 2 outside, average 30.0%" in told


# Funnel plot --------------------------------------------------------------------------

FUNNEL = charts.FunnelWords(
    target="average {value}",
    n="contacts",
    withheld="{count} not shown",
    told="{outside} of {count} outside",
)
CURVES = [
    charts.FunnelCurve("95%", [(10, 0.1, 0.7), (100, 0.2, 0.5), (1000, 0.27, 0.33)]),
    charts.FunnelCurve("99.8%", [(10, 0.0, 0.9), (100, 0.1, 0.6), (1000, 0.25, 0.35)]),
]


def funnel(units, **more):
    return charts.funnel_plot(
        units, curves=CURVES, target=0.3, unit="share", words=WORDS, says=FUNNEL, **more
    )


def units():
    return [
        charts.FunnelUnit("inside", share(0.3, n=400)),
        charts.FunnelUnit("gone", withheld()),
        charts.FunnelUnit("above", share(0.45, n=900), 99.8),
        charts.FunnelUnit("small", share(0.6, n=12)),
        charts.FunnelUnit("below", share(0.15, n=200), 95),
    ]


def texts(figure):
    return " ".join(one["text"] for one in figure["layout"]["annotations"])


@pytest.mark.parametrize("log", [True, False])
def test_only_units_outside_are_named_and_none_withheld_is_drawn(log):
    drawn = funnel(units(), better="lower", log=log)
    assert indexes(drawn) == [0, 2, 3, 4]
    assert "above" in texts(drawn)
    assert "below" in texts(drawn)
    assert "inside" not in texts(drawn)
    assert "small" not in texts(drawn)
    assert "1 not shown" in texts(drawn)


def test_beyond_the_limits_has_the_colour_of_its_direction():
    (dots,) = trace(funnel(units(), better="lower"))
    us, bad, small, good = dots["marker"]["line"]["color"]
    assert (us, bad, good) == (palette.US, palette.BAD, palette.GOOD)
    assert small == palette.LOW_BASE


def test_without_a_better_direction_nobody_is_good_or_bad():
    (dots,) = trace(funnel(units()))
    assert not {palette.BAD, palette.GOOD} & set(dots["marker"]["line"]["color"])


def test_limits_are_drawn_as_given_and_named():
    drawn = funnel(units())
    lows = [one["y"] for one in drawn["data"][:4]]
    assert lows == [[0.1, 0.2, 0.27], [0.7, 0.5, 0.33], [0, 0.1, 0.25], [0.9, 0.6, 0.35]]
    assert "99.8%" in texts(drawn)


def test_a_funnel_is_told_in_words():
    told = charts.describe_funnel(units(), WORDS, target=0.3, unit="share", says=FUNNEL)
    assert "above: 45.0%" in told
    assert "2 of 4 outside; average 30.0%. 1 not shown." in told


# Names beside dots --------------------------------------------------------------------

SPOT = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(st.lists(SPOT, min_size=1, max_size=25), st.sampled_from([BESIDE, CORNERS]))
def test_no_two_names_share_a_place(dots, sides):
    names = [(at, f"team {at:02d}") for at in range(len(dots))]
    found = sides_of(dots, names, height=300, sides=sides)
    boxes = [
        _around(dots[at][0] * 300, dots[at][1] * 300, 7 * 11 * 0.56, side)
        for at, side in found.items()
    ]
    for at, one in enumerate(boxes):
        assert not any(one.meets(other) for other in boxes[:at])


# Heatmap ------------------------------------------------------------------------------

HEAT = charts.HeatWords(few="too few")


def heat(cells, **more):
    return charts.heatmap(
        cells, rows=["Mon", "Tue"], columns=["am", "pm"], unit="share",
        words=WORDS, says=HEAT, **more,
    )  # fmt: skip


def test_a_grid_of_too_few_everywhere_does_not_say_that_there_is_no_data():
    drawn = heat([charts.Cell(0, 0, withheld(period="2026-01-01"))])
    assert [n["text"] for n in drawn["layout"]["annotations"]] == ["withheld"]
    told = charts.describe_heat(
        [charts.Cell(0, 0, withheld(period="2026-01-01"))],
        WORDS, rows=["Mon"], columns=["am"], unit="share", says=HEAT,
    )  # fmt: skip
    assert told == "Repeat contacts. withheld"


def in_cells(columns, values):
    return charts.heatmap(
        [charts.Cell(0, at, share(one, n=200)) for at, one in enumerate(values)],
        rows=["Mon"],
        columns=[str(at) for at in range(columns)],
        unit="share",
        words=WORDS,
        says=HEAT,
    )["data"][0]["text"]


def test_cells_too_narrow_for_a_decimal_are_rounded_all_alike():
    # Plotly would hide the widest of them and show the others.
    assert in_cells(3, [0.649, 0.807, 0.11]) == ["64.9%", "80.7%", "11.0%"]
    assert in_cells(6, [0.649, 0.807, 0.11]) == ["65%", "81%", "11%"]
    assert in_cells(14, [0.649, 0.807, 0.11]) == ["65", "81", "11"]
    # Of small shares a rounded one would say nothing.
    assert in_cells(14, [0.004, 0.012]) == ["0.4%", "1.2%"]


def cells():
    return [
        charts.Cell(0, 0, share(0.0, n=200)),
        charts.Cell(0, 1, share(0.6, n=200)),
        charts.Cell(1, 0, share(0.77, n=9)),
        charts.Cell(1, 1, withheld()),
    ]


def test_a_cell_of_too_few_is_hatched_and_not_coloured_as_nought():
    (drawn,) = heat(cells())["data"]
    assert drawn["marker"]["pattern"]["shape"] == ["", "", "/", "/"]
    ramp, paper = palette.RAMP, palette.PAPER
    assert drawn["marker"]["color"] == [ramp[0], ramp[-1], paper, paper]
    assert drawn["text"] == ["0.0%", "60.0%", "", ""]
    assert drawn["customdata"] == [0, 1, 2, 3]
    assert "77.0%" not in json.dumps(heat(cells()))


def test_a_cell_stands_where_its_row_and_column_are():
    (drawn,) = heat(cells())["data"]
    assert drawn["x"] == [0, 1, 0, 1]
    middle = [base + y / 2 for base, y in zip(drawn["base"], drawn["y"], strict=True)]
    assert middle == pytest.approx([0, 0, 1, 1])


def test_a_given_range_holds_values_beyond_it():
    (drawn,) = heat(cells(), value_range=(0.1, 0.5))["data"]
    assert drawn["marker"]["color"][:2] == [palette.RAMP[0], palette.RAMP[-1]]


def test_a_heatmap_is_told_in_words():
    told = charts.describe_heat(
        cells(), WORDS, rows=["Mon", "Tue"], columns=["am", "pm"], unit="share", says=HEAT
    )
    assert told.startswith("Repeat contacts. Mon, pm: 60.0%")
    assert told.endswith("too few: 2.")


# Chains -------------------------------------------------------------------------------

CHAINS = charts.ChainWords(days="days", contacts="{count} in {days} days")


def chain(*days, name="•••1", channel="phone"):
    return charts.Chain(name, [charts.ChainContact(day, channel, "why") for day in days])


def timeline(found):
    return charts.timeline(found, words=WORDS, says=CHAINS)


def test_each_contact_carries_the_place_of_its_chain():
    drawn = timeline([chain(0, 2), chain(0, 1, 5, channel="chat")])
    assert indexes(drawn) == [0, 0, 1, 1, 1]
    forms = {one["marker"]["symbol"] for one in trace(drawn)}
    assert len(forms) == 2


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12).map(sorted))
def test_contacts_of_one_day_are_side_by_side_and_never_before_it(days):
    places = _places(days, 0.05)
    assert len(set(places)) == len(days)
    for day, (across, down) in zip(days, places, strict=True):
        assert day <= across <= day + 0.05 * (len(days) // STACKED)
        assert abs(down) < 0.5


def test_sizes_are_shares_of_all_and_say_the_counts():
    counts = [("1", 75), ("2", 20), ("5+", 5)]
    drawn = charts.sizes(counts, words=WORDS)
    assert indexes(drawn) == [0, 1, 2]
    assert "75.0%" in drawn["data"][0]["text"][0]
    told = charts.describe_sizes(counts, WORDS)
    assert told == "Repeat contacts. 1 75.0% (75), 2 20.0% (20), 5+ 5.0% (5). n 100."


def test_chains_are_told_in_words():
    told = charts.describe_timeline([chain(0, 2, 9)], WORDS, says=CHAINS)
    assert told == "Repeat contacts. •••1: 3 in 9 days (phone)."


# Waterfall ----------------------------------------------------------------------------

FALL = charts.WaterfallWords(start="no driver", end="all", change=change)


def steps(*changes):
    return [
        charts.Step(f"d{at}", withheld() if one is None else share(one, half=0.01))
        for at, one in enumerate(changes)
    ]


def fall(start, found, end):
    return charts.waterfall(start, found, end, unit="share", words=WORDS, says=FALL)


@given(st.floats(0, 1), st.lists(st.floats(-0.3, 0.3), max_size=8))
def test_every_bar_begins_where_the_last_one_ended_and_the_last_ends_at_the_end(
    start, changes
):
    end = start + sum(changes)
    drawn = fall(start, steps(*changes), end)
    bar = drawn["data"][1]
    level = start
    for base, wide in zip(bar["base"], bar["x"], strict=True):
        assert base == pytest.approx(level)
        level = base + wide
    assert level == pytest.approx(end)
    assert drawn["data"][3]["x"] == [start, end]


def test_steps_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="lead to"):
        fall(0.1, steps(0.1, 0.1), 0.31)
    with pytest.raises(ValueError, match="lead to"):
        charts.check_sum(0.1, [], 0.2)


def test_a_withheld_step_moves_nothing_and_says_so():
    drawn = fall(0.1, steps(0.1, None, -0.05), 0.15)
    assert indexes(drawn) == [0, 2]
    assert drawn["data"][1]["base"] == pytest.approx([0.1, 0.2])
    assert "withheld (n 4)" in texts(drawn)


def test_a_step_that_lowers_is_good_where_lower_is_better():
    bar = fall(0.1, steps(0.1, -0.05), 0.15)["data"][1]
    assert bar["marker"]["line"]["color"] == [palette.BAD, palette.GOOD]


def test_a_waterfall_is_told_in_words():
    told = charts.describe_waterfall(
        0.1, steps(0.1, -0.05), 0.15, WORDS, unit="share", says=FALL
    )
    assert "no driver 10.0%. d0: +10.0 pp (interval +9.0 pp – +11.0 pp, n 100)." in told
    assert told.endswith("all 15.0%.")


# Flows --------------------------------------------------------------------------------

FLOW = charts.FlowWords(
    first="first", last="last", resolved="resolved", returned="came back",
    unknown="not known", other="other", episodes="{count} episodes",
)  # fmt: skip
LINK = st.builds(
    charts.Link,
    st.sampled_from([f"channel {at}" for at in range(12)]),
    st.sampled_from([f"channel {at}" for at in range(12)]),
    st.sampled_from(["resolved", "returned", "unknown", "something new"]),
    st.integers(0, 500),
)


@given(st.lists(LINK, max_size=60))
def test_joining_loses_no_episode_and_leaves_twelve_nodes(links):
    joined = charts.joined_links(links, other="other")
    charts.check_flows(joined, sum(link.episodes for link in links))
    left, right = {link.source for link in joined}, {link.target for link in joined}
    assert len(left) + len(right) <= 12
    pairs = {(one.source, one.target) for one in links if one.episodes}
    assert {pair for link in joined for pair in link.parts} == pairs


@given(st.lists(LINK, min_size=1, max_size=60))
def test_the_widths_of_both_sides_are_the_episodes(links):
    drawn = charts.flows(links, words=WORDS, says=FLOW)
    joined = charts.joined_links(links, other="other")
    for ends in trace(drawn):
        assert ends["customdata"] == list(range(len(joined)))
        widths = ends["y"]
        scale = sum(widths) / sum(link.episodes for link in joined)
        assert widths == pytest.approx([link.episodes * scale for link in joined])


def test_flows_are_coloured_by_how_they_ended():
    links = [
        charts.Link("phone", "phone", "resolved", 7),
        charts.Link("phone", "chat", "returned", 2),
        charts.Link("chat", "chat", "lost", 1),
    ]
    drawn = charts.flows(links, words=WORDS, says=FLOW)
    assert trace(drawn)[0]["marker"]["color"] == list(flow.OUTCOMES.values())
    told = charts.describe_flows(links, WORDS, says=FLOW)
    assert "10 episodes: resolved 70.0%, came back 20.0%, not known 10.0%." in told
    assert "phone → phone, resolved: 7 episodes." in told


def test_flows_that_lose_episodes_are_refused():
    with pytest.raises(ValueError, match="hold 7 episodes, not 8"):
        charts.check_flows([charts.Link("a", "b", "resolved", 7)], 8)


# Two by two ---------------------------------------------------------------------------

CROSS = charts.CrossingWords(
    rows=("said solved", "did not"), columns=("agrees", "came back"), gap="the gap"
)


def crossed(*counts):
    total = sum(counts)
    return [charts.Crossed(one, share(one / total, n=total)) for one in counts]


def test_the_cell_of_said_solved_but_not_stands_out():
    drawn = charts.two_by_two(crossed(50, 30, 12, 8), words=WORDS, says=CROSS)
    (bar,) = drawn["data"]
    assert bar["marker"]["line"]["color"].index(palette.BAD) == 1
    assert bar["customdata"] == [0, 1, 2, 3]
    assert "30.0%" in bar["text"][1]
    assert "the gap" in texts(drawn)
    assert "n 100" in texts(drawn)


def test_a_withheld_cell_shows_neither_share_nor_count():
    held = charts.Crossed(4177, withheld())
    found = [*crossed(50, 30, 20)[:3], held]
    drawn = json.dumps(charts.two_by_two(found, words=WORDS, says=CROSS))
    told = charts.describe_crossing(found, WORDS, says=CROSS)
    assert "4,177" not in drawn + told
    assert "4177" not in drawn + told
    assert "did not, came back: withheld." in told


def test_a_two_by_two_has_four_cells():
    with pytest.raises(ValueError, match="four cells"):
        charts.two_by_two(crossed(1, 2, 3), words=WORDS, says=CROSS)


def test_the_gap_is_told_first():
    told = charts.describe_crossing(crossed(50, 30, 12, 8), WORDS, says=CROSS)
    assert told.startswith("Repeat contacts, n 100. said solved, came back: 30, 30.0%")


# Dumbbell -----------------------------------------------------------------------------

BELL = charts.DumbbellWords(
    perceived="they say", operational="we record", gap="gap",
    left="{count} not shown", change=change,
)  # fmt: skip


def bell(pairs, **more):
    return charts.dumbbell(pairs, unit="share", words=WORDS, says=BELL, **more)


def test_rows_are_sorted_by_gap_and_keep_their_index():
    pairs = [
        charts.Pair("small", share(0.5), share(0.52)),
        charts.Pair("held", withheld(), share(0.5)),
        charts.Pair("wide", share(0.4), share(0.8)),
    ]
    drawn = bell(pairs)
    assert drawn["layout"]["yaxis"]["ticktext"] == ["wide", "small", "held"]
    assert [one["customdata"] for one in trace(drawn)] == [[4, 0], [5, 1, 3]]
    assert "-40.0 pp" in drawn["layout"]["yaxis2"]["ticktext"][0]
    told = charts.describe_dumbbell(pairs, WORDS, unit="share", says=BELL)
    assert "wide, they say: 40.0%" in told
    assert "gap -40.0 pp." in told
    assert "held, they say: withheld (n 4)." in told


def test_a_gap_of_a_low_base_is_not_told_as_a_number():
    drawn = bell([charts.Pair("a", share(0.4, n=9), share(0.8))])
    assert "pp" not in json.dumps(drawn)


def test_more_rows_than_fit_are_counted():
    pairs = [charts.Pair(f"r{at}", share(0.4), share(0.5 + at / 100)) for at in range(30)]
    drawn = bell(pairs)
    assert len(drawn["layout"]["yaxis"]["ticktext"]) == 25
    assert "5 not shown" in texts(drawn)


# Quadrant -----------------------------------------------------------------------------

QUAD = charts.QuadrantWords(x="handle time", y="repeats", near="too close")
CUTS = {"x_cut": charts.Line(400, "median"), "y_cut": charts.Line(0.3, "average")}


def seconds(value, half=20):
    return Estimate({}, 100, value, value - half, value + half, "ok")


def places():
    return [
        charts.Place("fast", seconds(200), share(0.5)),
        charts.Place("gone", withheld(), share(0.4)),
        charts.Place("near", seconds(390), share(0.1)),
    ]


def quadrant(found):
    return charts.quadrant(
        found, x_unit="seconds", y_unit="share", words=WORDS, says=QUAD, **CUTS
    )


def crowd():
    """Four touchpoints within a few pixels, close to both lines."""
    spots = [(50.0, 0.30), (51.0, 0.31), (52.0, 0.29), (53.0, 0.30)]
    return [
        charts.Place(
            f"Touchpoint {at}",
            Estimate({}, 400, x, x - 0.2, x + 0.2, "ok"),
            Estimate({}, 400, y, y - 0.001, y + 0.001, "ok"),
        )
        for at, (x, y) in enumerate([*spots, (100.0, 0.9), (0.0, 0.05)])
    ]


def test_units_that_crowd_are_still_named_by_a_line_that_leads_to_them():
    drawn = quadrant(crowd())
    named = [n for n in drawn["layout"]["annotations"] if "Touchpoint" in n["text"]]
    assert len(named) == len(crowd())
    assert any(n["showarrow"] for n in named)
    # Who stands alone needs no line.
    (alone,) = [n for n in named if n["text"] == "Touchpoint 5"]
    assert not alone["showarrow"]


def test_a_unit_whose_interval_touches_a_line_is_hollow():
    drawn = quadrant(places())
    (dots,) = trace(drawn)
    assert dots["customdata"] == [0, 2]
    assert dots["marker"]["color"] == [palette.US, palette.PAPER]
    assert "median 400" in texts(drawn)
    assert "average 30.0%" in texts(drawn)
    assert "withheld: 1" in texts(drawn)


def test_a_quadrant_tells_only_those_clear_of_the_lines():
    told = charts.describe_quadrant(
        places(), WORDS, x_unit="seconds", y_unit="share", says=QUAD, **CUTS
    )
    assert "fast: 200, 50.0%." in told
    assert "near:" not in told
    assert told.endswith("too close: 1. withheld: 1.")


# Beside published ---------------------------------------------------------------------

BESIDE_WORDS = charts.BesideWords(
    low="easy", high="hard", own="ours", published="as published"
)


def effort():
    return [
        charts.EffortPair("buys again", share(0.8), share(0.3), 0.94, 0.04),
        charts.EffortPair("disloyal", share(0.1), withheld()),
    ]


def test_published_shares_are_marked_as_such_and_cannot_be_clicked():
    drawn = charts.pairs_beside(effort(), words=WORDS, says=BESIDE_WORDS)
    assert indexes(drawn) == [0, 2, 1]
    theirs = [
        one
        for one in drawn["data"]
        if one.get("marker", {}).get("color") == palette.BENCHMARK
    ]
    assert [one["x"] for one in theirs] == [[0.94], [0.04]]
    assert "as published" in texts(drawn)
    told = charts.describe_beside(effort(), WORDS, says=BESIDE_WORDS)
    assert "buys again, hard: 30.0%" in told
    assert "as published: easy 94.0%, hard 4.0%." in told
    assert "disloyal, hard: withheld (n 4)." in told


# All of them --------------------------------------------------------------------------


def all_figures(text="Delivery"):
    words = replace(WORDS, axis=text)
    points = weeks(0.3, 0.5, None, 0.3, outside={1})
    named = [replace(one, label=text) for one in units()]
    pair = charts.Pair(text, share(0.4), share(0.7))
    return {
        "control": charts.control_chart(
            points, centre=0.3, unit="share", words=words, provisional_from="2026-01-22",
            says=charts.ControlWords(
                centre=text, limits=text, outside=text, unripe=text, told=text
            ),
        ),
        "funnel": charts.funnel_plot(
            named, curves=[replace(one, label=text) for one in CURVES], target=0.3,
            unit="share", words=words,
            says=charts.FunnelWords(target=text, n=text, withheld=text, told=text),
        ),
        "heat": charts.heatmap(
            cells(), rows=[text] * 2, columns=[text] * 2, unit="share", words=words,
            says=charts.HeatWords(few=text),
        ),
        "timeline": charts.timeline(
            [chain(0, 1, name=text, channel=text), chain(name=text)], words=words,
            says=charts.ChainWords(days=text, contacts=text),
        ),
        "sizes": charts.sizes([(text, 4)], words=words),
        "waterfall": charts.waterfall(
            0.1, [replace(one, label=text) for one in steps(0.1, None)], 0.2,
            unit="share", words=words,
            says=charts.WaterfallWords(start=text, end=text, change=change),
        ),
        "flows": charts.flows(
            [charts.Link(text, text, "resolved", 3)], words=words,
            says=charts.FlowWords(
                first=text, last=text, resolved=text, returned=text, unknown=text,
                other=text, episodes=text,
            ),
        ),
        "crossing": charts.two_by_two(
            crossed(5, 3, 2, 60), words=words,
            says=charts.CrossingWords(rows=(text,) * 2, columns=(text,) * 2, gap=text),
        ),
        "dumbbell": charts.dumbbell(
            [pair, replace(pair, perceived=withheld())], unit="share", words=words,
            most=1, says=charts.DumbbellWords(
                perceived=text, operational=text, gap=text, left=text, change=change
            ),
        ),
        "quadrant": charts.quadrant(
            [replace(one, label=text) for one in places()], x_unit="seconds",
            y_unit="share", x_cut=charts.Line(400, text), y_cut=charts.Line(0.3, text),
            words=words, says=charts.QuadrantWords(x=text, y=text, near=text),
        ),
        "beside": charts.pairs_beside(
            [replace(one, label=text) for one in effort()], words=words,
            says=charts.BesideWords(low=text, high=text, own=text, published=text),
        ),
    }  # fmt: skip


def no_figures():
    gone = withheld(period="2026-01-01")
    none = charts.ControlPoint(gone, None, None)
    nobody = charts.Crossed(0, Estimate({}, 0, None, None, None, "empty"))
    return {
        "control": control([]),
        "control withheld": control([none]),
        "funnel": funnel([]),
        "funnel withheld": funnel([charts.FunnelUnit("a", gone)]),
        "heat": heat([]),
        "timeline": timeline([]),
        "sizes": charts.sizes([("1", 0)], words=WORDS),
        "flows": charts.flows([], words=WORDS, says=FLOW),
        "crossing": charts.two_by_two([], words=WORDS, says=CROSS),
        "crossing nobody": charts.two_by_two([nobody] * 4, words=WORDS, says=CROSS),
        "dumbbell": bell([charts.Pair("a", gone, gone)]),
        "quadrant": quadrant([charts.Place("a", gone, gone)]),
        "beside": charts.pairs_beside([], words=WORDS, says=BESIDE_WORDS),
    }


@pytest.mark.parametrize("name", all_figures())
def test_a_figure_is_one_that_plotly_knows_and_has_an_index(name):
    drawn = all_figures()[name]
    go.Figure(drawn)
    assert indexes(drawn)


@pytest.mark.parametrize("name", no_figures())
def test_nothing_gives_a_sentence_in_place_of_a_chart(name):
    assert no_figures()[name] == frame.nothing(WORDS)


@pytest.mark.parametrize("name", all_figures())
def test_nothing_withheld_reaches_the_figure(name):
    text = json.dumps(all_figures()[name])
    assert "0.9876" not in text
    assert "98.8%" not in text


@pytest.mark.parametrize("name", all_figures())
def test_markup_in_data_is_escaped(name):
    assert "<a" not in json.dumps(all_figures(MARKUP)[name])


@pytest.mark.parametrize("name", all_figures())
def test_a_long_korean_label_is_cut_to_its_column(name):
    layout = all_figures(LONG)[name]["layout"]
    cut = [*layout["yaxis"].get("ticktext", []), *layout["xaxis"].get("ticktext", [])]
    assert LONG.strip() not in " ".join(str(one) for one in cut)
    assert LONG.strip() not in texts({"layout": layout})


@pytest.mark.parametrize("name", all_figures())
def test_colours_are_those_of_the_palette(name):
    known = set(palette.colours()) | {"rgba(0,0,0,0)"}
    drawn = palette.printed(all_figures()[name])
    assert not any(token in json.dumps(drawn) for token in known if token[0] == "#")


def test_no_data_is_told_in_words():
    said = {
        charts.describe_control([], WORDS, centre=0.3, unit="share", says=CONTROL),
        charts.describe_funnel([], WORDS, target=0.3, unit="share", says=FUNNEL),
        charts.describe_heat([], WORDS, rows=[], columns=[], unit="share", says=HEAT),
        charts.describe_timeline([], WORDS, says=CHAINS),
        charts.describe_sizes([], WORDS),
        charts.describe_flows([], WORDS, says=FLOW),
        charts.describe_crossing([], WORDS, says=CROSS),
        charts.describe_dumbbell([], WORDS, unit="share", says=BELL),
        charts.describe_quadrant(
            [], WORDS, x_unit="seconds", y_unit="share", says=QUAD, **CUTS
        ),
        charts.describe_beside([], WORDS, says=BESIDE_WORDS),
    }
    assert said == {"Repeat contacts. nothing here"}


def test_a_low_base_is_told_as_an_interval_and_not_as_a_number():
    few = share(0.43, n=12)
    cell = [charts.Crossed(5, few), *crossed(50, 30, 20)]
    drawn = [
        charts.two_by_two(cell, words=WORDS, says=CROSS),
        charts.pairs_beside(
            [charts.EffortPair("a", few, share(0.6))], words=WORDS, says=BESIDE_WORDS
        ),
        fall(0.1, [charts.Step("a", few)], 0.53),
    ]
    assert "43.0" not in json.dumps(drawn)


def test_what_is_left_out_of_the_words_is_counted():
    links = [charts.Link("a", f"b{at}", "resolved", 9 - at) for at in range(6)]
    assert charts.describe_flows(links, WORDS, says=FLOW).endswith("1 more.")
    rows = [charts.Pair(f"r{at}", share(0.4), share(0.5)) for at in range(6)]
    told = charts.describe_dumbbell(rows, WORDS, unit="share", says=BELL)
    assert told.endswith("2 more.")
    clear = [charts.Place(f"p{at}", seconds(200), share(0.5)) for at in range(8)]
    told = charts.describe_quadrant(
        clear, WORDS, x_unit="seconds", y_unit="share", says=QUAD, **CUTS
    )
    assert told.endswith("2 more.")


def test_a_withheld_step_is_told_as_such():
    told = charts.describe_waterfall(
        0.1, steps(None), 0.1, WORDS, unit="share", says=FALL
    )
    assert "d0: withheld (n 4)." in told


def test_periods_outside_are_told_by_name():
    told = charts.describe_control(
        weeks(0.3, 0.5, outside={1}), WORDS, centre=0.3, unit="share", says=CONTROL
    )
    assert "week of 2026-01-08: 50.0%" in told
    assert "1 of 2 outside" in told


def test_a_funnel_with_nobody_outside_says_so():
    calm = [charts.FunnelUnit("a", share(0.3))]
    told = charts.describe_funnel(calm, WORDS, target=0.3, unit="share", says=FUNNEL)
    assert told == "Repeat contacts. 0 of 1 outside; average 30.0%."
    far = charts.FunnelCurve("95%", [(1e6, 0.29, 0.31)])
    drawn = charts.funnel_plot(
        calm, curves=[far], target=0.3, unit="share", words=WORDS, says=FUNNEL
    )
    assert "95%" not in texts(drawn)


def test_no_word_is_cut_only_to_balance_two_lines():
    assert safe_label("해결했다고 기록함", most=14, lines=2) == "해결했다고<br>기록함"
