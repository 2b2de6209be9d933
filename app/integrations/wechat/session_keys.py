"""The key WeChat gave at login: whether it still stands, a fresh one, and what is signed with it (wechat.md §2.1).

We keep no session key: these calls are for a deployment that must open what the mini-program encrypts with it.
"""

import hashlib
import hmac

from pydantic import SecretStr

from app.integrations.wechat.client import Call, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import SessionKeyInvalid
from app.integrations.wechat.tokens import TokenKeeper

CHECK, RESET = "/wxa/checksession", "/wxa/resetusersessionkey"
METHOD = "hmac_sha256"
MEANINGS = {40097: SessionKeyInvalid}


def session_signature(session_key: SecretStr, message: str = "") -> str:
    """Sign a message; the key is the base64 text itself, not the bytes it stands for."""
    return hmac.new(session_key.get_secret_value().encode(), message.encode(), hashlib.sha256).hexdigest()


def raw_data_signature(raw_data: str, session_key: SecretStr) -> str:
    """Sign the rawData of a profile: the text as it was received, never a document written anew."""
    signed = raw_data + session_key.get_secret_value()
    return hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()


async def check_session(tokens: TokenKeeper, app: WeChatApp, *, openid: str, session_key: SecretStr) -> None:
    """Let WeChat confirm that a session key still stands. Raises SessionKeyInvalid."""
    await tokens.call(app, Call(CHECK, _signed(openid, session_key), meanings=MEANINGS))


async def reset_session_key(tokens: TokenKeeper, app: WeChatApp, *, openid: str, session_key: SecretStr) -> SecretStr:
    """Exchange a session key for a new one; it lives no longer for that. Raises SessionKeyInvalid."""
    answer = await tokens.call(app, Call(RESET, _signed(openid, session_key), meanings=MEANINGS))
    fresh = answer.get("session_key")
    if not isinstance(fresh, str) or not fresh or answer.get("openid") != openid:
        raise no_usable_answer(RESET, "odd_shape")
    return SecretStr(fresh)


def _signed(openid: str, session_key: SecretStr) -> dict[str, str]:
    return {"openid": openid, "signature": session_signature(session_key), "sig_method": METHOD}
