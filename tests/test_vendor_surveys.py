"""Survey tools and Korean tools come out as a person would read them off the file.

The samples are made up, shaped like the exports; every number below is counted by hand.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx import catalog
from cx.errors import UploadError
from cx.ingest.load import stage_file
from cx.ingest.read import read_file
from cx.measure import measure
from tests.exports import bring, rows_of

# What a format makes of a file; customers are coded after it.
pytestmark = pytest.mark.usefixtures("as_mapped")

SAMPLES = Path(__file__).parent / "samples"
# New lines, and lines set aside: previews, spam, unreadable dates, a shortened number.
COUNTS = {
    "qualtrics": (15, 4),
    "surveymonkey": (13, 2),
    "typeform": (13, 1),
    "google_forms": (13, 1),
    "google_forms_ko": (12, 1),
    "delighted_json": (23, 1),
    "channeltalk_userchat": (3, 1),
    "channeltalk_json": (3, 1),
    "happytalk": (4, 1),
    "korean_cti": (4, 1),
}
# Promoters, detractors and all answers among the lines that are kept.
NPS = {
    "qualtrics": (7, 4, 14),
    "surveymonkey": (6, 4, 13),
    "typeform": (6, 3, 12),
    "google_forms": (6, 3, 13),
    "google_forms_ko": (6, 3, 12),
    "delighted_json": (6, 3, 12),
}
# Satisfied (4 or 5) and all answers; tools with an overall question have no other.
CSAT = {
    "qualtrics": (7, 14),
    "typeform": (7, 13),
    "google_forms": (6, 13),
    "delighted_json": (5, 10),
}
QUESTION_READERS = (
    *("qualtrics", "surveymonkey", "typeform", "google_forms", "google_forms_ko"),
)


def sample(known):
    return (SAMPLES / f"{known}.csv").read_bytes()


def load(store, known):
    return bring(store, sample(known), f"{known}.csv")


def answers(store, question, columns):
    found = rows_of(store, "answer", f"question, {columns}")
    return [row[1:] for row in found if row[0] == question]


@pytest.mark.parametrize("known", COUNTS)
def test_a_sample_is_known_as_its_format(known):
    raw = read_file(f"{known}.csv", sample(known))
    first, *others = catalog.detect(list(raw.header))
    assert first.id == known
    # A chat as JSON has all the keys of the workbook, and one more.
    assert [other.id for other in others] == (
        ["channeltalk_userchat"] if known == "channeltalk_json" else []
    )


@pytest.mark.parametrize(("known", "counts"), COUNTS.items())
def test_lines_are_kept_and_set_aside(store, known, counts):
    upload = load(store, known).upload
    assert upload.format == known
    assert (upload.new, upload.set_aside) == counts


@pytest.mark.parametrize(("known", "counted"), NPS.items())
def test_recommendation_is_counted(store, known, counted):
    load(store, known)
    promoters, detractors, n = counted
    (nps,) = measure(store, "nps")
    score = 100 * (promoters - detractors) / n
    assert (nps.n, nps.value) == (n, pytest.approx(score))


@pytest.mark.parametrize(("known", "counted"), CSAT.items())
def test_satisfaction_is_counted(store, known, counted):
    load(store, known)
    satisfied, n = counted
    (csat,) = measure(store, "csat")
    assert (csat.n, csat.value) == (n, pytest.approx(satisfied / n))


def test_a_preview_is_set_aside_in_words(store):
    reasons = load(store, "qualtrics").reasons
    assert {(r.value, r.rule) for r in reasons if r.column == "Status"} == {
        (status, "This is a preview or test answer, or spam.")
        for status in ("Survey Preview", "Survey Test", "Spam")
    }


def test_qualtrics_keeps_the_customer_the_contact_and_the_comment(store):
    load(store, "qualtrics")
    found = answers(store, "nps", "response_id, score, customer_id, contact_id, comment")
    assert found[0] == ("R_01", 10, "C1", "T1", "빠르고\n친절했어요")
    assert ("R_05", 6, None, None, "Too slow") in found
    assert ("R_07", None, "C4", None, None) in found


def test_what_is_personal_becomes_no_attribute(store):
    load(store, "qualtrics")
    columns = store.query(f"select * from {store.mart()}.answer").columns
    attributes = {name for name in columns if name.startswith("attr_")}
    assert "attr_UserLanguage" in attributes
    assert not {"attr_IPAddress", "attr_Q1_NPS_GROUP", "attr_Satisfaction"} & attributes


def test_a_matrix_becomes_touchpoints(store):
    load(store, "surveymonkey")
    found = answers(store, "touchpoint", "response_id, touchpoint, state, score")
    assert ("118000000002", "Check-in", "not_used", None) in found
    assert ("118000000004", "Order", "answered", 1) in found
    (overall,) = measure(store, "overall_satisfaction")
    assert overall.n == 12


def test_afternoons_noon_and_midnight_in_korean(store):
    load(store, "google_forms_ko")
    found = answers(store, "nps", "responded_at::varchar, score, comment")
    assert sorted(found)[:4] == [
        ("2024-03-14 00:00:05", 9, None),
        ("2024-03-14 14:30:05", 10, "빠른 배송"),
        ("2024-03-15 09:00:00", 8, None),
        ("2024-03-15 12:10:00", 0, "답이 없어요"),
    ]


def test_effort_is_read_where_the_scale_is_certain(store):
    load(store, "typeform")
    found = answers(store, "ces2", "score, scale_max")
    assert sorted(score for score, _ in found if score) == [1, 5, 6, 7]
    assert {scale for _, scale in found} == {7}


def test_identical_responses_stay_two(store):
    load(store, "google_forms")
    found = answers(store, "nps", "response_id, responded_at::varchar")
    twice = [key for key, at in found if at == "2024-03-15 12:30:00"]
    assert len(set(twice)) == 2


def test_satisfaction_with_what_was_recommended_is_satisfaction(store):
    bring(store, "타임스탬프,추천 상품에 만족하셨나요?\n2024-03-14,5\n2024-03-15,1\n")
    assert sorted(answers(store, "csat", "score")) == [(1,), (5,)]


def test_a_recommendation_without_a_zero_is_no_nps(store):
    bring(
        store, "Timestamp,Would you recommend us?\n2024-03-14 09:00,9\n2024-03-14 10:00,7"
    )
    assert answers(store, "nps", "score") == []
    found = answers(store, "recommend_other", "score, scale_max")
    assert sorted(found) == [(7, None), (9, None)]


@pytest.mark.parametrize(
    "asked",
    [
        "How satisfied are you?\n2024-03-14 09:00,3\n2024-03-14 09:01,7",
        "How satisfied are you?\n2024-03-14 09:00,1\n2024-03-14 09:01,4",
        "How many friends did you recommend us to?\n2024-03-14 09:00,0\n"
        "2024-03-14 09:01,8",
        "They made it easy?\n2024-03-14 09:00,Agree\n2024-03-14 09:01,Disagree",
    ],
    ids=["beyond 5", "never 5", "a count", "words of two scales"],
)
def test_what_is_not_certain_is_left_to_the_person(store, asked):
    with pytest.raises(UploadError, match="map the columns by hand"):
        bring(store, f"Timestamp,{asked}")


@pytest.mark.parametrize("known", ["channeltalk_userchat", "channeltalk_json"])
def test_a_chat_reads_the_same_from_the_workbook_and_from_json(store, known):
    load(store, known)
    found = rows_of(
        store,
        "contact",
        "contact_id, customer_id, channel, reason, subreason, resolved, wait_s, replies",
    )
    assert found[:2] == [
        ("6501", "u1", "chat", "배송", "지연", True, 120, 4),
        ("6502", "u2", "phone", "환불", None, False, 1800, 2),
    ]


def test_a_timeout_is_not_resolved(store):
    load(store, "happytalk")
    found = rows_of(store, "contact", "status, resolved, channel")
    assert found == [
        ("상담원 종료", True, "kakao"),
        ("자동 종료", None, "kakao"),
        ("고객 종료", None, "chat"),
        ("매니저 종료", True, "chat"),
    ]


def test_a_call_log_in_the_encoding_of_korean_excel(store):
    load(store, "korean_cti")
    found = rows_of(
        store,
        "contact",
        "started_at::varchar, customer_id, direction, resolved, handle_s, transfers",
    )
    assert found == [
        ("2024-03-14 14:30:05", "1012345678", "in", True, 240, 0),
        ("2024-03-15 09:00:00", "1012345678", "in", False, 30, 1),
        ("2024-03-15 10:00:00", None, "in", False, None, None),
        ("2024-03-15 11:00:00", "21234567", "out", None, 10, 0),
    ]


def test_tools_without_fixed_questions_are_read_the_same_way():
    known = catalog.formats().values()
    assert {one.id for one in known if one.questions} == set(QUESTION_READERS)


def form_keys(store, header, rows):
    """The response numbers of a form's lines, in the order of the file."""
    text = "\n".join(",".join(cells) for cells in [header, *rows]) + "\n"
    raw = read_file("form.csv", text.encode())
    staged = stage_file(store, raw, catalog.formats()["google_forms"])
    found = staged.con.execute("select distinct line, response_id from staged")
    return [key for _, key in sorted(found.fetchall())]


FORM = ["Timestamp", "Would you recommend us?", "Which do you own?", "Where do you live?"]
ANSWERS = st.lists(
    st.tuples(
        st.integers(1, 28).map("2024-03-{:02d} 10:00:00".format),
        st.integers(0, 10).map(str),
        st.sampled_from(["", "Phone", "Tablet"]),
        st.sampled_from(["", "Seoul", "Phone"]),
    ).map(list),
    min_size=1,
    max_size=6,
)


@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=ANSWERS, place=st.integers(1, 4))
def test_a_question_added_to_a_form_leaves_earlier_responses_what_they_were(
    store, rows, place
):
    before = form_keys(store, FORM, rows)
    wider = [[*row[:place], "", *row[place:]] for row in rows]
    late = ["2024-04-01 10:00:00", "9", "", ""]
    late.insert(place, "A friend")
    header = [*FORM[:place], "How did you hear of us?", *FORM[place:]]
    after = form_keys(store, header, [*wider, late])
    assert after[:-1] == before
    # No two responses are taken for one, whatever they have in common.
    assert len(set(after)) == len(after) == len(rows) + 1


def test_the_same_word_under_another_question_is_another_response(store):
    day = "2024-03-01 10:00:00"
    one, two = form_keys(store, FORM, [[day, "9", "Phone", ""], [day, "9", "", "Phone"]])
    assert one.rpartition("-")[0] != two.rpartition("-")[0]


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (["Timestamp", "How satisfied are you with our service?"], True),
        (["Timestamp", "Email Address", "Would you recommend us?"], True),
        (["타임스탬프", "상담에 만족하셨나요?", "추천인"], True),
        (["Timestamp", "Agent", "Call Type", "Talk Time"], False),
        (["Timestamp", "Order number", "Is it late?", "Amount", "Total"], False),
        (["Timestamp"], False),
        (["타임스탬프", "상담사", "통화시간"], False),
    ],
)
def test_a_form_is_known_by_its_questions_and_not_by_its_first_column_alone(
    header, known
):
    found = {fmt.id for fmt in catalog.detect(header)}
    assert bool(found & {"google_forms", "google_forms_ko"}) is known
