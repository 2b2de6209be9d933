"""Opening a file: asked anew each time, written down, and never by a link that works without asking (R44)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place, Vault
from app.domain.files.inputs import Summarise
from app.domain.files.storing import DATA, THUMB, file_vault
from app.domain.files.uploading import OF_THE_ENTRY, USES
from app.domain.help_requests import access
from app.domain.keys import vault_of
from app.domain.ledger import consents
from app.domain.ledger.entries import ledger_entry
from app.errors import Conflict, ConsentMissing, Invalid, NotFound
from app.models.files import StoredFile
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, DataClass, FileKind, FileState

MOST_SUMMARIES = 30


@dataclass(frozen=True, slots=True)
class Opened:
    """Which object to fetch, and the one vault and place it opens with."""

    object_name: str
    media_type: str
    vault: Vault = field(repr=False)
    place: Place

    def data(self, sealed: bytes) -> bytes:
        """Open the object's bytes."""
        return self.vault.open_bytes(DataClass.REQUEST, self.place, sealed)


async def open_file(session: AsyncSession, *, actor: Actor, file_id: UUID, thumb: bool = False) -> Opened:
    """Let an actor open a file they may see the matter of; a worker's look is written down. Raises NotFound."""
    file, vault = await _door(session, actor, file_id)
    name = file.thumb_name if thumb else file.object_name
    if file.state is not FileState.READY or file.key_sealed is None or name is None:
        raise NotFound("这个文件还没有准备好，请过一会儿再看。")
    place = Place("stored_file", "key_sealed", file.id)
    key = vault.open_bytes(DataClass.REQUEST, place, bytes(file.key_sealed))
    if actor.kind == "staff":
        await _refuse_taken_back(session, file)
        about = About("stored_file", file.request_id or file.entry_id or file.id, file.profile_id)
        facts = {"kind": file.kind.value} | ({"closed": True} if not file.readers and file.request_id else {})
        await audit.record_read(session, actor=actor, action="file:open", about=about, facts=facts)
    media = "image/jpeg" if thumb else str(file.media_type)
    return Opened(name, media, file_vault(file.county, key), Place("stored_file", THUMB if thumb else DATA, file.id))


async def _refuse_taken_back(session: AsyncSession, file: StoredFile) -> None:
    """Refuse what she took back: her voice is not heard, her pictures are not seen from that moment on (SAF-09)."""
    purpose = USES.get(file.kind)
    if purpose is None:
        return
    async with db.acting_as(session, Audience.ROUTE):
        no_more = await consents.taken_back(session, county=file.county, profile_id=file.profile_id, purpose=purpose)
    if no_more:
        raise ConsentMissing("她撤回了这一项同意，不能再看、再听。")


async def _door(session: AsyncSession, actor: Actor, file_id: UUID) -> tuple[StoredFile, Vault]:
    """Find a file through the door of what it belongs to: a request, a registration, or her own box."""
    file = await _look(session, actor, file_id)
    if file is None:
        raise NotFound
    if file.request_id is not None:
        request = await access.help_request(
            session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=file.request_id
        )
        if request.erased_at is not None:
            raise NotFound
        return file, await access.request_vault(session, request)
    if file.purpose in OF_THE_ENTRY and file.entry_id is not None and actor.kind == "staff":
        await ledger_entry(session, actor=actor, action=Action.LEDGER_READ, entry_id=file.entry_id)
    elif file.profile_id != actor.profile_id or actor.locked:
        raise NotFound
    return file, await vault_of(session, actor.county)


async def _look(session: AsyncSession, actor: Actor, file_id: UUID) -> StoredFile | None:
    query = select(StoredFile).where(col(StoredFile.county) == actor.county, col(StoredFile.id) == file_id)
    if actor.locked:
        query = query.where(access.visible_while_locked(col(StoredFile.request_id), actor.county))
    found = (await session.exec(query)).one_or_none()
    if found is None and actor.kind == "staff":
        async with db.acting_as(session, Audience.CASE):
            found = (await session.exec(query)).one_or_none()
    return found


async def summarise(session: AsyncSession, *, actor: Actor, file_id: UUID, said: Summarise) -> None:
    """Write down what a recording says, beside it and never instead of it; who wrote it stays on record (MSG-03)."""
    file, vault = await _door(session, actor, file_id)
    if file.kind is not FileKind.VOICE or file.request_id is None:
        raise Invalid("只有她办事的录音可以写文字。")
    await session.refresh(file, with_for_update={"key_share": True})
    told = _told(file, vault)
    if len(told) >= MOST_SUMMARIES:
        raise Conflict("这段录音已经写过很多次了。")
    now = clock.now()
    told.append({"at": now.isoformat(), "by": str(actor.id), "office": actor.office, "text": said.text})
    async with db.acting_as(session, Audience.ROUTE):
        file.summary_sealed = vault.seal(DataClass.REQUEST, Place("stored_file", "summary_sealed", file.id), said.text)
        file.summaries_sealed = vault.seal(DataClass.REQUEST, _history(file), orjson.dumps(told).decode())
        file.summary_by, file.summary_at = actor.id, now
        session.add(file)
        await session.flush()
    about = About("stored_file", file.id, file.profile_id)
    facts = {"length": len(said.text), "nth": len(told)}
    await audit.record(session, actor=actor, action="file:summarise", about=about, facts=facts)


def _history(file: StoredFile) -> Place:
    return Place("stored_file", "summaries_sealed", file.id)


def _told(file: StoredFile, vault: Vault) -> list[dict[str, Any]]:
    """Read what was written about a recording before; nothing is ever taken out of it."""
    if file.summaries_sealed is None:
        return []
    told: list[dict[str, Any]] = orjson.loads(
        vault.open(DataClass.REQUEST, _history(file), bytes(file.summaries_sealed))
    )
    return told
