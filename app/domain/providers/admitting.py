"""Letting a provider in, turning it down, and shutting it out after a confirmed scam (CRS-01, CRS-09)."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place
from app.domain.governance import inputs, proposals
from app.domain.keys import vault_of
from app.errors import AppError, Kind, NotAllowed, NotFound
from app.models.base import new_id
from app.models.catalogue import Office
from app.models.offerings import Provider
from app.permissions.actors import Actor
from app.vocabulary import Audience, DataClass, OfficeKind, ProviderState, Role


class LicenceTaken(AppError):
    """Another provider with this licence is already let in."""

    kind, code, message = Kind.CONFLICT, "licence_taken", "这个执照号已经有一家机构在用了，请先核对。"


async def by_id(session: AsyncSession, *, county: str, provider_id: UUID) -> Provider:
    """Give a provider the caller's audience may see. Raises NotFound."""
    query = select(Provider).where(col(Provider.county) == county, col(Provider.id) == provider_id)
    provider = (await session.exec(query)).one_or_none()
    if provider is None:
        raise NotFound
    return provider


async def own(session: AsyncSession, *, actor: Actor) -> Provider:
    """Give the provider this worker posts for. Raises NotAllowed for one that may not post (any more)."""
    query = select(Provider).where(col(Provider.county) == actor.county, col(Provider.code) == actor.office)
    provider = (await session.exec(query)).one_or_none()
    if provider is None or provider.state is not ProviderState.ACCEPTED:
        raise NotAllowed("现在不能发布，请联系审核单位。")
    return provider


async def may_post(session: AsyncSession, *, county: str, provider_id: UUID) -> bool:
    """Say whether a provider is let in at this moment."""
    return (await by_id(session, county=county, provider_id=provider_id)).state is ProviderState.ACCEPTED


async def opened(session: AsyncSession, *, actor: Actor, provider: Provider) -> dict[str, Any]:
    """Show a provider to its reviewer, contact and phone in clear; the look is written down."""
    vault = await vault_of(session, provider.county)
    about = About("provider", provider.id, None)
    await audit.record_read(session, actor=actor, action="provider:read", about=about, facts={})
    places = [Place("provider", column, provider.id) for column in ("contact_sealed", "phone_sealed")]
    return {
        "id": provider.id,
        "organisation": provider.organisation,
        "licence_number": provider.licence_number,
        "contact": vault.open(DataClass.IDENTITY, places[0], bytes(provider.contact_sealed)),
        "phone": vault.open(DataClass.CONTACT, places[1], bytes(provider.phone_sealed)),
        "about": provider.about,
        "state": provider.state,
    }


async def admit(session: AsyncSession, *, actor: Actor, provider_id: UUID) -> dict[str, Any]:
    """Let a provider in: an office of its own and one invitation; an administrator still agrees to the post (ADM-05).

    Raises LicenceTaken.
    """
    async with db.acting_as(session, Audience.ROUTE):
        provider = await by_id(session, county=actor.county, provider_id=provider_id)
        await _refuse_twin(session, provider)
        await _move(session, actor, provider, ProviderState.ACCEPTED)
        vault = await vault_of(session, actor.county)
        contact = vault.open(
            DataClass.IDENTITY, Place("provider", "contact_sealed", provider.id), bytes(provider.contact_sealed)
        )
    # The reviewer has decided; making the office and the worker is what administrators' rows are for.
    async with db.acting_as(session, Audience.ADMIN):
        await _open_office(session, provider)
        said = inputs.Invite(login_name=provider.code, name=contact, role=Role.PROVIDER, office=provider.code)
        invited = await proposals.invite(session, actor=actor, said=said)
    return {"login_name": provider.code, "code": invited["code"], "expires_at": invited["expires_at"]}


async def _refuse_twin(session: AsyncSession, provider: Provider) -> None:
    """Look at every provider of this licence, locked in one order: two reviewers may say yes at the same moment."""
    query = select(Provider).where(
        col(Provider.county) == provider.county, col(Provider.licence_number) == provider.licence_number
    )
    locked = query.order_by(col(Provider.id)).with_for_update().execution_options(populate_existing=True)
    taken = (ProviderState.ACCEPTED, ProviderState.SUSPENDED)
    if any(one.state in taken for one in (await session.exec(locked)).all()):
        raise LicenceTaken


async def _open_office(session: AsyncSession, provider: Provider) -> None:
    office = Office(
        county=provider.county,
        id=new_id(),
        created_at=clock.now(),
        code=provider.code,
        kind=OfficeKind.PROVIDER,
        name=provider.organisation,
        valid_from=clock.today(),
        version=2,  # not the folder's: a newly loaded folder leaves it as it is
    )
    session.add(office)
    await session.flush()


async def turn_down(session: AsyncSession, *, actor: Actor, provider_id: UUID) -> None:
    """Refuse an application."""
    async with db.acting_as(session, Audience.ROUTE):
        provider = await by_id(session, county=actor.county, provider_id=provider_id)
        await _move(session, actor, provider, ProviderState.REFUSED)


async def suspend(session: AsyncSession, *, actor: Actor, provider_id: UUID) -> None:
    """Shut a provider out after a confirmed scam; the caller takes its courses off the list."""
    async with db.acting_as(session, Audience.ROUTE):
        provider = await by_id(session, county=actor.county, provider_id=provider_id)
        await _move(session, actor, provider, ProviderState.SUSPENDED)


async def _move(session: AsyncSession, actor: Actor, provider: Provider, to: ProviderState) -> None:
    provider.state, provider.decided_at = to, clock.now()
    provider.version += 1
    session.add(provider)
    await session.flush()
    about = About("provider", provider.id, None)
    await audit.record(session, actor=actor, action="provider:decide", about=about, facts={"state": to.value})
