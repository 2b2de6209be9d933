"""Her WeChat and the platform's pushes in a test: an openid, templates, and the stand-in telling us what happened."""

from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from app.crypto import Place
from app.domain import pushes
from app.domain.accounts.signing_in import openid_index
from app.domain.catalogue import queries as catalogue
from app.http import wechat_push
from app.integrations.wechat.push_crypto import PushCredentials
from app.permissions.actors import Actor
from app.vocabulary import DataClass
from sandbox.wechat.messages import Template
from sandbox.wechat.pushing import PushTarget, Tricks, flush
from sandbox.wechat.world import Person, new_session_key
from tests.outside import APPID, StandIns
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OPENID = "oInvented0000000000000000009"
TOKEN, AES_KEY = SecretStr("push-token-1"), SecretStr("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")


async def with_wechat(world: World, her: Actor) -> None:
    """Give her account an openid."""
    vault = await world.vault()
    place = Place("account", "openid_sealed", her.id)
    async with world.as_owner() as session:
        await session.execute(
            text("UPDATE account SET openid_sealed = :s, openid_index = :i WHERE id = :id"),
            {"s": vault.seal(DataClass.CONTACT, place, OPENID), "i": openid_index(vault, OPENID), "id": her.id},
        )


async def templates_of(world: World) -> dict[str, dict[str, str]]:
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
    return {one.id: one.fields for one in folder.wechat_templates}


@pytest.fixture
async def stand_ins(world: World, monkeypatch: pytest.MonkeyPatch) -> StandIns:
    made = StandIns()
    made.wechat.add_person(Person(OPENID, APPID, new_session_key(), phone="19900001111"))
    for template, fields in (await templates_of(world)).items():
        content = "".join(f"项:{{{{{key}.DATA}}}}\n" for key in fields)
        made.wechat.add_template(APPID, Template(template, "提醒", content))
    credentials = PushCredentials(TOKEN, AES_KEY, APPID)
    made.wechat.push_to = PushTarget("http://county.test/v1/wechat/push", credentials)
    told = made.told(wechat_push_tokens={COUNTY: TOKEN}, wechat_push_keys={COUNTY: AES_KEY})
    monkeypatch.setattr(wechat_push, "settings", lambda: told)
    return made


async def push(world: World, visit: Visits, stand_ins: StandIns, tricks: Tricks = Tricks()) -> list[int]:  # noqa: B008  frozen
    """Let WeChat push what waits, and the worker act on it."""
    assert stand_ins.wechat.push_to is not None
    statuses = []
    async with visit() as nobody:

        async def handle(request: httpx.Request) -> httpx.Response:
            return await nobody.post(str(request.url), content=request.content)

        statuses = await flush(
            stand_ins.wechat.push_to, stand_ins.wechat.messages.waiting, tricks, httpx.MockTransport(handle)
        )
    async with world.as_owner() as session:
        keys = (await session.execute(text("SELECT id FROM push_event WHERE handled_at IS NULL"))).scalars().all()
    for key in keys:
        async with world.as_worker() as session:
            await pushes.handle(session, county=COUNTY, key=key)
    return statuses
