"""Looking: her side and her counsellor's side of the same counselling, and a counsellor's days."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import CannotOpen, Place
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.counselling import records, seats
from app.domain.counselling.doors import routing, scene_of
from app.domain.counselling.slots import in_words, place_shown, who_shown
from app.domain.help_requests import access
from app.domain.help_requests.moves import Scene
from app.domain.help_requests.queues import go_on_as_member
from app.models.counselling import (
    CounsellingAttempt,
    CounsellingBooking,
    CounsellingCrisis,
    CounsellingHandOver,
    MoodCheck,
)
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import BookingState, CrisisState, DataClass, HandOverState

WHO = text("""
    SELECT c.shown_name, c.gender, c.languages, a.name AS agency FROM counsellor c
    LEFT JOIN counselling_agency a ON a.county = c.county AND a.id = c.agency_id
    WHERE c.county = :county AND c.id = :id
""")
AGENDA = text("""
    SELECT b.id, b.request_id, b.kind, b.way, b.place_code, b.starts_at, b.ends_at, b.state, r.number
    FROM counselling_booking b JOIN help_request r ON r.county = b.county AND r.id = b.request_id
    WHERE b.county = :county AND b.staff_id = :me AND b.state = 'booked' AND (r.level = 'closed') = :closed
    ORDER BY b.starts_at, b.id LIMIT :limit
""")


async def mine(session: AsyncSession, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Show her who accompanies her, what is booked, every call that was tried, the plan, and what she is asked."""
    request = await access.help_request(session, actor=actor, action=Action.COUNSELLING_READ, request_id=request_id)
    scene = await scene_of(session, actor=actor, request=request, still_open=False)
    return {**await _both_see(scene), "hand_over": await _question(scene)}


async def all_of_hers(session: AsyncSession, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Give her everything of hers beside a request, for her copy: what she sees, and the mood checks she sent."""
    request = await access.help_request(session, actor=actor, action=Action.COUNSELLING_READ, request_id=request_id)
    scene = await scene_of(session, actor=actor, request=request, still_open=False)
    sent = [_mood(scene, row) for row in await _rows(scene, MoodCheck)]
    return {**await _both_see(scene), "mood_checks": sent}


async def at_desk(session: AsyncSession, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Show a counsellor the same, with the mood checks she sent; the look is written down."""
    request = await access.help_request(session, actor=actor, action=Action.COUNSELLING_READ, request_id=request_id)
    scene = await scene_of(session, actor=actor, request=request, still_open=False)
    about = About("help_request", request.id, request.profile_id)
    facts = {"closed": True} if not request.readers else {}
    await audit.record_read(session, actor=actor, action="counselling:read", about=about, facts=facts)
    shown = await _both_see(scene)
    return {
        **shown,
        "mood_checks": [_mood(scene, row) for row in await _rows(scene, MoodCheck)],
        "topics": request.topics,
        "hand_over_asked": any(row.state is HandOverState.ASKED for row in await _rows(scene, CounsellingHandOver)),
    }


async def _rows(scene: Scene, table: type[Any]) -> list[Any]:
    query = select(table).where(col(table.county) == scene.request.county, col(table.request_id) == scene.request.id)
    return list((await scene.session.exec(query.order_by(col(table.created_at), col(table.id)))).all())


async def _both_see(scene: Scene) -> dict[str, Any]:
    session, request = scene.session, scene.request
    seat = await seats.live(session, request)
    async with routing(scene):
        used = await seats.changes(session, request)
        values = {"county": request.county, "id": seat.counsellor_id if seat is not None else None}
        row = (await session.execute(WHO, values)).mappings().one_or_none() if seat is not None else None
    plan = await records.latest_plan(session, request.county, request.id)
    loaded = await catalogue.current(session, request.county)
    return {
        "request_id": request.id,
        "counsellor": who_shown(row, loaded) if row is not None else None,
        "may_change_freely": used == 0,
        "bookings": [booking_shown(one, loaded) for one in await _rows(scene, CounsellingBooking)],
        "attempts": [_attempt(one) for one in await _rows(scene, CounsellingAttempt)],
        "danger": [_crisis(one) for one in await _rows(scene, CounsellingCrisis)],
        "plan": records.plan_shown(scene, plan),
        "plan_version": plan.version if plan is not None else 0,
    }


def booking_shown(row: CounsellingBooking, loaded: LoadedCounty) -> dict[str, Any]:
    """Show one appointment; it can be cancelled until it is over."""
    return {
        "id": row.id,
        "request_id": row.request_id,
        "kind": row.kind,
        "way": row.way,
        "place": place_shown(loaded, row.place_code),
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "state": row.state,
        "words": in_words(row.starts_at, row.ends_at),
        "may_cancel": row.state is BookingState.BOOKED and row.ends_at > clock.now(),
    }


def _attempt(row: CounsellingAttempt) -> dict[str, Any]:
    return {"at": row.created_at, "answered": row.answered, "safe": row.safe, "in_danger": row.crisis_id is not None}


def _crisis(row: CounsellingCrisis) -> dict[str, Any]:
    return {
        "at": row.created_at,
        "call_by": row.due_at,
        "nobody_on_duty": row.nobody_on_duty,
        "rung": row.rung,
        "reached": row.state is CrisisState.REACHED,
        "reached_at": row.reached_at,
    }


async def _question(scene: Scene) -> dict[str, Any] | None:
    """Show what her counsellor asks her: who would go on, and why."""
    asked = [row for row in await _rows(scene, CounsellingHandOver) if row.state is HandOverState.ASKED]
    if not asked:
        return None
    (row,) = asked
    async with routing(scene):
        values = {"county": row.county, "id": row.to_id}
        who = (await scene.session.execute(WHO, values)).mappings().one()
    loaded = await catalogue.current(scene.session, row.county)
    reason = records.opened(scene, "counselling_hand_over", "reason_sealed", row)
    return {"id": row.id, "to": who_shown(who, loaded), "reason": reason, "at": row.created_at}


def _mood(scene: Scene, row: MoodCheck) -> dict[str, Any]:
    """Open a mood check beside the questions it answered, where they are still the ones in force."""
    check = scene.loaded.folder.mood_check
    texts = {one.code: one.text for one in check.questions} if check and check.version == row.questions_version else {}
    place = Place("counselling_mood_check", "answers_sealed", row.id)
    try:
        sealed = row.answers_sealed
        given = orjson.loads(scene.vault.open(DataClass.HEALTH, place, bytes(sealed))) if sealed else {}
    except CannotOpen:
        given = {}
    return {
        "at": row.created_at,
        "danger": row.danger,
        "answers": [{"question": code, "text": texts.get(code), "score": score} for code, score in given.items()],
    }


async def agenda(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List what is booked with this worker, the next first: two statements, of open requests and of closed cases."""
    loaded = await catalogue.current(session, actor.county)
    values = {"county": actor.county, "me": actor.id, "limit": limit}
    rows = list((await session.execute(AGENDA, values | {"closed": False})).mappings())
    await go_on_as_member(session)
    rows += list((await session.execute(AGENDA, values | {"closed": True})).mappings())
    rows.sort(key=lambda row: (row["starts_at"], row["id"]))
    about = About("staff", actor.id, None)
    await audit.record_read(
        session, actor=actor, action="counselling:agenda", about=about, facts={"rows": min(len(rows), limit)}
    )
    return [
        {
            **row,
            "number": receipt_numbers.shown(row["number"]),
            "place": place_shown(loaded, row["place_code"]),
            "words": in_words(row["starts_at"], row["ends_at"]),
        }
        for row in rows[:limit]
    ]


async def booked(session: AsyncSession, *, booking: CounsellingBooking) -> dict[str, Any]:
    """Show an appointment that was just made or cancelled."""
    loaded = await catalogue.current(session, booking.county)
    return booking_shown(booking, loaded)
