"""Offices renamed and merged on a date: two agree, work and people follow, words keep the old name (ADM-01)."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from app import clock
from app.domain.catalogue import queries as catalogue
from app.domain.governance import office_changes
from app.domain.help_requests import office_moving, showing
from app.models.catalogue import Office
from app.permissions.actors import Actor
from app.vocabulary import OfficeKind, Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, World

OLD, NEW, NAME = "womens_federation", "women_and_children", "妇女儿童服务中心"


def forget() -> None:
    """What other processes see within seconds, these tests see at once."""
    catalogue.forget()
    showing.forget_names()


async def agreed(world: World, visit: Visits, **said: Any) -> None:
    one, two = [await world.staff(Role.ADMIN, "county_desk") for _ in range(2)]
    async with visit(one) as client, visit(two) as other:
        proposed = await client.post("/v1/admin/office-changes", json=said)
        assert proposed.status_code == 202, proposed.text
        address = f"/v1/admin/proposals/{proposed.json()['id']}/decide"
        assert (await client.post(address, json={"agree": True})).status_code == 403, "it takes two"
        done = await other.post(address, json={"agree": True})
        assert done.status_code == 200, done.text
    forget()


async def night_falls(world: World) -> int:
    """Let the worker do what it does every five minutes."""
    moved = 0
    async with world.as_worker() as session:
        await office_changes.move_people(session, county=COUNTY)
    async with world.as_worker() as session:
        waiting = await office_moving.left_behind(session, county=COUNTY)
    for request in waiting:
        async with world.as_worker() as session:
            moved += await office_moving.move(session, county=COUNTY, request_id=request)
    forget()
    return moved


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


async def test_ADM_01_on_its_day_open_work_and_people_follow_and_history_keeps_the_old_name(
    world: World, visit: Visits
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, OLD)
    her = await world.woman()
    async with visit(her) as she, visit(handler) as client:
        asked = await ask_for(she, "charity")
        assert asked["lead_office"] == OLD
        old_name = asked["lead_name"]
        await must(client, asked["id"], "accept")
        due = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["due_at"]
        await agreed(world, visit, replaces=[OLD], code=NEW, name=NAME, on=str(tomorrow()))
        assert await night_falls(world) == 0, "nothing moves before its day"
        with clock.stopped(clock.now() + timedelta(days=1, minutes=1)):
            assert await night_falls(world) >= 1
            assert await night_falls(world) == 0, "once is enough"
            shown = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()
            assert (shown["lead_office"], shown["lead_name"]) == (NEW, NAME)
            assert (shown["owner_id"], shown["due_at"]) == (str(handler.id), due), "its clocks run on"
            me = (await client.get("/v1/staff/me")).json()
            assert (me["active"]["office"]["code"], me["active"]["office"]["name"]) == (NEW, NAME)
            hers = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
            lines = [line["line"] for line in hers["timeline"]]
            assert any(old_name in line and "接手" in line for line in lines), lines
            again = await ask_for(she, "charity")
            assert again["lead_office"] == NEW, "what comes now goes there at once"
            await must(client, asked["id"], "reply", body="我们改了名字，人没有变。")


async def test_ADM_01_a_merger_leaves_one_part_where_two_would_stand(world: World, visit: Visits) -> None:
    follower = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid")
        parts = {part["office"] for part in asked["who"]}
    gone = next(iter(sorted(parts - {"justice"} - {one for one in parts if one.startswith("town-")})), None)
    if gone is None:
        return
    await agreed(world, visit, replaces=[gone], code="justice", on=str(clock.today()))
    await night_falls(world)
    async with world.as_owner() as session:
        query = text("SELECT office_code, count(*) FROM request_task WHERE state = 'open' GROUP BY office_code")
        counts = {row[0]: row[1] for row in await session.execute(query)}
    assert gone not in counts
    assert counts["justice"] == 1
    async with visit(follower) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code in (200, 404)


async def test_SAF_04_a_closed_case_stays_with_its_people_when_their_office_ends(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, OLD)
    await roster(world, "law.dv", first, second, head)
    stranger = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv")
    async with world.as_owner() as session:
        query = text("SELECT office_code FROM request_task WHERE request_id = :id")
        lead = (await session.execute(query, {"id": asked["id"]})).scalar_one()
    await agreed(world, visit, replaces=[lead], code=NEW, name=NAME, on=str(clock.today()))
    await night_falls(world)
    async with visit(first) as member, visit(stranger) as other:
        assert (await member.get(f"/v1/desk/requests/{asked['id']}")).json()["lead_office"] == NEW
        assert (await other.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
    async with world.as_owner() as session:
        query = text("SELECT reader, staff_id FROM request_task WHERE request_id = :id AND state = 'open'")
        task = (await session.execute(query, {"id": asked["id"]})).one()
    assert (task.reader, task.staff_id) == (None, first.id)


async def test_ADM_01_a_change_that_cannot_be_is_refused(world: World, visit: Visits) -> None:
    admin: Actor = await world.staff(Role.ADMIN, "county_desk")
    day = str(tomorrow())
    async with visit(admin) as client:
        for wrong, status in (
            ({"replaces": ["nowhere"], "code": NEW, "name": NAME, "on": day}, 422),
            ({"replaces": ["county_desk"], "code": NEW, "name": NAME, "on": day}, 422),
            ({"replaces": [OLD], "code": OLD, "name": NAME, "on": day}, 422),
            ({"replaces": [OLD], "code": "justice", "name": NAME, "on": day}, 422),
            ({"replaces": [OLD], "code": NEW, "on": day}, 422),
            ({"replaces": [OLD], "code": NEW, "name": NAME, "on": "2020-01-01"}, 422),
        ):
            answer = await client.post("/v1/admin/office-changes", json=wrong)
            assert answer.status_code == status, (wrong, answer.text)
    await agreed(world, visit, replaces=[OLD], code=NEW, name=NAME, on=day)
    async with visit(admin) as client:
        again = {"replaces": [OLD], "code": "justice", "on": day}
        assert (await client.post("/v1/admin/office-changes", json=again)).status_code == 409
    async with visit(await world.staff(Role.DEPARTMENT_HEAD, "justice")) as head:
        assert (await head.post("/v1/admin/office-changes", json=again)).status_code == 403


async def test_ADM_01_loading_the_folder_again_does_not_bring_the_old_office_back(world: World, visit: Visits) -> None:
    await agreed(world, visit, replaces=[OLD], code=NEW, name=NAME, on=str(tomorrow()))
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT version, successor FROM office WHERE code = :c"), {"c": OLD})).one()
        assert (row.version > 1, row.successor) == (True, NEW)
        kept = await session.get(Office, (COUNTY, (await session.execute(
            text("SELECT id FROM office WHERE code = :c"), {"c": NEW})).scalar_one()))  # fmt: skip
    assert kept is not None
    assert (kept.kind, kept.version) == (OfficeKind.DEPARTMENT, 2)
