"""Taking in the folder's lessons: each new text waits for the county's reviewer, whoever wrote it."""

from hashlib import sha256

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.lessons import checks, sounds
from app.domain.lessons.folder import FolderLesson, LessonsRead
from app.models.lessons import Lesson
from app.vocabulary import TextState


async def load(session: AsyncSession, *, county: str, read: LessonsRead) -> int:
    """Keep what is new in the folder, as texts to be reviewed; what was taken in before changes nothing.

    A lesson somebody is working on at a desk is left alone. Gives how many are new.
    """
    known = {row.code: row for row in (await session.exec(select(Lesson).where(col(Lesson.county) == county))).all()}
    new = 0
    for one in read.lessons:
        lesson = known.get(one.code)
        digest = sha256(orjson.dumps(one.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)).hexdigest()
        if lesson is not None and (lesson.folder_digest == digest or _in_hand(lesson)):
            continue
        await _take(session, county, one, lesson, digest)
        words = checks.spoken(one)
        data = read.sounds.get(checks.source_of(words))
        if data is not None:
            await sounds.send(session, county=county, source=checks.source_of(words), data=data, words=words)
        await sounds.want(session, county=county, said=one.said(), own=None)
        new += 1
    await session.flush()
    return new


def _in_hand(lesson: Lesson) -> bool:
    return lesson.draft is not None and lesson.author_id is not None


async def _take(session: AsyncSession, county: str, one: FolderLesson, lesson: Lesson | None, digest: str) -> None:
    lesson = lesson or Lesson(county=county, code=one.code, office=one.office, series=one.series)
    lesson.position, lesson.folder_digest = one.position, digest
    lesson.draft, lesson.draft_sound = one.said().model_dump(mode="json"), None
    lesson.draft_state, lesson.draft_reason, lesson.author_id = TextState.REVIEW, None, None
    session.add(lesson)
    await session.flush()
