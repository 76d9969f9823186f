"""The orders, returns and shop visits that go with the contacts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import topics
import when
from chance import Chance
from contacts import Contact
from people import Customer

ORDERS_PER_CUSTOMER = 0.63
SHOP_CHANNELS = {"web": 0.42, "app": 0.46, "kakao": 0.07, "phone": 0.05}
VISIT_CHANNELS = {"web": 0.5, "app": 0.5}
PRICE_WON = {
    "Bedding": 79_000,
    "Furniture": 189_000,
    "Kitchen": 36_000,
    "Lighting": 43_000,
    "Storage": 28_000,
}
PRICE_SPREAD = 0.45
DISCOUNTS = {"0": 0.62, "5": 0.13, "10": 0.17, "20": 0.08}
SILENT_RETURN = 0.02
RETURN_AFTER_REQUEST = 0.75
VISIT_BEFORE_ORDER = 0.1
VISITS_PER_CUSTOMER = 0.12
ORDER_NUMBER_GIVEN = 0.7
REPURCHASE_DAYS = (4.0, 85.0)


@dataclass
class Purchase:
    """One order, return or visit; its number is given once all are known."""

    customer: Customer
    occurred_at: datetime
    kind: str
    amount: int | None
    discount: int | None
    channel: str
    product: str
    purchase_id: str = ""


def _order(chance: Chance, customer: Customer, at: datetime, product: str) -> Purchase:
    price = round(chance.skewed(PRICE_WON[product], PRICE_SPREAD) / 1000) * 1000 - 100
    discount = round(price * int(chance.pick(DISCOUNTS)) / 10_000) * 100
    return Purchase(
        customer=customer,
        occurred_at=at,
        kind="order",
        amount=price - discount,
        discount=discount,
        channel=chance.pick(SHOP_CHANNELS),
        product=product,
    )


def _return(chance: Chance, order: Purchase, after: datetime) -> Purchase:
    return Purchase(
        customer=order.customer,
        occurred_at=after + timedelta(seconds=int(chance.between(2, 9) * 86_400)),
        kind="return",
        amount=order.amount,
        discount=None,
        channel=order.channel,
        product=order.product,
    )


def _visit(chance: Chance, customer: Customer, at: datetime, product: str) -> Purchase:
    return Purchase(
        customer=customer,
        occurred_at=at,
        kind="visit",
        amount=None,
        discount=None,
        channel=chance.pick(VISIT_CHANNELS),
        product=product,
    )


def _earlier(chance: Chance, at: datetime, days: tuple[float, float]) -> datetime:
    return at - timedelta(seconds=int(chance.between(*days) * 86_400))


def _order_behind(
    chance: Chance, contact: Contact, orders: list[Purchase]
) -> Purchase | None:
    """Find, or add, the order a contact is about."""
    days = topics.DAYS_SINCE_ORDER.get(contact.reason)
    if days is None or not contact.product:
        return None
    for order in orders:
        age = (contact.started_at - order.occurred_at).total_seconds() / 86_400
        if order.product == contact.product and days[0] <= age <= days[1]:
            return order
    at = _earlier(chance, contact.started_at, days)
    if at.date() < when.FIRST_DAY:
        # Ordered before this export begins.
        return None
    order = _order(chance, contact.customer, at, contact.product)
    orders.append(order)
    return order


def _repurchase(
    chance: Chance, contact: Contact, by_ease: Mapping[int, float]
) -> Purchase | None:
    """Give the order that an easy contact brings more often than a hard one."""
    if not chance.happens(by_ease[contact.outcome.ease]):
        return None
    at = contact.started_at + timedelta(
        seconds=int(chance.between(*REPURCHASE_DAYS) * 86_400)
    )
    return _order(chance, contact.customer, at, chance.pick(topics.PRODUCTS))


def make_purchases(
    chance: Chance,
    customers: list[Customer],
    contacts: list[Contact],
    *,
    repurchase_by_ease: Mapping[int, float],
) -> tuple[list[Purchase], dict[int, str]]:
    """Invent all purchases, oldest first, and tell which order each episode is about."""
    episodes: dict[int, list[Contact]] = defaultdict(list)
    for contact in contacts:
        if contact.direction == "in":
            episodes[contact.episode].append(contact)
    episodes_of: dict[str, list[list[Contact]]] = defaultdict(list)
    for episode in episodes.values():
        episodes_of[episode[0].customer.customer_id].append(episode)
    purchases: list[Purchase] = []
    order_of: dict[int, Purchase] = {}
    for customer in customers:
        orders: list[Purchase] = []
        for _ in range(chance.count(ORDERS_PER_CUSTOMER * customer.activity)):
            at = when.moment(chance, when.contact_day(chance), when.SHOP_HOURS)
            orders.append(_order(chance, customer, at, chance.pick(topics.PRODUCTS)))
        others: list[Purchase] = []
        for episode in episodes_of[customer.customer_id]:
            order = None
            if chance.happens(ORDER_NUMBER_GIVEN):
                order = _order_behind(chance, episode[0], orders)
            if order is not None:
                order_of[episode[0].episode] = order
                if episode[0].reason == "Return request" and chance.happens(
                    RETURN_AFTER_REQUEST
                ):
                    others.append(_return(chance, order, episode[0].started_at))
            answered = [contact for contact in episode if contact.outcome.ease]
            if answered:
                bought = _repurchase(chance, answered[-1], repurchase_by_ease)
                if bought is not None:
                    orders.append(bought)
        for order in orders:
            if chance.happens(SILENT_RETURN):
                delivered = order.occurred_at + timedelta(days=3)
                others.append(_return(chance, order, delivered))
            if chance.happens(VISIT_BEFORE_ORDER):
                seen = _earlier(chance, order.occurred_at, (0.02, 3.0))
                others.append(_visit(chance, customer, seen, order.product))
        for _ in range(chance.count(VISITS_PER_CUSTOMER * customer.activity)):
            at = when.moment(chance, when.contact_day(chance), when.SHOP_HOURS)
            others.append(_visit(chance, customer, at, ""))
        purchases += orders + others
    inside = [
        purchase
        for purchase in purchases
        if when.FIRST_DAY <= purchase.occurred_at.date() <= when.LAST_DAY
    ]
    inside.sort(
        key=lambda purchase: (purchase.occurred_at, purchase.customer.customer_id)
    )
    for number, purchase in enumerate(inside, start=1):
        purchase.purchase_id = f"P{number:05d}"
    return inside, {episode: order.purchase_id for episode, order in order_of.items()}
