"""A late stage and a late tip climb as a late request does: the office, its head, the county desk, each once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text

from app import clock
from app.domain.loans import lateness
from app.jobs.rounds import one_by_one
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.loans import NOW, begun, bureau, must, police
from tests.visits import Visits
from tests.world import COUNTY, World

AGENT = {"way": "call", "wants": "money", "body": "说交三千元就能办"}


def day(month: int, number: int, hour: int = 2) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


async def climbed(world: World, *moments: datetime) -> list[list[int]]:
    """Let the worker look twice at each moment; give the rungs taken by then."""
    seen = []
    for moment in moments:
        with clock.stopped(moment):
            for _ in range(2):
                await one_by_one(COUNTY, lateness.steps_due, lateness.climb_step, "application_id")
                await one_by_one(COUNTY, lateness.tips_due, lateness.climb_tip, "tip_id")
        async with world.as_owner() as session:
            query = text("""
                SELECT facts ->> 'percent' FROM audit_event
                WHERE action IN ('loan_application:climb', 'loan_tip:climb') ORDER BY position
            """)
            seen.append([int(one) for one in (await session.execute(query)).scalars()])
    return seen


async def heard(visit: Visits, workers: Sequence[Actor], at: datetime) -> list[list[str]]:
    """Give what each was told of lateness."""
    kinds = []
    for worker in workers:
        async with visit(worker) as client:
            with clock.stopped(at):
                items = (await client.get("/v1/desk/notices")).json()["items"]
        kinds.append(sorted(one["kind"] for one in items if one["kind"] in ("task_due", "task_overdue")))
    return kinds


async def test_LON_06_a_late_stage_climbs_to_office_head_and_county_desk_and_the_next_begins_anew(
    world: World, visit: Visits
) -> None:
    worker = await bureau(world)
    head = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    her = await world.woman()
    first = await begun(visit, her)
    assert await climbed(world, NOW, day(11, 26, 7), day(11, 26, 10)) == [[], [80], [80, 100]]
    assert await climbed(world, day(12, 1)) == [[80, 100, 200]]
    told = await heard(visit, [worker, head, desk, await police(world)], day(12, 1))
    assert told == [["task_due"], ["task_due", "task_overdue"], ["task_overdue"], []]
    with clock.stopped(day(12, 1)):
        async with visit(worker) as client:
            await must(client, first["id"], "documents", "township", on="2026-12-01")
        async with visit(desk) as client:
            assert (await client.get("/v1/desk/loans/late")).json()["items"] == []
    assert (await climbed(world, day(12, 1), day(12, 4, 10)))[1] == [80, 100, 200, 80, 100]
    with clock.stopped(day(12, 4, 10)):
        async with visit(her) as she:
            await she.post("/v1/my/loan/withdraw")
    assert (await climbed(world, day(12, 30)))[0] == [80, 100, 200, 80, 100], "an end is owed to nobody"


async def test_LON_06_a_worker_that_stood_still_takes_every_rung_in_order_once(world: World, visit: Visits) -> None:
    await begun(visit, await world.woman())
    assert await climbed(world, day(12, 20)) == [[80, 100, 200]]


async def test_LON_06_papers_are_hers_to_gather_and_only_the_office_is_reminded(world: World, visit: Visits) -> None:
    worker, desk = await bureau(world), await world.staff(Role.COUNTY_DESK, "county_desk")
    first = await begun(visit, await world.woman())
    with clock.stopped(NOW):
        async with visit(worker) as client:
            await must(client, first["id"], "documents")
    long_after = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
    assert await climbed(world, day(12, 10), day(12, 24), long_after) == [[], [80], [80]]
    assert await heard(visit, [worker, desk], long_after) == [["task_due"], []]


async def test_LON_07_a_late_tip_climbs_and_one_that_was_seen_to_does_not(world: World, visit: Visits) -> None:
    officer = await police(world)
    head = await world.staff(Role.DEPARTMENT_HEAD, "public_security")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    with clock.stopped(NOW):
        async with visit() as anybody:
            for _ in range(2):
                assert (await anybody.post("/v1/loans/agent-reports", json=AGENT)).status_code == 201
        async with visit(officer) as client:
            one = (await client.get("/v1/desk/loans/tips")).json()["items"][0]
            said, headers = {"outcome": "已核实并提醒全镇"}, {"If-Match": '"1"'}
            path = f"/v1/desk/loans/tips/{one['id']}/settle"
            assert (await client.post(path, json=said, headers=headers)).status_code == 200
    assert await climbed(world, NOW, day(11, 26, 10), day(12, 1)) == [[], [80, 100], [80, 100, 200]]
    told = await heard(visit, [officer, head, desk, await bureau(world)], day(12, 1))
    assert told == [["task_due"], ["task_due", "task_overdue"], ["task_overdue"], []]


async def test_LON_07_the_county_desk_sees_whose_work_lies_and_since_when_and_nothing_it_is_about(
    world: World, visit: Visits
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    her = await world.woman()
    first = await begun(visit, her, amount="80000")
    with clock.stopped(NOW):
        async with visit() as anybody:
            await anybody.post("/v1/loans/agent-reports", json=AGENT)
    await climbed(world, day(12, 1))
    with clock.stopped(day(12, 1)):
        async with visit(desk) as client:
            whole = await client.get("/v1/desk/loans/late")
            page = await client.get("/v1/desk/loans/late", params={"limit": 1})
            rest = await client.get("/v1/desk/loans/late", params={"limit": 1, "cursor": page.json()["next"]})
            broken = await client.get("/v1/desk/loans/late", params={"cursor": "bm9wZQ"})
            async with world.as_owner() as session:
                tip = (await session.execute(text("SELECT id FROM loan_tip"))).scalar_one()
            closed = [await client.get(f"/v1/desk/loans/{key}") for key in (first["id"], f"tips/{tip}", uuid4())]
        for other in (await bureau(world), await police(world), await world.staff(Role.ADMIN, "county_desk")):
            async with visit(other) as client:
                assert (await client.get("/v1/desk/loans/late")).status_code == 403
    items = whole.json()["items"]
    assert {(one["kind"], one["office"]) for one in items} == {("step", "human_resources"), ("tip", "public_security")}
    assert all(set(one) == {"kind", "office", "office_name", "due_at", "due_words"} for one in items)
    assert all("现在已经晚了" in one["due_words"] for one in items)
    assert [*page.json()["items"], *rest.json()["items"]] == items
    assert rest.json()["next"] is None
    assert broken.status_code == 422
    assert [one.status_code for one in closed] == [403] * 3
    for secret in (first["id"], first["number"], AGENT["body"], str(tip), str(her.profile_id)):
        assert secret not in whole.text
