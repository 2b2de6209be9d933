"""Her own way through the lessons: where she stopped, what she finished, what may suit her house (MIC-02, MIC-04)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.keys import vault_of
from app.domain.ledger import entries
from app.domain.lessons import access, played, queries, refusals
from app.domain.lessons.inputs import Played
from app.errors import NotFound
from app.models.base import new_id
from app.models.lessons import Lesson, LessonProgress
from app.permissions.actors import Actor
from app.vocabulary import LessonSeries

MOST_SUGGESTED = 5
MOST_LISTED = 100
LIVES = text("SELECT village_code FROM profile WHERE county = :county AND id = :profile")
# Up to which age (in whole years of the calendar) a child belongs to a series, and how the reason names it.
AGES: tuple[tuple[int, LessonSeries, str], ...] = (
    (3, LessonSeries.INFANT, "0到3岁"),
    (6, LessonSeries.PRESCHOOL, "3到6岁"),
    (12, LessonSeries.PRIMARY, "上小学年纪"),
    (15, LessonSeries.MIDDLE, "上初中年纪"),
    (18, LessonSeries.HIGH, "上高中年纪"),
)


async def _row(session: AsyncSession, actor: Actor, lesson_id: UUID, *, lock: bool = False) -> LessonProgress | None:
    query = select(LessonProgress).where(
        col(LessonProgress.county) == actor.county,
        col(LessonProgress.profile_id) == actor.profile_id,
        col(LessonProgress.lesson_id) == lesson_id,
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def show(session: AsyncSession, *, actor: Actor, lesson_id: UUID) -> dict[str, Any]:
    """Say where she is in one lesson. Raises NotFound; a private one is not there while her PIN is not given."""
    lesson = await access.published(session, county=actor.county, lesson_id=lesson_id)
    if actor.locked and access.read(lesson.content).private:
        return _shown(lesson, None, 0)
    row = await _row(session, actor, lesson_id)
    return _shown(lesson, row, await _length(session, lesson, row))


async def _length(session: AsyncSession, lesson: Lesson, row: LessonProgress | None) -> float:
    if row is None:
        return 0
    sound = await queries.sound_of(session, county=lesson.county, lesson_id=lesson.id)
    return float(sound["seconds"]) if sound["digest"] == row.sound_digest else 0


def _shown(lesson: Lesson, row: LessonProgress | None, length: float) -> dict[str, Any]:
    intervals = [(start, end) for start, end in row.played] if row else []
    return {
        "lesson_id": lesson.id,
        "position": row.position if row and length else 0,
        "played": intervals if length else [],
        "percent": int(played.share(intervals, length) * 100),
        "done": bool(row and row.done_at),
        "sound": row.sound_digest if row else None,
    }


async def keep(session: AsyncSession, *, actor: Actor, lesson_id: UUID, said: Played) -> dict[str, Any]:
    """Put what this phone played to what others have: places only go on, skips do not count.

    Raises NotFound, SoundNotReady, OtherSound (409) for a sound that has been replaced.
    """
    lesson = await access.published(session, county=actor.county, lesson_id=lesson_id)
    sound = await queries.sound_of(session, county=actor.county, lesson_id=lesson_id)
    if sound["digest"] != said.sound:
        raise refusals.OtherSound(sound=sound["digest"])
    await _begin(session, actor, lesson, said.sound)
    row = await _row(session, actor, lesson_id, lock=True)
    if row is None:
        raise NotFound
    first_done = _merge(row, said, float(sound["seconds"]))
    session.add(row)
    await session.flush()
    if first_done:
        about = About("lesson", lesson.id, row.profile_id)
        await audit.record(session, actor=actor, action="lesson:finish", about=about, facts={})
    return _shown(lesson, row, float(sound["seconds"]))


async def _begin(session: AsyncSession, actor: Actor, lesson: Lesson, sound: str) -> None:
    """Make her row, once, however many phones report at the same moment."""
    village = (await session.execute(LIVES, {"county": actor.county, "profile": actor.profile_id})).scalar_one_or_none()
    now = clock.now()
    values = {"county": actor.county, "id": new_id(), "created_at": now, "changed_at": now}
    values |= {"lesson_id": lesson.id, "profile_id": actor.profile_id, "sound_digest": sound}
    values |= {"township_code": village[:9] if village else None, "position": 0, "played": []}
    await session.execute(insert(LessonProgress).values(values).on_conflict_do_nothing())


def _merge(row: LessonProgress, said: Played, length: float) -> bool:
    """Merge by maximum; a new sound begins anew, but what is done stays done. Says whether it is done only now."""
    before = [(start, end) for start, end in row.played]
    if row.sound_digest != said.sound:
        row.sound_digest, row.position, before = said.sound, 0, []
    whole = played.merged([*before, *said.played], length)
    row.played = [list(one) for one in whole]
    row.position = max(row.position, min(said.position, length))
    row.changed_at = clock.now()
    if row.done_at is None and played.is_done(whole, length):
        row.done_at = row.changed_at
        return True
    return False


async def mine(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """List what she has begun and finished, and what may suit her house, with the reason.

    A lesson marked private is on neither list while her PIN is not given.
    """
    query = (
        select(LessonProgress, Lesson)
        .join(Lesson, (col(Lesson.county) == LessonProgress.county) & (col(Lesson.id) == LessonProgress.lesson_id))
        .where(
            col(LessonProgress.county) == actor.county,
            col(LessonProgress.profile_id) == actor.profile_id,
            col(Lesson.shown),
        )
        .order_by(col(LessonProgress.changed_at).desc(), col(LessonProgress.id))
        .limit(MOST_LISTED)
    )
    pairs = [pair for pair in (await session.exec(query)).all() if not (actor.locked and _is_private(pair[1]))]
    lines = await queries.lines(session, county=actor.county, rows=[lesson for _, lesson in pairs])
    items = [_line(progress, lesson, line) for (progress, lesson), line in zip(pairs, lines, strict=True)]
    return {"items": items, "suggested": await _suggested(session, actor, {lesson.id for _, lesson in pairs})}


async def copy(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """Give all she has played, for the copy of what is hers: also of lessons that are not shown any more."""
    query = (
        select(LessonProgress, Lesson)
        .join(
            Lesson,
            (col(Lesson.county) == LessonProgress.county) & (col(Lesson.id) == LessonProgress.lesson_id),
            isouter=True,
        )
        .where(col(LessonProgress.county) == actor.county, col(LessonProgress.profile_id) == actor.profile_id)
        .order_by(col(LessonProgress.created_at))
    )
    told = []
    for row, lesson in (await session.exec(query)).all():
        said = access.read(lesson.content) if lesson else None
        if not (actor.locked and (said is None or said.private)):
            kept = row.model_dump(include={"township_code", "position", "played", "done_at", "changed_at"})
            told.append({"title": said.title if said else None, **kept})
    return told


def _is_private(lesson: Lesson) -> bool:
    return access.read(lesson.content).private


def _line(progress: LessonProgress, lesson: Lesson, line: dict[str, Any]) -> dict[str, Any]:
    sound = line["sound"]
    length = float(sound["seconds"]) if sound and sound["digest"] == progress.sound_digest else 0
    return {"lesson": line, "progress": _shown(lesson, progress, length)}


async def _suggested(session: AsyncSession, actor: Actor, begun: set[UUID]) -> list[dict[str, Any]]:
    """Suggest by the ages in her own registration; nothing but the reason's age band leaves this function."""
    reasons = await _reasons(session, actor)
    if not reasons:
        return []
    query = select(Lesson).where(
        col(Lesson.county) == actor.county,
        col(Lesson.shown),
        col(Lesson.series).in_(list(reasons)),
        col(Lesson.id).notin_(begun or {actor.id}),
    )
    found = (await session.exec(query.order_by(col(Lesson.position), col(Lesson.id)).limit(MOST_LISTED))).all()
    rows = [row for row in found if not (actor.locked and _is_private(row))][:MOST_SUGGESTED]
    lines = await queries.lines(session, county=actor.county, rows=rows)
    return [{"lesson": line, "reason": reasons[line["series"]]} for line in lines]


async def _reasons(session: AsyncSession, actor: Actor) -> dict[LessonSeries, str]:
    entry = await entries.own_entry(session, actor=actor)
    if entry is None:
        return {}
    desk = entries.Desk(session, actor, entry, await vault_of(session, actor.county))
    said = entries.answers(desk)
    reasons = bands([int(child["birth_year"]) for child in (said.get("household") or {}).get("children", ())], _today())
    if reasons and said.get("husband_away"):
        reasons[LessonSeries.VIDEO_COMPANY] = "您登记过家里有人在外面，孩子要靠视频陪"
    return reasons


def _today() -> date:
    return clock.today()


def bands(birth_years: list[int], today: date) -> dict[LessonSeries, str]:
    """Name the series that fit these years of birth, each with its reason; grown children bring none. Pure."""
    found: dict[LessonSeries, str] = {}
    for age in (today.year - year for year in birth_years):
        band = next(((series, words) for most, series, words in AGES if 0 <= age <= most), None)
        if band is not None:
            found[band[0]] = f"您登记过家里有{band[1]}的孩子"
    return found
