"""How WeChat words its answers: always status 200, a wandering Content-Type, a trace in every refusal."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from fastapi import Response
from starlette.types import Receive, Scope, Send

TEXTS: Mapping[int, str] = {
    -1: "system error",
    40001: (
        "invalid credential, access_token is invalid or not latest, could get access_token by "
        "getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"
    ),
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40165: "invalid weapp pagepath",
    40169: "invalid length for scene, or the data is not json string",
    40212: "invalid query",
    40226: "code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43104: "The openid does not match the appid",
    43108: "concurrent sends to one user",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    61010: "code is expired",
    76001: "rid not found",
    85079: "miniprogram has no online release",
    85401: "expire_time out of range",
    87007: "session_key is not exist",
    87009: "invalid signature",
    87020: "repeated request",
    200014: "invalid tid",
    200020: "invalid kidList",
    200021: "invalid sceneDesc",
}
CONTENT_TYPES = ("application/json; encoding=utf-8", "text/plain")
GBK_PAGE = "<html><head><title>系统繁忙</title></head><body>系统繁忙，请稍后再试</body></html>".encode("gbk")


class Refused(Exception):
    """The stand-in says no, with WeChat's number for it; `text` replaces the usual wording."""

    def __init__(self, errcode: int, text: str | None = None) -> None:
        self.errcode = errcode
        self.text = text or TEXTS.get(errcode, "system error")
        super().__init__(f"{errcode} {self.text}")


class Dropped(Response):
    """An answer lost on the way: bytes are promised and never come, so a real server cuts the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Start an answer of 64 bytes and end it with none; in process the reader sees an empty body."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"64")]})
        await send({"type": "http.response.body", "body": b""})


def trace(at: datetime) -> str:
    """A trace id: the second in hex, then two groups that mean nothing."""
    return f"{int(at.timestamp()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def refusal(refused: Refused, *, comma: bool, at: datetime) -> dict[str, object]:
    """The body of a refusal; paths under sns/ put a comma before the trace, the others only a space."""
    return {"errcode": refused.errcode, "errmsg": f"{refused.text}{',' if comma else ''} rid: {trace(at)}"}


def picture(content: bytes, content_type: str) -> Response:
    """A picture, now and then under a header that lies."""
    honest = content_type.startswith("application/json")
    return Response(content, headers={"Content-Type": "image/png" if honest else content_type})


def rendered(payload: Mapping[str, object], content_type: str) -> Response:
    """A body of JSON under whatever Content-Type the turn brings."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, headers={"Content-Type": content_type})
