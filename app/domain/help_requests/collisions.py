"""Saving over a newer version is refused, with what became of the request meanwhile (QUE-02).

What was typed stays with whoever typed it; the answer says what is there now and who did what since, so that both can
stand side by side. What colleagues wrote is read where it always is, through the request itself.
"""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.domain.help_requests.ladder import lead_due
from app.domain.help_requests.showing import office_names
from app.domain.help_requests.timeline import STATES
from app.errors import Stale
from app.models.help_requests import HelpRequest, RequestEvent

MOST_CHANGES = 20


async def refuse_stale(session: AsyncSession, request: HelpRequest, expected: int) -> None:
    """Refuse a step taken on an older version. Raises Stale (412) with what is newer."""
    if request.version == expected:
        return
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    due = lead_due(request)
    raise Stale(
        current={
            "version": request.version,
            "state": request.state.value,
            "state_words": STATES[request.state],
            "lead_office": request.lead_office,
            "lead_name": names.get(request.lead_office, request.lead_office),
            "owner_id": str(request.owner_id) if request.owner_id else None,
            "due_at": due.isoformat() if due else None,
            "changes": [_change(one, names) for one in await _since(session, request, expected)],
        }
    )


async def _since(session: AsyncSession, request: HelpRequest, expected: int) -> list[RequestEvent]:
    query = select(RequestEvent).where(
        col(RequestEvent.county) == request.county,
        col(RequestEvent.request_id) == request.id,
        col(RequestEvent.seq) > expected,
    )
    newest = query.order_by(col(RequestEvent.seq).desc()).limit(MOST_CHANGES)
    return list(reversed((await session.exec(newest)).all()))


def _change(event: RequestEvent, names: Any) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "step": event.step.value,
        "at": event.created_at.isoformat(),
        "by": event.actor_kind,
        "office_name": names.get(event.office_code) if event.office_code else None,
    }
