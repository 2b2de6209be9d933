"""Working days of the county: its own dated table first, then the national one with make-up days, then weekdays."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import holidays

from app.domain.catalogue.folder import WorkDays

SATURDAY = 5


@lru_cache(maxsize=8)
def _national(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days offices work. A year nobody has published yet counts by weekdays alone."""

    known_until: int
    off: frozenset[date] = field(default_factory=frozenset)
    on: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def of(cls, table: WorkDays) -> "Calendar":
        """Make the calendar of a county's table."""
        return cls(table.known_until, frozenset(table.off), frozenset(table.on))

    def is_working_day(self, day: date, /) -> bool:
        """Tell whether offices work that day."""
        if day in self.on or day in self.off:
            return day in self.on
        if day.year > self.known_until:
            return day.weekday() < SATURDAY
        return bool(_national(day.year).is_working_day(day))

    def knows(self, year: int) -> bool:
        """Tell whether the year's make-up days are known; if not, an administrator is warned."""
        return year <= self.known_until
