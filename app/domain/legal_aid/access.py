"""The door to an application: through the door of its request, so that its walls are the request's own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place
from app.domain.catalogue import deadlines
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.aid_shapes import AidWords
from app.domain.catalogue.folder import Folder
from app.domain.help_requests import access, moves
from app.domain.help_requests import steps as request_steps
from app.domain.help_requests.moves import NOTHING, Said, Scene
from app.domain.help_requests.parties import parts_of
from app.domain.legal_aid import steps
from app.errors import NotAllowed, NotFound, Stale
from app.models.help_requests import HelpRequest, RequestEvent
from app.models.legal_aid import AidApplication
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import AidState, AidStep, Audience, ClockKind, DataClass, RequestState, Step, TaskPart, TaskState


@dataclass(frozen=True, slots=True)
class Aid:
    """What every step of an application works on: its request's scene, the row, and the county's words of today."""

    scene: Scene
    application: AidApplication
    folder: Folder

    @property
    def words(self) -> AidWords:
        """Give the county's fixed sentences."""
        return county.words(self.folder)

    def opened(self, column: str) -> dict[str, Any]:
        """Open one sealed column; empty where nothing is kept."""
        blob: bytes | None = getattr(self.application, column)
        if blob is None:
            return {}
        place = Place("aid_application", column, self.application.id)
        found: dict[str, Any] = orjson.loads(self.scene.vault.open(DataClass.REQUEST, place, bytes(blob)))
        return found

    def keep(self, column: str, said: Mapping[str, Any]) -> None:
        """Seal one column anew, with the request's own key."""
        place = Place("aid_application", column, self.application.id)
        text = orjson.dumps(dict(said)).decode()
        setattr(self.application, column, self.scene.vault.seal(DataClass.REQUEST, place, text))


async def application(session: AsyncSession, *, actor: Actor, application_id: UUID) -> AidApplication:
    """Find an application this actor may see the row of. Raises NotFound."""
    query = select(AidApplication).where(
        col(AidApplication.county) == actor.county, col(AidApplication.id) == application_id
    )
    found = (await session.exec(query)).one_or_none()
    if found is None and actor.kind == "staff":
        async with db.acting_as(session, Audience.CASE):
            found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def scene_of(session: AsyncSession, *, actor: Actor, request: HelpRequest) -> Scene:
    """Put a request this actor came to through its door into the shape steps work on."""
    vault = await access.request_vault(session, request)
    return Scene(session, actor, request, vault, await catalogue.version(session, request.county, request.catalogue_id))


async def seen(session: AsyncSession, *, actor: Actor, application_id: UUID) -> Aid:
    """Give an application to look at. Raises NotFound, also where its request was erased."""
    row = await application(session, actor=actor, application_id=application_id)
    request = await access.help_request(session, actor=actor, action=Action.LEGAL_AID_READ, request_id=row.request_id)
    if request.erased_at is not None:
        raise NotFound
    folder = (await catalogue.current(session, actor.county)).folder
    return Aid(await scene_of(session, actor=actor, request=request), row, folder)


@asynccontextmanager
async def her_step(session: AsyncSession, *, actor: Actor, application_id: UUID, step: AidStep) -> AsyncIterator[Aid]:
    """Open the door for one of her steps; what is inside runs under the routing audience."""
    aid = await _open(session, actor, application_id, Action.LEGAL_AID_APPLY, step)
    async with db.acting_as(session, Audience.ROUTE):
        yield aid


@asynccontextmanager
async def desk_step(
    session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, step: AidStep
) -> AsyncIterator[Aid]:
    """Open the door for one step of the office that grants legal aid. Raises NotFound, NotAllowed, Stale, 409."""
    aid = await _open(session, actor, application_id, Action.LEGAL_AID_WORK, step, expected)
    if actor.office != aid.words.office and not (step is AidStep.DECIDE_OBJECTION and await is_asked(aid)):
        raise NotAllowed("法律援助由县司法局决定和派律师，请他们的同志来办这一步。")
    async with db.acting_as(session, Audience.ROUTE):
        yield aid


async def is_asked(aid: Aid) -> bool:
    """Say whether this worker was asked to look at a refusal again: nobody else of the deciding office was fit."""
    actor, parts = aid.scene.actor, await parts_of(aid.scene.session, aid.scene.request.id)
    mine = [one for one in parts if one.part is TaskPart.REVIEW and one.state is TaskState.OPEN]
    return any(one.staff_id == actor.id or (one.staff_id is None and one.office == actor.office) for one in mine)


async def _open(
    session: AsyncSession,
    actor: Actor,
    application_id: UUID,
    action: Action,
    step: AidStep,
    expected: int | None = None,
) -> Aid:
    row = await application(session, actor=actor, application_id=application_id)
    request = await access.help_request(session, actor=actor, action=action, request_id=row.request_id, lock=True)
    await session.refresh(row)  # whoever held the lock before may have taken a step
    if expected is not None and row.version != expected:
        raise Stale(current={"version": row.version, "state": row.state.value})
    request_steps.after(request.state, Step.AID)
    steps.after(row.state, step)
    folder = (await catalogue.current(session, actor.county)).folder
    return Aid(await scene_of(session, actor=actor, request=request), row, folder)


async def take(
    aid: Aid,
    step: AidStep,
    *,
    to: AidState | None = None,
    said: Said = NOTHING,
    request_to: RequestState | None = None,
) -> RequestEvent:
    """Take one step of the application: its state, the statutory clock, the request's event, and the audit row."""
    row, request = aid.application, aid.scene.request
    if step is not AidStep.APPLY:
        row.state = steps.after(row.state, step, to)
        row.version += 1
    if step in RESTARTING:
        wind(aid)
    aid.scene.session.add(row)
    await aid.scene.session.flush()
    facts: dict[str, Any] = {"aid": step.value, **said.facts}
    if request.statutory_due is not None:
        facts["day"] = request.statutory_due.isoformat()
    event = await moves.take(
        aid.scene, Step.AID, to=request_to or request.state, said=Said(facts, said.note, said.shown)
    )
    await note(aid, step, {"version": row.version, "to": row.state.value})
    return event


RESTARTING = frozenset(
    {
        AidStep.APPLY,
        AidStep.AID_FIRST,
        AidStep.GRANT,
        AidStep.REFUSE,
        AidStep.OBJECT,
        AidStep.DECIDE_OBJECTION,
        AidStep.ASSIGN_LAWYER,
        AidStep.MEET,
        AidStep.CONCLUDE,
        AidStep.WITHDRAW,
        AidStep.LAPSE,
    }
)


async def note(aid: Aid, step: AidStep, facts: Mapping[str, Any]) -> None:
    """Write a step of the application down in its own chain of audit rows."""
    about = About("aid_application", aid.application.id, aid.application.profile_id)
    action = f"legal_aid:{step.value}"
    await audit.record(aid.scene.session, actor=aid.scene.actor, action=action, about=about, facts=facts)


def wind(aid: Aid) -> None:
    """Start the period of the state the application is in now, in calendar days; none where nothing is owed.

    The request's own seven days are this very period, so they give way to it, and come back when the application ends.
    """
    request, now = aid.scene.request, clock.now()
    request.asks_once = aid.application.state in steps.ALIVE
    code = steps.CLOCKS.get(aid.application.state)
    request.statutory_from = now if code else None
    request.statutory_due = None
    if code is not None:
        days = county.period(aid.folder, code, clock.today())
        request.statutory_due = deadlines.due(ClockKind.CALENDAR_DAYS, days, now, aid.scene.loaded.calendar)
    if request.service_code != county.SERVICE:
        return
    if aid.application.state in steps.OVER:
        request.finish_due = aid.scene.loaded.finish_due(request.service_code, now)
        request.clock_started_at = now
    else:
        request.finish_due = None
