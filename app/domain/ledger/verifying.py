"""The desk's side of the ledger: village, township and county check in turn; a return has a reason she can read."""

from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import normal_id_number
from app.domain.keys import vault_of
from app.domain.ledger import corrections, duplicates, id_number, inputs, proxies, rechecks, steps
from app.domain.ledger.entries import (
    Desk,
    answers,
    judge,
    keep_answers,
    opened,
    seal,
    take,
)
from app.domain.ledger.showing import desk_of, row, shown
from app.errors import Invalid, StepNotPossible
from app.models.ledger import LedgerEntry, LedgerFlag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, LedgerState, LedgerStep


async def registrations(
    session: AsyncSession, *, actor: Actor, state: LedgerState | None, limit: int
) -> dict[str, Any]:
    """List the registrations of the actor's places, oldest first, with a count per state; names masked."""
    counts = select(LedgerEntry.state, func.count()).where(col(LedgerEntry.county) == actor.county)
    counted = dict((await session.exec(counts.group_by(col(LedgerEntry.state)))).all())
    query = select(LedgerEntry).where(col(LedgerEntry.county) == actor.county)
    if state is not None:
        query = query.where(col(LedgerEntry.state) == state)
    rows = (await session.exec(query.order_by(col(LedgerEntry.created_at), col(LedgerEntry.id)).limit(limit))).all()
    vault = await vault_of(session, actor.county)
    await audit.record_read(
        session, actor=actor, action="ledger:list", about=About("staff", actor.id, None), facts={"rows": len(rows)}
    )
    items = [row(Desk(session, actor, one, vault)) for one in rows]
    return {"counts": [{"state": one, "count": counted.get(one, 0)} for one in LedgerState], "items": items}


async def registration(session: AsyncSession, *, actor: Actor, entry_id: UUID) -> dict[str, Any]:
    """Show one registration, masked; the look is written down and she can see that it happened (LED-11)."""
    desk = await desk_of(session, actor, Action.LEDGER_READ, entry_id, None)
    about = About("ledger_entry", desk.entry.id, desk.entry.profile_id)
    await audit.record_read(session, actor=actor, action="ledger:read", about=about, facts={})
    return await shown(desk)


async def check_village(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int, said: inputs.CheckVillage
) -> dict[str, Any]:
    """Say for the village that she lives here and whether he is away."""
    desk = await desk_of(session, actor, Action.LEDGER_CHECK_VILLAGE, entry_id, expected)
    await proxies.refuse_unproven(desk)
    keep_answers(desk, answers(desk) | said.model_dump(mode="json"))
    judge(desk, clock.today())
    await take(desk, LedgerStep.CHECK_VILLAGE)
    return await shown(desk)


async def check_township(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int, said: inputs.CheckTownship
) -> dict[str, Any]:
    """Verify for the township: identity by checksum, birth date and sex digit only; marriage; the absence by date."""
    desk = await desk_of(session, actor, Action.LEDGER_CHECK_TOWNSHIP, entry_id, expected)
    steps.after(desk.entry.state, LedgerStep.CHECK_TOWNSHIP)
    if said.id_number is not None:
        await _keep_id_number(desk, said)
    seal(desk, "name_sealed", said.name)
    kept = said.model_dump(mode="json", include={"married", "outside_county", "away_since"})
    keep_answers(desk, answers(desk) | kept | {"birth_date": said.birth_date.isoformat()})
    judge(desk, clock.today())
    await take(desk, LedgerStep.CHECK_TOWNSHIP)
    await duplicates.look(desk)
    return await shown(desk)


async def _keep_id_number(desk: Desk, said: inputs.CheckTownship) -> None:
    number = normal_id_number(said.id_number or "")
    finding = id_number.check(number, today=clock.today(), born=said.birth_date)
    if finding.failing is not None:
        raise Invalid(finding.sentence, field="id_number", wrong=finding.failing.value)
    index = desk.vault.blind_index("id_number", number)
    seal(desk, "id_sealed", number)
    desk.entry.id_index = index


async def confirm(session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int) -> dict[str, Any]:
    """Enter her into the ledger for the county."""
    desk = await desk_of(session, actor, Action.LEDGER_CONFIRM, entry_id, expected)
    desk.entry.next_review = await rechecks.next_review(session, actor.county, clock.today())
    await take(desk, LedgerStep.CONFIRM)
    return await shown(desk)


async def give_back(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int, said: inputs.ReturnEntry
) -> dict[str, Any]:
    """Return a registration with a reason she can read and hear."""
    desk = await desk_of(session, actor, Action.LEDGER_RETURN, entry_id, expected)
    desk.entry.returned = True
    await take(desk, LedgerStep.RETURN, reason=said.reason)
    return await shown(desk)


async def decide_change(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int, agree: bool, said: inputs.DecideChange
) -> dict[str, Any]:
    """Apply or refuse a change she asked for; before and after are kept, sealed, in the entry's history (LED-06)."""
    desk = await desk_of(session, actor, Action.LEDGER_CHECK_TOWNSHIP, entry_id, expected)
    change = answers(desk, "change_sealed")
    if not change:
        raise StepNotPossible("她没有要改的内容。")
    before = answers(desk)
    keep_answers(desk, None, "change_sealed")
    async with db.acting_as(session, Audience.ROUTE):  # she may be moving out of this township's sight
        if agree:
            await _apply(desk, before, change)
        trace = orjson.dumps({"before": before, "after": change, "reason": said.reason}).decode()
        await take(desk, LedgerStep.APPLY_CHANGE if agree else LedgerStep.REJECT_CHANGE, reason=trace)
        seen = await shown(desk)
    await corrections.settle(desk, agreed=agree, reason=said.reason)
    return seen


async def _apply(desk: Desk, before: dict[str, Any], change: dict[str, Any]) -> None:
    """Make the entry say what she asked it to say; a move takes everything of the entry along."""
    seal(desk, "name_sealed", change.pop("name", None) or opened(desk, "name_sealed"))
    seal(desk, "phone_sealed", change.pop("phone", None) or opened(desk, "phone_sealed"))
    desk.entry.village_code = change.pop("village", desk.entry.village_code)
    desk.entry.township_code = desk.entry.village_code[:9]
    keep_answers(desk, before | change)
    judge(desk, clock.today())
    desk.session.add(desk.entry)
    await desk.session.flush()
    await rechecks.follow(desk)
    await duplicates.look(desk)


async def flag(session: AsyncSession, *, actor: Actor, entry_id: UUID, said: inputs.Flag) -> dict[str, Any]:
    """Add a key-group fact with its source and dates; what she said herself never shows as verified (LED-04)."""
    if said.expires_on <= said.seen_on:
        raise Invalid("失效日期要晚于核对日期。", field="expires_on")
    desk = await desk_of(session, actor, Action.LEDGER_FLAG, entry_id, None)
    entry = desk.entry
    row = LedgerFlag(
        county=entry.county,
        created_at=clock.now(),
        entry_id=entry.id,
        profile_id=entry.profile_id,
        township_code=entry.township_code,
        village_code=entry.village_code,
        set_by=actor.id,
        **said.model_dump(),
    )
    session.add(row)
    await session.flush()
    about = About("ledger_entry", entry.id, entry.profile_id)
    facts = {"group": said.key_group.value, "source": said.source.value}
    await audit.record(session, actor=actor, action="ledger:flag", about=about, facts=facts)
    return await shown(desk)


async def reveal(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, said: inputs.RevealEntry
) -> dict[str, str | None]:
    """Show name, phone and ID number in full, with a reason that stays on record (SAF-08)."""
    desk = await desk_of(session, actor, Action.LEDGER_REVEAL, entry_id, None)
    about = About("ledger_entry", desk.entry.id, desk.entry.profile_id)
    facts = {"reason_length": len(said.reason)}
    await audit.record_read(session, actor=actor, action="ledger:reveal", about=about, facts=facts)
    return {
        "name": opened(desk, "name_sealed"),
        "phone": opened(desk, "phone_sealed"),
        "id_number": opened(desk, "id_sealed"),
    }
