"""What else customers were asked: problems, recovery, and what they mean to do."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import when
from chance import Chance, rating
from orders import Purchase
from surveys import Response
from verdicts import Verdict

# 11. Had a problem (about 22 %), by satisfaction; who got in touch about it (about 40 %),
# by whether they order again within 90 days: the silent ones do so less often.
PROBLEM_IF_CSAT = {1: 0.54, 2: 0.46, 3: 0.24, 4: 0.14, 5: 0.20}
PROBLEM_IF_BACK = 0.85
CONTACTED_IF_BACK = 0.47
CONTACTED_IF_NOT = 0.37
BACK_WITHIN = timedelta(days=90)
# 12. Satisfied with how it was handled, by satisfaction; whoever orders again is not
# satisfied more often, so recovery lifts satisfaction and not buying.
RECOVERED_IF_CSAT = {1: 0.05, 2: 0.12, 3: 0.35, 4: 0.72, 5: 0.95}
RECOVERED_IF_BACK = 0.88
RESOLVED_IF_RECOVERED = 0.93
RESOLVED_IF_NOT = 0.30

# Loyalty after a contact, by how easy it was.
ASKED_INTENT = 0.5
LESS_LOYAL = {1: 0.46, 2: 0.42, 3: 0.30, 4: 0.20, 5: 0.12, 6: 0.06, 7: 0.04}
MORE_LOYAL = {1: 0.02, 2: 0.02, 3: 0.03, 4: 0.04, 5: 0.06, 6: 0.09, 7: 0.12}
REBUY_START, REBUY_PER_EASE = 1.3, 0.46
REBUY_PER_NPS = 0.36
INTENT_NOISE = 0.8
AGREES_WITH_AGENT = 0.88

# 21. The old effort question (1 very low … 5 very high), still asked beside the new one
# of a random share; it says the same the other way round.
OLD_EFFORT_ASKED = 0.2
OLD_EFFORT_NOISE = 0.6


@dataclass
class Further:
    """The further columns of a response, in their order."""

    had_problem: str = ""
    problem_contacted: str = ""
    problem_resolved: str = ""
    recovery_satisfaction: int | None = None
    repeat_info: str = ""
    more_loyal: str = ""
    intent_rebuy: int | None = None
    intent_spend: int | None = None
    ces1: int | None = None


COLUMNS = tuple(Further.__dataclass_fields__)


def _said(answer: bool) -> str:
    return "yes" if answer else "no"


def _back(times: list[datetime], at: datetime) -> bool:
    place = bisect_right(times, at)
    return place < len(times) and times[place] <= at + BACK_WITHIN


def _problem(chance: Chance, found: Further, csat: int, *, back: bool) -> None:
    share = PROBLEM_IF_CSAT[csat] * (PROBLEM_IF_BACK if back else 1)
    if not chance.happens(share):
        found.had_problem = "no"
        return
    found.had_problem = "yes"
    contacted = chance.happens(CONTACTED_IF_BACK if back else CONTACTED_IF_NOT)
    found.problem_contacted = _said(contacted)
    if not contacted:
        return
    share = RECOVERED_IF_CSAT[csat] * (RECOVERED_IF_BACK if back else 1)
    recovered = chance.happens(share)
    found.recovery_satisfaction = chance.whole(4, 5) if recovered else chance.whole(1, 3)
    resolved = RESOLVED_IF_RECOVERED if recovered else RESOLVED_IF_NOT
    found.problem_resolved = _said(chance.happens(resolved))


def _intent(chance: Chance, found: Further, start: float) -> None:
    felt = start + chance.normal(0, INTENT_NOISE)
    found.intent_rebuy = rating(felt, low=1, high=5)
    found.intent_spend = rating(felt - 0.7 + chance.normal(0, 0.7), low=1, high=5)


def make_further(
    chance: Chance,
    responses: list[Response],
    purchases: list[Purchase],
    verdicts: Mapping[str, Verdict],
) -> list[Further]:
    """Give the further columns of every response, in the same order."""
    orders: dict[str, list[datetime]] = defaultdict(list)
    for purchase in purchases:
        if purchase.kind == "order":
            orders[purchase.customer.customer_id].append(purchase.occurred_at)
    told = []
    for answer in responses:
        found = Further()
        asked = chance.happens(ASKED_INTENT)
        if answer.contact is None:
            at = answer.responded_at
            known = at + BACK_WITHIN <= when.DATA_END
            back = _back(orders[answer.customer.customer_id], at)
            if answer.csat is not None:
                _problem(chance, found, answer.csat, back=back and known)
            if asked and answer.nps is not None:
                _intent(chance, found, 1.2 + REBUY_PER_NPS * answer.nps)
        else:
            ease = answer.contact.outcome.ease
            agent = verdicts[answer.contact.contact_id].repeat_info == "yes"
            agrees = chance.happens(AGREES_WITH_AGENT)
            found.repeat_info = _said(agent if agrees else not agent)
            if asked and ease:
                at_draw = chance.draw()
                found.more_loyal = "same"
                if at_draw < LESS_LOYAL[ease]:
                    found.more_loyal = "less"
                elif at_draw > 1 - MORE_LOYAL[ease]:
                    found.more_loyal = "more"
                _intent(chance, found, REBUY_START + REBUY_PER_EASE * ease)
        told.append(found)
    return told


def ask_old_effort(
    chance: Chance, responses: list[Response], further: list[Further]
) -> None:
    """Fill in Customer Effort Score 1.0, where both questions were asked."""
    for answer, found in zip(responses, further, strict=True):
        if answer.ces2 is not None and chance.happens(OLD_EFFORT_ASKED):
            felt = 5 - (answer.ces2 - 1) * 4 / 6
            score = felt + chance.normal(0, OLD_EFFORT_NOISE)
            found.ces1 = rating(score, low=1, high=5)
