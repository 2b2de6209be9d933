"""Her side of the ledger: register, correct, ask for a change, tell of the household, and see where it is."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place, normal_phone
from app.domain import numbers, receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.ledger import consents, inputs, steps
from app.domain.ledger.entries import Desk, Leaving, answers, judge, keep_answers, own_entry, seal, take
from app.domain.ledger.showing import history, name_file
from app.errors import Conflict, ConsentMissing, Invalid, NotFound
from app.models.catalogue import Division
from app.models.ledger import LedgerEntry, LedgerEvent
from app.permissions.actors import Actor
from app.vocabulary import (
    ConsentPurpose,
    DataClass,
    DivisionLevel,
    Eligibility,
    ExitReason,
    LedgerState,
    LedgerStep,
)

RETURNED_HELP = "biz.return"
ASK_CONTACT = "他回来了，要不要改一改我们怎么联系您？"
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
    await refuse_unknown_village(session, actor, said.village)
    vault = await vault_of(session, actor.county)
    entry = await own_entry(session, actor=actor)
    if entry is None:
        return await _first(session, actor, said)
    desk = Desk(session, actor, entry, vault)
    if entry.state is LedgerState.CANDIDATE:
        fill(desk, said)
        entry.returned = False
        await take(desk, LedgerStep.CORRECT, tell=False)
    elif entry.state is LedgerState.REMOVED:
        await _again(desk, said)
    else:
        if entry.change_sealed is not None:
            raise Conflict("您上次要改的还在核对，核对完再改。")
        keep_answers(desk, said.model_dump(mode="json", exclude={"consent_heard", "receipt_number"}), "change_sealed")
        await take(desk, LedgerStep.ASK_CHANGE, tell=False)
    return await _shown(desk)


async def refuse_unknown_village(session: AsyncSession, actor: Actor, code: str) -> None:
    """Refuse a village that is none of the county. Raises Invalid."""
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
    fill(desk, said)
    await take(desk, LedgerStep.REGISTER)
    await consents.give(session, actor=actor, purpose=ConsentPurpose.LEDGER, heard=bool(said.consent_heard))
    return await _shown(desk)


async def _again(desk: Desk, said: inputs.Register) -> None:
    """Let her back in by her own word: checked from the start, under a new consent. A merged entry stays merged."""
    if desk.entry.left_because is ExitReason.DUPLICATE:
        raise Conflict("您另有一份登记，请用那一份。")
    fill(desk, said)
    desk.entry.left_because = desk.entry.left_on = None
    desk.entry.ask_contact = False
    await take(desk, LedgerStep.RESTORE, leaving=Leaving(None, clock.today()))
    await consents.give(desk.session, actor=desk.actor, purpose=ConsentPurpose.LEDGER, heard=bool(said.consent_heard))


def fill(desk: Desk, said: inputs.Facts) -> None:
    """Keep what a registration says, sealed, and judge it as of today."""
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
    """Keep household facts: children by birth year and school, elders, land; no child's ID number (LED-10).

    A child who may be under fourteen is kept only with her consent as its guardian (SAF-10).
    """
    entry = await own_entry(session, actor=actor)
    if entry is None:
        raise NotFound("请先登记。")
    desk = Desk(session, actor, entry, await vault_of(session, actor.county))
    if consents.has_minor((child.birth_year for child in said.children), clock.today()):
        await consents.require_guardian(session, actor=actor, heard=said.guardian_consent_heard)
    kept = said.model_dump(mode="json", exclude={"guardian_consent_heard"})
    keep_answers(desk, answers(desk) | {"household": kept})
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
        "left_because": entry.left_because,
        "left_words": steps.REASONS[entry.left_because] if entry.left_because else None,
        "left_on": entry.left_on,
        "offers": await _offers(desk),
        "asks_contact": ASK_CONTACT if entry.ask_contact else None,
        "change_asked": entry.change_sealed is not None,
        "history": await history(desk),
        "name_file": await name_file(desk),
        "version": entry.version,
    }


async def _offers(desk: Desk) -> list[dict[str, Any]]:
    """Offer help to start at home when he has come back, where the county has that service."""
    if desk.entry.left_because is not ExitReason.HUSBAND_RETURNED and not desk.entry.ask_contact:
        return []
    loaded = await catalogue.current(desk.session, desk.entry.county)
    if not loaded.takes(RETURNED_HELP):
        return []
    service = loaded.service(RETURNED_HELP)
    return [{"service": service.code, "name": service.name, "official_name": service.official_name}]


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
