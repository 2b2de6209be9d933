"""The one door to a request: it fetches, decides, and says what an actor cannot read does not exist."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Vault
from app.domain.keys import case_vault, vault_of
from app.errors import NotFound
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import Audience, Level, RequestState


async def help_request(
    session: AsyncSession, *, actor: Actor, action: Action, request_id: UUID, lock: bool = False
) -> HelpRequest:
    """Give the request, if this actor may do this to it. Raises NotFound (404) or NotAllowed (403).

    A worker who reaches it as a member of a closed case goes on under the case audience.
    """
    found = await _look(session, actor.county, request_id, lock=lock)
    context: db.Context = session.info["context"]
    as_member = context.audience is Audience.CASE  # under this audience a row is seen by membership alone
    if found is None and actor.kind == "staff" and not as_member:
        await db.enter(session, replace(context, audience=Audience.CASE))
        found = await _look(session, actor.county, request_id, lock=lock)
        as_member = True
    if found is None:
        raise NotFound
    if actor.locked and found.level is not Level.NORMAL:
        raise NotFound  # absent until she gives her PIN (SAF-03)
    require(actor, read=Action.HELP_REQUEST_READ, action=action, thing=thing_of(found, actor, as_member=as_member))
    if _only_by_lapsed_override(found, actor):
        raise NotFound
    session.info["answer_about"] = (found.id, found.level is Level.CLOSED)
    return found


async def _look(session: AsyncSession, county: str, request_id: UUID, *, lock: bool) -> HelpRequest | None:
    query = select(HelpRequest).where(col(HelpRequest.county) == county, col(HelpRequest.id) == request_id)
    if lock:
        query = query.with_for_update(key_share=True)
    return (await session.exec(query)).one_or_none()


def visible_while_locked(request_id: Mapped[UUID | None], county: str) -> ColumnElement[bool]:
    """Say in SQL that something belongs to no request above normal level: the rest is absent until her PIN (SAF-03)."""
    sensitive = exists().where(
        col(HelpRequest.county) == county, col(HelpRequest.id) == request_id, col(HelpRequest.level) != Level.NORMAL
    )
    return ~sensitive


def thing_of(request: HelpRequest, actor: Actor, *, as_member: bool) -> Thing:
    """Say of a request what a decision needs to know."""
    return Thing(
        county=request.county,
        profile_id=request.profile_id,
        readers=tuple(request.readers),
        members=frozenset({actor.id}) if as_member else frozenset(),
        closed=request.level is Level.CLOSED,
        township=request.township_code,
        village=request.village_code,
    )


def _only_by_lapsed_override(request: HelpRequest, actor: Actor) -> bool:
    """Say whether the actor reads by an override alone whose three hours are over (SAF-05)."""
    if request.override_by != actor.id or request.override_until is None or clock.now() < request.override_until:
        return False
    others = set(request.readers) & (set(actor.readers) - {f"staff:{actor.id}"})
    return not others and request.owner_id != actor.id


async def request_vault(session: AsyncSession, request: HelpRequest) -> Vault:
    """Give the vault that opens this request: the case's own at closed level, the county's otherwise."""
    if request.level is Level.CLOSED:
        return await case_vault(session, request.county, request.id)
    return await vault_of(session, request.county)


async def by_id(session: AsyncSession, *, county: str, request_id: UUID) -> HelpRequest:
    """Give a request to the service itself, locked; people come through `help_request`."""
    query = select(HelpRequest).where(col(HelpRequest.county) == county, col(HelpRequest.id) == request_id)
    return (await session.exec(query.with_for_update(key_share=True))).one()


async def children_in(session: AsyncSession, request: HelpRequest, states: Iterable[RequestState]) -> list[str]:
    """Name the numbers of a telling's other requests that are in these states."""
    query = select(HelpRequest.number).where(
        col(HelpRequest.county) == request.county,
        col(HelpRequest.parent_id) == request.id,
        col(HelpRequest.state).in_(list(states)),
    )
    return list((await session.exec(query)).all())


async def unconfirmed(
    session: AsyncSession,
    *,
    county: str,
    before: datetime,
    limit: int,
    resolved_before: timedelta = timedelta(0),
) -> Sequence[HelpRequest]:
    """List finished requests whose time to confirm ends before a moment, oldest first."""
    query = (
        select(HelpRequest)
        .where(
            col(HelpRequest.county) == county,
            col(HelpRequest.state) == RequestState.RESOLVED,
            col(HelpRequest.confirm_due) < before,
            col(HelpRequest.resolved_at) <= clock.now() - resolved_before,
        )
        .order_by(col(HelpRequest.confirm_due))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def lapsed_overrides(
    session: AsyncSession, *, county: str, before: datetime, limit: int
) -> Sequence[HelpRequest]:
    """List requests whose override ended before a moment."""
    query = select(HelpRequest).where(col(HelpRequest.county) == county, col(HelpRequest.override_until) < before)
    return (await session.exec(query.limit(limit))).all()


async def due_to_climb(session: AsyncSession, *, county: str, before: datetime, limit: int) -> Sequence[UUID]:
    """List requests whose next rung is due, the longest due first."""
    query = (
        select(HelpRequest.id)
        .where(col(HelpRequest.county) == county, col(HelpRequest.next_climb_at) <= before)
        .order_by(col(HelpRequest.next_climb_at), col(HelpRequest.id))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def sensitive_by_number(session: AsyncSession, *, county: str, number: str) -> HelpRequest | None:
    """Find a sensitive request by its number for an override; any other level is not there."""
    query = select(HelpRequest).where(
        col(HelpRequest.county) == county,
        col(HelpRequest.number) == number,
        col(HelpRequest.level) == Level.SENSITIVE,
    )
    return (await session.exec(query.with_for_update(key_share=True))).one_or_none()


async def matching(
    session: AsyncSession, *, actor: Actor, number: str | None, phone_index: bytes | None, limit: int
) -> Sequence[HelpRequest]:
    """List what this worker reads by an exact number or its asker's; newest first.

    Goes on under the case audience, which adds the closed cases the worker is named for, by number alone.
    """
    here = select(HelpRequest).where(col(HelpRequest.county) == actor.county)
    if number is not None:
        here = here.where(col(HelpRequest.number) == number)
    else:
        here = here.where(col(HelpRequest.phone_index) == phone_index, col(HelpRequest.level) != Level.CLOSED)
    newest = here.order_by(col(HelpRequest.created_at).desc(), col(HelpRequest.id)).limit(limit)
    own = col(HelpRequest.readers).bool_op("&&")(list(actor.readers))
    found = list((await session.exec(newest.where(own))).all())
    await db.enter(session, replace(session.info["context"], audience=Audience.CASE))
    found += (await session.exec(newest.where(col(HelpRequest.level) == Level.CLOSED))).all()
    return [one for one in found if not _only_by_lapsed_override(one, actor)][:limit]


async def of_profile(session: AsyncSession, *, county: str, profile_id: UUID | None) -> Sequence[HelpRequest]:
    """List a person's requests, oldest first, for herself and for what is done at her word."""
    query = select(HelpRequest).where(col(HelpRequest.county) == county, col(HelpRequest.profile_id) == profile_id)
    return (await session.exec(query.order_by(col(HelpRequest.created_at), col(HelpRequest.id)))).all()
