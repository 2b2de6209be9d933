"""Offices renamed or merged on a date: two administrators agree, and on its day people and texts follow (ADM-01).

A renamed office is a new one that follows the old: whatever was done under the old name keeps it for good.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, enqueue
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.rules import Office as RoutedOffice
from app.domain.catalogue.rules import living
from app.domain.governance.inputs import ChangeOffices
from app.errors import Conflict, Invalid
from app.models.catalogue import Office
from app.permissions.actors import Actor, system
from app.vocabulary import OfficeKind, TaskName

AHEAD = timedelta(days=366)
MAY_CHANGE = (OfficeKind.DEPARTMENT, OfficeKind.TOWNSHIP)
CHANGED_HERE = 2  # a version the county's folder does not write over
# What follows an office, and what already stands in the way there.
FOLLOWS = {
    "staff_grant": "UPDATE staff_grant SET office_code = :to WHERE county = :county AND office_code = :gone",
    "service_contact": (
        "UPDATE service_contact c SET office_code = :to WHERE c.county = :county AND c.office_code = :gone"
        " AND NOT EXISTS (SELECT FROM service_contact t WHERE t.county = c.county AND t.office_code = :to"
        " AND t.service_code = c.service_code AND t.township_code IS NOT DISTINCT FROM c.township_code)"
    ),
    "saved_reply": "UPDATE saved_reply SET office_code = :to WHERE county = :county AND office_code = :gone",
}


async def check(session: AsyncSession, *, actor: Actor, said: ChangeOffices) -> None:
    """Refuse a change that cannot be. Raises Invalid, Conflict."""
    await _checked(session, actor, said)


async def _checked(session: AsyncSession, actor: Actor, said: ChangeOffices) -> dict[str, Office]:
    rows = (await session.exec(select(Office).where(col(Office.county) == actor.county).with_for_update())).all()
    known = {row.code: row for row in rows}
    if not clock.today() <= said.on <= clock.today() + AHEAD:
        raise Invalid("日期要在今天到一年之内。", field="on")
    for code in said.replaces:
        office = known.get(code)
        if office is None or office.kind not in MAY_CHANGE:
            raise Invalid("没有这个单位，或者这类单位不能撤并。", field="replaces")
        if office.valid_to is not None:
            raise Conflict(f"{office.name}已经定过撤并的日期了。")
    follower = known.get(said.code)
    if (follower is None) is (said.name is None):
        raise Invalid("新单位要写名称，已有的单位不要写名称。", field="name")
    if follower is not None and (follower.kind not in MAY_CHANGE or follower.valid_to is not None):
        raise Invalid("接手的单位不对，或者它自己也要撤并。", field="code")
    return known


async def carry_out(session: AsyncSession, *, actor: Actor, by: UUID, said: ChangeOffices) -> None:
    """Write the change down, as agreed: the old end on that day, and the one that follows is there from then on."""
    known = await _checked(session, actor, said)
    first = known[said.replaces[0]]
    if said.name is not None:
        follower = Office(
            county=actor.county,
            code=said.code,
            kind=first.kind,
            name=said.name,
            parent=first.parent,
            division=first.division,
            phone=first.phone,
            valid_from=said.on,
            version=CHANGED_HERE,
        )
        session.add(follower)
    for code in said.replaces:
        office = known[code]
        office.valid_to, office.successor, office.version = said.on, said.code, office.version + CHANGED_HERE
        session.add(office)
        about = About("office", office.id, None)
        facts = {"code": code, "successor": said.code, "on": str(said.on), "proposed_by": str(by)}
        await audit.record(session, actor=actor, action="office:change", about=about, facts=facts)
    await session.flush()
    catalogue.forget()
    await enqueue.defer(session, TaskName.HAND_OVER, county=actor.county)


async def move_people(session: AsyncSession, *, county: str) -> int:
    """Take posts, contacts and texts of offices that have ended to whoever follows; gives how many offices moved."""
    ended = select(Office).where(
        col(Office.county) == county, col(Office.valid_to) <= clock.today(), col(Office.successor).is_not(None)
    )
    offices = await _routed(session, county)
    moved = 0
    for office in (await session.exec(ended)).all():
        to = living(office.code, offices, clock.today())
        counts = {} if to is None else await _follow(session, county, office.code, to)
        if any(counts.values()):
            moved += 1
            about = About("office", office.id, None)
            facts = {**counts, "to": to}
            await audit.record(session, actor=system(county), action="office:follow", about=about, facts=facts)
    return moved


async def _follow(session: AsyncSession, county: str, gone: str, to: str) -> dict[str, int]:
    values = {"county": county, "gone": gone, "to": to}
    counts: dict[str, int] = {}
    for table, statement in FOLLOWS.items():
        done: Any = await session.execute(text(statement), values)
        counts[table] = int(done.rowcount)
    return counts


async def _routed(session: AsyncSession, county: str) -> Mapping[str, RoutedOffice]:
    return await catalogue.offices(session, await catalogue.current(session, county))


def is_over(office: RoutedOffice, today: date) -> bool:
    """Say whether an office has ended and another follows it."""
    return office.valid_to is not None and office.valid_to <= today and office.successor is not None
