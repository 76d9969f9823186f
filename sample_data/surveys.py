"""The survey answers: moods colour all ratings, but only some ratings move the score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import comments
import when
from chance import Chance, rating
from contacts import Carrier, Contact
from orders import Purchase
from people import Customer

RESPONSE_SHARE = 0.31
RELATIONSHIP_RESPONSES = 2_950
SKIPPED = 0.03
NOT_YET_KNOWN = 0.05
TOUCHPOINTS = (
    "Website",
    "Ordering",
    "Payment",
    "Delivery",
    "Unboxing",
    "Contact centre",
    "Returns",
)
USUAL_RATING = {
    "Website": 3.9,
    "Ordering": 4.0,
    "Payment": 4.1,
    "Delivery": 3.9,
    "Unboxing": 3.9,
    "Contact centre": 3.6,
    "Returns": 3.2,
}
RATING_SPREAD = 0.75
# How much of a reason shows in the rating of the touchpoint behind it.
TROUBLE = {
    ("Delivery delay", "Delivery"): -0.7,
    ("Where is my order", "Delivery"): -0.4,
    ("Damaged item", "Unboxing"): -0.8,
    ("Assembly help", "Unboxing"): -0.3,
    ("Payment failed", "Payment"): -0.7,
    ("Coupon problem", "Ordering"): -0.5,
}
# In between is left blank: the question offers good, bad and no answer.
EXPERIENCE = {1: "bad", 2: "bad", 3: "", 4: "good", 5: "good"}
NOT_USED = "not used"


@dataclass(frozen=True)
class Truths:
    """The planted sizes behind the answers; make.py says what they are."""

    slope: Mapping[str, float]
    halo: Mapping[str, float]
    nps_start: float
    nps_noise: float
    overall_start: float
    overall_per_nps_point: float
    overall_noise: float
    delivery_drop: float
    delivery_drop_elsewhere: float
    customer_says_resolved: float
    customer_says_resolved_if_back: float
    tells_bad: float
    tells_good: float
    people_told_bad: float
    people_told_good: float


@dataclass(frozen=True)
class Response:
    """One filled-in survey; None or an empty text is a question left out."""

    responded_at: datetime
    customer: Customer
    contact: Contact | None
    product: str
    nps: int | None
    csat: int | None
    ces2: int | None
    overall: int | None
    fcr_resolved: str
    fcr_contacts: int | None
    wom_told: str
    wom_count: int | None
    experience: str
    comment: str
    ratings: Mapping[str, str]


def met(chance: Chance, touchpoint: str, contact: Contact | None) -> bool:
    """Say whether this customer met the touchpoint."""
    reason = contact.reason if contact else ""
    if touchpoint == "Contact centre":
        spoke = contact is not None and contact.channel in ("phone", "chat")
        return spoke or chance.happens(0.08)
    if touchpoint == "Returns":
        sent_back = reason in ("Return request", "Refund status")
        return chance.happens(0.92 if sent_back else 0.05)
    if touchpoint in ("Delivery", "Unboxing"):
        return chance.happens(0.85 if reason == "Product question" else 0.98)
    return chance.happens(0.97)


def felt_ratings(
    chance: Chance,
    truths: Truths,
    carrier: Carrier,
    *,
    customer: Customer,
    contact: Contact | None,
    product: str,
    at: datetime,
) -> dict[str, int]:
    """Give what the customer thinks of each touchpoint they met."""
    ratings = {}
    for touchpoint in TOUCHPOINTS:
        if not met(chance, touchpoint, contact):
            continue
        score = USUAL_RATING[touchpoint] + truths.halo[touchpoint] * customer.mood
        score += chance.normal(0, RATING_SPREAD)
        if contact is not None:
            score += TROUBLE.get((contact.reason, touchpoint), 0.0)
        if touchpoint == "Contact centre" and contact is not None:
            score += 0.3 * (contact.outcome.ease - 5)
        if touchpoint == "Delivery":
            drop = truths.delivery_drop_elsewhere
            if product == carrier.product:
                drop = truths.delivery_drop
            score -= drop * carrier.strength(at.date())
        ratings[touchpoint] = rating(score, low=1, high=5)
    return ratings


def word_of_mouth(
    chance: Chance, truths: Truths, experience: str
) -> tuple[str, int | None]:
    """Give whether, and how many, other people were told."""
    negative = chance.happens(
        {"bad": truths.tells_bad, "": 0.03, "good": 0.0}[experience]
    )
    positive = chance.happens(
        {"bad": 0.03, "": 0.05, "good": truths.tells_good}[experience]
    )
    if negative:
        told = 1 + chance.count(chance.waiting(truths.people_told_bad - 1))
        return ("both" if positive else "negative"), told
    if positive:
        return "positive", 1 + chance.count(chance.waiting(truths.people_told_good - 1))
    return "none", None


def comment_on(
    chance: Chance, *, nps: int, overall: int, reason: str, ratings: Mapping[str, int]
) -> str:
    """Give a comment that fits the scores; most people leave none."""
    tone, share = comments.MIDDLING, 0.14
    if overall <= 2:
        tone, share = comments.BAD, 0.38
    elif overall >= 4 and nps >= 8:
        tone, share = comments.GOOD, 0.17
    if not chance.happens(share):
        return ""
    theme = comments.THEME.get(reason, "general")
    if not reason and overall <= 2 and ratings.get("Delivery", 5) <= 2:
        theme = "delivery"
    if chance.happens(0.25) and theme not in ("delivery", "returns"):
        theme = "general"
    return chance.one_of(tone[theme])


def _respond(
    chance: Chance,
    truths: Truths,
    carrier: Carrier,
    *,
    customer: Customer,
    contact: Contact | None,
    product: str,
    at: datetime,
) -> Response:
    ratings = felt_ratings(
        chance,
        truths,
        carrier,
        customer=customer,
        contact=contact,
        product=product,
        at=at,
    )
    # Mood is left out on purpose: it reaches the scores only through the ratings, so a
    # touchpoint of slope 0 goes with the scores and yet does not move them.
    moved = sum(
        truths.slope[touchpoint] * (score - USUAL_RATING[touchpoint])
        for touchpoint, score in ratings.items()
    )
    nps_felt = truths.nps_start + moved + chance.normal(0, truths.nps_noise)
    overall_felt = truths.overall_start + truths.overall_per_nps_point * moved
    overall_felt += chance.normal(0, truths.overall_noise)
    nps = rating(nps_felt, low=0, high=10)
    overall = rating(overall_felt, low=1, high=5)
    csat_felt = overall_felt + chance.normal(0, 0.6)
    ces2, fcr_resolved, fcr_contacts = None, "", None
    if contact is not None:
        ces2 = contact.outcome.ease
        csat_felt = 3.8 + 0.5 * (ces2 - 5) + chance.normal(0, 0.8)
        said = truths.customer_says_resolved
        if contact.comes_back:
            said = truths.customer_says_resolved_if_back
        fcr_resolved = "don't know"
        if not chance.happens(NOT_YET_KNOWN):
            fcr_resolved = "yes" if chance.happens(said) else "no"
        fcr_contacts = contact.position + chance.happens(0.06)
    experience = EXPERIENCE[overall]
    told, people_told = word_of_mouth(chance, truths, experience)
    if chance.happens(0.06):
        told, people_told = "", None
    return Response(
        responded_at=at,
        customer=customer,
        contact=contact,
        product=product,
        nps=None if chance.happens(0.02) else nps,
        csat=None if chance.happens(0.02) else rating(csat_felt, low=1, high=5),
        ces2=None if chance.happens(0.02) else ces2,
        overall=None if chance.happens(0.02) else overall,
        fcr_resolved=fcr_resolved,
        fcr_contacts=fcr_contacts,
        wom_told=told,
        wom_count=people_told,
        experience=experience,
        comment=comment_on(
            chance,
            nps=nps,
            overall=overall,
            reason=contact.reason if contact else "",
            ratings=ratings,
        ),
        ratings={
            touchpoint: ""
            if chance.happens(SKIPPED)
            else str(ratings.get(touchpoint, NOT_USED))
            for touchpoint in TOUCHPOINTS
        },
    )


def make_responses(
    chance: Chance,
    contacts: list[Contact],
    purchases: list[Purchase],
    truths: Truths,
    carrier: Carrier,
) -> list[Response]:
    """Invent the answers after contacts, and those of the relationship survey."""
    responses = []
    for contact in contacts:
        closed_at = contact.outcome.closed_at or contact.started_at
        asked = contact.direction == "in" and not contact.outcome.abandoned
        if not asked or not chance.happens(RESPONSE_SHARE):
            continue
        at = closed_at + timedelta(minutes=5 + int(chance.waiting(20 * 60)))
        responses.append(
            _respond(
                chance,
                truths,
                carrier,
                customer=contact.customer,
                contact=contact,
                product=contact.product,
                at=at,
            )
        )
    orders = [purchase for purchase in purchases if purchase.kind == "order"]
    for _ in range(RELATIONSHIP_RESPONSES):
        order = orders[chance.whole(0, len(orders) - 1)]
        at = order.occurred_at + timedelta(minutes=int(chance.between(7, 35) * 1440))
        responses.append(
            _respond(
                chance,
                truths,
                carrier,
                customer=order.customer,
                contact=None,
                product=order.product,
                at=at,
            )
        )
    responses = [answer for answer in responses if answer.responded_at <= when.DATA_END]
    responses.sort(key=lambda answer: (answer.responded_at, answer.customer.customer_id))
    return responses
