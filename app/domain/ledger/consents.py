"""Consent, one per use: given, heard, dated, withdrawn; sharing without a live one is refused (SAF-09)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.errors import ConsentMissing, NotFound
from app.models.base import new_id
from app.models.ledger import Consent
from app.permissions.actors import Actor
from app.vocabulary import ConsentChannel, ConsentPurpose

OF_AGE_FOR_DATA = 14
ABSENT_WHILE_LOCKED = (ConsentPurpose.LEGAL_AID, ConsentPurpose.APPLY_FOR_HER)
FOR_REQUEST = db.hot("""
    INSERT INTO consent (county, id, created_at, profile_id, purpose, channel, office_code, request_id, text_version,
                         heard)
    SELECT :county, one.id, :now, :profile, :purpose, :channel, one.office, :request, :text_version, :heard
    FROM unnest(CAST(:ids AS uuid[]), CAST(:offices AS text[])) AS one(id, office)
""")


async def text_version(session: AsyncSession, county: str, purpose: ConsentPurpose) -> str:
    """Say which version of the words for a use she hears today."""
    return catalogue.consent_version(await catalogue.current(session, county), purpose)


async def give_for_request(
    session: AsyncSession, *, actor: Actor, profile_id: UUID, request_id: UUID, offices: Sequence[str], heard: bool
) -> None:
    """Write one consent per office she lets hear of one request; the request's own audit row names them.

    Given by her, or heard by the worker who writes down what she tells.
    """
    if not offices:
        return
    values = {
        "county": actor.county,
        "ids": [new_id() for _ in offices],
        "now": clock.now(),
        "profile": profile_id,
        "purpose": ConsentPurpose.SHARE_WITH_OFFICES.value,
        "channel": (ConsentChannel.SELF if actor.profile_id == profile_id else ConsentChannel.WITNESSED).value,
        "offices": list(offices),
        "request": request_id,
        "text_version": await text_version(session, actor.county, ConsentPurpose.SHARE_WITH_OFFICES),
        "heard": heard,
    }
    await db.fetch(session, FOR_REQUEST, values)


def has_minor(birth_years: Iterable[int], today: date) -> bool:
    """Say whether a child may be under fourteen; of a year alone, its last day counts."""
    return any(today.year - year <= OF_AGE_FOR_DATA for year in birth_years)


async def require_guardian(session: AsyncSession, *, actor: Actor, heard: bool | None) -> None:
    """Keep her consent as a child's guardian, or find a live one. Raises ConsentMissing (SAF-10)."""
    if heard is not None:
        await give(session, actor=actor, purpose=ConsentPurpose.CHILDREN, heard=heard)
    elif actor.profile_id is not None:
        try:
            await require_consent(
                session, county=actor.county, profile_id=actor.profile_id, purpose=ConsentPurpose.CHILDREN
            )
        except ConsentMissing:
            raise ConsentMissing("孩子不满十四岁，要您作为监护人先同意，我们才能记下。") from None


async def give(
    session: AsyncSession, *, actor: Actor, purpose: ConsentPurpose, heard: bool, office: str | None = None
) -> dict[str, Any]:
    """Write down a consent she gives by herself, to one office or provider where one is named."""
    if actor.profile_id is None:
        raise NotFound
    consent = Consent(
        county=actor.county,
        created_at=clock.now(),
        profile_id=actor.profile_id,
        purpose=purpose,
        channel=ConsentChannel.GUARDIAN if purpose is ConsentPurpose.CHILDREN else ConsentChannel.SELF,
        office_code=office,
        text_version=await text_version(session, actor.county, purpose),
        heard=heard,
    )
    session.add(consent)
    await session.flush()
    facts = {"purpose": purpose.value, "given": True}
    await audit.record(session, actor=actor, action="consent:manage", about=_about(consent), facts=facts)
    return shown(consent)


def _about(consent: Consent) -> About:
    return About("consent", consent.id, consent.profile_id)


async def withdraw(session: AsyncSession, *, actor: Actor, consent_id: UUID) -> dict[str, Any]:
    """Take a consent back: what it allowed stops at once. Twice changes nothing.

    What it had let an office see of a request is taken back by `help_requests.sharing`.
    """
    query = select(Consent).where(
        col(Consent.county) == actor.county,
        col(Consent.id) == consent_id,
        col(Consent.profile_id) == actor.profile_id,
    )
    consent = (await session.exec(query)).one_or_none()
    if consent is None:
        raise NotFound
    if consent.withdrawn_at is None:
        consent.withdrawn_at = clock.now()
        session.add(consent)
        await session.flush()
        facts = {"purpose": consent.purpose.value, "given": False}
        await audit.record(session, actor=actor, action="consent:manage", about=_about(consent), facts=facts)
    return shown(consent)


async def withdraw_all(session: AsyncSession, *, actor: Actor, purpose: ConsentPurpose) -> None:
    """Take back every live consent of one purpose that is not about a single request."""
    query = select(Consent.id).where(
        col(Consent.county) == actor.county,
        col(Consent.profile_id) == actor.profile_id,
        col(Consent.purpose) == purpose,
        col(Consent.request_id).is_(None),
        col(Consent.withdrawn_at).is_(None),
    )
    for consent_id in (await session.exec(query)).all():
        await withdraw(session, actor=actor, consent_id=consent_id)


async def own(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List what she agreed to, newest first."""
    query = select(Consent).where(col(Consent.county) == actor.county, col(Consent.profile_id) == actor.profile_id)
    if actor.locked:
        query = query.where(col(Consent.request_id).is_(None), col(Consent.purpose).not_in(ABSENT_WHILE_LOCKED))
    rows = await session.exec(query.order_by(col(Consent.created_at).desc(), col(Consent.id).desc()).limit(200))
    return [shown(row) for row in rows.all()]


def shown(consent: Consent) -> dict[str, Any]:
    """Say of a consent what she may read."""
    return {
        "id": consent.id,
        "created_at": consent.created_at,
        "purpose": consent.purpose,
        "office": consent.office_code,
        "request_id": consent.request_id,
        "heard": consent.heard,
        "withdrawn_at": consent.withdrawn_at,
    }


async def require_consent(session: AsyncSession, *, county: str, profile_id: UUID, purpose: ConsentPurpose) -> None:
    """Refuse without a live consent for this use. Raises ConsentMissing (403)."""
    query = select(Consent.id).where(
        col(Consent.county) == county,
        col(Consent.profile_id) == profile_id,
        col(Consent.purpose) == purpose,
        col(Consent.withdrawn_at).is_(None),
    )
    if (await session.exec(query.limit(1))).first() is None:
        raise ConsentMissing


async def taken_back(session: AsyncSession, *, county: str, profile_id: UUID, purpose: ConsentPurpose) -> bool:
    """Say whether she took this use back and has not agreed to it again.

    For uses she starts herself by sending a voice or a picture: sending is agreeing, until she says otherwise.
    """
    query = select(Consent.withdrawn_at).where(
        col(Consent.county) == county, col(Consent.profile_id) == profile_id, col(Consent.purpose) == purpose
    )
    moments = (await session.exec(query)).all()
    return bool(moments) and all(one is not None for one in moments)


async def offices_taken_back(session: AsyncSession, *, county: str, request_id: UUID) -> set[str]:
    """Name the offices she no longer lets hear of a request."""
    query = select(Consent.office_code, Consent.withdrawn_at).where(
        col(Consent.county) == county, col(Consent.request_id) == request_id
    )
    rows = (await session.exec(query)).all()
    live = {office for office, withdrawn_at in rows if withdrawn_at is None}
    return {office for office, _ in rows if office is not None} - live
