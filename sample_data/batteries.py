"""Questions of which one survey asks many: importance, expectation, Kano, ease."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from chance import Chance, rating
from people import Customer
from surveys import TOUCHPOINTS

FIRST, LAST = date(2026, 3, 2), date(2026, 6, 26)
RESPONDENTS = {"importance": 420, "kano": 320, "etdbw": 420}
MANAGERS = 26
NOISE = 0.8

IMPORTANCE = {
    "Website": 3.8,
    "Ordering": 3.9,
    "Payment": 4.3,
    "Delivery": 4.6,
    "Unboxing": 3.5,
    "Contact centre": 4.2,
    "Returns": 4.1,
}
EXPECTATION = {
    "Website": 4.2,
    "Ordering": 4.3,
    "Payment": 4.5,
    "Delivery": 4.6,
    "Unboxing": 4.0,
    "Contact centre": 4.3,
    "Returns": 4.2,
}
# What managers believe customers would say: too good about Delivery and Returns.
COMPANY_VIEW = {
    "Website": 3.8,
    "Ordering": 4.0,
    "Payment": 4.2,
    "Delivery": 4.4,
    "Unboxing": 3.9,
    "Contact centre": 3.7,
    "Returns": 4.1,
}
# Must-be, one-dimensional, attractive, indifferent.
KANO = {
    "Website": "O",
    "Ordering": "I",
    "Payment": "M",
    "Delivery": "M",
    "Unboxing": "A",
    "Contact centre": "O",
    "Returns": "O",
}
KANO_SHARE = 0.6
KANO_QUESTIONABLE = 0.015
# Easy to do business with: the items are ours.
ETDBW = {
    "Finding the right product": 3.9,
    "Moving around the shop": 4.0,
    "Placing an order": 4.2,
    "Paying": 4.3,
    "Knowing when it arrives": 3.3,
    "Sending something back": 2.9,
    "Getting help": 3.6,
}

HEADER = (
    "response_id,responded_at,question,touchpoint,stage_order,item,score,scale_max,"
    "respondent_role,segment"
)
Row = list[str | int | datetime | None]


def _moment(chance: Chance) -> datetime:
    day = FIRST + timedelta(days=chance.whole(0, (LAST - FIRST).days))
    return datetime.combine(day, time(chance.whole(9, 21), chance.whole(0, 59)))


def _kano(chance: Chance, usual: str) -> tuple[str, str]:
    """Give the pair of answers that stands for a kind of quality."""
    middle = ("must", "neutral", "live")
    if chance.happens(KANO_QUESTIONABLE):
        return "like", "like"
    kind = usual if chance.happens(KANO_SHARE) else chance.one_of("AOMI")
    functional = "like" if kind in "AO" else chance.one_of(middle)
    dysfunctional = "dislike" if kind in "OM" else chance.one_of(middle)
    return functional, dysfunctional


def _battery(chance: Chance, kind: str, mood: float) -> Iterator[Row]:
    """Question, touchpoint, its place, item, score and highest score."""
    if kind == "etdbw":
        for item, usual in ETDBW.items():
            score = rating(usual + 0.4 * mood + chance.normal(0, NOISE), low=1, high=5)
            yield ["etdbw", None, None, item, score, 5]
        return
    for place, touchpoint in enumerate(TOUCHPOINTS, start=1):
        if kind == "kano":
            pair = _kano(chance, KANO[touchpoint])
            yield ["kano_functional", touchpoint, place, None, pair[0], None]
            yield ["kano_dysfunctional", touchpoint, place, None, pair[1], None]
            continue
        for question, usual in (
            ("importance", IMPORTANCE),
            ("expectation", EXPECTATION),
        ):
            felt = usual[touchpoint] + 0.2 * mood + chance.normal(0, NOISE)
            score = rating(felt, low=1, high=5)
            yield [question, touchpoint, place, None, score, 5]


def make_batteries(chance: Chance, customers: list[Customer]) -> list[Row]:
    """Give every line, oldest response first."""
    responses: list[tuple[datetime, str, list[Row]]] = []
    for kind, number in RESPONDENTS.items():
        for _ in range(number):
            person = customers[chance.whole(0, len(customers) - 1)]
            rows = [
                [*row, None, person.segment]
                for row in _battery(chance, kind, person.mood)
            ]
            responses.append((_moment(chance), kind, rows))
    for _ in range(MANAGERS):
        lines: list[Row] = []
        for place, touchpoint in enumerate(TOUCHPOINTS, start=1):
            felt = COMPANY_VIEW[touchpoint] + chance.normal(0, 0.6)
            score = rating(felt, low=1, high=5)
            row: Row = ["company_view", touchpoint, place, None, score, 5]
            lines.append([*row, "manager", None])
        responses.append((_moment(chance), "manager", lines))
    responses.sort(key=lambda one: one[:2])
    return [
        [f"B{number:04d}", at, *row]
        for number, (at, _, rows) in enumerate(responses, start=1)
        for row in rows
    ]
