"""What she may hear of what is hers: where a request is, a line of its life, a line of its thread, a notice (MSG-04).

By id, looked up under her own rights behind the doors her screen goes through; words from a call are never read.
While her profile is locked nothing of hers is there to be heard, whether it exists or not (SAF-03).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.clock import COUNTY_ZONE
from app.domain import inboxes
from app.domain.help_requests import access, previewing, queries
from app.domain.help_requests.inputs import PreviewRequest
from app.domain.speech import kept
from app.domain.speech.kept import Line
from app.errors import NotFound
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Level

UNLOCK_FIRST = "请先输入您的图案或密码，再听。"
NO_WORDS = "这一条没有文字可以听。"


async def status(session: AsyncSession, *, actor: Actor, request_id: UUID) -> Line:
    """Say where a request is; of a closed one neither what it is about nor who has it is said aloud."""
    _, seen = await _request(session, actor, request_id)
    about = "" if seen["level"] is Level.CLOSED else f"{seen['service_name']}。由{seen['lead_name']}来办。"
    due = f"{seen['due_words']}。" if seen["due_words"] else ""
    return Line(f"编号 {seen['number']}。{about}{seen['state_words']}。{due}")


async def event(session: AsyncSession, *, actor: Actor, request_id: UUID, number: int) -> Line:
    """Say one line of her time line, with its day. Raises NotFound."""
    request, seen = await _request(session, actor, request_id)
    found = next((one for one in seen["timeline"] if one["seq"] == number), None)
    if found is None:
        raise NotFound
    return await _kept(session, request, f"{_day(found['at'])}，{found['line']}{found['note'] or ''}")


async def message(session: AsyncSession, *, actor: Actor, request_id: UUID, message_id: UUID) -> Line:
    """Say one line of the thread, and whose it is. Raises NotFound, also for one without words."""
    request, seen = await _request(session, actor, request_id)
    found = next((one for one in seen["messages"] if one["id"] == message_id), None)
    if found is None:
        raise NotFound
    if not found["body"]:
        raise NotFound(NO_WORDS)
    return await _kept(session, request, f"{_whose(found)}：{found['body']}")


async def notice(session: AsyncSession, *, actor: Actor, notice_id: UUID) -> Line:
    """Say one of her notices. Raises NotFound."""
    _refuse_locked(actor)
    found = await inboxes.one(session, actor=actor, notice_id=notice_id)
    return Line(f"{_day(found['created_at'])}，{found['text']}")


async def preview(session: AsyncSession, *, actor: Actor, said: PreviewRequest) -> Line:
    """Say who would hear of what she is about to ask, before she agrees (OFF-14); of a closed matter not which one."""
    shown = await previewing.for_her(session, actor=actor, said=said)
    return Line("".join(_who_hears(one) for one in shown["items"]))


def _who_hears(item: dict[str, Any]) -> str:
    if item["level"] is Level.CLOSED:
        return item["line"]  # type: ignore[no-any-return]
    told = "".join(f"{one['office_name']}，{one['why']}。" for one in item["told"])
    return f"{item['service_name']}。{item['line']}{told}"


async def _request(session: AsyncSession, actor: Actor, request_id: UUID) -> tuple[HelpRequest, dict[str, Any]]:
    """Give a request with what her screen shows of it. Raises NotFound."""
    _refuse_locked(actor)
    request = await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id)
    return request, await queries.for_her(session, actor=actor, request=request)


async def _kept(session: AsyncSession, request: HelpRequest, words: str) -> Line:
    """Give the line with its sound; nothing is kept of what she erased."""
    return Line(words) if request.erased_at is not None else await kept.recall(session, request=request, words=words)


def _refuse_locked(actor: Actor) -> None:
    if actor.locked:
        raise NotFound(UNLOCK_FIRST)


def _whose(line: dict[str, Any]) -> str:
    return "您说" if line["by_her"] else f"{line['from_name']}说"


def _day(at: datetime) -> str:
    local = at.astimezone(COUNTY_ZONE)
    return f"{local.month}月{local.day}日"
