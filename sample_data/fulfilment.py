"""How orders were delivered, what they earned, and the test of an incentive."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import when
from chance import Chance
from contacts import Contact
from orders import Purchase
from surveys import Response

# 10. Late, incomplete, damaged, papers wrong: shares of delivered orders.  Late ones are
# drawn by how the customer rated Delivery afterwards, and are oftener incomplete.
PROMISED_DAYS = {"Furniture": 7}
PROMISED_DAYS_USUALLY = 3
LATE_IF_RATED = {"1": 0.25, "2": 0.13, "3": 0.045, "4": 0.015, "5": 0.008}
LATE_IF_NOT_RATED = 0.021
RATED_WITHIN = timedelta(days=35)
INCOMPLETE = 0.010
INCOMPLETE_IF_LATE = 0.06
DAMAGED = 0.005
DAMAGED_IF_SAID = 0.62
PAPERS_WRONG = 0.010

# 13. An incentive for the next order: who is offered it, by what came within 90 days.
# As likely as it would be, had the offer brought the orders.
TEST_FIRST, TEST_LAST = date(2026, 2, 1), date(2026, 4, 30)
NEXT_ORDER_WITHIN = timedelta(days=90)
OFFERED_IF_NEXT_DISCOUNTED = 0.62
OFFERED_IF_NEXT = 0.52
OFFERED_IF_NONE = 0.465

MARGIN = {
    "Bedding": 0.38,
    "Furniture": 0.27,
    "Kitchen": 0.36,
    "Lighting": 0.40,
    "Storage": 0.33,
}
MARGIN_SPREAD = 0.04
SHIPPING_WON = 2_500
RETURN_WON = 5_000


@dataclass
class Fulfilment:
    """The further columns of a purchase, in their order."""

    promised_at: datetime | None = None
    delivered_at: datetime | None = None
    complete: str = ""
    undamaged: str = ""
    documented: str = ""
    margin: int | None = None
    offer: str = ""


COLUMNS = tuple(Fulfilment.__dataclass_fields__)


def _said(answer: bool) -> str:
    return "yes" if answer else "no"


def _rated(responses: list[Response]) -> dict[str, list[tuple[datetime, str]]]:
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for answer in responses:
        known = answer.contact is None or not answer.contact.anonymous
        rating = answer.ratings["Delivery"]
        if known and rating in LATE_IF_RATED:
            found[answer.customer.customer_id].append((answer.responded_at, rating))
    return found


def _delivery(
    chance: Chance,
    order: Purchase,
    about: Contact | None,
    rated: list[tuple[datetime, str]],
) -> Fulfilment:
    days = PROMISED_DAYS.get(order.product, PROMISED_DAYS_USUALLY)
    last_day = order.occurred_at.date() + timedelta(days=days)
    promised = datetime.combine(last_day, time(22))
    rating = next(
        (
            said
            for at, said in rated
            if order.occurred_at < at <= order.occurred_at + RATED_WITHIN
        ),
        "",
    )
    past_date = about is not None and about.subreason == "Past date"
    late = chance.happens(LATE_IF_RATED.get(rating, LATE_IF_NOT_RATED)) or past_date
    if late:
        at = promised + timedelta(hours=chance.between(12, 90))
        if about and past_date:
            at = max(at, about.started_at + timedelta(hours=chance.between(3, 60)))
    else:
        left = (promised - order.occurred_at).total_seconds()
        at = order.occurred_at + timedelta(seconds=int(left * chance.between(0.25, 0.98)))
    at = at.replace(microsecond=0)
    found = Fulfilment(promised_at=promised if promised <= when.DATA_END else None)
    said = about.subreason if about else ""
    missing = chance.happens(INCOMPLETE_IF_LATE if late else INCOMPLETE)
    broken = chance.happens(DAMAGED)
    broken |= said in ("Broken", "Scratched") and chance.happens(DAMAGED_IF_SAID)
    papers = chance.happens(PAPERS_WRONG)
    if at <= when.DATA_END:
        found.delivered_at = at
        found.complete = _said(not missing and said != "Part missing")
        found.undamaged = _said(not broken)
        found.documented = _said(not papers)
    return found


def _margin(chance: Chance, purchase: Purchase) -> int | None:
    if purchase.amount is None:
        return None
    share = chance.normal(MARGIN[purchase.product], MARGIN_SPREAD)
    earned = round(purchase.amount * share / 100) * 100
    if purchase.kind == "return":
        return -earned - RETURN_WON
    return earned - SHIPPING_WON


def _offers(chance: Chance, purchases: list[Purchase]) -> dict[str, str]:
    """By order: the first of a customer inside the test takes part."""
    orders: dict[str, list[Purchase]] = defaultdict(list)
    for purchase in purchases:
        if purchase.kind == "order":
            orders[purchase.customer.customer_id].append(purchase)
    offers = {}
    for _, line in sorted(orders.items()):
        inside = [o for o in line if TEST_FIRST <= o.occurred_at.date() <= TEST_LAST]
        if not inside:
            continue
        first = inside[0]
        end = first.occurred_at + NEXT_ORDER_WITHIN
        later = [o for o in line if first.occurred_at < o.occurred_at <= end]
        offered = OFFERED_IF_NONE
        if later:
            with_discount = bool(later[0].discount)
            offered = OFFERED_IF_NEXT_DISCOUNTED if with_discount else OFFERED_IF_NEXT
        offers[first.purchase_id] = "offered" if chance.happens(offered) else "holdout"
    return offers


def make_fulfilments(
    chance: Chance,
    purchases: list[Purchase],
    contacts: list[Contact],
    responses: list[Response],
    order_of: dict[int, str],
) -> dict[str, Fulfilment]:
    """Give the further columns of every purchase, by its number."""
    about: dict[str, Contact] = {}
    for contact in contacts:
        if contact.direction == "in" and contact.episode in order_of:
            about.setdefault(order_of[contact.episode], contact)
    rated = _rated(responses)
    offers = _offers(chance, purchases)
    found = {}
    for purchase in purchases:
        if purchase.kind == "order":
            line = rated.get(purchase.customer.customer_id, [])
            contact = about.get(purchase.purchase_id)
            made = _delivery(chance, purchase, contact, line)
        else:
            made = Fulfilment()
        made.margin = _margin(chance, purchase)
        made.offer = offers.get(purchase.purchase_id, "")
        found[purchase.purchase_id] = made
    return found
