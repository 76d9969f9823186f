"""Large tables are summed by groups of customers: same number, much the same interval."""

import copy

import pytest

from cx.measure import Question, measure, question
from tests.exports import bring

METRICS = ("nps", "csat", "ces2_mean", "fcr_no_return_any", "contacts_per_episode")


def anew(store):
    """The same data, nothing of it asked before."""
    return copy.copy(store)


@pytest.mark.parametrize("metric", METRICS)
def test_the_value_stays_and_the_interval_hardly_moves(sample_store, metric, monkeypatch):
    (by_customer,) = measure(sample_store, metric)
    monkeypatch.setattr(question, "SUMMED_BY_CUSTOMER", 0)
    (by_group,) = measure(anew(sample_store), metric)
    assert by_group.sums["clusters"] == 200
    assert by_customer.sums["clusters"] > 2_000
    assert (by_group.n, by_group.value) == (by_customer.n, by_customer.value)
    # 200 groups know a standard error to about 5 %: four of those either way.
    width = by_customer.high - by_customer.low
    assert by_group.high - by_group.low == pytest.approx(width, rel=0.2)


def test_customers_who_answer_often_widen_the_interval_in_both_ways(store, monkeypatch):
    """400 customers who say the same ten times are 400 people, not 4,000."""
    lines = ["response_id,responded_at,customer_id,nps"]
    lines += [
        f"R{c}-{n},2024-03-01,C{c},{10 if c % 2 else 0}"
        for c in range(400)
        for n in range(10)
    ]
    bring(store, "\n".join(lines))
    (by_customer,) = measure(store, "nps")
    monkeypatch.setattr(question, "SUMMED_BY_CUSTOMER", 0)
    (by_group,) = measure(anew(store), "nps")
    naive = 2 * 1.96 * 100 / 4_000**0.5
    for found in (by_customer, by_group):
        assert found.high - found.low == pytest.approx(naive * 10**0.5, rel=0.2)


def test_groups_by_dimension_are_summed_alike(sample_store, monkeypatch):
    asked = Question(by=("channel",))
    by_customer = measure(sample_store, "fcr_no_return_any", asked)
    monkeypatch.setattr(question, "SUMMED_BY_CUSTOMER", 0)
    by_group = measure(anew(sample_store), "fcr_no_return_any", asked)
    assert [(e.group, e.n, e.value) for e in by_group] == [
        (e.group, e.n, e.value) for e in by_customer
    ]
