"""Counselling in the demo: who counsels, times on offer, one night that was heard, and a woman halfway through."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app import clock, db
from app.crypto import Place
from app.domain.catalogue import queries as catalogue
from app.domain.counselling import attempts, booking, crisis, inputs, mood, records, slots
from app.domain.help_requests import inputs as desk
from app.domain.help_requests import looking
from app.http.actor import context_of
from app.models.contacts import DutyShift
from app.models.counsellors import CounsellingAgency, Counsellor, Qualification
from app.permissions.actors import Actor
from app.vocabulary import (
    Answered,
    BookingState,
    CounsellorGender,
    DataClass,
    QualificationKind,
    Role,
    SessionWay,
)
from sandbox.demo.people import Cast, Stage

if TYPE_CHECKING:
    from sandbox.demo.lives import Life

OFFICE = "civil_affairs"
NAMES = (("王老师", CounsellorGender.WOMAN), ("陈老师", CounsellorGender.WOMAN))
PAPERS = (QualificationKind.SOCIAL_WORKER, QualificationKind.CRISIS_TRAINING)
CALM = {"nervous": 1, "worry": 2, "interest": 1, "low": 1, "harm": 0, "afraid": 0}
PLAN = inputs.WritePlan(
    goals=["夜里睡得着"], steps=["每晚十点放下手机", "难受时先打给妹妹"], when_it_gets_bad=["打 12356"]
)


async def furnish(stage: Stage, cast: Cast) -> None:
    """Let the social workers counsel: an agency, checked papers, and duty around the clock for a week."""
    head = next(one for one in cast.staff[OFFICE] if one.role is Role.DEPARTMENT_HEAD)
    admins = [one for one in cast.staff["county_desk"] if one.role is Role.ADMIN]
    agency = CounsellingAgency(county=cast.county, created_at=stage.now, name="暖心社工站（演示）")
    stage.session.add(agency)
    await stage.session.flush()
    _paper(stage, admins, QualificationKind.AGENCY_REGISTRATION, agency_id=agency.id)
    for actor, (name, gender) in zip(social_workers(cast), NAMES, strict=True):
        row = Counsellor(
            county=cast.county,
            created_at=stage.now,
            staff_id=actor.id,
            supervisor_id=head.id,
            agency_id=agency.id,
            shown_name=name,
            gender=gender,
            languages=["mandarin", "chongqing"],
        )
        stage.session.add(row)
        await stage.session.flush()
        for kind in PAPERS:
            _paper(stage, admins, kind, counsellor_id=row.id)
    _duty(stage, cast)
    await stage.session.flush()


def social_workers(cast: Cast) -> list[Actor]:
    """The two who counsel."""
    return [one for one in cast.staff[OFFICE] if one.role is Role.SOCIAL_WORKER][: len(NAMES)]


def _paper(stage: Stage, admins: list[Actor], kind: QualificationKind, **of: UUID) -> None:
    row = Qualification(
        county=stage.folder.code,
        created_at=stage.now,
        kind=kind,
        number_sealed=b"",
        valid_from=stage.now.date() - timedelta(days=400),
        valid_to=stage.now.date() + timedelta(days=700),
        entered_by=admins[0].id,
        checked_by=admins[1].id,
        checked_at=stage.now,
        **of,
    )
    place = Place("counselling_qualification", "number_sealed", row.id)
    row.number_sealed = stage.vault.seal(DataClass.IDENTITY, place, f"演示证号{str(row.id)[-6:]}")
    stage.session.add(row)


def _duty(stage: Stage, cast: Cast) -> None:
    """Take turns of twelve hours, from yesterday on."""
    start = datetime.combine(stage.now.astimezone(clock.COUNTY_ZONE).date(), time(8), clock.COUNTY_ZONE)
    workers = social_workers(cast)
    for turn in range(-2, 14):
        begins = start + timedelta(hours=12 * turn)
        stage.session.add(
            DutyShift(
                county=cast.county,
                service_code="care.psych",
                staff_id=workers[turn % len(workers)].id,
                starts_at=begins,
                ends_at=begins + timedelta(hours=12),
            )
        )


async def act(at: datetime, step: Callable[..., Awaitable[Any]], actor: Actor, **more: Any) -> Any:
    """Take one step as somebody at a moment."""
    with clock.stopped(at):
        async with db.transaction(context_of(actor)) as session:
            return await step(session, actor=actor, **more)


async def plan(life: "Life", worker: Actor) -> None:
    """Write the plan without which counselling does not close; other services need none."""
    request = await life.fresh()
    async with db.transaction(context_of(worker)) as session:
        loaded = await catalogue.version(session, request.county, request.catalogue_id)
    if loaded.service(request.service_code).counselling:
        expected = 1 if request.reopens else 0
        await act(life.at, records.write_plan, worker, request_id=request.id, expected=expected, said=PLAN)


async def listen(cast: Cast) -> None:
    """Offer times for the days to come, let one woman book, and one send a mood check that means danger."""
    now = clock.now()
    day = datetime.combine(now.astimezone(clock.COUNTY_ZONE).date(), time(9), clock.COUNTY_ZONE)
    first, second = social_workers(cast)
    past = inputs.OfferSlot(starts_at=day - timedelta(days=2), minutes=45, way=SessionWay.PHONE)
    held = await act(day - timedelta(days=4), slots.offer, first, said=past)
    for ahead in range(1, 8):
        start = day + timedelta(days=ahead)
        await act(now, slots.offer, first, said=inputs.OfferSlot(starts_at=start, minutes=45, way=SessionWay.PHONE))
        home = inputs.OfferSlot(
            starts_at=start + timedelta(hours=2), minutes=60, way=SessionWay.IN_PERSON, place="home.500230101"
        )
        await act(now, slots.offer, second, said=home)
    await _halfway(cast.women[0], first, held["id"], day - timedelta(days=2))
    await _one_night(cast.women[-1], first, second, now - timedelta(hours=1))


async def _halfway(her: Actor, counsellor: Actor, slot: UUID, at: datetime) -> None:
    booked = await act(at - timedelta(days=1), booking.book, her, said=inputs.Book(slot_id=slot))
    answers = [inputs.AnsweredQuestion(question=code, score=score) for code, score in CALM.items()]
    sent = inputs.SendMoodCheck(request_id=booked.request_id, version=1, answers=answers)
    await act(at - timedelta(days=1), mood.send, her, said=sent)
    said = inputs.RecordSession(booking_id=booked.id, state=BookingState.HELD, note="第一次谈，主要说睡眠。")
    over = at + timedelta(hours=1)
    await act(over, records.session_over, counsellor, request_id=booked.request_id, said=said)
    await act(over, records.write_plan, counsellor, request_id=booked.request_id, expected=0, said=PLAN)


async def _one_night(her: Actor, first: Actor, second: Actor, at: datetime) -> None:
    """Somebody on duty tries once and does not get through."""
    answers = [inputs.AnsweredQuestion(question=code, score=score) for code, score in (CALM | {"harm": 1}).items()]
    sent = await act(at, mood.send, her, said=inputs.SendMoodCheck(version=1, answers=answers))
    async with db.transaction(context_of(her)) as session:
        found = await crisis.whose_call(session, county=her.county, request_id=sent["request_id"])
    caller = next((one for one in (first, second) if one.id == found), None)
    if caller is None:
        return
    ready = desk.Reveal(reason="值班给她打电话", will_ask_if_safe=True, in_danger=True)
    request = sent["request_id"]
    await act(at + timedelta(minutes=15), looking.reveal, caller, request_id=request, said=ready)
    tried = inputs.Attempt(answered=Answered.NOBODY, safe=False)
    await act(at + timedelta(minutes=16), attempts.attempt, caller, request_id=request, said=tried)
