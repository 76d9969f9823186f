"""The whole way of a person through the dashboard, in a real browser."""

import csv
import io
import re
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, TimeoutError, expect

from cx import site
from tests.exports import SAMPLES

PAGES = {one.url: one.title for one in site.PLACES.values()}
UNFILTERED = ("data", "history", "dictionary")
SFO = SAMPLES / "sfo_airport_survey_2017.csv"
# Opened below its root, Streamlit first asks there, is refused, and asks at the root.
BENIGN = re.compile(r"/_stcore/(health|host-config)$")
OURS = re.compile(r"^(https?|wss?)://127\.0\.0\.1[:/]|^(data|blob):")

# A chart follows the new width a moment later.
FITS = """width => innerWidth === width &&
    [document.documentElement, document.querySelector('[data-testid=stMain]')]
    .every(part => part.scrollWidth <= width)"""

# What a person does


@pytest.fixture(scope="module")
def shown(serve_for_file, sample_template) -> str:
    """The address of a dashboard with sample data, for tests that only look."""
    return serve_for_file(sample_template).url


@dataclass
class Walk:
    """What was seen on one way through every page, with a period and a filter."""

    addresses: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    errors: list[ConsoleMessage | Error] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk(browser, shown) -> Walk:
    """From page to page by the sidebar, each looked at wide and narrow."""
    seen = Walk()
    with closing(browser.new_context(locale="en-GB")) as context:
        tab = context.new_page()
        tab.on("request", lambda request: seen.asked.append(request.url))
        tab.on("websocket", lambda socket: seen.asked.append(socket.url))
        tab.on("console", lambda said: said.type == "error" and seen.errors.append(said))
        tab.on("pageerror", lambda error: seen.errors.append(error))
        view = "v=3&lang=en&since=2026-07-01&until=2026-09-30"
        opened(tab, f"{shown}/drivers?{view}", "Loyalty drivers")
        choose(tab, "channel", "Phone")
        shows(tab, "Channel: Phone", exact=True)
        for title in PAGES.values():
            go(tab, title)
            seen.addresses.append(tab.url)
            if not fits(tab, width=390):
                seen.too_wide.append(title)
    return seen


def fits(tab: Page, *, width: int) -> bool:
    """Whether a page needs no sideways scrolling at that width."""
    before = tab.viewport_size
    tab.set_viewport_size({"width": width, "height": 844})
    try:
        tab.wait_for_function(FITS, arg=width, timeout=5_000)
    except TimeoutError:
        return False
    finally:
        tab.set_viewport_size(before)
    return True


def opened(tab: Page, address: str, title: str = "Overview") -> Page:
    """Go to an address and wait until its page has been drawn."""
    tab.goto(address)
    expect(heading(tab)).to_have_text(title)
    settled(tab)
    return tab


def heading(tab: Page) -> Locator:
    return tab.locator("[data-testid=stMain] h1")


def settled(tab: Page) -> None:
    """Wait until the server has nothing more to send."""
    idle = "[data-testid=stApp][data-test-script-state=notRunning]"
    expect(tab.locator(idle)).to_be_visible()
    expect(tab.locator("[data-testid=stSkeleton]")).to_have_count(0)


def shows(where: Page | Locator, words: str, *, exact: bool = False) -> None:
    """Wait for words; a page may say them once or, further on in drawing, again."""
    said = where.get_by_text(words, exact=exact).filter(visible=True)
    expect(said.first).to_be_visible()


def headlines(tab: Page) -> list[str]:
    """The big numbers of a page."""
    expect(tab.get_by_test_id("stMetricValue").first).to_be_visible()
    settled(tab)
    return tab.get_by_test_id("stMetricValue").all_inner_texts()


def choose(tab: Page, dimension: str, word: str) -> None:
    """Filter by a word, as it is written in the Filters menu."""
    tab.locator(".st-key-filter_menu button").first.click()
    control = tab.locator(f".st-key-w_filter_{dimension}")
    control.locator("input").fill(word)
    tab.get_by_role("option", name=word, exact=True).click()
    tab.keyboard.press("Escape")


def upload(tab: Page, *files: object) -> None:
    chooser = tab.locator("input[type=file]")
    expect(chooser).to_have_count(1)
    chooser.set_input_files(*files)


def preview(tab: Page) -> list[str]:
    """New, changed, duplicate and set aside, as shown before an import."""
    shows(tab, "What this file will do")
    return headlines(tab)[:4]


def go(tab: Page, title: str) -> None:
    """Follow the link in the sidebar."""
    sidebar = tab.get_by_test_id("stSidebar")
    sidebar.get_by_role("link", name=title).click()
    expect(heading(tab)).to_have_text(title)
    settled(tab)


def chart(tab: Page, key: str) -> Locator:
    return tab.locator(f".st-key-{key} .js-plotly-plot")


def downloaded_rows(tab: Page, button: Locator) -> list[list[str]]:
    with tab.expect_download() as download:
        button.click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


# From nothing to numbers


def test_an_empty_dashboard_shows_numbers_after_one_click(serve, page):
    tab = opened(page(), serve().url)
    tab.get_by_role("button", name="Load the sample data").click()
    # Ten files are read, checked and written.
    numbers = tab.locator(".st-key-card_nps")
    expect(numbers).to_contain_text("2,912 answers", timeout=120_000)
    assert len(headlines(tab)) == 8
    assert "since=2026-04-01" in tab.url


def test_a_real_survey_is_previewed_imported_taken_back_and_counted_again(serve, page):
    tab = opened(page(), f"{serve().url}/data", "Data")
    upload(tab, SFO)
    assert preview(tab) == ["2,831", "0", "0", "0"]
    tab.get_by_role("button", name="Import 2,831 rows").click()
    shows(tab, "was imported: 2,831 new")
    go(tab, "Overview")
    nps = tab.locator(".st-key-card_nps")
    expect(nps.get_by_test_id("stMetricValue")).to_have_text("39.8")
    expect(nps).to_contain_text("2,746 answers")

    go(tab, "Data")
    tab.get_by_role("button", name="Take back").click()
    shows(tab, "Nothing was deleted: it can count again")
    go(tab, "Overview")
    expect(tab.get_by_role("button", name="Load the sample data")).to_be_visible()
    expect(tab.get_by_test_id("stMetric")).to_have_count(0)

    go(tab, "Data")
    tab.get_by_role("button", name="Count again").click()
    shows(tab, "counts again.")
    go(tab, "Overview")
    expect(nps.get_by_test_id("stMetricValue")).to_have_text("39.8")


def more_answers() -> dict[str, object]:
    """Three hundred promoters of the newest month."""
    rows = [f"X{i},2026-09-{1 + i % 28:02},Z{i},10" for i in range(300)]
    text = "\n".join(["response_id,responded_at,customer_id,nps", *rows])
    return {"name": "more.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_taking_a_file_back_restores_the_overview_word_for_word(serve, page, sample_home):
    tab = opened(page(), serve(sample_home).url)
    before = (headlines(tab), tab.locator(".st-key-lead").inner_text())
    go(tab, "Data")
    upload(tab, more_answers())
    assert preview(tab)[0] == "300"
    tab.get_by_role("button", name="Import 300 rows").click()
    shows(tab, "was imported: 300 new")
    go(tab, "Overview")
    expect(tab.locator(".st-key-card_nps")).to_contain_text("3,212 answers")
    assert headlines(tab)[0] != before[0][0]

    go(tab, "Data")
    tab.get_by_role("button", name="Take back").first.click()
    shows(tab, "more.csv was taken back")
    go(tab, "Overview")
    expect(tab.locator(".st-key-card_nps")).to_contain_text("2,912 answers")
    assert (headlines(tab), tab.locator(".st-key-lead").inner_text()) == before


def mapped(tab: Page, field: str) -> Locator:
    """The column chosen for a field of a contact."""
    return tab.locator(f"[class*=_contact_{field}] input")


def korean_calls(first: int) -> dict[str, object]:
    """A call centre's export, as a Korean Excel saves it."""
    header = "접수번호,상담일시,고객번호,인입채널,상담유형,처리상태,통화시간(초)"
    rows = [
        f"R{first + i},2026-08-{1 + i % 28:02} 1{i % 10}:30:00,C{i % 17:03},"
        f"{('전화', '채팅', '카카오톡')[i % 3]},{('배송', '환불')[i % 2]},완료,{60 + i}"
        for i in range(60)
    ]
    content = "\r\n".join([header, *rows]).encode("cp949")
    return {"name": f"상담이력_{first}.csv", "mimeType": "text/csv", "buffer": content}


def test_an_unknown_export_is_mapped_once_and_known_from_then_on(serve, page):
    tab = opened(page(), f"{serve().url}/data", "Data")
    upload(tab, korean_calls(first=1000))
    shows(tab, "What is in these columns?")
    expect(mapped(tab, "started_at")).to_have_value("상담일시")
    expect(mapped(tab, "customer_id")).to_have_value("고객번호")
    assert preview(tab) == ["60", "0", "0", "0"]
    tab.get_by_role("button", name="Import 60 rows").click()
    shows(tab, "was imported: 60 new")

    upload(tab, korean_calls(first=2000))
    expect(tab.get_by_role("button", name="Import 60 rows")).to_be_visible()
    assert preview(tab) == ["60", "0", "0", "0"]
    expect(tab.get_by_text("What is in these columns?")).to_have_count(0)


# The address is the view


def test_a_filter_is_in_the_address_for_others_and_back_undoes_it(shown, page):
    tab = opened(page(), shown)
    everybody = headlines(tab)
    choose(tab, "channel", "Chat")
    shows(tab, "Channel: Chat", exact=True)
    filtered = headlines(tab)
    assert "channel=chat" in tab.url
    assert filtered != everybody

    other = opened(page(), tab.url)
    shows(other, "Channel: Chat", exact=True)
    assert headlines(other) == filtered

    tab.go_back()
    expect(tab.get_by_text("Channel: Chat", exact=True)).to_have_count(0)
    assert headlines(tab) == everybody


def test_period_and_filter_survive_the_way_through_every_page(walk):
    for address in walk.addresses:
        assert "channel=phone" in address
        assert "since=2026-07-01" in address


def test_every_page_opens_by_its_address_right_after_a_restart(serve, page, sample_home):
    server, tab = serve(sample_home), page()
    for number, (path, title) in enumerate(PAGES.items()):
        # The front door is the same for all: every sixth is the first request of all.
        if number % 6 == 0:
            server.restart(abruptly=True)
        opened(tab, f"{server.url}/{path}", title)
        links = tab.get_by_test_id("stSidebar").get_by_test_id("stPageLink-NavLink")
        expect(links).to_have_count(len(PAGES))
        expect(tab.get_by_text("Page not found")).to_have_count(0)
        bars = 0 if path in UNFILTERED else 1
        expect(tab.locator(".st-key-filter_bar")).to_have_count(bars)


def test_the_overview_opens_by_its_name_too(shown, page):
    tab = opened(page(), f"{shown}/overview")
    expect(tab.get_by_text("Page not found")).to_have_count(0)


def test_copy_link_puts_exactly_this_view_on_the_clipboard(shown, page):
    tab = page(permissions=["clipboard-read", "clipboard-write"])
    opened(tab, f"{shown}?v=3&lang=en&since=2026-07-01&until=2026-09-30&channel=chat")
    tab.get_by_role("button", name="Copy link").click()
    expect(tab.get_by_role("button", name="Copied")).to_be_visible()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == tab.url
    assert "channel=chat" in copied


# Numbers open


def test_the_rows_behind_a_number_are_as_many_as_it_says(shown, page):
    tab = opened(page(), f"{shown}?v=3&lang=en&since=2026-09-01&until=2026-09-30")
    button = tab.locator(".st-key-rows_nps button").first
    n = int(re.sub(r"\D", "", button.inner_text()))
    button.click()
    window = tab.get_by_role("dialog")
    expect(window).to_contain_text(f"{n:,} answers: every one of them is counted")
    rows = downloaded_rows(tab, window.get_by_test_id("stDownloadButton"))
    assert len(rows) - 1 == n > 100


def test_a_click_on_a_point_shows_the_rows_of_that_group(shown, page):
    tab = opened(page(), shown)
    chart(tab, "overview_by").locator(".point").nth(1).click(force=True)
    shows(tab, "Phone · ")
    shows(tab, "751 answers: every one of them is counted")


# Everybody can read it


def test_the_language_switch_changes_the_page_and_the_address(shown, page):
    tab = opened(page(), shown)
    expect(tab.get_by_test_id("stSidebar")).to_contain_text("Customer experience")
    tab.get_by_role("button", name="한국어").click()
    expect(tab.get_by_role("button", name="한국어")).to_be_disabled()
    settled(tab)
    assert "lang=ko" in tab.url
    assert re.search("[가-힣]", heading(tab).inner_text())


def test_a_korean_browser_is_greeted_in_korean(shown, page):
    tab = page(locale="ko-KR")
    tab.goto(shown)
    expect(tab.get_by_role("button", name="한국어")).to_be_disabled()
    settled(tab)
    assert "lang=ko" in tab.url
    assert re.search("[가-힣]", heading(tab).inner_text())


def test_a_window_stays_korean_after_a_choice_in_it(shown, page):
    tab = opened(page(locale="ko-KR"), f"{shown}?lang=ko", "한눈에 보기")
    tab.locator(".st-key-why_nps button").click()
    window = tab.get_by_role("dialog")
    shows(window, "채널 내부의 변화")
    choice = window.locator(".st-key-why_by input")
    choice.click()
    tab.get_by_role("option", name="문의 사유").click()
    shows(window, "문의 사유 내부의 변화")


def test_no_page_scrolls_sideways_on_a_telephone(walk):
    assert walk.too_wide == []


def test_the_filters_open_by_keyboard(shown, page):
    tab = opened(page(), shown)
    heading(tab).click()
    for _ in range(6):
        tab.keyboard.press("Tab")
        if tab.evaluate("!!document.activeElement.closest('.st-key-filter_menu')"):
            break
    tab.keyboard.press("Enter")
    expect(tab.locator(".st-key-w_filter_channel")).to_be_visible()


# Nothing leaves the house


def test_no_page_asks_another_computer(walk):
    assert len(walk.asked) > len(PAGES)
    assert not [address for address in walk.asked if not OURS.match(address)]


def test_no_page_logs_an_error(walk):
    assert [error.text for error in walk.errors if not is_benign(error)] == []


def is_benign(error: ConsoleMessage | Error) -> bool:
    return isinstance(error, ConsoleMessage) and bool(
        BENIGN.search(error.location["url"])
    )


def test_the_browser_is_told_to_load_nothing_from_elsewhere(shown, page):
    answer = page().goto(shown)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
