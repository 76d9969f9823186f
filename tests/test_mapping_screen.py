"""The mapping screen and the table of unknown words, as a person meets them."""

import random

import pytest
from streamlit.testing.v1 import AppTest

SURVEY = ["번호,작성일,추천의향,전반적 만족도,배송 만족도,채널"]
DRAW = random.Random(3)
for number in range(80):
    mood = DRAW.gauss(3, 1)
    marks = [round(min(5, max(1, mood + DRAW.gauss(0, 0.5)))) for _ in range(2)]
    SURVEY.append(
        f"R{number},2024-03-{1 + number % 28:02},{1 + number % 10},{marks[0]},"
        f"{6 - marks[1]},{'키오스크' if number % 4 else '전화'}"
    )


def page():
    import os
    from pathlib import Path

    import streamlit as st

    from cx.ingest import load
    from cx.ingest.read import read_file
    from cx.ui import labels_screen, mapping_screen, state

    path = Path(os.environ["CX_TEST_FILE"])
    raw = read_file(path.name, path.read_bytes())
    fmt = load.choose_format(state.store(), raw)
    mapping = None
    if fmt is None:
        mapping = mapping_screen.draw(raw)
        if mapping is None:
            st.stop()
        fmt = mapping_screen.as_format(mapping)
    staged = load.stage_file(
        state.store(), raw, labels_screen.with_answers(fmt, raw.sha256)
    )
    labels_screen.draw(staged)
    st.text(f"{staged.new} new, {staged.set_aside} set aside")
    if st.button("Import", key="import"):
        if mapping:
            mapping_screen.save(mapping)
        labels_screen.save(staged)
        load.commit(state.store(), staged, build=False)


@pytest.fixture
def draw(tmp_path, monkeypatch):
    def drawn(name, lines):
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode("cp949"))
        monkeypatch.setenv("CX_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("CX_TEST_FILE", str(path))
        return AppTest.from_function(page, default_timeout=60).run()

    return drawn


def choose(tested, words, choice):
    """Answer the one question that holds these words."""
    (asked,) = [
        group
        for group in (*tested.get("button_group"), *tested.selectbox)
        if words in group.label
    ]
    asked.set_value(choice)
    return tested.run()


def said(tested):
    return "\n".join(element.value for element in (*tested.caption, *tested.text))


def test_open_questions_keep_the_file_waiting_and_the_second_file_needs_none(draw):
    tested = draw("first.csv", SURVEY)
    assert not tested.exception
    assert "Answer the question about 추천의향 above" in said(tested)
    assert "Answer the question about 배송 만족도 above" in said(tested)
    assert not tested.button
    tested = choose(tested, "answers run from 1 to 10", "0-10")
    tested = choose(tested, "runs against", "turned")
    assert "80 new, 0 set aside" in said(tested)
    tested = choose(tested, "키오스크", "store")
    assert [box.label for box in tested.selectbox if "키오스크" in box.label] == []
    tested.button(key="import").click().run()
    assert not tested.exception

    second = draw(
        "second.csv", [SURVEY[0], *(line.replace("R", "S") for line in SURVEY[1:])]
    )
    assert not second.exception
    assert "80 new, 0 set aside" in said(second)
    assert not second.selectbox
    assert [button.key for button in second.button if button.label == "Import"] == [
        "import"
    ]


def test_an_answer_can_be_taken_back_on_screen(draw):
    tested = draw("first.csv", SURVEY)
    tested = choose(tested, "answers run from 1 to 10", "1-10")
    tested = choose(tested, "runs against", "as_is")
    tested = choose(tested, "키오스크", "keep")
    (again,) = [button for button in tested.button if button.label == "Ask again"]
    again.click().run()
    assert [box for box in tested.selectbox if "키오스크" in box.label]


def test_another_file_brings_its_own_choices(draw):
    tested = draw("first.csv", SURVEY)
    assert not tested.exception
    other = draw("other.csv", ["Ticket id,Created at,Via", "1,2024-03-01,phone"])
    assert not other.exception
    assert "1 new, 0 set aside" in said(other)


AUDIT = ["점검번호,점검일자,점포명,점검자,평가항목,판정"]
AUDIT += [
    f"가{n},2024-03-{10 + n},강남점,김점검,{item},{mark}"
    for n in range(1, 4)
    for item, mark in (("바닥 청결", "적합"), ("영수증 안내", "부적합"))
]


def test_an_audit_is_mapped_by_hand_with_its_scale_and_its_words(draw):
    tested = draw("점검.csv", AUDIT)
    assert not tested.exception
    assert "Say from which number to which the scores run" in said(tested)
    low, high = tested.number_input
    assert (low.value, high.value) == (None, None)
    low.set_value(0)
    high.set_value(1)
    tested = tested.run()
    assert "0 new, 6 set aside" in said(tested)
    tested = choose(tested, "부적합", "0")
    tested = choose(tested, "적합", "1")
    assert "6 new, 0 set aside" in said(tested)


def test_a_volume_asks_how_long_its_periods_are_and_what_was_counted(draw):
    lines = ["Week starting,Count", "2024-03-04,10", "2024-03-11,12", "2024-03-25,9"]
    tested = draw("weeks.csv", lines)
    assert "Choose whether a line is about a day, a week or a month" in said(tested)
    tested = choose(tested, "Each line is about", "week")
    assert "3 new, 0 set aside" in said(tested)
    (counted,) = [box for box in tested.text_input if box.label == "What was counted"]
    assert counted.value == "Count"
    counted.set_value("Orders")
    tested = tested.run()
    assert not tested.exception
    assert "3 new, 0 set aside" in said(tested)


def test_a_wide_audit_sheet_is_said_to_be_out_of_scope(draw):
    lines = [
        "Visit id,Visit date,Auditor,Greeting,Clean floor,Receipt",
        "V1,2024-03-14,Kim,yes,no,yes",
        "V2,2024-03-15,Kim,no,no,yes",
    ]
    tested = draw("wide.csv", lines)
    assert not tested.exception
    assert any("one column per item" in warning.value for warning in tested.warning)
