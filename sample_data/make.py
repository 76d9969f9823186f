"""Write the exports of Hanbit Living (invented) / 한빛리빙(가상).

    python sample_data/make.py [folder]

Company, people and comments are invented. README.md says which truths are planted: 1 to 7
by the constants here, 8 to 21 by those of the modules that make what they are in.

Each part draws from a stream of its own: a new one changes no value of the others.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import actions
import audits
import batteries
import desks
import fulfilment
import problems
import selfservice
import staff
import verdicts
from chance import Chance
from contacts import Carrier, Contact, Returns, make_contacts
from orders import Purchase, make_purchases
from people import make_customers
from surveys import TOUCHPOINTS, Response, Truths, make_responses

SEED = 20_260_930

# 1. What moves NPS: points on 0-10 for each point of a rating. Website moves nothing.
SLOPE = {
    "Website": 0.0,
    "Ordering": 0.25,
    "Payment": 0.2,
    "Delivery": 1.15,
    "Unboxing": 0.35,
    "Contact centre": 0.8,
    "Returns": 0.3,
}
# All ratings share the person's mood. Where few people meet a touchpoint the share is
# small, so that leaving it out of an analysis does not lend Website a slope.
HALO = {
    "Website": 0.6,
    "Ordering": 0.6,
    "Payment": 0.6,
    "Delivery": 0.6,
    "Unboxing": 0.6,
    "Contact centre": 0.15,
    "Returns": 0.15,
}
NPS_START = 8.1
NPS_NOISE = 1.4
OVERALL_START = 4.05
OVERALL_PER_NPS_POINT = 0.7
OVERALL_NOISE = 0.8

# 2. Share of answered contacts that come back within 7 days, and what they ask then.
RETURN_WITHIN_7_DAYS = {
    "Delivery delay": 0.17,
    "Where is my order": 0.165,
    "Return request": 0.45,
    "Refund status": 0.195,
    "Damaged item": 0.17,
    "Assembly help": 0.155,
    "Payment failed": 0.13,
    "Change of address": 0.09,
    "Product question": 0.10,
    "Coupon problem": 0.10,
    "Account access": 0.12,
    "Praise and suggestions": 0.09,
}
SAME_REASON = 0.50
ADJACENT_REASON = {"Return request": "Refund status"}
ADJACENT_SHARE = 0.35

# 3. The phone is better than chat at equal reason: change of the log odds of a return.
CHANNEL_EFFECT = {"phone": -0.15, "chat": 0.22}

# 4. A new parcel carrier.
CARRIER_STARTS = date(2026, 3, 1)
CARRIER_HALVES = date(2026, 7, 1)
CARRIER_PRODUCT = "Furniture"
DELIVERY_DROP = 0.56
DELIVERY_DROP_ELSEWHERE = 0.14
CARRIER_EXTRA_CONTACTS = 0.08

# 5. Word of mouth: who tells, and how many people.
TELLS_BAD = 0.60
TELLS_GOOD = 0.25
PEOPLE_TOLD_BAD = 6.0
PEOPLE_TOLD_GOOD = 3.0

# 6. Three views of "resolved", in order of optimism.
AGENT_SAYS_RESOLVED = 0.87
AGENT_SAYS_RESOLVED_IF_BACK = 0.78
CUSTOMER_SAYS_RESOLVED = 0.91
CUSTOMER_SAYS_RESOLVED_IF_BACK = 0.30

# 7. Chance of an extra order in the 85 days after a matter, by how easy it was (1 to 7).
REPURCHASE_BY_EASE = {1: 0.0, 2: 0.0, 3: 0.02, 4: 0.10, 5: 0.16, 6: 0.34, 7: 0.36}

RETURNS = Returns(
    within_7_days=RETURN_WITHIN_7_DAYS,
    channel_effect=CHANNEL_EFFECT,
    same_reason=SAME_REASON,
    adjacent_reason=ADJACENT_REASON,
    adjacent_share=ADJACENT_SHARE,
    agent_says_resolved=AGENT_SAYS_RESOLVED,
    agent_says_resolved_if_back=AGENT_SAYS_RESOLVED_IF_BACK,
)
CARRIER = Carrier(
    starts=CARRIER_STARTS,
    halves=CARRIER_HALVES,
    product=CARRIER_PRODUCT,
    extra_contacts=CARRIER_EXTRA_CONTACTS,
)
TRUTHS = Truths(
    slope=SLOPE,
    halo=HALO,
    nps_start=NPS_START,
    nps_noise=NPS_NOISE,
    overall_start=OVERALL_START,
    overall_per_nps_point=OVERALL_PER_NPS_POINT,
    overall_noise=OVERALL_NOISE,
    delivery_drop=DELIVERY_DROP,
    delivery_drop_elsewhere=DELIVERY_DROP_ELSEWHERE,
    customer_says_resolved=CUSTOMER_SAYS_RESOLVED,
    customer_says_resolved_if_back=CUSTOMER_SAYS_RESOLVED_IF_BACK,
    tells_bad=TELLS_BAD,
    tells_good=TELLS_GOOD,
    people_told_bad=PEOPLE_TOLD_BAD,
    people_told_good=PEOPLE_TOLD_GOOD,
)

CONTACT_HEADER = (
    "contact_id,started_at,customer_id,channel,direction,reason,subreason,product,team,"
    "segment,agent_id,status,resolved,closed_at,first_response_at,wait_s,handle_s,hold_s,"
    "abandoned,transfers,reopens,replies,issue_id,order_id,membership,"
    + ",".join(verdicts.COLUMNS)
)
SURVEY_HEADER = (
    "response_id,responded_at,customer_id,contact_id,channel,reason,product,team,"
    "segment,nps,csat,ces2,overall,fcr_resolved,fcr_contacts,wom_told,wom_count,"
    "experience,comment,"
    + "".join(f"touchpoint: {touchpoint}," for touchpoint in TOUCHPOINTS)
    + "membership,"
    + ",".join(problems.COLUMNS)
)
ORDER_HEADER = (
    "purchase_id,customer_id,occurred_at,kind,amount,discount,channel,product,segment,"
    "acquisition_source,membership," + ",".join(fulfilment.COLUMNS)
)
ATTEMPT_HEADER = "attempt_id,started_at,customer_id,channel,reason,completed,solved"
ALERT_HEADER = "alert_id,sent_at,customer_id,reason,channel,held_out,incident"

Cell = str | int | date | datetime | None


def contact_rows(
    contacts: Iterable[Contact],
    order_of: dict[int, str],
    further: Mapping[str, verdicts.Verdict],
) -> Iterator[list[Cell]]:
    """Give the lines of the contact file; an unknown caller has no customer fields."""
    case_numbers: dict[int, str] = {}
    for contact in contacts:
        outcome = contact.outcome
        known = not contact.anonymous
        case = ""
        if contact.has_case:
            next_case = f"K{len(case_numbers) + 1:04d}"
            case = case_numbers.setdefault(contact.episode, next_case)
        yield [
            contact.contact_id,
            contact.started_at,
            contact.customer.customer_id if known else None,
            contact.channel,
            contact.direction,
            contact.reason if contact.reason_known else None,
            contact.subreason if contact.reason_known else None,
            contact.product,
            contact.team,
            contact.customer.segment if known else None,
            outcome.agent_id,
            outcome.status,
            outcome.resolved,
            outcome.closed_at,
            outcome.first_response_at,
            outcome.wait_s,
            outcome.handle_s,
            outcome.hold_s,
            "yes" if outcome.abandoned else "no",
            outcome.transfers,
            outcome.reopens,
            outcome.replies,
            case,
            order_of.get(contact.episode) if known else None,
            contact.customer.membership if known else None,
            *_cells(further[contact.contact_id], verdicts.COLUMNS),
        ]


def _cells(found: object, columns: Iterable[str]) -> list[Cell]:
    return [getattr(found, column) for column in columns]


def survey_rows(
    responses: Iterable[Response], further: Iterable[problems.Further]
) -> Iterator[list[Cell]]:
    """Give the lines of the survey file."""
    both = zip(responses, further, strict=True)
    for number, (answer, more) in enumerate(both, start=1):
        contact = answer.contact
        known = contact is None or not contact.anonymous
        customer = answer.customer
        yield [
            f"R{number:04d}",
            answer.responded_at,
            customer.customer_id if known else None,
            contact.contact_id if contact else None,
            contact.channel if contact else None,
            contact.reason if contact and contact.reason_known else None,
            answer.product,
            contact.team if contact else None,
            customer.segment if known else None,
            answer.nps,
            answer.csat,
            answer.ces2,
            answer.overall,
            answer.fcr_resolved,
            answer.fcr_contacts,
            answer.wom_told,
            answer.wom_count,
            answer.experience,
            answer.comment,
            *(answer.ratings[touchpoint] for touchpoint in TOUCHPOINTS),
            customer.membership if known else None,
            *_cells(more, problems.COLUMNS),
        ]


def order_rows(
    purchases: Iterable[Purchase], further: Mapping[str, fulfilment.Fulfilment]
) -> Iterator[list[Cell]]:
    """Give the lines of the order file."""
    for purchase in purchases:
        yield [
            purchase.purchase_id,
            purchase.customer.customer_id,
            purchase.occurred_at,
            purchase.kind,
            purchase.amount,
            purchase.discount,
            purchase.channel,
            purchase.product,
            purchase.customer.segment,
            purchase.customer.source,
            purchase.customer.membership,
            *_cells(further[purchase.purchase_id], fulfilment.COLUMNS),
        ]


def attempt_rows(attempts: Iterable[selfservice.Attempt]) -> Iterator[list[Cell]]:
    """Give the lines of the attempts at self-service."""
    for number, one in enumerate(attempts, start=1):
        completed = "yes" if one.completed else "no"
        yield [
            *(f"S{number:05d}", one.started_at, one.customer_id, one.channel),
            *(one.reason, completed, one.solved),
        ]


def alert_rows(alerts: Iterable[selfservice.Alert]) -> Iterator[list[Cell]]:
    """Give the lines of the alerts."""
    for one in alerts:
        yield [
            *(one.alert_id, one.sent_at, one.customer_id, "Delivery delay"),
            *(one.channel, "yes" if one.held_out else "no", one.incident),
        ]


def write(path: Path, header: str, rows: Iterable[list[Cell]]) -> None:
    """Write one file, with the same bytes on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header + "\n")
        csv.writer(file, lineterminator="\n").writerows(rows)


def main(folder: Path) -> None:
    """Write the files."""
    customers = make_customers(Chance(SEED, stream=1))
    contacts = make_contacts(Chance(SEED, stream=2), customers, RETURNS, CARRIER)
    purchases, order_of = make_purchases(
        Chance(SEED, stream=3),
        customers,
        contacts,
        repurchase_by_ease=REPURCHASE_BY_EASE,
    )
    responses = make_responses(
        Chance(SEED, stream=4), contacts, purchases, TRUTHS, CARRIER
    )
    attempts, tried = selfservice.make_attempts(
        Chance(SEED, stream=5), customers, contacts
    )
    decided = verdicts.make_verdicts(Chance(SEED, stream=6), contacts, tried)
    delivered = fulfilment.make_fulfilments(
        Chance(SEED, stream=7), purchases, contacts, responses, order_of
    )
    more = problems.make_further(Chance(SEED, stream=8), responses, purchases, decided)
    problems.ask_old_effort(Chance(SEED, stream=17), responses, more)
    alerts = selfservice.make_alerts(Chance(SEED, stream=9), contacts, purchases)
    files: dict[str, tuple[str, Iterable[list[Cell]]]] = {
        "contacts": (CONTACT_HEADER, contact_rows(contacts, order_of, decided)),
        "surveys": (SURVEY_HEADER, survey_rows(responses, more)),
        "orders": (ORDER_HEADER, order_rows(purchases, delivered)),
        "attempts": (ATTEMPT_HEADER, attempt_rows(attempts)),
        "alerts": (ALERT_HEADER, alert_rows(alerts)),
        "batteries": (
            batteries.HEADER,
            batteries.make_batteries(Chance(SEED, stream=10), customers),
        ),
        "staff": (staff.HEADER, staff.make_staff_answers(Chance(SEED, stream=11))),
        "audits": (
            audits.HEADER,
            [
                *audits.make_visits(Chance(SEED, stream=12)),
                *audits.make_listenings(Chance(SEED, stream=13), contacts),
            ],
        ),
        "volumes": (desks.VOLUME_HEADER, desks.make_volumes(purchases)),
        "shifts": (
            desks.SHIFT_HEADER,
            desks.make_shifts(Chance(SEED, stream=14), contacts, decided),
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in files.items():
        write(folder / f"hanbit_{name}.csv", header, rows)
    other_desk = actions.make_action_contacts(Chance(SEED, stream=16))
    write(folder / "actions_contacts.csv", actions.HEADER, other_desk)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
