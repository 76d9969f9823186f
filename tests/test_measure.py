"""Questions asked of metrics: periods, filters, who is one person, what is not said."""

from datetime import date
from math import isnan

import pytest

from cx import catalog
from cx.errors import QuestionError
from cx.measure import Question, curve, measure, narrowing, rows_behind, span
from cx.measure.question import ROW_NAMES
from tests.exports import CONTACTS, bring

HEADER = "response_id,responded_at,customer_id,channel,nps,touchpoint: Web\n"


def responses(days, customer="C{}", channel="phone"):
    lines = [
        f"R{n}{channel},2024-03-{day:02} 23:59,{customer.format(n)},{channel},9,4"
        for n, day in enumerate(days)
    ]
    return HEADER + "\n".join(lines) + "\n"


def only(store, metric, **asked):
    (estimate,) = measure(store, metric, Question(**asked))
    return estimate


def test_a_period_takes_in_its_first_and_its_last_day(store):
    bring(store, responses([1, 2, 2, 3]))
    assert only(store, "nps", since=date(2024, 3, 2), until=date(2024, 3, 2)).n == 2
    assert only(store, "nps", until=date.max).n == 4


def test_what_the_data_covers_takes_in_every_table(store):
    bring(store, CONTACTS)
    bring(store, responses([5]), name="survey.csv")
    assert span(store) == (date(2024, 3, 1), date(2024, 3, 5))
    visits = "visit_id,visited_at,item,score\nV1,2024-02-03,Greeting,yes\n"
    bring(store, visits, name="visits.csv")
    assert span(store) == (date(2024, 2, 3), date(2024, 3, 5))
    # Whether April is over the file does not say.
    volumes = "period,measure,value\n2024-04,orders,10\n"
    bring(store, volumes, name="volumes.csv")
    assert span(store) == (date(2024, 2, 3), date(2024, 4, 1))


def test_a_filter_that_the_rows_do_not_record_is_refused_for_every_kind_of_row():
    for rows in catalog.ROWS:
        asked = Question(filters=(("nowhere", ("x",)),))
        with pytest.raises(QuestionError, match=ROW_NAMES[rows]):
            narrowing(asked, "day", {}, rows)


def test_weeks_begin_on_monday_and_are_named_by_it(store):
    bring(store, responses([3, 4]))
    found = measure(store, "nps", Question(period="week"))
    assert [e.group["period"] for e in found] == ["2024-02-26", "2024-03-04"]


def test_a_mean_from_one_customer_is_not_told(store):
    bring(store, responses([1] * 12, customer="C"))
    found = only(store, "touchpoint_score")
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.status == "withheld"


def test_ratings_of_one_response_are_one_person(store):
    text = "response_id,responded_at,nps,touchpoint: A,touchpoint: B\n"
    text += "".join(f"R{n},2024-03-01,9,{n % 5 + 1},{n % 5 + 1}\n" for n in range(20))
    bring(store, text)
    both = only(store, "touchpoint_score")
    a, _b = measure(store, "touchpoint_score", Question(by=("touchpoint",)))
    assert (both.n, a.n) == (40, 20)
    assert both.high - both.low == pytest.approx(a.high - a.low)


def test_nothing_measured_is_ever_nan(sample_store):
    for metric in catalog.metrics().values():
        by = ("team",) if metric.staff else ("channel", "segment")
        question = Question(by=by, period="month")
        for found in measure(sample_store, metric.id, question):
            numbers = (found.value, found.low, found.high)
            assert not any(number is not None and isnan(number) for number in numbers)


def test_a_curve_says_unknown_beyond_what_was_watched(sample_store):
    found = curve(sample_store, "stays_away", Question(), (1, 7, 10_000))
    assert found[0].value > found[1].value
    assert (found[2].value, found[2].status) == (None, "unknown")


def test_a_return_one_minute_after_the_window_is_no_return_within_it(store):
    text = "contact_id,started_at,customer_id,channel\nX,2024-01-01 00:00,,phone\n"
    for n in range(12):
        text += f"A{n},2024-02-01 09:00,C{n},phone\nB{n},2024-02-08 09:01,C{n},phone\n"
    bring(store, text + "Y,2024-04-01 00:00,,phone\n")
    assert only(store, "stays_away").value == 1
    assert only(store, "fcr_no_return_any").value == 1


def test_rows_behind_a_number_are_refused_where_the_number_is(store):
    bring(store, responses([1, 2, 3]))
    with pytest.raises(QuestionError, match="Withheld"):
        rows_behind(store, "nps", Question())


def test_rows_behind_a_number_are_as_many_as_its_n(sample_store):
    question = Question(filters=(("channel", ("chat",)),))
    found = rows_behind(sample_store, "fcr_no_return_any", question, most=5)
    assert (
        found.count == only(sample_store, "fcr_no_return_any", filters=question.filters).n
    )
    assert len(found.rows) == 5


def test_a_blank_dimension_is_a_group_and_a_filter_of_its_own(sample_store):
    groups = measure(sample_store, "repeat_share", Question(by=("reason",)))
    blank = next(group for group in groups if group.group["reason"] is None)
    same = only(sample_store, "repeat_share", filters=(("reason", ("~",)),))
    assert blank.n == same.n > 100


DESK = "number,reassignment_count,reopen_count,caller_id,opened_at,contact_type"
DESK += ",category,category\n"
DESK += "".join(f"{n},0,0,{n},29/2/2016 01:16,Email,1,1\n" for n in range(1, 16))
DESK += "99,0,0,7,29/2/2028 01:16,Email,1,1\n"


def test_exports_of_other_years_are_each_judged_by_their_own_last_day(store):
    text = "contact_id,started_at,customer_id,channel\n"
    for n in range(1, 29):
        text += f"A{n},2022-03-{n:02} 09:00,C{n},phone\n"
    bring(store, text)
    # 28 days, the last 7 of which nobody can judge yet.
    assert only(store, "repeat_share").n == 28 - 7
    bring(store, DESK)
    own, other = measure(store, "repeat_share", Question(by=("source",)))
    # Fifteen of the desk's; its last day cannot be judged either.
    assert (own.n, other.n) == (28 - 7, 15)


def test_a_version_that_never_was_is_refused(store):
    with pytest.raises(QuestionError, match="no version 7"):
        measure(store, "nps", Question(version=7))


def test_no_more_than_three_things_at_once(sample_store):
    by = ("channel", "reason", "team", "segment")
    with pytest.raises(QuestionError, match="at most 3"):
        measure(sample_store, "fcr_no_return_any", Question(by=by))


def test_a_window_without_episodes_is_refused_by_the_ones_there_are(sample_store):
    """Episodes are kept for five windows: another one must not look like no data."""
    asked = Question(parameters=(("window_days", "5"),))
    with pytest.raises(QuestionError, match="1, 3, 7, 14, 30"):
        measure(sample_store, "snowball_rate", asked)
    asked = Question(parameters=(("window_days", "14"),))
    assert measure(sample_store, "snowball_rate", asked)[0].n
