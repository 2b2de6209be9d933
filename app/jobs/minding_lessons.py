"""Lessons' sounds: words read aloud and recordings made anew, apart; stored by digest; no transaction waits."""

from uuid import UUID

from app import db
from app.db import Context
from app.domain.lessons import publishing, sounds
from app.domain.lessons.refusals import LessonTooLong, NotASound
from app.domain.lessons.sounds import Raw
from app.integrations.storage import Storage
from app.media.cleaning import Cleaned, clean_lesson_apart, finished, speak_apart
from app.media.kinds import MediaRefused
from app.media.sounds import LESSON
from app.vocabulary import Audience


async def mind(storage: Storage | None, *, county: str) -> None:
    """Hand the folder's lessons in, and make every sound that waits; without a store none is made."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await publishing.hand_in(session, county=county)
        waiting = await sounds.waiting(session, county=county) if storage else []
    for sound_id in waiting:
        if storage is not None:
            await make(storage, county=county, sound_id=sound_id)


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
