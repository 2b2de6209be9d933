"""What a counsellor writes: how a session went, notes for two pairs of eyes, the plan she reads too, what was heard."""

from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import CannotOpen, Place
from app.domain.counselling import seats
from app.domain.counselling.calls import end_calls
from app.domain.counselling.crisis import raise_crisis
from app.domain.counselling.doors import routing, staff_scene, write_down
from app.domain.counselling.inputs import MarkTopics, RecordSession, WriteNote, WritePlan
from app.domain.counselling.refusals import NotOver
from app.domain.help_requests import placing
from app.domain.help_requests.desk_moves import answered_first
from app.domain.help_requests.moves import Scene, tell_her
from app.errors import Conflict, NotAllowed, NotFound, Stale
from app.models.counselling import CounsellingBooking, CounsellingNote, CounsellingPlan, CounsellingSeat
from app.permissions.actors import Actor
from app.vocabulary import (
    BookingKind,
    BookingState,
    CasePart,
    CrisisCause,
    DataClass,
    Level,
    NoticeKind,
    TaskState,
)


async def session_over(session: AsyncSession, *, actor: Actor, request_id: UUID, said: RecordSession) -> None:
    """Record that a session was held, or missed, with a note if there is one. Raises NotOver, Conflict (409)."""
    scene = await staff_scene(session, actor=actor, request_id=request_id)
    async with routing(scene):
        seat = await seats.live(session, scene.request)
        booking = await session.get(CounsellingBooking, (actor.county, said.booking_id), with_for_update=True)
        if booking is None or booking.request_id != scene.request.id:
            raise NotFound
        if actor.id not in {booking.staff_id, seat.staff_id if seat else None}:
            raise NotAllowed
        if booking.state is not BookingState.BOOKED:
            raise Conflict("这一次已经记过或取消了。")
        if booking.starts_at > clock.now():
            raise NotOver
        booking.state, booking.ended_at = said.state, clock.now()
        session.add(booking)
        if said.state is BookingState.HELD:
            answered_first(scene.request)
        if booking.kind is BookingKind.CALL_BACK:
            await end_calls(scene, booking.ends_at, TaskState.DONE)
        readers = await two_pairs_of_eyes(scene, seat)
        await write_down(scene, said.state.value)
    if said.note is not None:
        await keep_note(scene, said.note, readers, booking.id)


async def two_pairs_of_eyes(scene: Scene, seat: CounsellingSeat | None) -> list[str]:
    """Name who reads a note: its writer and the supervisor of the seat, else of the case; never an office."""
    readers = {f"staff:{scene.actor.id}"}
    if seat is not None:
        return sorted(readers | {f"staff:{seat.supervisor_id}"})
    members = await placing.members_of(scene.session, scene.request)
    supervisors = {f"staff:{one.staff_id}" for one in members if one.part == CasePart.SUPERVISOR}
    return sorted(readers | supervisors)


async def keep_note(scene: Scene, words: str, readers: list[str], booking_id: UUID | None) -> CounsellingNote:
    """Write a note under the counsellor's own audience: the second wall lets in only what its writer may read."""
    request = scene.request
    note = CounsellingNote(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=readers,
        booking_id=booking_id,
        author_id=scene.actor.id,
        closed=request.level is Level.CLOSED,
    )
    place = Place("counselling_note", "note_sealed", note.id)
    note.note_sealed = scene.vault.seal(DataClass.REQUEST, place, words)
    scene.session.add(note)
    await scene.session.flush()
    return note


async def write_note(session: AsyncSession, *, actor: Actor, request_id: UUID, said: WriteNote) -> None:
    """Write a note outside an appointment; whoever accompanies her, supervises, or called in danger may."""
    scene = await staff_scene(session, actor=actor, request_id=request_id, still_open=False)
    async with routing(scene):
        seat = await seats.live(session, scene.request)
        if not await _works_on_it(scene, seat):
            raise NotAllowed
        readers = await two_pairs_of_eyes(scene, seat)
        about = About("help_request", scene.request.id, scene.request.profile_id)
        await audit.record(session, actor=actor, action="counselling:note", about=about, facts={})
    await keep_note(scene, said.note, readers, None)


async def _works_on_it(scene: Scene, seat: CounsellingSeat | None) -> bool:
    """Say whether the actor accompanies her, supervises that, or is the one the request is with now."""
    mine = {scene.request.owner_id} | ({seat.staff_id, seat.supervisor_id} if seat is not None else set())
    tasks = await placing.tasks_of(scene.session, scene.request, TaskState.OPEN)
    return scene.actor.id in mine | {task.staff_id for task in tasks}


async def notes(session: AsyncSession, *, actor: Actor, request_id: UUID) -> list[dict[str, Any]]:
    """Open the notes this worker may read, oldest first; the look is written down. Raises NotAllowed (403)."""
    scene = await staff_scene(session, actor=actor, request_id=request_id, still_open=False)
    request = scene.request
    query = (
        select(CounsellingNote)
        .where(col(CounsellingNote.county) == request.county, col(CounsellingNote.request_id) == request.id)
        .order_by(col(CounsellingNote.created_at), col(CounsellingNote.id))
    )
    rows = (await session.exec(query)).all()
    if not rows:
        async with routing(scene):
            seat = await seats.live(session, request)
            if not await _works_on_it(scene, seat):
                raise NotAllowed
    about = About("help_request", request.id, request.profile_id)
    facts = {"rows": len(rows), "closed": request.level is Level.CLOSED}
    await audit.record_read(session, actor=actor, action="counselling:notes", about=about, facts=facts)
    return [
        {
            "id": row.id,
            "at": row.created_at,
            "booking_id": row.booking_id,
            "mine": row.author_id == actor.id,
            "note": opened(scene, "counselling_note", "note_sealed", row),
        }
        for row in rows
    ]


def opened(scene: Scene, table: str, column: str, row: Any) -> str | None:
    """Open one sealed column of a row; nothing where it was erased or its key is gone."""
    blob: bytes | None = getattr(row, column)
    try:
        return scene.vault.open(DataClass.REQUEST, Place(table, column, row.id), bytes(blob)) if blob else None
    except CannotOpen:
        return None


async def latest_plan(session: AsyncSession, county: str, request_id: UUID) -> CounsellingPlan | None:
    """Give the plan as it stands."""
    query = select(CounsellingPlan).where(
        col(CounsellingPlan.county) == county, col(CounsellingPlan.request_id) == request_id
    )
    return (await session.exec(query.order_by(col(CounsellingPlan.version).desc()).limit(1))).one_or_none()


async def write_plan(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: WritePlan
) -> CounsellingPlan:
    """Write the next version of the plan; she is told, in her safe way, that there is news. Raises Stale (412)."""
    scene = await staff_scene(session, actor=actor, request_id=request_id)
    async with routing(scene):
        seat = await seats.live(session, scene.request)
        if not await _works_on_it(scene, seat):
            raise NotAllowed
        last = await latest_plan(session, actor.county, scene.request.id)
        version = last.version if last is not None else 0
        if version != expected:
            raise Stale(current={"version": version})
        plan = CounsellingPlan(
            county=actor.county,
            created_at=clock.now(),
            request_id=scene.request.id,
            profile_id=scene.request.profile_id,
            readers=await seats.readers_now(session, scene.request),
            version=version + 1,
            author_id=actor.id,
        )
        place = Place("counselling_plan", "body_sealed", plan.id)
        body = orjson.dumps(said.model_dump(mode="json")).decode()
        plan.body_sealed = scene.vault.seal(DataClass.REQUEST, place, body)
        session.add(plan)
        await session.flush()
        event = await write_down(scene, "plan", version=plan.version)
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return plan


def plan_shown(scene: Scene, plan: CounsellingPlan | None) -> dict[str, Any] | None:
    """Show the plan, the same words to both."""
    words = opened(scene, "counselling_plan", "body_sealed", plan) if plan is not None else None
    if plan is None or words is None:
        return None
    return {**orjson.loads(words), "version": plan.version, "at": plan.created_at}


async def mark(session: AsyncSession, *, actor: Actor, request_id: UUID, said: MarkTopics) -> None:
    """Write down what was heard in this request; it then closes only by the supervisor's checklist (QUE-08).

    What was heard once, from her or in a talk, is not unsaid: else whoever wants to close it could take it back.
    """
    scene = await staff_scene(session, actor=actor, request_id=request_id)
    async with routing(scene):
        seat = await seats.live(session, scene.request)
        if not await _works_on_it(scene, seat):
            raise NotAllowed
        scene.request.topics = sorted({*scene.request.topics, *(topic.value for topic in said.topics)})
        session.add(scene.request)
        await write_down(scene, "topics", shown=False, topics=scene.request.topics)
        if said.in_danger_now:
            await raise_crisis(scene, CrisisCause.COUNSELLOR)
