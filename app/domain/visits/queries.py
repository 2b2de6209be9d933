"""What village, township and she herself see of visits; a note is its writer's, and hers once she has given her PIN."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain import receipt_numbers
from app.domain.accounts import safe_contact
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.visits import access
from app.domain.visits.coverage import Quarter
from app.models.catalogue import Division
from app.models.ledger import LedgerEntry
from app.models.visits import HomeVisit, VisitWish
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import DataClass, Level, VisitState

WORDS = {VisitState.PLANNED: "已安排", VisitState.DONE: "来过了", VisitState.NOT_DONE: "没有来"}
NOBODY_COMES = "您说过先不用打扰，这次不来了"
MOST = 100
BEFORE, AFTER, KEPT = timedelta(days=14), timedelta(days=14), timedelta(days=7)


async def in_places(session: AsyncSession, *, actor: Actor, quarter: Quarter | None, limit: int) -> dict[str, Any]:
    """List the visits of one's places, the latest planned first; those of one's relatives are absent."""
    query = (
        select(HomeVisit)
        .where(col(HomeVisit.county) == actor.county)
        .where(col(HomeVisit.profile_id).not_in(await access.not_for(session, actor=actor)))
        .order_by(col(HomeVisit.planned_for).desc(), col(HomeVisit.id).desc())
    )
    if quarter is not None:
        query = query.where(col(HomeVisit.planned_for).between(quarter.first, quarter.last))
    rows = list((await session.exec(query.limit(limit))).all())
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="visit:list", about=about, facts={"rows": len(rows)})
    return {"items": await _rows(session, actor, rows)}


async def to_take_along(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """List one's own visits of the days before and after, small enough for a telephone to keep (QUE-06).

    No name, no note: who it is stands in the village's own head, and the number on the paper.
    """
    query = (
        select(HomeVisit)
        .where(
            col(HomeVisit.county) == actor.county,
            col(HomeVisit.visitor_id) == actor.id,
            col(HomeVisit.state) == VisitState.PLANNED,
            col(HomeVisit.planned_for).between(clock.today() - BEFORE, clock.today() + AFTER),
            col(HomeVisit.profile_id).not_in(await access.not_for(session, actor=actor)),
        )
        .order_by(col(HomeVisit.planned_for), col(HomeVisit.id))
    )
    rows = list((await session.exec(query.limit(MOST))).all())
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="visit:take_along", about=about, facts={"rows": len(rows)})
    return {"items": await _rows(session, actor, rows), "until": clock.today() + KEPT}


async def one(session: AsyncSession, *, actor: Actor, visit_id: UUID) -> dict[str, Any]:
    """Show one visit, its note to its visitor alone; she can see that it was looked at."""
    visit = await access.home_visit(session, actor=actor, action=Action.VISIT_READ, visit_id=visit_id)
    about = About("home_visit", visit.id, visit.profile_id)
    await audit.record_read(session, actor=actor, action="visit:read", about=about, facts={})
    return await shown(session, actor=actor, visit=visit)


async def shown(session: AsyncSession, *, actor: Actor, visit: HomeVisit) -> dict[str, Any]:
    """Show a visit to who has just been let in to it."""
    rows = await _rows(session, actor, [visit])
    note = await _note(session, visit) if visit.visitor_id == actor.id else None
    return {**rows[0], "note": note}


async def _note(session: AsyncSession, visit: HomeVisit) -> str | None:
    if visit.note_sealed is None:
        return None
    vault = await vault_of(session, visit.county)
    return vault.open(DataClass.REQUEST, Place("home_visit", "note_sealed", visit.id), bytes(visit.note_sealed))


async def _rows(session: AsyncSession, actor: Actor, visits: list[HomeVisit]) -> list[dict[str, Any]]:
    peace = await access.left_in_peace(session, county=actor.county, profiles={one.profile_id for one in visits})
    services = (await catalogue.current(session, actor.county)).services
    entries = select(LedgerEntry.id, LedgerEntry.number).where(
        col(LedgerEntry.county) == actor.county, col(LedgerEntry.id).in_({one.entry_id for one in visits})
    )
    numbers = dict((await session.exec(entries)).all())

    def is_open_to_all(code: str) -> bool:
        return code in services and services[code].level is Level.NORMAL

    return [
        {
            "id": visit.id,
            "entry_id": visit.entry_id,
            "number": receipt_numbers.shown(number) if (number := numbers.get(visit.entry_id)) else None,
            "village": visit.village_code,
            "planned_for": visit.planned_for,
            "state": visit.state,
            "leave_her_be": visit.state is VisitState.PLANNED and visit.profile_id in peace,
            "done_on": visit.done_on,
            "because": visit.because,
            "need_found": visit.need_found,
            "service": visit.service_code
            if visit.visitor_id == actor.id or is_open_to_all(visit.service_code or "")
            else None,
            "is_mine": visit.visitor_id == actor.id,
            "written_at": visit.written_at,
            "entered_late": visit.entered_late,
            "version": visit.version,
        }
        for visit in visits
    ]


async def hers(session: AsyncSession, *, actor: Actor, opened: bool) -> dict[str, Any]:
    """Show her every visit planned to her or made; what was found and noted only where `opened`."""
    query = select(HomeVisit).where(
        col(HomeVisit.county) == actor.county, col(HomeVisit.profile_id) == actor.profile_id
    )
    latest = query.order_by(col(HomeVisit.planned_for).desc(), col(HomeVisit.id).desc()).limit(MOST)
    visits = (await session.exec(latest)).all()
    wishes = select(VisitWish.id).where(
        col(VisitWish.county) == actor.county,
        col(VisitWish.profile_id) == actor.profile_id,
        col(VisitWish.ended_at).is_(None),
    )
    no_visits = (await session.exec(wishes)).first() is not None
    nobody = no_visits or await _paused(session, actor)
    names = await village_names(session, county=actor.county, codes={one.village_code for one in visits})
    items = []
    for visit in visits:
        called_off = nobody and visit.state is VisitState.PLANNED
        items.append(
            {
                "id": visit.id,
                "planned_for": visit.planned_for,
                "state": visit.state,
                "state_words": NOBODY_COMES if called_off else WORDS[visit.state],
                "done_on": visit.done_on,
                "from_village": names.get(visit.village_code, visit.village_code),
                "has_note": visit.note_sealed is not None,
                "need_found": visit.need_found if opened else None,
                "service": visit.service_code if opened else None,
                "note": await _note(session, visit) if opened else None,
            }
        )
    return {"no_visits": no_visits, "items": items}


async def _paused(session: AsyncSession, actor: Actor) -> bool:
    if actor.profile_id is None:
        return False
    rules = await safe_contact.of_profile(session, county=actor.county, profile_id=actor.profile_id)
    return rules is not None and rules.paused_at is not None


async def village_names(session: AsyncSession, *, county: str, codes: set[str]) -> dict[str, str]:
    """Name villages by their codes."""
    query = select(Division.code, Division.name).where(col(Division.county) == county, col(Division.code).in_(codes))
    return dict((await session.exec(query)).all())
