"""From a reviewed text to what everybody sees, and off the list again."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.courses import access, checking, checks, offering, refusals, words
from app.domain.courses.inputs import WriteCourse
from app.domain.courses.topics import TOPICS
from app.domain.providers import admitting
from app.models.courses import Course, CourseText, Enrolment
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.vocabulary import Audience, CourseState, EnrolmentState, NoticeKind, TextState

IN_THE_LINE = (EnrolmentState.ENROLLED, EnrolmentState.OFFERED, EnrolmentState.WAITING)


def wear(course: Course, said: WriteCourse, folder: Folder) -> None:
    """Let a course show a text: what is read, and what it is found by."""
    course.kind, course.topic = said.kind, said.topic
    course.content = said.model_dump(mode="json")
    course.township_code, course.seats = said.township, said.seats
    course.starts_at = min(one.starts_at for one in said.sessions)
    course.ends_at = max(one.ends_at for one in said.sessions)
    course.free, course.childcare = said.fee_fen == 0, bool(said.childcare)
    course.half_day = checks.is_half_day(said.sessions)
    course.off_season = checks.is_off_season(said, folder.busy_seasons)
    places = {place.code: place.name for place in folder.places}
    course.search = words.vector(
        (
            (said.title, "A"),
            (TOPICS[said.topic], "B"),
            (said.summary, "C"),
            (f"{course.provider_name} {places.get(said.township, '')} {said.place}", "D"),
        )
    )


async def publish(session: AsyncSession, *, actor: Actor, text_id: UUID) -> None:
    """Show a reviewed text; those who have a place hear when it replaced another. Raises ProviderShutOut."""
    await checking.refuse_unjudged(session, county=actor.county, text_id=text_id)
    async with db.acting_as(session, Audience.ROUTE):
        text, course = await _text_and_course(session, actor.county, text_id)
        if not await admitting.may_post(session, county=actor.county, provider_id=course.provider_id):
            raise refusals.ProviderShutOut
        folder = (await catalogue.current(session, actor.county)).folder
        said, replaces = access.read(text.content), course.state is not CourseState.DRAFT
        live = access.read(course.content) if replaces else None
        checks.check(said, folder, now=clock.now(), taken=course.taken, live=live)
        await session.exec(
            update(CourseText)
            .where(
                col(CourseText.county) == course.county,
                col(CourseText.course_id) == course.id,
                col(CourseText.state) == TextState.LIVE,
            )
            .values(state=TextState.OLD)
        )
        text.state = TextState.LIVE
        wear(course, said, folder)
        course.shown = True
        course.state = CourseState.RUNNING if course.starts_at <= clock.now() else CourseState.PUBLISHED
        course.version += 1
        session.add_all((text, course))
        await session.flush()
        await offering.offer_free_seats(session, course)
        await note(session, actor=actor, course=course, action="course:publish")
        await tell_provider(session, course, f"published:{course.version}")
        if replaces:
            await tell_enrolled(session, course, f"changed:{course.version}")


async def give_back(session: AsyncSession, *, actor: Actor, text_id: UUID, reason: str) -> None:
    """Return a text to its provider; what is shown stays shown."""
    async with db.acting_as(session, Audience.ROUTE):
        text, course = await _text_and_course(session, actor.county, text_id)
        text.state, text.reason = TextState.RETURNED, reason
        course.version += 1
        session.add_all((text, course))
        await session.flush()
        await note(session, actor=actor, course=course, action="course:return")
        await tell_provider(session, course, f"returned:{course.version}")


async def _text_and_course(session: AsyncSession, county: str, text_id: UUID) -> tuple[CourseText, Course]:
    query = select(CourseText).where(col(CourseText.county) == county, col(CourseText.id) == text_id)
    text = (await session.exec(query)).one()
    return text, await access.by_id(session, county=county, course_id=text.course_id, lock=True)


async def take_down(session: AsyncSession, *, actor: Actor, course: Course) -> None:
    """Hide a course at once, under the route's audience; those who have a place hear that there is news."""
    if not course.shown:
        return
    course.shown, course.state = False, CourseState.UNPUBLISHED
    course.version += 1
    session.add(course)
    await session.flush()
    await note(session, actor=actor, course=course, action="course:take_down")
    await tell_provider(session, course, f"down:{course.version}")
    await tell_enrolled(session, course, f"down:{course.version}")


async def put_back(session: AsyncSession, *, actor: Actor, course: Course) -> None:
    """Show again what was hidden without reason; what the clock has brought since, the worker catches up with.

    Nothing of a provider that was shut out meanwhile comes back. Seats given up while it was hidden are offered now.
    """
    if course.state is not CourseState.UNPUBLISHED:
        return
    if not await admitting.may_post(session, county=course.county, provider_id=course.provider_id):
        return
    called_off = course.cancel_reason is not None
    course.shown, course.state = True, CourseState.CANCELLED if called_off else CourseState.PUBLISHED
    course.version += 1
    session.add(course)
    await session.flush()
    await offering.offer_free_seats(session, course)
    await note(session, actor=actor, course=course, action="course:put_back")


async def of_provider(session: AsyncSession, *, county: str, provider_id: UUID) -> Iterable[Course]:
    """List, locked, what a provider shows at the moment."""
    query = select(Course).where(
        col(Course.county) == county, col(Course.provider_id) == provider_id, col(Course.shown).is_(True)
    )
    return (
        await session.exec(query.order_by(col(Course.id)).with_for_update().execution_options(populate_existing=True))
    ).all()


async def note(session: AsyncSession, *, actor: Actor, course: Course, action: str) -> None:
    """Write down what was done to a course."""
    about = About("course", course.id, None)
    await audit.record(session, actor=actor, action=action, about=about, facts={"state": course.state.value})


async def tell_provider(session: AsyncSession, course: Course, what: str) -> None:
    """Tell the provider that something changed."""
    key = f"{course.id}:{what}"
    one = Note(kind=NoticeKind.TASK_CHANGED, dedupe_key=key, reader=course.provider_code)
    await announce(session, county=course.county, notes=[one])


async def tell_enrolled(session: AsyncSession, course: Course, what: str) -> None:
    """Tell everybody in the line that there is news; the words say nothing else."""
    query = select(Enrolment.profile_id).where(
        col(Enrolment.county) == course.county,
        col(Enrolment.course_id) == course.id,
        col(Enrolment.state).in_(IN_THE_LINE),
    )
    notes = [
        Note(kind=NoticeKind.COURSE_NEWS, dedupe_key=f"{course.id}:{what}:{profile}", profile_id=profile)
        for profile in (await session.exec(query)).all()
    ]
    await announce(session, county=course.county, notes=notes)
