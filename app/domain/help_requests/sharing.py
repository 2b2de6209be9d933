"""Taking sharing back: an office that heard of a request by her consent alone hears of it no more (SAF-09)."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, placing
from app.domain.help_requests.moves import Said, Scene, take
from app.domain.help_requests.steps import MOVES
from app.domain.ledger import leaving
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, Step, TaskPart, TaskState

BY_CONSENT = (TaskPart.CO, TaskPart.TOWNSHIP, TaskPart.LIAISON, TaskPart.CALL_BACK)


async def withdraw_consent(session: AsyncSession, *, actor: Actor, consent_id: UUID) -> dict[str, Any]:
    """Take one consent back, and with it what an office could see of a request under it. Raises NotFound."""
    shown = await leaving.withdraw_consent(session, actor=actor, consent_id=consent_id)
    if shown["request_id"] is not None and shown["office"] is not None:
        await _stop(session, actor, shown["request_id"], shown["office"])
    return shown


async def _stop(session: AsyncSession, actor: Actor, request_id: UUID, office: str) -> None:
    request = await access.help_request(
        session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id, lock=True
    )
    if office not in request.shares_with:
        return
    vault = await access.request_vault(session, request)
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    async with db.acting_as(session, Audience.ROUTE):
        request.shares_with = [one for one in request.shares_with if one != office]
        ended = False
        for task in await placing.tasks_of(session, request, TaskState.OPEN, TaskState.DONE):
            if task.office_code == office != request.lead_office and task.part in BY_CONSENT:
                task.state, task.ended_at, ended = TaskState.CANCELLED, clock.now(), True
                session.add(task)
        session.add(request)
        await session.flush()
        await placing.set_readers(session, request)
        if ended and request.state in MOVES[Step.EXCUSE_PART].ways:
            scene = Scene(session, actor, request, vault, loaded)
            await take(scene, Step.EXCUSE_PART, said=Said(facts={"office": office, "consent": "withdrawn"}))
