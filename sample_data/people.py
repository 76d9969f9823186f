"""The customers of the invented company."""

from dataclasses import dataclass

from chance import Chance

CUSTOMERS = 9_800
SEGMENTS = {"New": 0.27, "Regular": 0.58, "VIP": 0.15}
MEMBERSHIP = {
    "New": {"Basic": 0.85, "Plus": 0.13, "Gold": 0.02},
    "Regular": {"Basic": 0.55, "Plus": 0.35, "Gold": 0.10},
    "VIP": {"Basic": 0.15, "Plus": 0.35, "Gold": 0.50},
}
SOURCES = {"search": 0.36, "social": 0.24, "friend": 0.15, "advert": 0.18, "": 0.07}
ACTIVITY = {"New": 0.7, "Regular": 1.0, "VIP": 2.0}
ACTIVITY_SPREAD = 0.6


@dataclass(frozen=True)
class Customer:
    """A person; `mood` colours every rating, `activity` is how much they buy and ask."""

    customer_id: str
    segment: str
    membership: str
    source: str
    mood: float
    activity: float


def make_customers(chance: Chance) -> list[Customer]:
    """Invent the customers."""
    customers = []
    for number in range(1, CUSTOMERS + 1):
        segment = chance.pick(SEGMENTS)
        customers.append(
            Customer(
                customer_id=f"C{number:04d}",
                segment=segment,
                membership=chance.pick(MEMBERSHIP[segment]),
                source=chance.pick(SOURCES),
                mood=chance.normal(0, 1),
                activity=chance.skewed(ACTIVITY[segment], ACTIVITY_SPREAD),
            )
        )
    return customers
