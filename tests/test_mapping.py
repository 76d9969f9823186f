"""A file nobody knew: what a person says of its columns, and the rows that come of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.analyses import drivers
from cx.errors import UploadError
from cx.ingest import load
from cx.ingest.mapping import (
    Mapping,
    QuestionColumn,
    from_dict,
    mapping_id,
    read_mapping_file,
    read_text,
    to_text,
)
from tests.exports import SHARED, bring, bytes_under, needs_shared, rows_of

ODD = 'Q1 "ease"; drop table answer; --'
KOREAN = "배송은 어땠나요? (고객's 의견)"
WIDE = {
    "name": "Wide survey",
    "into": "answer",
    "fields": {"responded_at": "When", "customer_id": "고객 번호"},
    "date_order": "dmy",
    "questions": [
        {
            "column": "Rec",
            "question": "nps",
            "scale_min": 0,
            "scale_max": 10,
            "blank": [99],
        },
        {
            "column": KOREAN,
            "question": "touchpoint",
            "touchpoint": "Delivery 배송",
            "scale_min": 1,
            "scale_max": 5,
            "not_used": [6],
            "blank": [0],
        },
        {"column": ODD, "question": "ces2", "scale_min": 1, "scale_max": 7},
    ],
}
QUOTED = ODD.replace('"', '""')
HEADER = f'When,고객 번호,Rec,{KOREAN},"{QUOTED}"\n'
LMG = {
    "PERQ1": 0.1348,
    "PERQ4": 0.0753,
    "PERQ7": 0.0612,
    "PERQ2": 0.0509,
    "PERQ3": 0.0453,
    "PERQ6": 0.0439,
    "PERQ5": 0.0353,
}


def fmt_of(given):
    mapping = from_dict(given)
    assert mapping.faults() == []
    return read_text(mapping_id(mapping), to_text(mapping))


def nps_from(low, high):
    question = {"column": "Rec", "question": "nps", "scale_min": low, "scale_max": high}
    return {**WIDE, "questions": [question]}


@pytest.mark.usefixtures("as_mapped")
def test_a_wide_survey_is_read_with_its_codes_for_blank_and_not_used(store):
    text = HEADER + "13/2/2024,C1,9,6,7\n14/2/2024,C2,99,0,\n15/2/2024,C3,0,4,2\n"
    report = bring(store, text, mapping=fmt_of(WIDE))
    assert (report.upload.new, report.reasons) == (3, ())
    columns = "customer_id, question, touchpoint, state, score"
    assert set(rows_of(store, "answer", columns)) == {
        ("C1", "nps", None, "answered", 9),
        ("C1", "touchpoint", "Delivery 배송", "not_used", None),
        ("C1", "ces2", None, "answered", 7),
        ("C2", "nps", None, "blank", None),
        ("C2", "touchpoint", "Delivery 배송", "blank", None),
        ("C2", "ces2", None, "blank", None),
        ("C3", "nps", None, "answered", 0),
        ("C3", "touchpoint", "Delivery 배송", "answered", 4),
        ("C3", "ces2", None, "answered", 2),
    }


def test_what_cannot_be_read_is_set_aside_under_the_files_own_names(store):
    text = HEADER + "13/2/2024,C1,9,4,7\n2/13/2024,C2,11,x,8\n"
    report = bring(store, text, mapping=fmt_of(WIDE))
    assert report.upload.set_aside == 1
    assert {(r.column, r.value) for r in report.reasons} >= {
        ("When", "2/13/2024"),
        (KOREAN, "x"),
    }


def test_lines_that_are_alike_in_every_cell_stay_two_people(store):
    text = HEADER + "13/2/2024,,9,5,7\n" * 3
    assert bring(store, text, mapping=fmt_of(WIDE)).upload.new == 3
    again = HEADER + "13/2/2024,,9,5,7\n" * 4
    upload = bring(store, again, mapping=fmt_of(WIDE)).upload
    assert (upload.new, upload.duplicate) == (1, 3)


def test_a_saved_mapping_knows_its_file_again_by_the_header(store):
    mapping = from_dict({**WIDE, "header": ["When", "고객 번호", "Rec", KOREAN, ODD]})
    saved = {"text": to_text(mapping)}
    store.register.append("mapping_saved", mapping_id(mapping), saved)
    report = bring(store, HEADER + "13/2/2024,C1,9,4,7\n")
    assert report.upload.format == mapping_id(mapping)


def test_a_hostile_name_is_only_a_name(store):
    bring(store, HEADER + "13/2/2024,C1,9,4,7\n", mapping=fmt_of(WIDE))
    assert len(rows_of(store, "answer")) == 3


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4)
)
def test_any_name_survives_being_written_to_a_format_file(names):
    questions = tuple(
        QuestionColumn(name, "other", scale_min=1, scale_max=5, blank=(name,))
        for name in names
    )
    mapping = Mapping(names[0], "answer", tuple(names), {}, questions)
    assert read_text("m", to_text(mapping)).detect == tuple(names)


def test_one_to_ten_is_refused_as_nps_with_the_reason():
    (fault,) = from_dict(nps_from(1, 10)).faults()
    assert "runs from 1 to 10, and NPS needs answers from 0 to 10" in fault


def test_the_schema_refuses_it_too_whatever_the_mapping_said(store):
    before = bytes_under(store.home)
    mapping = from_dict(nps_from(1, 10))
    fmt = read_text(mapping_id(mapping), to_text(mapping))
    with pytest.raises(UploadError, match="NPS needs answers from 0 to 10"):
        bring(store, "When,고객 번호,Rec\n13/2/2024,C1,9\n", mapping=fmt)
    assert bytes_under(store.home) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"into": "weather"}, "not weather"),
        ({"date_order": "ydm"}, "order of dates"),
        ({"fields": {"mood": "When"}}, "no field called mood"),
        ({"fields": {"x, (select 1)": "When"}}, "no field called x"),
        ({"questions": []}, "at least one column"),
        ({"into": "contact", "fields": {}}, "Choose the column for: Contact number."),
    ],
)
def test_what_is_still_to_decide_is_said_in_sentences(change, said):
    faults = from_dict({**WIDE, **change}).faults()
    assert any(said in fault for fault in faults)
    assert all(fault.endswith(".") for fault in faults)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"question": "ces2", "scale_min": 1, "scale_max": 5}, "runs from 1 to 7"),
        ({"question": "csat"}, "which number"),
        (
            {"question": "touchpoint", "scale_min": 1, "scale_max": 5},
            "name the touchpoint",
        ),
        ({"question": "mood"}, "no question called mood"),
    ],
)
def test_a_question_says_what_it_lacks(question, said):
    (fault,) = from_dict({**WIDE, "questions": [{"column": "Rec", **question}]}).faults()
    assert said in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "is not a mapping"),
        ("{", "is not a mapping"),
        ('{"into": "answer"}', "lacks name"),
        ('{"name": "x", "into": "answer"}', "at least one column"),
    ],
)
def test_a_mapping_file_that_is_none_is_refused_in_words(tmp_path, text, said):
    path = tmp_path / "mapping.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UploadError, match=said):
        read_mapping_file(path)


def test_a_mapping_of_other_columns_is_refused_with_those_it_lacks(store):
    with pytest.raises(UploadError, match="no column When"):
        bring(store, "a,b\n1,2\n", mapping=fmt_of(WIDE))


def test_a_contact_log_is_mapped_with_its_types(store):
    mapping = {
        "name": "Calls",
        "into": "contact",
        "fields": {
            "contact_id": "No",
            "started_at": "Date",
            "channel": "Via",
            "wait_s": "Wait",
            "status": "State",
        },
        "date_order": "mdy",
    }
    text = (
        "No,Date,Via,Wait,State\n1,2/29/2024 09:05 PM,유선,1:30,완료\n2,2/30/2024,x,y,z\n"
    )
    report = bring(store, text, mapping=fmt_of(mapping))
    columns = "started_at::varchar, channel, wait_s, resolved"
    assert rows_of(store, "contact", columns) == [
        ("2024-02-29 21:05:00", "phone", 90, True)
    ]
    assert {r.column for r in report.reasons} == {"Date", "Wait"}


def test_orders_without_a_kind_or_a_number_are_orders(store):
    mapping = {
        "name": "Till",
        "into": "purchase",
        "fields": {"customer_id": "Who", "occurred_at": "Date", "amount": "Sum"},
    }
    text = 'Who,Date,Sum\nC1,2024-03-01,"1,200.50"\nC1,2024-03-01,"1,200.50"\n'
    bring(store, text, mapping=fmt_of(mapping))
    found = rows_of(store, "purchase", "kind, amount::varchar")
    assert found == [("order", "1200.50")] * 2


def ecsi(columns, low, high):
    outcome, recommend, *touchpoints = columns
    scale = {"scale_min": low, "scale_max": high}
    questions = [{"column": outcome, "question": "overall_satisfaction", **scale}]
    questions.append({"column": recommend, "question": "recommend_other", **scale})
    questions += [
        {"column": column, "question": "touchpoint", "touchpoint": f"PERQ{n}", **scale}
        for n, column in enumerate(touchpoints, start=1)
    ]
    return {"name": "ECSI", "into": "answer", "questions": questions}


@needs_shared
def test_two_scales_of_the_same_answers_give_the_same_drivers(store, tmp_path):
    folder = SHARED / "ecsi_mobi"
    names = ["CUSA1", "CUSL3", *(f"PERQ{n}" for n in range(1, 8))]
    found = {}
    for file, low, high in (("mobi.csv", 1, 10), ("mobile_0_100.csv", 0, 100)):
        content = (folder / file).read_bytes()
        header = content.decode().splitlines()[0].replace('"', "").split(",")
        used = names if file == "mobi.csv" else twin_names(header)
        own = type(store)(tmp_path / file)
        load.import_file(own, file, content, mapping=fmt_of(ecsi(used, low, high)))
        found[file] = drivers.analyse(own, "overall_satisfaction")
        own.close()
    first, second = found.values()
    assert first.n == second.n == 250
    assert first.r2 == pytest.approx(0.4467, abs=0.00005)
    shares = {d.name: d.importance for d in first.drivers}
    assert shares == {k: pytest.approx(v, abs=0.00005) for k, v in LMG.items()}
    # The twin is rounded to two decimals.
    for one, other in zip(first.drivers, second.drivers, strict=True):
        assert one.name == other.name
        assert one.importance == pytest.approx(other.importance, abs=0.00005)
        assert one.correlation == pytest.approx(other.correlation, abs=0.00005)


def twin_names(header):
    """The same questions under the other file's names."""
    satisfied = next(name for name in header if name.upper().startswith("SAT"))
    quality = [name for name in header if name.upper().startswith("QUA")]
    loyal = [name for name in header if name.upper().startswith("LOY")]
    return [satisfied, loyal[-1], *quality]


@needs_shared
def test_a_recommendation_from_one_to_ten_is_refused_as_nps(store):
    question = {"column": "CUSL3", "question": "nps", "scale_min": 1, "scale_max": 10}
    mapping = from_dict({"name": "ECSI", "into": "answer", "questions": [question]})
    assert "NPS needs answers from 0 to 10" in mapping.faults()[0]
    fmt = read_text(mapping_id(mapping), to_text(mapping))
    content = (SHARED / "ecsi_mobi" / "mobi.csv").read_bytes()
    with pytest.raises(UploadError, match="NPS needs answers from 0 to 10"):
        load.import_file(store, "mobi.csv", content, mapping=fmt)
