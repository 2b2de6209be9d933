"""Speaking with her safely: her rules beside the request, 安全说话 recorded before and after a call (SAF-07)."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.accounts import safe_contact
from app.domain.help_requests import inputs
from app.domain.help_requests.desk_moves import desk_step
from app.domain.help_requests.moves import Said, take
from app.domain.keys import vault_of
from app.errors import Conflict
from app.models.help_requests import HelpRequest, RequestEvent
from app.notifications.contract import FROM_HOUR, TO_HOUR, Contract, next_allowed
from app.permissions.actors import Actor
from app.vocabulary import Audience, Level, Step

SCRIPT = "先问：“现在方便说话吗？”不方便就说“打错了”挂断。别人接的，只说“社区做满意度回访，改天再打”，不提她的事。"


class TalkFirst(Conflict):
    """A call has to be prepared, or the last one written down, before the number is shown."""

    code, message = "talk_first", "打电话前先点“安全说话”，照着提示问她方不方便。"


async def rules_for(session: AsyncSession, request: HelpRequest) -> dict[str, Any]:
    """Give what whoever calls her has to know; the code word itself comes with the number."""
    async with db.acting_as(session, Audience.ROUTE):
        row = await safe_contact.of_profile(session, county=request.county, profile_id=request.profile_id)
    return {
        "paused": row is not None and row.paused_at is not None,
        "only_when_open": request.tells_only_when_open,
        "from_hour": row.from_hour if row else FROM_HOUR,
        "to_hour": row.to_hour if row else TO_HOUR,
        "no_message": row.no_message if row else False,
        "has_code_word": row is not None and row.code_word_sealed is not None,
        "script": SCRIPT if request.level is not Level.NORMAL else None,
    }


async def code_word_for(session: AsyncSession, request: HelpRequest) -> str | None:
    """Open her code word for somebody about to call."""
    async with db.acting_as(session, Audience.ROUTE):
        row = await safe_contact.of_profile(session, county=request.county, profile_id=request.profile_id)
        return safe_contact.code_word(row, await vault_of(session, request.county)) if row else None


async def refuse_unprepared(session: AsyncSession, request: HelpRequest, said: inputs.Reveal, actor: Actor) -> None:
    """Refuse a number above normal level without 安全说话, outside her hours, while paused, or after an unwritten call.

    Raises TalkFirst (409).
    """
    if request.level is Level.NORMAL:
        return
    rules = await rules_for(session, request)
    contract = Contract(from_hour=rules["from_hour"], to_hour=rules["to_hour"])
    if rules["paused"]:
        raise TalkFirst("她暂停了联系，现在不要打。有危险请按紧急程序办。")
    if not said.in_danger and next_allowed(contract, clock.now()) > clock.now():
        raise TalkFirst(f"现在不在她方便的时间（{rules['from_hour']} 点到 {rules['to_hour']} 点），请到时候再打。")
    if not said.will_ask_if_safe:
        raise TalkFirst
    if await last_talk_is_open(session, request, actor):
        raise TalkFirst("上一次打电话的情况还没有记，请先记下来。")


async def last_talk_is_open(session: AsyncSession, request: HelpRequest, actor: Actor) -> bool:
    """Say whether this worker saw the number and has not written down yet how the call went."""
    query = (
        select(RequestEvent.facts)
        .where(
            col(RequestEvent.county) == request.county,
            col(RequestEvent.request_id) == request.id,
            col(RequestEvent.step).in_((Step.TALK, Step.NOTE)),
            col(RequestEvent.actor_id) == actor.id,
        )
        .order_by(col(RequestEvent.seq).desc())
    )
    for facts in (await session.exec(query)).all():
        if "talk" in facts:
            return bool(facts["talk"] == "begun")
    return False


async def record(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Talk
) -> HelpRequest:
    """Write down how a call went: who answered, whether she could speak; she does not see this line."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.TALK) as scene:
        facts = {"talk": "ended", "answered": said.answered.value, "safe": said.safe}
        await take(scene, Step.TALK, said=Said(facts=facts, note=said.note, shown=False))
    return scene.request
