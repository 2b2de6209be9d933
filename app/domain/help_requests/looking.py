"""Two looks that leave a trace: a head's three hours on a sensitive request, and one full phone number."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place, Vault
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, inputs, people, placing, talking
from app.domain.help_requests.moves import Said, Scene, take, tell_desk, tell_her
from app.domain.help_requests.steps import after
from app.errors import Conflict, NotFound
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, DataClass, Level, NoticeKind, Step, TaskState

OVERRIDE = timedelta(hours=3)


async def override(session: AsyncSession, *, actor: Actor, said: inputs.Override) -> HelpRequest:
    """See a sensitive request of others for three hours, by its number; its owner and she are told (SAF-05).

    Raises NotFound for every number that is not a sensitive request of this county, and for whoever is a party to it
    (SAF-06): a closed one does not exist here.
    """
    number = receipt_numbers.parse(said.number)
    async with db.acting_as(session, Audience.ROUTE):
        request = await access.sensitive_by_number(session, county=actor.county, number=number) if number else None
        if request is None or actor.id not in await people.eligible(session, request, [actor.id]):
            raise NotFound("没有找到这个编号。")
        if set(request.readers) & set(actor.readers):
            raise Conflict("这件事您本来就能看，不用申请。")
        after(request.state, Step.OVERRIDE)
        vault = await access.request_vault(session, request)
        loaded = await catalogue.version(session, request.county, request.catalogue_id)
        scene = Scene(session, actor, request, vault, loaded)
        request.override_by, request.override_until = actor.id, clock.now() + OVERRIDE
        await placing.set_readers(session, request)
        event = await take(scene, Step.OVERRIDE, said=Said(facts={"hours": 3}, note=said.reason))
        await tell_her(scene, NoticeKind.OVERRIDE_USED, event)
        tasks = await placing.tasks_of(session, request, TaskState.OPEN)
        await tell_desk(scene, NoticeKind.OVERRIDE_USED, event, tasks)
    return request


async def reveal(
    session: AsyncSession, *, actor: Actor, request_id: UUID, said: inputs.Reveal
) -> dict[str, str | None]:
    """Show name and full phone once, with a reason that stays on record and in her access log (SAF-08)."""
    request = await access.help_request(
        session, actor=actor, action=Action.HELP_REQUEST_REVEAL, request_id=request_id, lock=True
    )
    after(request.state, Step.NOTE)
    await talking.refuse_unprepared(session, request, said, actor)
    vault = await access.request_vault(session, request)
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    async with db.acting_as(session, Audience.ROUTE):
        scene = Scene(session, actor, request, vault, loaded)
        facts: dict[str, Any] = {"revealed": ["name", "phone"]}
        if request.level is not Level.NORMAL:
            facts["talk"] = "begun"
        await take(scene, Step.NOTE, said=Said(facts=facts, note=said.reason, shown=False))
    about = About("help_request", request.id, request.profile_id)
    if request.level is Level.CLOSED:
        facts["closed"] = True
    await audit.record_read(session, actor=actor, action="help_request:reveal", about=about, facts=facts)
    return {
        "name": opened(vault, request, "name_sealed", DataClass.IDENTITY),
        "phone": opened(vault, request, "phone_sealed", DataClass.CONTACT),
        "code_word": await talking.code_word_for(session, request),
    }


def opened(vault: Vault, request: HelpRequest, column: str, klass: DataClass) -> str | None:
    """Open one sealed column of a request; nothing where nothing was given or it was erased."""
    blob: bytes | None = getattr(request, column)
    return vault.open(klass, Place("help_request", column, request.id), bytes(blob)) if blob is not None else None
