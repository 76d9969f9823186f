"""Loading a file on the Data page, without a browser: previewed, kept, forgotten."""

import io

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from streamlit.testing.v1 import AppTest

from cx.ingest import read
from cx.ui import state
from tests.exports import CONTACTS
from tests.sent import send


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CX_HOME", str(tmp_path / "home"))
    return state.store().home


@pytest.fixture
def page(home, screen):
    return screen(home, "data")


def shown(page: AppTest) -> str:
    """All that the page says, and nothing went wrong."""
    assert not page.exception
    assert not page.error
    texts = (*page.markdown, *page.caption, *page.warning, *page.success)
    return "\n".join(text.value for text in texts)


def counts(page: AppTest) -> list[str]:
    return [metric.value for metric in page.metric][:4]


def workbook(**sheets: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split(","))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_without_a_file_nothing_is_shown_of_one(page):
    assert "Nothing counts before you have seen" in shown(page)
    assert not page.metric


def test_a_file_is_previewed_imported_and_gone_from_where_it_waited(page, home):
    path = send(page, home, "march.csv", CONTACTS.encode())
    page.run()
    assert counts(page) == ["3", "0", "0", "0"]
    assert path.exists()
    page.button(key="import").click().run()
    assert "march\\.csv was imported: 3 new" in shown(page)
    assert not path.exists()
    assert "incoming" not in page.session_state
    assert not page.metric


def test_what_is_made_of_a_large_file_goes_with_it(page, home, monkeypatch):
    monkeypatch.setattr(read, "LARGE_BYTES", 100)
    path = send(page, home, "march.csv", CONTACTS.encode())
    page.run()
    assert counts(page) == ["3", "0", "0", "0"]
    assert len([*path.with_suffix(".rows").iterdir()]) == 1
    page.selectbox(key="w_encoding").select("cp949").run()
    assert "Read as CP949" in shown(page)
    assert len([*path.with_suffix(".rows").iterdir()]) == 1
    page.button(key="import").click().run()
    assert "was imported: 3 new" in shown(page)
    assert list((home / "incoming").iterdir()) == []


def test_cancel_writes_nothing_and_discards_the_file(page, home):
    path = send(page, home, "march.csv", CONTACTS.encode())
    page.run()
    page.button(key="leave").click().run()
    assert not page.metric
    assert not path.exists()
    assert state.store().register.uploads() == []


def test_a_file_that_is_refused_can_be_put_away(page, home):
    path = send(page, home, "empty.csv", b"")
    page.run()
    assert "empty\\.csv" in page.warning[0].value
    page.button(key="leave").click().run()
    assert not page.warning
    assert not path.exists()


def test_another_file_is_read_anew(page, home):
    send(page, home, "march.csv", CONTACTS.encode())
    page.run()
    send(page, home, "march.csv", CONTACTS.rpartition("A3")[0].encode())
    page.run()
    assert counts(page) == ["2", "0", "0", "0"]


def test_a_file_that_waited_too_long_is_said_to_be_gone(page, home):
    send(page, home, "march.csv", CONTACTS.encode()).unlink()
    page.run()
    assert "not on the server any more" in page.warning[0].value
    page.button(key="leave").click().run()
    assert not page.warning


def test_what_a_browser_may_say_of_a_file_leads_nowhere_else(page, home):
    (home / "secret.csv").write_text(CONTACTS)
    page.session_state["incoming"] = {"token": "../secret.csv", "name": "a.csv"}
    page.run()
    assert "not on the server any more" in page.warning[0].value
    page.button(key="leave").click().run()
    assert (home / "secret.csv").exists()


def test_the_text_can_be_read_in_another_way(page, home):
    # 뷁 is what Windows added to the Korean code.
    text = CONTACTS.replace("Refund", "환불 뷁")
    send(page, home, "march.csv", text.encode("cp949"))
    page.run()
    assert "Read as CP949" in shown(page)
    page.selectbox(key="w_encoding").select("cp1252").run()
    assert "Read as CP1252" in shown(page)


def test_a_file_without_a_header_is_said_to_have_none(page, home):
    rows = [f"A{n},2024-03-{n:02d} 09:00,C{n},phone" for n in range(1, 9)]
    send(page, home, "march.csv", "\n".join(rows).encode())
    page.run()
    assert "has no header row" in shown(page)
    assert "8 rows" in shown(page)
    send(page, home, "april.csv", CONTACTS.encode())
    page.run()
    assert "has no header row" not in shown(page)


def test_another_sheet_can_be_chosen(page, home):
    two = CONTACTS.rpartition("A3")[0]
    send(page, home, "year.xlsx", workbook(March=CONTACTS, April=two))
    page.run()
    assert counts(page)[0] == "3"
    page.selectbox(key="w_sheet").select("April").run()
    assert counts(page)[0] == "2"


def test_a_password_is_asked_for_and_forgotten_with_the_file(page, home):
    locked = io.BytesIO()
    plain = io.BytesIO(workbook(March=CONTACTS))
    OOXMLFile(plain).encrypt("open sesame", locked)
    path = send(page, home, "locked.xlsx", locked.getvalue())
    page.run()
    assert "password" in page.warning[0].value
    page.text_input(key="w_password").input("open sesame").run()
    assert counts(page) == ["3", "0", "0", "0"]
    page.button(key="leave").click().run()
    assert not path.exists()
    assert "w_password" not in page.session_state


def test_the_columns_can_be_mapped_by_hand(page, home):
    send(page, home, "march.csv", CONTACTS.encode())
    page.run()
    page.button(key="by_hand").click().run()
    assert "What is in these columns?" in shown(page)


def test_the_same_file_again_is_refused(page, home):
    send(page, home, "march.csv", CONTACTS.encode())
    page.run()
    page.button(key="import").click().run()
    send(page, home, "march.csv", CONTACTS.encode())
    page.run()
    assert "march\\.csv" in page.warning[0].value
    assert not page.metric
