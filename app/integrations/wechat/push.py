"""Reading what WeChat pushes: verified, decrypted, and put into one shape, whatever it came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import orjson

from app.integrations.wechat.push_crypto import PushCredentials, PushRefused, decrypt, is_signed

LONGEST_BODY = 65_536
LISTS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")


@dataclass(frozen=True, slots=True)
class Choice:
    """One template she said yes or no to, or one message that arrived or did not."""

    template_id: str
    accepted: bool | None = None
    msg_id: str | None = None
    delivered: bool | None = None


@dataclass(frozen=True, slots=True)
class PushEvent:
    """One event: its kind, whom it is about, and what is needed of its content. `key` names it for good."""

    kind: str
    key: str = field(repr=False)
    openid: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    revoked: tuple[str, ...] = ()
    trace_id: str | None = None
    suggest: str | None = None
    label: int = 0
    errcode: int = 0
    punishment: str | None = None


def verify_url(query: Mapping[str, str], credentials: PushCredentials) -> str:
    """Give the echo of the console's check of our address. Raises PushRefused."""
    token = credentials.token.get_secret_value()
    if not is_signed(query.get("signature", ""), token, query.get("timestamp", ""), query.get("nonce", "")):
        raise PushRefused
    return query.get("echostr", "")


def read_push(body: bytes, query: Mapping[str, str], credentials: PushCredentials) -> PushEvent:
    """Read one push in safe mode, JSON or XML. Raises PushRefused for anything not signed over its encrypted body.

    The plain `signature` of the query is valid over three items only and says nothing about the body: it is not used.
    """
    if len(body) > LONGEST_BODY:
        raise PushRefused
    encrypted = _fields(body).get("Encrypt")
    signed = (query.get("timestamp", ""), query.get("nonce", ""))
    if not isinstance(encrypted, str):
        raise PushRefused
    if not is_signed(query.get("msg_signature", ""), credentials.token.get_secret_value(), *signed, encrypted):
        raise PushRefused
    return event_of(_fields(decrypt(credentials, encrypted)))


def _fields(text: bytes) -> dict[str, Any]:
    """Read a body as JSON, else as XML without document types or entities. Raises PushRefused."""
    if text.lstrip().startswith(b"<"):
        return _from_xml(text)
    try:
        found = orjson.loads(text)
    except ValueError:
        raise PushRefused from None
    if not isinstance(found, dict):
        raise PushRefused
    return found


def _from_xml(body: bytes) -> dict[str, Any]:
    """Read XML as UTF-8 whatever it declares: in another encoding a document type could hide from the look for it."""
    try:
        text = body.decode()
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise PushRefused
        root = ET.fromstring(text)  # noqa: S314  without DTD and entities there is nothing left to expand
    except (UnicodeDecodeError, ValueError, ET.ParseError):
        raise PushRefused from None
    found: dict[str, Any] = {child.tag: child.text or "" for child in root if not len(child)}
    for name in LISTS:
        nested = root.find(name)
        if nested is not None:
            found["List"] = [{child.tag: child.text or "" for child in one} for one in nested.findall("List")]
    result = root.find("result")
    if result is not None:
        found["result"] = {child.tag: child.text or "" for child in result}
    return found


def event_of(found: Mapping[str, Any]) -> PushEvent:
    """Put an event into one shape: a list that is one object, numbers as text, two names for the same person."""
    kind = str(found.get("Event") or found.get("MsgType") or "unknown").lower()
    rows = found.get("List") or []
    choices = tuple(_choice(row) for row in ([rows] if isinstance(rows, dict) else rows) if isinstance(row, dict))
    revoked = tuple(code for code in str(found.get("RevokeInfo") or "").replace(" ", "").split(",") if code)
    result = found.get("result") if isinstance(found.get("result"), dict) else {}
    openid = str(found.get("OpenID") or found.get("FromUserName") or "")
    trace = str(found["trace_id"]) if found.get("trace_id") else None
    return PushEvent(
        kind=kind,
        key=_key(found, kind, choices),
        openid=openid,
        choices=choices,
        revoked=revoked,
        trace_id=trace,
        suggest=str((result or {}).get("suggest") or "") or None,
        label=_number((result or {}).get("label")),
        errcode=_number(found.get("errcode")),
        punishment=str(found["event_type"]) if found.get("event_type") else None,
    )


def _choice(row: Mapping[str, Any]) -> Choice:
    status, error = row.get("SubscribeStatusString"), row.get("ErrorCode")
    return Choice(
        template_id=str(row.get("TemplateId") or ""),
        accepted=None if status is None else str(status) == "accept",
        msg_id=str(row["MsgID"]) if row.get("MsgID") else None,
        delivered=None if error is None else _number(error) == 0,
    )


def _number(text: object) -> int:
    try:
        return int(str(text or 0))
    except ValueError:
        return -1


def _key(found: Mapping[str, Any], kind: str, choices: tuple[Choice, ...]) -> str:
    """Name an event: its own id, else sender, second, kind and all it is about."""
    if found.get("MsgId"):
        return f"msg:{found['MsgId']}"
    told = (found.get(name) or "" for name in ("OpenID", "trace_id", "RevokeInfo", "punish_id"))
    about = sorted(f"{one.template_id}:{one.msg_id or one.accepted}" for one in choices)
    return ":".join(str(one) for one in (found.get("FromUserName"), found.get("CreateTime"), kind, *told, *about))
