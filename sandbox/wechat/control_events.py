"""The hand behind the scenes, second part: her choices, what WeChat tells us about her, and how it is pushed."""

from datetime import timedelta
from typing import Literal

from fastapi import APIRouter
from pydantic import Field, SecretStr

from app.integrations.wechat.push_crypto import PushCredentials
from sandbox.wechat import safety
from sandbox.wechat.hands import Here, Order, Press
from sandbox.wechat.pushing import PushTarget, Tricks, flush
from sandbox.wechat.world import Unknown

router = APIRouter(prefix="/__sim")


class Subscribe(Order):
    """Her choices: template to `accept`, `reject`, `ban` or `filter`."""

    openid: str
    choices: dict[str, str] = Field(min_length=1, max_length=5)


class Refuse(Order):
    """A template she switches off."""

    openid: str
    template_id: str


class Revoke(Order):
    """What she takes back: RevokeInfo codes, comma between."""

    openid: str
    codes: str = Field(pattern=r"^[0-9]{1,2}(,[0-9]{1,2})*$")


class Flush(Order):
    """What the network does to the events."""

    duplicate: bool = False
    shuffle: bool = False


class Pronounce(Order):
    """The verdict of a picture or sound; errcode -1008 says that its link could not be fetched."""

    trace_id: str
    suggest: Literal["pass", "review", "risky"] = "pass"
    label: int = 100
    errcode: int = 0


class Switch(Order):
    """Her main switch for messages."""

    openid: str
    on: bool


class Pace(Order):
    """How long a send keeps its person busy (43108)."""

    seconds: float = Field(ge=0, le=3_600)


class Push(Order):
    """Where events go and with which secrets; JSON unless XML is asked for."""

    url: str
    token: str = Field(repr=False)
    aes_key: str = Field(min_length=43, max_length=43, repr=False)
    appid: str
    xml: bool = False


class Punish(Order):
    """What the platform does to a program: 1 warn, 2 function ban, 3 delist, 4 account ban, 10 page ban."""

    appid: str
    event_type: Literal[1, 2, 3, 4, 10]
    reason: str = Field(default="内容违规", max_length=200)


@router.post("/subscribe")
async def subscribe(sent: Subscribe, world: Here) -> dict[str, str]:
    """Press the buttons of her subscription dialog."""
    world.person(sent.openid)
    return world.messages.choose(sent.openid, sent.choices, world.now())


@router.post("/refuse")
async def refuse(sent: Refuse, world: Here) -> dict[str, int]:
    """Switch a template off in her settings."""
    world.messages.refuse(world.person(sent.openid).openid, sent.template_id, world.now())
    return {"waiting": len(world.messages.waiting)}


@router.post("/revoke")
async def revoke(sent: Revoke, world: Here) -> dict[str, int]:
    """Take data back at WeChat (codes of wechat.md §4)."""
    person = world.person(sent.openid)
    event = "user_authorization_revoke"
    world.messages.person_event(person.openid, event, person.appid, world.now(), RevokeInfo=sent.codes)
    return {"waiting": len(world.messages.waiting)}


@router.post("/cancel")
async def cancel(sent: Press, world: Here) -> dict[str, int]:
    """Close her WeChat account."""
    person = world.person(sent.openid)
    world.messages.person_event(person.openid, "user_authorization_cancellation", person.appid, world.now())
    return {"waiting": len(world.messages.waiting)}


@router.get("/messages")
async def list_messages(world: Here) -> list[dict[str, object]]:
    """List what was sent, newest first, so that a person at the demo sees her phone light up."""
    return [
        {"openid": one.openid, "template_id": one.template_id, "data": one.data, "page": one.page, "at": str(one.at)}
        for one in reversed(world.messages.sent)
    ]


@router.post("/push/flush")
async def flush_pushes(sent: Flush, world: Here) -> dict[str, object]:
    """Send the events that wait to the configured address."""
    if world.push_to is None:
        return {"sent": [], "waiting": len(world.messages.waiting)}
    tricks = Tricks(duplicate=sent.duplicate, shuffle=sent.shuffle)
    return {"sent": await flush(world.push_to, world.messages.waiting, tricks), "waiting": 0}


@router.post("/purge")
async def purge(sent: Press, world: Here) -> dict[str, int]:
    """Take a risky name or picture off her, as the platform does."""
    person = world.person(sent.openid)
    world.messages.person_event(person.openid, "user_info_modified", person.appid, world.now())
    return {"waiting": len(world.messages.waiting)}


@router.post("/punish")
async def punish(sent: Punish, world: Here) -> dict[str, int]:
    """Punish a program."""
    world.messages.program_event(sent.appid, sent.event_type, sent.reason, world.now())
    return {"waiting": len(world.messages.waiting)}


@router.post("/main_switch")
async def main_switch(sent: Switch, world: Here) -> dict[str, bool]:
    """Turn her main switch for messages."""
    openid = world.person(sent.openid).openid
    change = world.messages.switched_off.discard if sent.on else world.messages.switched_off.add
    change(openid)
    return {"on": sent.on}


@router.post("/pace")
async def pace(sent: Pace, world: Here) -> dict[str, float]:
    """Let every send keep its person busy for a while."""
    world.messages.takes = timedelta(seconds=sent.seconds)
    return {"seconds": sent.seconds}


@router.post("/media_verdict")
async def media_verdict(sent: Pronounce, world: Here) -> dict[str, int]:
    """Pronounce the verdict of a picture or sound that waits for it."""
    if sent.trace_id not in world.safety.waiting:
        raise Unknown(sent.trace_id)
    safety.pronounce(world, sent.trace_id, sent.suggest, sent.label, sent.errcode)
    return {"waiting": len(world.messages.waiting)}


@router.post("/media_fetch")
async def media_fetch(world: Here) -> dict[str, int]:
    """Fetch every waiting link, and pronounce what came of it."""
    return await safety.fetch_all(world)


@router.post("/push")
async def set_push(sent: Push, world: Here) -> dict[str, str]:
    """Say where events go."""
    credentials = PushCredentials(SecretStr(sent.token), SecretStr(sent.aes_key), sent.appid)
    world.push_to = PushTarget(sent.url, credentials, xml=sent.xml)
    return {"url": sent.url}
