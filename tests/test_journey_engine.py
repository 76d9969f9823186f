"""Journeys out of rows: against a second computation, and the public airport survey."""

import csv

import numpy as np
import pytest

from cx.analyses import journey, journey_contacts
from cx.errors import QuestionError
from cx.measure import Question, measure
from cx.stats.journey import features, remembered
from tests.exports import SAMPLES, bring

STEPS = ("Q13GETRATE", "Q14FIND", "Q14PASSTHRU")
# Stages 1 to 3 of the airport are its three steps: getting there, the way, security.
THREE = Question(parameters=(("first_stage", 1), ("last_stage", 3)))


def airport():
    """The three steps and NETPRO straight from the file, apart from our SQL."""
    rows = []
    with (SAMPLES / "sfo_airport_survey_2017.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            steps = [row[name] for name in STEPS]
            # 6 is never used, 0 a blank; NETPRO 11 is a blank and 0 a score.
            if all(step and step in "12345" for step in steps) and row["NETPRO"] != "11":
                rows.append(([int(step) for step in steps], int(row["NETPRO"])))
    return rows


def test_at_the_airport_the_plain_mean_predicts_better_than_peak_end(sfo_store):
    """Published: mean .468, (worst + end) / 2 .424, end .409, worst .371."""
    made = journey.outcome_moments(sfo_store, THREE, "nps")
    found = remembered(made)
    assert found.n == 2084
    r = {name: one.value for name, one in found.correlations.items()}
    assert r["mean"] == pytest.approx(0.468, abs=5e-4)
    assert r["worst_end"] == pytest.approx(0.424, abs=5e-4)
    assert r["last"] == pytest.approx(0.409, abs=5e-4)
    assert r["worst"] == pytest.approx(0.371, abs=5e-4)
    # By the strict definition, where the peak may be a good moment, it is .425.
    assert r["peak_end"] == pytest.approx(0.4247, abs=5e-5)
    assert found.differences["peak_end"].low > 0
    assert found.differences["worst_end"].low > 0


def test_correlations_are_those_of_rows_read_by_hand(sfo_store):
    rows = airport()
    assert len(rows) == 2084
    each = [features(steps) for steps, _ in rows]
    said = [score for _, score in rows]
    made = journey.outcome_moments(sfo_store, THREE, "nps")
    found = remembered(made, replicates=100).correlations
    for name in journey.SUMMARIES:
        own = np.corrcoef([getattr(one, name) for one in each], said)[0, 1]
        assert found[name].value == pytest.approx(own, abs=1e-10), name


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("journey_mean", lambda one: one.mean),
        ("peak_end", lambda one: one.peak_end),
        ("worst_end", lambda one: one.worst_end),
        ("journey_first", lambda one: one.first),
        ("journey_last", lambda one: one.last),
        ("last_minus_first", lambda one: one.last - one.first),
        ("journey_slope", lambda one: one.slope),
        ("end_lift", lambda one: one.last - (3 * one.mean - one.last) / 2),
        ("end_below_mean", lambda one: one.last < one.mean - 1e-9),
    ],
)
def test_a_metric_is_the_mean_of_what_each_journey_comes_to(sfo_store, metric, value):
    every = []
    with (SAMPLES / "sfo_airport_survey_2017.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            steps = [row[name] for name in STEPS]
            if all(step and step in "12345" for step in steps):
                every.append(features([int(step) for step in steps]))
    (found,) = measure(sfo_store, metric, THREE)
    assert found.n == len(every)
    assert found.value == pytest.approx(np.mean([value(one) for one in every]), abs=1e-9)


def survey(store, lines, head="response_id,responded_at,nps"):
    bring(store, f"{head},touchpoint: A,touchpoint: B,touchpoint: C\n" + lines)


def test_the_worst_stage_is_shared_by_those_that_tie(store):
    # Worst first, worst last, worst first and middle, and one whose ratings are the same.
    survey(
        store,
        "R1,2024-03-01,9,1,4,5\nR2,2024-03-01,9,5,4,1\nR3,2024-03-01,9,2,2,5\n"
        "R4,2024-03-01,9,3,3,3\nR5,2024-03-01,9,5,not used,1\n",
    )
    assert journey.worst_places(store, Question()) == [1.5, 0, 0.5, 0, 1]


def test_sequences_of_fewer_than_ten_are_not_told(store):
    lines = "".join(f"R{n},2024-03-01,9,5,3,1\n" for n in range(12))
    survey(store, lines + "R99,2024-03-01,9,1,1,1\n")
    (found,) = journey.patterns(store, Question(), ["A", "B", "C"])
    assert (found.signs, found.n) == ((1, 0, -1), 12)


def test_quartiles_are_those_of_the_ratings():
    one = journey.Spread("A", (1, 1, 2, 3, 1))
    assert [one.quantile(q) for q in (0.25, 0.5, 0.75)] == [2, 3, 4]
    assert np.percentile([1, 2, 3, 3, 4, 4, 4, 5], 50, method="inverted_cdf") == 3


def test_too_few_journeys_tell_no_correlation(store):
    lines = "".join(f"R{n},2024-03-01,{n % 11},{1 + n % 5},4,2\n" for n in range(29))
    survey(store, lines)
    with pytest.raises(QuestionError, match="needed to say what goes with it"):
        journey.outcome_moments(store, Question(), "nps")


def test_a_filter_asks_anew(sfo_store):
    every = journey.outcome_moments(sfo_store, THREE, "nps").n
    chosen = Question(parameters=THREE.parameters, filters=(("attr_LANG", ("3",)),))
    assert 30 <= journey.outcome_moments(sfo_store, chosen, "nps").n < every


# Contacts


@pytest.mark.parametrize(
    ("touchpoint", "reason", "named"),
    [
        ("Delivery", "Delivery delay", True),
        ("Returns", "Return request", True),
        ("Payment", "Payment failed", True),
        ("Website", "Where is my order", False),
        ("Ordering", "Where is my order", False),
        ("Delivery", "Undelivery", False),
        ("배송", "배송지연", True),
        ("배송", "환불 문의", False),
        ("Contact centre", "Centre", False),
        ("…", "anything", False),
    ],
)
def test_a_reason_belongs_to_a_touchpoint_only_where_its_words_name_it(
    touchpoint, reason, named
):
    assert journey_contacts.named_in(touchpoint, reason) is named


def test_a_reason_that_names_two_belongs_to_neither():
    found = journey_contacts.reasons_of(
        ["Delivery", "Returns"], ["Delivery of returns", "Delivery delay"]
    )
    assert found == {"Delivery": ["Delivery delay"], "Returns": []}


def refused(store, per_cell):
    """Contacts refused, by reason and choice, with so many satisfied of so many."""
    contacts = ["contact_id,started_at,customer_id,channel,reason,outcome,choice_offered"]
    answers = ["response_id,responded_at,nps,contact_id,csat"]
    n = 0
    for (reason, offered), (asked, satisfied) in per_cell.items():
        for at in range(asked):
            n += 1
            given = "yes" if offered else "no"
            contacts.append(f"K{n},2024-03-01 09:00,C{n},phone,{reason},refused,{given}")
            answers.append(f"R{n},2024-03-02,,K{n},{5 if at < satisfied else 2}")
    bring(store, "\n".join(contacts), "contacts.csv")
    bring(store, "\n".join(answers), "answers.csv")


def test_a_choice_that_only_looks_good_is_seen_through_at_equal_reasons(store):
    # In every reason the shares are alike; the choice was offered in the easy one.
    refused(
        store,
        {
            ("Easy", True): (80, 64),
            ("Easy", False): (20, 16),
            ("Hard", True): (20, 8),
            ("Hard", False): (80, 32),
        },
    )
    assert all(journey_contacts.has_outcomes(store))
    found = journey_contacts.refusals(store, "csat", Question())
    assert [one.value for one in found.raw] == pytest.approx([0.72, 0.48])
    assert found.difference.value == pytest.approx(0, abs=1e-12)
    assert not found.difference.clear
    rows = journey_contacts.refusal_rows(store, "csat", Question(), offered=True, most=5)
    assert (rows.count, len(rows.rows)) == (100, 5)


def test_nine_refusals_are_too_few(store):
    refused(store, {("Easy", True): (9, 5), ("Easy", False): (30, 10)})
    assert journey_contacts.refusals(store, "csat", Question()) is None


def test_a_timed_greeting_is_counted_and_other_items_are_not(store):
    items = [
        f"V{n},2024-03-01,Greeting at the door,yes,{10 if n < 8 else 40}\n"
        f"V{n},2024-03-01,Time to pay,yes,5\n"
        for n in range(12)
    ]
    bring(store, "visit_id,visited_at,item,score,elapsed_s\n" + "".join(items))
    found = journey_contacts.greetings(store, Question())
    assert found.items == ("Greeting at the door",)
    assert (found.n, found.share.value) == (12, pytest.approx(8 / 12))
