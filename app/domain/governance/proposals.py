"""Acts that take two: one administrator proposes, another agrees, and only then is it done (ADM-05)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain import ordering
from app.domain.governance import holds, inputs, office_changes, people, settings
from app.errors import Conflict, NotAllowed, NotFound
from app.models.accounts import Proposal
from app.permissions.actors import Actor
from app.vocabulary import ParcelKind, ProposalKind

LIVES = timedelta(days=7)
ADMINISTRATORS = (
    ProposalKind.GRANT,
    ProposalKind.ROSTER,
    ProposalKind.LEDGER_EXPORT,
    ProposalKind.FIGURE_EXPORT,
    ProposalKind.LEGAL_HOLD,
    ProposalKind.LEGAL_HOLD_RELEASE,
    ProposalKind.OFFICE_CHANGE,
)

EXPORTS = {
    ProposalKind.LEDGER_EXPORT: ParcelKind.LEDGER_EXPORT,
    ProposalKind.FIGURE_EXPORT: ParcelKind.FIGURE_EXPORT,
}


async def propose(
    session: AsyncSession, *, actor: Actor, kind: ProposalKind, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Put an act up for another person's yes; `facts` are ids and codes."""
    row = Proposal(
        county=actor.county, kind=kind, facts=dict(facts), proposed_by=actor.id, expires_at=clock.now() + LIVES
    )
    session.add(row)
    await session.flush()
    about = About("proposal", row.id, None)
    await audit.record(session, actor=actor, action="proposal:make", about=about, facts={"kind": kind.value})
    return shown(row)


def shown(row: Proposal) -> dict[str, Any]:
    """Show a proposal."""
    return {
        "id": row.id,
        "kind": row.kind,
        "facts": row.facts,
        "proposed_by": row.proposed_by,
        "proposed_at": row.created_at,
        "expires_at": row.expires_at,
        "agreed": row.agreed,
    }


async def waiting(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List what waits for a second person, the oldest first."""
    query = select(Proposal).where(
        col(Proposal.county) == actor.county,
        col(Proposal.decided_at).is_(None),
        col(Proposal.kind).in_(ADMINISTRATORS),
        col(Proposal.expires_at) > clock.now(),
    )
    rows = await session.exec(query.order_by(col(Proposal.created_at), col(Proposal.id)).limit(limit))
    return [shown(row) for row in rows.all()]


async def decide(session: AsyncSession, *, actor: Actor, proposal_id: UUID, agree: bool) -> dict[str, Any]:
    """Agree to another's proposal and carry it out, or turn it down. Raises NotAllowed to its own author."""
    row = await settle(session, actor=actor, proposal_id=proposal_id, agree=agree, kinds=ADMINISTRATORS)
    if agree:
        await _carry_out(session, actor, row)
    return shown(row)


async def settle(
    session: AsyncSession, *, actor: Actor, proposal_id: UUID, agree: bool, kinds: tuple[ProposalKind, ...]
) -> Proposal:
    """Write down a second person's word on a proposal of these kinds; carrying it out is the caller's."""
    query = select(Proposal).where(
        col(Proposal.county) == actor.county, col(Proposal.id) == proposal_id, col(Proposal.kind).in_(kinds)
    )
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    if row.proposed_by == actor.id:
        raise NotAllowed("自己提的要另一位同志来定。")
    if row.decided_at is not None or row.expires_at <= clock.now():
        raise Conflict("这一条已经定过了，或者过期了。")
    row.decided_by, row.decided_at, row.agreed = actor.id, clock.now(), agree
    session.add(row)
    await session.flush()
    about = About("proposal", row.id, None)
    facts = {"kind": row.kind.value, "agreed": agree}
    await audit.record(session, actor=actor, action="proposal:decide", about=about, facts=facts)
    return row


async def _carry_out(session: AsyncSession, actor: Actor, row: Proposal) -> None:
    await CARRIED_OUT[row.kind](session, actor, row)


async def _grant(session: AsyncSession, actor: Actor, row: Proposal) -> None:
    said = inputs.Grant.model_validate({key: row.facts[key] for key in ("role", "office", "divisions")})
    await people.grant(session, actor=actor, staff_id=UUID(row.facts["staff_id"]), said=said)


async def _roster(session: AsyncSession, actor: Actor, row: Proposal) -> None:
    await settings.name_roster(session, actor=actor, said=inputs.NameRoster.model_validate(row.facts))


async def _hold(session: AsyncSession, actor: Actor, row: Proposal) -> None:
    await holds.place(session, actor=actor, by=row.proposed_by, said=inputs.PlaceHold.model_validate(row.facts))


async def _release(session: AsyncSession, actor: Actor, row: Proposal) -> None:
    why = inputs.ReleaseHold.model_validate({"reason": row.facts["reason"]})
    await holds.release(session, actor=actor, by=row.proposed_by, hold_id=UUID(row.facts["hold_id"]), said=why)


async def _change_offices(session: AsyncSession, actor: Actor, row: Proposal) -> None:
    said = inputs.ChangeOffices.model_validate(row.facts)
    await office_changes.carry_out(session, actor=actor, by=row.proposed_by, said=said)


async def propose_office_change(session: AsyncSession, *, actor: Actor, said: inputs.ChangeOffices) -> dict[str, Any]:
    """Propose that offices end on a day and another follows them (ADM-01)."""
    await office_changes.check(session, actor=actor, said=said)
    return await propose(session, actor=actor, kind=ProposalKind.OFFICE_CHANGE, facts=said.model_dump(mode="json"))


async def _export(session: AsyncSession, _actor: Actor, row: Proposal) -> None:
    """Let the worker write the export for whoever proposed it; nobody else can fetch it."""
    parcel = ordering.new(EXPORTS[row.kind], row.county)
    parcel.staff_id, parcel.proposal_id, parcel.facts = row.proposed_by, row.id, dict(row.facts)
    await ordering.order(session, parcel)


CARRIED_OUT: dict[ProposalKind, Callable[[AsyncSession, Actor, Proposal], Awaitable[None]]] = {
    ProposalKind.GRANT: _grant,
    ProposalKind.ROSTER: _roster,
    ProposalKind.LEDGER_EXPORT: _export,
    ProposalKind.FIGURE_EXPORT: _export,
    ProposalKind.LEGAL_HOLD: _hold,
    ProposalKind.LEGAL_HOLD_RELEASE: _release,
    ProposalKind.OFFICE_CHANGE: _change_offices,
}


async def propose_hold(session: AsyncSession, *, actor: Actor, said: inputs.PlaceHold) -> dict[str, Any]:
    """Propose to keep what a number stands for, whatever the limits say (SAF-11)."""
    return await propose(session, actor=actor, kind=ProposalKind.LEGAL_HOLD, facts=said.model_dump(mode="json"))


async def propose_release(
    session: AsyncSession, *, actor: Actor, hold_id: UUID, said: inputs.ReleaseHold
) -> dict[str, Any]:
    """Propose to let the limits hold again."""
    await holds.live(session, actor=actor, hold_id=hold_id)
    facts = {"hold_id": str(hold_id), **said.model_dump(mode="json")}
    return await propose(session, actor=actor, kind=ProposalKind.LEGAL_HOLD_RELEASE, facts=facts)


async def propose_grant(session: AsyncSession, *, actor: Actor, staff_id: UUID, said: inputs.Grant) -> dict[str, Any]:
    """Propose one more post for a worker."""
    await people.refuse_unknown_post(session, actor, staff_id, said.role, said.office)
    facts = {"staff_id": str(staff_id), **said.model_dump(mode="json")}
    return await propose(session, actor=actor, kind=ProposalKind.GRANT, facts=facts)


async def propose_roster(session: AsyncSession, *, actor: Actor, said: inputs.NameRoster) -> dict[str, Any]:
    """Propose who may open the closed requests of a township: access to them is never one person's gift."""
    await settings.refuse_open_service(session, actor, said.service)
    return await propose(session, actor=actor, kind=ProposalKind.ROSTER, facts=said.model_dump(mode="json"))


async def invite(session: AsyncSession, *, actor: Actor, said: inputs.Invite) -> dict[str, Any]:
    """Invite a worker; the code works at once, the first post when another administrator has agreed."""
    invited = await people.invite(session, actor=actor, said=said)
    post = inputs.Grant(role=said.role, office=said.office, divisions=said.divisions)
    proposal = await propose_grant(session, actor=actor, staff_id=invited["staff_id"], said=post)
    return {**invited, "proposal_id": proposal["id"]}
