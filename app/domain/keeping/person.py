"""Forgetting a person at her word: erased where it may be, locked away where the law keeps it, the way in closed."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db, enqueue
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.courses import enrolling
from app.domain.help_requests import access, erasing
from app.domain.keeping import registration
from app.domain.keeping.held import Held, held
from app.models.accounts import Account, Profile, SignInSession
from app.models.contacts import HandlerBlock
from app.models.courses import Certificate
from app.models.files import StoredFile, Upload
from app.models.help_requests import HelpRequest, ReceiptNumber
from app.models.ledger import ProxyConsent
from app.models.lessons import LessonProgress
from app.models.loans import LoanApplication, LoanCheck
from app.models.notices import MessageQuota, Notice, SafeContact
from app.models.records import KeptAnswer
from app.models.rights import Parcel, RightsRequest
from app.permissions.actors import system
from app.vocabulary import Audience, FileState, Level, ParcelState, RightsKind, RightsState, TaskName

QUIETLY = {"synchronize_session": False}


async def forget(session: AsyncSession, *, county: str, profile_id: UUID) -> bool:
    """Carry a deletion out; False while an order to keep forbids it (the account is closed all the same)."""
    asked = await _asked(session, county, profile_id)
    if asked is None:
        return False
    kept = await held(session, county=county)
    account = await _close(session, county, profile_id)
    if kept.covers(profile_id=profile_id):
        return False
    facts = await _requests(session, county, profile_id, kept)
    facts["registration"] = await registration.forget_of(session, county=county, profile_id=profile_id)
    await enrolling.forget(session, county=county, profile_id=profile_id)
    await _belongings(session, county, profile_id)
    await _person(session, county, profile_id)
    if account is not None:
        await _answers(session, county, account)
    asked.state, asked.decided_at = RightsState.DONE, clock.now()
    session.add(asked)
    await session.flush()
    await enqueue.defer(session, TaskName.REMOVE_OBJECTS, county=county)
    about = About("rights_request", asked.id, profile_id)
    await audit.record(session, actor=system(county), action="rights:forget", about=about, facts=facts)
    return True


async def _asked(session: AsyncSession, county: str, profile_id: UUID) -> RightsRequest | None:
    query = select(RightsRequest).where(
        col(RightsRequest.county) == county,
        col(RightsRequest.profile_id) == profile_id,
        col(RightsRequest.kind) == RightsKind.DELETION,
        col(RightsRequest.state) == RightsState.RECEIVED,
    )
    return (await session.exec(query.with_for_update())).first()


async def waiting(session: AsyncSession, *, county: str) -> list[UUID]:
    """List whose deletion was asked for and not carried out yet: an order to keep stood in the way, or the worker."""
    query = select(RightsRequest.profile_id).where(
        col(RightsRequest.county) == county,
        col(RightsRequest.kind) == RightsKind.DELETION,
        col(RightsRequest.state) == RightsState.RECEIVED,
    )
    return list((await session.exec(query)).all())


async def _close(session: AsyncSession, county: str, profile_id: UUID) -> UUID | None:
    """Close the way in: her sessions end. Gives the account when it was hers alone.

    A person who shares her account is moved to one that nobody can sign in to; the others keep theirs.
    """
    profile = (
        await session.exec(select(Profile).where(col(Profile.county) == county, col(Profile.id) == profile_id))
    ).one()
    ended = update(SignInSession).where(
        col(SignInSession.county) == county,
        col(SignInSession.profile_id) == profile_id,
        col(SignInSession.revoked_at).is_(None),
    )
    await session.exec(ended.values(revoked_at=clock.now(), revoked_why="deleted").execution_options(**QUIETLY))
    people = select(func.count()).where(col(Profile.county) == county, col(Profile.account_id) == profile.account_id)
    if (await session.exec(people)).one() > 1:
        alone = Account(county=county, disabled_at=clock.now())
        session.add(alone)
        await session.flush()
        moved = update(Profile).where(col(Profile.county) == county, col(Profile.id) == profile_id)
        await session.exec(moved.values(account_id=alone.id).execution_options(**QUIETLY))
        return None
    account = await session.get(Account, (county, profile.account_id))
    if account is None:
        return None
    account.openid_sealed = account.openid_index = account.phone_sealed = account.phone_index = None
    account.disabled_at = account.disabled_at or clock.now()
    session.add(account)
    await session.flush()
    return account.id


async def _requests(session: AsyncSession, county: str, profile_id: UUID, kept: Held) -> dict[str, Any]:
    """Lock the finished requests away: no office reads them any more; a closed one's key goes to escrow."""
    folder = (await catalogue.current(session, county)).folder
    days = folder.closed_retention_days or erasing.DEFAULT_RETENTION_DAYS
    restricted = escrowed = 0
    for request in await access.of_profile(session, county=county, profile_id=profile_id):
        if request.erased_at is not None or kept.covers(profile_id=None, request_id=request.id):
            continue
        async with db.acting_as(session, Audience.ROUTE):
            if request.level is Level.CLOSED:
                await erasing.erase(session, request=request, retention_days=days)
                escrowed += 1
            else:
                await _restrict(session, request)
                restricted += 1
    return {"restricted": restricted, "escrowed": escrowed}


async def _restrict(session: AsyncSession, request: HelpRequest) -> None:
    await erasing.hide(session, request=request)
    request.restricted_at = clock.now()
    session.add(request)
    await session.flush()


async def _belongings(session: AsyncSession, county: str, profile_id: UUID) -> None:
    """Remove what stands by itself: her box, her rules of contact, notices, numbers, half-sent files, made files."""
    for table in (SafeContact, HandlerBlock, Notice, Upload, LoanCheck, LoanApplication, LessonProgress):
        await session.exec(delete(table).where(col(table.county) == county, col(table.profile_id) == profile_id))
    unused = delete(ReceiptNumber).where(
        col(ReceiptNumber.county) == county,
        col(ReceiptNumber.profile_id) == profile_id,
        col(ReceiptNumber.used_at).is_(None),
    )
    await session.exec(unused)
    witnesses = update(ProxyConsent).where(
        col(ProxyConsent.county) == county, col(ProxyConsent.profile_id) == profile_id
    )
    over = witnesses.values(witness_sealed=None, ended_at=func.coalesce(col(ProxyConsent.ended_at), clock.now()))
    await session.exec(over.execution_options(**QUIETLY))
    papers = update(Certificate).where(col(Certificate.county) == county, col(Certificate.profile_id) == profile_id)
    await session.exec(papers.values(holder_sealed=None).execution_options(**QUIETLY))
    box = update(StoredFile).where(
        col(StoredFile.county) == county,
        col(StoredFile.profile_id) == profile_id,
        col(StoredFile.request_id).is_(None),
    )
    gone = box.values(key_sealed=None, summary_sealed=None, summaries_sealed=None, state=FileState.ERASED)
    await session.exec(gone.execution_options(**QUIETLY))
    made = update(Parcel).where(col(Parcel.county) == county, col(Parcel.profile_id) == profile_id)
    await session.exec(made.values(key_sealed=None, state=ParcelState.GONE).execution_options(**QUIETLY))
    asked = update(RightsRequest).where(
        col(RightsRequest.county) == county, col(RightsRequest.profile_id) == profile_id
    )
    await session.exec(asked.values(asked_sealed=None).execution_options(**QUIETLY))


async def _person(session: AsyncSession, county: str, profile_id: UUID) -> None:
    rows = update(Profile).where(col(Profile.county) == county, col(Profile.id) == profile_id)
    nobody = rows.values(name_sealed=None, pin_hash=None, village_code=None, picture="flower")
    await session.exec(nobody.execution_options(**QUIETLY))


async def _answers(session: AsyncSession, county: str, account: UUID) -> None:
    """Empty the answers kept for repeated calls of an account that was hers alone."""
    rows = update(KeptAnswer).where(col(KeptAnswer.county) == county, col(KeptAnswer.owner_id) == account)
    await session.exec(rows.values(body_sealed=None).execution_options(**QUIETLY))
    quota = delete(MessageQuota).where(col(MessageQuota.county) == county, col(MessageQuota.account_id) == account)
    await session.exec(quota)
