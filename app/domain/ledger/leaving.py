"""Leaving the ledger and coming back, from the day it happened, by her word or the desk's; history stays (LED-05)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.keys import vault_of
from app.domain.ledger import consents, inputs, rechecks, registering, steps
from app.domain.ledger.entries import Desk, Leaving, answers, judge, keep_answers, own_entry, take
from app.domain.ledger.showing import desk_of, shown
from app.errors import ConsentMissing, Invalid, NotFound, StepNotPossible
from app.models.ledger import LedgerEvent
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import ConsentPurpose, ExitReason, LedgerState, LedgerStep, NoticeKind, RecheckState

MOVED_TWICE = "您上次要改的还在核对，核对完再改。"


async def exit_by_desk(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int, step: LedgerStep, said: inputs.LeaveEntry
) -> dict[str, Any]:
    """Suspend or remove an entry for a named reason from a day on; her own wish is hers to say."""
    desk = await desk_of(session, actor, Action.LEDGER_EXIT, entry_id, expected)
    if said.because is ExitReason.DUPLICATE:
        raise Invalid("重复登记要走合并，两位同志一起定。", field="because")
    if step is LedgerStep.SUSPEND and said.because not in steps.SUSPENDING:
        raise Invalid("这个原因不是暂时的，请用“移出”。", field="because")
    await _go(desk, step, Leaving(said.because, said.on), said.reason)
    return await shown(desk)


async def _go(desk: Desk, step: LedgerStep, leaving: Leaving, reason: str | None = None) -> LedgerEvent:
    """Close what is open, end the away spell where he came back, and take the step."""
    refuse_future(leaving.on)
    steps.after(desk.entry.state, step)
    desk.entry.left_because, desk.entry.left_on = leaving.because, leaving.on
    desk.entry.next_review = None
    desk.entry.ask_contact = leaving.because is ExitReason.HUSBAND_RETURNED
    if leaving.because is ExitReason.HUSBAND_RETURNED:
        _end_spell(desk, leaving.on)
    await rechecks.end(desk, RecheckState.CLOSED, leaving.because)
    tell = leaving.because is not ExitReason.DECEASED
    return await take(desk, step, reason=reason, tell=tell, leaving=leaving)


def refuse_future(day: date) -> None:
    """Refuse a day that has not come yet."""
    if day > clock.today():
        raise Invalid("日期还没有到，请再看一下。", field="on")


def _end_spell(desk: Desk, on: date) -> None:
    """Let the absence end on the day he came back; it stays among the spells that were."""
    said = answers(desk)
    if said.get("husband_away"):
        since = said.get("away_since")
        if since is not None and since[: len("2026-01")] > on.isoformat()[: len("2026-01")]:
            raise Invalid("回来的日子不能早于外出的日子。", field="on")
        spell = {"since": since, "until": on.isoformat(), "outside_county": said.get("outside_county")}
        said["spells"] = [*said.get("spells", []), spell]
    keep_answers(desk, said | {"husband_away": False, "away_since": None, "outside_county": None})
    judge(desk, clock.today())


async def restore(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int, said: inputs.RestoreEntry
) -> dict[str, Any]:
    """Take an entry back in; one she withdrew herself comes back by her own word only."""
    desk = await desk_of(session, actor, Action.LEDGER_RESTORE, entry_id, expected)
    refuse_future(said.on)
    if desk.entry.left_because in steps.NOT_FOR_THE_DESK:
        raise ConsentMissing("这一条要她本人再登记，或者先撤销合并。")
    if said.away_since is not None:
        again = {"husband_away": True, "away_since": said.away_since, "outside_county": said.outside_county}
        keep_answers(desk, answers(desk) | again)
    await _back(desk, Leaving(None, said.on), said.reason)
    return await shown(desk)


async def _back(desk: Desk, leaving: Leaving, reason: str | None = None) -> None:
    entry = desk.entry
    entry.left_because, entry.left_on, entry.ask_contact = None, None, False
    judge(desk, clock.today())
    await take(desk, LedgerStep.RESTORE, reason=reason, leaving=leaving)
    if entry.state is LedgerState.ACTIVE:
        entry.next_review = await rechecks.next_review(desk.session, entry.county, clock.today())
        desk.session.add(entry)
        await desk.session.flush()


async def _hers(session: AsyncSession, actor: Actor) -> Desk:
    entry = await own_entry(session, actor=actor)
    if entry is None:
        raise NotFound("您还没有登记。")
    return Desk(session, actor, entry, await vault_of(session, actor.county))


async def leave(session: AsyncSession, *, actor: Actor, said: inputs.Leave) -> dict[str, Any]:
    """Let her out at her own word, and end the consent it rested on; asking for help stays open to her."""
    desk = await _hers(session, actor)
    event = await _go(desk, LedgerStep.REMOVE, Leaving(ExitReason.OWN_WISH, said.on or clock.today()))
    await consents.withdraw_all(session, actor=actor, purpose=ConsentPurpose.LEDGER)
    await _tell_township(desk, event)
    return await registering.show(session, actor=actor)


async def withdraw_consent(session: AsyncSession, *, actor: Actor, consent_id: UUID) -> dict[str, Any]:
    """Take a consent back; without the one for the ledger she is in it no longer."""
    taken = await consents.withdraw(session, actor=actor, consent_id=consent_id)
    entry = await own_entry(session, actor=actor)
    if taken["purpose"] is ConsentPurpose.LEDGER and entry is not None and entry.state is not LedgerState.REMOVED:
        await leave(session, actor=actor, said=inputs.Leave())
    if taken["purpose"] is ConsentPurpose.CHILDREN and entry is not None:
        await _forget_children(Desk(session, actor, entry, await vault_of(session, actor.county)))
    return taken


async def _forget_children(desk: Desk) -> None:
    """Take the children who may be under fourteen out again: nothing is kept of them without a guardian's consent."""
    said = answers(desk)
    household = said.get("household") or {}
    today = clock.today()
    grown = [child for child in household.get("children", ()) if not consents.has_minor([child["birth_year"]], today)]
    if household:
        keep_answers(desk, said | {"household": household | {"children": grown}})
        desk.entry.version += 1
        desk.session.add(desk.entry)
        await desk.session.flush()


async def husband_back(session: AsyncSession, *, actor: Actor, said: inputs.HusbandBack) -> dict[str, Any]:
    """Take her word that he is back: the absence ends, she is asked how to be reached, and offered help to start."""
    desk = await _hers(session, actor)
    if desk.entry.state is LedgerState.ACTIVE:
        event = await _go(desk, LedgerStep.SUSPEND, Leaving(ExitReason.HUSBAND_RETURNED, said.on))
    else:
        event = await _correct(desk, said.on)
    await _tell_township(desk, event)
    return await registering.show(session, actor=actor)


async def _correct(desk: Desk, on: date) -> LedgerEvent:
    """End the absence of an entry still being checked: it is checked from the start, for the facts are others now."""
    refuse_future(on)
    if desk.entry.state in (LedgerState.SUSPENDED, LedgerState.REMOVED):
        raise StepNotPossible(state=desk.entry.state.value, step=LedgerStep.SUSPEND.value)
    _end_spell(desk, on)
    desk.entry.ask_contact = True
    return await take(desk, LedgerStep.CORRECT, tell=False, leaving=Leaving(ExitReason.HUSBAND_RETURNED, on))


async def moved(session: AsyncSession, *, actor: Actor, said: inputs.Moved) -> dict[str, Any]:
    """Take her word that she moved: within the county a transfer that the township decides, beyond it an exit."""
    desk = await _hers(session, actor)
    refuse_future(said.on)
    if said.village is None:
        event = await _go(desk, LedgerStep.REMOVE, Leaving(ExitReason.MOVED_OUT, said.on))
    else:
        await registering.refuse_unknown_village(session, actor, said.village)
        event = await _transfer(desk, said.village, said.on)
    await _tell_township(desk, event)
    return await registering.show(session, actor=actor)


async def _transfer(desk: Desk, village: str, on: date) -> LedgerEvent:
    leaving = Leaving(None, on)
    if desk.entry.state is LedgerState.CANDIDATE:
        desk.entry.village_code, desk.entry.township_code = village, village[:9]
        return await take(desk, LedgerStep.CORRECT, tell=False, leaving=leaving)
    if desk.entry.change_sealed is not None:
        raise StepNotPossible(MOVED_TWICE)
    keep_answers(desk, {"village": village, "moved_on": on.isoformat()}, "change_sealed")
    return await take(desk, LedgerStep.ASK_CHANGE, tell=False, leaving=leaving)


async def answer_contact(session: AsyncSession, *, actor: Actor, said: inputs.AnswerContact) -> dict[str, Any]:
    """Take her answer about being reached otherwise; the rules themselves she changes where they are kept."""
    desk = await _hers(session, actor)
    desk.entry.ask_contact = False
    desk.entry.version += 1
    session.add(desk.entry)
    await session.flush()
    shown_to_her = await registering.show(session, actor=actor)
    return {"registration": shown_to_her, "next": "/v1/my/safe-contact" if said.change else None}


async def _tell_township(desk: Desk, event: LedgerEvent) -> None:
    """Let the township know that something of hers changed; the notice says no more than that."""
    note = Note(NoticeKind.TASK_CHANGED, f"{event.id}:town", reader=f"town-{desk.entry.township_code}")
    await announce(desk.session, county=desk.entry.county, notes=[note])
