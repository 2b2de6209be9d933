"""One transaction per call, committed before the answer leaves."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.errors import AppError
from app.http import refusals


async def _session() -> AsyncIterator[AsyncSession]:
    held: AsyncSession | None = None
    try:
        async with db.transaction() as held:
            yield held
    except AppError as refused:
        if held is not None:
            await refusals.write_down(held, refused)
        raise


# scope="function": endpoint, serialise, COMMIT, send. FastAPI's default would answer 200 before the commit.
Session = Annotated[AsyncSession, Depends(_session, scope="function")]
