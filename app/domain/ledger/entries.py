"""An entry as everyone handles it: the door, its sealed columns, its events, its eligibility."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault
from app.domain.ledger import eligibility, steps
from app.domain.ledger.eligibility import AwayFacts, AwaySpell, EligibilityRules, RoughDay
from app.errors import NotFound, Stale
from app.models.ledger import LedgerEntry, LedgerEvent
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import DataClass, ExitReason, LedgerStep, NoticeKind

SEALED = {
    "name_sealed": DataClass.IDENTITY,
    "phone_sealed": DataClass.CONTACT,
    "id_sealed": DataClass.IDENTITY,
    "twin_sealed": DataClass.IDENTITY,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a step on an entry works with."""

    session: AsyncSession
    actor: Actor
    entry: LedgerEntry
    vault: Vault


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why and from which day somebody left or came back; the day is when it happened, not when it was told."""

    because: ExitReason | None
    on: date


async def ledger_entry(session: AsyncSession, *, actor: Actor, action: Action, entry_id: UUID) -> LedgerEntry:
    """Give the entry, locked, if this actor may do this to it. Raises NotFound (404) or NotAllowed (403)."""
    query = select(LedgerEntry).where(col(LedgerEntry.county) == actor.county, col(LedgerEntry.id) == entry_id)
    entry = (await session.exec(query.with_for_update(key_share=True))).one_or_none()
    if entry is None:
        raise NotFound
    thing = Thing(
        county=entry.county, profile_id=entry.profile_id, township=entry.township_code, village=entry.village_code
    )
    require(actor, read=Action.LEDGER_READ, action=action, thing=thing)
    session.info["answer_about"] = (entry.id, False)
    return entry


async def own_entry(session: AsyncSession, *, actor: Actor) -> LedgerEntry | None:
    """Give her own entry, if she has registered."""
    query = select(LedgerEntry).where(
        col(LedgerEntry.county) == actor.county, col(LedgerEntry.profile_id) == actor.profile_id
    )
    return (await session.exec(query)).one_or_none()


def check_version(entry: LedgerEntry, expected: int) -> None:
    """Refuse a step on an older version. Raises Stale (412)."""
    if entry.version != expected:
        raise Stale(current={"version": entry.version, "state": entry.state.value})


def seal(desk: Desk, column: str, text: str | None) -> None:
    """Seal one column of the entry; nothing said leaves it empty."""
    place = Place("ledger_entry", column, desk.entry.id)
    setattr(desk.entry, column, desk.vault.seal(SEALED[column], place, text) if text else None)


def opened(desk: Desk, column: str) -> str | None:
    """Open one column of the entry."""
    blob: bytes | None = getattr(desk.entry, column)
    if blob is None:
        return None
    return desk.vault.open(SEALED[column], Place("ledger_entry", column, desk.entry.id), bytes(blob))


def answers(desk: Desk, column: str = "answers_sealed") -> dict[str, Any]:
    """Open what was answered; an empty answer where nothing is kept."""
    blob: bytes | None = getattr(desk.entry, column)
    if blob is None:
        return {}
    text = desk.vault.open(DataClass.IDENTITY, Place("ledger_entry", column, desk.entry.id), bytes(blob))
    found: dict[str, Any] = orjson.loads(text)
    return found


def keep_answers(desk: Desk, said: dict[str, Any] | None, column: str = "answers_sealed") -> None:
    """Seal the answers as one text."""
    place = Place("ledger_entry", column, desk.entry.id)
    text = orjson.dumps(said).decode() if said is not None else None
    setattr(desk.entry, column, desk.vault.seal(DataClass.IDENTITY, place, text) if text is not None else None)


def judge(desk: Desk, today: date) -> eligibility.Finding:
    """Work out 符合 / 暂不符合 / 待核实 from the answers of today; it never gates help (LED-02)."""
    said = answers(desk)
    since = RoughDay.parse(said["away_since"]) if said.get("away_since") else None
    away = said.get("husband_away")
    spells = tuple(_ended(spell) for spell in said.get("spells", ()))
    if away:
        spells += (AwaySpell(since, None, said.get("outside_county")),)
    facts = AwayFacts(said.get("lives_in_village"), said.get("married"), away, spells)
    finding = eligibility.assess(facts, today, EligibilityRules())
    desk.entry.eligibility = finding.result
    desk.entry.failing_parts = [part.value for part in finding.failing]
    return finding


def _ended(spell: dict[str, Any]) -> AwaySpell:
    since = RoughDay.parse(spell["since"]) if spell.get("since") else None
    return AwaySpell(since, RoughDay.parse(spell["until"]), spell.get("outside_county"))


async def take(
    desk: Desk, step: LedgerStep, *, reason: str | None = None, tell: bool = True, leaving: Leaving | None = None
) -> LedgerEvent:
    """Take one step of the table: state, event, audit row, notice."""
    entry, actor = desk.entry, desk.actor
    if step is not LedgerStep.REGISTER:
        entry.state = steps.after(entry.state, step)
        entry.version += 1
    event = LedgerEvent(
        county=entry.county,
        created_at=clock.now(),
        entry_id=entry.id,
        profile_id=entry.profile_id,
        township_code=entry.township_code,
        village_code=entry.village_code,
        step=step,
        to_state=entry.state,
        actor_kind=actor.kind,
        actor_id=actor.id,
        office_code=actor.office,
        because=leaving.because if leaving else None,
        effective_on=leaving.on if leaving else None,
    )
    if reason:
        place = Place("ledger_event", "reason_sealed", event.id)
        event.reason_sealed = desk.vault.seal(DataClass.IDENTITY, place, reason)
    desk.session.add(entry)
    await desk.session.flush()
    desk.session.add(event)
    await desk.session.flush()
    about = About("ledger_entry", entry.id, entry.profile_id)
    facts = {"step": step.value, "to": entry.state.value, "version": entry.version}
    await audit.record(desk.session, actor=actor, action=f"ledger:{step.value}", about=about, facts=facts)
    if tell:
        note = Note(NoticeKind.REGISTRATION_MOVED, f"{event.id}:her", profile_id=entry.profile_id)
        await announce(desk.session, county=entry.county, notes=[note])
    return event
