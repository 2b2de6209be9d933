"""The outside in a test: the stand-ins in this process, and a worker's delivery of everything that waits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import text

from app.jobs import delivering
from app.notifications.outside import Outside, open_outside
from app.settings import Settings, settings
from sandbox import sms
from sandbox.wechat import server
from sandbox.wechat.world import Program
from sandbox.wechat.world import World as WeChat
from tests.world import COUNTY, World

APPID, SECRET = "wx0000000000000001", "0123456789abcdef"


class StandIns:
    """Both stand-ins behind one transport, chosen by host."""

    def __init__(self) -> None:
        self.wechat = WeChat(Program(APPID, SECRET))
        self.mailbox = sms.Mailbox()
        self.broken = 0
        apps = {"wechat.test": server.build(self.wechat), "sms.test": sms.build(self.mailbox)}
        self._ways = {host: httpx.ASGITransport(app) for host, app in apps.items()}

    async def handle(self, request: httpx.Request) -> httpx.Response:
        """Pass a call on, or break it off as often as was asked for."""
        if self.broken:
            self.broken -= 1
            return httpx.Response(503, request=request)
        return await self._ways[request.url.host].handle_async_request(request)

    def told(self, **more: Any) -> Settings:
        """The settings that lead to these stand-ins."""
        update = {
            "wechat_apps": {COUNTY: APPID},
            "wechat_secrets": {COUNTY: SecretStr(SECRET)},
            "wechat_base_url": "http://wechat.test",
            "sms_base_url": "http://sms.test",
            "demo": True,
        }
        return settings().model_copy(update=update | more)

    @asynccontextmanager
    async def outside(self, **more: Any) -> AsyncIterator[Outside]:
        """Connections to the stand-ins."""
        async with open_outside(self.told(**more), _Way(self)) as made:
            yield made


class _Way(httpx.AsyncBaseTransport):
    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._stand_ins.handle(request)


async def deliver_all(world: World, outside: Outside) -> None:
    """Let the worker deliver every notice that waits at this moment."""
    async with world.as_owner() as session:
        waiting = (
            await session.execute(
                text("SELECT id FROM notice WHERE state IN ('queued', 'sending') ORDER BY created_at")
            )
        ).scalars()
        ids = list(waiting)
    for notice in ids:
        await delivering.deliver(outside, county=COUNTY, notice_id=notice)


async def outcomes(world: World, **where: str) -> list[tuple[str, str, str | None]]:
    """Kind, state and outcome of her notices, oldest first."""
    query = "SELECT kind, state, outcome FROM notice WHERE profile_id IS NOT NULL"
    for column in where:
        query += f" AND {column} = :{column}"
    async with world.as_owner() as session:
        rows = await session.execute(text(query + " ORDER BY created_at, id"), where)
        return [(row.kind, row.state, row.outcome) for row in rows]
