"""Written warnings (告诫书) and the visits that must follow, by the police and by the village (反家庭暴力法 16、17)."""

from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import legal_aid as county
from app.domain.help_requests.moves import Said
from app.domain.legal_aid import alarms
from app.domain.legal_aid.instrument_inputs import EnterWarning, Visited
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
from app.errors import Conflict, NotFound
from app.permissions.actors import Actor
from app.vocabulary import AlarmKind, InstrumentKind, InstrumentState, InstrumentStep

VISITS = ("warning_visit_first", "warning_visit_second", "warning_visit_third")
BY = (AlarmKind.VISIT_POLICE, AlarmKind.VISIT_VILLAGE)


async def enter(session: AsyncSession, *, actor: Actor, request_id: UUID, said: EnterWarning) -> Paper:
    """Write down a warning the police issued, and plan the visits of police and village."""
    async with beside(session, actor=actor, request_id=request_id) as (scene, folder):
        refuse_future(said.issued_at, "issued_at")
        row = new(scene, InstrumentKind.WRITTEN_WARNING, InstrumentState.ISSUED, said.issued_at)
        paper = Paper(scene, row, folder)
        paper.add(
            station=said.station,
            offender=said.offender,
            prohibits=said.prohibits,
            served_on_both=said.served_on_both,
            village_told=said.village_told,
        )
        await write(paper, InstrumentStep.WARN)
        today, issued = clock.today(), day_of(said.issued_at)
        days = [county.period(folder, code, today) for code in VISITS]
        await alarms.plan(paper, [(kind, morning(issued + timedelta(days=n))) for n in days for kind in BY])
    return paper


async def visited(session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: Visited) -> Paper:
    """Tick one visit as made; an unsafe one is told to the people of the case at once."""
    step = InstrumentStep.VISITED
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        visit = next(
            (one for one in await alarms.of_instrument(session, row) if one.id == said.alarm_id and one.kind in BY),
            None,
        )
        if visit is None:
            raise NotFound("没有这次查访。")
        if visit.done_on is not None:
            raise Conflict("这次查访已经记过了。")
        refuse_future_day(said.on, "on", not_before=day_of(row.began_at))
        visit.done_on, visit.safe = said.on, said.safe
        if visit.fired_at is None:
            visit.cancelled_at = clock.now()  # made before it was due: there is nothing left to be reminded of
        session.add(visit)
        facts = {"visit": visit.kind.value, "safe": said.safe}
        event = await write(paper, step, said=Said(facts, said.note, shown=False))
        if not said.safe:
            await alarms.tell_people(paper.scene, event, urgent=True)
    return paper
