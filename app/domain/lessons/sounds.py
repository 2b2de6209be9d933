"""The sounds of a lesson: wanted by the words they read, made by the worker, kept under the digest of what is heard."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.lessons import checks
from app.domain.lessons.inputs import WriteLesson
from app.media.cleaning import Cleaned
from app.models.base import new_id
from app.models.lessons import LessonSound
from app.vocabulary import FileState

MACHINE_READ = "机器朗读"
AT_A_TIME = 60
MOST_ATTEMPTS = 4
MB = 1_000_000
UNUSED_DAYS = 30
UNUSED = text("""
    SELECT s.id, s.digest, EXISTS (
      SELECT 1 FROM lesson_sound o WHERE o.county = s.county AND o.digest = s.digest AND o.id <> s.id
    ) AS shared
    FROM lesson_sound s
    WHERE s.county = :county AND NOT s.machine AND NOT s.shown AND s.created_at < :before
      AND NOT EXISTS (SELECT 1 FROM lesson l WHERE l.county = s.county
                      AND s.source IN (l.draft_sound, l.sound_source))
    ORDER BY s.created_at LIMIT :limit
""")
# Everything but the bytes that were sent, which nobody but the worker reads.
COLUMNS: tuple[Any, ...] = tuple(column for column in LessonSound.__table__.columns if column.name != "raw")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound as it is sent: its digest names it, in the store and in its address."""

    digest: str
    size: int

    @property
    def object_name(self) -> str:
        """Give the name it is stored under."""
        return f"{self.digest[:2]}/{self.digest[2:4]}/{self.digest}"


@dataclass(frozen=True, slots=True)
class Raw:
    """What a sound is made from: words to read, or bytes that came (as they are to be kept when `machine`)."""

    sound_id: UUID
    machine: bool
    words: str | None
    data: bytes | None = field(repr=False)


def sources(said: WriteLesson, own: str | None) -> list[str]:
    """Name every sound of a lesson, its own first (a recording, or its words read), then its questions'."""
    first = own or checks.source_of(checks.spoken(said))
    return [first, *(checks.source_of(checks.spoken_question(one)) for one in said.questions)]


async def want(session: AsyncSession, *, county: str, said: WriteLesson, own: str | None) -> None:
    """Have the sounds of a text made which are not there yet."""
    words = [checks.spoken_question(one) for one in said.questions]
    if own is None:
        words.append(checks.spoken(said))
    rows = [_row(county, checks.source_of(one)) | {"machine": True, "words": one} for one in words]
    if rows:
        await session.execute(insert(LessonSound).values(rows).on_conflict_do_nothing())


def _row(county: str, source: str) -> dict[str, Any]:
    common = {"county": county, "id": new_id(), "created_at": clock.now(), "shown": False}
    return common | {"source": source, "state": FileState.WAITING, "attempts": 0}


async def send(session: AsyncSession, *, county: str, source: str, data: bytes, words: str | None = None) -> None:
    """Keep what was sent until the worker has made it anew; with the words it reads, it is a machine's reading."""
    row = _row(county, source) | {"machine": words is not None, "words": words, "raw": data}
    await session.execute(insert(LessonSound).values(row).on_conflict_do_nothing())


async def find(session: AsyncSession, *, county: str, wanted: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Give the sounds of these sources, as far as there are any."""
    query = select(*COLUMNS).where(col(LessonSound.county) == county, col(LessonSound.source).in_(list(wanted)))
    return {row["source"]: dict(row) for row in (await session.execute(query)).mappings()}


async def publish(session: AsyncSession, *, county: str, wanted: list[str]) -> None:
    """Let everybody hear these."""
    statement = update(LessonSound).where(col(LessonSound.county) == county, col(LessonSound.source).in_(wanted))
    await session.execute(statement.values(shown=True).execution_options(synchronize_session=False))


def shown(sound: dict[str, Any] | None, lesson_id: UUID) -> dict[str, Any] | None:
    """Show a finished sound: how large it is before it is played, and who reads."""
    if sound is None or sound["state"] != FileState.READY:
        return None
    return {
        "url": f"/v1/lessons/{lesson_id}/audio/{sound['digest']}",
        "digest": sound["digest"],
        "bytes": sound["size"],
        "size_words": f"{max(sound['size'] / MB, 0.1):.1f} MB",
        "seconds": sound["seconds"],
        "machine_read": sound["machine"],
        "read_by": MACHINE_READ if sound["machine"] else "真人讲",
    }


async def next_waiting(session: AsyncSession, *, county: str) -> UUID | None:
    """Name the sound that has to be made next: a recording first, then words never tried, the oldest first."""
    query = select(LessonSound.id).where(col(LessonSound.county) == county, col(LessonSound.state) == FileState.WAITING)
    order = col(LessonSound.machine), col(LessonSound.attempts), col(LessonSound.created_at)
    return (await session.exec(query.order_by(*order).limit(1))).first()


async def unused(session: AsyncSession, *, county: str) -> list[tuple[UUID, str | None]]:
    """List recordings nobody has heard and no lesson has had for a month, with the object no other sound shares."""
    before = clock.now() - timedelta(days=UNUSED_DAYS)
    rows = (await session.execute(UNUSED, {"county": county, "before": before, "limit": AT_A_TIME})).all()
    return [(row.id, Heard(row.digest, 0).object_name if row.digest and not row.shared else None) for row in rows]


async def forget(session: AsyncSession, *, county: str, sound_id: UUID) -> None:
    """Forget a recording whose object is gone."""
    gone = delete(LessonSound).where(col(LessonSound.county) == county, col(LessonSound.id) == sound_id)
    await session.exec(gone.execution_options(synchronize_session=False))


async def load(session: AsyncSession, *, county: str, sound_id: UUID) -> Raw | None:
    """Give what one sound is made from; nothing when it was made meanwhile."""
    sound = await session.get(LessonSound, (county, sound_id))
    if sound is None or sound.state is not FileState.WAITING:
        return None
    return Raw(sound.id, sound.machine, sound.words, sound.raw)


async def keep(session: AsyncSession, *, county: str, sound_id: UUID, cleaned: Cleaned) -> None:
    """Let a finished sound be heard; it is stored by now."""
    sound = await session.get(LessonSound, (county, sound_id))
    if sound is not None:
        sound.digest, sound.size, sound.seconds = cleaned.sha256, len(cleaned.data), cleaned.seconds
        sound.raw, sound.state = None, FileState.READY
        session.add(sound)


async def refuse(session: AsyncSession, *, county: str, sound_id: UUID, code: str, because: str) -> None:
    """Keep nothing of what cannot be heard but why; words the machine failed to read are tried a few times more."""
    sound = await session.get(LessonSound, (county, sound_id))
    if sound is not None and sound.machine and sound.attempts < MOST_ATTEMPTS:
        sound.attempts += 1
        session.add(sound)
    elif sound is not None:
        sound.raw, sound.state = None, FileState.REFUSED
        sound.refused_code, sound.refused_because = code, because[:120]
        session.add(sound)
