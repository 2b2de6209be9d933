"""Whether a session key still stands, a new one for it, and what is encrypted with it (wechat.md §2.1, §2.3)."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import timedelta

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox.wechat.calls import Asked, Endpoint, owner_of, person_of
from sandbox.wechat.replies import Refused
from sandbox.wechat.world import MINUTE, Person, World, new_session_key

CALLS_A_MINUTE = 60_000
REMEMBERED = timedelta(days=3)


def _proved(world: World, asked: Asked) -> Person:
    """The person whose session key signed nothing at all: the key is the base64 text itself."""
    appid = owner_of(world, asked)
    world.meter(f"session {appid}", seconds=MINUTE, limit=CALLS_A_MINUTE, errcode=45011)
    person = person_of(world, appid, asked.query.get("openid"))
    if asked.query.get("sig_method") != "hmac_sha256":
        raise Refused(40097)
    if person.session_gone:
        raise Refused(87007)
    expected = hmac.new(person.session_key.encode(), b"", hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, asked.query.get("signature", "")):
        raise Refused(87009)
    return person


def check(world: World, asked: Asked) -> dict[str, object]:
    """Say that a key stands."""
    _proved(world, asked)
    return {"errcode": 0, "errmsg": "ok"}


def reset(world: World, asked: Asked) -> dict[str, object]:
    """Give a new key for a standing one."""
    person = _proved(world, asked)
    person.session_key = new_session_key()
    return {"errcode": 0, "errmsg": "ok", "openid": person.openid, "session_key": person.session_key}


def encrypted_for(world: World, person: Person, document: dict[str, object]) -> tuple[str, str]:
    """What `encryptedData` would be on her phone: gives the iv and the data, both base64, and remembers their hash."""
    stamped = {**document, "watermark": {"timestamp": int(world.now().timestamp()), "appid": person.appid}}
    key, start = base64.b64decode(person.session_key), secrets.token_bytes(16)
    padder = padding.PKCS7(128).padder()
    plain = padder.update(json.dumps(stamped, ensure_ascii=False).encode()) + padder.finalize()
    sealing = Cipher(algorithms.AES128(key), modes.CBC(start)).encryptor()
    made = base64.b64encode(sealing.update(plain) + sealing.finalize()).decode()
    world.encrypted[hashlib.sha256(made.encode()).hexdigest()] = world.now()
    return base64.b64encode(start).decode(), made


def check_encrypted(world: World, asked: Asked) -> dict[str, object]:
    """Say whether data was made here within three days; `vaild` is how the real one spells it."""
    owner_of(world, asked)
    made = world.encrypted.get(str(asked.document().get("encrypted_msg_hash") or ""))
    known = made is not None and world.now() - made <= REMEMBERED
    at = int(made.timestamp()) if known and made is not None else 0
    return {"errcode": 0, "errmsg": "ok", "vaild": known, "create_time": at}


ENDPOINTS = (
    Endpoint("/wxa/checksession", check),
    Endpoint("/wxa/resetusersessionkey", reset),
    Endpoint("/wxa/business/checkencryptedmsg", check_encrypted),
)
