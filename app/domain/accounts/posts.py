"""Who a worker is to the service at this moment: the post acted in, the others one may go on in, and what it opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.keys import vault_of
from app.errors import NotFound
from app.models.accounts import SignInSession, Staff, StaffCredential, StaffGrant
from app.models.catalogue import County, Division, Office
from app.permissions.actors import STAYS_FRESH, Actor
from app.permissions.rooms import NAMES, ROLE_NAMES, actions_of, rooms_of
from app.vocabulary import DataClass

TOWNSHIP_DIGITS = 9
TOWN_OFFICE = "town-"


@dataclass(frozen=True, slots=True)
class Named:
    """What offices and divisions of a worker's posts are called."""

    offices: dict[str, str]
    places: dict[str, str]

    def place(self, code: str) -> dict[str, str]:
        """Give a division by code and name."""
        return {"code": code, "name": self.places.get(code, code)}

    def office(self, code: str) -> dict[str, str]:
        """Give an office by code and name."""
        return {"code": code, "name": self.offices.get(code, code)}


async def me(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Say who the worker of this session is, in which post, and which rooms that post opens."""
    own = await session.get_one(SignInSession, (actor.county, actor.session_id))
    worker = await session.get_one(Staff, (actor.county, actor.id))
    credential = await session.get(StaffCredential, (actor.county, actor.id))
    posts = await _posts(session, actor)
    named = await _named(session, actor.county, posts)
    post = next(one for one in posts if one.id == own.grant_id)
    proved = max((one for one in (own.created_at, own.proved_at) if one is not None), default=own.created_at)
    fresh_until = proved + STAYS_FRESH if own.strong else None
    vault = await vault_of(session, actor.county)
    rooms = rooms_of(post.role) if own.strong else []
    return {
        "id": worker.id,
        "name": vault.open(DataClass.IDENTITY, Place("staff", "name_sealed", worker.id), bytes(worker.name_sealed)),
        "login_name": worker.login_name,
        "county": {"code": actor.county, "name": (await session.get_one(County, actor.county)).name},
        "active": _post(post, named),
        "posts": [_post(one, named) for one in posts],
        "rooms": [{"room": room, "name": NAMES[room]} for room in rooms],
        "may": actions_of(post.role),
        "second_factor": credential is not None and credential.totp_sealed is not None,
        "strong": own.strong,
        "fresh": fresh_until is not None and clock.now() < fresh_until,
        "fresh_until": fresh_until,
        "session_ends": own.expires_at,
    }


async def act_as(session: AsyncSession, *, actor: Actor, grant_id: UUID) -> dict[str, Any]:
    """Go on in another of one's own posts; its rights hold from the next call on. Raises NotFound."""
    post = next((one for one in await _posts(session, actor) if one.id == grant_id), None)
    if post is None:
        raise NotFound
    own = await session.get_one(SignInSession, (actor.county, actor.session_id))
    own.grant_id = post.id
    session.add(own)
    await session.flush()
    facts = {"role": post.role.value, "office": post.office_code}
    await audit.record(session, actor=actor, action="session:act_as", about=About("staff", actor.id, None), facts=facts)
    return await me(session, actor=actor)


async def _posts(session: AsyncSession, actor: Actor) -> list[StaffGrant]:
    query = select(StaffGrant).where(
        col(StaffGrant.county) == actor.county,
        col(StaffGrant.staff_id) == actor.id,
        col(StaffGrant.revoked_at).is_(None),
    )
    return list((await session.exec(query.order_by(col(StaffGrant.created_at), col(StaffGrant.id)))).all())


async def _named(session: AsyncSession, county: str, posts: Iterable[StaffGrant]) -> Named:
    """Look up what offices and divisions are called, in two statements."""
    offices = {one.office_code for one in posts}
    codes = {code for one in posts for code in (*one.divisions, _township(one)) if code is not None}
    known = select(Office.code, Office.name).where(col(Office.county) == county, col(Office.code).in_(offices))
    places = select(Division.code, Division.name).where(col(Division.county) == county, col(Division.code).in_(codes))
    return Named(dict((await session.exec(known)).all()), dict((await session.exec(places)).all()))


def _township(post: StaffGrant) -> str | None:
    """Say which township a post belongs to, where it belongs to one."""
    if post.office_code.startswith(TOWN_OFFICE):
        return post.office_code.removeprefix(TOWN_OFFICE)
    towns = {code[:TOWNSHIP_DIGITS] for code in post.divisions}
    return towns.pop() if len(towns) == 1 else None


def _post(post: StaffGrant, named: Named) -> dict[str, Any]:
    township = _township(post)
    return {
        "id": post.id,
        "role": post.role,
        "role_name": ROLE_NAMES[post.role],
        "office": named.office(post.office_code),
        "township": named.place(township) if township else None,
        "divisions": [named.place(code) for code in post.divisions],
    }
