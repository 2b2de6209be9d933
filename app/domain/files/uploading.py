"""A file on its way in: begun, sent in pieces that may come again, finished when its digest fits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, enqueue
from app.audit import About
from app.crypto import Place, Vault
from app.domain.files.inputs import BeginUpload
from app.domain.help_requests import access, her_moves
from app.domain.keys import vault_of
from app.domain.ledger import consents, proxies
from app.domain.ledger.entries import own_entry
from app.errors import Conflict, ConsentMissing, Invalid, NotFound, TooMany
from app.media.kinds import LIMITS, refuse_unfit
from app.models.files import StoredFile, Upload, UploadPart
from app.models.ledger import LedgerEntry
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import ConsentPurpose, DataClass, FileKind, FilePurpose, FileState, TaskName, UploadState

OF_THE_ENTRY = (FilePurpose.NAME, FilePurpose.CONSENT)
PART_BYTES = 256 * 1024
LIVES = timedelta(hours=24)
KEPT_WHOLE = timedelta(days=30)  # what was acknowledged as whole outlives a store that is away
USES = {FileKind.VOICE: ConsentPurpose.VOICE, FileKind.PICTURE: ConsentPurpose.PHOTO}
MOST_A_DAY = 200 * 1024 * 1024
PUT = text("""
    INSERT INTO upload_part (county, id, created_at, upload_id, profile_id, number, sha256, body_sealed)
    VALUES (:county, :id, :now, :upload, :profile, :number, :sha256, :body)
    ON CONFLICT (county, upload_id, number) DO NOTHING RETURNING id
""")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as it came: its number from 1, its bytes, and the digest it came with."""

    number: int
    body: bytes
    sha256: str


def parts_of(size: int) -> int:
    """Say in how many pieces a file of this size comes."""
    return -(-size // PART_BYTES)


async def begin(session: AsyncSession, *, actor: Actor, said: BeginUpload) -> dict[str, Any]:
    """Begin an upload. Raises Invalid (too large), TooMany (too much in a day), NotFound, ConsentMissing.

    A worker begins one kind only: what shows the consent of a woman entered by them (LED-07).
    """
    if actor.kind != "staff":
        if said.purpose is FilePurpose.CONSENT:
            raise NotFound
        return await _begin(session, actor, said)
    if said.entry_id is None:
        raise NotFound
    async with proxies.proving(session, actor=actor, entry_id=said.entry_id) as proxy:
        return await _begin(session, proxy, said)


@asynccontextmanager
async def _sending(session: AsyncSession, actor: Actor, upload_id: UUID) -> AsyncIterator[Actor]:
    """Let a worker go on with an upload of their own in the record it belongs to; anyone else is who they are."""
    if actor.kind != "staff":
        yield actor
        return
    query = select(Upload.profile_id).where(
        col(Upload.county) == actor.county, col(Upload.id) == upload_id, col(Upload.sent_by) == actor.id
    )
    profile_id = (await session.exec(query)).one_or_none()
    if profile_id is None:
        raise NotFound("没有找到，可能已经过期，请重新发一次。")
    async with proxies.in_her_name(session, actor, profile_id) as proxy:
        yield proxy


async def _begin(session: AsyncSession, actor: Actor, said: BeginUpload) -> dict[str, Any]:
    await _refuse_taken_back(session, actor, said)
    limits = LIMITS[said.kind]
    if said.size > limits.most_bytes:
        raise Invalid(f"文件太大了，最多 {limits.most_bytes // (1024 * 1024)} MB。", field="size")
    if said.request_id is not None:
        await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_WRITE, request_id=said.request_id)
        await _refuse_too_many(session, actor, said, limits.most_in_a_request)
    if said.purpose is FilePurpose.NAME and await own_entry(session, actor=actor) is None:
        raise NotFound("请先登记，再说名字。")
    await _refuse_too_much(session, actor, said.size)
    upload = Upload(
        county=actor.county,
        profile_id=_her(actor),
        expires_at=clock.now() + LIVES,
        **said.model_dump(exclude={"entry_id"}),
    )
    upload.sent_by = actor.id if actor.kind == "staff" else None
    session.add(upload)
    await session.flush()
    return await shown(session, upload)


async def _refuse_taken_back(session: AsyncSession, actor: Actor, said: BeginUpload) -> None:
    """Refuse a voice or a picture for others after she took that use back; her own box is hers (SAF-09)."""
    purpose = USES.get(said.kind)
    if purpose is None or said.purpose is FilePurpose.EVIDENCE:
        return
    if await consents.taken_back(session, county=actor.county, profile_id=_her(actor), purpose=purpose):
        raise ConsentMissing("您撤回了这一项同意。想再用，请先在“我同意过什么”里重新同意。")


def _her(actor: Actor) -> UUID:
    if actor.profile_id is None:
        raise NotFound
    return actor.profile_id


async def _refuse_too_many(session: AsyncSession, actor: Actor, said: BeginUpload, most: int) -> None:
    """Count files there and files on their way: nine pictures are nine, however they come."""
    there = select(func.count()).where(
        col(StoredFile.county) == actor.county,
        col(StoredFile.request_id) == said.request_id,
        col(StoredFile.kind) == said.kind,
        col(StoredFile.state) != FileState.REFUSED,
    )
    coming = select(func.count()).where(
        col(Upload.county) == actor.county,
        col(Upload.request_id) == said.request_id,
        col(Upload.kind) == said.kind,
        col(Upload.state) == UploadState.OPEN,
        col(Upload.expires_at) > clock.now(),
    )
    if (await session.exec(there)).one() + (await session.exec(coming)).one() >= most:
        raise Conflict(f"这一类文件一件事最多 {most} 个。")


async def _refuse_too_much(session: AsyncSession, actor: Actor, size: int) -> None:
    query = select(func.coalesce(func.sum(Upload.size), 0)).where(
        col(Upload.county) == actor.county,
        col(Upload.profile_id) == actor.profile_id,
        col(Upload.created_at) > clock.now() - LIVES,
    )
    if (await session.exec(query)).one() + size > MOST_A_DAY:
        raise TooMany("今天发的文件太多了，请明天再发。", retry_after=3600)


async def _own(session: AsyncSession, actor: Actor, upload_id: UUID, *, lock: bool = False) -> Upload:
    query = select(Upload).where(
        col(Upload.county) == actor.county, col(Upload.id) == upload_id, col(Upload.profile_id) == actor.profile_id
    )
    if actor.locked:
        query = query.where(access.visible_while_locked(col(Upload.request_id), actor.county))
    upload = (await session.exec(query.with_for_update(of=Upload) if lock else query)).one_or_none()
    if upload is None or upload.expires_at <= clock.now():
        raise NotFound("没有找到，可能已经过期，请重新发一次。")
    return upload


async def vault_for(session: AsyncSession, actor: Actor, request_id: UUID | None) -> Vault:
    """Give the vault a file is sealed with: the request's own, else the county's."""
    if request_id is None:
        return await vault_of(session, actor.county)
    request = await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id)
    return await access.request_vault(session, request)


async def put_part(session: AsyncSession, *, actor: Actor, upload_id: UUID, piece: Piece) -> dict[str, Any]:
    """Take one piece; the same piece again changes nothing. Raises Invalid for a damaged or misplaced one."""
    async with _sending(session, actor, upload_id) as sender:
        return await _put(session, sender, upload_id, piece)


async def _put(session: AsyncSession, actor: Actor, upload_id: UUID, piece: Piece) -> dict[str, Any]:
    upload = await _own(session, actor, upload_id)
    if upload.state is not UploadState.OPEN:
        return await shown(session, upload)
    if not 1 <= piece.number <= parts_of(upload.size) or len(piece.body) != _length(upload, piece.number):
        raise Invalid("这一段不对，请重新发这一段。", field="number")
    if sha256(piece.body).hexdigest() != piece.sha256:
        raise Invalid("这一段在路上坏了，请重新发这一段。", field="sha256")
    part = UUID(bytes=sha256(f"{upload.id}|{piece.number}".encode()).digest()[:16])
    vault = await vault_for(session, actor, upload.request_id)
    sealed = vault.seal_bytes(DataClass.REQUEST, Place("upload_part", "body_sealed", part), piece.body)
    values = {"county": upload.county, "id": part, "now": clock.now(), "upload": upload.id, "body": sealed}
    values |= {"profile": upload.profile_id, "number": piece.number, "sha256": piece.sha256}
    if (await session.execute(PUT, values)).first() is None:
        await _refuse_other(session, upload, piece)
    return await shown(session, upload)


def _length(upload: Upload, number: int) -> int:
    last = number == parts_of(upload.size)
    return upload.size - (number - 1) * PART_BYTES if last else PART_BYTES


async def _refuse_other(session: AsyncSession, upload: Upload, piece: Piece) -> None:
    query = select(UploadPart.sha256).where(
        col(UploadPart.county) == upload.county,
        col(UploadPart.upload_id) == upload.id,
        col(UploadPart.number) == piece.number,
    )
    if (await session.exec(query)).one() != piece.sha256:
        raise Conflict("这一段已经发过别的内容，请从头再发这个文件。")


async def show(session: AsyncSession, *, actor: Actor, upload_id: UUID) -> dict[str, Any]:
    """Say which pieces are there, so that only the rest is sent again."""
    async with _sending(session, actor, upload_id) as sender:
        return await shown(session, await _own(session, sender, upload_id))


async def shown(session: AsyncSession, upload: Upload) -> dict[str, Any]:
    """Put an upload into the words of her screen."""
    query = select(UploadPart.number).where(
        col(UploadPart.county) == upload.county, col(UploadPart.upload_id) == upload.id
    )
    return {
        "id": upload.id,
        "state": upload.state,
        "part_bytes": PART_BYTES,
        "parts": parts_of(upload.size),
        "received": sorted((await session.exec(query)).all()),
        "file_id": upload.file_id,
        "expires_at": upload.expires_at,
    }


async def complete(session: AsyncSession, *, actor: Actor, upload_id: UUID) -> dict[str, Any]:
    """Finish an upload when every piece is there and the whole fits its digest; cleaning comes after.

    Raises Conflict (pieces missing), Invalid (digest), MediaRefused (not what it was announced as).
    """
    async with _sending(session, actor, upload_id) as sender:
        return await _complete(session, sender, upload_id)


async def _complete(session: AsyncSession, actor: Actor, upload_id: UUID) -> dict[str, Any]:
    upload = await _own(session, actor, upload_id, lock=True)
    if upload.state is UploadState.OPEN:
        vault = await vault_for(session, actor, upload.request_id)
        data = await whole(session, upload, vault)
        if len(data) != upload.size:
            raise Conflict("还有几段没有收到，请接着发。")
        if sha256(data).hexdigest() != upload.sha256:
            raise Invalid("文件在路上坏了，请从头再发一次。", field="sha256")
        refuse_unfit(upload.kind, data)
        await _keep(session, actor, upload)
    return await shown(session, upload)


async def whole(session: AsyncSession, upload: Upload, vault: Vault) -> bytes:
    """Put the pieces together, opened."""
    query = select(UploadPart).where(col(UploadPart.county) == upload.county, col(UploadPart.upload_id) == upload.id)
    rows = (await session.exec(query.order_by(col(UploadPart.number)))).all()
    return b"".join(
        vault.open_bytes(DataClass.REQUEST, Place("upload_part", "body_sealed", row.id), bytes(row.body_sealed))
        for row in rows
    )


async def _keep(session: AsyncSession, actor: Actor, upload: Upload) -> None:
    """Make the file's row and the job that cleans it; a file of a request is a line of hers (its clock runs on)."""
    file = StoredFile(
        county=upload.county,
        profile_id=upload.profile_id,
        request_id=upload.request_id,
        kind=upload.kind,
        purpose=upload.purpose,
        size=upload.size,
    )
    entry = await own_entry(session, actor=actor) if upload.purpose in OF_THE_ENTRY else None
    _place(file, entry)
    upload.state, upload.file_id = UploadState.COMPLETE, file.id
    upload.expires_at = clock.now() + KEPT_WHOLE
    session.add_all((upload, file))
    await session.flush()
    await enqueue.defer(session, TaskName.CLEAN_FILE, county=upload.county, upload=str(upload.id))
    about = About("stored_file", file.id, file.profile_id)
    facts = {"kind": file.kind.value, "purpose": file.purpose.value}
    await audit.record(session, actor=actor, action="file:send", about=about, facts=facts)
    if upload.purpose is FilePurpose.CONSENT:
        await proxies.attach(session, actor=actor, file=file)
    if upload.request_id is not None:
        await her_moves.attach(session, actor=actor, request_id=upload.request_id, file_id=file.id)


def _place(file: StoredFile, entry: LedgerEntry | None) -> None:
    if entry is not None:
        file.entry_id, file.township_code, file.village_code = entry.id, entry.township_code, entry.village_code
