"""A self-assessment in a real browser: filled in, taken away, brought back, undone."""

from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journey import opened, settled, shows

# It fills in forms in a browser in two languages: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow

WORDS = {
    "en": {
        "title": "Audits",
        "role": "Your role",
        "word": "A word only you know",
        "score": "Score of {item}",
        "evidence": "Evidence for 1",
        "done": "{done} of 24 items scored",
        "away": "Download all that counts",
        "file": "Bring in such a file",
        "undo": "Undo",
        "item": "Found in a few steps",
    },
    "ko": {
        "title": "서비스 점검",
        "role": "역할",
        "word": "본인만 아는 단어",
        "score": "{item}번 점수",
        "evidence": "1번 근거",
        "done": "전체 24개 항목 중 {done}개 채점",
        "away": "반영된 내용 모두 내려받기",
        "file": "이런 파일 가져오기",
        "undo": "실행 취소",
        "item": "몇 걸음 안에 찾기",
    },
}


def sheet(tab: Page, url: str, language: str) -> None:
    """Open the sheet as somebody of the front line, who gives the same word always."""
    says = WORDS[language]
    opened(tab, f"{url}/audits?lang={language}&part=assessments", says["title"])
    tab.get_by_role("radiogroup", name=says["role"]).get_by_role("radio").nth(1).click()
    settled(tab)
    tab.get_by_role("textbox", name=says["word"]).fill("blue heron")
    tab.keyboard.press("Enter")
    settled(tab)


def done(tab: Page, says: dict[str, str], items: int) -> None:
    shows(tab, says["done"].format(done=items))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_is_filled_in_taken_away_brought_back_and_undone(
    browser, serve, sample_home, language, tmp_path
):
    says = WORDS[language]
    served = serve(sample_home)
    with closing(browser.new_context(locale="en-GB")) as context:
        tab = context.new_page()
        sheet(tab, served.url, language)
        done(tab, says, 0)
        shows(tab, says["item"])
        for item, place in (("1", 3), ("2", 0), ("3", 4)):
            group = tab.get_by_role(
                "radiogroup", name=says["score"].format(item=item), exact=True
            )
            # By the keyboard, as nobody needs a mouse for it; and nobody waits between
            # two of them: each is recorded, and none is unchosen by the one before.
            group.get_by_role("radio").nth(place).press("Space")
        done(tab, says, 3)
        settled(tab)
        tab.get_by_role("textbox", name=says["evidence"]).fill("Search logs")
        tab.keyboard.press("Enter")
        # Said at the top of the page: what is downloaded after that holds it.
        shows(tab.get_by_test_id("stAlert"), "Search logs")
        settled(tab)
        with tab.expect_download() as download:
            tab.get_by_role("button", name=says["away"]).click()
        taken = tmp_path / "typed.csv"
        download.value.save_as(taken)
        text = taken.read_text(encoding="utf-8-sig")
        assert text.count("assessment_filled,") == 3
        assert "Search logs" in text
        assert "heron" not in text
        # The last thing said was the evidence; then the file says all three otherwise.
        taken.write_text(text.replace("Search logs", "Logs of June"), encoding="utf-8")
        tab.get_by_text(says["file"]).click()
        tab.locator("input[type=file]").set_input_files(taken)
        settled(tab)
        tab.locator(".st-key-typed_bring button").click(timeout=60_000)
        settled(tab)
        evidence = tab.get_by_role("textbox", name=says["evidence"])
        expect(evidence).to_have_value("Logs of June")
        tab.get_by_role("button", name=says["undo"]).click()
        settled(tab)
        expect(evidence).to_have_value("Search logs")
        done(tab, says, 3)
        # Nothing was only in this tab: the same word finds it again.
        served.restart()
        sheet(tab, served.url, language)
        done(tab, says, 3)
        expect(tab.get_by_role("textbox", name=says["evidence"])).to_have_value(
            "Search logs"
        )
