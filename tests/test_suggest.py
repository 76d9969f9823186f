"""What is proposed for a file nobody mapped yet, on real exports and on small ones."""

import random
import re
from pathlib import Path

import pytest

from cx.ingest.mapping import QUESTIONS, TABLES, Mapping, fields_of, read_text, to_text
from cx.ingest.read import RawFile, read_file
from cx.ingest.stage import stage
from cx.ingest.suggest import Proposal, propose, to_mapping
from cx.ingest.suggest_names import aliases, header_match

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data"

KOREAN_CONTACTS = """상담일시,고객번호,인입채널,상담유형,처리결과,상담사,대기시간(초),메모
2024. 3. 14 오후 2:30:05,C001,전화,배송,처리완료,김상담,35,배송이 아직 오지 않았습니다
2024. 3. 14 오후 3:10:00,C002,카카오톡,환불,진행중,이상담,0,환불 규정을 알고 싶습니다
2024. 3. 15 오전 9:05:41,C001,전화,배송,처리완료,김상담,61,배송 문의 다시 드립니다
2024. 3. 15 오전 9:40:00,C003,채팅,회원정보,처리완료,박상담,12,주소를 바꾸고 싶습니다
"""
KOREAN_SURVEY = """타임스탬프,추천의향 (0~10),전반적 만족도,배송 만족도,쉽게 해결됨,의견
2024. 3. 14 오후 2:30:05,10,매우 만족,5점,7,포장이 튼튼했습니다
2024. 3. 14 오후 3:30:05,0,불만족,1점,2,전화 연결이 너무 어렵습니다
2024. 3. 15 오전 9:12:00,8,만족,해당없음,6,앱이 편합니다
2024. 3. 15 오전 9:14:00,9,보통,4점,1,특별히 없습니다만 감사합니다
2024. 3. 16 오전 9:15:00,10,매우 불만족,3점,5,빠른 배송 부탁드립니다
"""


def real(path: str) -> RawFile:
    found = sorted(REAL.glob(path))
    if not found:
        pytest.skip(f"the public data set {path} is not beside this checkout")
    return read_file(found[0].name, found[0].read_bytes())


def table(text: str) -> RawFile:
    return read_file("file.csv", text.encode())


def column(name: str, values: list[object], *, beside: str = "id") -> RawFile:
    rows = [f"r{i:03},{value}" for i, value in enumerate(values)]
    return table("\n".join([f"{beside},{name}", *rows]))


def fields(proposal: Proposal) -> dict[str, str | None]:
    """The field of each column that would be accepted."""
    return {s.field: s.column for s in proposal.fields if s.confidence >= 0.5}


def question(proposal: Proposal, name: str):
    return next(q for q in proposal.questions if q.column == name)


def scale(proposal: Proposal, name: str) -> tuple[str, float | None, float | None]:
    q = question(proposal, name)
    return q.question, q.scale_min, q.scale_max


# --- real files


@pytest.fixture(scope="module")
def airport() -> Proposal:
    return propose(real("sfo_airport_survey/2017*.csv"))


def test_the_airport_survey_is_taken_for_answers(airport):
    assert airport.into == "answer"
    assert fields(airport) == {"response_id": "RESPNUM", "weight": "WEIGHT"}


def test_an_eleven_beside_a_scale_of_zero_to_ten_is_proposed_as_no_answer(airport):
    assert scale(airport, "NETPRO") == ("nps", 0, 10)
    assert question(airport, "NETPRO").blank == ("11",)


def test_a_six_and_a_zero_beside_one_to_five_are_proposed_as_no_answers(airport):
    rated = [q for q in airport.questions if q.column.startswith("Q7")]
    assert len(rated) == 15
    for q in rated:
        assert (q.question, q.touchpoint) == ("touchpoint", q.column)
        assert (q.scale_min, q.scale_max) == (1, 5)
        assert q.confidence >= 0.5
        codes = ((), ("Blank",)) if q.column == "Q7ALL" else (("6",), ("0",))
        assert (q.not_used, q.blank) == codes


def test_demographics_of_the_airport_survey_are_not_accepted_as_ratings(airport):
    accepted = {q.column for q in airport.questions if q.confidence >= 0.5}
    assert not accepted & {"Q19AGE", "Q20GENDER", "Q21INCOME", "LANG", "DESTGEO", "DAY"}


def test_a_survey_of_one_to_ten_never_becomes_the_net_promoter_score():
    proposal = propose(real("ecsi_mobi/mobi.csv"))
    assert (proposal.into, len(proposal.questions)) == ("answer", 24)
    assert {(q.question, q.scale_min, q.scale_max) for q in proposal.questions} == {
        ("touchpoint", 1, 10)
    }
    assert "24" not in "".join(proposal.doubts)
    assert any("cannot" in d or "none can be" in d for d in proposal.doubts)


def test_rescaled_answers_keep_a_scale_of_zero_to_a_hundred():
    proposal = propose(real("ecsi_mobi/mobile_0_100.csv"))
    assert (proposal.into, len(proposal.questions)) == ("answer", 24)
    assert {(q.scale_min, q.scale_max) for q in proposal.questions} == {(0, 100)}


def test_shop_orders_are_taken_for_purchases_with_a_doubt_about_their_customers():
    proposal = propose(real("olist_sample/olist_orders*.csv"))
    assert proposal.into == "purchase"
    assert fields(proposal) == {
        "purchase_id": "order_id",
        "customer_id": "customer_id",
        "occurred_at": "order_purchase_timestamp",
        "promised_at": "order_estimated_delivery_date",
        "delivered_at": "order_delivered_customer_date",
    }
    assert any(
        d.startswith("No value of customer_id comes back") for d in proposal.doubts
    )


def test_shop_reviews_are_taken_for_answers_of_one_to_five():
    proposal = propose(real("olist_sample/olist_order_reviews*.csv"))
    assert proposal.into == "answer"
    assert scale(proposal, "review_score") == ("csat", 1, 5)
    assert fields(proposal) == {
        "response_id": "review_id",
        "responded_at": "review_answer_timestamp",
        "comment": "review_comment_message",
    }


def test_an_incident_log_is_taken_for_contacts_with_the_day_first():
    proposal = propose(real("servicenow_uci/*.csv"))
    assert (proposal.into, proposal.date_order) == ("contact", "dmy")
    expected = {
        "contact_id": "number",
        "started_at": "opened_at",
        "customer_id": "caller_id",
        "channel": "contact_type",
        "reason": "category",
        "subreason": "category.1",
        "transfers": "reassignment_count",
        "reopens": "reopen_count",
    }
    assert fields(proposal).items() >= expected.items()


@pytest.mark.parametrize(
    ("name", "into"),
    [("contacts", "contact"), ("orders", "purchase"), ("surveys", "answer")],
)
def test_our_own_column_names_are_all_found(name, into):
    path = ROOT / "sample_data" / f"hanbit_{name}.csv"
    raw = table("".join(path.read_text(encoding="utf-8").splitlines(True)[:400]))
    proposal = propose(raw)
    assert proposal.into == into
    found = fields(proposal)
    for field in set(fields_of(into)) & set(raw.header):
        assert found[field] == field
    assert to_mapping(proposal, raw, name="ours").faults() == []


# --- Korean


def test_a_korean_call_centre_file_is_mapped_by_its_usual_names():
    proposal = propose(table(KOREAN_CONTACTS))
    assert (proposal.into, proposal.date_order) == ("contact", "ymd")
    assert fields(proposal) == {
        "started_at": "상담일시",
        "customer_id": "고객번호",
        "channel": "인입채널",
        "reason": "상담유형",
        "status": "처리결과",
        "agent_id": "상담사",
        "wait_s": "대기시간(초)",
    }


def test_a_korean_survey_is_mapped_by_its_usual_names():
    proposal = propose(table(KOREAN_SURVEY))
    assert (proposal.into, proposal.date_order) == ("answer", "ymd")
    assert fields(proposal) == {"responded_at": "타임스탬프", "comment": "의견"}
    assert scale(proposal, "추천의향 (0~10)") == ("nps", 0, 10)
    assert scale(proposal, "전반적 만족도") == ("overall_satisfaction", 1, 5)
    assert scale(proposal, "쉽게 해결됨") == ("ces2", 1, 7)
    assert scale(proposal, "배송 만족도") == ("touchpoint", 1, 5)
    assert question(proposal, "배송 만족도").blank == ("해당없음",)


# --- date order


def date_order(*values: str) -> tuple[str | None, tuple[str, ...]]:
    raw = column("created at", list(values), beside="ticket id")
    proposal = propose(raw, "contact")
    return proposal.date_order, proposal.doubts


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["2024-01-02", "2024-02-03"], "ymd"),
        (["2024. 1. 2 오전 9:00:00", "2024. 2. 3 오후 1:00:00"], "ymd"),
        (["20240102", "20240203"], "ymd"),
        (["01/02/2024", "13/02/2024"], "dmy"),
        (["01/02/2024 10:00", "02/13/2024 11:00"], "mdy"),
    ],
)
def test_one_decisive_date_settles_the_order_of_the_whole_file(values, order):
    assert date_order(*values) == (order, ())


def test_dates_that_can_be_read_both_ways_are_asked_about():
    order, doubts = date_order("01/02/2024", "03/04/2024", "05/05/2024")
    assert order is None
    assert doubts == (
        "01/02/2024 could be 1 February or 2 January: choose the order of day and month.",
    )


def test_dates_whose_day_is_their_month_are_asked_about():
    order, doubts = date_order("05/05/2024", "06/06/2024")
    assert order is None
    assert doubts[0].startswith("Nothing in created at shows whether day or month")


def test_a_file_that_mixes_two_orders_is_asked_about():
    order, doubts = date_order("13/02/2024", "02/13/2024")
    assert order is None
    assert "1 dates can only be read day first and 1 only month first" in doubts[0]


def test_two_digits_of_a_year_in_front_are_not_read_as_a_day():
    order, doubts = date_order("24.03.14", "24.03.15", "24.04.02")
    assert order is None
    assert "two digits of a year" in doubts[0]


def test_a_few_dates_of_another_order_are_named_not_followed():
    order, doubts = date_order(*["13/02/2024"] * 30, "02/13/2024")
    assert order == "dmy"
    assert doubts[0].startswith("In created at, 1 of 31 dates are not day first")


def test_a_decisive_date_beyond_the_sample_still_counts():
    values = ["01/02/2024"] * 9000
    values[4567 + 4000] = "25/12/2024"
    assert date_order(*values)[0] == "dmy"


# --- scales


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("NPS", range(11), ("nps", 0, 10)),
        ("NPS", range(1, 11), ("recommend_other", 1, 10)),
        ("NPS", range(1, 6), ("recommend_other", 1, 5)),
        ("How satisfied overall?", range(1, 6), ("overall_satisfaction", 1, 5)),
        ("It was made easy", range(1, 8), ("ces2", 1, 7)),
        ("It was made easy", range(1, 6), ("other", 1, 5)),
        ("CSAT", [2, 3, 4], ("csat", 1, 5)),
        ("Food rating", range(1, 6), ("touchpoint", 1, 5)),
        ("Signs", ["★☆☆", "★★☆", "★★★"], ("touchpoint", 1, 5)),
        ("Signs", ["Poor", "Good", "Excellent"], ("touchpoint", 1, 5)),
        ("Signs", ["Agree", "Somewhat agree", "Disagree"], ("touchpoint", 1, 7)),
        ("Told others", ["none", "positive", "negative"], ("wom_told", None, None)),
        ("Was your issue resolved?", ["yes", "no"], ("fcr_resolved", None, None)),
    ],
)
def test_a_question_and_its_scale_come_from_header_and_values(name, values, expected):
    proposal = propose(column(name, list(values) * 4), "answer")
    assert scale(proposal, name) == expected


def test_a_recommendation_that_cannot_be_nps_is_doubted_in_words():
    proposal = propose(column("NPS", list(range(1, 6)) * 4))
    assert proposal.doubts[0] == (
        "NPS runs from 1 to 5, so it cannot be the Net Promoter Score, which needs "
        "0 to 10."
    )


@pytest.mark.parametrize(
    ("values", "not_used", "blank"),
    [
        ([1, 2, 3, 4, 5, 9], (), ("9",)),
        ([1, 2, 3, 4, 5, 99], (), ("99",)),
        ([1, 2, 3, 4, 5, -99], (), ("-99",)),
        ([1, 2, 3, 4, 5, "모름", "Blank"], (), ("Blank", "모름")),
        ([1, 2, 3, 4, 5, "이용 안 함"], ("이용 안 함",), ()),
        ([0, 1, 2, 3, 4, 5, 6], ("6",), ("0",)),
        ([1, 2, 3, 4, 5], (), ()),
    ],
)
def test_codes_beside_a_scale_are_proposed_as_no_answers(values, not_used, blank):
    q = question(propose(column("Signs", values * 4), "answer"), "Signs")
    assert (q.scale_min, q.scale_max) == (1, 5)
    assert (q.not_used, q.blank) == (not_used, blank)
    assert all(code in q.why for code in (*not_used, *blank))


@pytest.mark.parametrize(
    "values",
    [
        [18, 25, 40, 63, 77, 31],
        [2019, 2020, 2021],
        ["2024-01-02", "2024-01-03"],
        list(range(40)),
        ["red", "blue", "green"],
        [0, 1],
    ],
)
def test_ages_years_dates_numbers_and_words_are_no_ratings(values):
    assert propose(column("Thing", values * 2), "answer").questions == ()


def test_a_header_that_asks_for_words_over_numbers_is_only_a_rating():
    proposal = propose(column("Told others", list(range(1, 6)) * 4), "answer")
    assert scale(proposal, "Told others") == ("touchpoint", 1, 5)


def test_a_second_column_of_words_for_one_question_is_left_out():
    rows = "\n".join(f"r{n},{word},{word}" for n, word in enumerate(["yes", "no"] * 9))
    proposal = propose(table("survey id,Resolved,Issue resolved\n" + rows), "answer")
    assert [q.question for q in proposal.questions] == ["fcr_resolved"]


def test_a_few_unreadable_answers_do_not_hide_a_rating():
    proposal = propose(column("Signs", [1, 2, 3, 4, 5] * 8 + ["see note"]), "answer")
    assert scale(proposal, "Signs") == ("touchpoint", 1, 5)


def test_one_code_alone_is_no_answer_to_a_named_question():
    assert propose(column("CSAT", [1] * 8), "answer").questions == ()


def test_a_second_column_for_one_question_becomes_a_touchpoint():
    rows = "\n".join(f"{n},{5 - n % 5},{1 + n % 5}" for n in range(20))
    proposal = propose(table("survey id,CSAT,Satisfaction score\n" + rows), "answer")
    assert sorted(q.question for q in proposal.questions) == ["csat", "touchpoint"]


# --- fields


def confidence(proposal: Proposal, field: str) -> float:
    return next(s.confidence for s in proposal.fields if s.field == field)


def test_a_header_whose_values_agree_is_surer_than_one_whose_values_do_not():
    agreeing = propose(column("Created at", ["2024-01-02"] * 5), "contact")
    contrary = propose(column("Created at", ["soon"] * 5), "contact")
    assert confidence(agreeing, "started_at") >= 0.8
    assert confidence(contrary, "started_at") < 0.5


def test_values_alone_are_never_surer_than_six_in_ten():
    proposal = propose(column("x", ["전화", "카카오톡", "이메일"] * 5), "contact")
    found = next(s for s in proposal.fields if s.field == "channel")
    assert (found.column, found.confidence) == ("x", 0.6)
    assert found.why == "No header says so. All values are channels known here."


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Handle time (minutes)", "min"),
        ("Handle time in hrs", "h"),
        ("통화시간(초)", "s"),
        ("Handle time (HH:mm:ss)", None),
        ("Handle time", None),
    ],
)
def test_the_unit_of_a_duration_comes_from_its_header_only(name, unit):
    raw = column(name, [3, 4, 5] * 5, beside="ticket id")
    proposal = propose(raw, "contact")
    assert next(s.unit for s in proposal.fields if s.field == "handle_s") == unit
    asked = [ask.about for ask in proposal.asks]
    assert asked == ([] if unit else ["unit"])
    if not unit:
        answered = proposal.answered({proposal.asks[0].key: "min"})
        assert to_mapping(answered, raw, name="x").units == {"handle_s": "min"}


def test_times_in_days_are_not_accepted_as_seconds():
    proposal = propose(column("Handle time (days)", [3, 4, 5] * 5), "contact")
    assert confidence(proposal, "handle_s") < 0.5
    assert any("is not in seconds" in doubt for doubt in proposal.doubts)


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [("1.5", "min", 90), ("1:30", "min", 90), ("0.5", "h", 1800), ("1,500", "ms", 1.5)],
)
def test_plain_numbers_are_turned_into_seconds_and_times_are_not(
    tmp_path, cell, unit, seconds
):
    raw = table(f'id,at,took\n1,2024-01-02,"{cell}"\n')
    fields_given = {"contact_id": "id", "started_at": "at", "handle_s": "took"}
    mapping = Mapping("x", "contact", raw.header, fields_given, units={"handle_s": unit})
    fmt = read_text("map_x", to_text(mapping))
    staged = stage(raw, fmt, home=tmp_path, active=(), upload_id="u1")
    assert staged.con.execute("select handle_s from staged").fetchall() == [(seconds,)]
    staged.con.close()


# --- what is asked


def asks(proposal: Proposal, about: str):
    return [ask for ask in proposal.asks if ask.about == about]


def test_one_to_ten_without_a_zero_asks_whether_zero_could_be_chosen():
    raw = column("NPS", list(range(1, 11)) * 4)
    proposal = propose(raw, "answer")
    (ask,) = asks(proposal, "scale")
    assert ask.sentence == (
        "NPS: answers run from 1 to 10 (40 answers). Which numbers could be chosen?"
    )
    assert ask.proposed is None
    assert proposal.open({}) == (ask,)
    for choice, expected in (
        ("0-10", ("nps", 0, 10)),
        ("1-10", ("recommend_other", 1, 10)),
    ):
        given = {ask.key: choice}
        assert proposal.open(given) == ()
        assert scale(proposal.answered(given), "NPS") == expected


def test_a_header_that_gives_its_scale_is_not_asked_about():
    proposal = propose(column("추천의향 (0~10)", list(range(1, 11)) * 4), "answer")
    assert asks(proposal, "scale") == []
    assert scale(proposal, "추천의향 (0~10)") == ("nps", 0, 10)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ([1, 2, 3, 4, 5], False),
        ([1, 2, 3, 4, 5, 6, 7], False),
        ([2, 3, 4], True),
        ([1, 2, 3, 4, 5, 6], True),
    ],
)
def test_a_scale_is_asked_about_where_nobody_used_both_ends(values, asked):
    proposal = propose(column("CSAT", values * 10), "answer")
    assert [ask.proposed is not None for ask in asks(proposal, "scale")] == [True] * asked


def test_columns_of_one_scale_are_asked_about_together():
    rows = "\n".join(f"r{n},{2 + n % 3},{2 + n % 3},{2 + n % 3}" for n in range(40))
    names = [f"Rating {n} satisfaction" for n in range(3)]
    proposal = propose(table(",".join(["id", *names]) + "\n" + rows), "answer")
    (ask,) = asks(proposal, "scale")
    assert ask.columns == tuple(names)
    assert "Rating 0 satisfaction and 2 more" in ask.sentence
    answered = proposal.answered({ask.key: "1-7"})
    assert {(q.scale_min, q.scale_max) for q in answered.questions} == {(1, 7)}


def test_codes_behind_a_gap_are_asked_about_one_by_one():
    proposal = propose(column("CSAT", [1, 2, 3, 4, 5, 8, 9] * 6), "answer")
    found = asks(proposal, "codes")
    assert [(a.code, a.proposed) for a in found] == [("8", "blank"), ("9", "blank")]
    assert "8 stands apart from the answers 1 to 5 (6 times)" in found[0].sentence
    given = {found[0].key: "not_used", found[1].key: "answers"}
    q = question(proposal.answered(given), "CSAT")
    assert (q.not_used, q.blank, q.scale_max) == (("8",), (), 9)


def battery(rows: int, contrary: bool, noise: float = 0.5) -> RawFile:
    """Three ratings of one mood; the last may run against it."""
    draw = random.Random(5)
    lines = ["id,Overall satisfaction,Delivery satisfaction,Hassle"]
    for n in range(rows):
        mood = draw.gauss(3, 1)
        marks = [round(min(5, max(1, mood + draw.gauss(0, noise)))) for _ in range(3)]
        marks[2] = 6 - marks[2] if contrary else marks[2]
        lines.append(",".join(map(str, [f"r{n}", *marks])))
    return table("\n".join(lines))


def test_a_rating_that_runs_against_the_others_is_proposed_to_be_turned_and_asked():
    proposal = propose(battery(200, contrary=True), "answer")
    (ask,) = asks(proposal, "direction")
    assert (ask.columns, ask.proposed) == (("Hassle",), None)
    assert ask in proposal.open({})
    assert question(proposal, "Hassle").higher_is_better
    said = r"Hassle runs against the 2 other ratings: correlation -0\.\d\d \(-0\.\d\d to "
    assert re.match(said + r"-0\.\d\d, 95 %\), 200 answers\.", ask.sentence)
    assert not question(proposal.answered({ask.key: "turned"}), "Hassle").higher_is_better
    assert question(proposal.answered({ask.key: "as_is"}), "Hassle").higher_is_better


@pytest.mark.parametrize(
    ("rows", "contrary", "noise"), [(200, False, 0.5), (25, True, 0.5), (60, True, 40)]
)
def test_a_direction_is_not_asked_about_without_evidence(rows, contrary, noise):
    proposal = propose(battery(rows, contrary, noise), "answer")
    assert asks(proposal, "direction") == []


def test_seconds_since_1970_are_read_as_dates(tmp_path):
    raw = table("Ticket id,Created at\n1,1710394205\n2,1710394206000\n")
    proposal = propose(raw, "contact")
    assert proposal.date_order == "epoch"
    fmt = read_text("map_x", to_text(to_mapping(proposal, raw, name="x")))
    staged = stage(raw, fmt, home=tmp_path, active=(), upload_id="u1")
    rows = staged.con.execute("select started_at::varchar from staged order by line")
    # date -u -d @1710394205
    assert rows.fetchall() == [("2024-03-14 05:30:05",), ("2024-03-14 05:30:06",)]
    staged.con.close()


def test_customer_numbers_cut_by_a_spreadsheet_are_not_accepted():
    proposal = propose(column("Requester id", ["1.03006E+13"] * 5), "contact")
    assert confidence(proposal, "customer_id") < 0.5
    assert any("many customers look like one" in doubt for doubt in proposal.doubts)


@pytest.mark.parametrize(
    ("table_kind", "name", "values", "low", "high"),
    [
        ("contact", "Customer id", ["a", "b"] * 20, 0, 0.5),
        ("contact", "Customer id", ["2024-01-02"] * 5, 0, 0.5),
        ("contact", "Status", ["open"] * 5, 0.9, 1),
        ("contact", "Status", ["-", "-"], 0.7, 0.8),
        ("contact", "Status of the matter", [7, 8, 9], 0, 0),
        ("contact", "Customer id", ["", ""], 0.5, 0.8),
        ("contact", "Waiting time", ["2024-01-02"] * 5, 0, 0.5),
        ("answer", "Weight", [0.5, 1.5], 0.9, 1),
        ("answer", "Weight", ["heavy", "light"], 0, 0.5),
    ],
)
def test_how_far_values_bear_out_a_header(table_kind, name, values, low, high):
    field = {
        "Customer id": "customer_id",
        "Weight": "weight",
        "Waiting time": "wait_s",
    }.get(name, "status")
    proposal = propose(column(name, values, beside="x y"), table_kind)
    assert low <= confidence(proposal, field) <= high


def test_a_score_in_a_contact_file_is_pointed_out():
    rows = "\n".join(f"t{n},2024-01-0{1 + n % 9},{1 + n % 5}" for n in range(20))
    proposal = propose(table("Ticket id,Created at,Satisfaction score\n" + rows))
    assert proposal.into == "contact"
    assert proposal.doubts[0].startswith("Satisfaction score looks like an answer")


def test_a_file_that_says_nothing_is_asked_about():
    proposal = propose(table("a,b\nfoo,bar\nbaz,qux\n"))
    assert proposal.into_confidence == 0
    assert (
        "choose between contacts, answers, purchases, audits, volumes, attempts"
        in proposal.doubts[0]
    )


def test_a_file_without_rows_still_gets_a_proposal():
    proposal = propose(table("Ticket ID,Created at,Status\n"))
    assert proposal.into == "contact"
    assert len(proposal.fields) == len(fields_of("contact"))


@pytest.mark.parametrize("into", TABLES)
def test_every_field_has_names_and_every_name_a_field(into):
    assert set(aliases()[into]) == set(fields_of(into))
    assert set(aliases()["tells"][into]) <= set(fields_of(into))


def test_every_question_with_names_can_be_mapped():
    assert set(aliases()["questions"]) - {"effort"} <= set(QUESTIONS)


def test_headers_match_without_case_punctuation_and_units():
    assert header_match("Date/Time Opened", "contact", "started_at") > 0.95
    assert header_match("TICKET_ID", "contact", "contact_id") > 0.95
    assert header_match("대기시간 (초)", "contact", "wait_s") > 0.95
    assert header_match("paid", "contact", "contact_id") == 0


# --- acceptance


def test_what_is_accepted_imports_without_a_row_set_aside(tmp_path):
    raw = table(KOREAN_SURVEY)
    mapping = to_mapping(propose(raw), raw, name="설문")
    assert mapping.faults() == []
    staged = stage(
        raw,
        read_text("map_survey", to_text(mapping)),
        home=tmp_path,
        active=(),
        upload_id="u1",
    )
    # Five people, four questions each.
    assert (staged.rows, staged.set_aside) == (20, 0)
    staged.con.close()


def test_an_open_date_order_stays_year_first_in_a_mapping():
    raw = column("created at", ["01/02/2024"], beside="ticket id")
    assert to_mapping(propose(raw, "contact"), raw, name="x").date_order == "ymd"


# --- properties

FILES = [
    KOREAN_CONTACTS,
    KOREAN_SURVEY,
    "id,order id,date,amount,customer\n1,A,2024-01-02,3,C\n2,B,2024-01-03,4,C\n",
    "Q1A,Q1B,Q1C,date\n1,5,4,1/2/2024\n3,4,5,1/3/2024\n5,1,2,1/4/2024\n",
    "date,created at,timestamp,id,ticket id\n2024-01-02,2024-01-02,2024-01-02,1,2\n",
]


@pytest.mark.parametrize("text", FILES)
@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_columns_changes_no_suggestion(text, seed):
    rows = [line.split(",") for line in text.splitlines()]
    places = random.Random(seed).sample(range(len(rows[0])), len(rows[0]))
    mixed = "\n".join(",".join(row[place] for place in places) for row in rows)
    first, second = propose(table(text)), propose(table(mixed))
    assert first.fields == second.fields
    assert set(first.questions) == set(second.questions)
    assert (first.into, first.date_order) == (second.into, second.date_order)


@pytest.mark.parametrize("text", FILES)
@pytest.mark.parametrize("into", [None, *TABLES])
def test_no_column_is_used_twice(text, into):
    proposal = propose(table(text), into)
    used = [s.column for s in proposal.fields if s.column]
    used += [q.column for q in proposal.questions]
    assert len(used) == len(set(used))
    assert [s.field for s in proposal.fields] == list(fields_of(proposal.into))


@pytest.mark.parametrize("text", FILES)
def test_every_reason_is_one_sentence(text):
    proposal = propose(table(text))
    for suggestion in (*proposal.fields, *proposal.questions):
        assert suggestion.why.endswith(".")
        assert 0 <= suggestion.confidence <= 1
