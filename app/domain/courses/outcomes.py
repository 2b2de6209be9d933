"""What came of it: asked after one month and after three, answered with one tap (CRS-06)."""

from calendar import monthrange
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.courses import access, refusals
from app.models.base import new_id
from app.models.courses import OutcomeAsk
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import NoticeKind, Outcome

MONTHS = (3, 1)
ASKED_FOR = timedelta(days=60)
AT_A_TIME = 200
# Who came, can still be asked (nobody signs in to a closed account) and was not asked this or a later question.
_UNASKED = """
    attendance a JOIN profile p ON p.county = a.county AND p.id = a.profile_id
    JOIN account w ON w.county = p.county AND w.id = p.account_id AND w.disabled_at IS NULL
    WHERE a.county = :county
      AND NOT EXISTS (SELECT FROM outcome_ask o
                      WHERE o.county = a.county AND o.enrolment_id = a.enrolment_id AND o.month >= :month)
"""
CAME = text(f"""
    SELECT DISTINCT a.enrolment_id, a.profile_id FROM {_UNASKED} AND a.course_id = :course
    ORDER BY a.enrolment_id LIMIT :most
""")  # noqa: S608  our own words
OVER = text(f"""
    SELECT c.id, c.ends_at FROM course c
    WHERE c.county = :county AND c.state = 'finished' AND c.ends_at > :since AND c.ends_at <= :until
      AND EXISTS (SELECT FROM {_UNASKED} AND a.course_id = c.id)
    ORDER BY c.ends_at
""")  # noqa: S608  our own words


def months_after(moment: datetime, months: int) -> datetime:
    """Give the same day so many months later, or the last day of a shorter month, in the county's time."""
    local = moment.astimezone(clock.COUNTY_ZONE)
    year, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + year, month + 1
    return local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1]))


async def due(session: AsyncSession, *, county: str) -> list[tuple[UUID, int]]:
    """Name the finished courses with a question that is due: the later one wins when both were missed."""
    now = clock.now()
    found: list[tuple[UUID, int]] = []
    for month in MONTHS:
        values = {
            "county": county,
            "month": month,
            "since": now - timedelta(days=31 * month) - ASKED_FOR,
            "until": now - timedelta(days=28 * month),
        }
        rows = (await session.execute(OVER, values)).all()
        found += [(row.id, month) for row in rows if months_after(row.ends_at, month) <= now]
    return found


async def ask(session: AsyncSession, *, county: str, course_id: UUID, month: int) -> int:
    """Ask everybody who came and was not asked this (or a later) question; gives how many."""
    values = {"county": county, "course": course_id, "month": month, "most": AT_A_TIME}
    rows = (await session.execute(CAME, values)).all()
    asks = [
        OutcomeAsk(
            county=county,
            id=new_id(),
            created_at=clock.now(),
            course_id=course_id,
            enrolment_id=row.enrolment_id,
            profile_id=row.profile_id,
            month=month,
        )
        for row in rows
    ]
    session.add_all(asks)
    await session.flush()
    notes = [
        Note(kind=NoticeKind.COURSE_ASKS, dedupe_key=f"{one.enrolment_id}:asks:{month}", profile_id=one.profile_id)
        for one in asks
    ]
    await announce(session, county=county, notes=notes)
    return len(asks)


async def tell(session: AsyncSession, *, actor: Actor, enrolment_id: UUID, answer: Outcome) -> OutcomeAsk:
    """Take her answer to the latest question; another tap changes it. Raises NotAsked."""
    enrolment = await access.enrolment(session, actor=actor, enrolment_id=enrolment_id)
    query = select(OutcomeAsk).where(
        col(OutcomeAsk.county) == actor.county, col(OutcomeAsk.enrolment_id) == enrolment.id
    )
    row = (await session.exec(query.order_by(col(OutcomeAsk.month).desc()).limit(1))).first()
    if row is None:
        raise refusals.NotAsked
    row.answer, row.answered_at = answer, clock.now()
    session.add(row)
    await session.flush()
    about = About("outcome_ask", row.id, row.profile_id)
    facts = {"month": row.month}
    await audit.record(session, actor=actor, action=Action.COURSE_ENROL.value, about=about, facts=facts)
    return row
