"""Calls that were tried: each is dated, she sees every one, and whoever only had the call leaves the case with it."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.counselling import crisis, queries, records, seats
from app.domain.counselling.doors import routing, staff_scene
from app.domain.counselling.inputs import Attempt
from app.domain.help_requests.desk_moves import answered_first
from app.domain.help_requests.moves import Said, Scene, take
from app.domain.help_requests.talking import TalkFirst, last_talk_is_open
from app.errors import NotFound
from app.models.counselling import CounsellingAttempt, CounsellingBooking
from app.permissions.actors import Actor
from app.vocabulary import Answered, Step


async def attempt(session: AsyncSession, *, actor: Actor, request_id: UUID, said: Attempt) -> dict[str, Any]:
    """Write down a call that was tried, with a note if there is one, and show what follows.

    A caller who was there for the call alone sees this answer and no more. Raises TalkFirst (409) for a call that was
    not prepared (SAF-07).
    """
    scene = await staff_scene(session, actor=actor, request_id=request_id)
    if not await last_talk_is_open(session, scene.request, actor):
        raise TalkFirst
    async with routing(scene):
        readers = await records.two_pairs_of_eyes(scene, await seats.live(session, scene.request))
        await _write(scene, said)
    if said.note is not None:
        await records.keep_note(scene, said.note, readers, said.booking_id)
    shown = await queries.at_desk(session, actor=actor, request_id=request_id)
    async with routing(scene):
        left = await seats.step_back(session, scene.request)
    if actor.id in left:
        session.info["answer_alone"] = True  # the case's key is closed to them now: the kept answer opens with theirs
    return shown


async def _write(scene: Scene, said: Attempt) -> None:
    session, request = scene.session, scene.request
    danger = await crisis.open_one(session, request)
    await _own_booking(scene, said.booking_id)
    row = CounsellingAttempt(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=await seats.readers_now(session, request),
        crisis_id=danger.id if danger is not None else None,
        booking_id=said.booking_id,
        staff_id=scene.actor.id,
        answered=said.answered,
        safe=said.safe,
    )
    session.add(row)
    spoke = said.answered is Answered.HER and said.safe
    if spoke:
        answered_first(request)
    await _write_talk(scene, said)
    if danger is not None:
        await crisis.follow(scene, danger, spoke=spoke)


async def _own_booking(scene: Scene, booking_id: UUID | None) -> None:
    if booking_id is None:
        return
    booking = await scene.session.get(CounsellingBooking, (scene.request.county, booking_id))
    if booking is None or booking.request_id != scene.request.id:
        raise NotFound


async def _write_talk(scene: Scene, said: Attempt) -> None:
    """End the talk that was begun with the number; she sees that somebody called, and how it went."""
    unsafe = said.answered is Answered.HER and not said.safe
    what = "attempt_unsafe" if unsafe else f"attempt_{said.answered.value}"
    facts = {"talk": "ended", "answered": said.answered.value, "safe": said.safe, "counselling": what}
    await take(scene, Step.TALK, said=Said(facts=facts))
