"""Headline numbers once more, in plain Python straight from the files."""

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, timedelta
from statistics import mean

import pytest

from cx.measure import Question, measure
from tests.exports import sample_rows

WEEK = timedelta(days=7)
HANBIT = {"generic_contact", "generic_survey"}


def measured(store, metric, **parameters):
    found = measure(
        store, metric, Question(by=("source",), parameters=tuple(parameters.items()))
    )
    (estimate,) = [e for e in found if e.group["source"] in HANBIT]
    return estimate.value, estimate.n


@pytest.fixture(scope="module")
def surveys():
    return sample_rows("hanbit_surveys.csv")


@pytest.fixture(scope="module")
def histories():
    """Moments and reasons of each customer's contacts that count, in order."""
    found = defaultdict(list)
    for row in sample_rows("hanbit_contacts.csv"):
        if row["customer_id"] and row["direction"] == "in" and row["abandoned"] == "no":
            moment = datetime.fromisoformat(row["started_at"])
            found[row["customer_id"]].append((moment, row["reason"]))
    return [sorted(line) for line in found.values()]


@pytest.fixture(scope="module")
def covered():
    moments = [
        datetime.fromisoformat(row["started_at"])
        for row in sample_rows("hanbit_contacts.csv")
    ]
    return min(moments), max(moments)


def returns(moments, at):
    """Whether another contact follows the one at this place within a week."""
    return at + 1 < len(moments) and moments[at + 1] <= moments[at] + WEEK


def firsts(moments, covered):
    """Places of contacts with none in the week before, old enough and not too new."""
    start, end = covered
    for at, moment in enumerate(moments):
        opens = at == 0 or moments[at - 1] < moment - WEEK
        if opens and start + WEEK <= moment <= end - WEEK:
            yield at


def test_nps(sample_store, surveys):
    scores = [int(row["nps"]) for row in surveys if row["nps"]]
    net = sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)
    value, n = measured(sample_store, "nps")
    assert (value, n) == (pytest.approx(100 * net / len(scores)), len(scores))


def test_csat(sample_store, surveys):
    scores = [int(row["csat"]) for row in surveys if row["csat"]]
    value, n = measured(sample_store, "csat")
    share = mean(score >= 4 for score in scores)
    assert (value, n) == (pytest.approx(share), len(scores))


def test_no_return_for_any_reason(sample_store, histories, covered):
    stayed = [
        not returns(moments, at)
        for moments in ([moment for moment, _ in line] for line in histories)
        for at in firsts(moments, covered)
    ]
    value, n = measured(sample_store, "fcr_no_return_any")
    assert (value, n) == (pytest.approx(mean(stayed)), len(stayed))


def test_no_return_for_the_same_reason(sample_store, histories, covered):
    stayed = []
    for line in histories:
        by_reason = defaultdict(list)
        for moment, reason in line:
            by_reason[reason].append(moment)
        by_reason.pop("", None)
        for moments in by_reason.values():
            stayed += [not returns(moments, at) for at in firsts(moments, covered)]
    value, n = measured(sample_store, "fcr_no_return_same")
    assert (value, n) == (pytest.approx(mean(stayed)), len(stayed))


def test_repeat_share(sample_store, histories, covered):
    followed = []
    for line in histories:
        moments = [moment for moment, _ in line]
        judged = bisect_right(moments, covered[1] - WEEK)
        followed += [returns(moments, at) for at in range(judged)]
    value, n = measured(sample_store, "repeat_share")
    assert (value, n) == (pytest.approx(mean(followed)), len(followed))


def test_touchpoint_score(sample_store, surveys):
    ratings = [
        int(cell)
        for row in surveys
        for name, cell in row.items()
        if name.startswith("touchpoint: ") and cell not in ("", "not used")
    ]
    value, n = measured(sample_store, "touchpoint_score")
    assert (value, n) == (pytest.approx(mean(ratings)), len(ratings))


def test_negative_word_of_mouth_propensity(sample_store, surveys):
    told = [
        row["wom_told"] in ("negative", "both")
        for row in surveys
        if row["experience"] == "bad" and row["wom_told"]
    ]
    value, n = measured(sample_store, "negative_wom_propensity")
    assert (value, n) == (pytest.approx(mean(told)), len(told))
