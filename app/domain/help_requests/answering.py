"""Pages and receipts: what a list or a submission answers, with its place to go on."""

from dataclasses import replace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import numbers, receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import handing_over, queries, queue_rows, queues, showing, submitting
from app.domain.help_requests.inputs import SubmitRequest
from app.domain.help_requests.queues import LATEST, Asked
from app.domain.places import Place, place_of
from app.errors import Invalid
from app.permissions.actors import Actor

KEPT = "收到了，请记住编号。"
RENEWED = "收到了。手机里存的编号用不了，换成了新的编号。"


async def submitted(session: AsyncSession, *, actor: Actor, telling: SubmitRequest) -> dict[str, Any]:
    """Take a telling in and give its receipt."""
    receipt = await submitting.submit(session, actor=actor, telling=telling)
    await session.flush()
    shown = [
        await queries.begun_for_her(session, actor=actor, fresh=fresh, telling=telling.telling or None)
        for fresh in receipt.begun
    ]
    return {"requests": shown, "number_kept": receipt.number_kept, "line": KEPT if receipt.number_kept else RENEWED}


async def my_page(
    session: AsyncSession, *, actor: Actor, limit: int, after: list[str] | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """Give one page of her list and the place after it."""
    rows = await queries.my_requests(session, actor=actor, limit=limit + 1, after=place_of(after))
    items = rows[:limit]
    last = (items[-1]["created_at"], items[-1]["id"]) if len(rows) > limit else None
    return items, last


async def queue_page(
    session: AsyncSession, *, actor: Actor, asked: Asked, after: list[str] | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """Give one page of a queue and the place after it."""
    one_more = replace(asked, limit=asked.limit + 1, after=place_of(after))
    rows = await queues.page(session, actor=actor, asked=one_more)
    page = rows[: asked.limit]
    last = (page[-1]["due_at"] or LATEST, page[-1]["id"]) if len(rows) > asked.limit else None
    return await queue_rows.shown(session, actor=actor, rows=page), last


async def hand_overs(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List the open work of colleagues who are away, in the words of the desk."""
    loaded = await catalogue.current(session, actor.county)
    rows = await handing_over.of_the_absent(session, actor=actor, limit=limit)
    return [
        {
            "task_id": row["id"],
            "id": row["request_id"],
            "number": receipt_numbers.shown(row["number"]),
            "service_name": showing.service_name(loaded, row["service_code"]),
            "staff_id": row["staff_id"],
            "deputy_id": row["deputy_id"],
            "away_until": row["last_day"],
            "due_at": row["due_at"],
        }
        for row in rows
    ]


async def number_block(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Give twenty numbers in the shape they are read aloud in."""
    if actor.profile_id is None:
        raise Invalid
    rows = await numbers.give_block(session, county=actor.county, profile_id=actor.profile_id)
    return {"numbers": [{"number": receipt_numbers.shown(row.number), "expires_at": row.expires_at} for row in rows]}
