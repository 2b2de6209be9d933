"""What a provider sees of its own courses: texts, counts, and names of those who agreed (CRS-08)."""

from typing import Any
from uuid import UUID

from sqlalchemy import text, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.crypto import Place as Sealed
from app.domain.catalogue import queries as catalogue
from app.domain.courses import access, queries, showing
from app.domain.keys import vault_of
from app.domain.places import Place
from app.models.courses import Course, CourseText, Enrolment
from app.permissions.actors import Actor
from app.vocabulary import DataClass, EnrolmentState

COUNTS = text("""
    SELECT count(*) FILTER (WHERE state = 'enrolled') AS enrolled, count(*) FILTER (WHERE state = 'offered') AS offered,
           count(*) FILTER (WHERE state = 'waiting') AS waiting,
           count(*) FILTER (WHERE needs_childcare) AS need_childcare,
           count(*) FILTER (WHERE needs_transport) AS need_transport,
           count(*) FILTER (WHERE needs_reading_help) AS need_reading_help
    FROM enrolment WHERE county = :county AND course_id = :course AND state IN ('enrolled', 'offered', 'waiting')
""")
NAMES = text("SELECT enrolment_id, profile_id, name_sealed FROM ctx.course_names(:course)")
CAME = text("""
    SELECT enrolment_id, array_agg(session_number ORDER BY session_number) AS sessions
    FROM attendance WHERE county = :county AND course_id = :course GROUP BY enrolment_id
""")
HERE = (EnrolmentState.ENROLLED, EnrolmentState.OFFERED, EnrolmentState.WAITING)


async def own(
    session: AsyncSession, *, actor: Actor, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List a provider's courses, the newest first."""
    query = select(*queries.COLUMNS).where(
        col(Course.county) == actor.county, col(Course.provider_code) == actor.office
    )
    if after is not None:
        query = query.where(tuple_(col(Course.created_at), col(Course.id)) < after)
    query = query.order_by(col(Course.created_at).desc(), col(Course.id).desc()).limit(limit + 1)
    rows = [dict(row) for row in (await session.execute(query)).mappings()]
    names = showing.names_of(await catalogue.current(session, actor.county))
    more = rows[limit - 1] if len(rows) > limit else None
    lines = [showing.line(row, names) | {"version": row["version"]} for row in rows[:limit]]
    return lines, (more["created_at"], more["id"]) if more else None


async def one(session: AsyncSession, *, actor: Actor, course_id: UUID) -> dict[str, Any]:
    """Show one of its courses: what is public, what is written beside it, and the counts."""
    course = await access.of_provider(session, actor=actor, course_id=course_id)
    await session.refresh(course)
    row = {column.name: getattr(course, column.name) for column in queries.COLUMNS}
    query = select(CourseText).where(col(CourseText.county) == actor.county, col(CourseText.course_id) == course.id)
    texts = (await session.exec(query.order_by(col(CourseText.number).desc()).limit(20))).all()
    counts = (await session.execute(COUNTS, {"county": actor.county, "course": course.id})).mappings().one()
    return {
        **showing.whole(row, await catalogue.current(session, actor.county)),
        "similar": [],
        "version": course.version,
        "counts": dict(counts),
        "texts": [
            {
                "number": one.number,
                "state": one.state,
                "reason": one.reason,
                "created_at": one.created_at,
                "content": one.content,
            }
            for one in texts
        ],
    }


async def line_of(
    session: AsyncSession, *, actor: Actor, course_id: UUID, limit: int, after: int
) -> tuple[list[dict[str, Any]], int | None]:
    """List who has a place, by number; a name only where she agreed, and each look at one is hers to see."""
    course = await access.of_provider(session, actor=actor, course_id=course_id)
    query = select(Enrolment).where(
        col(Enrolment.county) == actor.county,
        col(Enrolment.course_id) == course.id,
        col(Enrolment.state).in_(HERE),
        col(Enrolment.position) > after,
    )
    rows = (await session.exec(query.order_by(col(Enrolment.position)).limit(limit + 1))).all()
    page = rows[:limit]
    names = await _names(session, actor, course, {row.id for row in page})
    values = {"county": actor.county, "course": course.id}
    came = {row.enrolment_id: row.sessions for row in await session.execute(CAME, values)}
    items = [
        {
            "id": row.id,
            "number": row.position,
            "state": row.state,
            "name": names.get(row.id),
            "needs_childcare": row.needs_childcare,
            "needs_transport": row.needs_transport,
            "needs_reading_help": row.needs_reading_help,
            "came_to": came.get(row.id, []),
        }
        for row in page
    ]
    return items, page[-1].position if len(rows) > limit else None


async def _names(session: AsyncSession, actor: Actor, course: Course, wanted: set[UUID]) -> dict[UUID, str]:
    vault = await vault_of(session, actor.county)
    found: dict[UUID, str] = {}
    seen: list[About] = []
    for row in await session.execute(NAMES, {"course": course.id}):
        if row.enrolment_id in wanted and row.name_sealed is not None:
            place = Sealed("profile", "name_sealed", row.profile_id)
            found[row.enrolment_id] = vault.open(DataClass.IDENTITY, place, bytes(row.name_sealed))
            seen.append(About("enrolment", row.enrolment_id, row.profile_id))
    await audit.record_reads(session, actor=actor, action="course:names", abouts=seen)
    return found
