"""有人向我要钱: her report goes to another unit than the one complained of, and says nothing of the case (art. 20)."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import inputs as asking
from app.domain.help_requests import submitting
from app.domain.help_requests.showing import office_names
from app.domain.legal_aid.access import seen
from app.domain.legal_aid.inputs import ReportMoney
from app.permissions.actors import Actor
from app.vocabulary import Audience

SERVICE = "duty.bad"
WITHOUT_WORDS = "有人以办事为名向我要钱。"


async def report_money(
    session: AsyncSession, *, actor: Actor, application_id: UUID, said: ReportMoney
) -> dict[str, Any]:
    """Report that somebody asked for money; nothing of it stands beside the application, where those people read."""
    aid = await seen(session, actor=actor, application_id=application_id)
    telling = asking.SubmitRequest(
        services=[SERVICE],
        telling=said.body or WITHOUT_WORDS,
        share=False,
        about_office=aid.words.office,
        village=aid.scene.request.village_code,
        tells_only_when_open=aid.scene.request.tells_only_when_open,
    )
    receipt = await submitting.submit(session, actor=actor, telling=telling)
    request = receipt.requests[0]
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    async with db.acting_as(session, Audience.ROUTE):
        names = await office_names(session, loaded, request.county)
    return {
        "request_id": request.id,
        "number": receipt_numbers.shown(request.number),
        "goes_to": names.get(request.lead_office, request.lead_office),
        "received_at": clock.now(),
        "line": "收到了。这件事由别的单位来查，办您案子的人看不到。",
    }
