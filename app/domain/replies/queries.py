"""What an office says often: its list, and what fits a request, filled with what names nobody."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain import plain_words, receipt_numbers
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access
from app.domain.help_requests.ladder import lead_due
from app.domain.help_requests.showing import office_names, service_name
from app.domain.replies import blanks
from app.models.catalogue import Office
from app.models.help_requests import HelpRequest
from app.models.replies import SavedReply
from app.permissions.actors import Actor
from app.permissions.table import Action

MOST = 100


def shown(row: SavedReply) -> dict[str, Any]:
    """Show one text with its score and what it costs points."""
    return {
        "id": row.id,
        "service": row.service_code,
        "title": row.title,
        "body": row.body,
        "version": row.version,
        **scored(row.body),
    }


def scored(text: str) -> dict[str, Any]:
    """Score a text for the screen."""
    found = plain_words.score(text)
    return {"score": found.score, "verdict": found.verdict, "advice": list(found.advice)}


async def of_office(session: AsyncSession, *, actor: Actor, service: str | None) -> list[dict[str, Any]]:
    """List what one's own office keeps, for one service or for all."""
    return [shown(row) for row in await _kept(session, actor, service)]


async def for_request(session: AsyncSession, *, actor: Actor, request_id: UUID) -> list[dict[str, Any]]:
    """List what fits a request, filled; a blank that is not known stays one, and is named."""
    action = Action.HELP_REQUEST_READ
    request = await access.help_request(session, actor=actor, action=action, request_id=request_id)
    values = await _values(session, actor, request)
    return [
        {**shown(row), "filled": text, "blanks_left": blanks.left(text)}
        for row in await _kept(session, actor, request.service_code)
        for text in (blanks.filled(row.body, values),)
    ]


async def _kept(session: AsyncSession, actor: Actor, service: str | None) -> list[SavedReply]:
    query = select(SavedReply).where(
        col(SavedReply.county) == actor.county,
        col(SavedReply.office_code) == actor.office,
        col(SavedReply.retired).is_(False),
    )
    if service is not None:
        query = query.where(col(SavedReply.service_code) == service)
    rows = await session.exec(query.order_by(col(SavedReply.service_code), col(SavedReply.title)).limit(MOST))
    return list(rows.all())


async def _values(session: AsyncSession, actor: Actor, request: HelpRequest) -> dict[str, str | None]:
    """Say what the blanks stand for in this request: nothing of hers is among them."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    own = select(Office.phone).where(col(Office.county) == actor.county, col(Office.code) == actor.office)
    due = lead_due(request)
    today = clock.today()
    return {
        "编号": receipt_numbers.shown(request.number),
        "事项": service_name(loaded, request.service_code),
        "单位": names.get(request.lead_office),
        "我单位": names.get(actor.office or ""),
        "单位电话": (await session.exec(own)).one_or_none(),
        "最晚": deadlines.in_words(due, clock.now(), promise="有结果") if due else None,
        "今天": f"{today.month}月{today.day}日",
    }
