"""Mediation: only she can ask for it; for violence only after a separate safety screen came out clear (SAF-14)."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import legal_aid as county
from app.domain.help_requests import placing
from app.domain.help_requests.moves import Said, Scene, tell_desk, tell_her
from app.domain.help_requests.parties import is_dangerous
from app.domain.legal_aid.instrument_inputs import AskMediation, Screen
from app.domain.legal_aid.instruments import Paper, beside, desk_step, find, new, refuse_out_of_turn, write
from app.errors import Conflict, Invalid
from app.models.instruments import Instrument
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import InstrumentKind, InstrumentState, InstrumentStep, NoticeKind, TaskState

S, T = InstrumentState, InstrumentStep
SCREEN_HOLDS = timedelta(days=7)
ALIVE = (S.ASKED, S.CLEAR, S.UNSAFE, S.STARTED)


async def ask(session: AsyncSession, *, actor: Actor, request_id: UUID, said: AskMediation) -> Paper:
    """Let her ask for mediation; nobody else can."""
    action = Action.MEDIATION_ASK
    async with beside(session, actor=actor, request_id=request_id, action=action) as (scene, folder):
        if await _alive(session, scene) is not None:
            raise Conflict("您已经提出过调解了；不想调解了，可以随时停。")
        row = new(scene, InstrumentKind.MEDIATION, S.ASKED, clock.now())
        paper = Paper(scene, row, folder)
        paper.add(asked=said.body)
        event = await write(paper, T.ASK_MEDIATION)
        tasks = await placing.tasks_of(session, scene.request, TaskState.OPEN)
        await tell_desk(scene, NoticeKind.MESSAGE_FROM_HER, event, tasks)
    return paper


async def _alive(session: AsyncSession, scene: Scene) -> Instrument | None:
    query = select(Instrument).where(
        col(Instrument.county) == scene.request.county,
        col(Instrument.request_id) == scene.request.id,
        col(Instrument.kind) == InstrumentKind.MEDIATION,
        col(Instrument.state).in_(ALIVE),
    )
    return (await session.exec(query)).one_or_none()


async def stop(session: AsyncSession, *, actor: Actor, instrument_id: UUID) -> Paper:
    """Let her stop a mediation at any moment, without a reason."""
    row = await find(session, actor=actor, instrument_id=instrument_id)
    action = Action.MEDIATION_ASK
    async with beside(session, actor=actor, request_id=row.request_id, action=action) as (scene, folder):
        await session.refresh(row)
        refuse_out_of_turn(row, T.STOP_MEDIATION)
        row.state = S.ENDED
        paper = Paper(scene, row, folder)
        event = await write(paper, T.STOP_MEDIATION)
        tasks = await placing.tasks_of(session, scene.request, TaskState.OPEN)
        await tell_desk(scene, NoticeKind.TASK_CHANGED, event, tasks)
    return paper


async def screen(session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: Screen) -> Paper:
    """Write down a safety screen; it is clear only where every question of the county's list is ticked."""
    step = T.SCREEN
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        questions = county.words(paper.folder).mediation_screen
        missing = [one.text for one in questions if one.code not in said.checked]
        if said.clear and missing:
            raise Invalid("安全筛查还差：" + "；".join(missing), field="checked")
        row = paper.instrument
        row.state = S.CLEAR if said.clear else S.UNSAFE
        row.screened_at, row.screened_by = clock.now(), actor.id
        facts = {"checked": list(said.checked), "clear": said.clear}
        await write(paper, step, said=Said(facts, said.note, shown=False))
    return paper


async def start(session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int) -> Paper:
    """Begin a mediation she asked for. For violence: a clear screen, not older than a week, by another person."""
    step = T.START_MEDIATION
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        if await is_dangerous(session, paper.scene.request):
            _refuse_unscreened(row, actor)
        row.state, row.decided_at = S.STARTED, clock.now()
        event = await write(paper, step)
        await tell_her(paper.scene, NoticeKind.REQUEST_MOVED, event)
    return paper


def _refuse_unscreened(row: Instrument, actor: Actor) -> None:
    fresh = row.screened_at is not None and clock.now() - row.screened_at <= SCREEN_HOLDS
    if row.state is not S.CLEAR or not fresh:
        raise Conflict("涉及家暴，要先单独做安全筛查，没有危险才能调解；筛查七天内有效。")
    if row.screened_by == actor.id:
        raise Conflict("安全筛查和主持调解要由两个人来做。")
