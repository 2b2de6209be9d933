"""The stand-in's message push: queued events, encrypted and signed, sent as WeChat sends them."""

import random
import secrets
from dataclasses import dataclass
from xml.sax.saxutils import escape

import httpx
import orjson

from app import clock
from app.integrations.wechat.push_crypto import PushCredentials, encrypt, signature

TRIES = 3
DEADLINE = 5.0
LISTS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}


@dataclass(frozen=True, slots=True)
class PushTarget:
    """Where events go, and with which secrets; safe mode always, JSON unless XML is asked for."""

    url: str
    credentials: PushCredentials
    xml: bool = False


@dataclass(frozen=True, slots=True)
class Tricks:
    """What the network does to the events on their way."""

    duplicate: bool = False
    shuffle: bool = False


def packed(target: PushTarget, event: dict[str, object]) -> tuple[bytes, dict[str, str]]:
    """Encrypt and sign one event; gives body and query."""
    message = _xml(event) if target.xml else orjson.dumps(event)
    encrypted = encrypt(target.credentials, message)
    token = target.credentials.token.get_secret_value()
    timestamp, nonce = str(int(clock.now().timestamp())), str(secrets.randbelow(10**9))
    query = {
        "timestamp": timestamp,
        "nonce": nonce,
        "signature": signature(token, timestamp, nonce),
        "encrypt_type": "aes",
        "msg_signature": signature(token, timestamp, nonce, encrypted),
    }
    if target.xml:
        return f"<xml><ToUserName>gh</ToUserName><Encrypt>{encrypted}</Encrypt></xml>".encode(), query
    return orjson.dumps({"ToUserName": "gh", "Encrypt": encrypted}), query


def _xml(event: dict[str, object]) -> bytes:
    parts = []
    for key, value in event.items():
        if key != "List":
            parts.append(f"<{key}>{escape(str(value))}</{key}>")
            continue
        rows: list[dict[str, str]] = value if isinstance(value, list) else [value]  # type: ignore[list-item]
        inner = "".join(
            "<List>" + "".join(f"<{name}>{escape(str(text))}</{name}>" for name, text in row.items()) + "</List>"
            for row in rows
        )
        wrapper = LISTS.get(str(event.get("Event")), "List")
        parts.append(f"<{wrapper}>{inner}</{wrapper}>")
    return ("<xml>" + "".join(parts) + "</xml>").encode()


async def flush(
    target: PushTarget,
    waiting: list[dict[str, object]],
    tricks: Tricks,
    transport: httpx.AsyncBaseTransport | None = None,
) -> list[int]:
    """Send everything that waits, three tries each; gives the last status of each event (0 for no answer)."""
    events = [*waiting, *(waiting if tricks.duplicate else [])]
    waiting.clear()
    if tricks.shuffle:
        random.shuffle(events)
    async with httpx.AsyncClient(transport=transport, timeout=DEADLINE, trust_env=False) as client:
        return [await _send(client, target, event) for event in events]


async def _send(client: httpx.AsyncClient, target: PushTarget, event: dict[str, object]) -> int:
    status = 0
    for _ in range(TRIES):
        body, query = packed(target, event)
        try:
            answer = await client.post(httpx.URL(target.url).copy_merge_params(query), content=body)
        except httpx.HTTPError:
            continue
        status = answer.status_code
        if status == httpx.codes.OK:
            break
    return status
