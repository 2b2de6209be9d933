"""Counselling in a test: counsellors with papers, rosters, times on offer, a call that was prepared."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response

from app.models.contacts import ClosedRoster, DutyShift
from app.models.counsellors import CounsellingAgency, Counsellor, Qualification
from app.permissions.actors import Actor
from app.vocabulary import CounsellorGender, QualificationKind, Role
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning
LONG_AGO, FAR = date(2020, 1, 1), date(2030, 1, 1)
CALM = {"nervous": 1, "worry": 1, "interest": 2, "low": 1, "harm": 0, "afraid": 0}


async def paper(world: World, *, kind: QualificationKind, until: date = FAR, checked: bool = True, **of: Any) -> None:
    """A certificate of a counsellor or an agency."""
    entered_by = (await world.staff(Role.ADMIN, "county_desk")).id
    seen = (await world.staff(Role.ADMIN, "county_desk")).id
    await world.add(
        Qualification(
            county=COUNTY,
            kind=kind,
            number_sealed=b"x",
            valid_from=LONG_AGO,
            valid_to=until,
            entered_by=entered_by,
            checked_by=seen if checked else None,
            checked_at=MONDAY if checked else None,
            **of,
        )
    )


async def counsellor(  # noqa: PLR0913  what a test may want of a counsellor
    world: World,
    supervisor: Actor,
    *,
    name: str = "王老师",
    gender: CounsellorGender = CounsellorGender.WOMAN,
    languages: tuple[str, ...] = ("mandarin", "chongqing"),
    until: date = FAR,
    checked: bool = True,
    trained: bool = False,
    home: str | None = None,
    agency: CounsellingAgency | None = None,
) -> Actor:
    """A social worker of civil affairs who counsels, with a certificate."""
    actor = await world.staff(Role.SOCIAL_WORKER, "civil_affairs", name=name, home=home)
    row = Counsellor(
        county=COUNTY,
        staff_id=actor.id,
        supervisor_id=supervisor.id,
        agency_id=agency.id if agency else None,
        shown_name=name,
        gender=gender,
        languages=list(languages),
    )
    await world.add(row)
    await paper(world, kind=QualificationKind.SOCIAL_WORKER, until=until, checked=checked, counsellor_id=row.id)
    if trained:
        await paper(world, kind=QualificationKind.CRISIS_TRAINING, until=until, counsellor_id=row.id)
    return actor


async def supervisor_of(world: World) -> Actor:
    """Who supervises the counsellors: a head of civil affairs, who reads as a person and never as an office."""
    return await world.staff(Role.DEPARTMENT_HEAD, "civil_affairs", name="赵督导")


async def roster(world: World, first: Actor, second: Actor, supervisor: Actor) -> None:
    """The closed roster of care.psych in the township."""
    await world.add(
        ClosedRoster(
            county=COUNTY,
            service_code="care.psych",
            township_code=TOWNSHIP,
            first_id=first.id,
            second_id=second.id,
            supervisor_id=supervisor.id,
        )
    )


async def shift(world: World, actor: Actor, start: datetime = MONDAY, hours: int = 24) -> None:
    """Somebody on duty for care.psych."""
    ends_at = start + timedelta(hours=hours)
    await world.add(
        DutyShift(county=COUNTY, service_code="care.psych", staff_id=actor.id, starts_at=start, ends_at=ends_at)
    )


async def try_offer(
    client: AsyncClient, at: datetime, *, minutes: int = 45, way: str = "phone", place: str | None = None
) -> Response:
    """Offer a time as a counsellor."""
    said = {"starts_at": at.isoformat(), "minutes": minutes, "way": way, "place": place}
    return await client.post("/v1/desk/counselling/slots", json=said)


async def offer(visit: Visits, actor: Actor, at: datetime, **more: Any) -> str:
    """Offer a time that has to be taken in; gives its id."""
    async with visit(actor) as client:
        made = await try_offer(client, at, **more)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])


async def book(she: AsyncClient, slot: str, **more: Any) -> dict[str, Any]:
    """Take a time that has to be free."""
    made = await she.post("/v1/my/counselling/bookings", json={"slot_id": slot, **more})
    assert made.status_code == 201, made.text
    shown: dict[str, Any] = made.json()
    return shown


async def send_mood(she: AsyncClient, answers: dict[str, int], **more: Any) -> Response:
    """Send a mood check with these answers."""
    given = [{"question": code, "score": score} for code, score in answers.items()]
    return await she.post("/v1/my/counselling/mood-checks", json={"version": 1, "answers": given, **more})


async def call(
    client: AsyncClient, request_id: str, *, answered: str, safe: bool = True, danger: bool = False, **more: Any
) -> Response:
    """Prepare a call, see the number, and write down how it went."""
    ready = {"reason": "按约定给她打电话", "will_ask_if_safe": True, "in_danger": danger}
    seen = await client.post(f"/v1/desk/requests/{request_id}/reveal", json=ready)
    assert seen.status_code == 200, seen.text
    said = {"answered": answered, "safe": safe, **more}
    return await client.post(f"/v1/desk/requests/{request_id}/counselling/attempts", json=said)


async def write_plan(client: AsyncClient, request_id: str, version: int = 0, **more: Any) -> Response:
    """Write the plan."""
    said = {"goals": ["睡得着"], "steps": ["每晚十点放下手机"], "when_it_gets_bad": ["打 12356"], **more}
    headers = {"If-Match": f'"{version}"'}
    return await client.put(f"/v1/desk/requests/{request_id}/counselling/plan", json=said, headers=headers)


async def two(world: World) -> tuple[Actor, Actor, Actor]:
    """Two counsellors, one supervisor, and the roster of the closed service."""
    boss = await supervisor_of(world)
    first = await counsellor(world, boss, name="王老师")
    second = await counsellor(world, boss, name="陈老师")
    await roster(world, first, second, boss)
    return first, second, boss


async def listed(she: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    """The times she is shown."""
    answer = await she.get("/v1/my/counselling/slots", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def people(world: World) -> tuple[Actor, Actor, Actor, Actor]:
    """Handler, second and supervisor of the closed roster, and the county's officer."""
    boss = await supervisor_of(world)
    first = await counsellor(world, boss, name="王老师")
    second = await counsellor(world, boss, name="陈老师")
    await roster(world, first, second, boss)
    return first, second, boss, await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation")
