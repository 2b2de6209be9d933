"""Finding lessons: for everybody, for their office; and how many have heard one, by township and without names."""

from typing import Any
from uuid import UUID

from sqlalchemy import text, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.domain import small_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.lessons import access, showing, sounds
from app.domain.lessons.refusals import SoundNotReady
from app.domain.lessons.sounds import Heard
from app.domain.places import Place
from app.errors import Invalid, NotFound
from app.models.lessons import Lesson, LessonSound
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, FileState, LessonSeries

DONE = text("""
    SELECT township_code, count(*) AS done FROM lesson_progress
    WHERE county = :county AND lesson_id = :lesson AND done_at IS NOT NULL AND township_code IS NOT NULL
    GROUP BY township_code
""")
After = list[str] | None


async def find(
    session: AsyncSession, *, county: str, series: LessonSeries | None, limit: int, after: After
) -> tuple[list[dict[str, Any]], tuple[Any, ...] | None]:
    """List what everybody may hear, by series in their order. Raises Invalid for a broken cursor."""
    query = select(Lesson).where(col(Lesson.county) == county, col(Lesson.shown))
    if series is not None:
        query = query.where(col(Lesson.series) == series)
    if after is not None:
        query = query.where(tuple_(col(Lesson.series), col(Lesson.position), col(Lesson.id)) > _behind(after))
    query = query.order_by(col(Lesson.series), col(Lesson.position), col(Lesson.id)).limit(limit + 1)
    rows = list((await session.exec(query)).all())
    last = rows[limit - 1] if len(rows) > limit else None
    place = (last.series.value, str(last.position), str(last.id)) if last else None
    return await lines(session, county=county, rows=rows[:limit]), place


def _behind(after: list[str]) -> tuple[LessonSeries, int, UUID]:
    try:
        series, position, last = after
        return LessonSeries(series), int(position), UUID(last)
    except ValueError:
        raise Invalid("翻页信息不对，请从头看起。") from None


async def lines(session: AsyncSession, *, county: str, rows: list[Lesson]) -> list[dict[str, Any]]:
    """Show lessons as lines, their sounds looked up in one go."""
    wanted = [sounds.sources(access.read(row.content), row.sound_source)[0] for row in rows]
    heard = await sounds.find(session, county=county, wanted=wanted)
    return [showing.line(row, heard) for row in rows]


async def one(session: AsyncSession, *, county: str, lesson_id: UUID) -> dict[str, Any]:
    """Show one lesson everybody may hear. Raises NotFound."""
    lesson = await access.published(session, county=county, lesson_id=lesson_id)
    wanted = sounds.sources(access.read(lesson.content), lesson.sound_source)
    return showing.whole(lesson, await sounds.find(session, county=county, wanted=wanted))


async def sound_of(session: AsyncSession, *, county: str, lesson_id: UUID) -> dict[str, Any]:
    """Give the finished sound of a lesson everybody may hear. Raises NotFound, SoundNotReady."""
    lesson = await access.published(session, county=county, lesson_id=lesson_id)
    (name, *_) = sounds.sources(access.read(lesson.content), lesson.sound_source)
    sound = sounds.shown((await sounds.find(session, county=county, wanted=[name])).get(name), lesson.id)
    if sound is None:
        raise SoundNotReady
    return sound


async def heard(session: AsyncSession, *, county: str, lesson_id: UUID, digest: str) -> Heard:
    """Give a public sound by its digest; what is no lesson's, or was taken down, is not there. Raises NotFound."""
    await access.published(session, county=county, lesson_id=lesson_id)
    query = select(LessonSound.digest, LessonSound.size).where(
        col(LessonSound.county) == county,
        col(LessonSound.digest) == digest,
        col(LessonSound.state) == FileState.READY,
        col(LessonSound.shown),
    )
    row = (await session.exec(query.limit(1))).first()
    if row is None or row[0] is None or row[1] is None:
        raise NotFound
    return Heard(row[0], row[1])


async def of_office(
    session: AsyncSession, *, actor: Actor, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List an office's lessons, the newest first."""
    query = select(Lesson).where(col(Lesson.county) == actor.county, col(Lesson.office).in_(list(actor.readers)))
    if after is not None:
        query = query.where(tuple_(col(Lesson.created_at), col(Lesson.id)) < after)
    query = query.order_by(col(Lesson.created_at).desc(), col(Lesson.id).desc()).limit(limit + 1)
    rows = list((await session.exec(query)).all())
    last = rows[limit - 1] if len(rows) > limit else None
    items = [await desk_view(session, row) for row in rows[:limit]]
    return items, (last.created_at, last.id) if last else None


async def desk_view(session: AsyncSession, lesson: Lesson) -> dict[str, Any]:
    """Put a lesson into the words of the desk."""
    said = access.read(lesson.draft or lesson.content)
    wanted = sounds.sources(said, lesson.draft_sound if lesson.draft else lesson.sound_source)
    return showing.for_desk(lesson, await sounds.find(session, county=lesson.county, wanted=wanted))


async def for_desk(session: AsyncSession, *, actor: Actor, lesson_id: UUID) -> dict[str, Any]:
    """Show an office one of its lessons. Raises NotFound."""
    return await desk_view(session, await access.of_office(session, actor=actor, lesson_id=lesson_id))


async def for_review(session: AsyncSession, *, county: str, lesson_id: UUID) -> dict[str, Any]:
    """Show a reviewer the lesson to be looked at, with its sound."""
    async with db.acting_as(session, Audience.ROUTE):
        query = select(Lesson).where(col(Lesson.county) == county, col(Lesson.id) == lesson_id)
        return await desk_view(session, (await session.exec(query)).one())


async def counts(session: AsyncSession, *, actor: Actor, lesson_id: UUID) -> dict[str, Any]:
    """Say how many heard a lesson to its end, by township, small numbers hidden (MIC-07)."""
    action = Action.LESSON_COUNT
    lesson = await access.of_office(session, actor=actor, lesson_id=lesson_id, action=action)
    names = {one.code: one.name for one in (await catalogue.current(session, actor.county)).folder.places}
    async with db.acting_as(session, Audience.ROUTE):
        rows = await session.execute(DONE, {"county": actor.county, "lesson": lesson.id})
        found = {row.township_code: row.done for row in rows}
    towns = sorted(code for code in names if len(code) == 9)  # noqa: PLR2004  digits of a township's code
    row = small_numbers.row([found.get(code, 0) for code in towns])
    parts = zip(towns, row.parts, strict=True)
    townships = [{"code": code, "name": names[code], "done": part} for code, part in parts]
    return {"lesson_id": lesson.id, "total": row.total, "townships": townships}
