"""Her act alone: she asks for one request as evidence, and the worker makes it (REQ-11, SAF-13, 法释〔2022〕17号)."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.domain import ordering
from app.domain.files import evidence
from app.domain.help_requests import access
from app.domain.proof.inputs import AskProof
from app.errors import Conflict, NotFound, PinNeeded
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Level, ParcelKind


async def ask(session: AsyncSession, *, actor: Actor, request_id: UUID, said: AskProof) -> dict[str, Any]:
    """Order it. Raises NotFound, PinNeeded (the box, while locked), Conflict (her words are erased)."""
    request = await access.help_request(session, actor=actor, action=Action.EVIDENCE_EXPORT, request_id=request_id)
    if actor.profile_id is None:
        raise NotFound
    if request.erased_at is not None:
        raise Conflict("内容已经删除，没有可以导出的了。")
    if said.with_box and actor.locked:
        raise PinNeeded
    parcel = ordering.new(ParcelKind.EVIDENCE, actor.county)
    parcel.profile_id, parcel.request_id = actor.profile_id, request.id
    parcel.hidden = request.level is not Level.NORMAL or said.with_box
    parcel.facts = {"with_box": said.with_box}
    await ordering.order(session, parcel)
    about = About("help_request", request.id, request.profile_id)
    facts = {"parcel": str(parcel.id), "with_box": said.with_box}
    await audit.record(session, actor=actor, action="evidence:ask", about=about, facts=facts)
    if said.with_box:
        await evidence.note_export(session, actor=actor, count=len(await evidence.mine(session, actor=actor)))
    session.info["answer_about"] = (request.id, request.level is Level.CLOSED)
    return ordering.shown(parcel)
