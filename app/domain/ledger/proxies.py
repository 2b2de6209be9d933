"""Whoever acts for a woman who has no telephone: entered with her consent, within it, until she takes over (LED-07)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place, normal_name
from app.domain import numbers
from app.domain.keys import vault_of
from app.domain.ledger import claims, duplicates, inputs, registering
from app.domain.ledger.consents import text_version
from app.domain.ledger.entries import Desk, answers, keep_answers, ledger_entry, take
from app.domain.ledger.showing import desk_of, shown
from app.errors import Conflict, ConsentMissing, Invalid, NotAllowed, NotFound
from app.models.accounts import Account, Profile
from app.models.files import StoredFile
from app.models.ledger import Consent, LedgerEntry, ProxyConsent
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import (
    Audience,
    ConsentChannel,
    ConsentEvidence,
    ConsentGiver,
    ConsentPurpose,
    DataClass,
    Eligibility,
    FileState,
    LedgerState,
    LedgerStep,
    ProxyEnd,
    ProxyUse,
)

LONGEST = timedelta(days=366)
ASKED_WITHIN = timedelta(days=30)
NO_CONSENT = "没有她的同意记录，不能代为登记。请先当面或打电话问过她，再写明。"
NO_RIGHT = "没有她的同意，或者同意已经到期、已由她本人接手，不能再代办。"
NO_EVIDENCE = "同意的录音或签字还没有传上来，请先传。"


async def enter_for(session: AsyncSession, *, actor: Actor, said: inputs.EnterFor) -> dict[str, Any]:
    """Enter a woman of one's own village or township, with her consent; gives her claim code, this once."""
    if said.consent is None:
        raise ConsentMissing(NO_CONSENT)
    if said.village not in actor.villages and said.village[:9] not in actor.towns:
        raise NotAllowed("只能替本村、本乡镇的妇女登记。")
    await registering.refuse_unknown_village(session, actor, said.village)
    refuse_unsound(said.consent)
    if ProxyUse.LEDGER not in said.consent.uses:
        raise ConsentMissing("她的同意里没有“登记”这一项，不能代为登记。")
    async with db.acting_as(session, Audience.ROUTE):
        desk = await _new_entry(session, actor, said)
        given = await _keep_consent(desk, said.consent)
        claim = await claims.issue(desk)
        await duplicates.look(desk)
    return {"registration": await shown(desk), "consent": consent_shown(given), "claim": claim}


def refuse_unsound(said: inputs.ConsentRecord) -> None:
    """Refuse a consent of the future, one asked for long ago, and one that never ends."""
    now, today = clock.now(), clock.today()
    if not now - ASKED_WITHIN <= said.given_at <= now:
        raise Invalid("同意的时间要在最近三十天内。", field="given_at")
    if not today < said.expires_on <= today + LONGEST:
        raise Invalid("同意最长一年，到期再问她。", field="expires_on")


async def _new_entry(session: AsyncSession, actor: Actor, said: inputs.EnterFor) -> Desk:
    """Make the person and her entry; her account has no way in until she claims it."""
    vault, now = await vault_of(session, actor.county), clock.now()
    account = Account(county=actor.county, created_at=now)
    person = Profile(county=actor.county, created_at=now, account_id=account.id, village_code=said.village)
    person.name_sealed = vault.seal(DataClass.IDENTITY, Place("profile", "name_sealed", person.id), said.name)
    session.add(account)
    await session.flush()
    session.add(person)
    await session.flush()
    number, _ = await numbers.use(session, county=actor.county, profile_id=person.id, wanted=None)
    entry = LedgerEntry(
        county=actor.county,
        created_at=now,
        number=number,
        profile_id=person.id,
        state=LedgerState.CANDIDATE,
        eligibility=Eligibility.TO_VERIFY,
        township_code=said.village[:9],
        village_code=said.village,
        proxy_by=actor.id,
    )
    desk = Desk(session, actor, entry, vault)
    registering.fill(desk, said)
    if said.birth_month is not None:
        keep_answers(desk, answers(desk) | {"birth_month": said.birth_month})
    await take(desk, LedgerStep.REGISTER, tell=False)
    return desk


async def _keep_consent(desk: Desk, said: inputs.ConsentRecord) -> ProxyConsent:
    """Write down what she agreed to, once for the proxy and once among her own consents."""
    entry, actor, now = desk.entry, desk.actor, clock.now()
    row = ProxyConsent(
        county=entry.county,
        created_at=now,
        entry_id=entry.id,
        profile_id=entry.profile_id,
        township_code=entry.township_code,
        village_code=entry.village_code,
        staff_id=actor.id,
        office_code=actor.office or "",
        **said.model_dump(exclude={"witness", "uses"}),
        uses=[one.value for one in said.uses],
    )
    if said.witness is not None:
        place = Place("proxy_consent", "witness_sealed", row.id)
        row.witness_sealed = desk.vault.seal(DataClass.IDENTITY, place, normal_name(said.witness))
    by_guardian = said.given_by is ConsentGiver.GUARDIAN
    hers = Consent(
        county=entry.county,
        created_at=now,
        profile_id=entry.profile_id,
        purpose=ConsentPurpose.LEDGER,
        channel=ConsentChannel.GUARDIAN if by_guardian else ConsentChannel.WITNESSED,
        text_version=await text_version(desk.session, entry.county, ConsentPurpose.LEDGER),
        heard=True,
    )
    async with db.acting_as(desk.session, Audience.WOMAN, profile=entry.profile_id):
        desk.session.add(hers)
    desk.session.add(row)
    await desk.session.flush()
    facts = {"uses": row.uses, "evidence": row.evidence.value, "until": row.expires_on.isoformat()}
    about = About("proxy_consent", row.id, entry.profile_id)
    await audit.record(desk.session, actor=actor, action="proxy:consent", about=about, facts=facts)
    return row


async def renew_at_desk(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, said: inputs.ConsentRecord
) -> dict[str, Any]:
    """Write down a fresh consent of hers; the one before ends. After she took over, only she can renew."""
    desk = await desk_of(session, actor, Action.LEDGER_ENTER_FOR, entry_id, None)
    if desk.entry.proxy_by is None or desk.entry.claimed_at is not None:
        raise Conflict("她自己在用，要她本人在手机上同意。")
    refuse_unsound(said)
    async with db.acting_as(session, Audience.ROUTE):
        for row in await _live(session, actor, entry_id):
            row.ended_at, row.ended_because = clock.now(), ProxyEnd.REPLACED
            session.add(row)
        return consent_shown(await _keep_consent(desk, said))


async def new_code(session: AsyncSession, *, actor: Actor, entry_id: UUID) -> dict[str, Any]:
    """Give a fresh claim code, for one that was lost or is over; older ones are void."""
    desk = await right_to(session, actor=actor, entry_id=entry_id, use=ProxyUse.LEDGER)
    if desk.entry.claimed_at is not None:
        raise Conflict("她已经接手了，不用再给认领码。")
    async with db.acting_as(session, Audience.ROUTE):
        return await claims.issue(desk)


async def right_to(session: AsyncSession, *, actor: Actor, entry_id: UUID, use: ProxyUse) -> Desk:
    """Open an entry for acting in her name. Raises NotFound, or ConsentMissing without a live, proven consent."""
    desk = await desk_of(session, actor, Action.LEDGER_ENTER_FOR, entry_id, None)
    rows = [row for row in await _live(session, actor, entry_id) if use in row.uses]
    if not rows:
        raise ConsentMissing(NO_RIGHT)
    if not await _proven(session, rows[0]):
        raise ConsentMissing(NO_EVIDENCE)
    return desk


async def _live(session: AsyncSession, actor: Actor, entry_id: UUID) -> list[ProxyConsent]:
    query = select(ProxyConsent).where(
        col(ProxyConsent.county) == actor.county,
        col(ProxyConsent.entry_id) == entry_id,
        col(ProxyConsent.staff_id) == actor.id,
        col(ProxyConsent.ended_at).is_(None),
        col(ProxyConsent.expires_on) > clock.today(),
    )
    return list((await session.exec(query.order_by(col(ProxyConsent.created_at).desc()))).all())


async def _proven(session: AsyncSession, row: ProxyConsent) -> bool:
    """Say whether what shows a consent is there: a witness by name, or a file that was not refused."""
    if row.evidence is ConsentEvidence.WITNESS:
        return True
    if row.file_id is None:
        return False
    query = select(StoredFile.state).where(col(StoredFile.county) == row.county, col(StoredFile.id) == row.file_id)
    return (await session.exec(query)).one_or_none() in (FileState.WAITING, FileState.READY)


async def refuse_unproven(desk: Desk) -> None:
    """Refuse to check an entry that rests on a consent nobody can show yet. Raises ConsentMissing."""
    if desk.entry.proxy_by is None or desk.entry.claimed_at is not None:
        return
    query = select(ProxyConsent).where(
        col(ProxyConsent.county) == desk.entry.county, col(ProxyConsent.entry_id) == desk.entry.id
    )
    rows = (await desk.session.exec(query)).all()
    if not any([await _proven(desk.session, row) for row in rows]):
        raise ConsentMissing(NO_EVIDENCE)


@asynccontextmanager
async def proving(session: AsyncSession, *, actor: Actor, entry_id: UUID) -> AsyncIterator[Actor]:
    """Let a worker put into her record what shows a consent of hers that still lacks it."""
    await ledger_entry(session, actor=actor, action=Action.LEDGER_ENTER_FOR, entry_id=entry_id)
    rows = [row for row in await _live(session, actor, entry_id) if row.evidence is not ConsentEvidence.WITNESS]
    if not rows or rows[0].file_id is not None:
        raise Conflict("这一条没有要补传的录音或签字。")
    async with in_her_name(session, actor, rows[0].profile_id) as proxy:
        yield proxy


@asynccontextmanager
async def in_her_name(session: AsyncSession, actor: Actor, profile_id: UUID) -> AsyncIterator[Actor]:
    """Write in a woman's rows after her consent was found; whoever acts stays who they are, in every record."""
    async with db.acting_as(session, Audience.WOMAN, profile=profile_id):
        yield replace(actor, profile_id=profile_id)


async def attach(session: AsyncSession, *, actor: Actor, file: StoredFile) -> None:
    """Put a file to the consent it shows."""
    async with db.acting_as(session, Audience.ROUTE):
        for row in await _live(session, actor, file.entry_id) if file.entry_id else []:
            if row.evidence is not ConsentEvidence.WITNESS and row.file_id is None:
                row.file_id = file.id
                session.add(row)


def consent_shown(row: ProxyConsent) -> dict[str, Any]:
    """Say of a proxy's consent what both sides may read."""
    over = row.ended_at is not None or row.expires_on <= clock.today()
    return {
        "id": row.id,
        "office": row.office_code,
        "form": row.form,
        "means": row.means,
        "given_by": row.given_by,
        "given_at": row.given_at,
        "uses": row.uses,
        "evidence": row.evidence,
        "file": row.file_id,
        "expires_on": row.expires_on,
        "ended_because": row.ended_because,
        "live": not over,
    }


async def mine(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List who may act, or could act, in her name, newest first."""
    return [consent_shown(row) for row in await _hers(session, actor)]


async def _hers(session: AsyncSession, actor: Actor, wanted: UUID | None = None) -> list[ProxyConsent]:
    query = select(ProxyConsent).where(
        col(ProxyConsent.county) == actor.county, col(ProxyConsent.profile_id) == actor.profile_id
    )
    if wanted is not None:
        query = query.where(col(ProxyConsent.id) == wanted).with_for_update()
    return list((await session.exec(query.order_by(col(ProxyConsent.created_at).desc()).limit(100))).all())


def _one(rows: list[ProxyConsent]) -> ProxyConsent:
    if not rows:
        raise NotFound
    return rows[0]


async def renew(session: AsyncSession, *, actor: Actor, consent_id: UUID, said: inputs.RenewProxy) -> dict[str, Any]:
    """Let somebody go on acting for her, because she says so herself, until a day."""
    row = _one(await _hers(session, actor, consent_id))
    today = clock.today()
    if not today < said.expires_on <= today + LONGEST:
        raise Invalid("最长一年，到期再定。", field="expires_on")
    row.ended_at, row.ended_because = None, None
    row.renewed_at, row.expires_on = clock.now(), said.expires_on
    return await _kept(session, actor, row, "proxy:renew")


async def end(session: AsyncSession, *, actor: Actor, consent_id: UUID) -> dict[str, Any]:
    """Let somebody act for her no more, from this moment."""
    row = _one(await _hers(session, actor, consent_id))
    if row.ended_at is None:
        row.ended_at, row.ended_because = clock.now(), ProxyEnd.ENDED_BY_HER
    return await _kept(session, actor, row, "proxy:end")


async def _kept(session: AsyncSession, actor: Actor, row: ProxyConsent, action: str) -> dict[str, Any]:
    session.add(row)
    await session.flush()
    about = About("proxy_consent", row.id, row.profile_id)
    facts = {"until": row.expires_on.isoformat()}
    await audit.record(session, actor=actor, action=action, about=about, facts=facts)
    return consent_shown(row)
