"""Taking in the folder's lessons: looked at before they came (the folder says by whom), they are public at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.lessons import checks, sounds
from app.domain.lessons.folder import FolderLesson, LessonsRead
from app.models.lessons import Lesson


@dataclass(frozen=True, slots=True)
class Taken:
    """How many lessons are new or changed, how many were taken down, which the county has made its own."""

    new: int
    gone: int
    own: tuple[str, ...]


async def load(session: AsyncSession, *, county: str, read: LessonsRead) -> Taken:
    """Show what the folder brings; the same words change nothing, and no review is asked for.

    A lesson somebody at a desk has worked on is the county's own from then on, and left alone.
    """
    rows = (await session.exec(select(Lesson).where(col(Lesson.county) == county, col(Lesson.code).is_not(None)))).all()
    known = {row.code: row for row in rows}
    new, own = 0, []
    for one in read.lessons:
        lesson, digest = known.get(one.code), _digest(one)
        if lesson is not None and lesson.author_id is not None:
            own += [] if lesson.folder_digest == digest else [one.code]
        elif lesson is None or lesson.folder_digest != digest or not lesson.shown:
            await _take(session, lesson or _fresh(county, one), one, digest)
            await _voice(session, county, one, read)
            new += 1
    gone = await _drop(session, rows, {one.code for one in read.lessons})
    await session.flush()
    return Taken(new, gone, tuple(own))


def _fresh(county: str, one: FolderLesson) -> Lesson:
    return Lesson(county=county, code=one.code, office=one.office, series=one.series, version=0)


def _digest(one: FolderLesson) -> str:
    return sha256(orjson.dumps(one.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)).hexdigest()


async def _take(session: AsyncSession, lesson: Lesson, one: FolderLesson, digest: str) -> None:
    lesson.office, lesson.series, lesson.position, lesson.folder_digest = one.office, one.series, one.position, digest
    lesson.content, lesson.sound_source = one.said().model_dump(mode="json"), None
    lesson.written_by, lesson.reviewed_by = one.written_by, one.reviewed_by
    lesson.shown, lesson.published_at = True, clock.now()
    lesson.version += 1
    session.add(lesson)
    await session.flush()


async def _voice(session: AsyncSession, county: str, one: FolderLesson, read: LessonsRead) -> None:
    """Keep the finished sound that came beside it, and have the others made."""
    words = checks.spoken(one)
    data = read.sounds.get(checks.source_of(words))
    if data is not None:
        await sounds.send(session, county=county, source=checks.source_of(words), data=data, words=words)
    await sounds.want(session, county=county, said=one.said(), own=None)
    await sounds.publish(session, county=county, wanted=sounds.sources(one.said(), None))


async def _drop(session: AsyncSession, rows: Sequence[Lesson], codes: set[str]) -> int:
    """Take down what the folder does not bring any more."""
    gone = [row for row in rows if row.author_id is None and row.shown and row.code not in codes]
    for lesson in gone:
        lesson.shown = False
        lesson.version += 1
        session.add(lesson)
    return len(gone)
