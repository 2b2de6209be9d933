"""What came of one try to reach her, and when to try again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.vocabulary import NoticeState

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


class Quota(StrEnum):
    """What a try does to her consents: it is spent, given back, or there never was one."""

    SPENT = "spent"
    GIVEN_BACK = "given_back"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended; `again` says that the same channel may be tried later."""

    state: NoticeState
    reason: str
    provider_id: str | None = None
    again: bool = False
    quota: Quota = Quota.SPENT


def pause_after(attempt: int) -> timedelta | None:
    """Say how long to wait after the n-th failed try; nothing when that was the last (1 m, 5 m, 30 m, 2 h, 8 h)."""
    return BACK_OFF[attempt - 1] if attempt <= len(BACK_OFF) else None
