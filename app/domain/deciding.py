"""What a reviewer's word does, by what was reviewed: provider, course, lesson, or reports of wrong information."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain import reviews
from app.domain.courses import access, checking, publishing, reporting
from app.domain.lessons import publishing as lessons
from app.domain.lessons import queries as lesson_queries
from app.domain.providers import admitting
from app.models.courses import CourseText
from app.models.offerings import Review
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, ReviewKind


async def detail(session: AsyncSession, *, actor: Actor, review_id: UUID) -> dict[str, Any]:
    """Show one review with its subject."""
    review = await reviews.find(session, actor=actor, action=Action.REVIEW_DECIDE, review_id=review_id)
    subject: dict[str, Any] = {"provider": None, "text": None, "lesson": None, "reports": None}
    if review.kind is ReviewKind.PROVIDER:
        provider = await admitting.by_id(session, county=actor.county, provider_id=review.subject_id)
        subject["provider"] = await admitting.opened(session, actor=actor, provider=provider)
    elif review.kind is ReviewKind.COURSE:
        subject["text"] = await _text(session, review)
    elif review.kind is ReviewKind.LESSON:
        found = await lesson_queries.for_review(session, county=actor.county, lesson_id=review.subject_id)
        subject["lesson"] = found
    else:
        subject["reports"] = await _reports(session, review)
    return {**reviews.shown(review, clock.now()), **subject}


async def _text(session: AsyncSession, review: Review) -> dict[str, Any]:
    query = select(CourseText).where(col(CourseText.county) == review.county, col(CourseText.id) == review.subject_id)
    text = (await session.exec(query)).one()
    course = await access.by_id(session, county=review.county, course_id=text.course_id)
    checked = await checking.state_of(session, county=review.county, text_id=text.id)
    return {
        "course_id": course.id,
        "provider": course.provider_name,
        "number": text.number,
        "content": text.content,
        "shown": course.content if course.shown else None,
        "checked": checking.WORDS[checked] if checked else None,
    }


async def _reports(session: AsyncSession, review: Review) -> dict[str, Any]:
    course = await access.by_id(session, county=review.county, course_id=review.subject_id)
    async with db.acting_as(session, Audience.ROUTE):  # who reported stays unknown to the reviewer: counts only
        reasons = await reporting.reasons(session, county=review.county, course_id=course.id)
    return {
        "course_id": course.id,
        "provider": course.provider_name,
        "title": course.content["title"],
        "shown": course.shown,
        "reasons": reasons,
    }


async def accept(
    session: AsyncSession, *, actor: Actor, review_id: UUID, expected: int, scam: bool = False
) -> dict[str, Any]:
    """Say yes: the provider is let in, the text is shown, or the reports are right (a scam, or a mistake)."""
    review = await reviews.find(session, actor=actor, action=Action.REVIEW_DECIDE, review_id=review_id, lock=True)
    await reviews.settle(session, actor=actor, review=review, expected=expected, reason=None, good=True)
    invitation = None
    if review.kind is ReviewKind.PROVIDER:
        invitation = await admitting.admit(session, actor=actor, provider_id=review.subject_id)
    elif review.kind is ReviewKind.COURSE:
        await publishing.publish(session, actor=actor, text_id=review.subject_id)
    elif review.kind is ReviewKind.LESSON:
        await lessons.publish(session, actor=actor, lesson_id=review.subject_id)
    else:
        await reporting.confirm(session, actor=actor, course_id=review.subject_id, scam=scam)
    return {**reviews.shown(review, clock.now()), "invitation": invitation}


async def give_back(
    session: AsyncSession, *, actor: Actor, review_id: UUID, expected: int, reason: str
) -> dict[str, Any]:
    """Say no, with a reason: the provider stays out, the text goes back, or the reports are wrong."""
    review = await reviews.find(session, actor=actor, action=Action.REVIEW_DECIDE, review_id=review_id, lock=True)
    await reviews.settle(session, actor=actor, review=review, expected=expected, reason=reason, good=False)
    if review.kind is ReviewKind.PROVIDER:
        await admitting.turn_down(session, actor=actor, provider_id=review.subject_id)
    elif review.kind is ReviewKind.COURSE:
        await publishing.give_back(session, actor=actor, text_id=review.subject_id, reason=reason)
    elif review.kind is ReviewKind.LESSON:
        await lessons.give_back(session, actor=actor, lesson_id=review.subject_id, reason=reason)
    else:
        await reporting.dismiss(session, actor=actor, course_id=review.subject_id)
    return {**reviews.shown(review, clock.now()), "invitation": None}
