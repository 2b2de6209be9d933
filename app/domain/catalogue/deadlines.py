"""When an answer is due: hours, working days, calendar days; three clocks never converted into one another (REQ-05)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from app.clock import COUNTY_ZONE
from app.vocabulary import ClockKind

OFFICE_OPENS, OFFICE_CLOSES = time(9, 0), time(17, 30)
DAY_ENDS = time(23, 59, 59)
ONE_DAY = timedelta(days=1)
LONGEST_BREAK = 60
LONGEST_CLOCK = 4000
WEEKDAYS = "一二三四五六日"
DAYTIMES = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


class WorkingCalendar(Protocol):
    """The county's table of working days, make-up days included."""

    def is_working_day(self, day: date, /) -> bool:
        """Tell whether offices work that day."""


def due(kind: ClockKind, amount: int, start: datetime, calendar: WorkingCalendar) -> datetime:
    """The moment (UTC) a clock of `amount` hours or days, started at the server's receipt, runs out.

    Hours run day and night. Calendar days end at 23:59:59 of the n-th day after receipt. Working days end when
    offices close (17:30) on the n-th working day after receipt; receipt on a day off counts as the next working day.
    """
    if amount < 1:
        raise ValueError("a clock runs for at least one hour or day")
    if kind is ClockKind.HOURS:
        return start.astimezone(UTC) + timedelta(hours=amount)
    received = _county_day(start)
    if kind is ClockKind.CALENDAR_DAYS:
        return _moment(received + timedelta(days=amount), DAY_ENDS)
    counted_from = _working_day_at_or_after(received, calendar)
    return _moment(_working_day_after(counted_from, amount, calendar), OFFICE_CLOSES)


def pushed(
    due_at: datetime, paused_from: datetime, paused_until: datetime, kind: ClockKind, calendar: WorkingCalendar
) -> datetime:
    """The due moment with a pause given back on the same kind of clock.

    Days count by date: a pause within one day gives back none, and working days give back the working days begun in it.
    A pause that began after the due moment gives back nothing: waiting cannot undo lateness.
    """
    if paused_until <= paused_from or paused_from > due_at:
        return due_at.astimezone(UTC)
    if kind is ClockKind.HOURS:
        return (due_at + (paused_until - paused_from)).astimezone(UTC)
    first, last = _county_day(paused_from), _county_day(paused_until)
    local = due_at.astimezone(COUNTY_ZONE)
    if kind is ClockKind.CALENDAR_DAYS:
        return _moment(local.date() + (last - first), local.time())
    days = sum(calendar.is_working_day(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))
    return _moment(_working_day_after(local.date(), days, calendar), local.time())


def share_used(start: datetime, due_at: datetime, now: datetime) -> float:
    """How much of the time is used: 0 at the start, 1 when due, 1.5 when half as long again has passed."""
    whole = (due_at - start).total_seconds()
    used = max((now - start).total_seconds(), 0.0)
    if whole <= 0:
        return 1.0 if now >= due_at else 0.0
    return used / whole


def moment_at(kind: ClockKind, start: datetime, due_at: datetime, percent: int, calendar: WorkingCalendar) -> datetime:
    """The moment (UTC) at which `percent` of a clock's time is used; 150 is half as long again after it was due.

    Hours and calendar days run through; working days run from 9:00 to 17:30 on working days only, so that nobody is
    reported over a weekend.
    """
    if kind is not ClockKind.WORKING_DAYS:
        return (start + (due_at - start) * percent / 100).astimezone(UTC)
    whole = _office_time(start, due_at, calendar)
    return _after_office_time(start, whole * percent / 100, calendar)


def _office_hours(day: date) -> tuple[datetime, datetime]:
    return datetime.combine(day, OFFICE_OPENS, COUNTY_ZONE), datetime.combine(day, OFFICE_CLOSES, COUNTY_ZONE)


def _office_time(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """How long offices are open between two moments."""
    day, whole = _county_day(start), timedelta(0)
    while day <= _county_day(end):
        opens, closes = _office_hours(day)
        if calendar.is_working_day(day):
            whole += max(min(closes, end) - max(opens, start), timedelta(0))
        day += ONE_DAY
    return whole


def _after_office_time(start: datetime, span: timedelta, calendar: WorkingCalendar) -> datetime:
    """The moment at which offices have been open for a span since `start`."""
    day = _county_day(start)
    for _ in range(LONGEST_CLOCK):
        opens, closes = _office_hours(day)
        begun = max(opens, start)
        if calendar.is_working_day(day) and closes > begun:
            if span <= closes - begun:
                return (begun + span).astimezone(UTC)
            span -= closes - begun
        day += ONE_DAY
    raise ValueError(f"the calendar has too few working days after {start}")


def in_words(due_at: datetime, now: datetime, *, promise: str = "回您") -> str:
    """The due moment as one plain sentence for her, in the county's time: “最晚周五（11月27日）前回您”."""
    local, here = due_at.astimezone(COUNTY_ZONE), now.astimezone(COUNTY_ZONE)
    if due_at < now:
        return f"原定{_by_then(local, here)}{promise}，现在已经晚了"
    return f"最晚{_by_when(local, here)}{promise}"


def _by_when(local: datetime, here: datetime) -> str:
    """Name the day the way people say it; the hour matters today and tomorrow only."""
    day, today = local.date(), here.date()
    on_date, weekday = _date_words(day, today), f"周{WEEKDAYS[day.weekday()]}"
    weeks_ahead = (_monday(day) - _monday(today)).days // 7
    if day == today:
        return f"今天{_by_time(local.time())}"
    if day == today + ONE_DAY:
        return f"明天（{on_date}）{_by_time(local.time())}"
    if weeks_ahead == 0:
        return f"{weekday}（{on_date}）前"
    if weeks_ahead == 1:
        return f"下{weekday}（{on_date}）前"
    return f"{on_date}（{weekday}）前"


def _by_then(local: datetime, here: datetime) -> str:
    if local.date() == here.date():
        return f"今天{_by_time(local.time())}"
    return f"{_date_words(local.date(), here.date())}前"


def _by_time(at: time) -> str:
    if at.replace(microsecond=0) == DAY_ENDS:
        return "内"
    part = next(name for hour, name in DAYTIMES if at.hour < hour)
    hour = at.hour - 12 if at.hour > 12 else at.hour  # noqa: PLR2004  a clock face has twelve hours
    return f"{part}{hour}点{at.minute}分前" if at.minute else f"{part}{hour}点前"


def _date_words(day: date, today: date) -> str:
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _county_day(moment: datetime) -> date:
    return moment.astimezone(COUNTY_ZONE).date()


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, COUNTY_ZONE).astimezone(UTC)


def _working_day_at_or_after(day: date, calendar: WorkingCalendar) -> date:
    for ahead in range(LONGEST_BREAK):
        if calendar.is_working_day(day + ahead * ONE_DAY):
            return day + ahead * ONE_DAY
    raise ValueError(f"the calendar has no working day within {LONGEST_BREAK} days of {day}")


def _working_day_after(day: date, count: int, calendar: WorkingCalendar) -> date:
    for _ in range(count):
        day = _working_day_at_or_after(day + ONE_DAY, calendar)
    return day
