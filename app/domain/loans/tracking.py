"""Her side of the tracker: say that she wants a loan, see each step, take it back (LON-06)."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place
from app.domain.catalogue import loans as county
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests.submitting import HER
from app.domain.keys import vault_of
from app.domain.ledger import consents
from app.domain.loans import access, keeping, moving, numbers, quoting, refusals, showing
from app.domain.loans.inputs import Intend
from app.domain.loans.moving import Applicant, Hand, Reached
from app.errors import NotFound
from app.models.ledger import Consent
from app.models.loans import LoanApplication
from app.permissions.actors import Actor
from app.vocabulary import Audience, DataClass, LoanSource, LoanStage

MOST = 20


async def hand_of(session: AsyncSession, actor: Actor) -> Hand:
    """Give what every step works with."""
    loaded = await catalogue.current(session, actor.county)
    return Hand(session, actor, loaded, await vault_of(session, actor.county))


def wish_of(hand: Hand, said: Intend) -> dict[str, Any]:
    """Read how much and how long she wants, by the product's own limits. Raises what refusals.py names."""
    product = quoting.regime_of(hand.loaded.folder, said.product, clock.today()).product
    amount = numbers.money(said.amount, most=product.cap) if said.amount is not None else None
    months = numbers.months(said.months, most=product.max_months) if said.months is not None else None
    return {"amount": f"{amount:.2f}" if amount is not None else None, "months": months}


async def intend(session: AsyncSession, *, actor: Actor, said: Intend) -> dict[str, Any]:
    """Begin her application at 意向. Raises AlreadyOnItsWay, and what is wrong with the numbers."""
    hand = await hand_of(session, actor)
    wish, her = wish_of(hand, said), await _her(hand)
    async with db.acting_as(session, Audience.ROUTE):
        reached = Reached(LoanStage.INTENTION, clock.today(), LoanSource.HERS)
        await moving.begin(hand, her, said.product, wish, reached)
    return await mine(session, actor=actor)


async def _her(hand: Hand) -> Applicant:
    values = {"county": hand.actor.county, "profile": hand.actor.profile_id}
    row = (await hand.session.execute(HER, values)).mappings().one_or_none()
    if row is None:
        raise NotFound
    name = phone = None
    if row["name_sealed"] is not None:
        name = hand.vault.open(DataClass.IDENTITY, Place("profile", "name_sealed", row["id"]), row["name_sealed"])
    if row["phone_sealed"] is not None:
        place = Place("account", "phone_sealed", row["account_id"])
        phone = hand.vault.open(DataClass.CONTACT, place, row["phone_sealed"])
    return Applicant(row["id"], row["village_code"][:9] if row["village_code"] else None, name, phone)


async def withdraw(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Take her application back; with it end her yeses to bank and guarantor. Raises NothingOnItsWay."""
    hand = await hand_of(session, actor)
    async with db.acting_as(session, Audience.ROUTE):
        row = await access.alive(session, county=actor.county, profile_id=actor.profile_id)
        if row is None:
            raise refusals.NothingOnItsWay
        await moving.take(hand, row, Reached(LoanStage.WITHDRAWN, clock.today(), LoanSource.HERS))
    for consent in await _yeses(session, actor):
        await consents.withdraw(session, actor=actor, consent_id=consent.id)
    return await mine(session, actor=actor)


async def _yeses(session: AsyncSession, actor: Actor) -> list[Consent]:
    query = select(Consent).where(
        col(Consent.county) == actor.county,
        col(Consent.profile_id) == actor.profile_id,
        col(Consent.purpose).in_(list(showing.SHARES)),
        col(Consent.withdrawn_at).is_(None),
    )
    return list((await session.exec(query)).all())


async def mine(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Show her everything of hers about loans, newest first."""
    hand = await hand_of(session, actor)
    query = select(LoanApplication).where(
        col(LoanApplication.county) == actor.county, col(LoanApplication.profile_id) == actor.profile_id
    )
    rows = (await session.exec(query.order_by(col(LoanApplication.created_at).desc()).limit(MOST))).all()
    words, given = county.words(hand.loaded.folder), {one.purpose for one in await _yeses(session, actor)}
    return {
        "applications": [await showing.application(hand, one) for one in rows],
        "shares": [
            {"purpose": purpose, "name": name, "agreed": purpose in given} for purpose, name in showing.SHARES.items()
        ],
        "kept_check": await keeping.kept(session, actor=actor),
        "no_fee": words.no_fee,
        "if_cheated": words.if_cheated,
    }
