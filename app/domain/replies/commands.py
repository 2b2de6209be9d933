"""Writing, changing and retiring what an office says often."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.domain import personal_words, plain_words
from app.domain.catalogue import queries as catalogue
from app.domain.replies import blanks
from app.domain.replies.inputs import WriteReply
from app.domain.replies.queries import shown
from app.errors import Invalid, NotFound, Stale
from app.models.replies import SavedReply
from app.permissions.actors import Actor


async def write(session: AsyncSession, *, actor: Actor, said: WriteReply) -> dict[str, Any]:
    """Keep a text for one's own office. Raises Invalid for what could name a person, or an unknown blank."""
    await _check(session, actor, said)
    row = SavedReply(
        county=actor.county,
        office_code=actor.office or "",
        service_code=said.service,
        title=said.title,
        body=said.body,
        score=plain_words.score(said.body).score,
        author_id=actor.id,
    )
    return await _keep(session, actor, row, "saved_reply:write")


async def change(
    session: AsyncSession, *, actor: Actor, reply_id: UUID, expected: int, said: WriteReply
) -> dict[str, Any]:
    """Change a text of one's own office. Raises NotFound, Stale (412), Invalid."""
    row = await _own(session, actor, reply_id)
    if row.version != expected:
        raise Stale(current={"version": row.version, "title": row.title, "body": row.body})
    await _check(session, actor, said)
    row.service_code, row.title, row.body = said.service, said.title, said.body
    row.score, row.version = plain_words.score(said.body).score, row.version + 1
    return await _keep(session, actor, row, "saved_reply:change")


async def retire(session: AsyncSession, *, actor: Actor, reply_id: UUID) -> None:
    """Show a text no more."""
    row = await _own(session, actor, reply_id)
    row.retired, row.version = True, row.version + 1
    await _keep(session, actor, row, "saved_reply:retire")


async def _own(session: AsyncSession, actor: Actor, reply_id: UUID) -> SavedReply:
    query = select(SavedReply).where(
        col(SavedReply.county) == actor.county,
        col(SavedReply.id) == reply_id,
        col(SavedReply.office_code) == actor.office,
        col(SavedReply.retired).is_(False),
    )
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return row


async def _check(session: AsyncSession, actor: Actor, said: WriteReply) -> None:
    loaded = await catalogue.current(session, actor.county)
    if said.service not in loaded.services:
        raise Invalid("没有这项服务。", field="service")
    blanks.refuse_unknown(said.body)
    for field, text in (("title", said.title), ("body", said.body)):
        named = personal_words.found(text, loaded=loaded)
        if named:
            words = "、".join(one.words for one in named)
            raise Invalid(f"常用回复里不能有人名、电话、地名或编号：{words}。", field=field)


async def _keep(session: AsyncSession, actor: Actor, row: SavedReply, action: str) -> dict[str, Any]:
    session.add(row)
    await session.flush()
    facts = {"service": row.service_code, "score": row.score, "version": row.version}
    await audit.record(session, actor=actor, action=action, about=About("saved_reply", row.id, None), facts=facts)
    return shown(row)
