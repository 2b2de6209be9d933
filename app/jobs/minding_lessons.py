"""Lessons' sounds: words read aloud and recordings made anew, apart; stored by digest; no transaction waits."""

from uuid import UUID

from app import db
from app.db import Context
from app.domain.lessons import sounds
from app.domain.lessons.refusals import LessonTooLong, NotASound
from app.domain.lessons.sounds import Raw
from app.integrations.storage import Storage
from app.media.cleaning import Cleaned, clean_lesson_apart, finished, speak_apart
from app.media.kinds import MediaRefused
from app.media.sounds import LESSON
from app.vocabulary import Audience

AT_A_TIME = 60


async def mind(storage: Storage, *, county: str) -> None:
    """Make the sounds that wait; what somebody recorded meanwhile does not wait behind what the machine reads."""
    for _ in range(AT_A_TIME):
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            sound_id = await sounds.next_waiting(session, county=county)
        if sound_id is None:
            return
        await make(storage, county=county, sound_id=sound_id)


async def remove_unused(storage: Storage, *, county: str) -> None:
    """Remove recordings that belong to no lesson any more: first the object, then its row."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        unused = await sounds.unused(session, county=county)
    for sound_id, name in unused:
        if name is not None:
            await storage.delete(name)
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await sounds.forget(session, county=county, sound_id=sound_id)


async def make(storage: Storage, *, county: str, sound_id: UUID) -> None:
    """Make one sound and let it be heard, or say why it cannot be."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        raw = await sounds.load(session, county=county, sound_id=sound_id)
    if raw is None:
        return
    try:
        cleaned = await _made(raw)
    except MediaRefused as refused:
        code = LessonTooLong.code if refused.text == LESSON.too_long else NotASound.code
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await sounds.refuse(session, county=county, sound_id=sound_id, code=code, because=refused.text)
        return
    await storage.put(cleaned.data)
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await sounds.keep(session, county=county, sound_id=sound_id, cleaned=cleaned)


async def _made(raw: Raw) -> Cleaned:
    """Read words aloud, make a recording anew, or take the folder's finished reading as it is."""
    if raw.data is None:
        return await speak_apart(raw.words or "")
    return finished(raw.data) if raw.machine else await clean_lesson_apart(raw.data)
