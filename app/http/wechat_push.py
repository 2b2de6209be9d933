"""WeChat's message push on the wire: verify, store once, answer at once; a job does the rest (wechat.md §3.2)."""

import hashlib
from uuid import UUID

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain import pushes
from app.errors import NotAllowed
from app.integrations.wechat.credentials import push_credentials_of
from app.integrations.wechat.push import PushEvent, read_push, verify_url
from app.integrations.wechat.push_crypto import PushRefused
from app.settings import settings

TAKEN = "success"


async def echo(request: Request, county: str) -> str:
    """Answer the console's check of our address. Raises NotAllowed."""
    try:
        return verify_url(request.query_params, push_credentials_of(settings(), county))
    except PushRefused:
        raise NotAllowed from None


async def take(request: Request, session: AsyncSession, county: str) -> str:
    """Store one event and answer; a repeat is stored once. Raises NotAllowed for anything WeChat did not sign."""
    credentials = push_credentials_of(settings(), county)
    try:
        event = read_push(await request.body(), request.query_params, credentials)
        _refuse_old(request.query_params.get("timestamp", ""), settings().wechat_push_window)
    except PushRefused:
        raise NotAllowed from None
    key = UUID(bytes=hashlib.sha256(f"{county}|{event.key}".encode()).digest()[:16])
    seen = pushes.Seen(event.kind, event.openid, event.choices, event.revoked, _facts(event))
    await pushes.keep(session, county=county, key=key, seen=seen)
    return TAKEN


def _refuse_old(timestamp: str, window: int) -> None:
    """Refuse a push of another time, where the operator wants that; its time is signed with it. Raises PushRefused."""
    if window and not (timestamp.isdigit() and abs(clock.now().timestamp() - int(timestamp)) <= window):
        raise PushRefused


def _facts(event: PushEvent) -> dict[str, str | int | None]:
    """What an event says that is about no person: a verdict, a punishment of the program."""
    verdict = {"trace": event.trace_id, "suggest": event.suggest, "label": event.label, "errcode": event.errcode}
    return {name: value for name, value in (verdict | {"punishment": event.punishment}).items() if value}
