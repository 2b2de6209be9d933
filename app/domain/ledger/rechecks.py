"""Re-checks: every active entry is looked at again on a dated rhythm of the county's own (LED-05)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.ledger import inputs
from app.domain.ledger.eligibility import add_months
from app.domain.ledger.entries import Desk, answers, judge, keep_answers, take
from app.domain.ledger.showing import desk_of, row, shown
from app.errors import Invalid
from app.models.ledger import LedgerEntry, LedgerRecheck
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import ExitReason, LedgerState, LedgerStep, NoticeKind, RecheckState

INTERVAL = "recheck_months"
AT_A_TIME = 200
MOVING = tuple(
    text(
        f"UPDATE {table} SET township_code = :town, village_code = :village "  # noqa: S608  our own table names
        f"WHERE county = :county AND entry_id = :entry"
    )
    for table in ("ledger_event", "ledger_flag", "ledger_recheck", "proxy_consent", "stored_file")
)


async def next_review(session: AsyncSession, county: str, start: date) -> date:
    """Say when an entry seen on a day is due again: the county's own number of months, as it holds that day."""
    loaded = await catalogue.current(session, county)
    return add_months(start, catalogue.number(loaded, INTERVAL, start))


async def wind(session: AsyncSession, *, county: str) -> int:
    """Make the re-checks that fell due, the oldest first; give how many. Days without a worker only make them late."""
    query = (
        select(LedgerEntry)
        .where(
            col(LedgerEntry.county) == county,
            col(LedgerEntry.state) == LedgerState.ACTIVE,
            col(LedgerEntry.next_review) <= clock.today(),
        )
        .order_by(col(LedgerEntry.next_review), col(LedgerEntry.id))
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    entries = (await session.exec(query)).all()
    for entry in entries:
        session.add(_recheck(entry))
        entry.next_review = None  # wound again when somebody has looked
        session.add(entry)
    await session.flush()
    towns = {entry.township_code for entry in entries}
    notes = [
        Note(NoticeKind.TASK_NEW, f"recheck:{town}:{clock.today()}", reader=f"town-{town}") for town in sorted(towns)
    ]
    await announce(session, county=county, notes=notes)
    return len(entries)


def _recheck(entry: LedgerEntry) -> LedgerRecheck:
    assert entry.next_review is not None  # noqa: S101  the query asked for it
    return LedgerRecheck(
        county=entry.county,
        created_at=clock.now(),
        entry_id=entry.id,
        profile_id=entry.profile_id,
        township_code=entry.township_code,
        village_code=entry.village_code,
        due_on=entry.next_review,
    )


async def due(session: AsyncSession, *, actor: Actor, limit: int) -> dict[str, Any]:
    """List the open re-checks of the actor's places, the longest due first, with their number; names masked."""
    here = (col(LedgerRecheck.county) == actor.county, col(LedgerRecheck.state) == RecheckState.OPEN)
    total = (await session.exec(select(func.count()).select_from(LedgerRecheck).where(*here))).one()
    query = (
        select(LedgerRecheck, LedgerEntry)
        .join(LedgerEntry, (col(LedgerEntry.county) == actor.county) & (col(LedgerEntry.id) == LedgerRecheck.entry_id))
        .where(*here)
        .order_by(col(LedgerRecheck.due_on), col(LedgerRecheck.id))
        .limit(limit)
    )
    rows = (await session.exec(query)).all()
    vault = await vault_of(session, actor.county)
    about, facts = About("staff", actor.id, None), {"rows": len(rows)}
    await audit.record_read(session, actor=actor, action="ledger:list", about=about, facts=facts)
    today = clock.today()
    return {
        "count": total,
        "items": [
            {
                "due_on": recheck.due_on,
                "days_late": max(0, (today - recheck.due_on).days),
                **row(Desk(session, actor, entry, vault)),
            }
            for recheck, entry in rows
        ],
    }


async def confirm(
    session: AsyncSession, *, actor: Actor, entry_id: UUID, expected: int, said: inputs.CheckVillage
) -> dict[str, Any]:
    """Say that an entry still holds; the next re-check is wound from today. What changed takes another step."""
    if not (said.lives_in_village and said.husband_away):
        raise Invalid("情况变了的，请用“暂停”或“移出”，写明原因和日期。", field="husband_away")
    desk = await desk_of(session, actor, Action.LEDGER_RECHECK, entry_id, expected)
    keep_answers(desk, answers(desk) | said.model_dump(mode="json"))
    judge(desk, clock.today())
    desk.entry.next_review = await next_review(session, actor.county, clock.today())
    await end(desk, RecheckState.CONFIRMED)
    await take(desk, LedgerStep.RECHECK, tell=False)
    return await shown(desk)


async def end(desk: Desk, state: RecheckState, because: ExitReason | None = None) -> None:
    """End the open re-check of an entry, if there is one; the row stays as history."""
    row = await _open(desk)
    if row is not None:
        row.state, row.closed_because = state, because
        row.ended_at, row.ended_by = clock.now(), desk.actor.id
        desk.session.add(row)
        await desk.session.flush()


async def follow(desk: Desk) -> None:
    """Let everything of an entry move with it to another village; runs under the routing audience."""
    entry = desk.entry
    values = {"town": entry.township_code, "village": entry.village_code, "county": entry.county, "entry": entry.id}
    for statement in MOVING:
        await desk.session.execute(statement, values)


async def _open(desk: Desk) -> LedgerRecheck | None:
    query = select(LedgerRecheck).where(
        col(LedgerRecheck.county) == desk.entry.county,
        col(LedgerRecheck.entry_id) == desk.entry.id,
        col(LedgerRecheck.state) == RecheckState.OPEN,
    )
    return (await desk.session.exec(query)).one_or_none()
