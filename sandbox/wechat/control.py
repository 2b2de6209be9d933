"""The hand behind the scenes (`/__sim/…`): make people, press their buttons, turn the clock, break things."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from sandbox.wechat.faults import Fault, FaultPlan
from sandbox.wechat.pushing import Tricks, flush
from sandbox.wechat.world import Person, Program, World, new_openid, new_session_key

router = APIRouter(prefix="/__sim")


def world_of(request: Request) -> World:
    """The state of the stand-in that was called."""
    world = request.app.state.world
    if not isinstance(world, World):
        raise TypeError("this application is not the stand-in")
    return world


Here = Annotated[World, Depends(world_of)]


class _Input(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewProgram(_Input):
    """A mini-program to register."""

    appid: str = Field(min_length=1, max_length=40)
    secret: str = Field(min_length=1, max_length=64, repr=False)
    ip_allow: frozenset[str] = frozenset()


class NewPerson(_Input):
    """A user to register; what is left out is invented, the only program is assumed."""

    appid: str | None = None
    openid: str | None = Field(default=None, pattern=r"^o[A-Za-z0-9_-]{27}$")
    unionid: str | None = None
    phone: str | None = Field(default=None, pattern=r"^[0-9]{5,15}$")
    country_code: str = Field(default="86", pattern=r"^[0-9]{1,3}$")
    high_risk: bool = False


class Press(_Input):
    """Whose phone does something; `rotate` also gives her a new session key at login."""

    openid: str
    rotate: bool = False


class Subscribe(_Input):
    """Her choices: template to `accept`, `reject`, `ban` or `filter`."""

    openid: str
    choices: dict[str, str] = Field(min_length=1, max_length=5)


class Refuse(_Input):
    """A template she switches off."""

    openid: str
    template_id: str


class Revoke(_Input):
    """What she takes back: RevokeInfo codes, comma between."""

    openid: str
    codes: str = Field(pattern=r"^[0-9]{1,2}(,[0-9]{1,2})*$")


class Flush(_Input):
    """What the network does to the events."""

    duplicate: bool = False
    shuffle: bool = False


class Turn(_Input):
    """How far the stand-in's clock moves ahead."""

    seconds: float = Field(ge=0, le=10_000_000)


@router.post("/apps")
async def add_program(sent: NewProgram, world: Here) -> dict[str, str]:
    """Register a mini-program."""
    world.add_program(Program(sent.appid, sent.secret, sent.ip_allow))
    return {"appid": sent.appid}


@router.post("/users")
async def add_person(sent: NewPerson, world: Here) -> dict[str, object]:
    """Register a user and say her openid."""
    person = Person(
        openid=sent.openid or new_openid(),
        appid=sent.appid or next(iter(world.programs), ""),
        session_key=new_session_key(),
        **sent.model_dump(include={"unionid", "phone", "country_code", "high_risk"}),
    )
    return _shown(world.add_person(person))


@router.post("/wx_login")
async def wx_login(sent: Press, world: Here) -> dict[str, str]:
    """A login code, as `wx.login` would give it on her phone."""
    return {"code": world.wx_login(sent.openid, rotate=sent.rotate)}


@router.post("/phone_click")
async def phone_click(sent: Press, world: Here) -> dict[str, str]:
    """A phone code, as the phone button would give it."""
    return {"code": world.phone_click(sent.openid)}


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


@router.post("/clock")
async def turn_clock(sent: Turn, world: Here) -> dict[str, str]:
    """Move the stand-in's clock ahead."""
    world.ahead += timedelta(seconds=sent.seconds)
    return {"now": world.now().isoformat()}


@router.post("/faults")
async def plan_fault(sent: Fault, world: Here) -> list[Fault]:
    """Plan a fault and list all that are pending."""
    world.faults.add(sent)
    return list(world.faults.pending())


@router.delete("/faults")
async def forget_faults(world: Here) -> list[Fault]:
    """Let everything work again."""
    world.faults = FaultPlan()
    return []


@router.post("/reset")
async def reset(world: Here) -> dict[str, object]:
    """Forget everything but the programs."""
    world.reset()
    return _summary(world)


@router.get("/state")
async def state(world: Here) -> dict[str, object]:
    """What is there; no secret and no session key is ever listed."""
    return _summary(world)


def _summary(world: World) -> dict[str, object]:
    return {
        "now": world.now().isoformat(),
        "apps": sorted(world.programs),
        "users": [_shown(person) for person in world.people.values()],
        "login_codes": len(world.login_codes),
        "phone_codes": len(world.phone_codes),
        "faults": [fault.model_dump(mode="json") for fault in world.faults.pending()],
    }


def _shown(person: Person) -> dict[str, object]:
    return {
        "openid": person.openid,
        "appid": person.appid,
        "unionid": person.unionid,
        "phone": person.phone,
        "country_code": person.country_code,
        "high_risk": person.high_risk,
    }
