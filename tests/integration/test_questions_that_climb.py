"""Nothing without a name rots: a question climbs like a request, and danger it names has two hours (MSG-05, REQ-06)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.domain.questions import climbing
from app.models.contacts import Absence, DutyShift
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning, offices open
NIGHT = datetime(2026, 11, 28, 17, 0, tzinfo=UTC)  # one at night, a Sunday
BEATEN = "他昨天晚上又动手打我，我能不能离？"


async def ask(client: AsyncClient, body: str, service: str = "law.ask") -> dict[str, Any]:
    answer = await client.post("/v1/questions", json={"service": service, "body": body})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def climb_at(world: World, moment: datetime) -> int:
    taken = 0
    with clock.stopped(moment):
        async with world.as_worker() as session:
            waiting = await climbing.due(session, county=COUNTY)
        for question in waiting:
            async with world.as_worker() as session:
                taken += await climbing.climb(session, county=COUNTY, question_id=question)
    return taken


async def sees(visit: Visits, actor: Actor) -> tuple[int, list[str]]:
    """How many questions a worker's desk has, and which notices came."""
    async with visit(actor) as client:
        rows = (await client.get("/v1/desk/questions")).json()["items"]
        with clock.stopped(MONDAY + timedelta(days=60)):
            notices = (await client.get("/v1/desk/notices")).json()["items"]
    return len(rows), [one["kind"] for one in notices]


async def steps(client: AsyncClient, code: str) -> list[str]:
    return [one["line"] for one in (await client.get(f"/v1/questions/{code}")).json()["steps"]]


async def test_MSG_05_a_question_nobody_answers_climbs_to_the_head_and_the_county_and_its_asker_sees_each_rung(
    world: World, visit: Visits
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            asked = await ask(nobody, "他不寄钱回来，我能问他要吗？")
        before = await climb_at(world, MONDAY + timedelta(hours=6))
        unseen = await sees(visit, desk)
        taken = [await climb_at(world, MONDAY + timedelta(hours=hours)) for hours in (30, 33, 57, 81, 90)]
        lines = await steps(nobody, asked["code"])
    assert (before, unseen) == (0, (0, []))
    assert taken == [1, 1, 1, 1, 0]
    assert lines == [
        "时间快到了，已提醒该回答的人。",
        "到期还没回答，已报给县司法局的负责人。",
        "还没回答，已再次报给县司法局的负责人。",
        "还没回答，已报到县关爱服务总台督办。",
    ]
    assert (await sees(visit, handler))[1].count("task_due") == 1
    assert (await sees(visit, head))[1].count("task_overdue") == 2
    assert await sees(visit, desk) == (1, ["task_overdue"]), "from now on the county may answer it"


async def test_MSG_05_a_stopped_worker_catches_up_in_order_and_takes_no_rung_twice(world: World, visit: Visits) -> None:
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            await ask(nobody, "他不寄钱回来，我能问他要吗？")
        caught_up = await climb_at(world, MONDAY + timedelta(days=9))
        again = await climb_at(world, MONDAY + timedelta(days=9))
    async with world.as_owner() as session:
        climbs = (await session.execute(text("SELECT climbs FROM question"))).scalar_one()
        audited = (
            await session.execute(text("SELECT count(*) FROM audit_event WHERE action = 'question:climb'"))
        ).scalar_one()
    assert (caught_up, again, audited) == (4, 0, 4)
    assert [one["percent"] for one in climbs] == [80, 100, 150, 200]
    assert [one["was_due"] for one in climbs] == sorted(one["was_due"] for one in climbs)


async def test_MSG_05_an_answer_stops_the_climb_and_a_further_line_winds_it_again(world: World, visit: Visits) -> None:
    desk = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit() as nobody, visit(desk) as client:
        with clock.stopped(MONDAY):
            asked = await ask(nobody, "他不寄钱回来，我能问他要吗？")
            row = (await client.get("/v1/desk/questions")).json()["items"][0]
            address = f"/v1/desk/questions/{row['id']}/answer"
            told = await client.post(address, json={"body": "可以的。"}, headers={"If-Match": f'"{row["version"]}"'})
        assert told.status_code == 200, told.text
        assert await climb_at(world, MONDAY + timedelta(days=30)) == 0
        with clock.stopped(MONDAY + timedelta(days=30)):
            await nobody.post(f"/v1/questions/{asked['code']}", json={"body": "要带什么材料？"})
        assert await climb_at(world, MONDAY + timedelta(days=30, hours=1)) == 0
        assert await climb_at(world, MONDAY + timedelta(days=60)) == 4


async def test_MSG_05_a_further_line_never_winds_a_late_clock_back(world: World, visit: Visits) -> None:
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            asked = await ask(nobody, "他不寄钱回来，我能问他要吗？")
        with clock.stopped(MONDAY + timedelta(hours=20)):
            await nobody.post(f"/v1/questions/{asked['code']}", json={"body": "还在吗？"})
    assert await climb_at(world, MONDAY + timedelta(hours=33)) == 2


async def test_MSG_05_danger_named_under_any_service_shows_the_numbers_and_has_two_hours_by_day_and_night(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    on_duty = await world.staff(Role.DEPARTMENT_HANDLER, "public_security")
    officer = await world.staff(Role.CLOSED_CASE_OFFICER, "county_desk")
    office = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    starts, ends = NIGHT - timedelta(hours=8), NIGHT + timedelta(hours=4)
    await world.add(
        DutyShift(county=COUNTY, service_code="law.dv", staff_id=on_duty.id, starts_at=starts, ends_at=ends)
    )
    async with visit() as nobody:
        with clock.stopped(NIGHT):
            asked = await ask(nobody, BEATEN)
            later = (await nobody.get(f"/v1/questions/{asked['code']}")).json()
        early = [await sees(visit, actor) for actor in (on_duty, first, second, head)]
        taken = [await climb_at(world, NIGHT + timedelta(minutes=minutes)) for minutes in (95, 97, 121, 181, 241)]
        lines = await steps(nobody, asked["code"])
    for shown in (asked, later):
        assert {"110", "120", "12338"} <= {one["number"] for one in shown["emergency"]}
    assert asked["due_words"] == "最晚今天凌晨3点前回答"
    assert early == [(1, ["task_new"])] * 4
    assert taken == [0, 1, 1, 1, 1]
    assert lines[1:] == [
        "到期还没回答，已请第二位专人接着看。",
        "还没回答，已报给督导的人。",
        "还没回答，已报给县里的专人。",
    ]
    assert (await sees(visit, second))[1].count("task_overdue") == 1
    assert (await sees(visit, head))[1].count("task_overdue") == 1
    assert await sees(visit, officer) == (1, ["task_overdue"])
    for stranger in (office, desk):
        assert await sees(visit, stranger) == (0, []), "what names danger is nobody's but the named people's"


async def test_MSG_05_danger_named_later_takes_the_question_from_the_office_to_the_named_people(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    office = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            asked = await ask(nobody, "他不寄钱回来，我能问他要吗？")
        before = (await sees(visit, office))[0]
        with clock.stopped(MONDAY + timedelta(hours=1)):
            told = await nobody.post(f"/v1/questions/{asked['code']}", json={"body": "我一问他就掐 我 脖子"})
    assert (before, (await sees(visit, office))[0]) == (1, 0)
    assert {"110", "120"} <= {one["number"] for one in told.json()["emergency"]}
    async with visit(second) as client:
        (row,) = (await client.get("/v1/desk/questions")).json()["items"]
        shown = (await client.get(f"/v1/desk/questions/{row['id']}")).json()
    assert (row["in_danger"], row["level"], len(shown["lines"])) == (True, "closed", 2)
    assert await climb_at(world, MONDAY + timedelta(hours=3, minutes=1)) == 2


async def test_RTE_08_a_question_never_waits_for_people_who_are_away_or_gone(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    deputy = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    day = MONDAY.date()
    await world.add(Absence(county=COUNTY, staff_id=first.id, deputy_id=deputy.id, first_day=day, last_day=day))
    async with world.as_owner() as session:
        await session.execute(text("UPDATE staff SET disabled_at = now() WHERE id = :id"), {"id": second.id})
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            await ask(nobody, BEATEN)
    async with world.as_owner() as session:
        readers = (await session.execute(text("SELECT readers FROM question"))).scalar_one()
    assert set(readers) == {f"staff:{deputy.id}", f"staff:{head.id}"}


async def test_MSG_05_where_no_roster_is_named_the_countys_closed_case_officer_answers(
    world: World, visit: Visits
) -> None:
    officer = await world.staff(Role.CLOSED_CASE_OFFICER, "county_desk")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            await ask(nobody, "我不想活了")
    assert await sees(visit, officer) == (1, ["task_new"])
    assert await sees(visit, desk) == (0, ["duty_gap"]), "the county hears by count that nobody is on duty"


@pytest.mark.parametrize("said", ["他 动 手 打人", "他动手，了我", "他要ＫＩＬＬ我，拿刀"])
async def test_MSG_05_signs_and_spaces_between_hide_no_danger(visit: Visits, said: str) -> None:
    async with visit() as nobody:
        asked = await ask(nobody, said)
    assert asked["emergency"]
