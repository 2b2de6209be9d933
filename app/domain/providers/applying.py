"""An organisation asks to post: kept sealed, put on a reviewer's desk, answered the same whoever they are (CRS-01)."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place
from app.domain import reviews
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.providers.inputs import Apply
from app.domain.providers.licences import is_licence
from app.errors import AppError
from app.models.base import new_id
from app.models.offerings import Provider
from app.permissions.actors import PROVIDER_OFFICE, system
from app.vocabulary import Audience, DataClass, ProviderState, ReviewKind


class LicenceWrong(AppError):
    """The licence number contradicts its own check letter."""

    code, message = "licence_wrong", "统一社会信用代码不对，请照执照上的 18 位再填一次。"


class NotAReviewer(AppError):
    """The office named does not review in this county."""

    code, message = "not_a_reviewer", "这个单位不审核培训机构，请另选一个。"


async def apply(session: AsyncSession, *, county: str, said: Apply) -> dict[str, Any]:
    """Take an application. Raises LicenceWrong, NotAReviewer."""
    loaded = await catalogue.current(session, county)
    known = reviews.reviewers(loaded)
    office = said.checked_by or known[0]
    if office not in known:
        raise NotAReviewer
    if not is_licence(said.licence_number):
        raise LicenceWrong
    async with db.acting_as(session, Audience.ROUTE):  # nobody has signed in: the service itself writes it down
        provider = await _write(session, county, said, office)
        subject = (provider.id, provider.organisation)
        review = await reviews.begin(session, county=county, kind=ReviewKind.PROVIDER, subject=subject, reader=office)
        about = About("provider", provider.id, None)
        await audit.record(
            session, actor=system(county), action="provider:apply", about=about, facts={"office": office}
        )
    names = {one.code: one.name for one in loaded.folder.departments}
    return {
        "application": provider.id,
        "checked_by": names.get(office, office),
        "due_at": review.due_at,
        "due_words": deadlines.in_words(review.due_at, clock.now(), promise="给您打电话"),
    }


async def _write(session: AsyncSession, county: str, said: Apply, office: str) -> Provider:
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
