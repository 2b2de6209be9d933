"""Asking for help in the name of a woman without a telephone, within her consent; closed matters stay hers (NTF-05)."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import previewing, submitting
from app.domain.help_requests.inputs import PreviewRequest, ProxyRequest, SubmitRequest
from app.domain.help_requests.showing import service_name
from app.domain.help_requests.submitting import Her
from app.domain.help_requests.timeline import STATES
from app.domain.ledger import proxies
from app.domain.ledger.entries import Desk, opened
from app.errors import ConsentMissing, Invalid
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.vocabulary import Audience, Channel, Intake, Level, ProxyUse, RequestState

# Closed ones are left out twice: they carry no proxy, and the level is asked for.
TOLD_BY_ME = text("""
    SELECT number, service_code, state FROM help_request
    WHERE county = :county AND profile_id = :profile AND proxy_id = :proxy AND level <> 'closed'
    ORDER BY created_at DESC, id DESC LIMIT 100
""")
PASSED_ON = "已经交给专门的人，由他们直接联系她。为了她的安全，后面的情况不再告诉您。"
TAKEN = "收到了，请把编号告诉她。"


async def preview(session: AsyncSession, *, actor: Actor, entry_id: UUID, said: PreviewRequest) -> dict[str, Any]:
    """Say who would hear, to be read to her before anything is sent."""
    desk = await proxies.right_to(session, actor=actor, entry_id=entry_id, use=ProxyUse.REQUEST)
    return await previewing.told(session, actor=actor, said=said, village=desk.entry.village_code, proxy=True)


async def submit(session: AsyncSession, *, actor: Actor, entry_id: UUID, said: ProxyRequest) -> dict[str, Any]:
    """Take in a telling in her name; whoever tells it hears of closed matters no more than that they were passed on."""
    if not said.consent_heard:
        raise ConsentMissing("先把会告诉哪些单位念给她听，她同意了再交。")
    desk = await proxies.right_to(session, actor=actor, entry_id=entry_id, use=ProxyUse.REQUEST)
    loaded = await catalogue.current(session, actor.county)
    refused = [code for code in said.services if not _open_to_staff(loaded, code)]
    if refused:
        raise Invalid("没有这项服务，请重新选一下。", field="services")
    telling = SubmitRequest(**said.model_dump(), village=desk.entry.village_code)
    telling = telling.model_copy(update={"channel": Channel.PROXY})
    her = _her(desk)
    async with db.acting_as(session, Audience.ROUTE):
        receipt = await submitting.take_in(session, actor=actor, telling=telling, her=her)
    session.info["answer_about"] = (desk.entry.id, False)  # the proxy's own answer holds nothing of a closed case
    return {"items": [_handed_over(loaded, request) for request in receipt.requests]}


def _open_to_staff(loaded: LoadedCounty, code: str) -> bool:
    return loaded.takes(code) and Intake.STAFF in loaded.service(code).intake


def _her(desk: Desk) -> Her:
    """Say who asks: as her entry knows her, for she has no account to ask."""
    return Her(
        profile_id=desk.entry.profile_id,
        village=desk.entry.village_code,
        name=opened(desk, "name_sealed"),
        phone=opened(desk, "phone_sealed"),
        tells_only_when_open=False,
    )


def _handed_over(loaded: LoadedCounty, request: HelpRequest) -> dict[str, Any]:
    closed = request.level is Level.CLOSED
    return {
        "service": request.service_code,
        "service_name": service_name(loaded, request.service_code),
        "number": None if closed else receipt_numbers.shown(request.number),
        "state_words": None if closed else STATES[request.state],
        "line": PASSED_ON if closed else TAKEN,
    }


async def told_by_me(session: AsyncSession, *, actor: Actor, entry_id: UUID) -> dict[str, Any]:
    """List what this proxy told in her name, and where it is; closed matters are not there."""
    desk = await proxies.right_to(session, actor=actor, entry_id=entry_id, use=ProxyUse.REQUEST)
    loaded = await catalogue.current(session, actor.county)
    values = {"county": actor.county, "profile": desk.entry.profile_id, "proxy": actor.id}
    async with proxies.in_her_name(session, actor, desk.entry.profile_id):
        rows = (await session.execute(TOLD_BY_ME, values)).all()
    return {
        "items": [
            {
                "service": row.service_code,
                "service_name": service_name(loaded, row.service_code),
                "number": receipt_numbers.shown(row.number),
                "state_words": STATES[RequestState(row.state)],
                "line": TAKEN,
            }
            for row in rows
        ]
    }
