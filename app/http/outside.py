"""Answers of outside bodies on the wire: signed, fresh, each event heard once."""

from fastapi import Request
from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.db import Context
from app.domain.help_requests import outside
from app.errors import Invalid, Unauthenticated
from app.integrations.outside import is_signed, read_answer
from app.settings import settings
from app.vocabulary import Audience, OutsideState


async def take(request: Request, session: AsyncSession, *, county: str, body: str) -> OutsideState:
    """Take one answer in. Raises Unauthenticated for anything not signed with the body's own secret."""
    data = await request.body()
    if not is_signed(settings().outside_secrets.get(body, SecretStr("")), request.headers, data):
        raise Unauthenticated("签名不对，或者时间差得太多。")
    said = read_answer(data)
    if said is None:
        raise Invalid("发来的内容读不懂。")
    await db.enter(session, Context(Audience.ROUTE, county))
    return await outside.hear(session, county=county, body=body, heard=outside.Heard.read(said))
