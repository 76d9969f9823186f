"""A file of 60 MB in a real browser: how far it is, and giving it up half-way."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journey import fits, headlines, opened, settled, upload

pytestmark = pytest.mark.slow

ROWS = 1_000_000
# What is being done when somebody has had enough.
STAGES = ("Reading", "Checking", "Working out what this changes")
LEFT = ("incoming", "spill", "uploads")


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> Path:
    """A year of contacts, 60 MB."""
    path = tmp_path_factory.mktemp("large") / "year.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("contact_id,started_at,customer_id,channel,reason,handle_s\n")
        file.writelines(
            f"contact-{i:07},2025-{1 + i % 12:02}-{1 + i % 28:02} {i % 24:02}:30,"
            f"customer-{i % 300_000:06},phone,Delivery,{60 + i % 600}\n"
            for i in range(ROWS)
        )
    assert path.stat().st_size > 60_000_000
    return path


@pytest.fixture(scope="module")
def server(serve_for_file):
    return serve_for_file()


def left(home: Path) -> list[Path]:
    """Files that an import which was given up might have forgotten."""
    return [path for name in LEFT for path in (home / name).rglob("*") if path.is_file()]


def until_nothing_is_left(home: Path) -> None:
    for _ in range(300):
        if not left(home):
            return
        time.sleep(0.1)
    assert left(home) == []


def waiting_for(tab: Page, stage: str) -> None:
    bar = tab.get_by_test_id("stProgress")
    expect(bar).to_contain_text(stage, timeout=240_000)
    expect(bar).to_be_visible()


@pytest.mark.parametrize("stage", STAGES)
def test_given_up_half_way_nothing_is_left(server, page, year, stage):
    tab = opened(page(), f"{server.url}/data?lang=en", "Data")
    upload(tab, year)
    waiting_for(tab, stage)
    assert left(server.home)
    tab.locator("[class*=st-key-stop_work] button").last.click()
    expect(tab.locator(".uploader")).to_contain_text("Drop a file here")
    expect(tab.get_by_test_id("stProgress")).to_have_count(0)
    until_nothing_is_left(server.home)
    settled(tab)
    expect(tab.get_by_test_id("stException")).to_have_count(0)
    assert "Traceback" not in server.log.read_text(errors="replace")


def test_left_to_work_it_is_previewed_whole_and_still_leaves_nothing(server, page, year):
    tab = opened(page(), f"{server.url}/data?lang=en", "Data")
    upload(tab, year)
    waiting_for(tab, "Reading")
    assert fits(tab, width=390)
    said = tab.get_by_text("What this file will do")
    expect(said).to_be_visible(timeout=300_000)
    tab.locator(".st-key-import button").wait_for(timeout=300_000)
    assert headlines(tab)[:4] == [f"{ROWS:,}", "0", "0", "0"]
    tab.get_by_role("button", name="Cancel").click()
    expect(tab.locator(".uploader")).to_contain_text("Drop a file here")
    until_nothing_is_left(server.home)
