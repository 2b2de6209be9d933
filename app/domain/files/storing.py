"""What the worker does with a file: read its pieces, and keep what came out clean, or say why not."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import CaseVault, Place, Vault, new_data_key
from app.domain.files.uploading import whole
from app.domain.help_requests import access
from app.domain.keys import own_keys, vault_of
from app.media.cleaning import Cleaned
from app.models.files import StoredFile, Upload, UploadPart
from app.vocabulary import Audience, DataClass, FileKind, FileState

DATA, THUMB = "data", "thumb"
SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes nobody has looked at yet, and which file they are to become."""

    file_id: UUID
    kind: FileKind
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A clean file sealed with a key of its own, ready to be stored."""

    key: bytes = field(repr=False)
    data: bytes = field(repr=False)
    thumb: bytes | None = field(repr=False)


async def load(session: AsyncSession, *, county: str, upload_id: UUID) -> Raw | None:
    """Read an upload's pieces; nothing when its file was made before, or erased meanwhile."""
    upload = await session.get(Upload, (county, upload_id))
    file = await session.get(StoredFile, (county, upload.file_id)) if upload and upload.file_id else None
    if upload is None or file is None or file.state is not FileState.WAITING:
        return None
    return Raw(file.id, file.kind, await whole(session, upload, await _vault(session, file)))


async def waiting(session: AsyncSession, *, county: str, limit: int) -> list[UUID]:
    """Name uploads that are whole for an hour and not made clean yet, the oldest first."""
    query = (
        select(Upload.id)
        .join(StoredFile, (col(StoredFile.county) == col(Upload.county)) & (col(StoredFile.id) == col(Upload.file_id)))
        .where(
            col(Upload.county) == county,
            col(StoredFile.state) == FileState.WAITING,
            col(StoredFile.created_at) < clock.now() - SOON,
        )
        .order_by(col(StoredFile.created_at), col(Upload.id))
    )
    return list((await session.exec(query.limit(limit))).all())


async def _vault(session: AsyncSession, file: StoredFile) -> Vault:
    """Give the vault a file's key is sealed with, to the service itself."""
    if file.request_id is None:
        return await vault_of(session, file.county)
    request = await access.by_id(session, county=file.county, request_id=file.request_id)
    async with db.acting_as(session, Audience.ROUTE):
        return await access.request_vault(session, request)


def file_vault(county: str, key: bytes) -> CaseVault:
    """Give the vault of one file: whatever is sealed in it opens with its own key only."""
    return CaseVault.holding(county, own_keys(), key)


def wrap(county: str, file_id: UUID, cleaned: Cleaned) -> Wrapped:
    """Seal a clean file with a fresh key: destroying the key forgets the file, wherever its object lies."""
    key = new_data_key()
    vault = file_vault(county, key)
    data = vault.seal_bytes(DataClass.REQUEST, Place("stored_file", DATA, file_id), cleaned.data)
    thumb = None
    if cleaned.thumb is not None:
        thumb = vault.seal_bytes(DataClass.REQUEST, Place("stored_file", THUMB, file_id), cleaned.thumb)
    return Wrapped(key, data, thumb)


async def keep(
    session: AsyncSession, *, county: str, file_id: UUID, cleaned: Cleaned, key: bytes, names: tuple[str, str | None]
) -> bool:
    """Let a clean file be opened from now on; False when it was erased while it was being cleaned."""
    file = await _waiting(session, county, file_id)
    if file is None:
        return False
    vault = await _vault(session, file)
    file.key_sealed = vault.seal_bytes(DataClass.REQUEST, Place("stored_file", "key_sealed", file.id), key)
    file.object_name, file.thumb_name = names
    file.media_type, file.sha256, file.size = cleaned.media_type, cleaned.sha256, len(cleaned.data)
    file.seconds, file.width, file.height = cleaned.seconds, cleaned.width, cleaned.height
    file.state = FileState.READY
    session.add(file)
    await _forget_pieces(session, county, file_id)
    return True


async def refuse(session: AsyncSession, *, county: str, file_id: UUID, because: str) -> None:
    """Keep nothing of a file but why it could not be taken; her text stands as it was."""
    file = await _waiting(session, county, file_id)
    if file is not None:
        file.state, file.refused_because = FileState.REFUSED, because[:120]
        session.add(file)
    await _forget_pieces(session, county, file_id)


async def _waiting(session: AsyncSession, county: str, file_id: UUID) -> StoredFile | None:
    query = select(StoredFile).where(
        col(StoredFile.county) == county, col(StoredFile.id) == file_id, col(StoredFile.state) == FileState.WAITING
    )
    return (await session.exec(query.with_for_update())).one_or_none()


async def _forget_pieces(session: AsyncSession, county: str, file_id: UUID) -> None:
    uploads = select(Upload.id).where(col(Upload.county) == county, col(Upload.file_id) == file_id)
    await session.exec(
        delete(UploadPart).where(col(UploadPart.county) == county, col(UploadPart.upload_id).in_(uploads))
    )


async def erased_objects(session: AsyncSession, *, county: str, limit: int) -> list[tuple[UUID, list[str]]]:
    """List files whose key is gone and whose objects still lie about."""
    query = select(StoredFile).where(
        col(StoredFile.county) == county,
        col(StoredFile.state) == FileState.ERASED,
        col(StoredFile.object_name).is_not(None),
    )
    rows = (await session.exec(query.limit(limit))).all()
    return [(row.id, [name for name in (row.object_name, row.thumb_name) if name]) for row in rows]


async def objects_removed(session: AsyncSession, *, county: str, file_id: UUID) -> None:
    """Note that nothing of an erased file is left."""
    file = await session.get(StoredFile, (county, file_id))
    if file is not None:
        file.object_name = file.thumb_name = None
        session.add(file)
