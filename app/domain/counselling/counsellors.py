"""Who may be booked: agencies and counsellors whose certificates were checked by a second person and are in force."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.catalogue import queries as catalogue
from app.domain.counselling.inputs import AddAgency, AddCounsellor, AddQualification
from app.domain.governance.queries import on_duty
from app.domain.keys import vault_of
from app.errors import Conflict, Invalid, NotFound
from app.models.accounts import StaffGrant
from app.models.counsellors import CounsellingAgency, Counsellor, Qualification
from app.permissions.actors import Actor
from app.permissions.table import GRANTS, Action
from app.vocabulary import DataClass, QualificationKind

# A counsellor `c` is here while they are on the list and hold a post.
HERE = """
    c.ended_at IS NULL
    AND EXISTS (SELECT FROM staff s JOIN staff_grant g ON g.county = s.county AND g.staff_id = s.id
                WHERE s.county = c.county AND s.id = c.staff_id AND s.disabled_at IS NULL AND g.revoked_at IS NULL)
"""
# A counsellor is in force on a day when they work here and hold what is asked, and so does their agency.
IN_FORCE = f"""{HERE}
    AND EXISTS (SELECT FROM counselling_qualification q
                WHERE q.county = c.county AND q.counsellor_id = c.id AND q.checked_at IS NOT NULL
                  AND q.kind {{kinds}} AND {{day}} BETWEEN q.valid_from AND q.valid_to)
    AND (c.agency_id IS NULL OR EXISTS (SELECT FROM counselling_qualification q
                WHERE q.county = c.county AND q.agency_id = c.agency_id AND q.checked_at IS NOT NULL
                  AND {{day}} BETWEEN q.valid_from AND q.valid_to))
"""  # noqa: S608  our own words
CRAFT, CRISIS = "<> 'crisis_training'", "= 'crisis_training'"
QUALIFIED = text(
    "SELECT c.id FROM counsellor c WHERE c.county = :county AND c.staff_id = :staff AND "  # noqa: S608  our own words
    + IN_FORCE.format(kinds=CRAFT, day="CAST(:day AS date)")
)
PRESENT = text("SELECT c.id FROM counsellor c WHERE c.county = :county AND c.id = :id AND " + HERE)  # noqa: S608  our own words
TRAINED_ON_SHIFT = text(
    "SELECT d.staff_id FROM duty_shift d "  # noqa: S608  our own words
    "JOIN counsellor c ON c.county = d.county AND c.staff_id = d.staff_id "
    "WHERE d.county = :county AND d.service_code = :service AND d.starts_at <= :now AND d.ends_at > :now AND "
    + IN_FORCE.format(kinds=CRISIS, day="CAST(:day AS date)")
    + " ORDER BY c.gender = 'woman' DESC, d.starts_at, d.id"
)


async def is_qualified(session: AsyncSession, *, county: str, staff_id: UUID, day: date) -> bool:
    """Say whether a worker may be booked for a day; runs under the routing audience."""
    values = {"county": county, "staff": staff_id, "day": day}
    return (await session.execute(QUALIFIED, values)).first() is not None


async def is_here(session: AsyncSession, *, county: str, counsellor_id: UUID) -> bool:
    """Say whether a counsellor is on the list and holds a post; runs under the routing audience."""
    return (await session.execute(PRESENT, {"county": county, "id": counsellor_id})).first() is not None


async def trained_on_shift(session: AsyncSession, *, county: str, service: str) -> list[UUID]:
    """List who is on duty at this moment and trained for danger, women first; runs under the routing audience."""
    values = {"county": county, "service": service, "now": clock.now(), "day": clock.today()}
    return list((await session.execute(TRAINED_ON_SHIFT, values)).scalars())


async def by_staff(session: AsyncSession, *, county: str, staff_id: UUID) -> Counsellor | None:
    """Give the counsellor a worker is, if they are one."""
    query = select(Counsellor).where(
        col(Counsellor.county) == county, col(Counsellor.staff_id) == staff_id, col(Counsellor.ended_at).is_(None)
    )
    return (await session.exec(query)).one_or_none()


async def by_id(session: AsyncSession, *, county: str, counsellor_id: UUID) -> Counsellor | None:
    """Give a counsellor who has not ended."""
    query = select(Counsellor).where(
        col(Counsellor.county) == county, col(Counsellor.id) == counsellor_id, col(Counsellor.ended_at).is_(None)
    )
    return (await session.exec(query)).one_or_none()


async def listed(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """List agencies and counsellors with their certificates, and whether each may be booked today."""
    of_county = {"county": actor.county}
    agencies = (await session.exec(select(CounsellingAgency).filter_by(**of_county).order_by("name"))).all()
    people = (await session.exec(select(Counsellor).filter_by(**of_county).order_by("created_at", "id"))).all()
    papers = (await session.exec(select(Qualification).filter_by(**of_county).order_by("valid_to", "id"))).all()
    return {
        "agencies": [{"id": one.id, "name": one.name, "qualifications": _of(papers, one.id)} for one in agencies],
        "counsellors": [
            {
                "id": one.id,
                "staff_id": one.staff_id,
                "supervisor_id": one.supervisor_id,
                "agency_id": one.agency_id,
                "shown_name": one.shown_name,
                "gender": one.gender,
                "languages": one.languages,
                "ended": one.ended_at is not None,
                "bookable_today": one.ended_at is None and _holds(papers, one),
                "qualifications": _of(papers, one.id),
            }
            for one in people
        ],
    }


def _holds(papers: Any, one: Counsellor) -> bool:
    today = clock.today()
    live = [paper for paper in papers if paper.checked_at is not None and paper.valid_from <= today <= paper.valid_to]
    own = any(p.counsellor_id == one.id and p.kind is not QualificationKind.CRISIS_TRAINING for p in live)
    return own and (one.agency_id is None or any(p.agency_id == one.agency_id for p in live))


def _of(papers: Any, holder: UUID) -> list[dict[str, Any]]:
    return [paper_shown(paper) for paper in papers if holder in (paper.counsellor_id, paper.agency_id)]


def paper_shown(paper: Qualification) -> dict[str, Any]:
    """Show a certificate's dates and whether it counts; its number stays sealed."""
    return {
        "id": paper.id,
        "kind": paper.kind,
        "valid_from": paper.valid_from,
        "valid_to": paper.valid_to,
        "checked": paper.checked_at is not None,
        "expired": paper.valid_to < clock.today(),
    }


async def add_agency(session: AsyncSession, *, actor: Actor, said: AddAgency) -> dict[str, Any]:
    """Put an agency on the list."""
    known = select(CounsellingAgency.id).filter_by(county=actor.county, name=said.name)
    if (await session.exec(known)).first() is not None:
        raise Conflict("这家机构已经在名单上了。")
    row = CounsellingAgency(county=actor.county, created_at=clock.now(), name=said.name)
    session.add(row)
    await session.flush()
    await _record(session, actor, "add_agency", About("counselling_agency", row.id, None))
    return {"id": row.id, "name": row.name, "qualifications": []}


async def _record(session: AsyncSession, actor: Actor, what: str, about: About, **facts: Any) -> None:
    await audit.record(session, actor=actor, action=f"counsellor:{what}", about=about, facts=facts)


async def add(session: AsyncSession, *, actor: Actor, said: AddCounsellor) -> UUID:
    """Put a worker on the list of counsellors, under a supervisor. Raises Invalid for people who may not counsel."""
    loaded = await catalogue.current(session, actor.county)
    unknown = set(said.languages) - {one.code for one in loaded.folder.languages}
    if unknown:
        raise Invalid("没有这种话：" + "、".join(sorted(unknown)), field="languages")
    for field, staff_id in (("staff_id", said.staff_id), ("supervisor_id", said.supervisor_id)):
        if not await _may_counsel(session, actor.county, staff_id):
            raise Invalid("这位同志不在岗，或岗位不能做辅导和督导。", field=field)
    if said.staff_id == said.supervisor_id:
        raise Invalid("督导要是另一个人。", field="supervisor_id")
    if said.agency_id is not None:
        await _agency(session, actor.county, said.agency_id)
    if await by_staff(session, county=actor.county, staff_id=said.staff_id) is not None:
        raise Conflict("这位同志已经在辅导人名单上了。")
    row = Counsellor(county=actor.county, created_at=clock.now(), **said.model_dump())
    session.add(row)
    await session.flush()
    await _record(session, actor, "add", About("counsellor", row.id, None), staff=str(said.staff_id))
    return row.id


async def _may_counsel(session: AsyncSession, county: str, staff_id: UUID) -> bool:
    roles = select(StaffGrant.role).where(
        col(StaffGrant.county) == county, col(StaffGrant.staff_id) == staff_id, col(StaffGrant.revoked_at).is_(None)
    )
    fit = set((await session.exec(roles)).all()) & set(GRANTS[Action.COUNSELLING_WORK])
    return bool(fit) and await on_duty(session, county=county, staff_id=staff_id) is not None


async def _agency(session: AsyncSession, county: str, agency_id: UUID) -> CounsellingAgency:
    row = await session.get(CounsellingAgency, (county, agency_id))
    if row is None:
        raise NotFound
    return row


async def end(session: AsyncSession, *, actor: Actor, counsellor_id: UUID) -> None:
    """Take a counsellor off the list; within minutes the worker calls off what was booked and closes the cases."""
    row = await by_id(session, county=actor.county, counsellor_id=counsellor_id)
    if row is None:
        raise NotFound
    row.ended_at = clock.now()
    session.add(row)
    await session.flush()
    await _record(session, actor, "end", About("counsellor", row.id, None))


async def add_qualification(session: AsyncSession, *, actor: Actor, said: AddQualification) -> dict[str, Any]:
    """Enter a certificate; it does not count yet."""
    if said.agency_id is not None:
        await _agency(session, actor.county, said.agency_id)
    elif await by_id(session, county=actor.county, counsellor_id=said.counsellor_id or UUID(int=0)) is None:
        raise NotFound
    facts = said.model_dump(exclude={"number"})
    row = Qualification(county=actor.county, created_at=clock.now(), number_sealed=b"", entered_by=actor.id, **facts)
    vault = await vault_of(session, actor.county)
    place = Place("counselling_qualification", "number_sealed", row.id)
    row.number_sealed = vault.seal(DataClass.IDENTITY, place, said.number)
    session.add(row)
    await session.flush()
    await _record(session, actor, "enter_paper", About("counselling_qualification", row.id, None), kind=said.kind.value)
    return paper_shown(row)


async def check_qualification(session: AsyncSession, *, actor: Actor, qualification_id: UUID) -> dict[str, Any]:
    """Say, as another administrator, that the paper was seen. Raises Conflict for one's own entry (ADM-05)."""
    row = await session.get(Qualification, (actor.county, qualification_id), with_for_update=True)
    if row is None:
        raise NotFound
    if row.entered_by == actor.id:
        raise Conflict("要由另一位管理员核对原件。")
    if row.checked_at is None:
        row.checked_by, row.checked_at = actor.id, clock.now()
        session.add(row)
        await session.flush()
        await _record(session, actor, "check_paper", About("counselling_qualification", row.id, None))
    return paper_shown(row)
