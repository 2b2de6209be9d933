"""Sends one subscription message; whether she agreed to it is the caller's to know, and WeChat's to judge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.integrations.wechat.client import Call
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import BadTemplate, Retryable, UserRefused, WeChatError
from app.integrations.wechat.tokens import TokenKeeper

PATH = "/cgi-bin/message/subscribe/send"
LANGUAGE = "zh_CN"
_FIELD = re.compile(r"data\.([a-z_]+[0-9]+)\.value")


class UnknownPerson(WeChatError):
    """WeChat does not know this openid, or not in this program: no message will ever reach it."""

    code = "wechat_unknown_person"


class Banned(WeChatError):
    """The program may not send, or the words are refused: an operator is needed."""

    code = "wechat_banned"


# A refused page or a wrong field is a BadTemplate everywhere; two messages to one person at once are not (43108).
MEANINGS: Mapping[int, type[WeChatError]] = {
    40003: UnknownPerson,
    43104: UnknownPerson,
    43101: UserRefused,
    43107: Banned,
    43108: Retryable,
    45168: Banned,
}


@dataclass(frozen=True, slots=True)
class MessageReceipt:
    """WeChat took the message; its id (64 bits, kept as text) is not always given."""

    msgid: str | None


async def send_message(  # noqa: PLR0913  the call's own fields
    tokens: TokenKeeper,
    app: WeChatApp,
    *,
    openid: str,
    template_id: str,
    data: Mapping[str, str],
    page: str | None,
    state: str,
) -> MessageReceipt:
    """Send once. Raises UserRefused (43101), BadTemplate, UnknownPerson, Banned, Retryable.

    NoUsableAnswer with reason `timeout`, `connection` or `empty` means that it may have been delivered: it is not
    sent again.
    """
    body: dict[str, object] = {
        "touser": openid,
        "template_id": template_id,
        "data": {key: {"value": value} for key, value in data.items()},
        "miniprogram_state": state,
        "lang": LANGUAGE,
    }
    if page:
        body["page"] = page
    answer = await tokens.call(app, Call(PATH, body=body, meanings=MEANINGS))
    msgid = answer.get("msgid")
    return MessageReceipt(str(msgid) if msgid is not None else None)


def faulty_field(refused: BadTemplate) -> str:
    """Name the field WeChat complained about (47003), as far as its text says."""
    found = _FIELD.search(refused.errmsg)
    return found[1] if found else ""
