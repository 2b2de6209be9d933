"""A PIN of digits or pictures for one of several people on one telephone; five wrong ones rest it (SAF-03)."""

from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.accounts import passwords
from app.errors import Conflict, NotFound
from app.models.accounts import Profile, SignInSession
from app.permissions.actors import Actor

MOST_WRONG = 5
RESTS = timedelta(minutes=10)
STAYS_OPEN = timedelta(minutes=10)
MOST_PEOPLE = 6


class Tried(StrEnum):
    """How a try ended; whoever asked commits it first and answers afterwards, so that a wrong one is counted."""

    GOOD = "good"
    WRONG = "wrong"


async def _profile(session: AsyncSession, actor: Actor, profile_id: UUID | None) -> Profile:
    query = select(Profile).where(
        col(Profile.county) == actor.county, col(Profile.id) == profile_id, col(Profile.account_id) == actor.id
    )
    found = (await session.exec(query.with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    return found


def state(actor: Actor) -> dict[str, Any]:
    """Say whether there is a PIN and whether it was given; never what it hides."""
    return {"has_pin": actor.locked or actor.unlocked, "locked": actor.locked}


async def attempt(session: AsyncSession, profile: Profile, pin: str) -> Tried:
    """Try a PIN. A resting one is wrong whatever is given, and the work done is the same."""
    now = clock.now()
    resting = profile.pin_locked_until is not None and profile.pin_locked_until > now
    right = await passwords.verify(profile.pin_hash, pin)
    if right and not resting:
        profile.pin_failures, profile.pin_locked_until = 0, None
    elif not resting:
        profile.pin_failures += 1
        if profile.pin_failures >= MOST_WRONG:
            profile.pin_failures, profile.pin_locked_until = 0, now + RESTS
    session.add(profile)
    await session.flush()
    return Tried.GOOD if right and not resting else Tried.WRONG


async def unlock(session: AsyncSession, *, actor: Actor, pin: str) -> Tried:
    """Open what is hidden, for ten minutes of this session."""
    profile = await _profile(session, actor, actor.profile_id)
    tried = await attempt(session, profile, pin)
    if tried is Tried.GOOD:
        await _set_open(session, actor, until=True)
    return tried


async def lock(session: AsyncSession, *, actor: Actor) -> None:
    """Hide it again at once; the screen does this by itself after two idle minutes."""
    await _set_open(session, actor, until=False)


async def _set_open(session: AsyncSession, actor: Actor, *, until: bool, profile_id: UUID | None = None) -> None:
    values: dict[str, Any] = {"unlocked_until": clock.now() + STAYS_OPEN if until else None}
    if profile_id is not None:
        values["profile_id"] = profile_id
    own = update(SignInSession).where(
        col(SignInSession.county) == actor.county, col(SignInSession.id) == actor.session_id
    )
    await session.exec(own.values(**values).execution_options(synchronize_session=False))


async def change(session: AsyncSession, *, actor: Actor, new: str | None, current: str | None) -> Tried:
    """Set, change or remove the PIN; one that is there has to be given first."""
    profile = await _profile(session, actor, actor.profile_id)
    if profile.pin_hash is not None and await attempt(session, profile, current or "") is Tried.WRONG:
        return Tried.WRONG
    profile.pin_hash = await passwords.hash_password(new) if new is not None else None
    profile.version += 1
    session.add(profile)
    await session.flush()
    await _set_open(session, actor, until=new is not None)
    about = About("profile", profile.id, profile.id)
    await audit.record(session, actor=actor, action="pin:manage", about=about, facts={"set": new is not None})
    return Tried.GOOD


async def people(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List the people of this account by picture; no names, and nothing of what they have."""
    query = select(Profile).where(col(Profile.county) == actor.county, col(Profile.account_id) == actor.id)
    rows = (await session.exec(query.order_by(col(Profile.created_at), col(Profile.id)))).all()
    return [
        {
            "id": row.id,
            "picture": row.picture,
            "active": row.id == actor.profile_id,
            "has_pin": row.pin_hash is not None,
        }
        for row in rows
    ]


async def add_person(session: AsyncSession, *, actor: Actor, picture: str) -> dict[str, Any]:
    """Add a person to this account; six at most."""
    if len(await people(session, actor=actor)) >= MOST_PEOPLE:
        raise Conflict(f"一个微信最多 {MOST_PEOPLE} 个人用。")
    profile = Profile(county=actor.county, account_id=actor.id, picture=picture)
    session.add(profile)
    await session.flush()
    about = About("profile", profile.id, profile.id)
    await audit.record(session, actor=actor, action="profile:add", about=about, facts={})
    return {"id": profile.id, "picture": picture, "active": False, "has_pin": False}


async def switch(session: AsyncSession, *, actor: Actor, profile_id: UUID, pin: str | None) -> Tried:
    """Go on as another person of this account; a person with a PIN gives it first."""
    profile = await _profile(session, actor, profile_id)
    if profile.pin_hash is not None and await attempt(session, profile, pin or "") is Tried.WRONG:
        return Tried.WRONG
    await _set_open(session, actor, until=profile.pin_hash is not None, profile_id=profile.id)
    return Tried.GOOD
