"""Land disputes: negotiate, mediate where she asks, arbitrate in 60 and 30 days, to court within 30; free, and oral."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import deadlines
from app.domain.catalogue import legal_aid as county
from app.domain.help_requests.moves import tell_her
from app.domain.legal_aid import alarms
from app.domain.legal_aid.instrument_inputs import (
    ArbitrateLonger,
    Award,
    EndLand,
    EnterLand,
    FileArbitration,
    StageEnded,
    Sue,
)
from app.domain.legal_aid.instruments import (
    Paper,
    beside,
    day_of,
    desk_step,
    morning,
    new,
    refuse_future_day,
    write,
)
from app.domain.legal_aid.orders import months_later
from app.errors import Conflict, Invalid
from app.models.instruments import Instrument
from app.permissions.actors import Actor
from app.vocabulary import AlarmKind, ClockKind, InstrumentKind, InstrumentState, InstrumentStep, NoticeKind

S, T = InstrumentState, InstrumentStep
MONTHS_A_YEAR = 12
WARN_BEFORE_LIMITATION = timedelta(days=30)
WARN_BEFORE_SUING = timedelta(days=7)


async def enter(session: AsyncSession, *, actor: Actor, request_id: UUID, said: EnterLand) -> Paper:
    """Begin a dispute where people talk first; the two years of the limitation give an alarm of their own."""
    async with beside(session, actor=actor, request_id=request_id) as (scene, folder):
        row = new(scene, InstrumentKind.LAND_DISPUTE, S.NEGOTIATION, clock.now())
        paper = Paper(scene, row, folder)
        row.oral = said.oral
        paper.add(other_side=said.other_side, parcel=said.parcel, what=said.what)
        if said.known_on is not None:
            refuse_future_day(said.known_on, "known_on")
            years = county.period(folder, "land_limitation", clock.today())
            row.valid_until = months_later(said.known_on, MONTHS_A_YEAR * years)
        await write(paper, T.LAND)
        if row.valid_until is not None:
            at = max(morning(row.valid_until - WARN_BEFORE_LIMITATION), clock.now())
            await alarms.plan(paper, [(AlarmKind.LIMITATION, at)])
    return paper


async def negotiated(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: StageEnded
) -> Paper:
    """Write down how talking ended."""
    step = T.NEGOTIATED
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        await _ended_or(paper, step, said, S.NEGOTIATION)
    return paper


async def mediated(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: StageEnded
) -> Paper:
    """Write down how mediation ended; there is none she did not ask for (SAF-14)."""
    step = T.MEDIATED
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        if not await mediation_started(session, paper.instrument):
            raise Conflict("她没有提出调解，或者调解还没有开始；调解只能由她本人提出。")
        await _ended_or(paper, step, said, S.IN_MEDIATION)
    return paper


async def mediation_started(session: AsyncSession, row: Instrument) -> bool:
    """Say whether a mediation she asked for has begun in this request."""
    query = select(Instrument.id).where(
        col(Instrument.county) == row.county,
        col(Instrument.request_id) == row.request_id,
        col(Instrument.kind) == InstrumentKind.MEDIATION,
        col(Instrument.state) == S.STARTED,
    )
    return (await session.exec(query.limit(1))).first() is not None


async def _ended_or(paper: Paper, step: InstrumentStep, said: StageEnded, to: InstrumentState) -> None:
    refuse_future_day(said.on, "on")
    paper.instrument.state = S.ENDED if said.settled else to
    paper.add(**{f"{step.value}_on": said.on.isoformat(), f"{step.value}_note": said.note})
    if said.settled:
        await alarms.cancel(paper)
    await _told(paper, step)


async def arbitrate(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: FileArbitration
) -> Paper:
    """Write down that the arbitrators took it on: an award within sixty days; it is free, and may be asked aloud."""
    step = T.ARBITRATE
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        refuse_future_day(said.on, "on")
        if row.valid_until is not None and said.on > row.valid_until:
            raise Invalid(f"仲裁时效到 {row.valid_until} 为止。有特殊原因的，请先问 12348。", field="on")
        row.state, row.oral = S.ARBITRATION, row.oral or said.oral
        row.due_at = _days(paper, "land_award", said.on)
        paper.add(filed_on=said.on.isoformat())
        await alarms.cancel(paper, AlarmKind.LIMITATION)
        await alarms.plan(paper, [(AlarmKind.AWARD_DUE, row.due_at)])
        await _told(paper, step)
    return paper


def _days(paper: Paper, code: str, start: date) -> datetime:
    days = county.period(paper.folder, code, clock.today())
    return deadlines.due(ClockKind.CALENDAR_DAYS, days, morning(start), paper.scene.loaded.calendar)


async def arbitrate_longer(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: ArbitrateLonger
) -> Paper:
    """Give the arbitrators thirty days more, once, before their sixty are over."""
    step = T.ARBITRATE_LONGER
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        refuse_future_day(said.on, "on")
        if row.extended or row.due_at is None or said.on > day_of(row.due_at):
            raise Conflict("仲裁只能延长一次，而且要在六十天内决定。")
        row.extended = 1
        row.due_at = _days(paper, "land_award_more", day_of(row.due_at))
        paper.add(longer_because=said.reason)
        await alarms.cancel(paper, AlarmKind.AWARD_DUE)
        await alarms.plan(paper, [(AlarmKind.AWARD_DUE, row.due_at)])
        await _told(paper, step)
    return paper


async def award(session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: Award) -> Paper:
    """Write down the award and the day it was served: thirty days to sue, with an alarm a week before they end."""
    step = T.AWARD
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        filed = paper.details().get("filed_on")
        refuse_future_day(said.served_on, "served_on", not_before=date.fromisoformat(filed) if filed else None)
        row.state, row.decided_at = S.AWARD, morning(said.served_on)
        row.due_at = _days(paper, "land_sue", said.served_on)
        paper.add(award_note=said.note)
        await alarms.cancel(paper, AlarmKind.AWARD_DUE)
        warn = max(morning(day_of(row.due_at - WARN_BEFORE_SUING)), clock.now())
        await alarms.plan(paper, [(AlarmKind.SUE_BY, warn)])
        await _told(paper, step)
    return paper


async def sue(session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: Sue) -> Paper:
    """Write down that it went to court; after an award only within thirty days of it."""
    step = T.SUE
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        refuse_future_day(said.on, "on")
        if row.state is S.AWARD and row.due_at is not None and said.on > day_of(row.due_at):
            raise Invalid("收到裁决满三十天没有起诉，裁决已经生效，不能再起诉。", field="on")
        row.state, row.due_at = S.COURT, None
        paper.add(court=said.court, sued_on=said.on.isoformat())
        await alarms.cancel(paper)
        await _told(paper, step)
    return paper


async def end(session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: EndLand) -> Paper:
    """Write down how the dispute ended."""
    step = T.END_LAND
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        refuse_future_day(said.on, "on")
        paper.instrument.state, paper.instrument.due_at = S.ENDED, None
        paper.add(ended_on=said.on.isoformat(), ended_because=said.note)
        await alarms.cancel(paper)
        await _told(paper, step)
    return paper


async def _told(paper: Paper, step: InstrumentStep) -> None:
    event = await write(paper, step, day=paper.instrument.due_at)
    await tell_her(paper.scene, NoticeKind.REQUEST_MOVED, event)
