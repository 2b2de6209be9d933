"""The hand behind the scenes (`/__sim/…`): make people, press their buttons, turn the clock, break things."""

from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import Field

from sandbox.wechat.faults import Fault, FaultPlan
from sandbox.wechat.hands import Here, Order, Press
from sandbox.wechat.world import Person, Program, World, new_openid, new_session_key

router = APIRouter(prefix="/__sim")


class NewProgram(Order):
    """A mini-program to register."""

    appid: str = Field(min_length=1, max_length=40)
    secret: str = Field(min_length=1, max_length=64, repr=False)
    ip_allow: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    published: bool = True


class NewPerson(Order):
    """A user to register; what is left out is invented, the only program is assumed."""

    appid: str | None = None
    openid: str | None = Field(default=None, pattern=r"^o[A-Za-z0-9_-]{27}$")
    unionid: str | None = None
    phone: str | None = Field(default=None, pattern=r"^[0-9]{5,15}$")
    country_code: str = Field(default="86", pattern=r"^[0-9]{1,3}$")
    high_risk: bool = False
    risk_rank: int = Field(default=0, ge=0, le=4)


class Turn(Order):
    """How far the stand-in's clock moves ahead."""

    seconds: float = Field(ge=0, le=10_000_000)


class Freeze(Order):
    """Where the stand-in's clock stands still; nothing lets it run."""

    at: datetime | None = None


@router.post("/apps")
async def add_program(sent: NewProgram, world: Here) -> dict[str, str]:
    """Register a mini-program."""
    world.add_program(Program(sent.appid, sent.secret, sent.ip_allow, sent.pages, sent.published))
    return {"appid": sent.appid}


@router.post("/users")
async def add_person(sent: NewPerson, world: Here) -> dict[str, object]:
    """Register a user and say her openid."""
    person = Person(
        openid=sent.openid or new_openid(),
        appid=sent.appid or next(iter(world.programs), ""),
        session_key=new_session_key(),
        **sent.model_dump(include={"unionid", "phone", "country_code", "high_risk", "risk_rank"}),
    )
    return _shown(world.add_person(person))


@router.post("/wx_login")
async def wx_login(sent: Press, world: Here) -> dict[str, str]:
    """A login code, as `wx.login` would give it on her phone."""
    return {"code": world.wx_login(sent.openid, rotate=sent.rotate)}


@router.post("/phone_click")
async def phone_click(sent: Press, world: Here) -> dict[str, object]:
    """A phone code, as the phone button would give it; with `errno`, what it says when the quota is spent."""
    if sent.errno is not None:
        return {"errno": sent.errno, "errMsg": "getPhoneNumber:fail"}
    return {"code": world.phone_click(sent.openid), "errMsg": "getPhoneNumber:ok"}


@router.post("/session_gone")
async def end_session(sent: Press, world: Here) -> dict[str, str]:
    """Let WeChat forget her session key (87007)."""
    world.person(sent.openid).session_gone = True
    return {"openid": sent.openid}


@router.post("/clock")
async def turn_clock(sent: Turn, world: Here) -> dict[str, str]:
    """Move the stand-in's clock ahead."""
    world.ahead += timedelta(seconds=sent.seconds)
    return {"now": world.now().isoformat()}


@router.post("/clock/freeze")
async def freeze_clock(sent: Freeze, world: Here) -> dict[str, str]:
    """Stop the stand-in's clock at a moment, or let it run again; what it was turned ahead is forgotten."""
    world.frozen_at, world.ahead = sent.at, timedelta(0)
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
