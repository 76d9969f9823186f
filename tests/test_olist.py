"""Olist: a customer number that is new for every order, and late deliveries.

4,000 Brazilian orders; the expected scores were computed independently of this project.
"""

import csv

import pytest

from cx.analyses.customers import looks_like_orders
from cx.analyses.visits import after_delivery
from cx.measure import Question
from tests.exports import SHARED, alike, bring

FOLDER = SHARED / "olist_sample"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="Olist may not be copied into this repository"
)


def rows_of(name):
    path = FOLDER / f"olist_{name}_dataset.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def loaded(home, *, person):
    """Orders and reviews with the person's number, or with that of the order."""
    unique = {
        row["customer_id"]: row["customer_unique_id"] for row in rows_of("customers")
    }
    orders = {row["order_id"]: row for row in rows_of("orders")}
    who = {
        order: unique[row["customer_id"]] if person else row["customer_id"]
        for order, row in orders.items()
    }
    opened = alike(home)
    lines = ["purchase_id,customer_id,occurred_at,kind,promised_at,delivered_at"]
    lines += [
        f"{order},{who[order]},{row['order_purchase_timestamp']},order,"
        f"{row['order_estimated_delivery_date']},{row['order_delivered_customer_date']}"
        for order, row in orders.items()
    ]
    report = bring(opened, "\n".join(lines), "orders.csv")
    assert report.upload.new == 4_000
    lines = ["response_id,responded_at,customer_id,nps,csat"]
    lines += [
        f"{row['review_id']}-{row['order_id']},{row['review_answer_timestamp']},"
        f"{who[row['order_id']]},,{row['review_score']}"
        for row in rows_of("order_reviews")
    ]
    bring(opened, "\n".join(lines), "reviews.csv")
    return opened


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    opened = loaded(tmp_path_factory.mktemp("olist") / "home", person=True)
    yield opened
    opened.close()


def test_satisfaction_after_late_and_timely_delivery(people):
    found = after_delivery(people, Question(), within=365)
    late, timely = found["late"], found["on time"]
    assert late.value == pytest.approx(2.15, abs=0.005)
    assert timely.value == pytest.approx(4.29, abs=0.005)
    assert late.high < timely.low
    assert late.n / (late.n + timely.n) == pytest.approx(0.069, abs=0.0005)


def test_the_number_of_the_person_raises_no_warning(people):
    assert looks_like_orders(people, Question()) is None


def test_the_number_of_the_order_is_noticed(tmp_path):
    opened = loaded(tmp_path / "home", person=False)
    assert looks_like_orders(opened, Question()) == 4_000
    opened.close()
