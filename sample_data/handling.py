"""What happens to a contact once it has come in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import topics
import when
from chance import Chance, rating

AGENTS = {"Seoul": (1, 20), "Busan": (21, 35), "Daegu": (36, 45), "Night": (46, 54)}
LIVE = ("phone", "chat", "kakao")
MEAN_WAIT_S = {"phone": 75, "chat": 50, "kakao": 100}
TRANSFERRED = {"phone": 0.13, "chat": 0.12, "kakao": 0.16}
LONG_WAIT_S = 180
NOT_SOLVED = {"closed": 0.7, "pending": 0.2, "open": 0.1}


@dataclass(frozen=True)
class Outcome:
    """How a contact went; `ease` (1 to 7) is what the customer would say if asked."""

    ease: int = 0
    agent_id: str = ""
    status: str = ""
    resolved: str = ""
    closed_at: datetime | None = None
    first_response_at: datetime | None = None
    wait_s: int | None = None
    handle_s: int | None = None
    hold_s: int | None = None
    abandoned: bool = False
    transfers: int = 0
    reopens: int = 0
    replies: int | None = None


def after(at: datetime, *, hours: float) -> datetime:
    """Give a later time, in whole seconds."""
    return at + timedelta(seconds=int(hours * 3600))


def how_easy(
    chance: Chance,
    reason: str,
    *,
    mood: float,
    comes_back: bool,
    position: int,
    transfers: int,
    wait_s: int,
) -> int:
    """Give the effort answer: worse when unsolved, repeated, passed on or slow."""
    ease = topics.EASE[reason] + 0.12 * mood + chance.normal(0, 1.25)
    ease -= 1.1 * comes_back + 0.7 * min(position - 1, 2)
    ease -= 0.7 * transfers + 0.4 * (wait_s > LONG_WAIT_S)
    return rating(ease, low=1, high=7)


def answered(
    chance: Chance,
    reason: str,
    *,
    channel: str,
    team: str,
    at: datetime,
    mood: float,
    comes_back: bool,
    position: int,
    says_resolved: float,
) -> Outcome:
    """Give the outcome of a contact that somebody answered."""
    peak = when.is_peak(at.date())
    wait_s = hold_s = replies = first_response_at = None
    transfers = 0
    if channel in LIVE:
        wait_s = int(chance.waiting(MEAN_WAIT_S[channel] * (2 if peak else 1)))
        if chance.happens(TRANSFERRED[channel]):
            transfers = 1 + chance.happens(0.15)
    else:
        first_response_at = after(at, hours=chance.skewed(6 if peak else 3.5, 0.8))
    handle_s = int(chance.skewed(topics.HANDLE_S[reason] * topics.PACE[channel], 0.45))
    if channel == "phone":
        hold_s = int(chance.waiting(60)) if chance.happens(0.3) else 0
    else:
        replies = 1 + chance.count(2.2 if channel in LIVE else 0.7)
    resolved = chance.happens(says_resolved)
    status = "solved" if resolved else chance.pick(NOT_SOLVED)
    closed_at = None
    if status in ("solved", "closed"):
        closed_at = (first_response_at or at) + timedelta(
            seconds=(wait_s or 0) + handle_s
        )
        if channel not in LIVE and chance.happens(0.4):
            closed_at = after(closed_at, hours=chance.waiting(20))
    # What happens after the last day is not in the export yet.
    if first_response_at is not None and first_response_at > when.DATA_END:
        first_response_at = None
    if closed_at is not None and closed_at > when.DATA_END:
        closed_at, status, resolved = None, "open", False
    written = channel in ("email", "web")
    first_agent, last_agent = AGENTS[team]
    return Outcome(
        ease=how_easy(
            chance,
            reason,
            mood=mood,
            comes_back=comes_back,
            position=position,
            transfers=transfers,
            wait_s=wait_s or 0,
        ),
        agent_id=f"A{chance.whole(first_agent, last_agent):02d}",
        status=status,
        resolved="yes" if resolved else "no",
        closed_at=closed_at,
        first_response_at=first_response_at,
        wait_s=wait_s,
        handle_s=handle_s,
        hold_s=hold_s,
        transfers=transfers,
        reopens=int(written and chance.happens(0.12 if comes_back else 0.02)),
        replies=replies,
    )


def gave_up(chance: Chance, *, at: datetime) -> Outcome:
    """Give the outcome of a call whose caller hung up while waiting."""
    wait_s = 20 + int(chance.waiting(140))
    return Outcome(
        status="closed",
        abandoned=True,
        wait_s=wait_s,
        closed_at=at + timedelta(seconds=wait_s),
    )


def called_back(chance: Chance, *, at: datetime, agent_id: str) -> Outcome:
    """Give the outcome of a call from the company to the customer."""
    handle_s = int(chance.skewed(150, 0.4))
    return Outcome(
        agent_id=agent_id,
        status="solved",
        resolved="yes",
        closed_at=at + timedelta(seconds=handle_s),
        handle_s=handle_s,
        hold_s=0,
    )
