"""Handing a request to a body outside, and hearing from it: a private folder, or signed calls both ways (INT-05).

A file is one JSON object per hand-over in `<folder>/<county>/<body>/out`; answers are laid into `in` and go to
`done` or `refused`. Over HTTP the same object is posted with `X-Shouwang-Time` and `X-Shouwang-Signature` (HMAC-SHA256
of time, a dot and the body); answers come to us signed the same way.
"""

import asyncio
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
from pydantic import SecretStr

from app import clock
from app.errors import Unavailable
from app.settings import Settings

DEADLINE = 10.0
LONGEST = 64 * 1024
FRESH_SECONDS = 300
MOST_AT_ONCE = 200
PRIVATE, PRIVATE_FILE = 0o700, 0o600
_CODE = re.compile(r"[a-z0-9_]{1,40}")
_TIME = re.compile(r"[0-9]{9,11}")


class OutsideOff(Unavailable):
    """Nothing is configured for this body."""

    code, message = "outside_off", "和这个外单位还没有接通，请电话转告，再把答复记进来。"


class OutsideNotTaken(Unavailable):
    """The body was not reached or said no; it is asked again later."""

    code, message = "outside_not_taken", "外单位暂时没有收下，会再试。"


@dataclass(frozen=True, slots=True)
class Laid:
    """An answer somebody laid into the folder."""

    path: Path
    said: Mapping[str, Any] | None


class FileBox:
    """The folder of one body in one county; private from its first moment."""

    def __init__(self, root: Path, county: str, body: str) -> None:
        if not _CODE.fullmatch(county) or not _CODE.fullmatch(body):
            raise ValueError("a county and a body are plain codes")
        self._home = root / county / body

    async def put(self, key: UUID, payload: Mapping[str, Any]) -> None:
        """Lay one hand-over out, whole or not at all. Raises OutsideNotTaken."""
        try:
            await asyncio.to_thread(self._write, key, orjson.dumps(payload))
        except OSError:
            raise OutsideNotTaken from None

    def _write(self, key: UUID, data: bytes) -> None:
        folder = self._folder("out")
        part = folder / f".{key}.part"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / f"{key}.json")

    def _folder(self, name: str) -> Path:
        folder = self._home / name
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        return folder

    async def answers(self) -> list[Laid]:
        """Read what was laid in, oldest name first; what cannot be read is given without words."""
        return await asyncio.to_thread(self._read_all)

    def _read_all(self) -> list[Laid]:
        names = sorted(one for one in self._folder("in").iterdir() if one.suffix == ".json")
        return [Laid(path, _read(path)) for path in names[:MOST_AT_ONCE]]

    async def put_away(self, laid: Laid, *, heard: bool) -> None:
        """Move an answer out of the way, so that it is heard once."""
        await asyncio.to_thread(laid.path.rename, self._folder("done" if heard else "refused") / laid.path.name)


def _read(path: Path) -> Mapping[str, Any] | None:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LONGEST:
        return None
    return read_answer(path.read_bytes())


def read_answer(data: bytes) -> Mapping[str, Any] | None:
    """Read one answer; nothing when it is no JSON object."""
    try:
        said = orjson.loads(data)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def signature(secret: SecretStr, moment: str, body: bytes) -> str:
    """Sign a body for one moment."""
    return hmac.new(secret.get_secret_value().encode(), moment.encode() + b"." + body, sha256).hexdigest()


def is_signed(secret: SecretStr, headers: Mapping[str, str], body: bytes) -> bool:
    """Say whether a call was signed with our secret within the last five minutes."""
    moment, given = headers.get("x-shouwang-time", ""), headers.get("x-shouwang-signature", "")
    if not secret.get_secret_value() or not _TIME.fullmatch(moment):
        return False
    fresh = abs(clock.now().timestamp() - int(moment)) <= FRESH_SECONDS
    return hmac.compare_digest(signature(secret, moment, body).encode(), given.encode()) and fresh


async def post(
    told: Settings, body: str, payload: Mapping[str, Any], *, transport: httpx.AsyncBaseTransport | None = None
) -> str:
    """Post one hand-over and give what the body calls it; the same id is the same hand-over there.

    Raises OutsideOff, OutsideNotTaken.
    """
    address, secret = told.outside_urls.get(body, ""), told.outside_secrets.get(body, SecretStr(""))
    if not address or not secret.get_secret_value():
        raise OutsideOff
    data, moment = orjson.dumps(payload), str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(payload["id"]),
        "X-Shouwang-Time": moment,
        "X-Shouwang-Signature": signature(secret, moment, data),
    }
    try:
        async with asyncio.timeout(DEADLINE):
            async with httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False) as http:
                answer = await http.post(address, content=data, headers=headers)
    except (TimeoutError, httpx.HTTPError):
        raise OutsideNotTaken from None
    if not answer.is_success:
        raise OutsideNotTaken
    said = read_answer(answer.content) or {}
    return str(said.get("reference", ""))[:80]


def box_of(told: Settings, county: str, body: str) -> FileBox:
    """Open the folder of a body. Raises OutsideOff."""
    if told.outside_folder is None:
        raise OutsideOff
    return FileBox(told.outside_folder, county, body)
