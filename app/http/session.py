"""One transaction per call, committed before the answer leaves."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db


async def _session() -> AsyncIterator[AsyncSession]:
    async with db.transaction() as session:
        yield session


# scope="function": endpoint, serialise, COMMIT, send. FastAPI's default would answer 200 before the commit.
Session = Annotated[AsyncSession, Depends(_session, scope="function")]
