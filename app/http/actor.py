"""Who is asking: the token names a session, the database says what that session may be right now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.db import Context
from app.errors import Unauthenticated
from app.http import tokens
from app.http.session import Session
from app.permissions.actors import STAYS_FRESH, Actor, reader_tokens
from app.settings import settings
from app.vocabulary import Audience, Role

AUDIENCES: dict[Role, Audience] = {
    Role.WOMAN: Audience.WOMAN,
    Role.VILLAGE_CADRE: Audience.CADRE,
    Role.TOWNSHIP_WORKER: Audience.TOWN,
    Role.DEPARTMENT_HANDLER: Audience.DEPT,
    Role.DEPARTMENT_HEAD: Audience.DEPT,
    Role.COUNTY_DESK: Audience.DESK,
    Role.SOCIAL_WORKER: Audience.DEPT,
    Role.CLOSED_CASE_OFFICER: Audience.CASE,
    Role.PROVIDER: Audience.PROVIDER,
    Role.AUDITOR: Audience.AUDITOR,
    Role.ADMIN: Audience.ADMIN,
}
FIND_ACTOR = db.hot("SELECT * FROM ctx.find_actor(:county, :session)")


def context_of(actor: Actor) -> Context:
    """Put an actor's rights into the words of the database."""
    return Context(
        audience=AUDIENCES[actor.role],
        county=actor.county,
        actor=actor.id,
        profile=actor.profile_id,
        readers=actor.readers,
        team=actor.team,
        towns=actor.towns,
        villages=actor.villages,
    )


def bearer(request: Request) -> str:
    """Give the token of the call. Raises Unauthenticated."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return token


async def find_actor(session: AsyncSession, *, county: str, session_id: UUID) -> Actor:
    """Find who a session stands for and enter their audience. Raises Unauthenticated."""
    await db.enter(session, Context(Audience.SIGN_IN, county))
    rows = await db.fetch(session, FIND_ACTOR, {"county": county, "session": session_id})
    if not rows or _expired(rows[0]["expires_at"]):
        raise Unauthenticated
    actor = _actor_from(rows[0], county, session_id)
    await db.enter(session, context_of(actor))
    return actor


def _expired(at: datetime) -> bool:
    return at <= clock.now()


def _is_fresh(proved_at: datetime | None) -> bool:
    return proved_at is not None and clock.now() < proved_at + STAYS_FRESH


def _actor_from(row: Mapping[str, Any], county: str, session_id: UUID) -> Actor:
    role = Role(row["role"])
    open_until = row["unlocked_until"]
    unlocked = bool(row["has_pin"]) and open_until is not None and open_until > clock.now()
    office, divisions = row["office_code"], tuple(row["divisions"] or ())
    readers = reader_tokens(role, office, row["owner_id"]) if office else ()
    return Actor(
        county=county,
        role=role,
        id=row["owner_id"],
        session_id=session_id,
        profile_id=row["profile_id"],
        office=office,
        readers=readers,
        team=tuple(dict.fromkeys((*readers, *(row["team"] or ())))) if readers else (),
        towns=divisions if role in (Role.TOWNSHIP_WORKER, Role.DEPARTMENT_HEAD) else (),
        villages=divisions if role is Role.VILLAGE_CADRE else (),
        strong=role is Role.WOMAN or bool(row["strong"]),
        fresh=role is Role.WOMAN or _is_fresh(row["proved_at"]),
        locked=bool(row["has_pin"]) and not unlocked,
        unlocked=unlocked,
    )


async def _current_actor(request: Request, session: Session) -> Actor:
    claims = tokens.read(bearer(request))
    by_host = settings().hosts.get(request.url.hostname or "")
    if by_host is not None and by_host != claims.county:
        raise Unauthenticated
    actor = await find_actor(session, county=claims.county, session_id=claims.sid)
    if actor.profile_id != claims.prf:
        raise Unauthenticated  # another person of the same telephone went on since
    return actor


CurrentActor = Annotated[Actor, Depends(_current_actor)]
