"""Her side of the ledger: register, correct, ask for a change, tell of the household, and see where it is."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place, normal_phone
from app.domain import numbers, receipt_numbers
from app.domain.keys import vault_of
from app.domain.ledger import consents, inputs, steps
from app.domain.ledger.entries import Desk, answers, judge, keep_answers, own_entry, seal, take
from app.errors import Conflict, ConsentMissing, Invalid, NotFound
from app.models.catalogue import Division
from app.models.files import StoredFile
from app.models.ledger import LedgerEntry, LedgerEvent
from app.permissions.actors import Actor
from app.vocabulary import (
    ConsentPurpose,
    DataClass,
    DivisionLevel,
    Eligibility,
    FilePurpose,
    FileState,
    LedgerState,
    LedgerStep,
)

NEVER_GATES = "符合不符合，都不影响您求助。"


async def show(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Show her own registration. Raises NotFound before she registered."""
    entry = await own_entry(session, actor=actor)
    if entry is None:
        raise NotFound("您还没有登记。")
    return await _shown(Desk(session, actor, entry, await vault_of(session, actor.county)))


async def register(session: AsyncSession, *, actor: Actor, said: inputs.Register) -> dict[str, Any]:
    """Register, or correct what is not checked yet; later changes are asked for, the township decides (LED-06)."""
    if said.consent_heard is None:
        raise ConsentMissing("登记要您先同意。您可以听一听说明，再点同意。")
    if actor.profile_id is None:
        raise NotFound
    await _known_village(session, actor, said.village)
    vault = await vault_of(session, actor.county)
    entry = await own_entry(session, actor=actor)
    if entry is None:
        return await _first(session, actor, said)
    desk = Desk(session, actor, entry, vault)
    if entry.state is LedgerState.CANDIDATE:
        _fill(desk, said)
        entry.returned = False
        await take(desk, LedgerStep.CORRECT, tell=False)
    else:
        if entry.change_sealed is not None:
            raise Conflict("您上次要改的还在核对，核对完再改。")
        keep_answers(desk, said.model_dump(mode="json", exclude={"consent_heard", "receipt_number"}), "change_sealed")
        await take(desk, LedgerStep.ASK_CHANGE, tell=False)
    return await _shown(desk)


async def _known_village(session: AsyncSession, actor: Actor, code: str) -> None:
    place = await session.get(Division, code)
    if place is None or place.county != actor.county or place.level is not DivisionLevel.VILLAGE:
        raise Invalid("没有找到这个村，请重新选一下。", field="village")


async def _first(session: AsyncSession, actor: Actor, said: inputs.Register) -> dict[str, Any]:
    assert actor.profile_id is not None  # noqa: S101  the caller has looked
    number, _ = await numbers.use(session, county=actor.county, profile_id=actor.profile_id, wanted=said.receipt_number)
    entry = LedgerEntry(
        county=actor.county,
        created_at=clock.now(),
        number=number,
        profile_id=actor.profile_id,
        state=LedgerState.CANDIDATE,
        eligibility=Eligibility.TO_VERIFY,
        township_code=said.village[:9],
        village_code=said.village,
    )
    desk = Desk(session, actor, entry, await vault_of(session, actor.county))
    _fill(desk, said)
    await take(desk, LedgerStep.REGISTER)
    await consents.give(session, actor=actor, purpose=ConsentPurpose.LEDGER, heard=bool(said.consent_heard))
    return await _shown(desk)


def _fill(desk: Desk, said: inputs.Register) -> None:
    entry = desk.entry
    entry.village_code, entry.township_code = said.village, said.village[:9]
    seal(desk, "name_sealed", said.name)
    seal(desk, "phone_sealed", normal_phone(said.phone) if said.phone else None)
    kept = answers(desk) | {
        "husband_away": said.husband_away,
        "outside_county": said.outside_county,
        "away_since": said.away_since,
        "needs": list(said.needs),
    }
    keep_answers(desk, kept)
    judge(desk, clock.today())


async def tell_household(session: AsyncSession, *, actor: Actor, said: inputs.Household) -> dict[str, Any]:
    """Keep household facts: children by birth year and school, elders, land; no child's ID number (LED-10)."""
    entry = await own_entry(session, actor=actor)
    if entry is None:
        raise NotFound("请先登记。")
    desk = Desk(session, actor, entry, await vault_of(session, actor.county))
    keep_answers(desk, answers(desk) | {"household": said.model_dump(mode="json")})
    entry.version += 1
    session.add(entry)
    await session.flush()
    return await _shown(desk)


async def _shown(desk: Desk) -> dict[str, Any]:
    entry, said = desk.entry, answers(desk)
    finding = judge(desk, clock.today())
    return {
        "id": entry.id,
        "number": receipt_numbers.shown(entry.number) if entry.number else None,
        "state": entry.state,
        "state_words": steps.WORDS[entry.state],
        "returned_because": await _return_reason(desk) if entry.returned else None,
        "eligibility": entry.eligibility,
        "failing_parts": entry.failing_parts,
        "eligibility_words": finding.sentence,
        "never_gates": NEVER_GATES,
        "village": entry.village_code,
        "husband_away": said.get("husband_away"),
        "outside_county": said.get("outside_county"),
        "away_since": said.get("away_since"),
        "needs": said.get("needs", []),
        "household": said.get("household"),
        "change_asked": entry.change_sealed is not None,
        "history": await history(desk),
        "name_file": await name_file(desk),
        "version": entry.version,
    }


async def _return_reason(desk: Desk) -> str | None:
    query = select(LedgerEvent).where(
        col(LedgerEvent.county) == desk.entry.county,
        col(LedgerEvent.entry_id) == desk.entry.id,
        col(LedgerEvent.step) == LedgerStep.RETURN,
    )
    event = (await desk.session.exec(query.order_by(col(LedgerEvent.created_at).desc()).limit(1))).first()
    if event is None or event.reason_sealed is None:
        return None
    place = Place("ledger_event", "reason_sealed", event.id)
    return desk.vault.open(DataClass.IDENTITY, place, bytes(event.reason_sealed))


async def name_file(desk: Desk) -> UUID | None:
    """Give the newest recording of her name, for whoever types it in at verification (LED-01)."""
    query = select(StoredFile.id).where(
        col(StoredFile.county) == desk.entry.county,
        col(StoredFile.entry_id) == desk.entry.id,
        col(StoredFile.purpose) == FilePurpose.NAME,
        col(StoredFile.state) == FileState.READY,
    )
    return (await desk.session.exec(query.order_by(col(StoredFile.created_at).desc()).limit(1))).first()


async def history(desk: Desk) -> list[dict[str, Any]]:
    """List an entry's steps: what, when, by which office."""
    query = select(LedgerEvent).where(
        col(LedgerEvent.county) == desk.entry.county, col(LedgerEvent.entry_id) == desk.entry.id
    )
    rows = (await desk.session.exec(query.order_by(col(LedgerEvent.created_at), col(LedgerEvent.id)))).all()
    return [{"step": row.step, "state": row.to_state, "at": row.created_at, "office": row.office_code} for row in rows]
