"""What is done about visits: plan one, write down that it was made or not, and say 不用打扰我."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.visits import access, inputs
from app.errors import Conflict, Invalid, NotAllowed, NotFound, StepNotPossible
from app.models.visits import HomeVisit, VisitWish
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import DataClass, LedgerState, Level, VisitState

AHEAD = timedelta(days=120)
LATEST = timedelta(days=30)
LATE = timedelta(hours=1)


class NotInTheLedger(Conflict):
    """Only a woman who has been entered into the ledger is planned for."""

    code, message = "not_in_the_ledger", "她还没有进台账（或者已经暂停、移出），先不安排走访。"


async def plan(session: AsyncSession, *, actor: Actor, said: inputs.PlanVisit) -> HomeVisit:
    """Plan to visit a woman of the ledger; who plans it goes. Raises Conflict (409) where a plan stands already."""
    entry = await access.entry_to_visit(session, actor=actor, entry_id=said.entry_id)
    if entry.state is not LedgerState.ACTIVE:
        raise NotInTheLedger
    if not clock.today() <= said.planned_for <= clock.today() + AHEAD:
        raise Invalid("走访的日子要在今天到四个月之内。")
    visit = HomeVisit(
        county=entry.county,
        created_at=clock.now(),
        entry_id=entry.id,
        profile_id=entry.profile_id,
        township_code=entry.township_code,
        village_code=entry.village_code,
        visitor_id=actor.id,
        planned_for=said.planned_for,
    )
    await _keep(session, actor, visit, "visit:plan")
    return visit


async def made(
    session: AsyncSession, *, actor: Actor, visit_id: UUID, expected: int, said: inputs.VisitMade
) -> HomeVisit:
    """Write down one's own visit. Raises LeaveHerBe (409) for a visit on or after the day she asked for none."""
    visit = await _planned(session, actor, visit_id, expected)
    if visit.visitor_id != actor.id:
        raise NotAllowed("只有去走访的同志自己能记这一次。")
    since = (await access.left_in_peace(session, county=actor.county, profiles=[visit.profile_id])).get(
        visit.profile_id
    )
    if since is not None and said.done_on >= since:
        raise access.LeaveHerBe
    first = visit.created_at.astimezone(clock.COUNTY_ZONE).date()
    if not first <= said.done_on <= clock.today():
        raise Invalid("走访的日子不能早于安排那天，也不能在今天以后。")
    await _fill(session, actor, visit, said)
    await _keep(session, actor, visit, "visit:made", need_found=said.need_found, late=visit.entered_late)
    return visit


async def beside(session: AsyncSession, *, actor: Actor, visit_id: UUID, said: inputs.VisitBeside) -> HomeVisit:
    """Write down a visit nobody had planned, under an id made on the telephone; sent twice, it is one visit.

    Raises LeaveHerBe (409) for a visit on or after the day she asked for none, Conflict for an id of something else.
    """
    known = await session.get(HomeVisit, (actor.county, visit_id))
    if known is not None:
        if (known.visitor_id, known.entry_id) != (actor.id, said.entry_id):
            raise Conflict
        return known
    entry = await access.entry_to_visit(session, actor=actor, entry_id=said.entry_id)
    if entry.state is not LedgerState.ACTIVE:
        raise NotInTheLedger
    if not clock.today() - LATEST <= said.done_on <= clock.today():
        raise Invalid("补记的走访要在最近三十天以内，也不能在今天以后。")
    visit = HomeVisit(
        county=entry.county,
        id=visit_id,
        created_at=clock.now(),
        entry_id=entry.id,
        profile_id=entry.profile_id,
        township_code=entry.township_code,
        village_code=entry.village_code,
        visitor_id=actor.id,
        planned_for=said.done_on,
    )
    await _fill(session, actor, visit, said)
    await _keep(session, actor, visit, "visit:beside", need_found=said.need_found, late=visit.entered_late)
    return visit


async def _fill(session: AsyncSession, actor: Actor, visit: HomeVisit, said: inputs.VisitMade) -> None:
    """Put what was found into a visit."""
    await _check_service(session, actor, said)
    _date(visit, said.written_at)
    if said.written_at is not None and said.written_at.astimezone(clock.COUNTY_ZONE).date() < said.done_on:
        raise Invalid("走访的日子不能在写下来之后。")
    visit.state, visit.done_on = VisitState.DONE, said.done_on
    visit.need_found, visit.service_code = said.need_found, said.service
    if said.note:
        vault = await vault_of(session, actor.county)
        place = Place("home_visit", "note_sealed", visit.id)
        visit.note_sealed = vault.seal(DataClass.REQUEST, place, said.note)


def _date(visit: HomeVisit, written_at: datetime | None) -> None:
    """Keep when it was written on the telephone, never later than now, and whether it came late."""
    if written_at is None:
        return
    visit.written_at = min(written_at, clock.now())
    visit.entered_late = clock.now() - visit.written_at > LATE


async def _check_service(session: AsyncSession, actor: Actor, said: inputs.VisitMade) -> None:
    """Let only services in that may be written beside a name: a confidential matter leaves no word here."""
    if said.service is None:
        return
    service = (await catalogue.current(session, actor.county)).services.get(said.service)
    if service is None:
        raise Invalid("没有这个服务项目。")
    if service.level is Level.CLOSED:
        raise Invalid("保密事项不写进走访记录：请她自己求助，或陪她打值班电话；这里只记“发现了需要”。")


async def not_made(
    session: AsyncSession, *, actor: Actor, visit_id: UUID, expected: int, said: inputs.VisitNotMade
) -> HomeVisit:
    """Write down why a visit was not made; anyone of the place may, so that no plan stays behind."""
    visit = await _planned(session, actor, visit_id, expected)
    _date(visit, said.written_at)
    visit.state, visit.because = VisitState.NOT_DONE, said.because
    await _keep(session, actor, visit, "visit:not_made", because=said.because.value)
    return visit


async def _planned(session: AsyncSession, actor: Actor, visit_id: UUID, expected: int) -> HomeVisit:
    visit = await access.home_visit(session, actor=actor, action=Action.VISIT_MAKE, visit_id=visit_id)
    access.check_version(visit, expected)
    if visit.state is not VisitState.PLANNED:
        raise StepNotPossible
    visit.version += 1
    return visit


async def _keep(session: AsyncSession, actor: Actor, visit: HomeVisit, action: str, **facts: Any) -> None:
    session.add(visit)
    await session.flush()
    about = About("home_visit", visit.id, visit.profile_id)
    facts |= {"state": visit.state.value, "version": visit.version}
    await audit.record(session, actor=actor, action=action, about=about, facts=facts)


async def wish(session: AsyncSession, *, actor: Actor, said: inputs.WishAboutVisits) -> None:
    """Keep her wish not to be visited, or end it; saying the same again changes nothing."""
    if actor.profile_id is None:
        raise NotFound
    query = select(VisitWish).where(
        col(VisitWish.county) == actor.county,
        col(VisitWish.profile_id) == actor.profile_id,
        col(VisitWish.ended_at).is_(None),
    )
    row = (await session.exec(query)).one_or_none()
    if (row is not None) == said.no_visits:
        return
    if row is None:
        row = VisitWish(county=actor.county, created_at=clock.now(), profile_id=actor.profile_id)
    else:
        row.ended_at = clock.now()
    session.add(row)
    await session.flush()
    about = About("visit_wish", row.id, actor.profile_id)
    await audit.record(session, actor=actor, action="visit:wish", about=about, facts={"no_visits": said.no_visits})
