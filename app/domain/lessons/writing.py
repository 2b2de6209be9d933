"""Writing lessons at a desk: drafts, a recording beside them, handing in; and what the county's folder brings."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.domain.lessons import access, checks, publishing, refusals, sounds
from app.domain.lessons.inputs import WriteLesson
from app.media.kinds import MOST_LESSON_BYTES, MediaKind, sniff
from app.models.lessons import Lesson
from app.permissions.actors import Actor
from app.vocabulary import FileState, TextState


async def create(session: AsyncSession, *, actor: Actor, said: WriteLesson) -> Lesson:
    """Keep a first draft. Raises TooManyQuestions, UnsafeLink, LessonTooLong."""
    checks.check(said)
    lesson = Lesson(county=actor.county, office=actor.office or "", series=said.series)
    _write(lesson, actor, said)
    session.add(lesson)
    await session.flush()
    await _note(session, actor, lesson, "lesson:create")
    return lesson


def _write(lesson: Lesson, actor: Actor, said: WriteLesson) -> None:
    lesson.draft, lesson.draft_state, lesson.draft_reason = said.model_dump(mode="json"), TextState.DRAFT, None
    lesson.author_id, lesson.reviewer_id = actor.id, None


async def edit(session: AsyncSession, *, actor: Actor, lesson_id: UUID, expected: int, said: WriteLesson) -> Lesson:
    """Write the draft anew; what is shown stays as it is until another has looked at it. Raises LessonInReview."""
    lesson = await _writable(session, actor, lesson_id, expected)
    checks.check(said)
    if lesson.draft is None:
        lesson.draft_sound = None
    _write(lesson, actor, said)
    return await _saved(session, actor, lesson, "lesson:edit")


async def _writable(session: AsyncSession, actor: Actor, lesson_id: UUID, expected: int) -> Lesson:
    lesson = await access.of_office(session, actor=actor, lesson_id=lesson_id, lock=True)
    access.expect(lesson, expected)
    if lesson.draft_state is TextState.REVIEW:
        raise refusals.LessonInReview
    return lesson


async def _saved(session: AsyncSession, actor: Actor, lesson: Lesson, action: str) -> Lesson:
    lesson.version += 1
    session.add(lesson)
    await session.flush()
    await _note(session, actor, lesson, action)
    return lesson


async def record(session: AsyncSession, *, actor: Actor, lesson_id: UUID, expected: int, data: bytes) -> Lesson:
    """Take a recording for the draft; the worker makes it anew in a process of its own. Raises NotASound."""
    lesson = await _writable(session, actor, lesson_id, expected)
    if lesson.draft is None:
        raise refusals.NothingWritten
    if sniff(data) is not MediaKind.VOICE or len(data) > MOST_LESSON_BYTES:
        raise refusals.NotASound
    lesson.draft_sound = sha256(data).hexdigest()
    lesson.author_id, lesson.reviewer_id = actor.id, None
    await sounds.send(session, county=actor.county, source=lesson.draft_sound, data=data)
    return await _saved(session, actor, lesson, "lesson:record")


async def submit(session: AsyncSession, *, actor: Actor, lesson_id: UUID, expected: int) -> Lesson:
    """Hand the draft in; the machine begins to read what nobody has recorded.

    Raises NothingWritten, SoundRefused, SoundStillCleaning.
    """
    lesson = await access.of_office(session, actor=actor, lesson_id=lesson_id, lock=True)
    access.expect(lesson, expected)
    if lesson.draft is None or lesson.draft_state is TextState.REVIEW:
        raise refusals.NothingWritten
    if lesson.draft_sound is not None:
        await _refuse_unheard(session, lesson)
    said = access.read(lesson.draft)
    await sounds.want(session, county=actor.county, said=said, own=lesson.draft_sound)
    lesson.draft_state, lesson.draft_reason = TextState.REVIEW, None
    saved = await _saved(session, actor, lesson, "lesson:submit")
    await publishing.put_on_desk(session, saved)
    return saved


async def _refuse_unheard(session: AsyncSession, lesson: Lesson) -> None:
    source = lesson.draft_sound or ""
    sound = (await sounds.find(session, county=lesson.county, wanted=[source])).get(source)
    if sound is None or sound["state"] == FileState.WAITING:
        raise refusals.SoundStillCleaning
    if sound["state"] == FileState.REFUSED:
        raise refusals.SoundRefused(sound["refused_because"], because=sound["refused_code"])


async def take_down(session: AsyncSession, *, actor: Actor, lesson_id: UUID, expected: int) -> Lesson:
    """Take a lesson off the list; its text stays and may be handed in again. Raises NotShown."""
    lesson = await access.of_office(session, actor=actor, lesson_id=lesson_id, lock=True)
    access.expect(lesson, expected)
    if not lesson.shown:
        raise refusals.NotShown
    lesson.shown = False
    lesson.author_id = lesson.author_id or actor.id  # the folder does not bring back what a desk took down
    if lesson.draft is None:
        lesson.draft, lesson.draft_sound, lesson.draft_state = lesson.content, lesson.sound_source, TextState.DRAFT
    return await _saved(session, actor, lesson, "lesson:take_down")


async def _note(session: AsyncSession, actor: Actor, lesson: Lesson, action: str) -> None:
    facts: dict[str, Any] = {"series": lesson.series.value, "version": lesson.version}
    about = About("lesson", lesson.id, None)
    await audit.record(session, actor=actor, action=action, about=about, facts=facts)
