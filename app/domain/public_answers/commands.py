"""Writing for everybody, agreeing to it, and taking it down (MSG-06)."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain import content_checks, personal_words, plain_words
from app.domain.accounts import colleagues
from app.domain.catalogue import queries as catalogue
from app.domain.content_checks import Subject
from app.domain.public_answers import sources
from app.domain.public_answers.inputs import DecideAnswer, TakeDown, WriteAnswer
from app.domain.public_answers.queries import shown
from app.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from app.models.accounts import Staff
from app.models.public_answers import PublicAnswer
from app.permissions.actors import Actor
from app.vocabulary import CheckedKind, CheckState, PublicAnswerState

KIND = CheckedKind.PUBLISHED_ANSWER
MOST_NAMES = 3000


async def write(session: AsyncSession, *, actor: Actor, said: WriteAnswer) -> dict[str, Any]:
    """Write a question anew for everybody; another person has to agree. Raises Invalid for what could name anybody."""
    consent = await sources.consent_for(session, actor=actor, said=said)
    await _check(session, actor, said)
    row = PublicAnswer(
        county=actor.county,
        created_at=clock.now(),
        service_code=said.service,
        office_code=actor.office or "",
        question=said.question,
        answer=said.answer,
        score=plain_words.score(f"{said.question}\n{said.answer}").score,
        author_id=actor.id,
        consent_id=consent,
    )
    session.add(row)
    await session.flush()
    words = f"{said.question}\n{said.answer}"
    await content_checks.ask_text(session, county=actor.county, subject=Subject(KIND, row.id), words=words)
    await _note(session, actor, row, "public_answer:write", {"with_consent": consent is not None})
    return (await shown(session, [row]))[0]


async def _check(session: AsyncSession, actor: Actor, said: WriteAnswer) -> None:
    loaded = await catalogue.current(session, actor.county)
    if said.service not in loaded.services:
        raise Invalid("没有这项服务。", field="service")
    everybody = select(Staff.id).where(col(Staff.county) == actor.county).limit(MOST_NAMES)
    ids = list((await session.exec(everybody)).all())
    names = (await colleagues.names(session, county=actor.county, ids=ids)).values()
    for field, text in (("question", said.question), ("answer", said.answer)):
        named = personal_words.found(text, loaded=loaded, names=set(names))
        if named:
            words = "、".join(dict.fromkeys(one.words for one in named))
            raise Invalid(f"公开的话里不能有人名、电话、地名或编号：{words}。", field=field)


async def decide(
    session: AsyncSession, *, actor: Actor, answer_id: UUID, expected: int, said: DecideAnswer
) -> dict[str, Any]:
    """Agree to what another wrote, or give it back. Raises NotAllowed to its author, Conflict while it is checked."""
    row = await _locked(session, actor, answer_id, expected)
    if row.author_id == actor.id:
        raise NotAllowed("自己写的要另一位同志来看。")
    if row.state is not PublicAnswerState.WAITING:
        raise Conflict("这一条已经定过了，请刷新后再看。")
    if said.agree:
        await _refuse_unjudged(session, row)
    row.state = PublicAnswerState.PUBLISHED if said.agree else PublicAnswerState.RETURNED
    row.decided_by, row.decided_at, row.reason = actor.id, clock.now(), said.reason
    return await _go_on(session, actor, row, f"public_answer:{row.state.value}")


async def take_down(
    session: AsyncSession, *, actor: Actor, answer_id: UUID, expected: int, said: TakeDown
) -> dict[str, Any]:
    """Take a text off the page; its own office does."""
    row = await _locked(session, actor, answer_id, expected)
    if row.office_code != actor.office:
        raise NotAllowed("只有写它的单位能撤下来。")
    if row.state is not PublicAnswerState.PUBLISHED:
        raise Conflict("它现在没有公开。")
    row.state, row.reason = PublicAnswerState.TAKEN_DOWN, said.reason
    return await _go_on(session, actor, row, "public_answer:taken_down")


async def _locked(session: AsyncSession, actor: Actor, answer_id: UUID, expected: int) -> PublicAnswer:
    query = select(PublicAnswer).where(col(PublicAnswer.county) == actor.county, col(PublicAnswer.id) == answer_id)
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    if row.version != expected:
        raise Stale(current={"version": row.version, "state": row.state.value})
    return row


async def _refuse_unjudged(session: AsyncSession, row: PublicAnswer) -> None:
    """A machine looks first; what it could not judge is the person's to decide, forbidden words are nobody's."""
    found = await content_checks.state_of(session, county=row.county, kind=KIND, subject_id=row.id)
    if found is CheckState.WAITING:
        raise Conflict("还在自动检查，请过几分钟再来。")
    if found is CheckState.RISKY:
        raise Conflict("有不能公开的词，请退回去改。")


async def _go_on(session: AsyncSession, actor: Actor, row: PublicAnswer, action: str) -> dict[str, Any]:
    row.version += 1
    session.add(row)
    await session.flush()
    await _note(session, actor, row, action, {})
    return (await shown(session, [row]))[0]


async def _note(session: AsyncSession, actor: Actor, row: PublicAnswer, action: str, facts: dict[str, Any]) -> None:
    about = About("public_answer", row.id, None)
    await audit.record(session, actor=actor, action=action, about=about, facts={"service": row.service_code, **facts})
