"""From the code a woman's phone was given to the account WeChat knows her by."""

import re
from dataclasses import dataclass, field

from pydantic import SecretStr

from app.integrations.wechat.client import Call, WeChatClient, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import SignInBusy

PATH = "/sns/jscode2session"
_OPENID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class WeChatIdentity:
    """Whom WeChat says she is. Neither id may leave the server; the key is never shown at all."""

    openid: str = field(repr=False)
    session_key: SecretStr
    unionid: str | None = field(default=None, repr=False)


async def exchange_code(client: WeChatClient, app: WeChatApp, code: str) -> WeChatIdentity:
    """Spend a login code (single use, five minutes) and give the identity behind it.

    After any error the front end needs a new code: WeChat marks a code used before it answers. Raises CodeInvalid.
    """
    query = {
        "appid": app.appid,
        "secret": app.secret.get_secret_value(),
        "js_code": code,
        "grant_type": "authorization_code",
    }
    answer = await client.call(app, Call(PATH, query, meanings={-1: SignInBusy}))
    openid, session_key, unionid = (answer.get(name) for name in ("openid", "session_key", "unionid"))
    if not isinstance(openid, str) or not _OPENID.fullmatch(openid) or not isinstance(session_key, str):
        raise no_usable_answer(PATH, "odd_shape")
    return WeChatIdentity(openid, SecretStr(session_key), unionid or None)
