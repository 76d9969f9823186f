"""The contacts: episodes simulated one follow-up at a time, never by coincidence."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import accumulate, count
from math import exp, log

import topics
import when
from chance import Chance
from handling import Outcome, after, answered, called_back, gave_up
from people import Customer

FIRST_CONTACTS = 14_900
ANONYMOUS = 0.04
WITHOUT_REASON = 0.018
ABANDONED_WITHOUT_REASON = 0.55
ABANDONED = 0.05
ABANDONED_AT_PEAK = 0.10
CALLS_AGAIN = 0.55
OUTBOUND = 0.035
# Two episodes of one customer never touch, so that every return is a planted one.
QUIET_DAYS_BETWEEN_EPISODES = 8
# With the hours until the desk opens, still inside seven days.
LONGEST_GAP_HOURS = 150
SAME_CHANNEL = 0.65
DESKS = {"Seoul": 0.44, "Busan": 0.33, "Daegu": 0.23}


@dataclass(frozen=True)
class Returns:
    """The planted sizes behind returns and closing; make.py says what they are."""

    within_7_days: Mapping[str, float]
    channel_effect: Mapping[str, float]
    same_reason: float
    adjacent_reason: Mapping[str, str]
    adjacent_share: float
    agent_says_resolved: float
    agent_says_resolved_if_back: float


@dataclass(frozen=True)
class Carrier:
    """The planted new carrier; the effects are halved again from `halves` on."""

    starts: date
    halves: date
    product: str
    extra_contacts: float

    def strength(self, day: date) -> float:
        """Give the share of the full effect that holds on a day."""
        if day < self.starts:
            return 0.0
        return 0.5 if day >= self.halves else 1.0


@dataclass(frozen=True)
class Contact:
    """One contact, with the truth behind it that the file does not tell."""

    customer: Customer
    episode: int
    started_at: datetime
    channel: str
    reason: str
    subreason: str
    product: str
    team: str
    anonymous: bool
    has_case: bool
    reason_known: bool
    direction: str = "in"
    # Abandoned calls are not counted: nobody has spoken to the customer yet.
    position: int = 0
    comes_back: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    contact_id: str = ""


def return_probability(returns: Returns, *, reason: str, channel: str) -> float:
    """Give the chance of a return: by reason, moved by the channel on the logit scale."""
    share = returns.within_7_days[reason]
    odds = share / (1 - share) * exp(returns.channel_effect.get(channel, 0.0))
    return odds / (1 + odds)


def next_reason(chance: Chance, returns: Returns, reason: str) -> str:
    """Give what a returning customer asks about."""
    at = chance.draw()
    if at < returns.same_reason:
        return reason
    if at < returns.same_reason + returns.adjacent_share:
        return returns.adjacent_reason.get(reason) or chance.pick(topics.REASONS)
    return chance.pick(topics.REASONS)


def gap_hours(chance: Chance) -> float:
    """Give the hours until a follow-up: about a day and a half, always in a week."""
    while True:
        hours = chance.skewed(38, 0.8)
        if 1 < hours < LONGEST_GAP_HOURS:
            return hours


def team_on_duty(chance: Chance, at: datetime) -> str:
    """Give the team that answers; Night also covers evenings and part of the weekend."""
    if at.hour >= 18 or at.hour < 9 or (at.weekday() >= 5 and chance.happens(0.4)):
        return "Night"
    return chance.pick(DESKS)


def _opening(
    chance: Chance, carrier: Carrier, customer: Customer, day: date, *, episode: int
) -> Contact:
    reason = chance.pick(topics.REASONS)
    product = chance.pick(topics.products_for(reason))
    extra = carrier.extra_contacts * carrier.strength(day)
    if product == carrier.product and chance.happens(extra):
        reason = chance.pick({"Delivery delay": 0.6, "Where is my order": 0.4})
    channel = chance.pick(topics.channels_for(reason))
    at = when.moment(chance, day, when.opening_hours(channel))
    return Contact(
        customer=customer,
        episode=episode,
        started_at=at,
        channel=channel,
        reason=reason,
        subreason=chance.pick(topics.SUBREASONS[reason]),
        product=product if chance.happens(0.97) else "",
        team=team_on_duty(chance, at),
        anonymous=chance.happens(ANONYMOUS),
        has_case=chance.happens(topics.CASE.get(reason, 0.0)),
        reason_known=not chance.happens(WITHOUT_REASON),
    )


def _follow_up(chance: Chance, returns: Returns, before: Contact) -> Contact:
    if before.outcome.abandoned:
        reason, channel = before.reason, before.channel
        hours = chance.between(0.05, 2.5)
    else:
        reason = next_reason(chance, returns, before.reason)
        channel = before.channel
        if not chance.happens(SAME_CHANNEL):
            channel = chance.pick(topics.channels_for(reason))
        hours = gap_hours(chance)
    at = when.awake(chance, after(before.started_at, hours=hours))
    subreason = before.subreason
    if reason != before.reason:
        subreason = chance.pick(topics.SUBREASONS[reason])
    return replace(
        before,
        started_at=at,
        channel=channel,
        reason=reason,
        reason_known=not chance.happens(WITHOUT_REASON),
        subreason=subreason,
        team=team_on_duty(chance, at),
        comes_back=False,
        outcome=Outcome(),
    )


def _received(chance: Chance, returns: Returns, contact: Contact) -> Contact:
    peak = when.is_peak(contact.started_at.date())
    gives_up = ABANDONED_AT_PEAK if peak else ABANDONED
    if contact.channel == "phone" and chance.happens(gives_up):
        return replace(
            contact,
            comes_back=chance.happens(CALLS_AGAIN),
            reason_known=not chance.happens(ABANDONED_WITHOUT_REASON),
            outcome=gave_up(chance, at=contact.started_at),
        )
    back = chance.happens(
        return_probability(returns, reason=contact.reason, channel=contact.channel)
    )
    outcome = answered(
        chance,
        contact.reason,
        channel=contact.channel,
        team=contact.team,
        at=contact.started_at,
        mood=contact.customer.mood,
        comes_back=back,
        position=contact.position + 1,
        says_resolved=returns.agent_says_resolved_if_back
        if back
        else returns.agent_says_resolved,
    )
    return replace(
        contact, position=contact.position + 1, comes_back=back, outcome=outcome
    )


def _call_to(chance: Chance, contact: Contact) -> Contact:
    at = when.awake(chance, after(contact.started_at, hours=chance.between(3, 60)))
    outcome = called_back(chance, at=at, agent_id=contact.outcome.agent_id)
    return replace(
        contact, started_at=at, channel="phone", direction="out", outcome=outcome
    )


def _episode(chance: Chance, returns: Returns, opening: Contact) -> Iterator[Contact]:
    contact = opening
    while contact.started_at <= when.DATA_END:
        contact = _received(chance, returns, contact)
        yield contact
        if not contact.comes_back:
            break
        contact = _follow_up(chance, returns, contact)
    if contact.outcome.agent_id and chance.happens(OUTBOUND):
        call = _call_to(chance, contact)
        if call.started_at <= when.DATA_END:
            yield call


def make_contacts(
    chance: Chance, customers: list[Customer], returns: Returns, carrier: Carrier
) -> list[Contact]:
    """Simulate all contacts, oldest first."""
    # Somebody who buys much asks more often, though not in proportion.
    weights = list(accumulate(exp(0.8 * log(person.activity)) for person in customers))
    days: dict[int, list[date]] = defaultdict(list)
    for _ in range(FIRST_CONTACTS):
        days[chance.place(weights)].append(when.contact_day(chance))
    episodes = count()
    contacts = []
    for who, first_days in sorted(days.items()):
        quiet_until = date.min
        for day in sorted(first_days):
            if day < quiet_until:
                continue
            opening = _opening(
                chance, carrier, customers[who], day, episode=next(episodes)
            )
            for contact in _episode(chance, returns, opening):
                contacts.append(contact)
                quiet_until = contact.started_at.date() + timedelta(
                    days=QUIET_DAYS_BETWEEN_EPISODES
                )
    contacts.sort(key=lambda contact: (contact.started_at, contact.episode))
    return [
        replace(contact, contact_id=f"H{number:05d}")
        for number, contact in enumerate(contacts, start=1)
    ]
