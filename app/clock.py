"""The one place time comes from, so that tests can turn it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

COUNTY_ZONE = ZoneInfo("Asia/Shanghai")

_turned_by = timedelta(0)
_stopped_at: datetime | None = None


def now() -> datetime:
    """This moment, aware, in UTC."""
    if _stopped_at is not None:
        return _stopped_at
    return datetime.now(UTC) + _turned_by


def today() -> date:
    """Today's date as the county counts it (Asia/Shanghai)."""
    return now().astimezone(COUNTY_ZONE).date()


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Hold the clock at one moment; nested holds restore the outer one."""
    global _stopped_at  # noqa: PLW0603  the clock is the one deliberate global: tests turn it, never sleep
    before, _stopped_at = _stopped_at, at.astimezone(UTC)
    try:
        yield
    finally:
        _stopped_at = before


@contextmanager
def turned(by: timedelta) -> Iterator[None]:
    """Let the clock run ahead (or behind) by a span."""
    global _turned_by  # noqa: PLW0603  see stopped()
    before, _turned_by = _turned_by, _turned_by + by
    try:
        yield
    finally:
        _turned_by = before
