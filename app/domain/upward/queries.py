"""Reports upward as they are read: a worker's own with what came of them, all of them at the county's desk."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.crypto import Place, Vault
from app.domain import places
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests.showing import office_names
from app.domain.keys import vault_of
from app.errors import NotFound
from app.models.figures import UpwardReport
from app.permissions.actors import Actor
from app.vocabulary import DataClass, Role, UpwardKind, UpwardState

KINDS = {UpwardKind.PROBLEM: "执行中的问题", UpwardKind.PRACTICE: "好经验", UpwardKind.ADVICE: "建议"}
STATES = {UpwardState.RECEIVED: "县里收到了", UpwardState.TAKEN_UP: "县里在研究", UpwardState.ANSWERED: "已答复"}


async def page(
    session: AsyncSession, *, actor: Actor, state: UpwardState | None, limit: int, after: places.Place | None
) -> tuple[list[dict[str, Any]], places.Place | None]:
    """List reports, the newest first; row-level security and the filter both know whose they are."""
    query = select(UpwardReport).where(col(UpwardReport.county) == actor.county)
    if actor.role is not Role.COUNTY_DESK:
        query = query.where(col(UpwardReport.author_id) == actor.id)
    if state is not None:
        query = query.where(col(UpwardReport.state) == state)
    if after is not None:
        at, last = after
        here = (col(UpwardReport.created_at) == at) & (col(UpwardReport.id) < last)
        query = query.where((col(UpwardReport.created_at) < at) | here)
    order = query.order_by(col(UpwardReport.created_at).desc(), col(UpwardReport.id).desc())
    rows = list((await session.exec(order.limit(limit + 1))).all())
    items = [await shown(session, actor=actor, row=row) for row in rows[:limit]]
    last_row = rows[limit - 1] if len(rows) > limit else None
    return items, (last_row.created_at, last_row.id) if last_row is not None else None


async def one(session: AsyncSession, *, actor: Actor, report_id: UUID) -> dict[str, Any]:
    """Show one report. Raises NotFound for another's."""
    query = select(UpwardReport).where(col(UpwardReport.county) == actor.county, col(UpwardReport.id) == report_id)
    if actor.role is not Role.COUNTY_DESK:
        query = query.where(col(UpwardReport.author_id) == actor.id)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    about = About("upward_report", row.id, None)
    await audit.record_read(session, actor=actor, action="upward:read", about=about, facts={})
    return await shown(session, actor=actor, row=row)


async def shown(session: AsyncSession, *, actor: Actor, row: UpwardReport) -> dict[str, Any]:
    """Show a report to who may read it."""
    loaded, vault = await catalogue.current(session, actor.county), await vault_of(session, actor.county)
    names = await office_names(session, loaded, actor.county)
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_words": KINDS[row.kind],
        "clause": row.clause,
        "office_name": names.get(row.office_code, row.office_code),
        "is_mine": row.author_id == actor.id,
        "state": row.state,
        "state_words": STATES[row.state],
        "body": _opened(vault, row, "body_sealed"),
        "answer": _opened(vault, row, "answer_sealed"),
        "sent_at": row.created_at,
        "answered_at": row.answered_at,
        "version": row.version,
    }


def _opened(vault: Vault, row: UpwardReport, column: str) -> str | None:
    blob: bytes | None = getattr(row, column)
    if blob is None:
        return None
    return vault.open(DataClass.ANSWER, Place("upward_report", column, row.id), bytes(blob))
