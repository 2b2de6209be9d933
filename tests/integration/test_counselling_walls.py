"""Behind the walls: notes for two pairs of eyes, nothing for any other role, and every route says 404 to a stranger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock, db
from app.domain.counselling import figures
from app.http.actor import context_of
from app.permissions import decide
from app.permissions.actors import Actor
from app.vocabulary import Audience, FigureMeasure, Role
from tests import care
from tests.care import CALM, MONDAY
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

BESIDE = (
    "counselling_seat",
    "counselling_booking",
    "counselling_plan",
    "counselling_mood_check",
    "counselling_crisis",
    "counselling_attempt",
    "counselling_hand_over",
)
TOMORROW = MONDAY + timedelta(days=1)


class Told:
    """One counselling with everything in it."""

    def __init__(self, counsellor: Actor, second: Actor, boss: Actor, her: Actor) -> None:
        self.counsellor, self.second, self.boss, self.her = counsellor, second, boss, her
        self.request = self.booking = self.slot = self.free = self.hand_over = self.other = ""


async def whole(world: World, visit: Visits, service: str = "care.psych") -> Told:
    """Live a counselling so that every table holds a row."""
    boss = await care.supervisor_of(world)
    first, second = [await care.counsellor(world, boss, name=name) for name in ("王老师", "陈老师")]
    await care.roster(world, first, second, boss)
    told = Told(first, second, boss, await world.woman(phone="19900007777"))
    with clock.stopped(MONDAY):
        told.slot = await care.offer(visit, first, TOMORROW)
        told.free = await care.offer(visit, first, TOMORROW + timedelta(hours=1))
        async with visit(told.her) as she:
            booked = await care.book(she, told.slot, service=service)
            told.request, told.booking = booked["request_id"], booked["id"]
            sent = await care.send_mood(she, {**CALM, "harm": 1}, request_id=told.request)
            assert sent.status_code == 201
        async with visit(first) as client:
            path = f"/v1/desk/requests/{told.request}/counselling"
            assert (await client.post(f"{path}/notes", json={"note": "只给督导看的话"})).status_code == 201
            assert (await care.write_plan(client, told.request)).status_code == 200
            assert (await care.call(client, told.request, answered="nobody", danger=True)).status_code == 200
            async with world.as_owner() as session:
                query = text("SELECT id FROM counsellor WHERE staff_id = :id")
                told.other = str((await session.execute(query, {"id": second.id})).scalar_one())
            asked = {"counsellor_id": told.other, "reason": "下个月我去进修，想请她接着陪您。"}
            assert (await client.post(f"{path}/hand-overs", json=asked)).status_code == 200
        async with visit(told.her) as she:
            seen = (await she.get(f"/v1/my/requests/{told.request}/counselling")).json()
            told.hand_over = seen["hand_over"]["id"]
    return told


async def seen_by(actor: Actor, *, as_member: bool = False) -> dict[str, int]:
    """Count what the database itself shows a person under their audience; -1 where it gives no right at all."""
    context = context_of(actor)
    if as_member:
        context = replace(context, audience=Audience.CASE)
    found = {}
    async with db.transaction(context) as session:
        for table in (*BESIDE, "counselling_note"):
            may = text("SELECT has_table_privilege(:role, :table, 'SELECT')")
            allowed = (await session.execute(may, {"role": context.audience.value, "table": table})).scalar_one()
            query = text(f"SELECT count(*) FROM {table}")  # noqa: S608  our own names
            found[table] = (await session.execute(query)).scalar_one() if allowed else -1
    return found


async def everybody_else(world: World) -> list[Actor]:
    return [
        await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
        await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}"),
        await world.staff(Role.DEPARTMENT_HANDLER, "civil_affairs"),
        await world.staff(Role.DEPARTMENT_HEAD, "civil_affairs"),
        await world.staff(Role.SOCIAL_WORKER, "civil_affairs"),
        await world.staff(Role.DEPARTMENT_HANDLER, "health"),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation"),
        await world.staff(Role.PROVIDER, "human_resources"),
        await world.staff(Role.AUDITOR, "county_desk"),
        await world.staff(Role.ADMIN, "county_desk"),
        await world.woman(),
    ]


async def test_B3_notes_are_unreadable_for_township_department_county_and_every_other_role_by_sql(
    world: World, visit: Visits
) -> None:
    told = await whole(world, visit)
    for actor in await everybody_else(world):
        assert set((await seen_by(actor)).values()) <= {0, -1}, actor
        if actor.kind == "staff":
            assert set((await seen_by(actor, as_member=True)).values()) == {0}, actor
    for actor in (told.counsellor, told.boss):
        shown = await seen_by(actor, as_member=True)
        assert shown["counselling_note"] == 1, actor
        assert set((await seen_by(actor)).values()) == {0}, "never by role, only as a member of the case"
    colleague = await seen_by(told.second, as_member=True)
    assert (colleague["counselling_note"], colleague["counselling_booking"]) == (0, 1)
    hers = await seen_by(told.her)
    assert (hers["counselling_note"], hers["counselling_plan"], hers["counselling_attempt"]) == (-1, 1, 1)
    rights = text("""
        SELECT count(*) FROM pg_class c, unnest(ARRAY['aud_town', 'aud_cadre', 'aud_desk', 'aud_admin', 'aud_provider',
          'aud_auditor', 'aud_public', 'aud_sign_in', 'aud_worker', 'aud_woman']) AS role
        WHERE c.relname = 'counselling_note' AND has_table_privilege(role, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
    """)
    async with world.as_owner() as session:
        assert (await session.execute(rights)).scalar_one() == 0


async def test_B3_notes_of_social_work_too_are_for_the_counsellor_and_her_supervisor_only(
    world: World, visit: Visits
) -> None:
    told = await whole(world, visit, "care.sw")
    for actor in await everybody_else(world):
        assert set((await seen_by(actor)).values()) <= {0, -1}, actor
    for actor in (told.counsellor, told.boss):
        assert (await seen_by(actor))["counselling_note"] == 1, actor
    another_head = await world.staff(Role.DEPARTMENT_HEAD, "civil_affairs")
    async with visit(another_head) as client:
        reads = await client.get(f"/v1/desk/requests/{told.request}")
        notes = await client.get(f"/v1/desk/requests/{told.request}/counselling/notes")
        beside = (await client.get(f"/v1/desk/requests/{told.request}/counselling")).json()
    assert (reads.status_code, notes.status_code) == (200, 403)
    assert (beside["bookings"], beside["mood_checks"], beside["plan"], beside["attempts"]) == ([], [], None, [])


async def test_B3_over_http_a_colleague_of_the_case_reads_no_note_and_the_look_of_those_who_do_is_written_down(
    world: World, visit: Visits
) -> None:
    told = await whole(world, visit)
    path = f"/v1/desk/requests/{told.request}/counselling/notes"
    async with visit(told.second) as client:
        assert (await client.get(path)).status_code == 403
    async with visit(told.boss) as client:
        (shown,) = (await client.get(path)).json()["items"]
    async with world.as_owner() as session:
        query = text("SELECT kind, actor_id FROM audit_event WHERE action = 'counselling:notes' ORDER BY position")
        looks = [(row.kind, row.actor_id) for row in await session.execute(query)]
        sealed = (await session.execute(text("SELECT note_sealed FROM counselling_note"))).scalar_one()
    assert (shown["note"], shown["mine"]) == ("只给督导看的话", False)
    assert looks[-1] == ("read", told.boss.id)
    assert "只给督导看的话".encode() not in bytes(sealed)


def without_id(answer: Any) -> tuple[int, dict[str, Any]]:
    body = answer.json()
    body.pop("request_id", None)
    return answer.status_code, body


def calls(told: Told, unknown: str) -> list[tuple[str, str, str, dict[str, Any] | None]]:
    """Every route that names something: verb, real address, the same with an id that does not exist, body."""
    desk, mine = "/v1/desk/requests/{}/counselling", "/v1/my/requests/{}/counselling"
    plan = {"goals": ["好"], "steps": ["好"]}
    ask = {"counsellor_id": told.other, "reason": "下个月我去进修，想请她接着陪您。"}
    over = {"booking_id": told.booking, "state": "held"}
    of_request = [
        ("GET", desk, None),
        ("POST", desk + "/attempts", {"answered": "nobody", "safe": False}),
        ("POST", desk + "/sessions", over),
        ("GET", desk + "/notes", None),
        ("POST", desk + "/notes", {"note": "看看"}),
        ("PUT", desk + "/plan", plan),
        ("POST", desk + "/topics", {"topics": []}),
        ("POST", desk + "/hand-overs", ask),
        ("GET", mine, None),
        ("POST", mine + "/change", {}),
    ]
    others = [
        ("POST", "/v1/my/counselling/bookings/{}/cancel", told.booking, None),
        ("POST", "/v1/my/counselling/hand-overs/{}/answer", told.hand_over, {"agree": True}),
        ("DELETE", "/v1/desk/counselling/slots/{}", told.free, None),
        ("GET", "/v1/my/counselling/slots?request_id={}", told.request, None),
    ]
    found = [(verb, path.format(told.request), path.format(unknown), body) for verb, path, body in of_request]
    return found + [(verb, path.format(real), path.format(unknown), body) for verb, path, real, body in others]


async def send(client: AsyncClient, verb: str, path: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
    return without_id(await client.request(verb, path, json=body, headers={"If-Match": '"1"'}))


@pytest.mark.parametrize("service", ["care.psych", "care.sw"])
async def test_SAF_04_every_route_answers_a_stranger_as_if_it_were_not_there(
    world: World, visit: Visits, service: str
) -> None:
    told = await whole(world, visit, service)
    heads = {Role.DEPARTMENT_HEAD} if service == "care.sw" else set()
    strangers = [
        one for one in await everybody_else(world) if not (one.role in heads and one.office == "civil_affairs")
    ]
    looked = 0
    with clock.stopped(MONDAY + timedelta(hours=1)):
        for actor in strangers:
            async with visit(actor) as client:
                for verb, real, unknown, body in calls(told, str(uuid4())):
                    answers = [await send(client, verb, path, body) for path in (real, unknown)]
                    assert answers[0] == answers[1], (actor, verb, real)
                    assert answers[0][0] in (403, 404), (actor, verb, real, answers[0])
                    looked += 1
    assert looked > 150


@pytest.mark.parametrize("service", ["care.psych", "care.sw"])
async def test_SAF_04_with_every_filter_off_the_database_alone_keeps_strangers_out(
    world: World, visit: Visits, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await whole(world, visit, service)
    monkeypatch.setattr(decide, "allowed", lambda *_args, **_more: True)
    strangers = [one for one in await everybody_else(world) if one.office != "civil_affairs"]
    with clock.stopped(MONDAY + timedelta(hours=1)):
        for actor in strangers:
            async with visit(actor) as client:
                for verb, real, _, body in calls(told, str(uuid4())):
                    assert (await send(client, verb, real, body))[0] in (403, 404), (actor, verb, real)


async def test_ids_of_another_womans_counselling_do_not_fit_into_ones_own(world: World, visit: Visits) -> None:
    told = await whole(world, visit)
    with clock.stopped(MONDAY + timedelta(hours=1)):
        async with visit(await world.woman()) as she:
            own = (await care.send_mood(she, CALM)).json()["request_id"]
            for asked in (told.request, str(uuid4())):
                gone = [
                    await she.post("/v1/my/counselling/bookings", json={"slot_id": told.free, "request_id": asked}),
                    await care.send_mood(she, CALM, request_id=asked),
                    await she.post(
                        "/v1/my/counselling/call-backs",
                        json={"day": "2026-11-24", "from_hour": 9, "to_hour": 11, "request_id": asked},
                    ),
                ]
                assert [one.status_code for one in gone] == [404, 404, 404]
        async with visit(told.counsellor) as client:
            said = {"booking_id": told.booking, "state": "held"}
            crossed = await client.post(f"/v1/desk/requests/{own}/counselling/sessions", json=said)
    assert crossed.status_code in (403, 404)


async def test_SAF_03_behind_her_pin_counselling_is_absent(world: World, visit: Visits) -> None:
    told = await whole(world, visit)
    async with world.as_owner() as session:
        await session.execute(text("UPDATE profile SET pin_hash = 'x' WHERE id = :id"), {"id": told.her.profile_id})
    with clock.stopped(MONDAY + timedelta(hours=1)):
        async with visit(told.her) as she:
            for verb, real, _, body in calls(told, str(uuid4())):
                if "/v1/my/" in real:
                    assert (await send(she, verb, real, body))[0] == 404, real
            questions = await she.get("/v1/my/counselling/mood-check")
    assert questions.status_code == 200


async def test_stop_and_erase_takes_the_words_of_social_work_and_the_key_of_a_closed_case(
    world: World, visit: Visits
) -> None:
    told = await whole(world, visit, "care.sw")
    closed = await whole_again(world, visit)
    for one in (told, closed):
        async with visit(one.her) as she:
            gone = await she.post(f"/v1/my/requests/{one.request}/withdraw", json={"kind": "stop_and_erase"})
            assert gone.status_code == 200
    sealed = (
        ("counselling_note", "note_sealed"),
        ("counselling_plan", "body_sealed"),
        ("counselling_mood_check", "answers_sealed"),
        ("counselling_hand_over", "reason_sealed"),
    )
    async with world.as_owner() as session:
        for table, column in sealed:
            query = text(f"SELECT count({column}) FROM {table} WHERE request_id = :id")  # noqa: S608  our own names
            assert (await session.execute(query, {"id": told.request})).scalar_one() == 0, table
        key = text("SELECT escrowed_at FROM case_key WHERE id = :id")
        assert (await session.execute(key, {"id": closed.request})).scalar_one() is not None
    async with visit(closed.boss) as client:
        notes = await client.get(f"/v1/desk/requests/{closed.request}/counselling/notes")
    assert "只给督导看的话" not in notes.text


async def whole_again(world: World, visit: Visits) -> Told:
    """A second, closed counselling beside the first one's roster."""
    async with world.as_owner() as session:
        await session.execute(text("DELETE FROM closed_roster"))
    return await whole(world, visit)


async def test_RPT_03_the_county_reads_finished_months_only_and_small_numbers_are_gone_before_it_can_look(
    world: World, visit: Visits
) -> None:
    await whole(world, visit)
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    head = await world.staff(Role.DEPARTMENT_HEAD, "civil_affairs")
    december = datetime(2026, 12, 5, tzinfo=UTC)
    for moment, months in ((MONDAY, 24), (MONDAY + timedelta(days=3), 0), (december, 1)):
        with clock.stopped(moment):
            async with world.as_worker() as session:
                assert await figures.count(session, county=COUNTY) == months
    async with visit(desk) as client:
        shown = (await client.get("/v1/desk/counselling/figures?year=2026")).json()["months"]
    async with visit(head) as client:
        refused = await client.get("/v1/desk/counselling/figures?year=2026")
    november = {one["month"]: one["counts"] for one in shown}["2026-11"]
    assert len(shown) == 11, "no running month"
    assert set(november) == {measure.value for measure in FigureMeasure}
    assert set(november.values()) == {"<5"}
    assert refused.status_code == 403
    context = context_of(desk)
    async with db.transaction(context) as session:
        for table in (*BESIDE, "counselling_note", "counselling_slot", "counsellor"):
            may = text("SELECT has_table_privilege('aud_desk', :table, 'SELECT')")
            assert not (await session.execute(may, {"table": table})).scalar_one(), table
