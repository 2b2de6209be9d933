"""Mandatory reports: when, to whom, with which receipt; who reported is hidden from all but the police's own people."""

from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import Place
from app.domain.legal_aid import alarms
from app.domain.legal_aid.instrument_inputs import EnterReport, TakeReceipt
from app.domain.legal_aid.instruments import Paper, beside, desk_step, new, refuse_future, write
from app.errors import Invalid
from app.permissions.actors import Actor
from app.vocabulary import AlarmKind, DataClass, InstrumentKind, InstrumentState, InstrumentStep

POLICE = "public_security"
RECEIPT_AFTER = timedelta(hours=24)


async def enter(session: AsyncSession, *, actor: Actor, request_id: UUID, said: EnterReport) -> Paper:
    """Write down a report; she sees that one was made and to whom, never by whom."""
    async with beside(session, actor=actor, request_id=request_id) as (scene, folder):
        refuse_future(said.reported_at, "reported_at")
        state = InstrumentState.RECEIVED if said.receipt else InstrumentState.REPORTED
        row = new(scene, InstrumentKind.MANDATORY_REPORT, state, said.reported_at)
        paper = Paper(scene, row, folder)
        row.party, row.receipt = said.to.value, said.receipt
        place = Place("instrument", "reporter_sealed", row.id)
        row.reporter_sealed = scene.vault.seal(DataClass.REQUEST, place, said.reporter)
        paper.add(what=said.what)
        await write(paper, InstrumentStep.REPORT)
        if said.receipt is None:
            await alarms.plan(paper, [(AlarmKind.REPORT_RECEIPT, said.reported_at + RECEIPT_AFTER)])
    return paper


async def take_receipt(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, said: TakeReceipt
) -> Paper:
    """Write down the receipt that came later."""
    step = InstrumentStep.RECEIPT
    async with desk_step(session, actor=actor, instrument_id=instrument_id, expected=expected, step=step) as paper:
        row = paper.instrument
        refuse_future(said.received_at, "received_at")
        if said.received_at < row.began_at:
            raise Invalid("回执不会早于报告，请核对时间。", field="received_at")
        row.receipt, row.decided_at = said.receipt, said.received_at
        row.state = InstrumentState.RECEIVED
        await alarms.cancel(paper, AlarmKind.REPORT_RECEIPT)
        await write(paper, step)
    return paper


def reporter_for(paper: Paper) -> str | None:
    """Give who reported, to the police's own people on the case alone (反家庭暴力法 14)."""
    row, actor = paper.instrument, paper.scene.actor
    if row.reporter_sealed is None or actor.office != POLICE:
        return None
    place = Place("instrument", "reporter_sealed", row.id)
    return paper.scene.vault.open(DataClass.REQUEST, place, bytes(row.reporter_sealed))
