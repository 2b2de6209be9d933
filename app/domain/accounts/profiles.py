"""Her own profile: a picture, a name if she wants one, her village, and how she wants to hear of things."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.crypto import Place
from app.domain.accounts import phones
from app.domain.accounts.inputs import EditProfile
from app.domain.keys import vault_of
from app.errors import Invalid, NotFound
from app.models.accounts import Profile
from app.models.catalogue import Division
from app.permissions.actors import Actor
from app.vocabulary import DataClass, DivisionLevel


async def _own(session: AsyncSession, actor: Actor) -> Profile:
    query = select(Profile).where(col(Profile.county) == actor.county, col(Profile.id) == actor.profile_id)
    profile = (await session.exec(query)).one_or_none()
    if profile is None:
        raise NotFound
    return profile


async def show(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Show her own profile, opened."""
    return await _shown(session, actor, await _own(session, actor))


async def _shown(session: AsyncSession, actor: Actor, profile: Profile) -> dict[str, Any]:
    name = None
    if profile.name_sealed is not None:
        vault = await vault_of(session, profile.county)
        place = Place("profile", "name_sealed", profile.id)
        name = vault.open(DataClass.IDENTITY, place, bytes(profile.name_sealed))
    return {
        "id": profile.id,
        "picture": profile.picture,
        "name": name,
        "village": profile.village_code,
        "phone": await phones.shown(session, actor=actor),
        "tells_only_when_open": profile.tells_only_when_open,
        "version": profile.version,
    }


async def edit(session: AsyncSession, *, actor: Actor, said: EditProfile) -> dict[str, Any]:
    """Keep what she says about herself; her name is sealed."""
    profile = await _own(session, actor)
    if said.village is not None:
        place = await session.get(Division, said.village)
        if place is None or place.county != actor.county or place.level is not DivisionLevel.VILLAGE:
            raise Invalid("没有找到这个村，请重新选一下。", field="village")
    vault = await vault_of(session, profile.county)
    profile.picture, profile.village_code = said.picture, said.village
    profile.tells_only_when_open = said.tells_only_when_open
    profile.name_sealed = (
        vault.seal(DataClass.IDENTITY, Place("profile", "name_sealed", profile.id), said.name) if said.name else None
    )
    profile.version += 1
    session.add(profile)
    await session.flush()
    about = About("profile", profile.id, profile.id)
    await audit.record(session, actor=actor, action="profile:manage", about=about, facts={"version": profile.version})
    return await _shown(session, actor, profile)
