"""Her place in a course: fair under any rush, given up with one tap (CRS-03, CRS-04, CRS-08).

A course's row is locked while its places change; the line is the order in which the lock was had.
"""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.courses import access, offering, refusals
from app.domain.courses.inputs import Enrol
from app.domain.ledger import consents
from app.errors import NotFound
from app.models.courses import Course, Enrolment
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, ConsentPurpose, CourseState, EnrolmentState

GONE = (EnrolmentState.CANCELLED, EnrolmentState.LAPSED)
OVER = (CourseState.CANCELLED, CourseState.FINISHED)
NEEDS = ("needs_childcare", "needs_transport", "needs_reading_help")


async def enrol(session: AsyncSession, *, actor: Actor, course_id: UUID, said: Enrol) -> Enrolment:
    """Give her a seat, or the last place in the line; twice changes nothing, an offered seat is taken.

    Raises CourseBegun, CourseOver, OfferOver.
    """
    shown = await access.by_id(session, county=actor.county, course_id=course_id)
    consent = await _share(session, actor, shown, said)
    async with db.acting_as(session, Audience.ROUTE):
        course = await access.by_id(session, county=actor.county, course_id=course_id, lock=True)
        _refuse_closed(course)
        row = await _hers(session, actor, course)
        if row is not None and row.state is EnrolmentState.OFFERED:
            _take(row)  # what she said when she joined the line stands
        else:
            row = _placed(row or _new(actor, course), course)
            _say_needs(row, said, consent)
        session.add_all((row, course))
        await session.flush()
        await _note(session, actor, row)
    return row


def _refuse_closed(course: Course) -> None:
    if not course.shown:
        raise NotFound
    if course.state in OVER:
        raise refusals.CourseOver
    if course.state is not CourseState.PUBLISHED or course.starts_at <= clock.now():
        raise refusals.CourseBegun


async def _hers(session: AsyncSession, actor: Actor, course: Course) -> Enrolment | None:
    query = select(Enrolment).where(
        col(Enrolment.county) == actor.county,
        col(Enrolment.course_id) == course.id,
        col(Enrolment.profile_id) == actor.profile_id,
    )
    return (await session.exec(query)).one_or_none()


def _new(actor: Actor, course: Course) -> Enrolment:
    if actor.profile_id is None:
        raise NotFound
    return Enrolment(
        county=actor.county,
        created_at=clock.now(),
        course_id=course.id,
        profile_id=actor.profile_id,
        provider_code=course.provider_code,
        topic=course.topic,
        state=EnrolmentState.WAITING,
        position=0,
    )


def _placed(row: Enrolment, course: Course) -> Enrolment:
    """Give a seat while there is one and nobody waits, else the end of the line; whoever has a place keeps it."""
    if row.position and row.state not in GONE:
        return row
    row.position, row.offered_until = course.next_position, None
    course.next_position += 1
    if course.taken < course.seats and not course.waiting:
        row.state = EnrolmentState.ENROLLED
        course.taken += 1
    else:
        row.state = EnrolmentState.WAITING
        course.waiting += 1
    return row


def _take(row: Enrolment) -> None:
    if row.offered_until is None or row.offered_until <= clock.now():
        raise refusals.OfferOver  # the worker passes it on; until then it is nobody's
    row.state, row.offered_until = EnrolmentState.ENROLLED, None


def _say_needs(row: Enrolment, said: Enrol, consent: UUID | None) -> None:
    row.needs_childcare, row.needs_transport = said.needs_childcare, said.needs_transport
    row.needs_reading_help = said.needs_reading_help
    row.consent_id = consent  # what she does not tick again is not shared any more


async def _share(session: AsyncSession, actor: Actor, course: Course, said: Enrol) -> UUID | None:
    """Write her consent down, where she gives it: this provider may know her name (SAF-09)."""
    if not said.share_name:
        return None
    purpose = ConsentPurpose.SHARE_WITH_PROVIDER
    given = await consents.give(session, actor=actor, purpose=purpose, heard=said.heard, office=course.provider_code)
    return UUID(str(given["id"]))


async def accept(session: AsyncSession, *, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Take the seat that is held for her. Raises NotEnrolled, OfferOver, CourseOver, CourseBegun."""
    found = await access.enrolment(session, actor=actor, enrolment_id=enrolment_id)
    async with db.acting_as(session, Audience.ROUTE):
        course = await access.by_id(session, county=actor.county, course_id=found.course_id, lock=True)
        row = await _hers_now(session, actor, course)
        if row.state is EnrolmentState.LAPSED:
            raise refusals.OfferOver
        if row.state is EnrolmentState.OFFERED:
            _refuse_closed(course)
            _take(row)
            session.add(row)
            await session.flush()
            await _note(session, actor, row)
        elif row.state is not EnrolmentState.ENROLLED:
            raise refusals.NotEnrolled
    return row


async def cancel(session: AsyncSession, *, actor: Actor, course_id: UUID) -> Enrolment:
    """Give her place up, no reason asked; a seat goes to the next in line. Twice changes nothing."""
    async with db.acting_as(session, Audience.ROUTE):
        course = await access.by_id(session, county=actor.county, course_id=course_id, lock=True)
        row = await _hers_now(session, actor, course)
        if row.state not in GONE:
            await _give_up(session, course, row)
            await _note(session, actor, row)
    return row


async def _give_up(session: AsyncSession, course: Course, row: Enrolment) -> None:
    """Take a place out of the line; a seat goes to the next. The course is locked by the caller."""
    before = row.state
    row.state, row.offered_until = EnrolmentState.CANCELLED, None
    session.add(row)
    await session.flush()
    if before is EnrolmentState.WAITING:
        course.waiting -= 1
        session.add(course)
        await session.flush()
    else:
        await offering.pass_on(session, course)


async def forget(session: AsyncSession, *, county: str, profile_id: UUID) -> None:
    """Forget a person's places at her word: her seats go to the next, her needs and consents are gone.

    That somebody was there stays, for the provider's counts.
    """
    query = select(Enrolment).where(col(Enrolment.county) == county, col(Enrolment.profile_id) == profile_id)
    for row in (await session.exec(query.order_by(col(Enrolment.course_id)))).all():
        course = await access.by_id(session, county=county, course_id=row.course_id, lock=True)
        await session.refresh(row)
        if row.state not in GONE and course.state not in OVER:
            await _give_up(session, course, row)
        for need in NEEDS:
            setattr(row, need, False)
        row.consent_id = None
        session.add(row)
        await session.flush()


async def _hers_now(session: AsyncSession, actor: Actor, course: Course) -> Enrolment:
    """Read her place again under the lock. Raises NotFound where she never had one."""
    row = await _hers(session, actor, course)
    if row is None:
        raise NotFound
    await session.refresh(row)
    return row


async def _note(session: AsyncSession, actor: Actor, row: Enrolment) -> None:
    about = About("enrolment", row.id, row.profile_id)
    facts = {"state": row.state.value}
    await audit.record(session, actor=actor, action=Action.COURSE_ENROL.value, about=about, facts=facts)
