"""How she may be reached: her channels, hours, code word, and 暂停联系; the sender holds to it (NTF-04, NTF-07)."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault
from app.domain.accounts.inputs import SetSafeContact
from app.domain.keys import vault_of
from app.errors import NotFound
from app.models.accounts import Profile
from app.models.notices import SafeContact
from app.notifications.contract import DEFAULT_CHANNELS, FROM_HOUR, TO_HOUR
from app.permissions.actors import Actor
from app.vocabulary import DataClass


async def show(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Show her own rules; before she set any, the careful defaults."""
    profile, row = await _own(session, actor)
    vault = await vault_of(session, actor.county)
    return {
        "channels": row.channels if row else [one.value for one in DEFAULT_CHANNELS],
        "from_hour": row.from_hour if row else FROM_HOUR,
        "to_hour": row.to_hour if row else TO_HOUR,
        "only_when_open": profile.tells_only_when_open,
        "no_message": row.no_message if row else False,
        "code_word": code_word(row, vault) if row else None,
        "paused": row is not None and row.paused_at is not None,
        "version": row.version if row else 0,
    }


def code_word(row: SafeContact, vault: Vault) -> str | None:
    """Open the word a caller has to say first."""
    if row.code_word_sealed is None:
        return None
    place = Place("safe_contact", "code_word_sealed", row.id)
    return vault.open(DataClass.CONTACT, place, bytes(row.code_word_sealed))


async def _own(session: AsyncSession, actor: Actor) -> tuple[Profile, SafeContact | None]:
    own = select(Profile).where(col(Profile.county) == actor.county, col(Profile.id) == actor.profile_id)
    profile = (await session.exec(own)).one_or_none()
    if profile is None:
        raise NotFound
    return profile, await of_profile(session, county=actor.county, profile_id=profile.id)


async def of_profile(session: AsyncSession, *, county: str, profile_id: UUID) -> SafeContact | None:
    """Give a person's rules, if she has set any."""
    query = select(SafeContact).where(col(SafeContact.county) == county, col(SafeContact.profile_id) == profile_id)
    return (await session.exec(query)).one_or_none()


async def keep(session: AsyncSession, *, actor: Actor, said: SetSafeContact) -> dict[str, Any]:
    """Keep her rules; they hold for every message from the next one on, pausing at once."""
    profile, row = await _own(session, actor)
    vault = await vault_of(session, actor.county)
    row = row or SafeContact(county=actor.county, profile_id=profile.id, version=0)
    row.channels = [one.value for one in said.channels]
    row.from_hour, row.to_hour, row.no_message = said.from_hour, said.to_hour, said.no_message
    place = Place("safe_contact", "code_word_sealed", row.id)
    row.code_word_sealed = vault.seal(DataClass.CONTACT, place, said.code_word) if said.code_word else None
    row.paused_at = (row.paused_at or clock.now()) if said.paused else None
    row.version += 1
    profile.tells_only_when_open = said.only_when_open
    session.add_all((profile, row))
    await session.flush()
    about = About("safe_contact", row.id, profile.id)
    facts = {"version": row.version, "paused": said.paused}
    await audit.record(session, actor=actor, action="safe_contact:manage", about=about, facts=facts)
    return await show(session, actor=actor)
