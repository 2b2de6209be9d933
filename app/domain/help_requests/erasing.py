"""停止并删除: her words are gone in the same transaction; a closed request's key goes where nobody reads it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, enqueue
from app.domain.catalogue.queries import LoadedCounty
from app.models.counselling import (
    CounsellingAttempt,
    CounsellingBooking,
    CounsellingCrisis,
    CounsellingHandOver,
    CounsellingNote,
    CounsellingPlan,
    CounsellingSeat,
    MoodCheck,
)
from app.models.files import StoredFile
from app.models.help_requests import CaseKey, HelpRequest, RequestEvent, RequestMessage, RequestRating, RequestTask
from app.models.instruments import Instrument, InstrumentAlarm
from app.models.legal_aid import AidApplication
from app.models.outside import OutsideHandover
from app.models.records import KeptAnswer
from app.models.rights import LegalHold, Parcel
from app.models.speech import RequestSound
from app.vocabulary import FileState, Level, ParcelState, TaskName

DEFAULT_RETENTION_DAYS = 3 * 365
WORDS: tuple[tuple[Any, str], ...] = (
    (RequestMessage, "body_sealed"),
    (RequestEvent, "note_sealed"),
    (CounsellingNote, "note_sealed"),
    (CounsellingPlan, "body_sealed"),
    (MoodCheck, "answers_sealed"),
    (CounsellingSeat, "reason_sealed"),
    (CounsellingHandOver, "reason_sealed"),
)
# What stands beside a request with readers of its own; a counsellor's note keeps its one reader, who finds no request.
BESIDE: tuple[Any, ...] = (
    RequestEvent,
    RequestMessage,
    RequestRating,
    StoredFile,
    AidApplication,
    Instrument,
    InstrumentAlarm,
    CounsellingSeat,
    CounsellingBooking,
    CounsellingPlan,
    MoodCheck,
    CounsellingCrisis,
    CounsellingAttempt,
    CounsellingHandOver,
)


def retention_days(loaded: LoadedCounty) -> int:
    """Say for how many days the key of an erased closed request is held in escrow (design §10.19)."""
    found = getattr(loaded.folder, "closed_retention_days", None)
    return int(found) if found else DEFAULT_RETENTION_DAYS


async def erase(session: AsyncSession, *, request: HelpRequest, retention_days: int) -> None:
    """Forget what she said: ciphertext at normal and sensitive level, the way to the key at closed level.

    Copies that were made for her to take away go with it. Runs under the routing audience.
    """
    request.erased_at = clock.now()
    await forget_sounds(session, request=request)
    made = update(Parcel).where(col(Parcel.county) == request.county, col(Parcel.profile_id) == request.profile_id)
    gone = made.values(key_sealed=None, state=ParcelState.GONE)
    await session.exec(gone.execution_options(synchronize_session=False))
    session.add(request)
    await session.flush()
    if request.level is Level.CLOSED:
        until = request.erased_at + timedelta(days=retention_days)
        key = update(CaseKey).where(col(CaseKey.county) == request.county, col(CaseKey.id) == request.id)
        await session.exec(key.values(escrowed_at=request.erased_at, destroy_after=until))
        return
    if await _held(session, request):
        request.restricted_at = clock.now()
        await hide(session, request=request)
        return
    await _empty(session, request)


async def forget_sounds(session: AsyncSession, *, request: HelpRequest) -> None:
    """Empty what was read aloud to her; where the words are still there, it is made again."""
    rows = update(RequestSound).where(
        col(RequestSound.county) == request.county, col(RequestSound.request_id) == request.id
    )
    await session.exec(rows.values(sound_sealed=None).execution_options(synchronize_session=False))


async def _held(session: AsyncSession, request: HelpRequest) -> bool:
    """Say whether an order to keep stands: then nobody sees it any more, and it is emptied when the order ends."""
    query = select(LegalHold.id).where(
        col(LegalHold.county) == request.county,
        col(LegalHold.number) == request.number,
        col(LegalHold.released_at).is_(None),
    )
    return (await session.exec(query)).first() is not None


async def _empty(session: AsyncSession, request: HelpRequest) -> None:
    """Empty every sealed column of a request, its thread, its files and the answers kept about it."""
    request.about_lesson_id = request.about_minute = None
    request.telling_sealed = request.name_sealed = request.phone_sealed = request.phone_index = None
    for table, column in WORDS:
        rows = update(table).where(col(table.county) == request.county, col(table.request_id) == request.id)
        await session.exec(rows.values({column: None}).execution_options(synchronize_session=False))
    aid = update(AidApplication).where(
        col(AidApplication.county) == request.county, col(AidApplication.request_id) == request.id
    )
    nothing = aid.values(story_sealed=None, outcome_sealed=None, look_at=None)
    await session.exec(nothing.execution_options(synchronize_session=False))
    papers = update(Instrument).where(
        col(Instrument.county) == request.county, col(Instrument.request_id) == request.id
    )
    blank = papers.values(details_sealed=None, reporter_sealed=None)
    await session.exec(blank.execution_options(synchronize_session=False))
    files = update(StoredFile).where(col(StoredFile.county) == request.county, col(StoredFile.request_id) == request.id)
    gone = files.values(key_sealed=None, summary_sealed=None, summaries_sealed=None, state=FileState.ERASED)
    await session.exec(gone.execution_options(synchronize_session=False))
    waiting = update(OutsideHandover).where(
        col(OutsideHandover.county) == request.county, col(OutsideHandover.request_id) == request.id
    )
    await session.exec(waiting.values(payload_sealed=None).execution_options(synchronize_session=False))
    await enqueue.defer(session, TaskName.REMOVE_OBJECTS, county=request.county)
    answers = update(KeptAnswer).where(
        col(KeptAnswer.county) == request.county, col(KeptAnswer.subject_id) == request.id
    )
    await session.exec(answers.values(body_sealed=None).execution_options(synchronize_session=False))
    await session.flush()


async def destroy(session: AsyncSession, *, request: HelpRequest) -> None:
    """Destroy a request's words for good, its own key first where it has one; runs under the routing audience."""
    await forget_sounds(session, request=request)
    request.erased_at, request.restricted_at = request.erased_at or clock.now(), None
    key = update(CaseKey).where(col(CaseKey.county) == request.county, col(CaseKey.id) == request.id)
    await session.exec(key.values(wrapped=None).execution_options(synchronize_session=False))
    await _empty(session, request)


async def hide(session: AsyncSession, *, request: HelpRequest) -> None:
    """Take a finished request out of every office's sight; its words stay sealed until their limit is over."""
    request.readers, request.next_climb_at = [], None
    await forget_sounds(session, request=request)
    for table in BESIDE:
        rows = update(table).where(col(table.county) == request.county, col(table.request_id) == request.id)
        await session.exec(rows.values(readers=[]).execution_options(synchronize_session=False))
    tasks = update(RequestTask).where(
        col(RequestTask.county) == request.county, col(RequestTask.request_id) == request.id
    )
    await session.exec(tasks.values(reader=None).execution_options(synchronize_session=False))
    session.add(request)
    await session.flush()
