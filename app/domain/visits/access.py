"""The door to a visit, whose visits may not be this person's, and who asked to be left in peace."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.ledger.entries import ledger_entry
from app.errors import Conflict, NotAllowed, NotFound, Stale
from app.models.ledger import LedgerEntry
from app.models.visits import HomeVisit
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import Audience

# Both tables are closed to village and township; only the answer leaves the routing audience.
NOT_FOR = text("""
    SELECT profile_id FROM staff_relation WHERE county = :county AND staff_id = :staff
    UNION SELECT profile_id FROM handler_block WHERE county = :county AND staff_id = :staff
""")
LEFT_IN_PEACE = text("""
    SELECT profile_id, min(since) AS since FROM (
      SELECT profile_id, created_at AS since FROM visit_wish
        WHERE county = :county AND ended_at IS NULL AND profile_id = ANY(:profiles)
      UNION ALL SELECT profile_id, paused_at FROM safe_contact
        WHERE county = :county AND paused_at IS NOT NULL AND profile_id = ANY(:profiles)
    ) asked GROUP BY profile_id
""")


class NotForYou(NotAllowed):
    """A relative, or somebody she does not want: the sentence does not say which (SAF-06)."""

    code, message = "visit_conflict", "按回避的规定，这位同志不方便去走访她，请换一位。"


class LeaveHerBe(Conflict):
    """She does not want to be visited, or paused every contact: the sentence does not say which."""

    code, message = "leave_her_be", "她说过先不用打扰，请不要上门；这不算村里没有做到。"


async def entry_to_visit(session: AsyncSession, *, actor: Actor, entry_id: UUID) -> LedgerEntry:
    """Give an entry of the actor's own places, locked. Raises NotFound (404), NotForYou (403), LeaveHerBe (409)."""
    entry = await ledger_entry(session, actor=actor, action=Action.VISIT_MAKE, entry_id=entry_id)
    await check_is_no_party(session, actor=actor, profile_id=entry.profile_id)
    if entry.profile_id in await left_in_peace(session, county=actor.county, profiles=[entry.profile_id]):
        raise LeaveHerBe
    return entry


async def home_visit(session: AsyncSession, *, actor: Actor, action: Action, visit_id: UUID) -> HomeVisit:
    """Give a visit of the actor's own places, locked. Raises NotFound (404), NotAllowed (403), NotForYou (403)."""
    query = select(HomeVisit).where(col(HomeVisit.county) == actor.county, col(HomeVisit.id) == visit_id)
    visit = (await session.exec(query.with_for_update(key_share=True))).one_or_none()
    if visit is None:
        raise NotFound
    thing = Thing(
        county=visit.county, profile_id=visit.profile_id, township=visit.township_code, village=visit.village_code
    )
    require(actor, read=Action.VISIT_READ, action=action, thing=thing)
    await check_is_no_party(session, actor=actor, profile_id=visit.profile_id)
    session.info["answer_about"] = (visit.entry_id, False)
    return visit


def check_version(visit: HomeVisit, expected: int) -> None:
    """Refuse a step on an older version. Raises Stale (412)."""
    if visit.version != expected:
        raise Stale(current={"version": visit.version, "state": visit.state.value})


async def check_is_no_party(session: AsyncSession, *, actor: Actor, profile_id: UUID) -> None:
    """Refuse a relative and a person she blocked. Raises NotForYou (403)."""
    if profile_id in await not_for(session, actor=actor):
        raise NotForYou


async def not_for(session: AsyncSession, *, actor: Actor) -> set[UUID]:
    """Name the women whose visits this worker neither makes nor sees."""
    async with db.acting_as(session, Audience.ROUTE):
        rows = await session.execute(NOT_FOR, {"county": actor.county, "staff": actor.id})
        return set(rows.scalars())


async def left_in_peace(session: AsyncSession, *, county: str, profiles: Iterable[UUID]) -> dict[UUID, date]:
    """Tell who of these women asked for no visit or paused every contact, and since which day."""
    async with db.acting_as(session, Audience.ROUTE):
        rows = await session.execute(LEFT_IN_PEACE, {"county": county, "profiles": list(profiles)})
        return {row.profile_id: row.since.astimezone(clock.COUNTY_ZONE).date() for row in rows}
