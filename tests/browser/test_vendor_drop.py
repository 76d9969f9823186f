"""Each export of the format samples, from the drop to a chart, in clicks.

What is dropped are small made-up exports, shaped like the vendors': their numbers are
counted by hand, or are those that tests/test_vendor_*.py count.
"""

import csv
import io
import re
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from playwright.sync_api import Locator, Page, expect

from cx.store import Store
from tests.browser.test_journey import (
    FITS,
    heading,
    korean_calls,
    opened,
    preview,
    settled,
    shows,
    upload,
)
from tests.exports import CONTACTS, ROOT, bring, sample_files

VENDORS = ROOT / "tests" / "samples"
OVERVIEW, RESOLUTION = "Overview", "First-contact resolution"
TOUCHPOINTS, ROWS, FEW = "Touchpoints (MOT)", "its rows", "rows of too few customers"
# What is clicked after the import, what is read there, and how many rows are new.
# Numbers of fewer than five customers are withheld, and none of these pages has a number
# for audits, volumes, orders, or contacts that are too new or name no customer: there the
# rows open, under a chart of how many came when.
SEEN = {
    "amazon_connect.ndjson": (ROWS, "4 rows as they were read", 4),
    "channeltalk_json.csv": (ROWS, "3 rows as they were read", 3),
    "channeltalk_userchat.csv": (ROWS, "3 rows as they were read", 3),
    "delighted_json.csv": (OVERVIEW, "12 answers", 23),
    "five9_calllog.csv": (FEW, "6 rows as they were read", 6),
    "freshdesk_tickets.csv": (FEW, "5 rows as they were read", 5),
    "generic_audit.csv": (ROWS, "5 rows as they were read", 5),
    "generic_audit_ko.csv": (ROWS, "3 rows as they were read", 3),
    "generic_volume.csv": (ROWS, "4 rows as they were read", 4),
    "generic_volume_ko.csv": (ROWS, "3 rows as they were read", 3),
    "genesys_interactions.csv": (FEW, "6 rows as they were read", 6),
    "google_forms.csv": (OVERVIEW, "13 answers", 13),
    "google_forms_ko.csv": (OVERVIEW, "12 answers", 12),
    "happytalk.csv": (ROWS, "4 rows as they were read", 4),
    "hubspot_tickets.csv": (FEW, "5 rows as they were read", 5),
    "intercom_conversations.csv": (FEW, "6 rows as they were read", 6),
    "intercom_csat.csv": (FEW, "3 rows as they were read", 3),
    "korean_cti.csv": (ROWS, "4 rows as they were read", 4),
    "nice_cxone.csv": (FEW, "5 rows as they were read", 5),
    "qualtrics.csv": (OVERVIEW, "14 answers", 15),
    "salesforce_api.csv": (FEW, "4 rows as they were read", 4),
    "salesforce_cases.csv": (FEW, "5 rows as they were read", 5),
    "surveymonkey.csv": (OVERVIEW, "13 answers", 13),
    "typeform.csv": (OVERVIEW, "13 answers", 13),
    "zendesk_json.ndjson": (FEW, "4 rows as they were read", 4),
    "zendesk_tickets.csv": (FEW, "5 rows as they were read", 5),
    "hanbit_alerts.csv": (ROWS, "3,422 rows as they were read", 3_422),
    "hanbit_attempts.csv": (ROWS, "13,368 rows as they were read", 13_368),
    "hanbit_audits.csv": (ROWS, "8,106 rows as they were read", 8_106),
    "hanbit_batteries.csv": (ROWS, "13,482 rows as they were read", 13_482),
    "hanbit_shifts.csv": (ROWS, "13,273 rows as they were read", 13_273),
    "hanbit_staff.csv": (ROWS, "3,240 rows as they were read", 3_240),
    "hanbit_volumes.csv": (ROWS, "216 rows as they were read", 216),
    "hanbit_contacts.csv": (RESOLUTION, "n 13,450", 19_045),
    "hanbit_orders.csv": (ROWS, "23,211 rows as they were read", 23_211),
    "hanbit_surveys.csv": (TOUCHPOINTS, "n 7,977", 8_437),
    "sfo_airport_survey_2017.csv": (OVERVIEW, "2,746 answers", 2_831),
}
REFUSED = "genesys_cut_off.csv"
FILES = [*sorted(VENDORS.iterdir()), *sample_files()]
# Each place a file can lead to, both languages, text and JSON: the others are slow.
ALWAYS = (
    *("zendesk_tickets.csv", "google_forms_ko.csv", "korean_cti.csv"),
    *("amazon_connect.ndjson", "hanbit_contacts.csv", "hanbit_surveys.csv"),
)
# Has a line that another sample has too: there it would be a duplicate.
ALIKE = ("generic_volume_ko.csv",)
PASSWORD = "비밀 1"


class Clicks:
    """A tab, and how often somebody clicked in it since the drop."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.made = 0

    def on(self, place: Locator) -> None:
        self.made += 1
        place.click()


@pytest.fixture(scope="module")
def server(serve_for_file, tmp_path_factory):
    """Small files of other sources gather here, so each has to be told from the rest."""
    with closing(Store(tmp_path_factory.mktemp("several"))) as store:
        bring(store, CONTACTS)
    return serve_for_file(store.home)


@pytest.fixture
def dropped(server, serve, page, request):
    """The Data page of a dashboard on which a file has just been let go."""
    path = request.param
    # A large one in the same data would make every later import wait.
    used = server if path.parent == VENDORS and path.name not in ALIKE else serve()
    tab = opened(page(), f"{used.url}/data?lang=en", "Data")
    upload(tab, path)
    yield tab
    assert "Traceback" not in used.log.read_text(errors="replace")


def is_sound(tab: Page) -> None:
    """Nothing broke, and neither a wide nor a narrow screen scrolls sideways."""
    settled(tab)
    expect(tab.get_by_test_id("stException")).to_have_count(0)
    expect(tab.get_by_text("Traceback")).to_have_count(0)
    expect(tab.get_by_text("a fault of ours")).to_have_count(0)
    before = tab.viewport_size
    for width in (before["width"], 390):
        tab.set_viewport_size({"width": width, "height": 844})
        tab.wait_for_function(FITS, arg=width, timeout=10_000)
    tab.set_viewport_size(before)


def imported(clicks: Clicks, new: int) -> None:
    clicks.on(clicks.tab.get_by_role("button", name=f"Import {new:,} rows"))
    shows(clicks.tab, f"was imported: {new:,} new")


def seen(clicks: Clicks, where: str, words: str) -> None:
    """One click on what the import's message offers: a chart, and the n it rests on."""
    tab = clicks.tab
    if where in (ROWS, FEW):
        why = "Too few customers" if where == FEW else "No page has a number"
        shows(tab, why)
        clicks.on(tab.get_by_role("button", name="See its rows"))
        window = tab.get_by_role("dialog")
        expect(window).to_contain_text(words)
        expect(window.locator(".js-plotly-plot .bars .point").first).to_be_visible()
        alt = window.get_by_role("figure")
        # As many rows in the chart as in the table under it.
        expect(alt).to_have_attribute(
            "aria-label", re.compile(rf"^Rows by \w+, n {words.split()[0]}\. ")
        )
        expect(window.get_by_test_id("stDataFrame")).to_be_visible()
        return
    clicks.on(tab.get_by_role("link", name=f"See it: {where}"))
    expect(heading(tab)).to_have_text(where)
    settled(tab)
    charts = tab.get_by_role("figure")
    expect(charts.first.locator(".js-plotly-plot")).to_be_visible()
    if where == OVERVIEW:
        shows(tab.get_by_test_id("stMain"), words)
    else:
        expect(charts.first).to_have_attribute("aria-label", re.compile(re.escape(words)))


@pytest.mark.parametrize(
    "dropped",
    [
        pytest.param(
            path,
            id=path.name,
            marks=[] if path.name in ALWAYS else [pytest.mark.slow],
        )
        for path in FILES
        if path.name != REFUSED
    ],
    indirect=True,
)
def test_an_export_gets_from_the_drop_to_its_numbers_in_two_clicks(dropped, request):
    name = request.node.callspec.params["dropped"].name
    where, words, new = SEEN[name]
    assert preview(dropped)[:2] == [f"{new:,}", "0"]
    expect(dropped.get_by_text("What is in these columns?")).to_have_count(0)
    is_sound(dropped)
    clicks = Clicks(dropped)
    imported(clicks, new)
    seen(clicks, where, words)
    is_sound(dropped)
    assert clicks.made <= 2


def test_every_sample_is_dropped():
    assert {path.name for path in FILES} == {*SEEN, REFUSED}


@pytest.mark.parametrize("dropped", [VENDORS / REFUSED], indirect=True)
def test_an_export_cut_off_by_its_vendor_says_so_and_cannot_be_imported(dropped):
    assert preview(dropped) == ["0", "0", "0", "2"]
    expect(dropped.get_by_role("button", name="Import 0 rows")).to_be_disabled()
    expect(dropped.get_by_text("What is in these columns?")).to_have_count(0)
    is_sound(dropped)


def locked(path: Path) -> dict[str, object]:
    """A CSV sample as a workbook that only a password opens."""
    book = openpyxl.Workbook()
    text = path.read_text(encoding="utf-8-sig")
    for row in csv.reader(io.StringIO(text)):
        book.active.append(row)
    plain, out = io.BytesIO(), io.BytesIO()
    book.save(plain)
    OOXMLFile(plain).encrypt(PASSWORD, out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "상담내역.xlsx", "mimeType": kind, "buffer": out.getvalue()}


def test_a_locked_workbook_takes_one_click_more(serve, page):
    tab = opened(page(), f"{serve().url}/data?lang=en", "Data")
    upload(tab, locked(VENDORS / "channeltalk_userchat.csv"))
    field = tab.get_by_label("Password", exact=True)
    field.fill(PASSWORD)
    clicks = Clicks(tab)
    clicks.on(heading(tab))  # leaving the field is what sends it, as Enter does
    assert preview(tab) == ["3", "0", "0", "1"]
    is_sound(tab)
    imported(clicks, 3)
    seen(clicks, ROWS, "3 rows as they were read")
    assert clicks.made <= 3


def test_an_unknown_export_takes_at_most_one_click_more(serve, page):
    tab = opened(page(), f"{serve().url}/data?lang=en", "Data")
    upload(tab, korean_calls(first=1000))
    assert preview(tab) == ["60", "0", "0", "0"]
    shows(tab, "What is in these columns?")
    is_sound(tab)
    clicks = Clicks(tab)
    imported(clicks, 60)
    # Of 60 contacts 45 began at least seven days before the last, 28 August 17:30.
    seen(clicks, OVERVIEW, "45 contacts")
    assert clicks.made <= 3


# What the message after an import leads to


def test_beside_other_data_the_link_shows_this_file_alone_and_all_of_it(
    serve, page, sample_home
):
    tab = opened(page(), f"{serve(sample_home).url}/data?lang=en", "Data")
    upload(tab, VENDORS / "typeform.csv")
    clicks = Clicks(tab)
    preview(tab)
    imported(clicks, 13)
    # March 2024 is long before the half year that the sample data opens with.
    seen(clicks, OVERVIEW, "13 answers")
    assert "source=typeform" in tab.url
    assert "since=all" in tab.url


def test_the_message_stays_in_the_other_language_and_goes_with_the_next_file(serve, page):
    tab = opened(page(), f"{serve().url}/data?lang=en", "Data")
    upload(tab, VENDORS / "korean_cti.csv")
    preview(tab)
    imported(Clicks(tab), 4)
    tab.get_by_role("button", name="한국어").click()
    rows = tab.locator(".st-key-see_rows button")
    expect(rows).to_contain_text("행 보기")
    upload(tab, VENDORS / "generic_volume_ko.csv")
    expect(tab.locator(".st-key-import button")).to_be_visible()
    expect(rows).to_have_count(0)


def test_a_click_on_a_column_lists_its_rows_alone_and_in_the_same_language(serve, page):
    tab = opened(page(), f"{serve().url}/data?lang=en", "Data")
    upload(tab, VENDORS / "generic_audit.csv")
    preview(tab)
    imported(Clicks(tab), 5)
    tab.get_by_role("button", name="한국어").click()
    button = tab.locator(".st-key-see_rows button")
    expect(button).to_contain_text("행 보기")
    button.click()
    window = tab.get_by_role("dialog")
    expect(window).to_contain_text("읽은 그대로의 행 5개")
    settled(tab)
    column = window.locator(".js-plotly-plot .bars .point path").first
    column.click(force=True)  # what is clicked is Plotly's own layer above it
    # Four of the five items were looked at on the first day.
    expect(window).to_contain_text("2024년 3월 14일 · 읽은 그대로의 행 4개")
    expect(window).to_contain_text("일별 행 수")


def test_after_taking_the_file_back_nothing_leads_to_it(serve, page):
    tab = opened(page(), f"{serve().url}/data?lang=en", "Data")
    upload(tab, VENDORS / "google_forms.csv")
    preview(tab)
    imported(Clicks(tab), 13)
    expect(tab.get_by_role("link", name="See it: Overview")).to_be_visible()
    tab.get_by_role("button", name="Take back").click()
    shows(tab, "Nothing was deleted: it can count again")
    expect(tab.get_by_role("link", name="See it: Overview")).to_have_count(0)
