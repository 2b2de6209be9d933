"""Clocks over leap days, make-up days and pauses; three kinds that are never converted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import COUNTY_ZONE
from app.domain.catalogue import deadlines
from app.domain.catalogue.calendar import Calendar
from app.vocabulary import ClockKind

WEEKDAYS = Calendar(known_until=2000)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31)).map(  # noqa: DTZ001  given its zone at once
    lambda moment: moment.replace(tzinfo=COUNTY_ZONE)
)
AMOUNTS = st.integers(1, 60)


def here(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=COUNTY_ZONE)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (here(2028, 2, 28), 1, date(2028, 2, 29)),
        (here(2028, 2, 28), 2, date(2028, 3, 1)),
        (here(2027, 2, 28), 1, date(2027, 3, 1)),
        (here(2028, 2, 29), 7, date(2028, 3, 7)),
        (here(2028, 2, 29), 30, date(2028, 3, 30)),
        (here(2027, 12, 31, 23), 60, date(2028, 2, 29)),
    ],
)
def test_REQ_05_calendar_days_count_the_leap_day(start: datetime, days: int, last: date) -> None:
    due = deadlines.due(ClockKind.CALENDAR_DAYS, days, start, WEEKDAYS).astimezone(COUNTY_ZONE)
    assert (due.date(), due.hour, due.minute) == (last, 23, 59)


def test_REQ_05_a_leap_day_on_a_working_day_is_a_working_day() -> None:
    monday = here(2028, 2, 28)
    one, two = (deadlines.due(ClockKind.WORKING_DAYS, days, monday, WEEKDAYS) for days in (1, 2))
    assert [moment.astimezone(COUNTY_ZONE).date() for moment in (one, two)] == [date(2028, 2, 29), date(2028, 3, 1)]


def test_REQ_05_hours_run_through_the_leap_day_and_the_night() -> None:
    late = datetime(2028, 2, 28, 15, 30, tzinfo=UTC)
    assert deadlines.due(ClockKind.HOURS, 24, late, WEEKDAYS) == datetime(2028, 2, 29, 15, 30, tzinfo=UTC)
    assert deadlines.due(ClockKind.HOURS, 2, late, WEEKDAYS) == late + timedelta(hours=2)


@given(start=MOMENTS, amount=AMOUNTS)
def test_REQ_05_the_county_has_no_summer_time_so_a_due_moment_is_always_at_the_same_hour(
    start: datetime, amount: int
) -> None:
    ends = {
        kind: deadlines.due(kind, amount, start, WEEKDAYS).astimezone(COUNTY_ZONE)
        for kind in (ClockKind.CALENDAR_DAYS, ClockKind.WORKING_DAYS)
    }
    assert ends[ClockKind.CALENDAR_DAYS].strftime("%H:%M:%S") == "23:59:59"
    assert ends[ClockKind.WORKING_DAYS].strftime("%H:%M:%S") == "17:30:00"
    assert {moment.utcoffset() for moment in ends.values()} == {timedelta(hours=8)}
    assert ends[ClockKind.CALENDAR_DAYS].date() - start.date() == timedelta(days=amount)
    assert WEEKDAYS.is_working_day(ends[ClockKind.WORKING_DAYS].date())


@given(start=MOMENTS, amount=AMOUNTS, kind=st.sampled_from(list(ClockKind)))
def test_REQ_05_more_time_is_never_due_earlier(start: datetime, amount: int, kind: ClockKind) -> None:
    assert deadlines.due(kind, amount, start, WEEKDAYS) < deadlines.due(kind, amount + 1, start, WEEKDAYS)


@given(start=MOMENTS, amount=AMOUNTS, kind=st.sampled_from(list(ClockKind)))
def test_REQ_06_rungs_come_in_order_whatever_the_clock(start: datetime, amount: int, kind: ClockKind) -> None:
    due = deadlines.due(kind, amount, start, WEEKDAYS)
    rungs = [deadlines.moment_at(kind, start, due, percent, WEEKDAYS) for percent in (80, 100, 150, 200)]
    assert rungs == sorted(rungs)
    assert rungs[0] <= due
    assert abs(rungs[1] - due) < timedelta(days=5), "a working-day clock that ends at closing time may wait for opening"


@given(start=MOMENTS, amount=AMOUNTS, paused=st.integers(0, 40))
def test_REQ_04_a_pause_gives_back_what_it_took(start: datetime, amount: int, paused: int) -> None:
    due = deadlines.due(ClockKind.CALENDAR_DAYS, amount, start, WEEKDAYS)
    after = deadlines.pushed(due, start, start + timedelta(days=paused), ClockKind.CALENDAR_DAYS, WEEKDAYS)
    assert after - due == timedelta(days=paused)
