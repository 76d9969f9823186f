"""Scores, an owner and a target typed in a real browser: kept, and one taken back."""

from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_journey import heading, settled, shows

# It fills in forms in a browser in two languages: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow

LARGEST = (
    "Return request",
    "Delivery delay",
    "Where is my order",
    "Refund status",
    "Product question",
)
FIRST_VISIT_MS = 150_000
# For the customer and for the company, by the place of the button: −2, −1, 0, 1, 2.
SCORES = ((0, 0), (0, 1), (1, 1), (0, 3), (3, 4))
WORDS = {
    "en": {
        "title": "Contact reasons",
        "reason": "Reason",
        "customer": "For the customer",
        "company": "For the company",
        "record": "Record the scores",
        "undo": "Undo",
        "owner": "Owner",
        "record_owner": "Record the owner",
        "target": "Target: contacts per 100 X",
        "record_target": "Record the target",
        "eliminate": "Eliminate",
    },
    "ko": {
        "title": "문의 사유",
        "reason": "문의 사유",
        "customer": "고객에게",
        "company": "회사에",
        "record": "점수 기록",
        "undo": "실행 취소",
        "owner": "책임 부서",
        "record_owner": "책임 부서 기록",
        "target": "목표: 기준 100건당 문의",
        "record_target": "목표 기록",
        "eliminate": "제거",
    },
}


def part(tab: Page, url: str, name: str, language: str) -> None:
    period = "since=2026-04-01&until=2026-09-30"
    tab.goto(f"{url}/reasons?lang={language}&{period}&part={name}")
    # The first visit of a server reads all its modules, and may build its tables.
    title = WORDS[language]["title"]
    expect(heading(tab)).to_have_text(title, timeout=FIRST_VISIT_MS)
    settled(tab)


def bubbles(tab: Page) -> Locator:
    """The bubbles of the matrix, the only points that are drawn there."""
    return tab.locator("[data-testid=stPlotlyChart] .scatterlayer .points path")


def score(tab: Page, says: dict[str, str], customer: int, company: int) -> None:
    for label, at in ((says["customer"], customer), (says["company"], company)):
        button = tab.get_by_role("radiogroup", name=label).get_by_role("radio").nth(at)
        # By the keyboard, as nobody needs a mouse for it.
        button.focus()
        tab.keyboard.press("Enter" if at % 2 else "Space")
        settled(tab)
    tab.get_by_role("button", name=says["record"]).click()
    settled(tab)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_five_reasons_an_owner_and_a_target_survive_and_one_is_undone(
    browser, serve, sample_home, language
):
    says = WORDS[language]
    served = serve(sample_home)
    with closing(browser.new_context(locale="en-GB")) as context:
        tab = context.new_page()
        part(tab, served.url, "matrix", language)
        for number, (reason, (customer, company)) in enumerate(
            zip(LARGEST, SCORES, strict=True), start=1
        ):
            # The next one that nobody has scored is put forward.
            chosen = tab.get_by_role("combobox", name=says["reason"], exact=True)
            expect(chosen).to_have_value(reason)
            score(tab, says, customer, company)
            expect(bubbles(tab)).to_have_count(number)
        shows(tab, says["eliminate"])
        part(tab, served.url, "actions", language)
        tab.get_by_label(says["owner"], exact=True).fill("Logistics")
        tab.get_by_role("button", name=says["record_owner"], exact=True).click()
        settled(tab)
        tab.get_by_label(says["target"], exact=True).fill("12.5")
        tab.get_by_role("button", name=says["record_target"], exact=True).click()
        settled(tab)
        served.restart(abruptly=True)
        # Read again from the disk, with nothing left in memory.
        part(tab, served.url, "actions", language)
        owner = tab.get_by_label(says["owner"], exact=True)
        expect(owner).to_have_value("Logistics")
        expect(tab.get_by_label(says["target"], exact=True)).to_have_value("12.50")
        part(tab, served.url, "matrix", language)
        expect(bubbles(tab)).to_have_count(5)
        # One more, which is taken back.
        score(tab, says, 2, 4)
        expect(bubbles(tab)).to_have_count(6)
        tab.get_by_role("button", name=says["undo"], exact=True).click()
        settled(tab)
        expect(bubbles(tab)).to_have_count(5)
        tab.reload()
        settled(tab)
        expect(bubbles(tab)).to_have_count(5)
