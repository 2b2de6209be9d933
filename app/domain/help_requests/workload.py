"""Who of an office could take a part, and how much each has on the table already (QUE-10)."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.accounts import colleagues
from app.domain.help_requests import access, people
from app.domain.help_requests.steps import MOVES
from app.permissions.actors import Actor
from app.vocabulary import Audience, Step

HEAVY_LOAD = 40
LOAD = text("""
    SELECT staff_id, count(*) AS open, count(*) FILTER (WHERE due_at < :now) AS overdue FROM request_task
    WHERE county = :county AND reader = ANY(:team) AND staff_id = ANY(:people) AND state = 'open' GROUP BY staff_id
""")


async def assignees(session: AsyncSession, *, actor: Actor, request_id: UUID) -> list[dict[str, Any]]:
    """List the people of the actor's office with their load; those who are a party to the matter are left out."""
    request = await access.help_request(session, actor=actor, action=MOVES[Step.ASSIGN].needs, request_id=request_id)
    office = await people.people_of(session, county=request.county, office=actor.office or "")
    async with db.acting_as(session, Audience.ROUTE):  # who is a party to the matter is nobody's to read
        roll = await people.roll_of(session, request, [actor.office or ""], also=office)
    fit = [one for one in office if one in roll.working and one not in roll.refused]
    values = {"county": actor.county, "team": list(actor.team), "people": fit, "now": clock.now()}
    load = {row.staff_id: row for row in await session.execute(LOAD, values)}
    names = await colleagues.names(session, county=actor.county, ids=fit)
    return [_shown(one, names[one], load.get(one), away=one in roll.deputies) for one in fit]


def _shown(staff_id: UUID, name: str, load: Any, *, away: bool) -> dict[str, Any]:
    waiting = load.open if load is not None else 0
    return {
        "staff_id": staff_id,
        "name": name,
        "open": waiting,
        "overdue": load.overdue if load is not None else 0,
        "away": away,
        "heavy": waiting >= HEAVY_LOAD,
    }
