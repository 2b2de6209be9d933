"""Villages in the demo: women visited, one left in peace, charters with and without the clause."""

from datetime import timedelta

from sqlmodel import col, select

from app import clock, db
from app.domain.visits import charters, commands, inputs
from app.http.actor import context_of
from app.models.ledger import LedgerEntry
from app.permissions.actors import Actor
from app.vocabulary import LedgerState, NotDoneBecause, Role
from sandbox.demo.people import Cast

WITH_A_CLAUSE = 3


async def look_after(cast: Cast) -> None:
    """Let every cadre visit the women of their ledger; one wants nobody to come, two in three charters have it."""
    cadres = [one for people in cast.staff.values() for one in people if one.role is Role.VILLAGE_CADRE]
    women = {one.profile_id: one for one in cast.women}
    for nth, cadre in enumerate(cadres):
        await _charter(cadre, nth)
        for number, entry in enumerate(await _entries(cadre)):
            if number == 1:
                her = women[entry.profile_id]
                async with db.transaction(context_of(her)) as session:
                    await commands.wish(session, actor=her, said=inputs.WishAboutVisits(no_visits=True))
            else:
                await _visit(cadre, entry, number)


async def _charter(cadre: Actor, nth: int) -> None:
    said = inputs.RecordCharter(
        village=cadre.villages[0],
        care_clause=nth % WITH_A_CLAUSE > 0,
        adopted_on=clock.today() - timedelta(days=90 + nth),
    )
    async with db.transaction(context_of(cadre)) as session:
        await charters.record(session, actor=cadre, said=said)


async def _entries(cadre: Actor) -> list[LedgerEntry]:
    async with db.transaction(context_of(cadre)) as session:
        query = select(LedgerEntry).where(col(LedgerEntry.state) == LedgerState.ACTIVE)
        return list((await session.exec(query.order_by(col(LedgerEntry.created_at)))).all())


async def _visit(cadre: Actor, entry: LedgerEntry, number: int) -> None:
    """Make the first, leave the third undone, and plan the others for the days to come."""
    today = clock.today()
    wanted = inputs.PlanVisit(entry_id=entry.id, planned_for=today + timedelta(days=number))
    async with db.transaction(context_of(cadre)) as session:
        visit = await commands.plan(session, actor=cadre, said=wanted)
        if number == 0:
            found = inputs.VisitMade(
                done_on=today, need_found=True, service="job.train", note="想学点手艺，屋里走得开。"
            )
            await commands.made(session, actor=cadre, visit_id=visit.id, expected=1, said=found)
        elif number == 2:  # noqa: PLR2004  the third
            why = inputs.VisitNotMade(because=NotDoneBecause.NOT_AT_HOME)
            await commands.not_made(session, actor=cadre, visit_id=visit.id, expected=1, said=why)
