"""What the mini-program hands over encrypted with the session key (wechat.md §5.4): opened, and checked to be ours.

The phone number does not come this way any more; shared steps, group ids and old clients still do.
"""

import base64
import hashlib
from typing import Any

import orjson
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr

from app.errors import AppError, Kind
from app.integrations.wechat.client import Call
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.tokens import TokenKeeper

CHECK = "/wxa/business/checkencryptedmsg"


class UserDataRefused(AppError):
    """It does not open with this key, or was made for another program; she is told the same in each case."""

    kind, code, message = Kind.UNAUTHENTICATED, "wechat_session_over", "登录过期了，请再点一次登录。"

    def __init__(self) -> None:
        super().__init__(retry_with="new_code")


def open_user_data(session_key: SecretStr, *, iv: str, encrypted: str, appid: str) -> dict[str, Any]:
    """Open encryptedData (AES-128-CBC, all three parts base64) and hold its watermark to our appid.

    A wrong key shows as bad padding or as bytes that are no text. Raises UserDataRefused.
    """
    try:
        key, start, data = (base64.b64decode(one) for one in (session_key.get_secret_value(), iv, encrypted))
        opening = Cipher(algorithms.AES128(key), modes.CBC(start)).decryptor()
        unpadder = padding.PKCS7(algorithms.AES128.block_size).unpadder()
        plain = unpadder.update(opening.update(data) + opening.finalize()) + unpadder.finalize()
        found = orjson.loads(plain)
    except ValueError:
        raise UserDataRefused from None
    watermark = found.get("watermark") if isinstance(found, dict) else None
    if not isinstance(watermark, dict) or watermark.get("appid") != appid:
        raise UserDataRefused
    return dict(found)


async def is_from_wechat(tokens: TokenKeeper, app: WeChatApp, *, encrypted: str) -> bool:
    """Ask WeChat whether it made this encryptedData within the last three days; its answer is spelt `vaild`."""
    body = {"encrypted_msg_hash": hashlib.sha256(encrypted.encode()).hexdigest()}
    answer = await tokens.call(app, Call(CHECK, body=body))
    return answer.get("vaild") is True
