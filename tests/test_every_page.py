"""Every page without a browser: empty, with sample data, in Korean, from any link."""

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import replace
from datetime import date

import pytest
from google.protobuf.message import Message
from streamlit.proto.Metric_pb2 import Metric as MetricBox
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from cx import catalog, site
from cx.locale import set_language
from cx.measure import Question, measure
from cx.measure import values as measure_values
from cx.stats.compare import difference_from_intervals
from cx.stats.intervals import Interval
from cx.store import Store
from cx.ui import frame, words
from cx.ui.overview import HEADLINES
from tests.exports import ROOT, bring
from tests.screens import address, broke, charts_of, sentences, shown_store

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
WITH_NUMBERS = sorted(set(PAGES) - {"data", "history", "dictionary"})
LANGUAGES = ("en", "ko")

# The newest half year of the sample data, which is what a first visit shows.
SINCE, UNTIL = date(2026, 4, 1), date(2026, 9, 30)
BEFORE = date(2025, 10, 1), date(2026, 3, 31)


# Which pages there are


def test_every_page_file_is_in_the_sidebar_and_the_other_way_round():
    assert sorted(site.PLACES) == PAGES


# Every page opens


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_data_opens_and_says_what_to_do(screen, tmp_path, page, language):
    tested = screen(tmp_path, page, lang=language)
    assert not broke(tested)
    assert not tested.get("plotly_chart")
    buttons = [button.key for button in tested.button]
    assert page == "dictionary" or {"load_sample", "sample_hanbit"} & {*buttons}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_sample_data_opens(screen, sample, page, language):
    tested = screen(sample.home, page, lang=language)
    assert not broke(tested)
    assert not tested.warning
    assert bool(tested.get("plotly_chart")) == (page in WITH_NUMBERS)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Audits of two sites and a month's volume, which no number counts so far."""
    opened = shown_store(tmp_path_factory.mktemp("audited"))
    visits = "visit_id,visited_at,site,channel,item,score\n" + "".join(
        f"V{n},2024-03-0{n},Site {n},store,Greeting,yes\n" for n in (1, 2)
    )
    bring(opened, visits, "visits.csv")
    bring(opened, "period,measure,value\n2024-03,orders,10\n", "volumes.csv")
    return opened


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_nothing_but_audits_and_volumes_opens(screen, audited, page):
    tested = screen(audited.home, page)
    assert not broke(tested)
    assert not tested.warning


def test_what_only_audits_know_can_be_filtered_by_and_taken_away(screen, audited):
    assert measure_values(audited, audited.mart(), "site") == ["Site 1", "Site 2"]
    assert "w_filter_site" in [m.key for m in screen(audited.home).multiselect]
    asked = address(audited, filters=(("site", ("Site 1",)),))
    tested = screen(audited.home, **asked)
    assert not broke(tested)
    assert "w_filter_site" in [m.key for m in tested.multiselect]


def test_every_kind_of_row_has_its_word_for_how_many():
    nps = catalog.metric("nps")
    said = {words.base(replace(nps, rows=rows), 3) for rows in catalog.ROWS}
    assert len(said) == len(catalog.ROWS)
    assert all(each.startswith("3 ") for each in said)


@pytest.mark.parametrize("table", catalog.TABLES)
def test_a_page_says_which_rows_it_lacks(table, monkeypatch):
    said, ways_out = [], []
    monkeypatch.setattr(frame.st, "info", lambda text, **_: said.append(text))
    monkeypatch.setattr(frame, "to_data", ways_out.append)
    frame._missing(table)
    assert said[0].startswith("This page needs ")
    assert ways_out == ["Load a file"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_filtered_to_one_channel_says_so(screen, sample, page):
    tested = screen(
        sample.home, page, **address(sample, filters=(("channel", ("chat",)),))
    )
    assert not broke(tested)
    assert not tested.warning
    assert tested.query_params["channel"] in ("chat", ["chat"])
    assert page not in WITH_NUMBERS or "Channel: Chat" in sentences(tested)


@pytest.mark.parametrize("page", WITH_NUMBERS)
def test_an_address_that_was_written_draws_the_same_page_again(screen, sample, page):
    first = screen(sample.home, page)
    again = screen(sample.home, page, **first.query_params)
    assert again.query_params == first.query_params
    assert [m.value for m in again.metric] == [m.value for m in first.metric]
    assert charts_of(again) == charts_of(first)


# Links that cannot be understood

BROKEN_LINKS = {
    "a part it does not know": {"colour": "red"},
    "a channel this data lacks": {"channel": "telegraph"},
    "a column this data lacks": {"a.shoe_size": "44"},
    "a version from the future": {"v": "999"},
    "a version that is no number": {"v": "newest"},
    "a day that does not exist": {"since": "2026-02-30"},
    "an end before its beginning": {"since": "2026-05-02", "until": "2026-05-01"},
    "a language it does not speak": {"lang": "xx"},
    "a comparison it does not make": {"compare": "everything"},
}


# The front door reads the address, whatever the page: each fault once, each page once.
@pytest.mark.parametrize(
    ("page", "link_has"),
    [
        *(("overview", fault) for fault in BROKEN_LINKS),
        *((page, "a channel this data lacks") for page in PAGES if page != "overview"),
    ],
)
def test_a_link_that_is_not_understood_shows_a_sentence_and_no_number(
    screen, sample, page, link_has
):
    tested = screen(sample.home, page, **address(sample) | BROKEN_LINKS[link_has])
    assert not broke(tested)
    assert "No numbers are shown" in tested.warning[0].value
    assert not tested.metric
    assert not tested.get("plotly_chart")


UNKNOWN_CHOICES = {
    "overview": ("measure", "by"),
    "drivers": ("outcome", "missing", "drivers", "touch", "weights"),
    "touchpoints": ("measure", "touch", "by"),
    "resolution": ("window", "by", "among"),
    "snowballs": ("window", "same", "cost"),
    "effort": ("window", "felt", "made", "made_by", "equal", "queue"),
    "word_of_mouth": ("by",),
}


@pytest.mark.parametrize(
    ("page", "key"), [(p, key) for p, keys in UNKNOWN_CHOICES.items() for key in keys]
)
def test_a_link_with_a_choice_the_page_lacks_shows_no_number(screen, sample, page, key):
    tested = screen(sample.home, page, **address(sample), **{key: "nonsense"})
    assert not broke(tested)
    assert "nonsense" in tested.warning[0].value
    assert not tested.metric
    assert not tested.get("plotly_chart")


def test_a_way_out_of_a_broken_link_is_one_click(screen, sample):
    tested = screen(sample.home, channel="telegraph")
    tested.main.button[0].click().run()
    assert not tested.warning
    assert len(tested.metric) == len(HEADLINES)
    assert "channel" not in tested.query_params


def test_a_link_put_right_by_hand_is_followed(screen, sample):
    tested = screen(sample.home, channel="telegraph")
    assert tested.warning
    tested.query_params["channel"] = "chat"
    tested.run()
    assert not tested.warning
    assert "Channel: Chat" in sentences(tested)


@pytest.mark.parametrize(("language", "between"), [("ko", True), ("en", False)])
def test_korean_lines_break_between_words(screen, sample, language, between):
    tested = screen(sample.home, lang=language)
    styles = [one.proto.body for one in tested.get("html")]
    assert any("keep-all" in style for style in styles) == between


def test_two_quick_choices_both_count_though_the_browser_lags_one_address_behind(
    screen, sample
):
    """The second click is sent before the first one's address has reached the browser."""
    tested = screen(sample.home)
    before = {key: tested.query_params[key] for key in tested.query_params}
    tested.multiselect(key="w_filter_channel").set_value(["chat"]).run()
    tested.query_params.clear()
    tested.query_params.update(before)
    tested.button(key="language_ko").click().run()
    assert tested.query_params["lang"] in ("ko", ["ko"])
    assert tested.query_params["channel"] in ("chat", ["chat"])
    # Back, with no control used: the address counts.
    tested.query_params.clear()
    tested.query_params.update(before)
    # Labels of controls are read in this thread, the page is drawn in its own.
    in_korean = copy_context()
    in_korean.run(set_language, "ko")
    in_korean.run(tested.run)
    assert "channel" not in tested.query_params
    assert tested.query_params["lang"] in ("en", ["en"])


# Numbers are those of the engine


def test_the_overview_shows_the_same_nps_as_the_command_line(screen, sample):
    (expected,) = measure(sample, "nps", Question(since=SINCE, until=UNTIL))
    tested = screen(sample.home)
    nps = next(m for m in tested.metric if m.label == "Net Promoter Score")
    assert nps.value == f"{expected.value:.1f}"
    assert f"{expected.n:,} answers" in [button.label for button in tested.button]


def test_a_change_within_chance_has_no_arrow(screen, sample):
    shown = {m.label: bool(m.delta) for m in screen(sample.home).metric}
    assert shown == {
        catalog.metric(each).name: is_clear(sample, each) for each in HEADLINES
    }
    assert set(shown.values()) == {True, False}


def test_an_arrow_points_where_the_number_went_and_its_colour_says_if_that_is_good(
    screen, sample
):
    colours = {MetricBox.RED: "worse", MetricBox.GREEN: "better"}
    arrows = {MetricBox.DOWN: "Down", MetricBox.UP: "Up"}
    tested = screen(sample.home, "bottlenecks")
    moved = [one for one in tested.metric if one.delta]
    assert len(moved) >= 3
    said = sentences(tested)
    for one in moved:
        assert ("−" in one.delta) == (one.proto.direction == MetricBox.DOWN)
        verdict = f"{arrows[one.proto.direction]}, {colours[one.proto.color]} ("
        assert said.count(verdict) >= 1


def is_clear(store: Store, metric_id: str) -> bool:
    """Whether a metric moved beyond chance between the two newest half years."""
    sides = [
        measure(store, metric_id, Question(since=since, until=until))[0]
        for since, until in ((SINCE, UNTIL), BEFORE)
    ]
    now, before = (Interval(side.value, side.low, side.high) for side in sides)
    return difference_from_intervals(now, before).clear


def test_without_comparison_no_number_has_an_arrow(screen, sample):
    view = address(sample, since=SINCE, until=UNTIL, compare="none")
    assert not any(m.delta for m in screen(sample.home, **view).metric)


TINY = {
    "since": date(2026, 9, 1),
    "until": date(2026, 9, 2),
    "filters": (("channel", ("email",)),),
}


def test_a_number_from_fewer_than_ten_is_never_shown(screen, sample):
    question = Question(**TINY)
    for each in HEADLINES:
        (found,) = measure(sample, each, question)
        # Not even how few: with filters taken away, the rest would say who is missing.
        assert (found.n, found.value, found.status) == (0, None, "withheld")
    tested = screen(sample.home, **address(sample, **TINY))
    assert not broke(tested)
    assert {m.value for m in tested.metric} == {"–"}
    assert not [b for b in tested.button if str(b.key).startswith("rows_")]


def test_a_chart_holds_no_value_of_a_group_of_fewer_than_ten(screen, sample):
    tested = screen(sample.home, **address(sample, **TINY))
    assert {number for table in tested.dataframe for number in table.value["Number"]} == {
        "–"
    }
    drawn = [trace for chart in charts_of(tested) for trace in chart["data"]]
    numbers = [v for trace in drawn for axis in "xy" for v in trace.get(axis) or ()]
    assert not [v for v in numbers if isinstance(v, float) and v % 1]


# Charts can be clicked


# Parts of pages whose charts open no rows, and why.
WITHOUT_ROWS = {
    "assessment_results": "each row is what one colleague filled in",
    "audits_items": "plain_chart: each row is one agent or auditor",
    "front_line_abuse": "each row is one customer who was flagged",
    "front_line_numbers": "each row is one agent",
    "front_line_strain": "each row is one agent",
    "front_line_survey": "each row is one agent's answers",
    "customers_sources": "the chart above it opens both groups",
    "touchpoint_journey": "the numbers above it open the journeys",
    "touchpoint_moments": "the numbers above it open the journeys",
}


def test_a_chart_opens_rows_or_says_why_not():
    without = {
        file.stem
        for file in (ROOT / "cx" / "ui").glob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "st.plotly_chart"
        and "on_select" not in {given.arg for given in call.keywords}
    }
    assert without == set(WITHOUT_ROWS)


@pytest.mark.parametrize("page", WITH_NUMBERS)
def test_the_points_of_a_chart_say_what_they_were_drawn_from(screen, sample, page):
    for chart in screen(sample.home, page).get("plotly_chart"):
        if chart.proto.selection_mode:
            drawn = json.loads(chart.proto.spec)["data"]
            assert any("customdata" in trace for trace in drawn)


def test_a_click_on_a_point_lists_as_many_rows_as_the_point_rests_on(screen, sample):
    tested = screen(sample.home)
    twin = tested.dataframe[-1].value
    point = {"selection": {"points": [{"customdata": 0}], "point_indices": [0]}}
    tested.session_state["overview_by"] = point
    tested.run()
    said = f"{twin['n'][0]:,} answers: every one of them is counted"
    assert not broke(tested)
    assert said in sentences(tested)


# Data is shown, never obeyed

HOSTILE = (
    "<script>alert(1)</script>",
    "![x](http://evil.example/x.png)",
    "[a](javascript:alert)",
    "$E=mc^2$",
    ":red[x] :material/home:",
    "**bold** `code` <b>b</b>",
    "x" * 300,
)
# What is left of each when nobody has made it harmless.
OBEYED = ("<script>", "](http", "](javascript", "$E", ":red[", ":material/home", "**bold")
MARKDOWN_FIELDS = ("body", "label", "help", "content", "caption", "delta", "placeholder")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = shown_store(tmp_path_factory.mktemp("hostile"))
    bring(opened, hostile_contacts(), f"{HOSTILE[0].replace('/', '')}{HOSTILE[4]}.csv")
    bring(opened, hostile_answers(), "[a](javascript:alert).csv")
    return opened


def hostile_contacts() -> str:
    """Forty contacts for each hostile word, which is its channel, reason and team."""
    names = ["contact_id", "started_at", "customer_id", "channel", "reason", "team"]
    rows = [
        (f"C{i}", f"2026-0{1 + i % 6}-1{i % 9} 10:00", f"P{i}", word, word, word, word)
        for i, word in enumerate(HOSTILE * 40)
    ]
    return as_csv([*names, HOSTILE[1]], rows)


def hostile_answers() -> str:
    """A hundred people who rated touchpoints with hostile names."""
    names = ["response_id", "responded_at", "customer_id", "nps", "overall", "wom_told"]
    rows = [
        (
            f"R{i}",
            f"2026-0{1 + i % 6}-1{i % 9}",
            f"P{i}",
            i % 11,
            5,
            "bad",
            word,
            *rated(i),
        )
        for i, word in enumerate(HOSTILE * 20)
    ]
    return as_csv([*names, "channel", *(f"touchpoint: {word}" for word in HOSTILE)], rows)


def rated(person: int) -> tuple[int, ...]:
    """One rating for each touchpoint, no two of them alike."""
    return tuple(1 + person * step % 5 for step in range(1, len(HOSTILE) + 1))


def as_csv(header: list[str], rows: list[tuple]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def markdown_in(block: Block) -> Iterator[str]:
    """Every text of a page that Streamlit reads as Markdown."""
    yield from texts_in(block.proto)
    for child in getattr(block, "children", {}).values():
        yield from markdown_in(child)


def texts_in(message: object) -> Iterator[str]:
    if not isinstance(message, Message):
        return
    for field, value in message.ListFields():
        if isinstance(value, str) and field.name in MARKDOWN_FIELDS:
            yield value
        elif isinstance(value, Message):
            yield from texts_in(value)
        elif field.name == "options" and not isinstance(value, str):
            # A segmented control's options are Markdown, a list of choices is plain text.
            yield from (text for option in value for text in texts_in(option))


@pytest.mark.parametrize("page", PAGES)
def test_markup_in_data_is_never_obeyed(screen, hostile, page):
    tested = screen(hostile.home, page, **address(hostile))
    assert not broke(tested)
    assert not obeyed(tested)
    assert "<script>" not in json.dumps(charts_of(tested))


def obeyed(tested: AppTest) -> list[str]:
    """Texts in which something is left for Markdown to act on."""
    left = {text: re.sub(r"\\.", "·", text) for text in markdown_in(tested.main)}
    return [text for text, live in left.items() if any(bad in live for bad in OBEYED)]


@pytest.mark.parametrize("word", HOSTILE)
def test_a_filter_on_a_hostile_word_is_shown_as_it_is_written(screen, hostile, word):
    view = address(hostile, filters=(("channel", (word,)),))
    tested = screen(hostile.home, **view)
    assert not broke(tested)
    assert not tested.warning
    assert not obeyed(tested)


def test_a_broken_link_does_not_obey_what_it_holds(screen, sample):
    for word in HOSTILE:
        tested = screen(sample.home, **address(sample) | {"channel": word, word: "1"})
        assert not obeyed(tested)
