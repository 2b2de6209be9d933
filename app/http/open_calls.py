"""Calls of people we do not know: counted by where they come from, and answered once per key all the same."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.db import Context
from app.domain.questions import codes
from app.http import limits
from app.http.county import CountyCode
from app.http.idempotency import claim_open_key, key_of
from app.http.session import Session
from app.limits import HOUR
from app.vocabulary import Audience

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PER_HEAD = 60


@dataclass(frozen=True, slots=True)
class OpenCall:
    """Lets anybody through, `most` times in `seconds` from one address; an unsafe call needs a key."""

    bucket: str
    seconds: int
    most: int

    async def __call__(self, request: Request, county: CountyCode, session: Session) -> AsyncSession:
        """Give the transaction, as the public audience. Raises TooMany (429), MissingHeader (400), KeyReused (422)."""
        key = None if request.method in SAFE else key_of(request)
        await self._count(request, county)
        owner = UUID(bytes=hashlib.sha256(f"{county}|{request.url.path}|{key}".encode()).digest()[:16])
        await db.enter(session, Context(Audience.PUBLIC, county, actor=owner if key else None))
        if key is not None:
            await claim_open_key(request, session, county, owner)
        return session

    async def _count(self, request: Request, county: str) -> None:
        """Count the try in a transaction of its own, so that a refusal counts too; a code's head is counted beside."""
        counted = [(f"{self.bucket}:{limits.origin(request)}", self.seconds, self.most)]
        code = request.path_params.get("code")
        if code is not None:
            counted.append((f"{self.bucket}-head:{codes.head(code)}", HOUR, PER_HEAD))
        await limits.hold(county, *counted)


def anybody(bucket: str, *, seconds: int, most: int) -> Any:
    """Declare a public route's limit, inside an Annotated session parameter."""
    call: Callable[..., Awaitable[AsyncSession]] = OpenCall(bucket, seconds, most)
    return Depends(call)
