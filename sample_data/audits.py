"""Mystery shopping in invented show rooms, and contacts that were listened to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import when
from chance import Chance
from contacts import Contact

SITES = ("Gangnam", "Hongdae", "Suwon", "Daejeon", "Haeundae", "Jeju")
SHOPPERS = ("M1", "M2", "M3", "M4", "M5")
QUARTERS = tuple(
    date(year, month, 1)
    for year, month in ((2025, 4), (2025, 7), (2025, 10), (2026, 1), (2026, 4), (2026, 7))
)
VISITS = (3, 4)


@dataclass(frozen=True)
class Item:
    """A line of the checklist: its stage, weight and whether it must not be failed."""

    stage: str
    name: str
    weight: int
    critical: bool = False
    applies: float = 1.0


CHECKLIST = (
    Item("Arrival", "Entrance clean and lit", 1),
    Item("Arrival", "First greeting", 2),
    Item("Welcome", "Eye contact and a word of welcome", 2),
    Item("Welcome", "Asked what the visitor needs", 2),
    Item("Advice", "Showed at least two products", 2),
    Item("Advice", "Explained care and assembly", 1, applies=0.8),
    Item("Advice", "Offered an alternative for what was sold out", 2, applies=0.35),
    Item("Checkout", "Price on the label was charged", 3, critical=True),
    Item("Checkout", "Card out of sight of others", 2, critical=True, applies=0.7),
    Item("Checkout", "Receipt and return terms explained", 2),
    Item("Farewell", "Thanked by name", 1),
    Item("Farewell", "Named the next step", 2),
)
STAGES = ("Arrival", "Welcome", "Advice", "Checkout", "Farewell")
# 17. Shares of items passed: one site fails at one stage, one shopper is harsh.
PASSES = 0.85
BAD_SITE, BAD_STAGE, PASSES_THERE = "Suwon", "Checkout", 0.50
HARSH_SHOPPER, HARSHER = "M4", 0.15
GREETING_S, GREETING_SPREAD = 14, 0.55

# 18. Contacts listened to.  Coaching starts team by team; the Night team has none.
LISTENERS = ("Q1", "Q2", "Q3", "Q4")
COACHED_FROM = {
    "Seoul": date(2025, 10, 1),
    "Busan": date(2026, 1, 1),
    "Daegu": date(2026, 4, 1),
}
QUALITY = (
    "Understood the matter",
    "Clear words",
    "Right answer",
    "Showed a way forward",
    "Polite to the end",
)
QUALITY_PASSES = 0.70
COACHING_ADDS = 0.12
LISTENED = 0.055
TWO_LISTENERS = 0.3
# Each listener errs so often: kappa between two is then about 0.7.
LISTENER_ERRS = 0.07

HEADER = (
    "visit_id,visited_at,instrument,site,touchpoint,stage_order,item,score,critical,"
    "weight,auditor,elapsed_s,contact_id,channel,team"
)
Row = list[str | int | datetime | None]


def _said(answer: bool) -> str:
    return "yes" if answer else "no"


def _visit(
    chance: Chance, site: str, shopper: str, *, visit: str, at: datetime
) -> Iterator[Row]:
    for item in CHECKLIST:
        passes = PASSES
        if site == BAD_SITE and item.stage == BAD_STAGE:
            passes = PASSES_THERE
        if shopper == HARSH_SHOPPER:
            passes -= HARSHER
        score = _said(chance.happens(passes))
        elapsed: int | None = None
        if item.name == "First greeting":
            elapsed = max(2, round(chance.skewed(GREETING_S, GREETING_SPREAD)))
        if not chance.happens(item.applies):
            score = "N/A"
        yield [
            *(visit, at, "Mystery shopping", site, item.stage),
            *(STAGES.index(item.stage) + 1, item.name, score, _said(item.critical)),
            *(item.weight, shopper, elapsed, None, "store", None),
        ]


def make_visits(chance: Chance) -> list[Row]:
    """Give every line of the mystery shopping: three or four visits a site a quarter."""
    visits: list[tuple[datetime, str, str]] = []
    for quarter in QUARTERS:
        for site in SITES:
            for _ in range(chance.whole(*VISITS)):
                day = quarter + timedelta(days=chance.whole(0, 89))
                at = datetime.combine(
                    day, time(chance.whole(11, 19), chance.whole(0, 59))
                )
                visits.append((at, site, chance.one_of(SHOPPERS)))
    visits.sort()
    return [
        row
        for number, (at, site, shopper) in enumerate(visits, start=1)
        for row in _visit(chance, site, shopper, visit=f"V{number:03d}", at=at)
    ]


def make_listenings(chance: Chance, contacts: list[Contact]) -> list[Row]:
    """Give every line of the contacts that were listened to, some of them by two."""
    rows: list[Row] = []
    for contact in contacts:
        answered = contact.direction == "in" and not contact.outcome.abandoned
        if not answered or not chance.happens(LISTENED):
            continue
        at = min(contact.started_at + timedelta(days=1), when.DATA_END)
        passes = QUALITY_PASSES
        starts = COACHED_FROM.get(contact.team)
        if starts and contact.started_at.date() >= starts:
            passes += COACHING_ADDS
        truth = [chance.happens(passes) for _ in QUALITY]
        first = chance.whole(0, len(LISTENERS) - 1)
        both = [LISTENERS[first], LISTENERS[first - 1]]
        for listener in both if chance.happens(TWO_LISTENERS) else both[:1]:
            for place, (item, right) in enumerate(
                zip(QUALITY, truth, strict=True), start=1
            ):
                heard = right ^ chance.happens(LISTENER_ERRS)
                rows.append(
                    [
                        *(f"Q-{contact.contact_id}", at, "QA", None, "Contact centre"),
                        *(place, item, _said(heard), "no", 1, listener, None),
                        *(contact.contact_id, contact.channel, contact.team),
                    ]
                )
    return rows
