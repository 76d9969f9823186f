"""Words that no dictionary knows: asked about, answered once, and never dropped."""

import pytest

from cx.ingest import load, values
from cx.ingest.mapping import from_dict, mapping_id, mapping_of, read_text, to_text
from cx.ingest.read import read_file
from cx.ingest.unknown_words import unknown_words
from tests.exports import bring, rows_of

CALLS = {
    "name": "Calls",
    "into": "contact",
    "fields": {
        "contact_id": "No",
        "started_at": "Date",
        "channel": "Via",
        "status": "State",
        "abandoned": "Gave up",
    },
    "header": ["No", "Date", "Via", "State", "Gave up"],
}
CALL_LINES = (
    "No,Date,Via,State,Gave up\n"
    "1,2024-03-01,Kiosk,검토끝,Y\n"
    "2,2024-03-01,kiosk ,진행중,아마\n"
    "3,2024-03-02,유선,완료,N\n"
)
SURVEY = {
    "name": "Survey",
    "into": "answer",
    "fields": {"response_id": "id"},
    "questions": [
        {"column": "만족", "question": "csat", "scale_min": 1, "scale_max": 5},
        {"column": "속도", "question": "touchpoint", "touchpoint": "속도",
         "scale_min": 1, "scale_max": 5, "higher_is_better": False},
        {"column": "해결", "question": "fcr_resolved"},
    ],
    "header": ["id", "만족", "속도", "해결"],
}  # fmt: skip
SURVEY_LINES = (
    "id,만족,속도,해결\n1,완전 좋아요,1,예\n2,보통,2,부분해결\n3,완전 별로,5,x\n"
)


def keep(store, given):
    mapping = from_dict(given)
    assert mapping.faults() == []
    register = store.register
    register.append("mapping_saved", mapping_id(mapping), {"text": to_text(mapping)})
    return mapping_id(mapping)


def asked(store, text, name="a.csv"):
    raw = read_file(name, text.encode())
    staged = load.stage_file(store, raw, load.choose_format(store, raw))
    found = {(w.column, w.word): w for w in unknown_words(staged)}
    staged.con.close()
    return found


def answer(store, format_id, found, **choices):
    for (column, word), unknown in found.items():
        if word in choices:
            text = values.written(unknown.kind, word, choices[word])
            values.save(store.register, format_id, {column: {word: text}})


def test_every_unknown_word_is_asked_about_with_how_often_it_stands_there(store):
    keep(store, CALLS)
    found = asked(store, CALL_LINES.replace("kiosk ", "Kiosk"))
    assert {key: (w.kind, w.times, str(w.note)) for key, w in found.items()} == {
        ("Via", "Kiosk"): ("channel", 2, "a channel of its own"),
        ("State", "검토끝"): ("resolved", 1, "not marked as resolved"),
        ("Gave up", "아마"): ("yes_no", 1, "its rows are set aside"),
    }


def test_answers_are_laid_over_the_next_file_without_a_question(store):
    source = keep(store, CALLS)
    found = asked(store, CALL_LINES)
    answer(store, source, found, Kiosk="store", 검토끝="resolved", 아마="no")
    assert asked(store, CALL_LINES) == {}
    report = bring(store, CALL_LINES)
    assert (report.upload.new, report.upload.set_aside) == (3, 0)
    rows = rows_of(store, "contact", "channel, status, resolved, abandoned")
    assert set(rows) == {
        ("store", "검토끝 → 해결", True, True),
        ("store", "진행중", False, False),
        ("phone", "완료", True, False),
    }


def test_a_channel_kept_as_its_own_is_not_asked_about_again(store):
    source = keep(store, CALLS)
    answer(store, source, asked(store, CALL_LINES), Kiosk="keep")
    assert ("Via", "Kiosk") not in asked(store, CALL_LINES)
    assert "Kiosk" in {row[0] for row in _channels(store)}


def _channels(store):
    bring(store, CALL_LINES.replace("아마", "N"))
    return rows_of(store, "contact", "channel")


def test_a_label_nobody_knows_keeps_its_line_aside_until_it_is_answered(store):
    source = keep(store, SURVEY)
    found = asked(store, SURVEY_LINES)
    assert set(found) == {
        ("만족", "완전 좋아요"), ("만족", "완전 별로"), ("해결", "부분해결")
    }  # fmt: skip
    assert found["만족", "완전 별로"].choices == ("5", "4", "3", "2", "1", "", "not used")
    before = bring(store, SURVEY_LINES).upload
    assert (before.new, before.set_aside) == (1, 2)
    load.undo(store, before.id)
    answer(
        store, source, found, **{"완전 좋아요": "5", "완전 별로": "", "부분해결": "no"}
    )
    assert bring(store, SURVEY_LINES + "\n").upload.set_aside == 0
    rows = rows_of(store, "answer", "response_id, question, state, score")
    assert {row for row in rows if row[1] == "csat"} == {
        ("1", "csat", "answered", 5),
        ("2", "csat", "answered", 3),
        ("3", "csat", "blank", None),
    }
    assert ("2", "fcr_resolved", "answered", 0) in rows


def test_an_item_turned_round_counts_from_bad_to_good_in_every_file(store):
    keep(store, SURVEY)
    bring(store, SURVEY_LINES)
    bring(store, SURVEY_LINES.replace("1,완전 좋아요,1", "4,만족,4"), name="second.csv")
    rows = rows_of(store, "answer", "response_id, question, score, higher_is_better")
    assert {row for row in rows if row[1] == "touchpoint"} == {
        # 1 + 5 - 2 and 1 + 5 - 4.
        ("2", "touchpoint", 4, True),
        ("4", "touchpoint", 2, True),
    }


def test_an_answer_taken_back_is_asked_about_again(store):
    source = keep(store, CALLS)
    answer(store, source, asked(store, CALL_LINES), Kiosk="store")
    values.forget(store.register, source, "Via", "Kiosk")
    assert ("Via", "Kiosk") in asked(store, CALL_LINES)
    version = store.register.version
    values.forget(store.register, source, "Via", "Kiosk")
    assert store.register.version == version


def test_a_known_export_asks_too(store):
    text = (
        "접수번호,상담일시,인입채널,상담유형,처리결과,이관여부\n"
        "A1,2024-03-14 14:30,키오스크,배송,처리완료,N\n"
    )
    found = asked(store, text)
    assert set(found) == {("인입채널", "키오스크")}
    answer(store, "korean_cti", found, 키오스크="store")
    assert asked(store, text) == {}
    bring(store, text)
    assert rows_of(store, "contact", "channel") == [("store",)]


def test_a_known_survey_export_asks_for_labels_on_its_scale(store):
    lines = ["타임스탬프,전반적으로 만족하십니까?"]
    lines += [f"2024. 3. 14 오후 2:30:{n:02},매우 만족" for n in range(20)]
    text = "\n".join([*lines, "2024. 3. 15 오후 2:30:05,완전 좋아요"]) + "\n"
    found = asked(store, text)
    ((column, word),) = found
    assert (column, word) == ("전반적으로 만족하십니까?", "완전 좋아요")
    assert found[column, word].choices[:5] == ("5", "4", "3", "2", "1")
    answer(store, "google_forms_ko", found, **{"완전 좋아요": "5"})
    assert asked(store, text) == {}


def test_answers_change_no_number_that_a_row_without_one_got(store):
    """A row's own number comes from the file, so an answer makes no row new."""
    given = {**CALLS, "into": "purchase", "fields": {
        "customer_id": "No", "occurred_at": "Date", "channel": "Via",
    }}  # fmt: skip
    source = keep(store, given)
    bring(store, CALL_LINES)
    answer(store, source, asked(store, CALL_LINES + "\n"), Kiosk="store")
    upload = bring(store, CALL_LINES + "\n").upload
    assert (upload.new, upload.changed) == (0, 2)


def test_values_travel_with_a_mapping_file(store):
    hostile = {"'; drop table raw; --": "ho's", '"]\n[x': "phone"}
    mapping = from_dict({**CALLS, "values": {"Via": hostile}})
    fmt = read_text(mapping_id(mapping), to_text(mapping))
    assert fmt.values == {"Via": hostile}
    assert mapping_of(fmt) == mapping
    text = CALL_LINES.replace("유선", "'; drop table raw; --").replace("아마", "N")
    bring(store, text, mapping=fmt)
    assert "ho's" in {row[0] for row in rows_of(store, "contact", "channel")}


@pytest.mark.parametrize("kind", values.CHOICES)
def test_what_was_chosen_can_be_read_back(kind):
    for choice in values.CHOICES[kind]:
        assert values.chosen("단어", values.written(kind, "단어", choice)) == choice


def test_every_choice_is_a_word_the_reader_knows():
    for kind, macro in (("yes_no", "yes_no"), ("direction", "direction_of")):
        with_words = [c for c in values.CHOICES[kind] if c]
        con = load.staging.connect()
        for word in with_words:
            sql = f"select {macro}($word) is not null"
            assert con.execute(sql, {"word": word}).fetchone() == (True,)
        con.close()
