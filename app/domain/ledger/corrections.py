"""A change of a registration may have been asked for as a correction: the township's word answers that too."""

from sqlmodel import col, select

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.ledger.entries import Desk
from app.models.rights import RightsRequest
from app.vocabulary import CorrectionField, DataClass, RightsState

AGREED, REFUSED = "登记已经照您说的改好了。", "乡镇核对后没有照改，有疑问可以再问。"


async def settle(desk: Desk, *, agreed: bool, reason: str | None) -> None:
    """Close the corrections that asked for this change, with the township's reason where it gave one."""
    query = select(RightsRequest).where(
        col(RightsRequest.county) == desk.entry.county,
        col(RightsRequest.profile_id) == desk.entry.profile_id,
        col(RightsRequest.field) == CorrectionField.REGISTRATION,
        col(RightsRequest.state) == RightsState.RECEIVED,
    )
    for request in (await desk.session.exec(query)).all():
        request.state = RightsState.DONE if agreed else RightsState.REFUSED
        request.decided_by, request.decided_at, request.version = desk.actor.id, clock.now(), request.version + 1
        place = Place("rights_request", "answer_sealed", request.id)
        said = reason or (AGREED if agreed else REFUSED)
        request.answer_sealed = desk.vault.seal(DataClass.IDENTITY, place, said)
        desk.session.add(request)
        await desk.session.flush()
        about = About("rights_request", request.id, request.profile_id)
        facts = {"agreed": agreed, "late": request.due_at < clock.now()}
        await audit.record(desk.session, actor=desk.actor, action="rights:answer", about=about, facts=facts)
