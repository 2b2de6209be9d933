"""Protection orders: decided within 72 hours, urgent 24; six months at most; alarms 30 and 7 days before the end."""

import calendar
from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import deadlines
from app.domain.catalogue import legal_aid as county
from app.domain.help_requests.moves import tell_her
from app.domain.legal_aid import alarms
from app.domain.legal_aid.instrument_inputs import DecideOrder, EndOrder, EnterOrder, ExtendOrder
from app.domain.legal_aid.instruments import (
    Paper,
    beside,
    day_of,
    desk_step,
    morning,
    new,
    refuse_future,
    refuse_future_day,
    write,
)
from app.errors import Conflict, Invalid
from app.permissions.actors import Actor
from app.vocabulary import AlarmKind, ClockKind, InstrumentKind, InstrumentState, InstrumentStep, NoticeKind

TOO_LONG = "人身安全保护令最长{months}个月（到 {latest}），不能写得更长。到期前可以请法院延长。"


async def apply(session: AsyncSession, *, actor: Actor, request_id: UUID, said: EnterOrder) -> Paper:
    """Write down an application to the court, whoever made it for her; the court's hours begin with it."""
    async with beside(session, actor=actor, request_id=request_id) as (scene, folder):
        refuse_future(said.applied_at, "applied_at")
        row = new(scene, InstrumentKind.PROTECTION_ORDER, InstrumentState.APPLIED, said.applied_at)
        paper = Paper(scene, row, folder)
        row.urgent, row.oral, row.party = said.urgent, said.oral, said.applicant.value
        code = "protection_order_urgent" if said.urgent else "protection_order"
        hours = county.period(folder, code, clock.today())
        row.due_at = deadlines.due(ClockKind.HOURS, hours, said.applied_at, scene.loaded.calendar)
        paper.add(court=said.court)
        event = await write(paper, InstrumentStep.APPLY_ORDER, day=row.due_at)
        await alarms.plan(paper, [(AlarmKind.ORDER_DECISION, row.due_at)])
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return paper


async def decide(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: DecideOrder
) -> Paper:
    """Write down the court's word; an order longer than six months is refused, its end gives two alarms."""
    step = InstrumentStep.DECIDE_ORDER
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        refuse_future(said.decided_at, "decided_at")
        if said.decided_at < row.began_at:
            raise Invalid("裁定不会早于申请，请核对时间。", field="decided_at")
        row.decided_at, row.due_at = said.decided_at, None
        await alarms.cancel(paper, AlarmKind.ORDER_DECISION)
        if said.valid_until is None:
            row.state = InstrumentState.REFUSED
        else:
            await _valid(paper, day_of(said.decided_at), said.valid_until)
            row.state = InstrumentState.GRANTED
        paper.add(measures=said.measures, village_served=said.village_served or None)
        await _told(paper, step)
    return paper


async def _valid(paper: Paper, begins: date, ends: date) -> None:
    """Let an order be valid until a day: after it begins, within the months the law gives; plan its alarms."""
    months = county.period(paper.folder, "protection_order_months", clock.today())
    latest = months_later(begins, months)
    if ends <= begins:
        raise Invalid("保护令的到期日要晚于裁定日。", field="valid_until")
    if ends > latest:
        raise Invalid(TOO_LONG.format(months=months, latest=latest), field="valid_until")
    paper.instrument.valid_until = ends
    await alarms.cancel(paper, *alarms.ORDER_ENDS)
    await alarms.plan(paper, _before_the_end(paper, ends))


def _before_the_end(paper: Paper, ends: date) -> list[alarms.Alarm]:
    """Give the two alarms; an order shorter than the first one's days has the last one only."""
    today, planned = clock.today(), []
    for kind, code in (
        (AlarmKind.ORDER_ENDS_FIRST, "order_alarm_first"),
        (AlarmKind.ORDER_ENDS_LAST, "order_alarm_last"),
    ):
        at = morning(ends - timedelta(days=county.period(paper.folder, code, today)))
        if at > clock.now():
            planned.append((kind, at))
        elif kind is AlarmKind.ORDER_ENDS_LAST:
            planned.append((kind, clock.now()))
    return planned


def months_later(day: date, months: int) -> date:
    """Give the same day so many months later, the month's last where there is none."""
    whole = day.month - 1 + months
    year, month = day.year + whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


async def extend(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: ExtendOrder
) -> Paper:
    """Write down an extension the court gave before the order ended; again six months at most, with alarms anew."""
    step = InstrumentStep.EXTEND_ORDER
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        refuse_future(said.decided_at, "decided_at")
        ended = row.valid_until
        if ended is None or day_of(said.decided_at) > ended:
            raise Conflict("保护令已经到期，不能延长；要重新申请一个。")
        await _valid(paper, ended, said.valid_until)
        row.extended += 1
        await _told(paper, step)
    return paper


async def end(session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: EndOrder) -> Paper:
    """Write down that the court took the order back; its alarms are not given any more."""
    step = InstrumentStep.END_ORDER
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        begun = day_of(row.decided_at) if row.decided_at else None
        refuse_future_day(said.on, "on", not_before=begun)
        row.state = InstrumentState.ENDED
        paper.add(ended_on=said.on.isoformat(), ended_because=said.reason)
        await alarms.cancel(paper)
        await _told(paper, step)
    return paper


async def _told(paper: Paper, step: InstrumentStep) -> None:
    ends = paper.instrument.valid_until
    event = await write(paper, step, day=morning(ends) if ends else None)
    await tell_her(paper.scene, NoticeKind.REQUEST_MOVED, event)
