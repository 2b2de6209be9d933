"""Somebody else: her own wish, free once; or a hand-over her counsellor asks for, which needs her yes."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place
from app.domain.counselling import counsellors, crisis, seats
from app.domain.counselling.doors import her_scene, routing, staff_scene, tell_person, write_down
from app.domain.counselling.inputs import AnswerHandOver, AskHandOver, ChangeCounsellor
from app.domain.counselling.refusals import NoCounsellor, ReasonNeeded, SameCounsellor
from app.domain.counselling.slots import fit_for
from app.domain.help_requests.moves import Scene, tell_her
from app.errors import Conflict, NotAllowed, NotFound
from app.models.counselling import CounsellingHandOver, CounsellingSeat
from app.permissions.actors import Actor
from app.vocabulary import DataClass, HandOverState, NoticeKind, SeatEnd

FREE_CHANGES = 1


async def change(session: AsyncSession, *, actor: Actor, request_id: UUID, said: ChangeCounsellor) -> None:
    """Let her have somebody else: the first time without a word, then with a reason her supervisor reads.

    Raises NoCounsellor (409), ReasonNeeded (422).
    """
    scene = await her_scene(session, actor=actor, request_id=request_id)
    async with routing(scene):
        seat = await seats.live(session, scene.request)
        if seat is None:
            raise NoCounsellor
        if await seats.changes(session, scene.request) >= FREE_CHANGES and not said.reason:
            raise ReasonNeeded
        await seats.leave(scene, seat, SeatEnd.CHANGED, reason=said.reason, with_notes=said.with_notes)
        await crisis.pass_on(scene, seat.staff_id)
        await _drop_question(scene)
        event = await write_down(scene, "changed")
        await tell_person(scene, NoticeKind.TASK_CHANGED, event, seat.supervisor_id)
        if scene.request.owner_id != seat.supervisor_id:
            await tell_person(scene, NoticeKind.TASK_NEW, event, scene.request.owner_id)


async def _drop_question(scene: Scene) -> None:
    """Let a hand-over she was asked about fall: there is nobody any more to hand over from."""
    open_one = await _asked(scene)
    if open_one is not None:
        open_one.state, open_one.answered_at = HandOverState.REFUSED, clock.now()
        scene.session.add(open_one)
        await scene.session.flush()


async def _asked(scene: Scene) -> CounsellingHandOver | None:
    query = select(CounsellingHandOver).where(
        col(CounsellingHandOver.county) == scene.request.county,
        col(CounsellingHandOver.request_id) == scene.request.id,
        col(CounsellingHandOver.state) == HandOverState.ASKED,
    )
    return (await scene.session.exec(query)).one_or_none()


async def ask(session: AsyncSession, *, actor: Actor, request_id: UUID, said: AskHandOver) -> CounsellingHandOver:
    """Ask her whether another counsellor may go on; nothing changes before her yes. Raises SameCounsellor (409)."""
    scene = await staff_scene(session, actor=actor, request_id=request_id)
    async with routing(scene):
        seat = await seats.live(session, scene.request)
        if seat is None:
            raise NoCounsellor
        if actor.id not in (seat.staff_id, seat.supervisor_id):
            raise NotAllowed
        if await _asked(scene) is not None:
            raise Conflict("已经问过她了，等她回答。")
        await _refuse_unfit(scene, seat, said.counsellor_id)
        row = CounsellingHandOver(
            county=actor.county,
            created_at=clock.now(),
            request_id=scene.request.id,
            profile_id=scene.request.profile_id,
            readers=seat.readers,
            to_id=said.counsellor_id,
            asked_by=actor.id,
        )
        place = Place("counselling_hand_over", "reason_sealed", row.id)
        row.reason_sealed = scene.vault.seal(DataClass.REQUEST, place, said.reason)
        session.add(row)
        await session.flush()
        event = await write_down(scene, "hand_over_asked")
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return row


async def _refuse_unfit(scene: Scene, seat: CounsellingSeat, counsellor_id: UUID) -> None:
    session, county = scene.session, scene.request.county
    other = await counsellors.by_id(session, county=county, counsellor_id=counsellor_id)
    if other is None or other.staff_id == seat.staff_id:
        raise SameCounsellor
    qualified = await counsellors.is_qualified(session, county=county, staff_id=other.staff_id, day=clock.today())
    if not qualified or other.staff_id not in await fit_for(session, scene.request, [other.staff_id]):
        raise SameCounsellor


async def answer(session: AsyncSession, *, actor: Actor, hand_over_id: UUID, said: AnswerHandOver) -> UUID:
    """Take her answer: yes puts the other in, with or without the notes, as she says; gives the request's id."""
    query = select(CounsellingHandOver.request_id).where(
        col(CounsellingHandOver.county) == actor.county, col(CounsellingHandOver.id) == hand_over_id
    )
    request_id = (await session.exec(query)).one_or_none()
    if request_id is None:
        raise NotFound
    scene = await her_scene(session, actor=actor, request_id=request_id)
    async with routing(scene):
        row = await session.get(CounsellingHandOver, (actor.county, hand_over_id), with_for_update=True)
        if row is None or row.state is not HandOverState.ASKED:
            raise Conflict("这件事已经答过了。")
        seat = await seats.live(session, scene.request)
        row.state = HandOverState.AGREED if said.agree else HandOverState.REFUSED
        row.answered_at = clock.now()
        session.add(row)
        await session.flush()
        if said.agree:
            await _hand_over(scene, seat, row, with_notes=said.with_notes)
        event = await write_down(scene, "hand_over_agreed" if said.agree else "hand_over_refused")
        await tell_person(scene, NoticeKind.TASK_CHANGED, event, row.asked_by)
        if said.agree:
            await tell_person(scene, NoticeKind.TASK_NEW, event, scene.request.owner_id)
    return scene.request.id


async def _hand_over(scene: Scene, seat: CounsellingSeat | None, row: CounsellingHandOver, *, with_notes: bool) -> None:
    if seat is not None:
        await _refuse_unfit(scene, seat, row.to_id)
        await seats.leave(scene, seat, SeatEnd.HANDED_OVER, with_notes=with_notes)
    other = await counsellors.by_id(scene.session, county=row.county, counsellor_id=row.to_id)
    if other is None:
        raise SameCounsellor
    await seats.take(scene, other)
    if seat is not None:
        await crisis.pass_on(scene, seat.staff_id)
