"""When people get in touch with, and buy from, the invented company."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from chance import Chance

FIRST_DAY = date(2025, 4, 1)
LAST_DAY = date(2026, 9, 30)
DATA_END = datetime(2026, 9, 30, 23, 59, 59)
DAYS = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]

# Volume on the last day against the first.
GROWTH = 1.25
# Monday to Sunday.
WEEKDAYS = (1.25, 1.12, 1.05, 1.0, 0.95, 0.5, 0.35)
NOVEMBER_SALE = 1.5
# Orders and questions come before and after Seollal (17 February 2026).
SEOLLAL_MONTH = 1.4
# Chuseok 2025, Seollal 2026, Chuseok 2026.
HOLIDAYS = (
    *(date(2025, 10, day) for day in range(3, 10)),
    *(date(2026, 2, day) for day in range(16, 19)),
    *(date(2026, 9, day) for day in range(24, 27)),
)
HOLIDAY_VOLUME = 0.25

DESK_HOURS = {9: 8, 10: 11, 11: 11, 12: 5, 13: 9, 14: 11, 15: 10, 16: 10, 17: 9}
EVENING_HOURS = {18: 4, 19: 3, 20: 3, 21: 2}
NIGHT_HOURS = {22: 1.5, 23: 1, 0: 0.6, 1: 0.3, 7: 0.6, 8: 2}
SHOP_HOURS = dict(
    enumerate((3, 2, 1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 6, 5, 5, 5, 5, 5, 6, 7, 9, 11, 10, 6))
)


def is_peak(day: date) -> bool:
    """Say whether the queues are long: the November sale, and the month of Seollal."""
    return day.month in (2, 11)


def _volume(day: date) -> float:
    weight = WEEKDAYS[day.weekday()]
    weight *= 1 + (GROWTH - 1) * (day - FIRST_DAY).days / len(DAYS)
    if day.month == 11:
        weight *= NOVEMBER_SALE
    if day.month == 2:
        weight *= SEOLLAL_MONTH
    if day in HOLIDAYS:
        weight *= HOLIDAY_VOLUME
    return weight


VOLUME = list(accumulate(_volume(day) for day in DAYS))


def contact_day(chance: Chance) -> date:
    """Give a day, busy days more often."""
    return DAYS[chance.place(VOLUME)]


def opening_hours(channel: str) -> Mapping[int, float]:
    """Give the hours at which a channel is used; the phone line closes at 22:00."""
    if channel == "phone":
        return DESK_HOURS | EVENING_HOURS
    return DESK_HOURS | EVENING_HOURS | NIGHT_HOURS


def moment(chance: Chance, day: date, hours: Mapping[int, float]) -> datetime:
    """Give a time of that day."""
    hour = int(chance.pick({str(hour): weight for hour, weight in hours.items()}))
    return datetime.combine(day, time(hour)) + timedelta(seconds=chance.whole(0, 3599))


def awake(chance: Chance, at: datetime) -> datetime:
    """Move a time in the middle of the night to the next morning."""
    if 9 <= at.hour < 22:
        return at
    morning = at.replace(hour=9, minute=0, second=0)
    if at.hour >= 22:
        morning += timedelta(days=1)
    return morning + timedelta(seconds=chance.whole(0, 4 * 3600))
