"""Her side: she asks for a copy or a correction, gets a number and a date, and sees what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault
from app.domain import numbers, ordering, receipt_numbers
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.ledger import registering
from app.domain.ledger.entries import own_entry
from app.domain.rights import inputs
from app.errors import Conflict, NotFound, TooMany, Unavailable
from app.models.accounts import Profile
from app.models.rights import Parcel, RightsRequest
from app.permissions.actors import Actor
from app.vocabulary import (
    ClockKind,
    DataClass,
    ParcelKind,
    ParcelState,
    RightsKind,
    RightsState,
)

MOST_A_DAY = 5
MOST_OPEN = 5
WORDS: dict[RightsState, str] = {
    RightsState.RECEIVED: "已收到，正在办",
    RightsState.DONE: "办好了",
    RightsState.REFUSED: "没有照改，请看原因",
}
AT_ONCE = "已经照您说的改好了。"


async def new_request(session: AsyncSession, *, actor: Actor, kind: RightsKind) -> RightsRequest:
    """Begin one: a fresh receipt number, and the county's dated limit in working days. Raises NotFound."""
    if actor.profile_id is None:
        raise NotFound
    number, _ = await numbers.use(session, county=actor.county, profile_id=actor.profile_id, wanted=None)
    return RightsRequest(
        county=actor.county,
        created_at=clock.now(),
        number=number,
        profile_id=actor.profile_id,
        township_code=await _township(session, actor),
        kind=kind,
        due_at=await due(session, actor.county, kind),
    )


async def due(session: AsyncSession, county: str, kind: RightsKind) -> datetime:
    """Say by when it must be answered. Raises Unavailable where the county has named no limit that holds today."""
    loaded, today = await catalogue.current(session, county), clock.today()
    limits = [
        one
        for one in loaded.folder.rights_limits
        if one.kind is kind and one.valid_from <= today and (one.valid_to is None or today <= one.valid_to)
    ]
    if not limits:
        raise Unavailable("这个区县还没有定答复期限，请打电话给民政局。")
    return deadlines.due(ClockKind.WORKING_DAYS, limits[-1].working_days, clock.now(), loaded.calendar)


async def _township(session: AsyncSession, actor: Actor) -> str | None:
    entry = await own_entry(session, actor=actor)
    if entry is not None:
        return entry.township_code
    village = select(Profile.village_code).where(
        col(Profile.county) == actor.county, col(Profile.id) == actor.profile_id
    )
    code = (await session.exec(village)).one_or_none()
    return code[:9] if code else None


async def ask_copy(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Let the worker make a copy of everything of hers; what a PIN hides is in it only when the PIN was given."""
    await _refuse_flood(session, actor)
    request = await new_request(session, actor=actor, kind=RightsKind.COPY)
    parcel = ordering.new(ParcelKind.MY_COPY, actor.county)
    parcel.profile_id, parcel.hidden = actor.profile_id, not actor.locked
    await ordering.order(session, parcel)
    request.parcel_id = parcel.id
    await _keep(session, actor, request, {"hidden": parcel.hidden})
    return shown(request, await vault_of(session, actor.county), parcel)


async def _refuse_flood(session: AsyncSession, actor: Actor) -> None:
    query = select(Parcel).where(
        col(Parcel.county) == actor.county,
        col(Parcel.profile_id) == actor.profile_id,
        col(Parcel.kind) == ParcelKind.MY_COPY,
        col(Parcel.created_at) > clock.now() - timedelta(days=1),
    )
    rows = (await session.exec(query)).all()
    if any(one.state is ParcelState.WAITING for one in rows):
        raise Conflict("上一份还在做，做好会告诉您。")
    if len(rows) >= MOST_A_DAY:
        raise TooMany("今天已经做了好几份，请明天再来。", retry_after=86_400)


async def ask_correction(session: AsyncSession, *, actor: Actor, said: inputs.AskCorrection) -> dict[str, Any]:
    """Take in what is wrong. A registration nobody has checked yet is put right at once; the rest a desk answers."""
    await _refuse_many(session, actor)
    wanted = said.correction
    request = await new_request(session, actor=actor, kind=RightsKind.CORRECTION)
    request.field = wanted.field
    vault = await vault_of(session, actor.county)
    _seal(request, vault, "asked_sealed", orjson.dumps(wanted.model_dump(mode="json")).decode())
    if isinstance(wanted, inputs.CorrectRegistration):
        await registering.register(session, actor=actor, said=wanted.registration)
        entry = await own_entry(session, actor=actor)
        if entry is not None and entry.change_sealed is None:
            request.state, request.decided_at = RightsState.DONE, clock.now()
            _seal(request, vault, "answer_sealed", AT_ONCE)
    await _keep(session, actor, request, {"field": wanted.field.value})
    return shown(request, vault)


async def _refuse_many(session: AsyncSession, actor: Actor) -> None:
    query = select(func.count()).where(
        col(RightsRequest.county) == actor.county,
        col(RightsRequest.profile_id) == actor.profile_id,
        col(RightsRequest.kind) == RightsKind.CORRECTION,
        col(RightsRequest.state) == RightsState.RECEIVED,
    )
    if (await session.exec(query)).one() >= MOST_OPEN:
        raise Conflict("已经有几件更正在办，办完再提。")


async def _keep(session: AsyncSession, actor: Actor, request: RightsRequest, facts: dict[str, Any]) -> None:
    session.add(request)
    await session.flush()
    about = About("rights_request", request.id, request.profile_id)
    facts = {"kind": request.kind.value, "due": request.due_at.isoformat(), **facts}
    await audit.record(session, actor=actor, action="rights:ask", about=about, facts=facts)


def _seal(request: RightsRequest, vault: Vault, column: str, text: str) -> None:
    place = Place("rights_request", column, request.id)
    setattr(request, column, vault.seal(DataClass.IDENTITY, place, text))


def opened(request: RightsRequest, vault: Vault, column: str) -> str | None:
    """Open what was asked, or what was answered."""
    blob: bytes | None = getattr(request, column)
    place = Place("rights_request", column, request.id)
    return vault.open(DataClass.IDENTITY, place, bytes(blob)) if blob is not None else None


async def mine(session: AsyncSession, *, actor: Actor, kind: RightsKind | None = None) -> list[dict[str, Any]]:
    """List what she asked about her own data, newest first."""
    query = select(RightsRequest).where(
        col(RightsRequest.county) == actor.county, col(RightsRequest.profile_id) == actor.profile_id
    )
    if kind is not None:
        query = query.where(col(RightsRequest.kind) == kind)
    rows = (await session.exec(query.order_by(col(RightsRequest.created_at).desc()).limit(50))).all()
    vault = await vault_of(session, actor.county)
    held = await _parcels(session, actor, rows)
    return [shown(one, vault, held.get(one.parcel_id)) for one in rows]


async def _parcels(session: AsyncSession, actor: Actor, rows: Sequence[RightsRequest]) -> dict[UUID | None, Parcel]:
    ids = [one.parcel_id for one in rows if one.parcel_id is not None]
    query = select(Parcel).where(col(Parcel.county) == actor.county, col(Parcel.id).in_(ids))
    return {one.id: one for one in (await session.exec(query)).all()}


def shown(request: RightsRequest, vault: Vault, parcel: Parcel | None = None) -> dict[str, Any]:
    """Say of what she asked where it is; a copy is done when its file is."""
    state = request.state
    if parcel is not None and state is RightsState.RECEIVED and parcel.state is not ParcelState.WAITING:
        state = RightsState.DONE
    return {
        "id": request.id,
        "number": receipt_numbers.shown(request.number),
        "kind": request.kind,
        "field": request.field,
        "state": state,
        "state_words": WORDS[state],
        "asked_at": request.created_at,
        "due_at": request.due_at,
        "decided_at": request.decided_at,
        "reason": opened(request, vault, "answer_sealed"),
        "outcome": list(request.outcome.get("classes", [])),
        "parcel": ordering.shown(parcel) if parcel is not None else None,
    }
