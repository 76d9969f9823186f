"""Contacts of another desk of the invented company, for what actions change.

One action removes a quarter of the contacts of a reason; another only gives them another
name.  These contacts are not loaded with the others.
"""

from datetime import date, datetime, timedelta

import when
from chance import Chance

FIRST, LAST = date(2025, 10, 1), date(2026, 9, 30)
# 20. Contacts a day by reason, and what begins on one day.
PER_DAY = {
    "Where is my order": 4.0,
    "Wrong invoice": 2.6,
    "Billing question": 2.0,
    "Delivery delay": 3.0,
    "Return request": 3.2,
    "Product question": 2.2,
    "Account access": 1.6,
}
ACTION_STARTS = date(2026, 4, 1)
ELIMINATED, ELIMINATED_SHARE = "Where is my order", 0.25
RENAMED, RENAMED_INTO, RENAMED_SHARE = "Wrong invoice", "Billing question", 0.40

HEADER = "contact_id,started_at,customer_id,channel,reason"
CHANNELS = {"phone": 0.5, "chat": 0.3, "email": 0.2}
Row = list[str | datetime | None]


def make_action_contacts(chance: Chance) -> list[Row]:
    """Give every line, oldest first."""
    found: list[tuple[datetime, str, str]] = []
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        weekday = when.WEEKDAYS[day.weekday()] / 0.89
        for reason, usual in PER_DAY.items():
            for _ in range(chance.count(usual * weekday)):
                at = when.moment(chance, day, when.DESK_HOURS)
                channel, moved = chance.pick(CHANNELS), chance.draw()
                said = reason
                if day >= ACTION_STARTS:
                    if reason == ELIMINATED and moved < ELIMINATED_SHARE:
                        continue
                    if reason == RENAMED and moved < RENAMED_SHARE:
                        said = RENAMED_INTO
                found.append((at, said, channel))
    found.sort()
    return [
        [f"D{number:05d}", at, None, channel, reason]
        for number, (at, reason, channel) in enumerate(found, start=1)
    ]
