"""Cleaning a file: read its pieces, make it anew in a process of its own, store it sealed; no transaction waits."""

from uuid import UUID

import structlog

from app import db
from app.db import Context
from app.domain.files import storing
from app.errors import AppError
from app.integrations.storage import Storage
from app.integrations.virus_scan import Scanner
from app.media.cleaning import Cleaned, clean_apart
from app.media.kinds import MediaRefused
from app.vocabulary import Audience

AT_A_TIME = 50
INFECTED = "这个文件里查出病毒，没有收下。您写的话都在，请换一个文件再发。"
_log = structlog.get_logger()


async def clean_file(storage: Storage, *, county: str, upload_id: UUID, scanner: Scanner | None = None) -> None:
    """Make one file clean and let it be opened, or say why it could not be taken. Raises ScannerAway: it waits."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        raw = await storing.load(session, county=county, upload_id=upload_id)
    if raw is None:
        return
    try:
        cleaned = await _made_clean(raw, scanner)
    except MediaRefused as refused:
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await storing.refuse(session, county=county, file_id=raw.file_id, because=refused.text)
        return
    wrapped = storing.wrap(county, raw.file_id, cleaned)
    names = (await storage.put(wrapped.data), await storage.put(wrapped.thumb) if wrapped.thumb else None)
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        kept = await storing.keep(
            session, county=county, file_id=raw.file_id, cleaned=cleaned, key=wrapped.key, names=names
        )
    if not kept:
        for name in filter(None, names):
            await storage.delete(name)


async def _made_clean(raw: storing.Raw, scanner: Scanner | None) -> Cleaned:
    """Make it anew, once the scanner has said that there is nothing bad in it. Raises MediaRefused, ScannerAway."""
    if scanner is not None and not await scanner.is_clean(raw.data):
        raise MediaRefused(INFECTED)
    return await clean_apart(raw.kind, raw.data)


async def clean_waiting(storage: Storage, *, county: str, scanner: Scanner | None = None) -> None:
    """Make clean what still waits; one that cannot be made now holds up none of the others."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        uploads = await storing.waiting(session, county=county, limit=AT_A_TIME)
    for upload_id in uploads:
        try:
            await clean_file(storage, county=county, upload_id=upload_id, scanner=scanner)
        except AppError as failure:
            _log.warning("file.still_waiting", county=county, code=failure.code, subject_id=str(upload_id))


async def remove_objects(storage: Storage, *, county: str) -> None:
    """Remove the objects of files whose key is gone."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        waiting = await storing.erased_objects(session, county=county, limit=AT_A_TIME)
    for file_id, names in waiting:
        for name in names:
            await storage.delete(name)
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await storing.objects_removed(session, county=county, file_id=file_id)
