"""The roster of lawyers and agencies, kept by the administrator: what was checked, until when, and bound to whom."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault, normal_name
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.legal_aid.assigning import PARTY, lawyer_shown, party
from app.domain.legal_aid.inputs import DeclareTie, EnterLawyer
from app.errors import Conflict, Invalid, NotFound, Stale
from app.models.legal_aid import Lawyer, LawyerTie
from app.permissions.actors import Actor
from app.vocabulary import DataClass


def _admin_row(row: Lawyer, vault: Vault) -> dict[str, Any]:
    return lawyer_shown(row, vault) | {
        "licence": row.licence,
        "checked_on": row.checked_on,
        "matters": list(row.matters),
        "retired_at": row.retired_at,
        "expired": row.valid_until < clock.today(),
        "version": row.version,
    }


async def roster(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List the roster, those whose check ends first at the top."""
    query = select(Lawyer).where(col(Lawyer.county) == actor.county)
    rows = (await session.exec(query.order_by(col(Lawyer.valid_until), col(Lawyer.id)).limit(limit))).all()
    vault = await vault_of(session, actor.county)
    return [_admin_row(row, vault) for row in rows]


async def enter(session: AsyncSession, *, actor: Actor, said: EnterLawyer) -> dict[str, Any]:
    """Put a lawyer on the roster. Raises Conflict for a licence that is on it already."""
    query = select(Lawyer.id).where(col(Lawyer.county) == actor.county, col(Lawyer.licence) == said.licence)
    if (await session.exec(query)).first() is not None:
        raise Conflict("这个执业证号已经在名册上。")
    row = Lawyer(
        county=actor.county, kind=said.kind, name_sealed=b"", firm="", firm_key="", licence="",
        checked_on=said.checked_on, valid_until=said.valid_until,
    )  # fmt: skip
    return await _write(session, actor, row, said, "lawyer:enter")


async def change(
    session: AsyncSession, *, actor: Actor, lawyer_id: UUID, expected: int, said: EnterLawyer
) -> dict[str, Any]:
    """Change what is known of a lawyer, such as a new check. Raises Stale (412)."""
    row = await _lawyer(session, actor, lawyer_id)
    if row.version != expected:
        raise Stale(current={"version": row.version})
    row.version += 1
    return await _write(session, actor, row, said, "lawyer:change")


async def _lawyer(session: AsyncSession, actor: Actor, lawyer_id: UUID) -> Lawyer:
    query = select(Lawyer).where(col(Lawyer.county) == actor.county, col(Lawyer.id) == lawyer_id)
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return row


async def _write(session: AsyncSession, actor: Actor, row: Lawyer, said: EnterLawyer, action: str) -> dict[str, Any]:
    folder = (await catalogue.current(session, actor.county)).folder
    unknown = [code for code in said.matters if county.matter(folder, code) is None]
    if unknown:
        raise Invalid(f"没有这一类事：{'、'.join(unknown)}。", field="matters")
    if said.checked_on > clock.today():
        raise Invalid("核验日期还没到。", field="checked_on")
    vault = await vault_of(session, actor.county)
    row.name_sealed = vault.seal(DataClass.IDENTITY, Place("lawyer", "name_sealed", row.id), said.name)
    row.phone_sealed = (
        vault.seal(DataClass.CONTACT, Place("lawyer", "phone_sealed", row.id), said.phone) if said.phone else None
    )
    row.firm, row.firm_key = said.firm, normal_name(said.firm)
    for name in ("kind", "licence", "checked_on", "valid_until", "woman"):
        setattr(row, name, getattr(said, name))
    row.dialects, row.matters = list(said.dialects), list(said.matters)
    session.add(row)
    await session.flush()
    await _note(session, actor, action, row.id, {"valid_until": said.valid_until.isoformat()})
    return _admin_row(row, vault)


async def _note(session: AsyncSession, actor: Actor, action: str, lawyer_id: UUID, facts: dict[str, Any]) -> None:
    await audit.record(session, actor=actor, action=action, about=About("lawyer", lawyer_id, None), facts=facts)


async def retire(session: AsyncSession, *, actor: Actor, lawyer_id: UUID) -> None:
    """Take a lawyer off the roster; cases already given stay until somebody else is named. Twice changes nothing."""
    row = await _lawyer(session, actor, lawyer_id)
    if row.retired_at is None:
        row.retired_at = clock.now()
        row.version += 1
        session.add(row)
        await session.flush()
        await _note(session, actor, "lawyer:retire", row.id, {})


async def declare(session: AsyncSession, *, actor: Actor, lawyer_id: UUID, said: DeclareTie) -> dict[str, Any]:
    """Write down whom a lawyer acts for or is related to; the name is shown to nobody again. Twice changes nothing."""
    row = await _lawyer(session, actor, lawyer_id)
    vault = await vault_of(session, actor.county)
    who = party(name=said.name, phone=said.phone) or ""
    index = vault.blind_index(PARTY, who)
    query = select(LawyerTie).where(
        col(LawyerTie.county) == actor.county,
        col(LawyerTie.lawyer_id) == row.id,
        col(LawyerTie.kind) == said.kind,
        col(LawyerTie.party_index) == index,
    )
    tie = (await session.exec(query)).one_or_none()
    if tie is None:
        tie = LawyerTie(county=actor.county, lawyer_id=row.id, kind=said.kind, party_index=index, party_sealed=b"")
        tie.party_sealed = vault.seal(DataClass.IDENTITY, Place("lawyer_tie", "party_sealed", tie.id), who)
        session.add(tie)
        await session.flush()
        await _note(session, actor, "lawyer:declare", row.id, {"kind": said.kind.value})
    return {"id": tie.id, "lawyer_id": row.id, "kind": tie.kind, "declared_at": tie.created_at}


async def release(session: AsyncSession, *, actor: Actor, lawyer_id: UUID, tie_id: UUID) -> None:
    """Take a tie back: the matter with that person is over."""
    query = select(LawyerTie).where(
        col(LawyerTie.county) == actor.county, col(LawyerTie.id) == tie_id, col(LawyerTie.lawyer_id) == lawyer_id
    )
    tie = (await session.exec(query)).one_or_none()
    if tie is None:
        raise NotFound
    await session.delete(tie)
    await session.flush()
    await _note(session, actor, "lawyer:release", lawyer_id, {"kind": tie.kind.value})
