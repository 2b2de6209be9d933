"""What happens to entries after they are in: he comes back, she leaves, a village enters a woman, two look like one."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from app import clock, db
from app.db import Context
from app.domain.ledger import inputs, leaving, proxies, rechecks
from app.http.actor import context_of
from app.models.ledger import LedgerEntry
from app.permissions.actors import Actor
from app.vocabulary import (
    Audience,
    ConsentEvidence,
    ConsentForm,
    ConsentGiver,
    ConsentMeans,
    LedgerState,
    ProxyUse,
    Role,
)
from sandbox.demo.people import Cast

ENTERED = ("李演示", "王演示", "王演示")  # the last two look like one woman


async def live(cast: Cast) -> None:
    """Take some entries on from where the checks left them."""
    active = await _hers(cast, LedgerState.ACTIVE)
    today = clock.today()
    for nth, woman in enumerate(active[:4]):
        async with db.transaction(context_of(woman)) as session:
            if nth % 2 == 0:
                said = inputs.HusbandBack(on=today - timedelta(days=3))
                await leaving.husband_back(session, actor=woman, said=said)
            else:
                await leaving.leave(session, actor=woman, said=inputs.Leave())
    for name in ENTERED:
        await _enter(next(one for one in cast.staff[_office(cast)] if one.role is Role.VILLAGE_CADRE), name)


async def _hers(cast: Cast, state: LedgerState) -> list[Actor]:
    async with db.transaction(Context(Audience.ROUTE, cast.county)) as session:
        query = select(LedgerEntry.profile_id).where(
            col(LedgerEntry.county) == cast.county,
            col(LedgerEntry.state) == state,
            col(LedgerEntry.next_review) > clock.today(),
        )
        found = set((await session.exec(query)).all())
    return [woman for woman in cast.women if woman.profile_id in found]


def _office(cast: Cast) -> str:
    return next(office for office in sorted(cast.staff) if office.startswith("town-"))


async def _enter(cadre: Actor, name: str) -> None:
    """Enter a woman without a telephone, with her consent before a witness."""
    consent = inputs.ConsentRecord(
        form=ConsentForm.ORAL,
        given_by=ConsentGiver.HERSELF,
        given_at=datetime.now(clock.COUNTY_ZONE) - timedelta(hours=2),
        means=ConsentMeans.FACE_TO_FACE,
        uses=[ProxyUse.LEDGER, ProxyUse.REQUEST],
        expires_on=clock.today() + timedelta(days=180),
        evidence=ConsentEvidence.WITNESS,
        witness="见证演示",
    )
    said = inputs.EnterFor(
        name=name,
        village=cadre.villages[0],
        husband_away=True,
        outside_county=True,
        away_since="2026-02",
        birth_month="1963-05",
        consent=consent,
    )
    async with db.transaction(context_of(cadre)) as session:
        await proxies.enter_for(session, actor=cadre, said=said)


async def fall_due(county: str) -> int:
    """Put what is due to be looked at again on its desks, as the worker does."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        return await rechecks.wind(session, county=county)
