"""The asker's side: ask, come back with the code, write on. Nothing here knows, or could know, who it is (MSG-05)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Vault
from app.domain.catalogue import dangers, deadlines, publishing
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import people
from app.domain.keys import vault_of
from app.domain.questions import climbing, codes, inputs, placing, thread
from app.errors import Conflict, Invalid, NotFound
from app.models.questions import Question
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import Audience, Level, NoticeKind, QuestionState

KEPT_DAYS = 180
MOST_LINES = 40
NOT_THERE = "没有找到这个查询码的咨询。请看看数字对不对，也可能已经过了保存期。"
REMEMBER = "请记住这个查询码，看答复只认它。别人不知道是您问的。"
STATES = {
    QuestionState.OPEN: "已送到，等回答",
    QuestionState.ANSWERED: "有了回答",
    QuestionState.CLOSED: "已结束，还可以接着问",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A question whose code somebody holds, the vault it opens with, and the county's rules."""

    session: AsyncSession
    question: Question
    vault: Vault
    loaded: LoadedCounty


async def ask(session: AsyncSession, *, county: str, said: inputs.AskQuestion) -> dict[str, Any]:
    """Take a question in, route it to the office of its service, and give the code: it is shown this once."""
    loaded = await catalogue.current(session, county)
    if not loaded.takes(said.service):
        raise Invalid("没有这项服务，请重新选一下。", field="service")
    vault, code = await vault_of(session, county), codes.draw()
    question = await _placed(session, loaded, said)
    question.asker = codes.token(vault, code)
    await _hold(session, question.asker)
    held = Held(session, question, vault, loaded)
    session.add(question)
    await session.flush()
    await _say(held, said.body)
    await _record(held, "question:ask")
    return {
        "code": codes.shown(code),
        "read_aloud": codes.spoken(code),
        "line": REMEMBER,
        "office_name": placing.name_of(loaded, question.office_code),
        "due_words": deadlines.in_words(question.due_at, clock.now(), promise="回答"),
        "expires_at": question.expires_at,
        "emergency": publishing.emergency(loaded, said.service, question.heard),
    }


async def _placed(session: AsyncSession, loaded: LoadedCounty, said: inputs.AskQuestion) -> Question:
    """Make a question on the desk it belongs to, its clock running; danger its words name goes to named people."""
    heard = sorted(one.value for one in dangers.heard(loaded.folder, said.body))
    desk = await placing.desk_for(session, loaded, said.service, heard)
    question = Question(
        county=loaded.folder.code,
        created_at=clock.now(),
        asker="",
        catalogue_id=loaded.version_id,
        service_code=said.service,
        level=desk.level,
        office_code=desk.office,
        readers=list(desk.readers),
        heard=heard,
        due_at=clock.now(),
        clock_started_at=clock.now(),
        expires_at=_expiry(loaded),
    )
    climbing.start(question, loaded, _due(loaded, said.service, heard))
    return question


async def _hold(session: AsyncSession, token: str) -> None:
    """Go on as whoever holds this code: the database shows that one question, and no other."""
    await db.enter(session, replace(session.info["context"], readers=(token,)))


def _due(loaded: LoadedCounty, service: str, heard: Sequence[str]) -> datetime:
    """Say by when an answer is owed; danger has two hours, day and night."""
    now = clock.now()
    due = loaded.first_due(service, now) or loaded.desk_due(now)
    return min(due, now + timedelta(hours=loaded.folder.crisis.call_within_hours)) if heard else due


def _expiry(loaded: LoadedCounty) -> datetime:
    return clock.now() + timedelta(days=loaded.folder.kept_for("question") or KEPT_DAYS)


async def _say(held: Held, body: str) -> None:
    """Add a line of the asker's, sealed, and let the desk hear that there is one."""
    question = held.question
    line = thread.written(question, held.vault, body)
    held.session.add(line)
    await held.session.flush()
    notes = [
        Note(kind=NoticeKind.TASK_NEW, dedupe_key=f"{line.id}:{reader}", reader=reader) for reader in question.readers
    ]
    await announce(held.session, county=question.county, notes=notes)


async def _record(held: Held, action: str) -> None:
    """Write the act down as the service's own: there is nobody else to name."""
    question = held.question
    about = About("question", question.id, None)
    facts = {"service": question.service_code, "office": question.office_code}
    await audit.record(held.session, actor=system(question.county), action=action, about=about, facts=facts)


async def look_up(session: AsyncSession, *, county: str, code: str) -> dict[str, Any]:
    """Show a question to whoever holds its code. Raises NotFound, the same for every code that opens nothing."""
    return await _shown(await _held(session, county, code))


async def _held(session: AsyncSession, county: str, code: str, *, lock: bool = False) -> Held:
    vault = await vault_of(session, county)
    await _hold(session, codes.token(vault, code))
    query = select(Question).where(
        col(Question.county) == county,
        col(Question.asker) == codes.token(vault, code),
        col(Question.expires_at) > clock.now(),
    )
    question = (await session.exec(query.with_for_update() if lock else query)).one_or_none()
    if question is None:
        raise NotFound(NOT_THERE)
    return Held(session, question, vault, await catalogue.version(session, county, question.catalogue_id))


async def write_on(session: AsyncSession, *, county: str, code: str, said: inputs.WriteOn) -> dict[str, Any]:
    """Add a line; what was answered or closed is open again, on a clock of its own."""
    held = await _held(session, county, code, lock=True)
    question = held.question
    if len(await thread.lines_of(session, question)) >= MOST_LINES:
        raise Conflict("这件事说得很多了。请另问一次，或打电话。")
    await _place_again(held, said.body)
    question.expires_at, question.version = _expiry(held.loaded), question.version + 1
    session.add(question)
    await session.flush()
    await _say(held, said.body)
    await _record(held, "question:write")
    return await _shown(held)


async def _place_again(held: Held, body: str) -> None:
    """Let a further line run on its question's clock, or on a new one where it was answered or danger is news."""
    question, loaded = held.question, held.loaded
    heard = sorted({*question.heard, *dangers.heard(loaded.folder, body)})
    is_news, was_open = heard != question.heard, question.state is QuestionState.OPEN
    question.state, question.heard = QuestionState.OPEN, heard
    if is_news or question.level is Level.CLOSED:
        await _give(held, await placing.desk_for(held.session, loaded, question.service_code, heard))
    if is_news or not was_open:
        due = _due(loaded, question.service_code, heard)
        climbing.start(question, loaded, min(due, question.due_at) if was_open else due)


async def _give(held: Held, desk: placing.Desk) -> None:
    """Hand a question to a desk; who already answers by name stays, an office that was to see no danger does not."""
    session, question = held.session, held.question
    question.office_code, question.level = desk.office, desk.level
    async with db.acting_as(session, Audience.ROUTE):
        staying = await people.present(session, county=question.county, candidates=placing.named_in(question))
        await placing.show_to(session, question, (*(f"staff:{one}" for one in staying), *desk.readers))


async def _shown(held: Held) -> dict[str, Any]:
    question = held.question
    waiting = question.state is QuestionState.OPEN
    return {
        "service_name": held.loaded.service(question.service_code).name,
        "state": question.state,
        "state_words": STATES[question.state],
        "office_name": placing.name_of(held.loaded, question.office_code),
        "due_words": deadlines.in_words(question.due_at, clock.now(), promise="回答") if waiting else None,
        "expires_at": question.expires_at,
        "emergency": publishing.emergency(held.loaded, question.service_code, question.heard),
        "steps": climbing.shown(question, held.loaded),
        "lines": [
            {
                "at": line.created_at,
                "by_me": line.by_asker,
                "from_name": "我" if line.by_asker else placing.name_of(held.loaded, line.office_code or ""),
                "body": thread.said_in(held.vault, line),
            }
            for line in await thread.lines_of(held.session, question)
        ],
    }
