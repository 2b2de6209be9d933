"""Which named person takes a part: the contact on duty who is no party to the matter (RTE-03, RTE-08, SAF-06)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.governance.queries import CONFIRMED_FOR, LONGEST_CHAIN
from app.models.accounts import Staff, StaffGrant
from app.models.contacts import Absence, ClosedRoster, DutyShift, HandlerBlock, StaffRelation
from app.models.help_requests import HelpRequest
from app.vocabulary import Level, Role

HANDLING = (
    Role.DEPARTMENT_HANDLER,
    Role.DEPARTMENT_HEAD,
    Role.TOWNSHIP_WORKER,
    Role.COUNTY_DESK,
    Role.SOCIAL_WORKER,
)
HEADING = (Role.DEPARTMENT_HEAD, Role.COUNTY_DESK)

# Who is named for these offices here (a deputy first where nobody confirmed the contact for long), who is no choice for
# her, and who is away with which deputy: one question.
NAMED = db.hot("""
    SELECT * FROM (
      SELECT 'contact' AS what, office_code, who.staff_id, NULL::uuid AS deputy_id,
             row_number() OVER (ORDER BY township_code NULLS LAST, who.nth) AS place
      FROM service_contact c CROSS JOIN LATERAL (VALUES
        (c.staff_id, 1), (c.deputy_id, CASE WHEN c.confirmed_at < :confirmed_since THEN 0 ELSE 2 END)
      ) who(staff_id, nth)
      WHERE who.staff_id IS NOT NULL AND county = :county AND service_code = :service AND office_code = ANY(:offices)
        AND (township_code IS NULL OR township_code = :township)
      UNION ALL SELECT 'refused', NULL, staff_id, NULL, 0 FROM handler_block
      WHERE county = :county AND profile_id = :profile
      UNION ALL SELECT 'refused', NULL, staff_id, NULL, 0 FROM staff_relation
      WHERE county = :county AND profile_id = :profile AND :related
      UNION ALL SELECT 'away', NULL, staff_id, deputy_id, row_number() OVER (ORDER BY created_at DESC, id)
      FROM absence WHERE county = :county AND first_day <= :today AND last_day >= :today
    ) one ORDER BY what, place
""")
WORKING = db.hot("""
    SELECT s.id, s.home_village, g.office_code, g.role
    FROM staff s JOIN staff_grant g ON g.county = s.county AND g.staff_id = s.id
    WHERE s.county = :county AND s.disabled_at IS NULL AND g.revoked_at IS NULL
      AND (g.office_code = ANY(:offices) OR s.id = ANY(:named))
    ORDER BY g.created_at, g.staff_id
""")


@dataclass(frozen=True, slots=True)
class Roster:
    """Who handles a closed request: the one it goes to, and everyone who may open it with their part."""

    handler: UUID | None
    members: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody who could take a part in one request today: read in two questions, answered without any more."""

    level: Level
    refused: frozenset[UUID]
    deputies: Mapping[UUID, UUID]
    working: frozenset[UUID]
    named: Mapping[str, Sequence[UUID]]
    handlers: Mapping[str, Sequence[UUID]]
    heads: Mapping[str, frozenset[UUID]]

    def contact(self, office: str) -> UUID | None:
        """Name the office's contact for this request, else (above normal level) the next who is fit, else nobody."""
        candidates = [*self.named.get(office, ())]
        if self.level is not Level.NORMAL:
            candidates += self.handlers.get(office, ())
        return self.first_fit(candidates)

    def first_fit(self, candidates: Iterable[UUID]) -> UUID | None:
        """Take the first who is no party and on duty; an absent one's deputy must be no party either."""
        for candidate in candidates:
            person = self._on_duty(candidate) if candidate not in self.refused else None
            if person is not None and person not in self.refused:
                return person
        return None

    def _on_duty(self, staff_id: UUID) -> UUID | None:
        person = staff_id
        for _ in range(LONGEST_CHAIN):
            if person not in self.working:
                return None
            if person not in self.deputies:
                return person
            person = self.deputies[person]
        return None

    def head_readers(self, office: str) -> set[str]:
        """Give the token of the office's head; where a head is a party, only of the heads who are none (SAF-06)."""
        heads = self.heads.get(office, frozenset())
        if not heads & self.refused:
            return {f"head:{office}"}
        return {f"staff:{head}" for head in heads - self.refused}


async def roll_of(
    session: AsyncSession, request: HelpRequest, offices: Iterable[str], *, also: Iterable[UUID] = ()
) -> Roll:
    """Read who could take a part at these offices; `also` names people of other offices who are asked about."""
    county, codes = request.county, list(dict.fromkeys(offices))
    asked = {
        "county": county,
        "service": request.service_code,
        "offices": codes,
        "township": request.township_code,
        "profile": request.profile_id,
        "related": request.level is not Level.NORMAL,
        "today": clock.today(),
        "confirmed_since": clock.now() - CONFIRMED_FOR,
    }
    named = await db.fetch(session, NAMED, asked)
    contacts = [(row["office_code"], row["staff_id"]) for row in named if row["what"] == "contact"]
    refused = {row["staff_id"] for row in named if row["what"] == "refused"}
    deputies = {row["staff_id"]: row["deputy_id"] for row in named if row["what"] == "away"}
    people = list({person for _, person in contacts} | set(deputies.values()) | set(also))
    rows = await db.fetch(session, WORKING, {"county": county, "offices": codes, "named": people})
    if request.level is Level.CLOSED:
        refused |= {row["id"] for row in rows if row["home_village"] == request.village_code}
    return Roll(
        level=request.level,
        refused=frozenset(refused),
        deputies=deputies,
        working=frozenset(row["id"] for row in rows),
        named=_by_office(contacts),
        handlers=_by_office((row["office_code"], row["id"]) for row in rows if row["role"] in HANDLING),
        heads={
            office: frozenset(ids)
            for office, ids in _by_office(
                (row["office_code"], row["id"]) for row in rows if row["role"] in HEADING
            ).items()
        },
    )


def _by_office(pairs: Iterable[tuple[str, UUID]]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for office, person in pairs:
        found.setdefault(office, []).append(person)
    return {office: list(dict.fromkeys(ids)) for office, ids in found.items()}


async def present(session: AsyncSession, *, county: str, candidates: Iterable[UUID]) -> list[UUID]:
    """Give those who are here today, in their order; for one who is away, whoever stands in."""
    asked = list(dict.fromkeys(candidates))
    today = clock.today()
    away = select(Absence.staff_id, Absence.deputy_id).where(
        col(Absence.county) == county, col(Absence.first_day) <= today, col(Absence.last_day) >= today
    )
    deputies = dict((await session.exec(away.order_by(col(Absence.created_at), col(Absence.id).desc()))).all())
    named = list({*asked, *deputies.values()})
    rows = await db.fetch(session, WORKING, {"county": county, "offices": [], "named": named})
    roll = Roll(Level.NORMAL, frozenset(), deputies, frozenset(row["id"] for row in rows), {}, {}, {})
    found = (roll.first_fit([one]) for one in asked)
    return list(dict.fromkeys(one for one in found if one is not None))


async def contact_for(session: AsyncSession, *, request: HelpRequest, office: str) -> UUID | None:
    """Find the named person of an office for this request, else the next eligible one there, else nobody."""
    return (await roll_of(session, request, [office])).contact(office)


async def people_of(session: AsyncSession, *, county: str, office: str) -> list[UUID]:
    """List the people of an office who may handle requests, in a steady order."""
    query = (
        select(StaffGrant.staff_id)
        .where(
            col(StaffGrant.county) == county,
            col(StaffGrant.office_code) == office,
            col(StaffGrant.role).in_(HANDLING),
            col(StaffGrant.revoked_at).is_(None),
        )
        .order_by(col(StaffGrant.created_at), col(StaffGrant.staff_id))
    )
    return list(dict.fromkeys((await session.exec(query)).all()))


async def roster_for(session: AsyncSession, *, request: HelpRequest) -> Roster:
    """Find the closed roster for a request: who is on duty, first, second, supervisor, then the county's officer."""
    found = await session.exec(
        select(ClosedRoster).where(
            col(ClosedRoster.county) == request.county,
            col(ClosedRoster.service_code) == request.service_code,
            col(ClosedRoster.township_code) == request.township_code,
        )
    )
    row = found.one_or_none()
    parts = {row.first_id: "handler", row.second_id: "second", row.supervisor_id: "supervisor"} if row else {}
    order = dict.fromkeys((*await on_shift(session, request), *parts))
    named = [(staff, parts.get(staff, "duty")) for staff in order]
    officers = await officers_of(session, request.county)
    roll = await roll_of(session, request, [], also=[*(staff for staff, _ in named), *officers])
    members = [(staff, part) for staff, part in named if staff not in roll.refused]
    handler = roll.first_fit(staff for staff, _ in members)
    if handler is None:
        handler = roll.first_fit(officers)
        members += [(handler, "officer")] if handler is not None else []
    elif handler not in {staff for staff, _ in members}:
        members.append((handler, "deputy"))
    return Roster(handler, tuple(members))


async def on_shift(session: AsyncSession, request: HelpRequest) -> list[UUID]:
    """List who is on duty for this closed service at this moment, day or night."""
    return await shift_of(session, county=request.county, services=[request.service_code])


async def shift_of(session: AsyncSession, *, county: str, services: Sequence[str]) -> list[UUID]:
    """List who is on duty at this moment for any of these closed services."""
    now = clock.now()
    query = select(DutyShift.staff_id).where(
        col(DutyShift.county) == county,
        col(DutyShift.service_code).in_(services),
        col(DutyShift.starts_at) <= now,
        col(DutyShift.ends_at) > now,
    )
    return list((await session.exec(query.order_by(col(DutyShift.starts_at), col(DutyShift.id)))).all())


async def officers_of(session: AsyncSession, county: str) -> list[UUID]:
    """List the county's named closed-case officers."""
    query = select(StaffGrant.staff_id).where(
        col(StaffGrant.county) == county,
        col(StaffGrant.role) == Role.CLOSED_CASE_OFFICER,
        col(StaffGrant.revoked_at).is_(None),
    )
    return list((await session.exec(query)).all())


async def eligible(session: AsyncSession, request: HelpRequest, candidates: Iterable[UUID]) -> set[UUID]:
    """Keep those who are no party: not blocked by her; not related; at closed level not of her village (SAF-06)."""
    wanted = set(candidates)
    if request.level is Level.NORMAL or not wanted:
        return wanted - await _blocked(session, request)
    related = await session.exec(
        select(StaffRelation.staff_id).where(
            col(StaffRelation.county) == request.county, col(StaffRelation.profile_id) == request.profile_id
        )
    )
    refused = set(related.all()) | await _blocked(session, request)
    if request.level is Level.CLOSED:
        neighbours = await session.exec(
            select(Staff.id).where(
                col(Staff.county) == request.county,
                col(Staff.id).in_(wanted),
                col(Staff.home_village) == request.village_code,
            )
        )
        refused |= set(neighbours.all())
    return wanted - refused


async def _blocked(session: AsyncSession, request: HelpRequest) -> set[UUID]:
    found = await session.exec(
        select(HandlerBlock.staff_id).where(
            col(HandlerBlock.county) == request.county, col(HandlerBlock.profile_id) == request.profile_id
        )
    )
    return set(found.all())
