"""What became of what contacts asked for, what it cost, and who was abusive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

import topics
import when
from chance import Chance
from contacts import Contact
from handling import LIVE, after

# 8. Refused or granted in part, by reason; less often where the contact was easy.
REFUSED = {
    "Return request": (0.16, 0.14),
    "Refund status": (0.10, 0.15),
    "Damaged item": (0.12, 0.18),
    "Coupon problem": (0.28, 0.10),
    "Delivery delay": (0.06, 0.14),
    "Payment failed": (0.05, 0.05),
}
REFUSED_PER_EASE = -0.25
# An alternative is offered more often for hard reasons, which hides what it does: at
# equal reason, contacts with an alternative are easier (log odds for a point of ease).
CHOICE_HARD = 0.52
CHOICE_OTHER = 0.26
CHOICE_PER_EASE = 0.3
# 9. Flagged contacts: the evenings of one team, and elsewhere.
ABUSE_TEAM = "Night"
ABUSE_HOURS = range(18, 22)
ABUSE_EVENING = 0.014
ABUSE_ELSEWHERE = 0.002
ABUSE_KINDS = {"verbal abuse": 0.62, "unreasonable demand": 0.26, "threat": 0.12}
# Having to explain again.
REPEATS_USUALLY = 0.05
REPEATS_ON_RETURN = 0.42
REPEATS_ON_TRANSFER = 0.38

WON_PER_SECOND = 9
WON_PER_CONTACT = 300
SOLD = {"Product question": 0.07}
SOLD_ELSEWHERE = 0.006
SOLD_WON = 62_000
PROACTIVE_CALLS = 0.3
PROMISED_HOURS_LIVE = 48
PROMISED_HOURS_WRITTEN = 24
TOLD_BEFORE = 0.3
TOLD_BEFORE_PER_EASE = 0.25


@dataclass(frozen=True)
class Verdict:
    """The further columns of a contact, in their order; None or "" is not known."""

    outcome: str = ""
    choice_offered: str = ""
    repeat_info: str = ""
    self_service_first: str = ""
    proactive: str = ""
    abuse: str = ""
    abuse_kind: str = ""
    flagged_by: str = ""
    cost: int | None = None
    sale_amount: int | None = None
    promised_at: datetime | None = None
    bad_news_at: datetime | None = None


COLUMNS = tuple(Verdict.__dataclass_fields__)


def tilted(share: float, by: float) -> float:
    """Move a probability on the logit scale."""
    odds = share / (1 - share) * exp(by)
    return odds / (1 + odds)


def _said(answer: bool) -> str:
    return "yes" if answer else "no"


def _outcome(chance: Chance, contact: Contact, easier: float) -> str:
    if contact.reason not in REFUSED:
        return ""
    refused, partial = REFUSED[contact.reason]
    if chance.happens(tilted(refused, REFUSED_PER_EASE * easier)):
        return "refused"
    return "partial" if chance.happens(partial / (1 - refused)) else "granted"


def _promised(contact: Contact) -> datetime | None:
    if contact.channel not in LIVE:
        hours = PROMISED_HOURS_WRITTEN
    elif contact.has_case:
        hours = PROMISED_HOURS_LIVE
    else:
        return None
    at = after(contact.started_at, hours=hours)
    return at if at <= when.DATA_END else None


def _bad_news(
    chance: Chance, contact: Contact, outcome: str, easier: float
) -> datetime | None:
    if outcome not in ("refused", "partial") and contact.reason != "Delivery delay":
        return None
    before = chance.happens(tilted(TOLD_BEFORE, TOLD_BEFORE_PER_EASE * easier))
    if before:
        at = after(contact.started_at, hours=-chance.between(2, 48))
        return at if at.date() >= when.FIRST_DAY else None
    at = contact.started_at + timedelta(seconds=60 + (contact.outcome.wait_s or 0))
    return at if at <= when.DATA_END else None


def _of_an_answered(chance: Chance, contact: Contact, *, tried: bool) -> Verdict:
    easier = contact.outcome.ease - topics.EASE[contact.reason]
    outcome = _outcome(chance, contact, easier)
    choice = ""
    if outcome in ("refused", "partial"):
        usual = CHOICE_HARD if contact.reason in topics.HARD else CHOICE_OTHER
        choice = _said(chance.happens(tilted(usual, CHOICE_PER_EASE * easier)))
    repeats = REPEATS_USUALLY
    repeats += REPEATS_ON_RETURN * (contact.position > 1)
    repeats += REPEATS_ON_TRANSFER * (contact.outcome.transfers > 0)
    evening = contact.started_at.hour in ABUSE_HOURS and contact.team == ABUSE_TEAM
    abused = chance.happens(ABUSE_EVENING if evening else ABUSE_ELSEWHERE)
    sold = chance.happens(SOLD.get(contact.reason, SOLD_ELSEWHERE))
    return Verdict(
        outcome=outcome,
        choice_offered=choice,
        repeat_info=_said(chance.happens(repeats)),
        self_service_first=_said(tried),
        proactive="no",
        abuse=_said(abused),
        abuse_kind=chance.pick(ABUSE_KINDS) if abused else "",
        flagged_by=f"Lead {contact.team}" if abused else "",
        cost=_cost(contact),
        sale_amount=round(chance.skewed(SOLD_WON, 0.6) / 100) * 100 if sold else None,
        promised_at=_promised(contact),
        bad_news_at=_bad_news(chance, contact, outcome, easier),
    )


def _cost(contact: Contact) -> int:
    seconds = contact.outcome.handle_s or 0
    return round((WON_PER_CONTACT + WON_PER_SECOND * seconds) / 10) * 10


def make_verdicts(
    chance: Chance, contacts: list[Contact], tried_first: set[str]
) -> dict[str, Verdict]:
    """Give the further columns of every contact, by its number.

    `tried_first` are the numbers of contacts whose customer had tried self-service.
    """
    verdicts = {}
    for contact in contacts:
        if contact.direction == "out":
            proactive = _said(chance.happens(PROACTIVE_CALLS))
            verdict = Verdict(proactive=proactive, cost=_cost(contact))
        elif contact.outcome.abandoned:
            verdict = Verdict(proactive="no")
        else:
            tried = contact.contact_id in tried_first
            verdict = _of_an_answered(chance, contact, tried=tried)
        verdicts[contact.contact_id] = verdict
    return verdicts
