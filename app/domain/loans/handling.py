"""The office that keeps the tracker: its list, one application, a new one by telephone, each step (LON-06)."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import normal_phone
from app.domain import receipt_numbers
from app.domain.catalogue import loans as county
from app.domain.help_requests.phoning import BY_PHONE
from app.domain.loans import access, moving, refusals, showing, steps
from app.domain.loans.inputs import BeginForHer, TakeStep
from app.domain.loans.moving import Applicant, Hand, Reached
from app.domain.loans.tracking import hand_of, wish_of
from app.domain.places import Place
from app.errors import NotAllowed, Stale
from app.models.accounts import Profile
from app.models.ledger import Consent
from app.models.loans import LoanApplication
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, ConsentPurpose, LoanSource, LoanStage


async def page(
    session: AsyncSession, *, actor: Actor, stage: LoanStage | None, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List the office's applications that are on their way (or at one stage), nearest due first; no name is shown."""
    stages = [stage] if stage is not None else list(steps.ALIVE)
    query = select(LoanApplication).where(
        col(LoanApplication.county) == actor.county,
        col(LoanApplication.reader).in_(list(actor.readers)),
        col(LoanApplication.stage).in_(stages),
    )
    if after is not None:
        query = query.where(tuple_(col(LoanApplication.due_at), col(LoanApplication.id)) > after)
    query = query.order_by(col(LoanApplication.due_at), col(LoanApplication.id)).limit(limit + 1)
    rows = (await session.exec(query)).all()
    hand = await hand_of(session, actor)
    about, facts = About("staff", actor.id, None), {"rows": min(len(rows), limit)}
    await audit.record_read(session, actor=actor, action="loan:list", about=about, facts=facts)
    last = rows[limit - 1] if len(rows) > limit else None
    return [_line(hand, one) for one in rows[:limit]], (last.due_at, last.id) if last else None


def _line(hand: Hand, row: LoanApplication) -> dict[str, Any]:
    alive = row.stage in steps.ALIVE
    return {
        "id": row.id,
        "number": receipt_numbers.shown(row.number),
        "product": row.product,
        "stage": row.stage,
        "stage_name": showing.stage_name(hand, row.stage),
        "due_at": row.due_at,
        "late": alive and row.due_at < clock.now(),
        "version": row.version,
    }


async def read(session: AsyncSession, *, actor: Actor, application_id: UUID) -> dict[str, Any]:
    """Show one application; the look is written down, and she can see that it happened."""
    row = await access.application(session, actor=actor, application_id=application_id)
    about = About("loan_application", row.id, row.profile_id)
    await audit.record_read(session, actor=actor, action="loan:read", about=about, facts={})
    return await _shown(await hand_of(session, actor), row)


async def _shown(hand: Hand, row: LoanApplication) -> dict[str, Any]:
    async with db.acting_as(hand.session, Audience.ROUTE):
        agreed = await _agreed(hand.session, row)
    return await showing.at_desk(hand, row, agreed)


async def _agreed(session: AsyncSession, row: LoanApplication) -> set[ConsentPurpose]:
    query = select(Consent.purpose).where(
        col(Consent.county) == row.county,
        col(Consent.profile_id) == row.profile_id,
        col(Consent.purpose).in_(list(showing.SHARES)),
        col(Consent.withdrawn_at).is_(None),
    )
    return {ConsentPurpose(one) for one in (await session.exec(query)).all()}


async def step(
    session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: TakeStep
) -> dict[str, Any]:
    """Write down the stage she came to. Raises NotFound, Stale, HerStep, and what moving.take refuses."""
    row = await access.application(session, actor=actor, application_id=application_id, action=Action.LOAN_WORK)
    hand = await hand_of(session, actor)
    async with db.acting_as(session, Audience.ROUTE):
        await session.refresh(row, with_for_update=True)
        if row.version != expected:
            raise Stale(current={"version": row.version, "stage": row.stage.value})
        if said.to in steps.HERS:
            raise refusals.HerStep
        await moving.take(hand, row, Reached(said.to, said.on, LoanSource.TYPED, said.office, said.note))
    return await _shown(hand, row)


async def begin_for_her(session: AsyncSession, *, actor: Actor, said: BeginForHer) -> dict[str, Any]:
    """Begin an application for the one woman known by a telephone. Raises NobodyKnown, AlreadyOnItsWay."""
    hand = await hand_of(session, actor)
    if actor.office != county.words(hand.loaded.folder).office:
        raise NotAllowed("贷款的进度由县人社局登记，请找他们的同志。")
    wish = wish_of(hand, said)
    async with db.acting_as(session, Audience.ROUTE):
        profile = await known_by(hand, said.phone)
        if profile is None:
            raise refusals.NobodyKnown
        township = profile.village_code[:9] if profile.village_code else None
        her = Applicant(profile.id, township, said.name, normal_phone(said.phone))
        reached = Reached(LoanStage.INTENTION, clock.today(), LoanSource.TYPED)
        row = await moving.begin(hand, her, said.product, wish, reached)
    return await _shown(hand, row)


async def known_by(hand: Hand, phone: str) -> Profile | None:
    """Find whose telephone it is, by exact number; several people are nobody. The look is written down."""
    values = {"county": hand.actor.county, "phone": hand.vault.blind_index("phone", normal_phone(phone))}
    rows = (await hand.session.execute(BY_PHONE, values)).all()
    found = await hand.session.get(Profile, (hand.actor.county, rows[0].id)) if len(rows) == 1 else None
    about, facts = About("staff", hand.actor.id, found.id if found else None), {"found": found is not None}
    await audit.record_read(hand.session, actor=hand.actor, action="loan:find_her", about=about, facts=facts)
    return found
