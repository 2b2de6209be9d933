"""What an operator asks WeChat about our own set-up: addresses, quotas, and what became of one call."""

from dataclasses import dataclass
from typing import Any

from app.integrations.wechat.client import Call, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import WeChatError
from app.integrations.wechat.tokens import TokenKeeper

CHECK, ADDRESSES = "/cgi-bin/callback/check", "/cgi-bin/getcallbackip"
QUOTA, CLEAR, CLEAR_BY_SECRET = "/cgi-bin/openapi/quota/get", "/cgi-bin/clear_quota", "/cgi-bin/clear_quota/v2"
RID = "/cgi-bin/openapi/rid/get"


class RidUnknown(WeChatError):
    """WeChat does not know this trace: mistyped, older than seven days, or another program's."""

    code, message = "wechat_rid_unknown", "微信查不到这个编号：可能写错了，或者超过七天了。"


@dataclass(frozen=True, slots=True)
class Reached:
    """How WeChat's own machines reach our push address: what each name resolved to, what each ping lost."""

    resolved: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """How often an interface may be called in a day, and how often it was."""

    daily: int
    used: int
    left: int


async def check_callback(tokens: TokenKeeper, app: WeChatApp) -> Reached:
    """Let WeChat resolve and ping the push address of the console."""
    answer = await tokens.call(app, Call(CHECK, body={"action": "all", "check_operator": "DEFAULT"}))
    resolved = tuple(str(row.get("ip", "")) for row in _rows(answer, "dns"))
    return Reached(resolved, tuple(str(row.get("package_loss", "")) for row in _rows(answer, "ping")))


async def callback_addresses(tokens: TokenKeeper, app: WeChatApp) -> tuple[str, ...]:
    """List the addresses pushes come from; they change, so a firewall reads them daily."""
    listed = (await tokens.call(app, Call(ADDRESSES))).get("ip_list")
    if not isinstance(listed, list):
        raise no_usable_answer(ADDRESSES, "odd_shape")
    return tuple(str(one) for one in listed)


async def quota_of(tokens: TokenKeeper, app: WeChatApp, *, path: str) -> Quota:
    """Say how much of an interface's day is left."""
    quota = (await tokens.call(app, Call(QUOTA, body={"cgi_path": path}))).get("quota")
    if not isinstance(quota, dict):
        raise no_usable_answer(QUOTA, "odd_shape")
    return Quota(*(int(quota.get(name) or 0) for name in ("daily_limit", "used", "remain")))


async def clear_quota(tokens: TokenKeeper, app: WeChatApp, *, by_secret: bool = False) -> None:
    """Begin every interface's day anew, ten times a month; `by_secret` works when the token's own quota is spent."""
    body = {"appid": app.appid}
    if by_secret:
        await tokens.client.call(app, Call(CLEAR_BY_SECRET, body=body | {"appsecret": app.secret.get_secret_value()}))
        return
    await tokens.call(app, Call(CLEAR, body=body))


async def look_up(tokens: TokenKeeper, app: WeChatApp, *, rid: str) -> dict[str, Any]:
    """Give what WeChat remembers of one call (seven days). Its address holds secrets and is left out."""
    meanings = dict.fromkeys((76001, 76002, 76003, 76004), RidUnknown)
    found = (await tokens.call(app, Call(RID, body={"rid": rid}, meanings=meanings))).get("request")
    if not isinstance(found, dict):
        raise no_usable_answer(RID, "odd_shape")
    return {name: found.get(name) for name in ("invoke_time", "cost_in_ms", "response_body", "client_ip")}


def _rows(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = answer.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
