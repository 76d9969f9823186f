"""What a figure must never lose or show."""

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import plotly.graph_objects as go
import pytest

from cx import charts, palette
from cx.charts.labels import width
from cx.measure import Estimate

SECRET = 0.987654321
LONG = "My parcel has been shown as out for delivery for nine days " * 3


def number(value, unit):
    return f"{value:.1%}" if unit == "share" else f"{value:,g}"


WORDS = charts.Words(
    title="Repeat contacts",
    number=number,
    period=lambda start: f"week of {start}",
    n="n",
    interval="95 % interval",
    withheld="withheld",
    low_base="low base",
    no_data="nothing here",
    unknown="not yet known",
    sentence="{label}: {value}, {low} to {high}, {n} {count}.",
    more="{count} more.",
    axis="share",
    previous="before",
    provisional="not complete",
    negative="bad",
    positive="good",
    window="{day} days: {value}",
    importance="shared",
    unique="alone",
    falling="falling",
)


def share(value, n=100, **group):
    return Estimate(
        group, n, value, value - 0.05, value + 0.05, "low" if n < 30 else "ok"
    )


def withheld(**group):
    return Estimate(group, 4, SECRET, SECRET, SECRET, "withheld")


def label(estimate):
    return estimate.group["reason"]


def weeks(*values):
    days = [f"2026-01-{1 + 7 * at:02d}" for at in range(len(values))]
    return [
        withheld(period=day) if value is None else share(value, period=day)
        for day, value in zip(days, values, strict=True)
    ]


def driver(name="Delivery", slope=0.3):
    return SimpleNamespace(
        name=name, importance=0.3, unique=0.1, slope=slope, correlation=0.5,
        mean=4.0, low=0.2, high=0.4, rank=1,
    )  # fmt: skip


def ranked(estimates, **more):
    return charts.ranked(estimates, label_of=label, unit="share", words=WORDS, **more)


def trend(estimates, **more):
    return charts.trend(estimates, unit="share", words=WORDS, **more)


def indexes(figure):
    return [index for trace in figure["data"] for index in trace.get("customdata", [])]


def pair(left, right, name="Delivery"):
    return name, left, right


def all_figures(text="Delivery"):
    days = [share(0.9 - day / 100, day=str(day)) for day in range(10)]
    bands = [
        charts.Band(text, 0, 1, palette.BAD),
        charts.Band("good", 2, 2, palette.GOOD),
    ]
    line = charts.Line(0.3, text)
    return {
        "ranked": ranked(
            [share(0.4, reason=text), withheld(reason=text)], reference=[line]
        ),
        "readings": charts.readings([(text, share(0.4))], words=WORDS),
        "trend": trend(weeks(0.2, 0.3), benchmark=line, previous=weeks(0.1, 0.2)),
        "diverging": charts.diverging([(text, share(0.4), withheld())], words=WORDS),
        "curve": charts.curve(days, marked_day=7, words=WORDS),
        "importance": charts.importance([driver(text), driver(slope=-1)], words=WORDS),
        "distribution": charts.distribution([1, 0, 5], bands=bands, words=WORDS),
        "counts": charts.counts(
            [(date(2026, 1, 1), 3)],
            step="day",
            words=replace(WORDS, period=lambda _: text),
        ),
    }


EMPTY = {
    "ranked": ranked([]),
    "readings": charts.readings([], words=WORDS),
    "trend": trend([]),
    "diverging": charts.diverging([], words=WORDS),
    "curve": charts.curve([], marked_day=7, words=WORDS),
    "importance": charts.importance([], words=WORDS),
    "distribution": charts.distribution([0] * 11, bands=[], words=WORDS),
    "counts": charts.counts([], step="day", words=WORDS),
}


def test_every_row_carries_the_index_of_its_estimate():
    found = [share(0.4, reason="a"), withheld(reason="b"), share(0.2, reason="c")]
    assert indexes(ranked(found)) == [0, 2]
    assert indexes(trend(weeks(0.2, None, 0.3))) == [0, 2]


def test_each_side_of_a_row_carries_its_own_index():
    rows = [pair(share(0.4), share(0.2)), pair(withheld(), share(0.2))]
    assert sorted(indexes(charts.diverging(rows, words=WORDS))) == [0, 1, 3]


@pytest.mark.parametrize("drawn", all_figures().values(), ids=all_figures())
def test_a_figure_is_one_that_plotly_knows_and_has_an_index(drawn):
    go.Figure(drawn)
    assert indexes(drawn)


@pytest.mark.parametrize("drawn", EMPTY.values(), ids=EMPTY)
def test_nothing_gives_a_sentence_in_place_of_a_chart(drawn):
    go.Figure(drawn)
    assert drawn["data"]
    assert drawn["layout"]["annotations"][0]["text"] == "nothing here"


def test_a_withheld_value_never_reaches_the_figure():
    found = [share(0.4, reason="a"), withheld(reason="b")]
    both = [
        ranked(found),
        trend([*weeks(0.2, 0.3), withheld(period="2026-01-15")]),
        charts.diverging([pair(share(0.4), withheld())], words=WORDS),
        charts.curve([share(0.9, day="1"), withheld(day="2")], marked_day=2, words=WORDS),
    ]
    said = charts.alt_text(found, WORDS, label_of=label, unit="share")
    assert "0.98" not in json.dumps(both)
    assert "98.8" not in json.dumps(both) + said
    assert "withheld (n 4)" in json.dumps(both)


@pytest.mark.parametrize("name", all_figures())
def test_markup_in_data_is_escaped(name):
    text = json.dumps(all_figures("<a href='//x'>&")[name])
    assert "<a" not in text


def test_a_long_label_is_cut_and_told_in_full_on_hover():
    drawn = ranked([share(0.4, reason=LONG)])
    lines = drawn["layout"]["yaxis"]["ticktext"][0].split("<br>")
    assert len(lines) == 2
    assert lines[1].endswith("…")
    told = drawn["data"][1]["hovertext"][0].replace("<br>", " ")
    assert LONG.strip() in told


@pytest.mark.parametrize(
    "text", [LONG, "세금계산서발행및사업자등록정보변경요청문의" * 3, "x" * 300]
)
def test_no_line_of_a_label_is_wider_than_its_column(text):
    lines = charts.safe_label(text, most=20, lines=2).split("<br>")
    assert max(width(line) for line in lines) <= 21


def test_the_ribbon_is_the_intervals():
    found = weeks(0.2, 0.3, 0.25)
    ribbon = trend(found)["data"][0]["y"]
    assert ribbon == [e.high for e in found] + [e.low for e in reversed(found)]


def test_intervals_of_rows_are_drawn_as_given():
    one = share(0.4, reason="a")
    assert ranked([one])["data"][0]["x"] == [one.low, one.high, None]


@pytest.mark.parametrize(
    "found",
    [weeks(0.2, 0.3, None, 0.3, 0.2), [weeks(*[0.2] * 5)[i] for i in (0, 1, 3, 4)]],
)
def test_a_missing_period_leaves_a_gap(found):
    line = trend(found)["data"][1]
    assert line["y"].count(None) == 1


def test_an_unfinished_period_is_dashed_and_hollow():
    drawn = trend(weeks(0.2, 0.3, 0.4), provisional_from="2026-01-15")
    *_, dashed, points = drawn["data"]
    assert dashed["line"]["dash"] != "solid"
    assert dashed["y"] == [0.3, 0.4]
    assert points["marker"]["color"] == [palette.US, palette.US, palette.PAPER]
    assert "not complete" in points["hovertext"][2]


def test_a_low_base_is_hollow_and_tells_the_interval_only():
    drawn = ranked([share(0.4, n=12, reason="a")])
    assert drawn["data"][1]["marker"]["color"] == [palette.PAPER]
    assert "40.0%" not in json.dumps(drawn)


def test_the_curve_is_one_minus_survival():
    found = [share(0.9, day="1"), share(0.8, day="2")]
    drawn = charts.curve(found, marked_day=2, words=WORDS)
    assert drawn["data"][2]["y"] == pytest.approx([0.1, 0.2])
    assert drawn["data"][0]["y"] == pytest.approx(
        [0.15, 0.15, 0.25, 0.25, 0.15, 0.15, 0.05, 0.05]
    )


def test_importance_is_drawn_as_its_part_of_r2():
    drawn = charts.importance([driver(), driver()], words=WORDS)
    assert drawn["data"][0]["x"] == pytest.approx([0.3, 0.3])
    assert drawn["data"][1]["x"] == pytest.approx([0.1, 0.1])


def test_a_slope_that_reads_as_nought_has_no_direction():
    flat = charts.importance([driver(slope=-0.004)], words=WORDS)
    assert "falling" not in json.dumps(flat)


def test_a_benchmark_too_weak_to_draw_is_not_drawn():
    weak = SimpleNamespace(value=0.9, label="hearsay", drawn=False)
    assert "hearsay" not in json.dumps(ranked([share(0.4, reason="a")], reference=[weak]))


@pytest.mark.parametrize(
    "unit", ["share", "points", "seconds", "count", "score", "money"]
)
def test_every_unit_has_an_axis(unit):
    found = [Estimate({"reason": "a"}, 50, v, v - 1, v + 2, "ok") for v in (3.0, 40.0)]
    drawn = charts.ranked(found, label_of=label, unit=unit, words=WORDS)
    assert len(drawn["layout"]["xaxis"]["tickvals"]) >= 1


@pytest.mark.parametrize(
    ("step", "days", "places"),
    [
        ("day", ["2023-12-31", "2024-01-01", "2024-03-01"], [0, 1, 61]),
        ("week", ["2023-12-25", "2024-01-01", "2024-01-15"], [0, 1, 3]),
        ("month", ["2023-12-01", "2024-01-01", "2024-04-01"], [0, 1, 4]),
        ("year", ["2019-01-01", "2024-01-01", "2026-01-01"], [0, 5, 7]),
    ],
)
def test_a_period_without_rows_leaves_its_place_among_the_columns(step, days, places):
    periods = [(date.fromisoformat(day), 5) for day in days]
    drawn = charts.counts(periods, step=step, words=WORDS)
    assert drawn["data"][0]["x"] == places
    assert drawn["data"][0]["y"] == [5, 5, 5]


def test_one_column_says_its_date_and_its_n():
    words = replace(WORDS, period=lambda _: "14 Mar 2024")
    drawn = charts.counts([(date(2024, 3, 14), 1234)], step="day", words=words)
    assert drawn["data"][0]["text"] == ["n 1,234"]
    assert drawn["layout"]["xaxis"]["ticktext"] == ["14 Mar<br>2024"]


def test_the_dates_under_many_columns_do_not_touch_and_the_last_is_named():
    periods = [(date(2024, 1, n), 10_000 * n) for n in (1, 2, 30, 31)]
    words = replace(WORDS, period=lambda start: start)
    layout = charts.counts(periods, step="day", words=words)["layout"]
    assert layout["xaxis"]["tickvals"] == [1, 30]
    # Numbers that would run into each other are read from the axis.
    assert layout["yaxis"]["visible"]


def test_few_rows_have_no_half_rows_on_their_axis():
    periods = [(date(2024, 1, n), 1 + n % 2) for n in range(1, 31)]
    layout = charts.counts(periods, step="day", words=WORDS)["layout"]
    assert layout["yaxis"]["tickvals"] == [0, 1, 2]


def test_counts_are_told_by_their_total_first_lowest_highest_and_last():
    given = [(date(2024, 1, n), count) for n, count in enumerate([5, 1, 4, 9, 6], 1)]
    said = charts.describe_counts(given, replace(WORDS, period=lambda day: day[-1]))
    assert said == "Repeat contacts, n 25. 1: n 5. 2: n 1. 4: n 9. 5: n 6."


def test_a_chart_is_told_in_words():
    found = [
        share(0.4, reason="Delivery"),
        withheld(reason="Refund"),
        share(0.1, n=9, reason="c"),
    ]
    said = charts.alt_text(found, WORDS, label_of=label, unit="share", most=2)
    first = "Repeat contacts. Delivery: 40.0%, 35.0% to 45.0%, n 100."
    assert said == f"{first} Refund: withheld (n 4). 1 more."
    assert charts.alt_text(found[2:], WORDS, label_of=label, unit="share").endswith(
        "low base"
    )


def test_each_other_chart_is_told_in_words():
    days = [share(0.9, day="7")]
    bands = [charts.Band("bad", 0, 0, palette.BAD)]
    trending = charts.describe_trend(weeks(0.2, 0.5, 0.3), WORDS, unit="share")
    assert trending.count("week of") == 3
    assert "10.0%" in charts.describe_curve(days, WORDS, marked_day=7)
    assert "Delivery, bad: 40.0%" in charts.describe_diverging(
        [pair(*[share(0.4)] * 2)], WORDS
    )
    assert "Delivery 30.0% (falling)" in charts.describe_importance(
        [driver(slope=-1)], WORDS
    )
    assert "bad 25.0%" in charts.describe_distribution([1, 3], WORDS, bands=bands)


def test_no_data_is_told_in_words():
    said = [
        charts.alt_text([], WORDS, label_of=label, unit="share"),
        charts.describe_trend([], WORDS, unit="share"),
        charts.describe_curve([], WORDS, marked_day=7),
        charts.describe_diverging([], WORDS),
        charts.describe_importance([], WORDS),
        charts.describe_distribution([0], WORDS, bands=[]),
        charts.describe_counts([], WORDS),
    ]
    assert set(said) == {"Repeat contacts. nothing here"}
