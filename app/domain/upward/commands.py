"""Sending a report upward, taking it up, answering it; each with its notice."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.upward.inputs import AnswerUp, SendUp
from app.errors import Conflict, Invalid, NotFound, Stale
from app.models.figures import UpwardReport
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.vocabulary import DataClass, NoticeKind, UpwardState

DESK = "county_desk"


async def send(session: AsyncSession, *, actor: Actor, said: SendUp) -> UpwardReport:
    """Report to the county; its desk is told. Raises Invalid for a clause the policy does not have."""
    loaded = await catalogue.current(session, actor.county)
    if said.clause is not None and said.clause not in {one.number for one in loaded.folder.clauses}:
        raise Invalid("文件没有这一条。", field="clause")
    row = UpwardReport(
        county=actor.county,
        created_at=clock.now(),
        kind=said.kind,
        clause=said.clause,
        author_id=actor.id,
        office_code=actor.office or "",
    )
    await _seal(session, row, "body_sealed", said.body)
    session.add(row)
    await session.flush()
    await _note(session, actor, row, "send", NoticeKind.TASK_NEW, DESK)
    return row


async def take_up(session: AsyncSession, *, actor: Actor, report_id: UUID, expected: int) -> UpwardReport:
    """Say that the county looks into it."""
    row = await _waiting(session, actor, report_id, expected)
    row.state, row.version = UpwardState.TAKEN_UP, row.version + 1
    return await _moved(session, actor, row, "take_up")


async def answer(
    session: AsyncSession, *, actor: Actor, report_id: UUID, expected: int, said: AnswerUp
) -> UpwardReport:
    """Answer; whoever reported reads it."""
    row = await _waiting(session, actor, report_id, expected)
    await _seal(session, row, "answer_sealed", said.body)
    row.state, row.version = UpwardState.ANSWERED, row.version + 1
    row.answered_by, row.answered_at = actor.id, clock.now()
    return await _moved(session, actor, row, "answer")


async def _moved(session: AsyncSession, actor: Actor, row: UpwardReport, what: str) -> UpwardReport:
    session.add(row)
    await session.flush()
    await _note(session, actor, row, what, NoticeKind.TASK_CHANGED, f"staff:{row.author_id}")
    return row


async def _waiting(session: AsyncSession, actor: Actor, report_id: UUID, expected: int) -> UpwardReport:
    query = select(UpwardReport).where(col(UpwardReport.county) == actor.county, col(UpwardReport.id) == report_id)
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    if row.version != expected:
        raise Stale(current={"version": row.version, "state": row.state.value})
    if row.state is UpwardState.ANSWERED:
        raise Conflict("已经答复过了。")
    return row


async def _seal(session: AsyncSession, row: UpwardReport, column: str, body: str) -> None:
    vault = await vault_of(session, row.county)
    setattr(row, column, vault.seal(DataClass.ANSWER, Place("upward_report", column, row.id), body))


async def _note(
    session: AsyncSession, actor: Actor, row: UpwardReport, what: str, kind: NoticeKind, reader: str
) -> None:
    about = About("upward_report", row.id, None)
    facts = {"kind": row.kind.value, "clause": row.clause, "state": row.state.value}
    await audit.record(session, actor=actor, action=f"upward:{what}", about=about, facts=facts)
    note = Note(kind=kind, dedupe_key=f"upward:{row.id}:{row.version}", reader=reader)
    await announce(session, county=row.county, notes=[note])
