"""The History page without a browser: what it lists, finds, and says of a step back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.measure import Question, measure
from cx.store import Store
from tests.exports import CONTACTS, bring
from tests.screens import shown_store

Draw = Callable[[], AppTest]


@pytest.fixture
def history(tmp_path: Path, screen: Callable[..., AppTest]) -> tuple[Store, Draw]:
    """A data folder, and what draws its History page."""
    return shown_store(tmp_path), partial(screen, tmp_path, "history")


def files_on(tested: AppTest) -> list[str]:
    """Ids of the uploads that are listed, in their order."""
    marks = [str(button.key) for button in tested.button]
    return [mark.removeprefix("brought_") for mark in marks if mark.startswith("brought")]


def said(tested: AppTest) -> str:
    elements = (*tested.markdown, *tested.caption, *tested.success, *tested.info)
    return "\n".join(element.value for element in elements)


def pretend(store: Store, count: int) -> list[str]:
    """Uploads without rows, for tests of the list alone."""
    ids = [f"{number:08x}" for number in range(1, count + 1)]
    for number, upload_id in enumerate(ids, start=1):
        (store.home / "uploads" / upload_id).mkdir()
        upload = {
            **{"id": upload_id, "file": f"week_{number:02}.csv", "sha256": upload_id},
            **{"format": "generic_contact", "table": "contact", "rows_read": 7},
            **{"new": 4, "changed": 0, "duplicate": 2, "set_aside": number % 2},
            **{"since": "2024-03-01", "until": "2024-03-09"},
        }
        store.register.append("imported", upload_id, upload, who="Kim" * (number == 3))
    return ids


def test_a_long_history_is_shown_in_pages_the_newest_first(history):
    store, draw = history
    ids = pretend(store, 25)
    tested = draw()
    assert not tested.exception
    assert files_on(tested) == ids[:-21:-1]
    assert "1–20 of 25" in said(tested)
    tested.button(key="files_page_:material/chevron_right:").click().run()
    assert files_on(tested) == ids[4::-1]
    # A search begins on the first page again.
    tested.text_input(key="history_search").set_value("CSV kim").run()
    assert files_on(tested) == [ids[2]]
    tested.text_input(key="history_search").set_value("nobody").run()
    assert files_on(tested) == []
    assert "No file fits" in said(tested)


def test_the_list_can_be_narrowed_to_a_state(history):
    store, draw = history
    ids = pretend(store, 4)
    store.register.append("undone", ids[0])
    tested = draw()
    for wanted, expected in (
        ("back", [ids[0]]),
        ("counts", ids[:0:-1]),
        ("aside", [ids[2], ids[0]]),
    ):
        tested.session_state["history_state"] = wanted
        tested.run()
        assert files_on(tested) == expected


def test_kinds_of_rows_that_a_file_has_none_of_are_not_named(history):
    store, draw = history
    pretend(store, 1)
    assert "7 rows = 4 new \\+ 2 duplicate \\+ 1 set aside" in said(draw())


def test_a_step_back_says_what_the_headline_numbers_did_and_has_a_way_back(history):
    store, draw = history
    bring(store, CONTACTS, "small.csv")
    rows = [
        f"B{i},2024-03-0{1 + i % 9} 09:00,C{i % 25},phone,Delivery" for i in range(60)
    ]
    upload = bring(store, "\n".join([CONTACTS.split("\n")[0], *rows]), "big.csv").upload
    (before,) = measure(store, "repeat_share", Question())
    tested = draw()
    tested.button(key=f"undo_{upload.id}").click().run()
    assert not tested.exception
    (sentence,) = [element.value for element in tested.success]
    assert "big\\.csv was taken back" in sentence
    # So few customers that the overview, too, shows the interval alone.
    shown = f"Repeat share {100 * before.low:.1f}% to {100 * before.high:.1f}% → –."
    assert shown in sentence.replace("\\", "")
    assert not store.register.find(upload.id).active
    tested.button(key="turn_round").click().run()
    assert store.register.find(upload.id).active
    assert "big\\.csv counts again" in tested.success[0].value


def test_the_log_names_every_step_with_the_data_as_it_was_then(history):
    store, draw = history
    ids = pretend(store, 2)
    store.register.append("undone", ids[0], who="[Kim](http://evil.example)")
    store.register.append("scored", "somebody")
    log = next(m.value for m in draw().markdown if "Took back" in m.value)
    steps = log.split("\n- ")
    assert len(steps) == 4
    assert "Took back week\\_01\\.csv" in steps[1]
    assert "(./?v=3&lang=en&since=all&until=all&" in steps[1]
    assert "](http" not in log


def test_the_rows_of_a_file_come_with_a_chart_of_when_they_were(history):
    store, draw = history
    head = "response_id,responded_at,nps"
    # More rows than the table shows; all of them are in the chart.
    lines = [f"R{n},2024-03-{1 + n % 2:02},9" for n in range(1_200)]
    upload = bring(store, "\n".join([head, *lines, "X1,,8", "X2,,8"])).upload
    tested = draw()
    tested.button(key=f"brought_{upload.id}").click().run()
    assert not tested.exception
    assert len(tested.get("plotly_chart")) == 1
    alt = "Rows by day, n 1,200. 1 Mar 2024: n 600. 2 Mar 2024: n 600."
    assert tested.get("plotly_chart")[0].proto.alt == alt
    assert "1,202 rows as they were read" in said(tested)
    assert "Date: When the answer was given" in said(tested)
    assert "Rows without a date: 2." in said(tested)


def test_a_file_without_any_date_has_rows_but_no_chart(history):
    store, draw = history
    upload = bring(store, "response_id,responded_at,nps\nR1,,9\n").upload
    tested = draw()
    tested.button(key=f"brought_{upload.id}").click().run()
    assert not tested.exception
    assert not tested.get("plotly_chart")
    assert "Rows without a date: 1." in said(tested)
    assert "A click on a column" not in said(tested)
