"""An organisation asks to post, or is invited: kept sealed, put on a reviewer's desk, checked the same (CRS-01)."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place
from app.domain import reviews
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.providers.inputs import Apply, Organisation
from app.domain.providers.licences import is_licence
from app.errors import AppError, NotAllowed
from app.models.base import new_id
from app.models.offerings import Provider
from app.permissions.actors import PROVIDER_OFFICE, Actor, system
from app.vocabulary import Audience, DataClass, ProviderState, ReviewKind


class LicenceWrong(AppError):
    """The licence number contradicts its own check letter."""

    code, message = "licence_wrong", "统一社会信用代码不对，请照执照上的 18 位再填一次。"


class NotAReviewer(AppError):
    """The office named does not review in this county."""

    code, message = "not_a_reviewer", "这个单位不审核培训机构，请另选一个。"


async def apply(session: AsyncSession, *, county: str, said: Apply) -> dict[str, Any]:
    """Take an application. Raises LicenceWrong, NotAReviewer."""
    known = reviews.reviewers(await catalogue.current(session, county))
    office = said.checked_by or known[0]
    if office not in known:
        raise NotAReviewer
    taken = await _take(session, system(county), said, office, "provider:apply")
    return taken | {"due_words": deadlines.in_words(taken["due_at"], clock.now(), promise="给您打电话")}


async def invite(session: AsyncSession, *, actor: Actor, said: Organisation) -> dict[str, Any]:
    """Write down an organisation a reviewing office asks to post; nothing of it goes unchecked for that.

    Raises LicenceWrong, NotAllowed for an office that does not review.
    """
    if actor.office not in reviews.reviewers(await catalogue.current(session, actor.county)):
        raise NotAllowed("培训机构由县里的审核单位邀请，请找他们的同志。")
    taken = await _take(session, actor, said, actor.office, "provider:invite")
    return taken | {"due_words": deadlines.in_words(taken["due_at"], clock.now(), promise="要看完")}


async def _take(session: AsyncSession, actor: Actor, said: Organisation, office: str, action: str) -> dict[str, Any]:
    """Keep an organisation and put it on the desk of the office that checks it."""
    if not is_licence(said.licence_number):
        raise LicenceWrong
    county = actor.county
    async with db.acting_as(session, Audience.ROUTE):  # who applies has not signed in: the service writes it down
        provider = await _write(session, county, said, office)
        subject = (provider.id, provider.organisation)
        review = await reviews.begin(session, county=county, kind=ReviewKind.PROVIDER, subject=subject, reader=office)
        about = About("provider", provider.id, None)
        await audit.record(session, actor=actor, action=action, about=about, facts={"office": office})
    folder = (await catalogue.current(session, county)).folder
    names = {one.code: one.name for one in folder.departments}
    return {"application": provider.id, "checked_by": names.get(office, office), "due_at": review.due_at}


async def _write(session: AsyncSession, county: str, said: Organisation, office: str) -> Provider:
    vault, key = await vault_of(session, county), new_id()
    provider = Provider(
        county=county,
        id=key,
        created_at=clock.now(),
        code=f"{PROVIDER_OFFICE}{key.hex[-12:]}",
        organisation=said.organisation,
        licence_number=said.licence_number,
        contact_sealed=vault.seal(DataClass.IDENTITY, Place("provider", "contact_sealed", key), said.contact),
        phone_sealed=vault.seal(DataClass.CONTACT, Place("provider", "phone_sealed", key), said.phone),
        about=said.about,
        reader=office,
        state=ProviderState.APPLIED,
    )
    session.add(provider)
    await session.flush()
    return provider
