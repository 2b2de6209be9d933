"""Settings and contacts seen whole: the matrix with its gaps, a month's confirmation, what differs, taking back."""

import copy
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app import clock
from app.domain.catalogue.differences import differences
from app.domain.governance.queries import CONFIRMED_FOR
from app.models.catalogue import CountyVersion
from app.models.contacts import ServiceContact
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

OFFICE = f"town-{TOWNSHIP}"


async def admin(world: World) -> Actor:
    return await world.staff(Role.ADMIN, "county_desk")


async def town_worker(world: World, name: str) -> Actor:
    return await world.staff(Role.TOWNSHIP_WORKER, OFFICE, divisions=(TOWNSHIP,), name=name)


def cell(matrix: Any, service: str, town: str = TOWNSHIP) -> Any:
    return next(one for one in matrix["cells"] if (one["service"], one["township"]) == (service, town))


async def test_RTE_03_the_matrix_shows_every_pair_and_its_red_ones_are_the_gap_list(
    world: World, visit: Visits
) -> None:
    worker = await town_worker(world, "赵联系")
    members = await trio(world, "womens_federation")
    await roster(world, "law.dv", *members)
    async with visit(await admin(world)) as client:
        named = {"service": "charity", "township": TOWNSHIP, "office": OFFICE, "staff_id": str(worker.id)}
        assert (await client.put("/v1/admin/contacts", json=named)).status_code == 200
        matrix = (await client.get("/v1/admin/contact-matrix")).json()
        gaps = (await client.get("/v1/admin/coverage-gaps")).json()
    assert len(matrix["cells"]) == len(matrix["services"]) * len(matrix["townships"])
    assert (cell(matrix, "charity")["mark"], cell(matrix, "charity")["name"]) == ("green", "赵联系")
    closed = cell(matrix, "law.dv")
    assert (closed["mark"], closed["on_duty"], closed["name"], closed["contact_id"]) == ("green", True, None, None)
    assert next(one for one in matrix["services"] if one["code"] == "law.dv")["confidential"] is True
    red = {(one["service"], one["township"]) for one in matrix["cells"] if one["mark"] == "red"}
    assert red == {(one["service"], one["township"]) for one in gaps["items"]}
    assert matrix["gaps"] == gaps["count"] == len(red)
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as desk:
        assert (await desk.get("/v1/admin/contact-matrix")).status_code == 200
    async with visit(worker) as client:
        assert (await client.get("/v1/admin/contact-matrix")).status_code == 403


async def test_RTE_03_a_contact_unconfirmed_for_35_days_turns_yellow_and_the_deputy_is_used(
    world: World, visit: Visits
) -> None:
    worker, deputy = await town_worker(world, "赵联系"), await town_worker(world, "钱替补")
    named = {"service": "job.match", "township": TOWNSHIP, "office": OFFICE, "staff_id": str(worker.id)}
    async with visit(await admin(world)) as client:
        same = await client.put("/v1/admin/contacts", json=named | {"deputy_id": str(worker.id)})
        assert same.status_code == 422
        contact = (await client.put("/v1/admin/contacts", json=named | {"deputy_id": str(deputy.id)})).json()
        assert contact["deputy_id"] == str(deputy.id)

        async def township_part() -> str | None:
            async with visit(await world.woman()) as she:
                asked = await ask_for(she, "job.match")
            async with world.as_owner() as session:
                query = text("SELECT staff_id::text FROM request_task WHERE request_id = :id AND part = 'township'")
                found: str | None = (await session.execute(query, {"id": asked["id"]})).scalar_one_or_none()
            return found

        assert await township_part() == str(worker.id)
        old = clock.now() - CONFIRMED_FOR - timedelta(hours=1)
        async with world.as_owner() as session:
            await session.execute(text("UPDATE service_contact SET confirmed_at = :old"), {"old": old})
        matrix = (await client.get("/v1/admin/contact-matrix")).json()
        stale = cell(matrix, "job.match")
        assert (stale["mark"], stale["days"], stale["deputy_name"], matrix["stale"]) == ("yellow", 35, "钱替补", 1)
        assert await township_part() == str(deputy.id)
        done = await client.post("/v1/admin/contacts/confirm", json={"contacts": [contact["id"]]})
        assert done.json() == {"confirmed": 1}
        assert cell((await client.get("/v1/admin/contact-matrix")).json(), "job.match")["mark"] == "green"
        assert await township_part() == str(worker.id)


async def test_ADM_03_two_versions_are_compared_section_by_section(world: World, visit: Visits) -> None:
    newer = await another_version(world, "邮包（新名字）")
    async with visit(await admin(world)) as client:
        answer = await client.get(f"/v1/admin/versions/1/differences/{newer}")
        assert (await client.get("/v1/admin/versions/1/differences/999")).status_code == 404
    assert answer.status_code == 200, answer.text
    (change,) = answer.json()["changes"]
    assert (change["section"], change["section_name"], change["code"]) == ("services", "服务", "charity")
    assert (change["kind"], change["field"], change["after"]) == ("changed", "name", "邮包（新名字）")


def test_ADM_03_what_was_added_removed_and_changed_is_told_apart() -> None:
    before = {"services": [{"code": "a", "name": "甲", "days": 3}, {"code": "b", "name": "乙"}], "name": "丰都县"}
    after = {"services": [{"code": "a", "name": "甲", "days": 5}, {"code": "c", "name": "丙"}], "name": "丰都"}
    told = [
        (one.section, one.code, one.kind.value, one.field, one.before, one.after) for one in differences(before, after)
    ]
    assert told == [
        ("services", "b", "removed", None, None, None),
        ("services", "c", "added", None, None, None),
        ("services", "a", "changed", "days", "3", "5"),
        ("name", "", "changed", None, "丰都县", "丰都"),
    ]
    assert list(differences(before, before)) == []


async def another_version(world: World, name: str, *, days: int = 0) -> int:
    """Load a version in which one service has another name."""
    async with world.as_owner() as session:
        row = (
            await session.execute(text("SELECT version, document FROM county_version ORDER BY version DESC LIMIT 1"))
        ).one()
    document = copy.deepcopy(row.document)
    next(one for one in document["services"] if one["code"] == "charity")["name"] = name
    await world.add(
        CountyVersion(
            county=COUNTY,
            version=row.version + 1,
            valid_from=clock.now() + timedelta(days=days),
            content_hash=name.encode().hex()[:64],
            document=document,
        )
    )
    return int(row.version) + 1


async def test_ADM_03_the_last_settings_are_taken_back_in_one_act_and_open_requests_keep_their_rule(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        before = await ask_for(she, "charity")
        newer = await another_version(world, "邮包（新名字）")
        with clock.stopped(clock.now() + timedelta(minutes=1)):
            asked = await ask_for(she, "charity")
            assert asked["service_name"] == "邮包（新名字）"
            async with visit(await admin(world)) as client:
                wrong = await client.post("/v1/admin/versions/roll-back", json={"version": 1})
                assert (wrong.status_code, wrong.json()["current"]) == (409, {"version": newer})
                done = await client.post("/v1/admin/versions/roll-back", json={"version": newer})
                assert done.status_code == 200, done.text
                listed = done.json()["versions"]
            after = await ask_for(she, "charity")
            kept = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
    assert (done.json()["version"], listed[0]["version"]) == (newer + 1, newer + 1)
    assert after["service_name"] == before["service_name"] != "邮包（新名字）"
    assert kept["service_name"] == "邮包（新名字）", "old requests keep the old rule"
    async with world.as_owner() as session:
        query = text("SELECT count(*) FROM audit_event WHERE action = 'county_version:roll_back'")
        assert (await session.execute(query)).scalar_one() == 1


async def test_ADM_03_a_version_that_has_not_begun_is_struck_out_and_changed_villages_are_the_operators(
    world: World, visit: Visits
) -> None:
    newer = await another_version(world, "以后的名字", days=3)
    async with visit(await admin(world)) as client:
        done = await client.post("/v1/admin/versions/roll-back", json={"version": newer})
        assert (done.status_code, done.json()["version"]) == (200, newer - 1), done.text
        assert newer not in {one["version"] for one in done.json()["versions"]}
        again = await another_version(world, "有新村")
        async with world.as_owner() as session:
            dropped = text(
                "UPDATE county_version SET document = jsonb_set(document, '{places}', '[]') WHERE version = :v"
            )
            await session.execute(dropped, {"v": again})
        refused = await client.post("/v1/admin/versions/roll-back", json={"version": again})
        assert refused.status_code == 409
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as desk:
        assert (await desk.post("/v1/admin/versions/roll-back", json={"version": 1})).status_code == 403


async def test_RTE_03_confirming_what_is_not_there_confirms_nothing(world: World, visit: Visits) -> None:
    worker = await town_worker(world, "赵联系")
    foreign = ServiceContact(
        county=COUNTY,
        service_code="charity",
        township_code=TOWNSHIP,
        office_code=OFFICE,
        staff_id=worker.id,
        confirmed_at=clock.now(),
    )
    async with visit(await admin(world)) as client:
        done = await client.post("/v1/admin/contacts/confirm", json={"contacts": [str(foreign.id)]})
        assert done.json() == {"confirmed": 0}
        assert (await client.post("/v1/admin/contacts/confirm", json={"contacts": []})).status_code == 422
