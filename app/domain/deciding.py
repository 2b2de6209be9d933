"""What a reviewer's word does, by what was reviewed."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain import reviews
from app.domain.providers import admitting
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import ReviewKind


async def detail(session: AsyncSession, *, actor: Actor, review_id: UUID) -> dict[str, Any]:
    """Show one review with its subject."""
    review = await reviews.find(session, actor=actor, action=Action.REVIEW_DECIDE, review_id=review_id)
    provider = await admitting.by_id(session, county=actor.county, provider_id=review.subject_id)
    opened = await admitting.opened(session, actor=actor, provider=provider)
    return {**reviews.shown(review, clock.now()), "provider": opened}


async def accept(session: AsyncSession, *, actor: Actor, review_id: UUID, expected: int) -> dict[str, Any]:
    """Say yes: the provider is let in."""
    review = await reviews.find(session, actor=actor, action=Action.REVIEW_DECIDE, review_id=review_id, lock=True)
    await reviews.settle(session, actor=actor, review=review, expected=expected, reason=None, good=True)
    invitation = None
    if review.kind is ReviewKind.PROVIDER:
        invitation = await admitting.admit(session, actor=actor, provider_id=review.subject_id)
    return {**reviews.shown(review, clock.now()), "invitation": invitation}


async def give_back(
    session: AsyncSession, *, actor: Actor, review_id: UUID, expected: int, reason: str
) -> dict[str, Any]:
    """Say no, with a reason."""
    review = await reviews.find(session, actor=actor, action=Action.REVIEW_DECIDE, review_id=review_id, lock=True)
    await reviews.settle(session, actor=actor, review=review, expected=expected, reason=reason, good=False)
    if review.kind is ReviewKind.PROVIDER:
        await admitting.turn_down(session, actor=actor, provider_id=review.subject_id)
    return {**reviews.shown(review, clock.now()), "invitation": None}
