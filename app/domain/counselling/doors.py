"""The way into a counselling request: hers, a counsellor's, and the words by which each step is written down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.counselling.inputs import Asking
from app.domain.counselling.refusals import NotCounselling
from app.domain.help_requests import access, submitting
from app.domain.help_requests.inputs import SubmitRequest
from app.domain.help_requests.moves import Said, Scene, take
from app.domain.help_requests.steps import OPEN
from app.errors import NotFound
from app.models.help_requests import HelpRequest, RequestEvent
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, Level, NoticeKind, Step


async def scene_of(session: AsyncSession, *, actor: Actor, request: HelpRequest, still_open: bool = True) -> Scene:
    """Put together what every step works on. Raises NotCounselling (409) for another service, or one that is over."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    if not loaded.service(request.service_code).counselling or (still_open and request.state not in OPEN):
        raise NotCounselling
    if request.erased_at is not None:
        raise NotFound  # she had it erased: there are no words left to show or to add to
    return Scene(session, actor, request, await access.request_vault(session, request), loaded)


async def staff_scene(session: AsyncSession, *, actor: Actor, request_id: UUID, still_open: bool = True) -> Scene:
    """Let a worker in who may work on this request. Raises NotFound (404), NotAllowed (403)."""
    request = await access.help_request(
        session, actor=actor, action=Action.COUNSELLING_WORK, request_id=request_id, lock=True
    )
    return await scene_of(session, actor=actor, request=request, still_open=still_open)


async def her_scene(session: AsyncSession, *, actor: Actor, request_id: UUID) -> Scene:
    """Let her into her own request. Raises NotFound."""
    request = await access.help_request(
        session, actor=actor, action=Action.COUNSELLING_ASK, request_id=request_id, lock=True
    )
    return await scene_of(session, actor=actor, request=request)


async def asked(session: AsyncSession, *, actor: Actor, said: Asking) -> Scene:
    """Give the request an act of hers goes into: the one she names, else a new one, opened in the same step."""
    if said.request_id is not None:
        return await her_scene(session, actor=actor, request_id=said.request_id)
    loaded = await catalogue.current(session, actor.county)
    service = loaded.services.get(said.service)
    if service is None or not service.counselling:
        raise NotCounselling
    quiet = said.tells_only_when_open
    telling = SubmitRequest(services=[said.service], share=False, village=said.village, tells_only_when_open=quiet)
    receipt = await submitting.submit(session, actor=actor, telling=telling)
    return await scene_of(session, actor=actor, request=receipt.requests[0])


@asynccontextmanager
async def routing(scene: Scene) -> AsyncIterator[None]:
    """Write what the actor may not write under their own audience; the door has decided before."""
    async with db.acting_as(scene.session, Audience.ROUTE):
        yield


async def write_down(scene: Scene, what: str, *, shown: bool = True, **facts: Any) -> RequestEvent:
    """Put a step into the request's life and into the audit, as codes; runs under the routing audience."""
    event = await take(scene, Step.NOTE, said=Said(facts={"counselling": what, **facts}, shown=shown))
    about = About("help_request", scene.request.id, scene.request.profile_id)
    await audit.record(scene.session, actor=scene.actor, action=f"counselling:{what}", about=about, facts=facts)
    return event


async def tell_person(scene: Scene, kind: NoticeKind, event: RequestEvent, staff_id: UUID | None) -> None:
    """Let one named worker hear of it; in a closed case without a number."""
    if staff_id is None:
        return
    request = scene.request
    facts = {} if request.level is Level.CLOSED else {"number": request.number}
    reader = f"staff:{staff_id}"
    note = Note(kind=kind, dedupe_key=f"{event.id}:{reader}", reader=reader, request_id=request.id, facts=facts)
    await announce(scene.session, county=request.county, notes=[note])
