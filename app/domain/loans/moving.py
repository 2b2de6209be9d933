"""Taking one step of an application: row, step, clock, audit, a neutral notice to her, in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault
from app.domain import numbers as receipts
from app.domain import office_clocks
from app.domain.catalogue import loans as county
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.rules import township_office
from app.domain.loans import access, refusals, steps
from app.domain.office_clocks import Run
from app.models.catalogue import Office
from app.models.ledger import Consent
from app.models.loans import LoanApplication, LoanStep
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.vocabulary import DataClass, LoanSource, LoanStage, NoticeKind

NOON = time(12, 0)
LACKING = {LoanStage.GUARANTEE: refusals.GuarantorConsentMissing, LoanStage.BANK: refusals.BankConsentMissing}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, with the county's rules and keys."""

    session: AsyncSession
    actor: Actor
    loaded: LoadedCounty
    vault: Vault


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage that was reached: when, at which office, in whose words."""

    stage: LoanStage
    on: date
    source: LoanSource
    office: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose application: what the office needs to know her by."""

    profile_id: Any
    township: str | None
    name: str | None
    phone: str | None


async def begin(hand: Hand, her: Applicant, product: str, wish: dict[str, Any], reached: Reached) -> LoanApplication:
    """Begin an application at 意向, under the routing audience. Raises AlreadyOnItsWay."""
    session, actor = hand.session, hand.actor
    if await access.alive(session, county=actor.county, profile_id=her.profile_id) is not None:
        raise refusals.AlreadyOnItsWay
    number, _ = await receipts.use(session, county=actor.county, profile_id=her.profile_id, wanted=None)
    row = LoanApplication(
        county=actor.county,
        created_at=clock.now(),
        profile_id=her.profile_id,
        reader=county.words(hand.loaded.folder).office,
        number=number,
        product=product,
        stage=LoanStage.INTENTION,
        township_code=her.township,
        due_at=clock.now(),
        version=0,
    )
    row.name_sealed = _sealed(hand, row, "name_sealed", DataClass.IDENTITY, her.name)
    row.phone_sealed = _sealed(hand, row, "phone_sealed", DataClass.CONTACT, her.phone)
    said = {key: value for key, value in wish.items() if value is not None}
    row.wish_sealed = _sealed(hand, row, "wish_sealed", DataClass.REQUEST, orjson.dumps(said).decode())
    session.add(row)
    await session.flush()
    await write(hand, row, reached, seq=1)
    notes = [Note(kind=NoticeKind.TASK_NEW, dedupe_key=f"{row.id}:new", reader=row.reader)]
    await announce(session, county=row.county, notes=notes if reached.source is LoanSource.HERS else [])
    return row


def _sealed(hand: Hand, row: LoanApplication, column: str, klass: DataClass, said: str | None) -> bytes | None:
    return hand.vault.seal(klass, Place("loan_application", column, row.id), said) if said else None


async def take(hand: Hand, row: LoanApplication, reached: Reached) -> LoanStep:
    """Take one step. Raises StepNotPossible, StepInTheFuture, StepBeforeLast, ReasonNeeded, … ConsentMissing."""
    steps.after(row.stage, reached.stage)
    before = await access.steps_of(hand.session, row)
    check(reached, before[-1].reached_on)
    await require_yes(hand.session, row, reached.stage)
    row.stage = reached.stage
    return await write(hand, row, reached, seq=before[-1].seq + 1)


def check(reached: Reached, last: date) -> None:
    """Refuse a step that has not happened, came before the last, or says no without a reason."""
    if reached.on > clock.today():
        raise refusals.StepInTheFuture
    if reached.on < last:
        raise refusals.StepBeforeLast
    if reached.stage is LoanStage.REJECTED and not reached.note:
        raise refusals.ReasonNeeded


async def require_yes(session: AsyncSession, row: LoanApplication, stage: LoanStage) -> None:
    """Refuse to hand her on to a bank or guarantor without a live consent of hers to that very one."""
    if stage not in steps.NEEDS:
        return
    query = select(Consent.id).where(
        col(Consent.county) == row.county,
        col(Consent.profile_id) == row.profile_id,
        col(Consent.purpose) == steps.NEEDS[stage],
        col(Consent.withdrawn_at).is_(None),
    )
    if (await session.exec(query.limit(1))).first() is None:
        raise LACKING[stage]


async def write(hand: Hand, row: LoanApplication, reached: Reached, *, seq: int) -> LoanStep:
    """Write a step down, wind the clock of its stage, and tell her that there is news."""
    now = clock.now()
    run = run_of(hand.loaded, reached.stage, reached.on, now)
    step = LoanStep(
        county=row.county,
        created_at=now,
        application_id=row.id,
        profile_id=row.profile_id,
        reader=row.reader,
        seq=seq,
        stage=reached.stage,
        office_name=reached.office or await office_of(hand, row, reached.stage),
        reached_on=reached.on,
        due_at=run.due_at if run else None,
        source=reached.source,
    )
    if reached.note:
        place = Place("loan_step", "note_sealed", step.id)
        step.note_sealed = hand.vault.seal(DataClass.REQUEST, place, reached.note)
    row.due_at, row.version, row.climbed = step.due_at or row.due_at, row.version + 1, 0
    office_clocks.wind(row, run)
    hand.session.add_all((row, step))
    await hand.session.flush()
    about = About("loan_application", row.id, row.profile_id)
    facts = {"stage": row.stage.value, "source": reached.source.value, "version": row.version}
    await audit.record(hand.session, actor=hand.actor, action="loan:step", about=about, facts=facts)
    hers = reached.source is LoanSource.HERS
    news = [] if hers else [Note(kind=NoticeKind.LOAN_NEWS, dedupe_key=str(step.id), profile_id=row.profile_id)]
    await announce(hand.session, county=row.county, notes=news)
    return step


def run_of(loaded: LoadedCounty, stage: LoanStage, on: date, written: datetime) -> Run | None:
    """Say on which clock a stage is owed, from the day it was reached; nothing for an end.

    Papers are hers to gather: the office is reminded of her, and nobody above it.
    """
    one = county.stage_clock(loaded.folder, stage)
    if one is None or one.clock.kind is None or one.clock.amount is None:
        return None
    same_day = written.astimezone(clock.COUNTY_ZONE).date() == on
    start = written if same_day else datetime.combine(on, NOON, clock.COUNTY_ZONE)
    top = office_clocks.RUNGS[0] if stage is LoanStage.DOCUMENTS else office_clocks.RUNGS[-1]
    return Run(one.clock.kind, one.clock.amount, start, loaded.calendar, top)


async def office_of(hand: Hand, row: LoanApplication, stage: LoanStage) -> str:
    """Name the office a stage belongs to: the county's, or her township's."""
    one = county.stage_clock(hand.loaded.folder, stage)
    code = one.office if one is not None else row.reader
    if code == county.TOWNSHIP:
        code = township_office(row.township_code) if row.township_code else row.reader
    query = select(Office.name).where(col(Office.county) == row.county, col(Office.code) == code)
    return (await hand.session.exec(query)).first() or "乡镇就业服务窗口"
