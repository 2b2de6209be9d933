"""What a queue is narrowed to: codes of state, service, township, level, and when it is due."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app import clock
from app.vocabulary import DueIn, Level, RequestState


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a queue is narrowed to, by codes alone; an empty set lets everything through."""

    states: tuple[RequestState, ...] = ()
    services: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    due: DueIn | None = None

    def values(self, now: datetime) -> dict[str, Any]:
        """Give the values of the narrowed statements."""
        begins, ends = _span(self.due, now)
        return {
            "states": [one.value for one in self.states] or None,
            "levels": [one.value for one in self.levels] or None,
            "services": list(self.services) or None,
            "townships": list(self.townships) or None,
            "due_from": begins,
            "due_to": ends,
            "undated": self.due is DueIn.UNDATED,
        }


EVERYTHING = Narrowed()
DAYS = {DueIn.TODAY: 1, DueIn.WITHIN_3_DAYS: 3, DueIn.WITHIN_7_DAYS: 7}
LATER_THAN = 7


def _span(due: DueIn | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Give the moments between which something is due; days end at the county's midnight."""
    today = datetime.combine(now.astimezone(clock.COUNTY_ZONE).date(), time(), clock.COUNTY_ZONE)
    if due is DueIn.OVERDUE:
        return None, now
    if due is DueIn.LATER:
        return today + timedelta(days=LATER_THAN), None
    if due in DAYS:
        return now, today + timedelta(days=DAYS[due])
    return None, None
