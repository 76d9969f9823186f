"""What contacts are divided by, and the working days of those who answer them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chance import Chance
from contacts import Contact
from orders import Purchase
from verdicts import Verdict

PARCELS_PER_ORDER = 1.06
ACTIVE_WITHIN = timedelta(days=180)

# Of the time without breaks, how much goes into contacts.  The time is that at this desk:
# agents of the invented company answer for others as well.
OCCUPANCY = {"Seoul": 0.76, "Busan": 0.78, "Daegu": 0.74, "Night": 0.90}
OCCUPANCY_SPREAD = 0.05
BREAK_SHARE = {"Seoul": 0.13, "Busan": 0.12, "Daegu": 0.13, "Night": 0.06}

VOLUME_HEADER = "period,grain,measure,value,product"
SHIFT_HEADER = (
    "agent_id,worked_on,team,logged_in_s,handling_s,break_s,contacts,abusive_contacts"
)
Row = list[str | int | date | None]


def make_volumes(purchases: list[Purchase]) -> list[Row]:
    """Give the months: orders and shipments by product, customers and invoices whole."""
    orders: Counter[tuple[str, str]] = Counter()
    invoices: Counter[str] = Counter()
    bought: dict[str, list[date]] = defaultdict(list)
    for purchase in purchases:
        month = f"{purchase.occurred_at:%Y-%m}"
        if purchase.kind == "order":
            orders[month, purchase.product] += 1
            bought[purchase.customer.customer_id].append(purchase.occurred_at.date())
        if purchase.kind != "visit":
            invoices[month] += 1
    rows: list[Row] = []
    for month in sorted(invoices):
        for product in sorted({name for _, name in orders}):
            number = orders[month, product]
            rows.append([month, "month", "orders", number, product])
            parcels = round(number * PARCELS_PER_ORDER)
            rows.append([month, "month", "shipments", parcels, product])
        first = date.fromisoformat(month + "-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        active = sum(
            any(last - ACTIVE_WITHIN < day <= last for day in days)
            for days in bought.values()
        )
        rows.append([month, "month", "active customers", active, None])
        rows.append([month, "month", "invoices", invoices[month], None])
    return rows


@dataclass
class _Day:
    team: str
    contacts: int = 0
    handling_s: int = 0
    abusive: int = 0


def make_shifts(
    chance: Chance, contacts: list[Contact], verdicts: Mapping[str, Verdict]
) -> list[Row]:
    """Give every agent's working days; their contacts are those of the contact file."""
    days: dict[tuple[date, str], _Day] = {}
    for contact in contacts:
        agent = contact.outcome.agent_id
        if not agent:
            continue
        key = (contact.started_at.date(), agent)
        day = days.setdefault(key, _Day(contact.team))
        day.contacts += 1
        day.handling_s += contact.outcome.handle_s or 0
        day.abusive += verdicts[contact.contact_id].abuse == "yes"
    rows: list[Row] = []
    for (on, agent), day in sorted(days.items()):
        busy = min(0.98, chance.normal(OCCUPANCY[day.team], OCCUPANCY_SPREAD))
        at_work = day.handling_s / busy / (1 - BREAK_SHARE[day.team])
        pause = at_work * BREAK_SHARE[day.team] * chance.between(0.7, 1.3)
        rows.append(
            [
                *(agent, on, day.team, round(at_work), day.handling_s),
                *(round(pause), day.contacts, day.abusive),
            ]
        )
    return rows
