"""Her enrolments: where she stands, what was held for her, what she may show, what we ask her."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, tuple_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.domain.courses import certifying, queries, showing
from app.domain.places import Place
from app.errors import NotFound
from app.models.courses import Attendance, Certificate, Course, Enrolment, OutcomeAsk
from app.models.ledger import Consent
from app.permissions.actors import Actor
from app.vocabulary import ConsentPurpose, CourseState, EnrolmentState

IN_LINE = text("SELECT enrolment_id, place FROM ctx.places_in_line()")
WORDS: dict[EnrolmentState, str] = {
    EnrolmentState.ENROLLED: "报上名了",
    EnrolmentState.WAITING: "在排队",
    EnrolmentState.OFFERED: "有一个位子留给您，请点“我要去”",
    EnrolmentState.CANCELLED: "已经取消",
    EnrolmentState.LAPSED: "留的位子过了时间",
}
CALLED_OFF = (CourseState.CANCELLED, CourseState.UNPUBLISHED)


def _own(actor: Actor) -> Any:
    return (col(Enrolment.county) == actor.county) & (col(Enrolment.profile_id) == actor.profile_id)


async def mine(
    session: AsyncSession, *, actor: Actor, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], tuple[datetime, UUID] | None]:
    """List her places, the newest first; and where the next page begins."""
    query = select(Enrolment).where(_own(actor))
    if after is not None:
        query = query.where(tuple_(col(Enrolment.created_at), col(Enrolment.id)) < after)
    query = query.order_by(col(Enrolment.created_at).desc(), col(Enrolment.id).desc()).limit(limit + 1)
    rows = list((await session.exec(query)).all())
    more = rows[limit - 1] if len(rows) > limit else None
    items = await _shown(session, actor, rows[:limit])
    return items, (more.created_at, more.id) if more else None


async def one(session: AsyncSession, *, actor: Actor, enrolment_id: UUID) -> dict[str, Any]:
    """Show one of her places. Raises NotFound."""
    query = select(Enrolment).where(_own(actor), col(Enrolment.id) == enrolment_id)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    return (await _shown(session, actor, [row]))[0]


async def of_course(session: AsyncSession, *, actor: Actor, course_id: UUID) -> dict[str, Any]:
    """Show her place in one course. Raises NotFound."""
    query = select(Enrolment.id).where(_own(actor), col(Enrolment.course_id) == course_id)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound
    return await one(session, actor=actor, enrolment_id=found)


async def _shown(session: AsyncSession, actor: Actor, rows: list[Enrolment]) -> list[dict[str, Any]]:
    loaded = await catalogue.current(session, actor.county)
    names, courses = showing.names_of(loaded), await _courses(session, actor, {row.course_id for row in rows})
    line = {row.enrolment_id: int(row.place) for row in await session.execute(IN_LINE)}
    came = await _counts(session, actor)
    certificates = await _latest(session, actor, Certificate)
    asks = await _latest(session, actor, OutcomeAsk)
    shared = await _live_consents(session, actor)
    off = [row for row in rows if _state(courses, row) in CALLED_OFF]
    similar = await queries.like(session, county=actor.county, rows=[{"topic": row.topic} for row in off])
    return [
        {
            "id": row.id,
            "course_id": row.course_id,
            "course": showing.line(courses[row.course_id], names) if row.course_id in courses else None,
            "state": row.state,
            "state_words": WORDS[row.state],
            "place_in_line": line.get(row.id),
            "offered_until": row.offered_until,
            "came": came.get(row.id, 0),
            "certificate": certifying.shown(certificates[row.id].code) if row.id in certificates else None,
            "question": asks[row.id].month if row.id in asks and asks[row.id].answer is None else None,
            "outcome": asks[row.id].answer if row.id in asks else None,
            "shares_name": row.consent_id in shared,
            "similar": similar.get(row.topic, []) if row in off else [],
        }
        for row in rows
    ]


def _state(courses: dict[UUID, dict[str, Any]], row: Enrolment) -> CourseState:
    """Say where the course is; one she may not see any more was taken off the list."""
    found = courses.get(row.course_id)
    return CourseState(found["state"]) if found else CourseState.UNPUBLISHED


async def _courses(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    query = select(*queries.COLUMNS).where(
        col(Course.county) == actor.county, col(Course.id).in_(list(ids)), col(Course.shown)
    )
    return {row["id"]: dict(row) for row in (await session.execute(query)).mappings()}


async def _counts(session: AsyncSession, actor: Actor) -> dict[UUID, int]:
    query = (
        select(Attendance.enrolment_id, func.count())
        .where(col(Attendance.county) == actor.county, col(Attendance.profile_id) == actor.profile_id)
        .group_by(col(Attendance.enrolment_id))
    )
    return {key: int(count) for key, count in (await session.exec(query)).all()}


async def _live_consents(session: AsyncSession, actor: Actor) -> set[UUID]:
    query = select(Consent.id).where(
        col(Consent.county) == actor.county,
        col(Consent.profile_id) == actor.profile_id,
        col(Consent.purpose) == ConsentPurpose.SHARE_WITH_PROVIDER,
        col(Consent.withdrawn_at).is_(None),
    )
    return set((await session.exec(query)).all())


async def _latest(session: AsyncSession, actor: Actor, table: Any) -> dict[UUID, Any]:
    query = select(table).where(col(table.county) == actor.county, col(table.profile_id) == actor.profile_id)
    return {row.enrolment_id: row for row in (await session.exec(query.order_by(col(table.created_at)))).all()}
