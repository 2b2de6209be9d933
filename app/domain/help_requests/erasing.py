"""停止并删除: her words are gone in the same transaction; a closed request's key goes where nobody reads it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, enqueue
from app.domain.catalogue.queries import LoadedCounty
from app.models.counselling import (
    CounsellingHandOver,
    CounsellingNote,
    CounsellingPlan,
    CounsellingSeat,
    MoodCheck,
)
from app.models.files import StoredFile
from app.models.help_requests import CaseKey, HelpRequest, RequestEvent, RequestMessage
from app.models.legal_aid import AidApplication
from app.models.outside import OutsideHandover
from app.models.records import KeptAnswer
from app.vocabulary import FileState, Level, TaskName

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


def retention_days(loaded: LoadedCounty) -> int:
    """Say for how many days the key of an erased closed request is held in escrow (design §10.19)."""
    found = getattr(loaded.folder, "closed_retention_days", None)
    return int(found) if found else DEFAULT_RETENTION_DAYS


async def erase(session: AsyncSession, *, request: HelpRequest, retention_days: int) -> None:
    """Forget what she said: ciphertext at normal and sensitive level, the way to the key at closed level."""
    request.erased_at = clock.now()
    session.add(request)
    await session.flush()
    if request.level is Level.CLOSED:
        until = request.erased_at + timedelta(days=retention_days)
        key = update(CaseKey).where(col(CaseKey.county) == request.county, col(CaseKey.id) == request.id)
        await session.exec(key.values(escrowed_at=request.erased_at, destroy_after=until))
        return
    request.telling_sealed = request.name_sealed = request.phone_sealed = None
    for table, column in WORDS:
        rows = update(table).where(col(table.county) == request.county, col(table.request_id) == request.id)
        await session.exec(rows.values({column: None}).execution_options(synchronize_session=False))
    aid = update(AidApplication).where(
        col(AidApplication.county) == request.county, col(AidApplication.request_id) == request.id
    )
    nothing = aid.values(story_sealed=None, outcome_sealed=None, look_at=None)
    await session.exec(nothing.execution_options(synchronize_session=False))
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
