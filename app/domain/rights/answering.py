"""The desk's side of corrections: what is asked, agreed to or refused with a reason she can read."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place, Vault, normal_phone
from app.domain import receipt_numbers
from app.domain.keys import vault_of
from app.domain.rights import inputs
from app.domain.rights.asking import opened
from app.errors import Conflict, NotFound, StepNotPossible
from app.models.accounts import Account, Profile
from app.models.rights import RightsRequest
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import Audience, CorrectionField, DataClass, NoticeKind, RightsKind, RightsState


async def waiting(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List the corrections that wait for an answer in one's places, the most urgent first; no values yet."""
    query = select(RightsRequest).where(
        col(RightsRequest.county) == actor.county,
        col(RightsRequest.kind) == RightsKind.CORRECTION,
        col(RightsRequest.state) == RightsState.RECEIVED,
    )
    if actor.towns:
        query = query.where(col(RightsRequest.township_code).in_(actor.towns))
    rows = (await session.exec(query.order_by(col(RightsRequest.due_at), col(RightsRequest.id)).limit(limit))).all()
    return [_row(one) for one in rows]


def _row(request: RightsRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "number": receipt_numbers.shown(request.number),
        "field": request.field,
        "state": request.state,
        "township": request.township_code,
        "asked_at": request.created_at,
        "due_at": request.due_at,
        "late": request.state is RightsState.RECEIVED and request.due_at < clock.now(),
    }


async def correction(session: AsyncSession, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Show one with the value she gives; the look is written down, and she can see that it happened."""
    request = await _door(session, actor, request_id)
    about = About("rights_request", request.id, request.profile_id)
    await audit.record_read(session, actor=actor, action="rights:read", about=about, facts={})
    return _shown(request, await vault_of(session, actor.county))


def _shown(request: RightsRequest, vault: Vault) -> dict[str, Any]:
    asked = orjson.loads(opened(request, vault, "asked_sealed") or "{}")
    return {**_row(request), "value": asked.get("value"), "reason": opened(request, vault, "answer_sealed")}


async def _door(session: AsyncSession, actor: Actor, request_id: UUID) -> RightsRequest:
    query = select(RightsRequest).where(
        col(RightsRequest.county) == actor.county,
        col(RightsRequest.id) == request_id,
        col(RightsRequest.kind) == RightsKind.CORRECTION,
    )
    request = (await session.exec(query.with_for_update(key_share=True))).one_or_none()
    if request is None:
        raise NotFound
    thing = Thing(county=request.county, profile_id=request.profile_id, township=request.township_code)
    require(actor, read=Action.RIGHTS_ANSWER, action=Action.RIGHTS_ANSWER, thing=thing)
    session.info["answer_about"] = (request.id, False)
    return request


async def answer(
    session: AsyncSession, *, actor: Actor, request_id: UUID, said: inputs.AnswerCorrection
) -> dict[str, Any]:
    """Put it right, or say why not. Raises StepNotPossible where the township answers in the registration itself."""
    request = await _door(session, actor, request_id)
    if request.state is not RightsState.RECEIVED:
        raise Conflict("这一件已经答复过了。")
    if request.field is CorrectionField.REGISTRATION:
        raise StepNotPossible("登记内容的更正，请在登记那里同意或不同意。")
    vault = await vault_of(session, actor.county)
    if said.agree:
        await _apply(session, request, vault)
    request.state = RightsState.DONE if said.agree else RightsState.REFUSED
    request.decided_by, request.decided_at, request.version = actor.id, clock.now(), request.version + 1
    place = Place("rights_request", "answer_sealed", request.id)
    request.answer_sealed = vault.seal(DataClass.IDENTITY, place, said.reason)
    session.add(request)
    await session.flush()
    await tell_and_note(session, actor, request, agreed=said.agree)
    return _shown(request, vault)


async def tell_and_note(session: AsyncSession, actor: Actor, request: RightsRequest, *, agreed: bool) -> None:
    """Let her hear that there is an answer, and write it down."""
    note = Note(NoticeKind.RIGHTS_MOVED, f"{request.id}:answered", profile_id=request.profile_id)
    await announce(session, county=request.county, notes=[note])
    about = About("rights_request", request.id, request.profile_id)
    facts = {"agreed": agreed, "late": request.due_at < clock.now()}
    await audit.record(session, actor=actor, action="rights:answer", about=about, facts=facts)


async def _apply(session: AsyncSession, request: RightsRequest, vault: Vault) -> None:
    """Put her name or phone right; written under the routing audience, after the door has decided."""
    value = orjson.loads(opened(request, vault, "asked_sealed") or "{}").get("value", "")
    if request.field is CorrectionField.NAME:
        sealed = vault.seal(DataClass.IDENTITY, Place("profile", "name_sealed", request.profile_id), value)
        own = update(Profile).where(col(Profile.county) == request.county, col(Profile.id) == request.profile_id)
        async with db.acting_as(session, Audience.ROUTE):
            await session.exec(own.values(name_sealed=sealed).execution_options(synchronize_session=False))
    elif request.field is CorrectionField.PHONE:
        await _apply_phone(session, request, vault, normal_phone(value))


async def _apply_phone(session: AsyncSession, request: RightsRequest, vault: Vault, phone: str) -> None:
    async with db.acting_as(session, Audience.ROUTE):
        owner = select(Profile.account_id).where(
            col(Profile.county) == request.county, col(Profile.id) == request.profile_id
        )
        account = (await session.exec(owner)).one()
        values = {
            "phone_sealed": vault.seal(DataClass.CONTACT, Place("account", "phone_sealed", account), phone),
            "phone_index": vault.blind_index("phone", phone),
        }
        rows = update(Account).where(col(Account.county) == request.county, col(Account.id) == account)
        await session.exec(rows.values(**values).execution_options(synchronize_session=False))
