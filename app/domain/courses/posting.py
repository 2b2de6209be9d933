"""A provider writes, sends off, changes and cancels its courses (CRS-01, CRS-04)."""

from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain import reviews
from app.domain.catalogue import queries as catalogue
from app.domain.courses import access, checking, checks, offering, publishing, refusals
from app.domain.courses.inputs import WriteCourse
from app.domain.providers import admitting
from app.models.courses import Course, CourseText
from app.models.offerings import Provider
from app.permissions.actors import Actor
from app.vocabulary import Audience, CourseState, ReviewKind, TextState

OVER = (CourseState.FINISHED, CourseState.CANCELLED)


async def create(session: AsyncSession, *, actor: Actor, said: WriteCourse) -> Course:
    """Keep a first draft; nobody else sees it."""
    provider = await admitting.own(session, actor=actor)
    folder = (await catalogue.current(session, actor.county)).folder
    checks.check(said, folder, now=clock.now(), taken=0, live=None)
    course = Course(
        county=actor.county,
        created_at=clock.now(),
        provider_id=provider.id,
        provider_code=provider.code,
        provider_name=provider.organisation,
        **_columns(said),
    )
    publishing.wear(course, said, folder)
    session.add(course)
    await session.flush()
    session.add(_text(course, 1, said, TextState.DRAFT))
    await session.flush()
    await publishing.note(session, actor=actor, course=course, action="course:create")
    return course


def _columns(said: WriteCourse) -> dict[str, Any]:
    """Fill what has no default until the text is worn."""
    first = said.sessions[0]
    return {
        "kind": said.kind,
        "topic": said.topic,
        "content": {},
        "township_code": said.township,
        "starts_at": first.starts_at,
        "ends_at": first.ends_at,
        "free": False,
        "childcare": False,
        "half_day": False,
        "off_season": False,
        "seats": said.seats,
    }


def _text(course: Course, number: int, said: WriteCourse, state: TextState) -> CourseText:
    return CourseText(
        county=course.county,
        created_at=clock.now(),
        course_id=course.id,
        provider_code=course.provider_code,
        number=number,
        content=said.model_dump(mode="json"),
        state=state,
    )


async def edit(session: AsyncSession, *, actor: Actor, course_id: UUID, expected: int, said: WriteCourse) -> Course:
    """Write a draft anew; of a published course, change light things at once and send the rest back to review.

    Raises InReview, CourseOver, Stale (412).
    """
    course = await access.of_provider(session, actor=actor, course_id=course_id, lock=True)
    access.expect(course, expected)
    if course.state in OVER:
        raise refusals.CourseOver
    text = await access.open_text(session, course)
    if text is not None and text.state is TextState.REVIEW:
        raise refusals.InReview
    folder = (await catalogue.current(session, actor.county)).folder
    live = access.read(course.content) if course.state is not CourseState.DRAFT else None
    checks.check(said, folder, now=clock.now(), taken=course.taken, live=live)
    course.version += 1
    if live is None:
        publishing.wear(course, said, folder)
    if live is not None and course.shown and not checks.needs_review(said, live):
        await _change_at_once(session, course, said)
    else:
        await _rewrite(session, course, text, said)
        if live is not None:
            await _send_off(session, actor, course)
    session.add(course)
    await session.flush()
    await publishing.note(session, actor=actor, course=course, action="course:edit")
    return course


async def _change_at_once(session: AsyncSession, course: Course, said: WriteCourse) -> None:
    """Take seats, childcare, transport and the contact as they are now; more seats go to those who wait."""
    checks.check_complete(said)
    folder = (await catalogue.current(session, course.county)).folder
    publishing.wear(course, said, folder)
    session.add(_text(course, await _next_number(session, course), said, TextState.OLD))
    session.add(course)
    async with db.acting_as(session, Audience.ROUTE):
        await offering.offer_free_seats(session, course)


async def _rewrite(session: AsyncSession, course: Course, text: CourseText | None, said: WriteCourse) -> None:
    """Write the draft anew; what was returned stays as it was, with the reviewer's reason."""
    if text is not None and text.state is TextState.DRAFT:
        text.content = said.model_dump(mode="json")
        session.add(text)
    else:
        if text is not None:
            text.state = TextState.OLD
            session.add(text)
        session.add(_text(course, await _next_number(session, course), said, TextState.DRAFT))
    await session.flush()


async def _next_number(session: AsyncSession, course: Course) -> int:
    query = select(func.max(CourseText.number)).where(
        col(CourseText.county) == course.county, col(CourseText.course_id) == course.id
    )
    return int((await session.exec(query)).one() or 0) + 1


async def submit(session: AsyncSession, *, actor: Actor, course_id: UUID, expected: int) -> Course:
    """Send the draft to the reviewer. Raises NothingToSubmit, ChildcareNotSaid, TransportNotSaid."""
    course = await access.of_provider(session, actor=actor, course_id=course_id, lock=True)
    access.expect(course, expected)
    course.version += 1
    await _send_off(session, actor, course)
    session.add(course)
    await session.flush()
    await publishing.note(session, actor=actor, course=course, action="course:submit")
    return course


async def _send_off(session: AsyncSession, actor: Actor, course: Course) -> None:
    text = await access.open_text(session, course)
    if text is None or text.state is TextState.REVIEW or course.state in OVER:
        raise refusals.NothingToSubmit
    checks.check_complete(access.read(text.content))
    text.state, text.reason = TextState.REVIEW, None
    session.add(text)
    await session.flush()
    provider = (await session.exec(select(Provider).where(col(Provider.id) == course.provider_id))).one()
    subject = (text.id, str(text.content["title"]))
    async with db.acting_as(session, Audience.ROUTE):
        await reviews.begin(
            session, county=actor.county, kind=ReviewKind.COURSE, subject=subject, reader=provider.reader
        )
    await checking.ask(session, county=actor.county, text_id=text.id, said=access.read(text.content))


async def cancel(session: AsyncSession, *, actor: Actor, course_id: UUID, expected: int, reason: str) -> Course:
    """Call a course off: everybody in the line is told and finds similar ones beside it (CRS-04)."""
    course = await access.of_provider(session, actor=actor, course_id=course_id, lock=True)
    access.expect(course, expected)
    if course.state in OVER:
        raise refusals.CourseOver
    course.state, course.cancel_reason = CourseState.CANCELLED, reason
    course.version += 1
    session.add(course)
    await session.flush()
    async with db.acting_as(session, Audience.ROUTE):
        text = await access.open_text(session, course)
        if text is not None:
            await reviews.void(session, county=course.county, subject_id=text.id)
        await publishing.tell_enrolled(session, course, "cancelled")
    await publishing.note(session, actor=actor, course=course, action="course:cancel")
    return course
