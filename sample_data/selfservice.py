"""Attempts to settle something without speaking to anybody, and alerts to customers."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

import when
from chance import Chance
from contacts import Contact
from handling import after
from orders import Purchase
from people import Customer

WEEK = timedelta(days=7)
# 15. Of the contacts on a task, how many had tried by themselves first; and of all
# attempts at it, how many end in a contact about it within 7 days.
TRIED_FIRST = {
    "Where is my order": 0.55,
    "Return request": 0.45,
    "Refund status": 0.40,
    "Change of address": 0.50,
    "Coupon problem": 0.35,
    "Account access": 0.60,
    "Payment failed": 0.30,
}
LEAKS = {
    "Where is my order": 0.22,
    "Return request": 0.48,
    "Refund status": 0.35,
    "Change of address": 0.25,
    "Coupon problem": 0.30,
    "Account access": 0.20,
    "Payment failed": 0.40,
}
WITHIN_A_DAY = 0.75
COMPLETES = 0.80
COMPLETES_AND_CALLS = 0.20
# Tracking is made simpler.
IMPROVED_TASK = "Where is my order"
IMPROVED_ON = date(2026, 5, 1)
COMPLETES_BEFORE = 0.70
COMPLETES_AFTER = 0.90
ASKED_WHETHER_SOLVED = 0.3
SAYS_SOLVED = 0.92
SAYS_SOLVED_AND_CALLS = 0.45
NOBODY_KNOWS_WHO = 0.12
CHANNELS = {"web": 0.44, "app": 0.44, "bot": 0.12}

# 14. Alerts about late parcels: share held out, and how many fewer get in touch.
HELD_OUT = 0.30
FEWER_CONTACTS = 0.30
ALERT_DAYS = [date(2026, 3, 5) + timedelta(days=10 * n) for n in range(20)]
ALERT_REASONS = ("Delivery delay", "Where is my order")
ORDERED_DAYS_BEFORE = (1, 6)
INCIDENTS = ("Carrier short of drivers", "Sorting centre stopped", "Heavy rain")
ALERT_CHANNELS = {"kakao": 0.7, "sms": 0.3}


@dataclass(frozen=True)
class Attempt:
    """One attempt at a task."""

    started_at: datetime
    customer_id: str
    segment: str
    channel: str
    reason: str
    completed: bool
    solved: str


@dataclass(frozen=True)
class Alert:
    """One customer of an alert, told or held out."""

    alert_id: str
    sent_at: datetime
    customer_id: str
    segment: str
    channel: str
    held_out: bool
    incident: str


def asked_at(contacts: list[Contact]) -> Mapping[tuple[str, str], list[datetime]]:
    """When each known customer got in touch, by customer and reason, in order."""
    found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for contact in contacts:
        if contact.direction == "in" and not contact.anonymous:
            key = (contact.customer.customer_id, contact.reason)
            found[key].append(contact.started_at)
    return found


def _within(times: list[datetime], start: datetime, end: datetime) -> bool:
    place = bisect_left(times, start)
    return place < len(times) and times[place] <= end


def _solved(chance: Chance, *, completed: bool, calls: bool) -> str:
    if not completed or not chance.happens(ASKED_WHETHER_SOLVED):
        return ""
    says = SAYS_SOLVED_AND_CALLS if calls else SAYS_SOLVED
    return "yes" if chance.happens(says) else "no"


def _leaked(chance: Chance, contact: Contact) -> Attempt | None:
    hours = chance.between(24, 144)
    if chance.happens(WITHIN_A_DAY):
        hours = chance.between(0.05, 20)
    at = after(contact.started_at, hours=-hours)
    if at.date() < when.FIRST_DAY:
        return None
    completed = chance.happens(COMPLETES_AND_CALLS)
    return Attempt(
        started_at=at,
        customer_id="" if contact.anonymous else contact.customer.customer_id,
        segment="" if contact.anonymous else contact.customer.segment,
        channel=chance.pick(CHANNELS),
        reason=contact.reason,
        completed=completed,
        solved=_solved(chance, completed=completed, calls=True),
    )


def _settled(
    chance: Chance,
    customer: Customer,
    reason: str,
    times: Mapping[tuple[str, str], list[datetime]],
) -> Attempt | None:
    at = when.moment(chance, when.contact_day(chance), when.SHOP_HOURS)
    if _within(times.get((customer.customer_id, reason), []), at, at + WEEK):
        return None
    completes = COMPLETES
    if reason == IMPROVED_TASK:
        improved = at.date() >= IMPROVED_ON
        completes = COMPLETES_AFTER if improved else COMPLETES_BEFORE
    completed = chance.happens(completes)
    known = not chance.happens(NOBODY_KNOWS_WHO)
    return Attempt(
        started_at=at,
        customer_id=customer.customer_id if known else "",
        segment=customer.segment if known else "",
        channel=chance.pick(CHANNELS),
        reason=reason,
        completed=completed,
        solved=_solved(chance, completed=completed, calls=False),
    )


def make_attempts(
    chance: Chance, customers: list[Customer], contacts: list[Contact]
) -> tuple[list[Attempt], set[str]]:
    """All attempts, oldest first, and the numbers of the contacts they led to."""
    times = asked_at(contacts)
    attempts: list[Attempt] = []
    tried: set[str] = set()
    leaked: dict[str, int] = dict.fromkeys(LEAKS, 0)
    opened: set[int] = set()
    for contact in contacts:
        first = contact.direction == "in" and contact.episode not in opened
        opened.add(contact.episode)
        if not first or not chance.happens(TRIED_FIRST.get(contact.reason, 0.0)):
            continue
        attempt = _leaked(chance, contact)
        if attempt:
            attempts.append(attempt)
            tried.add(contact.contact_id)
            leaked[contact.reason] += 1
    weights = list(accumulate(person.activity for person in customers))
    for reason, number in leaked.items():
        wanted = round(number * (1 - LEAKS[reason]) / LEAKS[reason])
        while wanted:
            person = customers[chance.place(weights)]
            attempt = _settled(chance, person, reason, times)
            if attempt:
                attempts.append(attempt)
                wanted -= 1
    attempts.sort(key=lambda one: (one.started_at, one.customer_id, one.reason))
    return attempts, tried


def _asks(
    times: Mapping[tuple[str, str], list[datetime]], customer_id: str, at: datetime
) -> bool:
    return any(
        _within(times.get((customer_id, reason), []), at, at + WEEK)
        for reason in ALERT_REASONS
    )


def make_alerts(
    chance: Chance, contacts: list[Contact], purchases: list[Purchase]
) -> list[Alert]:
    """Give every customer of every alert.

    Contacts are there already, so the holdout is chosen with an eye to them: exactly as
    likely as it would be, had the alerts kept that share of contacts from being made.
    """
    times = asked_at(contacts)
    affected: list[tuple[int, Customer, bool]] = []
    for number, day in enumerate(ALERT_DAYS):
        at = datetime.combine(day, time(9))
        first, last = (at - timedelta(days=n) for n in reversed(ORDERED_DAYS_BEFORE))
        people = {
            order.customer.customer_id: order.customer
            for order in purchases
            if order.kind == "order" and first <= order.occurred_at <= last
        }
        for customer_id, person in sorted(people.items()):
            affected.append((number, person, _asks(times, customer_id, at)))
    asks = sum(one for _, _, one in affected) / len(affected)
    if_held_out = asks / (1 - FEWER_CONTACTS * (1 - HELD_OUT))
    held_out = {
        True: HELD_OUT * if_held_out / asks,
        False: HELD_OUT * (1 - if_held_out) / (1 - asks),
    }
    alerts = []
    for number, person, contacted in affected:
        out = chance.happens(held_out[contacted])
        alerts.append(
            Alert(
                alert_id=f"L{number + 1:02d}",
                sent_at=datetime.combine(ALERT_DAYS[number], time(9)),
                customer_id=person.customer_id,
                segment=person.segment,
                channel="" if out else chance.pick(ALERT_CHANNELS),
                held_out=out,
                incident=INCIDENTS[number % len(INCIDENTS)],
            )
        )
    return alerts
