"""Forgetting a registration: its sealed columns, reasons and flags go; a row without a person stays for the counts."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.models.files import StoredFile
from app.models.ledger import DuplicatePair, LedgerEntry, LedgerEvent, LedgerFlag
from app.models.visits import HomeVisit
from app.permissions.actors import system
from app.vocabulary import FileState, LedgerState, LedgerStep, VisitState


async def forget_of(session: AsyncSession, *, county: str, profile_id: UUID) -> bool:
    """Forget a person's registration; False where there is none. The village stays, for the counts."""
    query = select(LedgerEntry).where(col(LedgerEntry.county) == county, col(LedgerEntry.profile_id) == profile_id)
    entry = (await session.exec(query.with_for_update())).one_or_none()
    if entry is None:
        return False
    await forget(session, entry=entry)
    return True


async def forget(session: AsyncSession, *, entry: LedgerEntry) -> None:
    """Take the person out of an entry; it leaves the ledger where it was still in it."""
    entry.name_sealed = entry.phone_sealed = entry.id_sealed = entry.id_index = None
    entry.twin_sealed = entry.twin_index = None
    entry.answers_sealed = entry.change_sealed = entry.next_review = None
    entry.version += 1
    if entry.state is not LedgerState.REMOVED:
        entry.state = LedgerState.REMOVED
        session.add(_removal(entry))
    session.add(entry)
    await session.flush()
    about_it = col(LedgerEvent.county) == entry.county, col(LedgerEvent.entry_id) == entry.id
    reasons = update(LedgerEvent).where(*about_it).values(reason_sealed=None)
    await session.exec(reasons.execution_options(synchronize_session=False))
    await session.exec(
        delete(LedgerFlag).where(col(LedgerFlag.county) == entry.county, col(LedgerFlag.entry_id) == entry.id)
    )
    pairs = update(DuplicatePair).where(
        col(DuplicatePair.county) == entry.county,
        (col(DuplicatePair.first_id) == entry.id) | (col(DuplicatePair.second_id) == entry.id),
    )
    await session.exec(pairs.values(before_sealed=None).execution_options(synchronize_session=False))
    await _visits(session, entry)
    names = update(StoredFile).where(col(StoredFile.county) == entry.county, col(StoredFile.entry_id) == entry.id)
    gone = names.values(key_sealed=None, summary_sealed=None, summaries_sealed=None, state=FileState.ERASED)
    await session.exec(gone.execution_options(synchronize_session=False))


async def _visits(session: AsyncSession, entry: LedgerEntry) -> None:
    """Empty what was found and noted at visits, and call off those to come; that one was made stays, for the counts."""
    to_her = col(HomeVisit.county) == entry.county, col(HomeVisit.entry_id) == entry.id
    await session.exec(delete(HomeVisit).where(*to_her, col(HomeVisit.state) == VisitState.PLANNED))
    emptied = update(HomeVisit).where(*to_her).values(note_sealed=None, service_code=None)
    await session.exec(emptied.execution_options(synchronize_session=False))


def _removal(entry: LedgerEntry) -> LedgerEvent:
    actor = system(entry.county)
    return LedgerEvent(
        county=entry.county,
        created_at=clock.now(),
        entry_id=entry.id,
        profile_id=entry.profile_id,
        township_code=entry.township_code,
        village_code=entry.village_code,
        step=LedgerStep.REMOVE,
        to_state=LedgerState.REMOVED,
        actor_kind=actor.kind,
        actor_id=actor.id,
    )
