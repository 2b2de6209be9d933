"""The reviewing desk: what waits there, on a clock like a request's, and who has seen to it (CRS-01)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain import office_clocks
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.rules import COUNTY_DESK
from app.domain.office_clocks import Run
from app.domain.places import Place
from app.errors import Conflict, NotFound, Stale
from app.models.offerings import Review
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import ClockKind, NoticeKind, ReviewKind, ReviewState, Role

DAYS = 3


def reviewers(loaded: LoadedCounty) -> list[str]:
    """Name the county's reviewing offices; the county desk where none is written down."""
    return list(loaded.folder.review_offices) or [COUNTY_DESK]


async def begin(
    session: AsyncSession, *, county: str, kind: ReviewKind, subject: tuple[UUID, str], reader: str
) -> Review:
    """Put a subject (its id and what to call it) on a reviewer's desk; an open one of the same subject stands."""
    query = select(Review).where(
        col(Review.county) == county,
        col(Review.kind) == kind,
        col(Review.subject_id) == subject[0],
        col(Review.state) == ReviewState.OPEN,
    )
    open_one = (await session.exec(query)).first()
    if open_one is not None:
        return open_one
    run = _run(await catalogue.current(session, county), clock.now())
    review = Review(
        county=county,
        created_at=run.start,
        kind=kind,
        subject_id=subject[0],
        title=subject[1],
        reader=reader,
        due_at=run.due_at,
    )
    office_clocks.wind(review, run)
    session.add(review)
    await session.flush()
    new = Note(kind=NoticeKind.TASK_NEW, dedupe_key=f"{review.id}:new", reader=reader)
    await announce(session, county=county, notes=[new])
    return review


def _run(loaded: LoadedCounty, start: datetime) -> Run:
    return Run(ClockKind.WORKING_DAYS, DAYS, start, loaded.calendar)


async def find(session: AsyncSession, *, actor: Actor, action: Action, review_id: UUID, lock: bool = False) -> Review:
    """Give a review, if this actor may do this to it. Raises NotFound (404) or NotAllowed (403)."""
    query = select(Review).where(col(Review.county) == actor.county, col(Review.id) == review_id)
    row = (await session.exec(query.with_for_update(key_share=True) if lock else query)).one_or_none()
    if row is None:
        raise NotFound
    require(actor, read=Action.REVIEW_READ, action=action, thing=Thing(row.county, readers=(row.reader,)))
    return row


async def waiting(session: AsyncSession, *, actor: Actor, limit: int, after: Place | None) -> list[Review]:
    """List what waits for this reviewer, the first due first."""
    query = select(Review).where(col(Review.county) == actor.county, col(Review.state) == ReviewState.OPEN)
    if actor.role is not Role.COUNTY_DESK:
        query = query.where(col(Review.reader).in_(list(actor.readers)))
    if after is not None:
        query = query.where(tuple_(col(Review.due_at), col(Review.id)) > after)
    return list((await session.exec(query.order_by(col(Review.due_at), col(Review.id)).limit(limit))).all())


def shown(review: Review, now: datetime) -> dict[str, Any]:
    """Show one line of the desk."""
    return {
        "id": review.id,
        "kind": review.kind,
        "title": review.title,
        "subject_id": review.subject_id,
        "office": review.reader,
        "state": review.state,
        "created_at": review.created_at,
        "due_at": review.due_at,
        "due_words": deadlines.in_words(review.due_at, now, promise="要看完"),
        "overdue": review.state is ReviewState.OPEN and review.due_at < now,
        "reason": review.reason,
        "version": review.version,
    }


async def settle(
    session: AsyncSession, *, actor: Actor, review: Review, expected: int, reason: str | None, good: bool
) -> None:
    """Write the reviewer's word down. Raises Conflict for one decided before, Stale (412)."""
    if review.state is not ReviewState.OPEN:
        raise Conflict("这一件已经有人审过了，请刷新后再看。")
    if review.version != expected:
        raise Stale(version=review.version)
    review.state = ReviewState.ACCEPTED if good else ReviewState.RETURNED
    review.decided_by, review.decided_at, review.reason = actor.id, clock.now(), reason
    review.version += 1
    review.next_climb_at = None
    session.add(review)
    await session.flush()
    facts = {"kind": review.kind.value, "accepted": good}
    about = About("review", review.id, None)
    await audit.record(session, actor=actor, action=Action.REVIEW_DECIDE.value, about=about, facts=facts)


async def void(session: AsyncSession, *, county: str, subject_id: UUID) -> None:
    """Take what needs no look any more off the desk."""
    query = select(Review).where(
        col(Review.county) == county, col(Review.subject_id) == subject_id, col(Review.state) == ReviewState.OPEN
    )
    for review in (await session.exec(query)).all():
        review.state, review.next_climb_at = ReviewState.VOID, None
        session.add(review)
    await session.flush()


async def due_to_climb(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the reviews that have to climb now."""
    return await office_clocks.due(session, Review, county=county)


async def climb(session: AsyncSession, *, county: str, review_id: UUID) -> int:
    """Let one late review climb; gives how many rungs."""
    query = select(Review).where(col(Review.county) == county, col(Review.id) == review_id)
    review = (await session.exec(query.with_for_update())).one()
    run = _run(await catalogue.current(session, county), review.created_at)
    return await office_clocks.climb(session, review, run=run, about=About("review", review.id, None))
