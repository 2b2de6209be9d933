"""Sessions as a calendar file every telephone reads (RFC 5545), in the county's own time."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.courses import queries
from app.domain.courses.inputs import Session
from app.models.courses import Course, Enrolment
from app.permissions.actors import Actor
from app.vocabulary import CourseState, EnrolmentState

MOST = 100


def written(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write every session of some courses; a course called off is written as cancelled."""
    calendar = Calendar()
    calendar.add("prodid", "-//Shouwang//courses//ZH")
    calendar.add("version", "2.0")
    for row in rows:
        for number, one in enumerate(row["content"]["sessions"], start=1):
            calendar.add_component(_event(row, number, Session.model_validate(one)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(row: Mapping[str, Any], number: int, one: Session) -> Event:
    content, event = row["content"], Event()
    event.add("uid", f"{row['id']}-{number}@{row['county']}.shouwang")
    event.add("sequence", row["version"])
    event.add("dtstamp", clock.now())
    event.add("dtstart", one.starts_at.astimezone(clock.COUNTY_ZONE))
    event.add("dtend", one.ends_at.astimezone(clock.COUNTY_ZONE))
    event.add("summary", content["title"])
    event.add("location", content["place"])
    event.add("status", "CANCELLED" if row["state"] == CourseState.CANCELLED else "CONFIRMED")
    return event


async def of_course(session: AsyncSession, *, county: str, course_id: UUID) -> bytes:
    """Write one course anybody may see. Raises NotFound."""
    return written([await queries.row_of(session, county=county, course_id=course_id)])


async def of_hers(session: AsyncSession, *, actor: Actor) -> bytes:
    """Write every course she has a seat in."""
    hers = select(Enrolment.course_id).where(
        col(Enrolment.county) == actor.county,
        col(Enrolment.profile_id) == actor.profile_id,
        col(Enrolment.state) == EnrolmentState.ENROLLED,
    )
    query = select(*queries.COLUMNS).where(
        col(Course.county) == actor.county, col(Course.shown), col(Course.id).in_(hers)
    )
    rows = (await session.execute(query.order_by(col(Course.starts_at)).limit(MOST))).mappings()
    return written(dict(row) for row in rows)
