"""The header is found, what is no answer is listed, and a plain table is kept."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.ingest.containers import open_container
from cx.ingest.header import find_table
from cx.ingest.read import read_file
from tests.exports import ROOT, SAMPLES

SHARED = ROOT.parent / "shared" / "data"
QUALTRICS = SHARED / "qualtrics_exports"
SURVEYMONKEY = SHARED / "surveymonkey_exports_538"

needs_qualtrics = pytest.mark.skipif(
    not QUALTRICS.is_dir(), reason="the Qualtrics samples are not in this checkout"
)
needs_surveymonkey = pytest.mark.skipif(
    not SURVEYMONKEY.is_dir(), reason="the SurveyMonkey files are not in this checkout"
)


def found(text):
    """Header, rows, skipped and texts of a table written as CSV."""
    table = find_table(enumerate(csv.reader(io.StringIO(text.strip("\n"))), start=1))
    rows = list(table.rows)
    return list(table.header), rows, table.skipped, table.texts


def found_in(path):
    table = find_table(open_container(path.name, path.read_bytes()).records)
    return table, list(table.rows)


# A plain table comes out as it is.


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.csv")), ids=lambda path: path.stem
)
def test_our_own_samples_come_out_as_they_do_today(path):
    today = read_file(path.name, path.read_bytes())
    table, rows = found_in(path)
    whole = [cells for _, cells in rows if len(cells) == len(today.header)]
    assert table.header == today.header
    assert len(rows) == today.rows_read
    columns = [today.table.column(name).to_pylist() for name in today.header]
    assert whole == [list(cells) for cells in zip(*columns, strict=True)]


@given(
    st.lists(
        st.lists(st.sampled_from(["", "a", "b c", "7", "-", "No", "예"]), max_size=5),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_is_the_header_a_row_or_listed_as_left_out(table):
    records = list(enumerate(table, start=1))
    made = find_table(records)
    rows = list(made.rows)
    lines = [line for line, _ in rows] + [line for line, _ in made.skipped]
    assert len(set(lines)) == len(lines)
    assert len(lines) in (len(records), len(records) - bool(made.header))
    assert all(cells == table[line - 1] for line, cells in rows)


@pytest.mark.parametrize(
    "text",
    [
        "name,city,product\nAnn,Oslo,Phone\nBob,Rome,Chair\n",
        "id,,\na7,Ann,Oslo\nb8,Bob,Rome\n",
        "id,score\n1,9\n2,10\n",
        "comment\nTotal\nGood\n",
        ",a,b\nk1,x,\nk2,y,5\n",
        "1,2,3\n4,5,6\n",
        "a,b,c,d\n1,,,\n2,3,4,5\n",
        "team,answers,share\nTotal,57,1.0\nChat,30,0.5\n",
    ],
)
def test_a_plain_table_keeps_its_first_row_as_header_and_all_others(text):
    table = list(csv.reader(io.StringIO(text)))
    _, rows, skipped, texts = found(text)
    assert [cells for _, cells in rows] == table[1:]
    assert (skipped, texts) == ([], {})


def test_repeated_blank_and_broken_names_are_told_apart():
    header, *_ = found('score,score,,"How was\n it?"\n1,2,3,4')
    assert header == ["score", "score.1", "column 3", "How was it?"]


def test_named_columns_are_taken_as_they_are():
    table = find_table([(0, ["a"]), (1, ["Total"]), (2, [""])], named=True)
    assert (table.header, list(table.rows)) == (("a",), [(1, ["Total"])])
    assert table.skipped == [(2, "blank row")]


def test_nothing_has_no_header():
    table = find_table([(1, []), (2, [" "])])
    assert (table.header, list(table.rows)) == ((), [])
    assert table.skipped == [(1, "blank row"), (2, "blank row")]


# Titles above the header


def test_a_header_below_title_rows_is_found():
    header, rows, skipped, _ = found("""
상담내역 조회,,,,
조회기간:,2024-03-01 ~ 2024-03-31,,,
,,,,
접수번호,상담일시,고객번호,상담유형,상담사
A-1,2024-03-01 09:00,C1,배송,김
A-2,2024-03-01 09:05,C2,환불,이
""")
    assert header == ["접수번호", "상담일시", "고객번호", "상담유형", "상담사"]
    assert [line for line, _ in rows] == [5, 6]
    above = "above the header"
    assert skipped == [(1, above), (2, above), (3, "blank row")]


def test_words_over_numbers_prove_a_header_that_no_list_knows():
    header, rows, skipped, _ = found("Q3\n\nblip,blop,blup\nx,1,2\ny,3,4")
    assert (header, len(rows)) == (["blip", "blop", "blup"], 2)
    assert skipped == [(1, "above the header"), (2, "blank row")]


def test_a_first_row_with_one_cell_is_the_header_where_nothing_proves_another():
    header, rows, _, _ = found("id,,\nann,oslo,phone\nbob,rome,chair")
    assert (header, len(rows)) == (["id"], 2)


# Two and three header rows


def test_groups_above_names_are_joined_with_them():
    header, rows, skipped, _ = found("""
접수번호,고객,,평가
,이름,등급,점수
1,김,VIP,5
2,이,일반,4
""")
    assert header == ["접수번호", "고객 - 이름", "고객 - 등급", "평가 - 점수"]
    assert [line for line, _ in rows] == [3, 4]
    header, rows, skipped, _ = found("""
site,chat,,mail,
name,n,mean,n,mean
a,1,2.5,3,4.5
b,2,3.5,4,5.5
""")
    assert header == ["site - name", "chat - n", "chat - mean", "mail - n", "mail - mean"]
    assert (len(rows), skipped) == (2, [(2, "second header row")])


def test_surveymonkey_questions_are_joined_with_their_options():
    header, rows, skipped, _ = found("""
Respondent ID,Start Date,How likely is it?,Which apply?,,,Comments
,,Response,Web,Phone,Other (please specify),Open-Ended Response
118,03/01/2024,9,Web,,,Fine
119,03/01/2024,3,,Phone,,
""")
    assert header[:5] == [
        "Respondent ID",
        "Start Date",
        "How likely is it?",
        "Which apply? - Web",
        "Which apply? - Phone",
    ]
    assert header[5:] == ["Which apply? - Other (please specify)", "Comments"]
    assert ([line for line, _ in rows], skipped) == ([3, 4], [(2, "second header row")])


@needs_surveymonkey
@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("StarWars", 38, 1186),
        ("food-world-cup-data", 48, 1373),
        ("thanksgiving-2015-poll-data", 65, 1058),
        ("flying-etiquette", 27, 1040),
        ("comma-survey", 13, 1129),
        ("raw-responses", 98, 1615),
    ],
)
def test_surveymonkey_files_have_their_published_shape(name, columns, rows):
    table, read = found_in(SURVEYMONKEY / f"{name}.csv")
    assert (len(table.header), len(read)) == (columns, rows)
    assert all("column " not in each for each in table.header[1:])


@needs_surveymonkey
def test_star_wars_options_stand_behind_their_question():
    table, _ = found_in(SURVEYMONKEY / "StarWars.csv")
    assert table.skipped == [(2, "second header row")]
    assert table.header[0] == "RespondentID"
    assert table.header[1].endswith("franchise?")
    assert table.header[8].startswith("Which of the following Star Wars films have you")
    assert table.header[8].endswith("apply. - Star Wars: Episode VI Return of the Jedi")


@needs_qualtrics
@pytest.mark.parametrize(
    ("name", "columns", "rows", "text"),
    [
        ("qualtRics_sample", 20, 1, "This is a multiple choice question."),
        ("qualtRics_sample_legacy", 15, 1, "This is a multiple choice question."),
        ("excluder_qualtrics_raw", 16, 100, None),
        ("excluder_qualtrics_text", 16, 100, None),
        ("excluder_qualtrics_fetch", 17, 100, None),
    ],
)
def test_qualtrics_files_open_with_ids_as_header_and_questions_as_texts(
    name, columns, rows, text
):
    table, read = found_in(QUALTRICS / f"{name}.csv")
    assert (len(table.header), len(read)) == (columns, rows)
    assert table.texts.get("Q1") == text


@needs_qualtrics
def test_qualtrics_header_rows_are_listed_as_left_out():
    three, _ = found_in(QUALTRICS / "excluder_qualtrics_raw.csv")
    assert three.header[:2] == ("StartDate", "EndDate")
    assert three.texts["Browser"] == "Browser Meta Info - Browser"
    assert three.skipped == [(2, "question texts"), (3, "import ids")]
    two, _ = found_in(QUALTRICS / "qualtRics_sample_legacy.csv")
    assert two.header[:2] == ("ResponseID", "ResponseSet")
    assert two.header[10:12] == ("Q1", "Q2")
    assert two.skipped == [(2, "question texts")]


def test_a_qualtrics_file_without_answers_has_a_header_and_no_rows():
    ids = '"{""ImportId"":""a""}","{""ImportId"":""b"",""timeZone"":""Asia/Seoul""}"'
    header, rows, skipped, texts = found(f'Q1,Q2\n"How\nwas it?",Q2\n{ids}')
    assert (header, rows, texts) == (["Q1", "Q2"], [], {"Q1": "How was it?"})
    assert [reason for _, reason in skipped] == ["question texts", "import ids"]


# Footers


def test_a_salesforce_footer_is_left_out_and_listed():
    header, rows, skipped, _ = found("""
Case Number,Status,Date/Time Opened
00001026,Closed,3/1/2024
00001027,New,3/1/2024

"Grand Totals (2 records)"

"Confidential Information - Do Not Distribute"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"March cases"
Generated By:  A. Person 3/2/2024
""")
    assert (header[0], [cells[0] for _, cells in rows]) == (
        "Case Number",
        ["00001026", "00001027"],
    )
    footer = "report footer"
    assert skipped == [
        (4, "blank row"),
        (5, footer),
        (6, "blank row"),
        (7, footer),
        (8, footer),
        (9, footer),
        (10, footer),
    ]


def test_lone_totals_and_repeated_headers_are_left_out_and_listed():
    _, rows, skipped, _ = found("""
팀,날짜,건수,만족,불만
A,2024-03-01,1,2,3
소계,,1,,
팀,날짜,건수,만족,불만
B,2024-03-01,4,5,6
합계,,5,,
Total,Ann,5,,
""")
    assert [line for line, _ in rows] == [2, 5, 7]
    assert skipped == [(3, "total"), (4, "header repeated"), (6, "total")]


def test_a_customer_who_writes_total_is_an_answer():
    _, rows, skipped, _ = found("id,score,comment\n1,9,Total\n2,3,Grand total\n")
    assert (len(rows), skipped) == (2, [])
