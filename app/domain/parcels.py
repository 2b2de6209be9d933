"""Files made to be taken away: sealed as the worker made them, opened by their one reader, then gone."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import CaseVault, Place, Vault, new_data_key
from app.domain import ordering
from app.domain.files.opening import Opened
from app.domain.files.storing import file_vault
from app.domain.help_requests import access
from app.domain.keys import own_keys, vault_of
from app.domain.readable import Made
from app.errors import NotFound, PinNeeded
from app.models.rights import Parcel
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor, system
from app.permissions.table import Action
from app.vocabulary import Audience, DataClass, NoticeKind, ParcelState

DATA = "data"
NOT_READY = "文件还没有做好，请过一会儿再来取。"


@dataclass(frozen=True, slots=True)
class Sealed:
    """The same, sealed with a key of its own."""

    key: bytes = field(repr=False)
    data: bytes = field(repr=False)


async def waiting(session: AsyncSession, *, county: str, parcel_id: UUID) -> Parcel | None:
    """Give a parcel that is still to be made."""
    found = await session.get(Parcel, (county, parcel_id))
    return found if found is not None and found.state is ParcelState.WAITING else None


def seal(parcel: Parcel, made: Made) -> Sealed:
    """Seal what was made with a fresh key: without it the stored object is noise."""
    key = new_data_key()
    vault: CaseVault = CaseVault.holding(parcel.county, own_keys(), key)
    return Sealed(key, vault.seal_bytes(DataClass.REQUEST, Place("parcel", DATA, parcel.id), made.data))


async def keep(session: AsyncSession, *, parcel_id: UUID, county: str, made: Made, sealed: Sealed, name: str) -> bool:
    """Let a parcel be fetched from now on, and tell its reader; False when it was dropped meanwhile."""
    query = select(Parcel).where(col(Parcel.county) == county, col(Parcel.id) == parcel_id).with_for_update()
    parcel = (await session.exec(query)).one_or_none()
    if parcel is None or parcel.state is not ParcelState.WAITING:
        return False
    vault = await _vault_for_worker(session, parcel)
    parcel.key_sealed = vault.seal_bytes(DataClass.REQUEST, Place("parcel", "key_sealed", parcel.id), sealed.key)
    parcel.object_name, parcel.media_type, parcel.sha256 = name, made.media_type, made.sha256
    parcel.size, parcel.rows, parcel.facts = len(made.data), made.rows, parcel.facts | made.facts
    parcel.state = ParcelState.READY
    session.add(parcel)
    await session.flush()
    about = About("help_request" if parcel.request_id else "parcel", parcel.request_id or parcel.id, parcel.profile_id)
    facts = {"kind": parcel.kind.value, "rows": parcel.rows, "sha256": parcel.sha256, **made.facts}
    await audit.record(session, actor=system(county), action="parcel:made", about=about, facts=facts)
    await _tell(session, parcel)
    return True


async def _tell(session: AsyncSession, parcel: Parcel) -> None:
    to_staff = f"staff:{parcel.staff_id}" if parcel.staff_id else None
    kind = NoticeKind.TASK_CHANGED if to_staff else NoticeKind.RIGHTS_MOVED
    note = Note(kind, f"{parcel.id}:made", profile_id=parcel.profile_id, reader=to_staff)
    await announce(session, county=parcel.county, notes=[note])


async def fail(session: AsyncSession, *, county: str, parcel_id: UUID) -> None:
    """Note that a parcel could not be made."""
    parcel = await waiting(session, county=county, parcel_id=parcel_id)
    if parcel is not None:
        parcel.state = ParcelState.FAILED
        session.add(parcel)


async def _vault_for_worker(session: AsyncSession, parcel: Parcel) -> Vault:
    """Give the vault a parcel's key is sealed with: that of the one request it is about, else the county's."""
    if parcel.request_id is None:
        return await vault_of(session, parcel.county)
    request = await access.by_id(session, county=parcel.county, request_id=parcel.request_id)
    async with db.acting_as(session, Audience.ROUTE):
        return await access.request_vault(session, request)


async def open_parcel(session: AsyncSession, *, actor: Actor, parcel_id: UUID) -> Opened:
    """Let its one reader fetch a parcel, within its days; each fetch is written down. Raises NotFound, PinNeeded."""
    query = select(Parcel).where(col(Parcel.county) == actor.county, col(Parcel.id) == parcel_id, ordering.owner(actor))
    parcel = (await session.exec(query)).one_or_none()
    if parcel is None or parcel.expires_at <= clock.now():
        raise NotFound
    if parcel.hidden and actor.locked:
        raise PinNeeded
    if parcel.state is not ParcelState.READY or parcel.key_sealed is None or parcel.object_name is None:
        raise NotFound(NOT_READY)
    vault = await _vault_for_reader(session, actor, parcel)
    place = Place("parcel", "key_sealed", parcel.id)
    key = vault.open_bytes(DataClass.REQUEST, place, bytes(parcel.key_sealed))
    about = About("parcel", parcel.id, parcel.profile_id)
    facts = {"kind": parcel.kind.value, "rows": parcel.rows}
    await audit.record(session, actor=actor, action="parcel:fetch", about=about, facts=facts)
    media = str(parcel.media_type)
    return Opened(parcel.object_name, media, file_vault(parcel.county, key), Place("parcel", DATA, parcel.id))


async def _vault_for_reader(session: AsyncSession, actor: Actor, parcel: Parcel) -> Vault:
    if parcel.request_id is None:
        return await vault_of(session, actor.county)
    request = await access.help_request(
        session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=parcel.request_id
    )
    if request.erased_at is not None:
        raise NotFound
    return await access.request_vault(session, request)


async def expired(session: AsyncSession, *, county: str, limit: int) -> list[tuple[UUID, str | None]]:
    """Destroy the keys of parcels whose days are over; give those whose objects still lie about."""
    now = clock.now()
    query = select(Parcel).where(
        col(Parcel.county) == county,
        ((col(Parcel.expires_at) <= now) & (col(Parcel.state) != ParcelState.GONE))
        | ((col(Parcel.state) == ParcelState.GONE) & col(Parcel.object_name).is_not(None)),
    )
    rows = (await session.exec(query.order_by(col(Parcel.expires_at)).limit(limit).with_for_update())).all()
    for parcel in rows:
        parcel.key_sealed, parcel.state = None, ParcelState.GONE
        session.add(parcel)
    await session.flush()
    return [(parcel.id, parcel.object_name) for parcel in rows]


async def object_removed(session: AsyncSession, *, county: str, parcel_id: UUID) -> None:
    """Note that nothing of a parcel is left."""
    parcel = await session.get(Parcel, (county, parcel_id))
    if parcel is not None:
        parcel.object_name = None
        session.add(parcel)
