"""The staff survey.  The items are ours: no licensed scale is behind them."""

from datetime import date, datetime, time, timedelta

from chance import Chance, rating

WAVES = (date(2025, 6, 9), date(2025, 12, 8), date(2026, 6, 8))
FRONTLINE = {"Seoul": 19, "Busan": 14, "Daegu": 10, "Night": 9}
LEADS_PER_TEAM = 2

# Dimension: its items and how they are usually answered (1 to 5).
CONTROL = ("Trust in judgement", "Goals understood", "Peer support")
ITEMS = {
    "Trust in judgement": (
        "I may decide how to solve a matter",
        "I need not follow a script word for word",
        "My judgement counts when rules do not fit",
    ),
    "Goals understood": (
        "I know what we want to achieve for customers",
        "I see how my work adds to it",
        "Our targets fit what customers need",
    ),
    "Peer support": (
        "Colleagues help me with hard matters",
        "We share what works",
        "I can ask without losing time",
    ),
    "Authority": (
        "I can put a mistake right at once",
        "I can offer an alternative without asking",
    ),
    "Support": (
        "My tools show me what I need",
        "Other departments answer in time",
    ),
    "Customer focus": (
        "Decisions here start from the customer",
        "We hear what became of our reports",
    ),
    "Recovery": (
        "After a hard contact I can take a moment",
        "My breaks take place",
    ),
}
USUAL = {
    "Trust in judgement": 3.6,
    "Goals understood": 3.9,
    "Peer support": 4.0,
    "Authority": 3.4,
    "Support": 3.3,
    "Customer focus": 3.7,
    "Recovery": 3.5,
}
# 16. One team has little control; the Night team has little time to recover.
LOW_TEAM = "Busan"
LOW_CONTROL = 0.9
NIGHT_RECOVERY = 0.8
LEADS_SEE_MORE = 0.4
PERSON_SPREAD = 0.45
NOISE = 0.7
ENPS_START = 6.9
ENPS_PER_CONTROL = 1.2

HEADER = (
    "response_id,responded_at,question,dimension,item,score,scale_max,team,"
    "respondent_role"
)
Row = list[str | int | datetime | None]


def _felt(dimension: str, team: str, role: str) -> float:
    felt = USUAL[dimension]
    if team == LOW_TEAM and dimension in CONTROL:
        felt -= LOW_CONTROL
    if team == "Night" and dimension == "Recovery":
        felt -= NIGHT_RECOVERY
    return felt + LEADS_SEE_MORE * (role == "lead")


def make_staff_answers(chance: Chance) -> list[Row]:
    """Give every line; who answered is nobody in particular."""
    rows: list[Row] = []
    number = 0
    for wave in WAVES:
        for team, frontline in FRONTLINE.items():
            roles = ["frontline"] * frontline + ["lead"] * LEADS_PER_TEAM
            for role in roles:
                number += 1
                response = f"T{number:03d}"
                day = wave + timedelta(days=chance.whole(0, 11))
                at = datetime.combine(day, time(chance.whole(9, 17)))
                person = chance.normal(0, PERSON_SPREAD)
                control = 0.0
                for dimension, items in ITEMS.items():
                    usual = _felt(dimension, team, role)
                    for item in items:
                        felt = usual + person + chance.normal(0, NOISE)
                        score = rating(felt, low=1, high=5)
                        control += (score - 3.8) * (dimension in CONTROL) / 9
                        skipped = chance.happens(0.02)
                        rows.append(
                            [
                                *(response, at, "staff", dimension, item),
                                *(None if skipped else score, 5, team, role),
                            ]
                        )
                felt = ENPS_START + ENPS_PER_CONTROL * control + chance.normal(0, 1.6)
                enps = rating(felt, low=0, high=10)
                rows.append([response, at, "enps", None, None, enps, 10, team, role])
    return rows
