"""Registrations in every state of the ledger, taken through the service's own steps."""

from datetime import datetime, timedelta
from random import Random

from sqlmodel import col, select

from app import clock, db
from app.db import Context
from app.domain.ledger import inputs, registering, verifying
from app.http.actor import context_of
from app.models.accounts import Profile
from app.models.ledger import LedgerEntry
from app.permissions.actors import Actor
from app.vocabulary import Audience, LedgerState, Role
from sandbox.demo import names
from sandbox.demo.people import Cast

MOST = 300
NEEDS = ("job.train", "law.ask", "fam.class", "care.visit")


async def register_all(cast: Cast, random: Random) -> None:
    """Let most women register, and village, township and county check some of them."""
    villages = await _villages(cast)
    for number, woman in enumerate(cast.women[:MOST]):
        if number % 6 == 5:  # noqa: PLR2004  one in six has not registered yet
            continue
        days = random.uniform(200, 240) if number % 5 == 0 else random.uniform(2, 60)
        at = datetime.now(clock.COUNTY_ZONE) - timedelta(days=days)
        with clock.stopped(at):
            await _register(woman, villages[str(woman.profile_id)], random, number)
    await _check(cast)


async def _villages(cast: Cast) -> dict[str, str]:
    async with db.transaction(Context(Audience.ROUTE, cast.county)) as session:
        rows = (
            await session.exec(select(Profile.id, Profile.village_code).where(col(Profile.county) == cast.county))
        ).all()
    return {str(profile): village or "" for profile, village in rows}


async def _register(woman: Actor, village: str, random: Random, number: int) -> None:
    away = random.random() < 0.85  # noqa: PLR2004  most of the men are away
    said = inputs.Register(
        name=names.person(random),
        phone=names.phone(number),
        village=village,
        husband_away=away,
        outside_county=True if away else None,
        away_since=f"2026-{random.randint(1, 9):02d}" if away else None,
        needs=[random.choice(NEEDS)],
        consent_heard=True,
    )
    async with db.transaction(context_of(woman)) as session:
        await registering.register(session, actor=woman, said=said)


async def _check(cast: Cast) -> None:
    """Let the village cadres of the demo check their villages; every second one goes on to the county."""
    desk = cast.staff["county_desk"][0]
    for office, people in cast.staff.items():
        cadres = [one for one in people if one.role is Role.VILLAGE_CADRE]
        town = next((one for one in people if one.role is Role.TOWNSHIP_WORKER), None)
        if not cadres or town is None or not office.startswith("town-"):
            continue
        for nth, entry in enumerate(await _candidates(cadres[0])):
            with clock.stopped(entry.created_at + timedelta(days=1)):
                await _village(cadres[0], entry)
                if nth % 2 == 0:
                    await _township_and_county(town, desk, entry)


async def _candidates(cadre: Actor) -> list[LedgerEntry]:
    async with db.transaction(context_of(cadre)) as session:
        query = select(LedgerEntry).where(col(LedgerEntry.state) == LedgerState.CANDIDATE)
        return list((await session.exec(query.order_by(col(LedgerEntry.created_at)))).all())


async def _village(cadre: Actor, entry: LedgerEntry) -> None:
    said = inputs.CheckVillage(lives_in_village=True, husband_away=True)
    async with db.transaction(context_of(cadre)) as session:
        await verifying.check_village(session, actor=cadre, entry_id=entry.id, expected=entry.version, said=said)


async def _township_and_county(town: Actor, desk: Actor, entry: LedgerEntry) -> None:
    said = inputs.CheckTownship(
        name="演示人",
        id_number=None,
        birth_date=datetime(1985, 5, 5, tzinfo=clock.COUNTY_ZONE).date(),
        married=True,
        outside_county=True,
        away_since="2026-01",
    )
    async with db.transaction(context_of(town)) as session:
        shown = await verifying.check_township(
            session, actor=town, entry_id=entry.id, expected=entry.version + 1, said=said
        )
    async with db.transaction(context_of(desk)) as session:
        await verifying.confirm(session, actor=desk, entry_id=entry.id, expected=shown["version"])
