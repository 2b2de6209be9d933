"""A line of a request as it was read before: sealed with the request's key, found by a keyed digest of its words."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place, Vault
from app.db import Context
from app.domain.help_requests import access
from app.media.spoken import VOICE
from app.models.help_requests import HelpRequest
from app.models.speech import RequestSound
from app.vocabulary import DataClass


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a sound goes once it is made: under whose rights, in which row, sealed by which vault."""

    context: Context
    request_id: UUID
    place: Place
    vault: Vault = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """Words to be heard; with them the sound where it was made before, or where it belongs."""

    words: str = field(repr=False)
    sound: bytes | None = field(default=None, repr=False)
    slot: Slot | None = None


async def recall(session: AsyncSession, *, request: HelpRequest, words: str) -> Line:
    """Give a line with its sound where it was read before, else with the place for it."""
    vault = await access.request_vault(session, request)
    named = vault.blind_index("speech", f"{VOICE}|{request.id}|{request.level.value}|{words}")
    place = Place("request_sound", "sound_sealed", UUID(bytes=named[:16]))
    query = select(RequestSound.sound_sealed).where(
        col(RequestSound.county) == request.county, col(RequestSound.id) == place.row_id
    )
    sealed = (await session.exec(query)).one_or_none()
    if sealed is not None:
        return Line(words, vault.open_bytes(DataClass.REQUEST, place, bytes(sealed)))
    return Line(words, None, Slot(session.info["context"], request.id, place, vault))


async def keep(session: AsyncSession, *, slot: Slot, sound: bytes) -> None:
    """Keep a sound under her own rights; one that came meanwhile stays."""
    row = {
        "county": slot.context.county,
        "id": slot.place.row_id,
        "created_at": clock.now(),
        "request_id": slot.request_id,
        "profile_id": slot.context.profile,
        "sound_sealed": slot.vault.seal_bytes(DataClass.REQUEST, slot.place, sound),
    }
    await session.execute(insert(RequestSound).values(row).on_conflict_do_nothing())
