"""The drop zone in a real browser: sent, shown, given up, said in both languages."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_journey import FITS, opened, settled, shows
from tests.exports import CONTACTS

MB = 1_000_000
MARCH = {"name": "march.csv", "mimeType": "text/csv", "buffer": CONTACTS.encode()}
# Latin letters that a Korean reader knows: kinds and sizes of files.
KNOWN = {"CSV", "JSON", "Parquet", "ZIP", "MB", "KB", "march", "year", "csv"}


@pytest.fixture(scope="module")
def server(serve_for_file):
    return serve_for_file(
        CX_MOST_UPLOAD_MB="300", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1"
    )


@pytest.fixture
def data(server, page):
    """The Data page in a tab of its own, when nothing is left of the tab before."""
    until_nothing_waits(server)
    return opened(page(), f"{server.url}/data", "Data")


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A file of 200 MB, which takes no room itself where the file system allows it."""
    path = tmp_path_factory.mktemp("large") / "year.csv"
    with path.open("wb") as file:
        file.truncate(200 * MB)
    return path


def waiting(server) -> list[Path]:
    """What is in the folder for incoming files."""
    return list((server.home / "incoming").glob("*"))


def until_nothing_waits(server) -> None:
    for _ in range(200):
        if not waiting(server):
            return
        time.sleep(0.1)
    assert waiting(server) == []


def zone(tab: Page) -> Locator:
    return tab.locator(".uploader")


def chooser(tab: Page) -> Locator:
    return tab.locator("input[type=file]")


def slowly(tab: Page) -> None:
    """Send no faster than a good line at home."""
    session = tab.context.new_cdp_session(tab)
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    session.send(
        "Network.emulateNetworkConditions", {**limits, "uploadThroughput": 30 * MB}
    )


def percent(tab: Page) -> int:
    bar = tab.get_by_role("progressbar")
    return int(bar.get_attribute("aria-valuenow") or 0)


def until_sent(tab: Page, share: int) -> None:
    """Wait until so many per cent have been sent."""
    expect(tab.get_by_role("progressbar")).to_be_visible()
    while percent(tab) < share:
        tab.wait_for_timeout(50)


def drop(tab: Page, where: str, *files: tuple[str, str]) -> None:
    """Let files go over a part of the page, as a hand with a mouse would."""
    carried = tab.evaluate_handle(
        """files => {
            const carried = new DataTransfer();
            for (const [name, text] of files) carried.items.add(new File([text], name));
            return carried;
        }""",
        [list(file) for file in files],
    )
    tab.locator(where).dispatch_event("dragover", {"dataTransfer": carried})
    tab.locator(where).dispatch_event("drop", {"dataTransfer": carried})


def previewed(tab: Page) -> None:
    shows(tab, "What this file will do")
    # Drawn last, once what changes was worked out.
    expect(tab.locator(".st-key-leave button")).to_be_visible()
    settled(tab)


# A file gets there


def test_a_chosen_file_is_named_with_its_size_and_previewed(server, data):
    chooser(data).set_input_files(MARCH)
    previewed(data)
    expect(zone(data)).to_contain_text("march.csv")
    expect(zone(data)).to_contain_text("1 KB")
    expect(data.get_by_role("button", name="Remove march.csv")).to_be_visible()
    assert len(waiting(server)) == 1
    data.get_by_role("button", name="Remove march.csv").click()
    expect(zone(data)).to_contain_text("Drop a file here")
    expect(data.get_by_text("What this file will do")).to_have_count(0)
    until_nothing_waits(server)


@pytest.mark.parametrize("where", [".zone", "[data-testid=stMain] h1"])
def test_a_dropped_file_is_previewed_wherever_it_was_let_go(data, where):
    drop(data, where, ("dropped.csv", CONTACTS))
    previewed(data)
    expect(zone(data)).to_contain_text("dropped.csv")


def test_of_several_files_the_first_is_taken_and_that_is_said(data):
    drop(data, ".zone", ("one.csv", CONTACTS), ("two.csv", CONTACTS))
    expect(zone(data)).to_contain_text("You gave 2 files")
    previewed(data)
    expect(zone(data)).to_contain_text("one.csv")
    expect(zone(data)).to_contain_text("You gave 2 files")


def test_another_file_takes_the_place_of_the_first(server, data):
    chooser(data).set_input_files(MARCH)
    previewed(data)
    chooser(data).set_input_files({**MARCH, "name": "april.csv", "buffer": b"a;b\n1;2\n"})
    expect(zone(data)).to_contain_text("april.csv")
    expect(zone(data)).not_to_contain_text("march.csv")
    expect(data.get_by_text("What this file will do")).to_have_count(0)
    settled(data)
    assert [path.stat().st_size for path in waiting(server)] == [8]
    data.get_by_role("button", name="Cancel").click()
    expect(zone(data)).to_contain_text("Drop a file here")
    until_nothing_waits(server)


def test_the_same_file_can_be_chosen_again(server, data):
    for _ in range(2):
        chooser(data).set_input_files(MARCH)
        previewed(data)
        data.get_by_role("button", name="Cancel").click()
        expect(zone(data)).to_contain_text("Drop a file here")
    until_nothing_waits(server)


# A file does not


def test_a_transfer_cancelled_at_thirty_per_cent_leaves_nothing(server, data, large):
    slowly(data)
    chooser(data).set_input_files(large)
    until_sent(data, 30)
    assert [path.suffix for path in waiting(server)] == [".part"]
    expect(zone(data)).to_contain_text(
        re.compile(r"\d+ MB of 200 MB · \d+% · \d+ s left")
    )
    data.get_by_role("button", name="Cancel").click()
    expect(zone(data)).to_contain_text("Drop a file here")
    until_nothing_waits(server)
    # And the zone works as before.
    chooser(data).set_input_files(MARCH)
    previewed(data)


def test_who_opens_another_page_gives_the_transfer_up(server, data, large):
    slowly(data)
    chooser(data).set_input_files(large)
    until_sent(data, 10)
    data.get_by_role("link", name="Dictionary").click()
    expect(data.locator("[data-testid=stMain] h1")).to_have_text("Dictionary")
    until_nothing_waits(server)


def test_a_transfer_outlives_what_else_is_clicked_on_the_page(server, data, large):
    slowly(data)
    chooser(data).set_input_files(large)
    until_sent(data, 10)
    data.get_by_role("button", name="한국어").click()
    expect(zone(data)).to_contain_text("취소")
    so_far = percent(data)
    until_sent(data, so_far + 5)
    data.get_by_role("button", name="취소").click()
    until_nothing_waits(server)


def test_a_second_file_waits_until_the_first_is_there(data, large):
    slowly(data)
    chooser(data).set_input_files(large)
    until_sent(data, 5)
    drop(data, ".zone", ("second.csv", CONTACTS))
    expect(zone(data)).to_contain_text("One file is on its way")
    expect(zone(data)).to_contain_text("year.csv")


def test_a_server_that_goes_away_is_said(serve, page, large):
    server = serve()
    tab = opened(page(), f"{server.url}/data", "Data")
    slowly(tab)
    chooser(tab).set_input_files(large)
    until_sent(tab, 10)
    server.stop(abruptly=True)
    expect(tab.get_by_role("alert")).to_contain_text("The connection broke off")
    expect(zone(tab)).to_contain_text("Drop a file here")


def test_a_file_over_the_limit_is_refused_without_being_sent(server, data, tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(301 * MB)
    chooser(data).set_input_files(path)
    said = "This file has 301 MB, and the most this dashboard takes is 300 MB."
    expect(data.get_by_role("alert").filter(has_text=said)).to_be_visible()
    assert waiting(server) == []


def test_what_the_server_refuses_is_said_in_its_words(data):
    data.context.clear_cookies()
    chooser(data).set_input_files(MARCH)
    said = data.get_by_role("alert").filter(has_text="has lost its connection")
    expect(said).to_be_visible()


def test_a_closed_tab_leaves_no_file_behind(serve, page):
    server = serve(STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1")
    tab = opened(page(), f"{server.url}/data", "Data")
    chooser(tab).set_input_files(MARCH)
    previewed(tab)
    assert len(waiting(server)) == 1
    tab.close()
    until_nothing_waits(server)


# Everybody can use it


def test_it_can_be_used_without_a_mouse(server, data, large):
    # Listening takes a moment to begin, and a key press does not wait for it.
    data.on("filechooser", lambda asked: asked.set_files(large))
    slowly(data)
    chooser(data).focus()
    ring = "e => getComputedStyle(e.nextElementSibling).outlineStyle"
    data.keyboard.press("Shift+Tab")
    data.keyboard.press("Tab")
    assert chooser(data).evaluate(ring) == "solid"
    data.keyboard.press("Enter")
    until_sent(data, 5)
    expect(data.get_by_role("button", name="Cancel")).to_be_focused()
    data.keyboard.press("Enter")
    expect(chooser(data)).to_be_focused()
    expect(zone(data).locator("[aria-live]")).to_have_text("Cancelled: nothing was kept.")
    until_nothing_waits(server)


def test_its_parts_have_names(data):
    label = "Contacts, surveys, orders, audits or volumes: CSV, Excel, JSON, Parquet, ZIP"
    expect(data.get_by_label(label)).to_have_attribute("type", "file")


@pytest.mark.parametrize("stage", ["empty", "sending", "chosen"])
def test_on_a_korean_page_it_says_nothing_in_english(server, page, large, stage):
    tab = page(locale="ko-KR")
    tab.goto(f"{server.url}/data")
    expect(zone(tab)).to_be_visible()
    settled(tab)
    if stage == "sending":
        slowly(tab)
        chooser(tab).set_input_files(large)
        until_sent(tab, 10)
    if stage == "chosen":
        chooser(tab).set_input_files(MARCH)
        expect(zone(tab).locator(".chosen")).to_be_visible()
    names = zone(tab).evaluate(
        """part => [...part.querySelectorAll('*')]
            .map(e => [e.ariaLabel, e.ariaValueText, e.title].join(' ')).join(' ')"""
    )
    words = re.findall("[A-Za-z]+", f"{zone(tab).inner_text()} {names}")
    assert set(words) - KNOWN == set()
    assert re.search("[가-힣]", zone(tab).inner_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_telephone_and_can_be_read_in_both_schemes(server, page, scheme):
    tab = page(viewport=(390, 844), color_scheme=scheme)
    opened(tab, f"{server.url}/data", "Data")
    tab.wait_for_function(FITS, arg=390)
    long_name = "a-very-long-name-without-any-space-" * 4 + ".csv"
    chooser(tab).set_input_files({**MARCH, "name": long_name})
    previewed(tab)
    tab.wait_for_function(FITS, arg=390)
    inside = """part => [...part.querySelectorAll('.name, .size, button, label')]
        .filter(each => each.checkVisibility())
        .every(each => each.getBoundingClientRect().right <= innerWidth)"""
    assert zone(tab).evaluate(inside)
    assert contrast(tab, ".chosen .name") >= 4.5
    assert contrast(tab, ".choosing label") >= 4.5


def contrast(tab: Page, part: str) -> float:
    """Of the letters of a part on what is behind them (WCAG 2.2, 1.4.3)."""
    ink, paper = tab.locator(part).evaluate(
        """part => {
            let behind = part;
            while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)')
                behind = behind.parentElement;
            return [getComputedStyle(part).color,
                getComputedStyle(behind).backgroundColor];
        }"""
    )
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
