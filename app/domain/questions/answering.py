"""The desk's side of a question: list, look, answer, close. There is no name, account or number to see."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.keys import vault_of
from app.domain.places import Place as Position
from app.domain.questions import inputs, placing, thread
from app.domain.questions.asking import STATES
from app.errors import Conflict, NotFound, Stale
from app.models.questions import Question
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import QuestionState

EARLIEST = datetime(2000, 1, 1, tzinfo=clock.COUNTY_ZONE)


async def page(
    session: AsyncSession, *, actor: Actor, state: QuestionState, limit: int, after: Position | None
) -> tuple[list[dict[str, Any]], Position | None]:
    """List the questions of this worker's desk in one state, nearest due first, without a word of theirs."""
    due, last = after or (EARLIEST, UUID(int=0))
    query = (
        select(Question)
        .where(
            col(Question.county) == actor.county,
            col(Question.state) == state,
            col(Question.readers).bool_op("&&")(list(actor.readers)),
            tuple_(col(Question.due_at), col(Question.id)) > tuple_(due, last),
        )
        .order_by(col(Question.due_at), col(Question.id))
        .limit(limit + 1)
    )
    rows = list((await session.exec(query)).all())
    loaded = await catalogue.current(session, actor.county)
    about = About("staff", actor.id, None)
    facts = {"state": state.value, "rows": min(len(rows), limit)}
    await audit.record_read(session, actor=actor, action="question:list", about=about, facts=facts)
    shown = [_face(row, loaded) for row in rows[:limit]]
    return shown, (rows[limit - 1].due_at, rows[limit - 1].id) if len(rows) > limit else None


async def look(session: AsyncSession, *, actor: Actor, question_id: UUID) -> dict[str, Any]:
    """Show one question with its thread; the look is written down."""
    question = await _question(session, actor, Action.QUESTION_READ, question_id)
    about = About("question", question.id, None)
    await audit.record_read(session, actor=actor, action="question:read", about=about, facts={})
    return await _shown(session, question)


async def answer(
    session: AsyncSession, *, actor: Actor, question_id: UUID, expected: int, said: inputs.AnswerQuestion
) -> dict[str, Any]:
    """Answer under the office's name; whoever holds the code finds it there."""
    question = await _question(session, actor, Action.QUESTION_ANSWER, question_id, expected=expected)
    vault = await vault_of(session, actor.county)
    session.add(thread.written(question, vault, said.body, by=actor))
    return await _go_on(session, actor, question, QuestionState.ANSWERED)


async def close(session: AsyncSession, *, actor: Actor, question_id: UUID, expected: int) -> dict[str, Any]:
    """Take an answered question off the desk. Raises Conflict for one nobody has answered."""
    question = await _question(session, actor, Action.QUESTION_ANSWER, question_id, expected=expected)
    if question.state is QuestionState.OPEN:
        raise Conflict("还没有回答，不能结束。")
    return await _go_on(session, actor, question, QuestionState.CLOSED)


async def _go_on(session: AsyncSession, actor: Actor, question: Question, to: QuestionState) -> dict[str, Any]:
    question.state, question.version, question.next_climb_at = to, question.version + 1, None
    session.add(question)
    await session.flush()
    about = About("question", question.id, None)
    await audit.record(session, actor=actor, action=f"question:{to.value}", about=about, facts={})
    return await _shown(session, question)


async def _question(
    session: AsyncSession, actor: Actor, action: Action, question_id: UUID, *, expected: int | None = None
) -> Question:
    """Find a question this worker may do this to. Raises NotFound, NotAllowed, Stale (412)."""
    query = select(Question).where(col(Question.county) == actor.county, col(Question.id) == question_id)
    question = (await session.exec(query if expected is None else query.with_for_update())).one_or_none()
    if question is None:
        raise NotFound
    thing = Thing(county=question.county, readers=tuple(question.readers))
    require(actor, read=Action.QUESTION_READ, action=action, thing=thing)
    if expected is not None and question.version != expected:
        raise Stale(current={"version": question.version, "state": question.state.value})
    return question


def _face(question: Question, loaded: LoadedCounty) -> dict[str, Any]:
    service = loaded.services.get(question.service_code)
    waiting = question.state is QuestionState.OPEN
    return {
        "id": question.id,
        "created_at": question.created_at,
        "service": question.service_code,
        "service_name": service.name if service else question.service_code,
        "level": question.level,
        "office": question.office_code,
        "office_name": placing.name_of(loaded, question.office_code),
        "state": question.state,
        "state_words": STATES[question.state],
        "due_at": question.due_at,
        "overdue": waiting and question.due_at < clock.now(),
        "in_danger": bool(question.heard),
        "version": question.version,
    }


async def _shown(session: AsyncSession, question: Question) -> dict[str, Any]:
    loaded = await catalogue.version(session, question.county, question.catalogue_id)
    vault = await vault_of(session, question.county)
    lines = await thread.lines_of(session, question)
    return {
        **_face(question, loaded),
        "expires_at": question.expires_at,
        "lines": [
            {
                "at": line.created_at,
                "by_asker": line.by_asker,
                "from_name": "咨询人" if line.by_asker else placing.name_of(loaded, line.office_code or ""),
                "body": thread.said_in(vault, line),
            }
            for line in lines
        ],
    }
