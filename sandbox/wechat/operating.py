"""The stand-in's tools for operators: push check, addresses, quotas, traces (wechat.md §1, §2.8)."""

from datetime import timedelta

from sandbox.wechat.calls import Asked, Endpoint, owner_of
from sandbox.wechat.replies import Refused
from sandbox.wechat.world import World

DAILY = 100_000
REMEMBERED = timedelta(days=7)
ADDRESSES = ("127.0.0.1",)


def check_callback(world: World, asked: Asked) -> dict[str, object]:
    """Say how the push address is reached: nothing where none is configured."""
    owner_of(world, asked)
    asked.document()
    there = ADDRESSES if world.push_to is not None else ()
    return {
        "errcode": 0,
        "errmsg": "ok",
        "dns": [{"ip": one, "real_operator": "UNICOM"} for one in there],
        "ping": [{"ip": one, "from_operator": "UNICOM", "package_loss": "0%", "time": "1.0ms"} for one in there],
    }


def list_addresses(world: World, asked: Asked) -> dict[str, object]:
    """List where pushes come from."""
    owner_of(world, asked)
    return {"ip_list": list(ADDRESSES)}


def quota_of(world: World, asked: Asked) -> dict[str, object]:
    """Say how often a path was called."""
    owner_of(world, asked)
    path = str(asked.document().get("cgi_path") or "")
    used = world.calls[path] - world.forgiven[path]
    quota = {"daily_limit": DAILY, "used": used, "remain": DAILY - used}
    return {"errcode": 0, "errmsg": "ok", "quota": quota}


def clear_quota(world: World, asked: Asked) -> dict[str, object]:
    """Begin every quota anew."""
    if asked.document().get("appid") != owner_of(world, asked):
        raise Refused(40013)
    world.clear_meters()
    return {"errcode": 0, "errmsg": "ok"}


def clear_quota_by_secret(world: World, asked: Asked) -> dict[str, object]:
    """The same, proved by the secret instead of a token."""
    sent = asked.document()
    program = world.programs.get(str(sent.get("appid") or ""))
    if program is None:
        raise Refused(40013)
    if sent.get("appsecret") != program.secret:
        raise Refused(40125)
    world.clear_meters()
    return {"errcode": 0, "errmsg": "ok"}


def look_up(world: World, asked: Asked) -> dict[str, object]:
    """Give what is remembered of a refused call."""
    owner_of(world, asked)
    found = world.refusals.get(str(asked.document().get("rid") or ""))
    if found is None or world.now() - found.at > REMEMBERED:
        raise Refused(76001)
    request = {
        "invoke_time": int(found.at.timestamp()),
        "cost_in_ms": 3,
        "request_url": f"{found.path}?access_token=hidden",
        "request_body": "",
        "response_body": found.body,
        "client_ip": "127.0.0.1",
    }
    return {"errcode": 0, "errmsg": "ok", "request": request}


ENDPOINTS = (
    Endpoint("/cgi-bin/callback/check", check_callback),
    Endpoint("/cgi-bin/getcallbackip", list_addresses),
    Endpoint("/cgi-bin/openapi/quota/get", quota_of),
    Endpoint("/cgi-bin/clear_quota", clear_quota),
    Endpoint("/cgi-bin/clear_quota/v2", clear_quota_by_secret),
    Endpoint("/cgi-bin/openapi/rid/get", look_up),
)
