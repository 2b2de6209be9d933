"""An oral application: a cadre or township worker writes down what she tells, with her consent; lawful and as good."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain import receipt_numbers
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import inputs as asking
from app.domain.help_requests import submitting
from app.domain.help_requests.submitting import Her
from app.domain.keys import vault_of
from app.domain.ledger import consents
from app.domain.ledger.entries import Desk, ledger_entry, opened
from app.domain.legal_aid import grounds
from app.domain.legal_aid.access import Aid, scene_of
from app.domain.legal_aid.applying import CLOSED_SERVICE, Told, enter, made
from app.domain.legal_aid.inputs import ApplyForHer
from app.errors import ConsentMissing
from app.models.ledger import Consent, LedgerEntry
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import AidChannel, Audience, ConsentChannel, ConsentPurpose, KeyGroup

CLOSED_LINE = "收到了。这件事只有指定的人能看，您这里不再显示。"
LINE = "收到了，请把编号告诉她本人。"


async def apply(session: AsyncSession, *, actor: Actor, said: ApplyForHer) -> dict[str, Any]:
    """Take an oral application in; the worker who wrote it down gets a receipt, and no more sight than before.

    Raises NotFound for an entry that is not of their place, ConsentMissing (403) without her consent.
    """
    entry = await ledger_entry(session, actor=actor, action=Action.LEGAL_AID_APPLY_FOR_HER, entry_id=said.entry_id)
    if not said.consents:
        raise ConsentMissing("要她本人同意由您代填、代交，才能申请。")
    folder = (await catalogue.current(session, actor.county)).folder
    county.words(folder)
    her = await _her(session, actor, entry)
    async with db.acting_as(session, Audience.ROUTE):
        flags: set[KeyGroup] = set()
        if said.use_ledger:
            flags = await grounds.agreed_flags(session, county_code=actor.county, profile_id=entry.profile_id)
        basis = grounds.basis(folder, said, flags)
        telling = asking.SubmitRequest(
            services=[CLOSED_SERVICE if basis.closed else county.SERVICE],
            telling=said.what_happened or None,
            village=entry.village_code,
            share=said.share and not basis.closed,
            consent_heard=True,
            channel=said.how,
        )
        receipt = await submitting.take_in(session, actor=actor, telling=telling, her=her)
        request = receipt.requests[0]
        consent = await _consent(session, actor, entry, request.id)
        aid = Aid(await scene_of(session, actor=actor, request=request), made(request, said, basis), folder)
        await enter(aid, said, Told(AidChannel.ORAL, said.tell_aid_office, consent_id=consent.id))
    session.info["answer_about"] = (request.id, False)  # the receipt holds no word of hers
    return {
        "number": receipt_numbers.shown(request.number),
        "closed": basis.closed,
        "line": CLOSED_LINE if basis.closed else LINE,
    }


async def _her(session: AsyncSession, actor: Actor, entry: LedgerEntry) -> Her:
    """Read who she is from her entry, which this worker may read."""
    desk = Desk(session, actor, entry, await vault_of(session, actor.county))
    name, phone = opened(desk, "name_sealed"), opened(desk, "phone_sealed")
    return Her(entry.profile_id, entry.village_code, name, phone, tells_only_when_open=False)


async def _consent(session: AsyncSession, actor: Actor, entry: LedgerEntry, request_id: UUID) -> Consent:
    """Write down that she agreed, heard by this worker."""
    row = Consent(
        county=actor.county,
        created_at=clock.now(),
        profile_id=entry.profile_id,
        purpose=ConsentPurpose.APPLY_FOR_HER,
        channel=ConsentChannel.WITNESSED,
        request_id=request_id,
        text_version=await consents.text_version(session, actor.county, ConsentPurpose.APPLY_FOR_HER),
        heard=True,
    )
    session.add(row)
    await session.flush()
    facts = {"purpose": row.purpose.value, "given": True, "witnessed": True}
    about = About("consent", row.id, row.profile_id)
    await audit.record(session, actor=actor, action="consent:witness", about=about, facts=facts)
    return row
