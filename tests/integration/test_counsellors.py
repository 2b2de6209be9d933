"""The administrator's list: two people for every paper, nobody without a post, nobody who has ended."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import text

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import care
from tests.care import MONDAY
from tests.visits import Visits
from tests.world import TOWNSHIP, World

PAPER = {"kind": "social_worker", "number": "演示-0001", "valid_from": "2024-01-01", "valid_to": "2027-12-31"}


def described(actor: Actor, boss: Actor, **more: Any) -> dict[str, Any]:
    known = {"staff_id": str(actor.id), "supervisor_id": str(boss.id), "shown_name": "王老师", "gender": "woman"}
    return {**known, "languages": ["mandarin"], **more}


async def add(client: AsyncClient, said: dict[str, Any]) -> Response:
    return await client.post("/v1/admin/counsellors", json=said)


async def test_ADM_05_a_paper_counts_only_after_another_administrator_has_checked_it(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    worker = await world.staff(Role.SOCIAL_WORKER, "civil_affairs")
    one, two = [await world.staff(Role.ADMIN, "county_desk") for _ in range(2)]
    with clock.stopped(MONDAY):
        async with visit(one) as admin, visit(two) as second:
            agency = (await admin.post("/v1/admin/counselling-agencies", json={"name": "暖心社工站"})).json()["id"]
            same_name = await admin.post("/v1/admin/counselling-agencies", json={"name": "暖心社工站"})
            made = (await add(admin, described(worker, boss, agency_id=agency))).json()["id"]
            own = (
                await admin.post("/v1/admin/counselling-qualifications", json={**PAPER, "counsellor_id": made})
            ).json()
            kind = {**PAPER, "kind": "agency_registration", "agency_id": agency}
            firm = (await second.post("/v1/admin/counselling-qualifications", json=kind)).json()
            before = (await admin.get("/v1/admin/counsellors")).json()["counsellors"][0]["bookable_today"]
            alone = await admin.post(f"/v1/admin/counselling-qualifications/{own['id']}/check")
            checked = await second.post(f"/v1/admin/counselling-qualifications/{own['id']}/check")
            half = (await admin.get("/v1/admin/counsellors")).json()["counsellors"][0]["bookable_today"]
            await admin.post(f"/v1/admin/counselling-qualifications/{firm['id']}/check")
            listed = (await admin.get("/v1/admin/counsellors")).json()
    async with world.as_owner() as session:
        sealed = (await session.execute(text("SELECT number_sealed FROM counselling_qualification"))).scalars().all()
    assert (before, half, listed["counsellors"][0]["bookable_today"]) == (False, False, True)
    assert (same_name.status_code, alone.status_code, checked.json()["checked"]) == (409, 409, True)
    assert "演示-0001" not in str(listed)
    assert not any("演示-0001".encode() in bytes(one) for one in sealed)


async def test_only_people_with_a_post_that_may_counsel_are_put_on_the_list_under_another_one(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    worker = await world.staff(Role.SOCIAL_WORKER, "civil_affairs")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as admin:
        refused = [
            await add(admin, described(town, boss)),
            await add(admin, described(worker, desk)),
            await add(admin, described(worker, worker)),
            await add(admin, described(worker, boss, languages=["latin"])),
        ]
        nowhere = await add(admin, described(worker, boss, agency_id=str(boss.id)))
        first, again = [await add(admin, described(worker, boss)) for _ in range(2)]
        backwards = {**PAPER, "counsellor_id": first.json()["id"], "valid_to": "2023-01-01"}
        wrong = {**PAPER, "counsellor_id": first.json()["id"], "kind": "agency_registration"}
        odd = [await admin.post("/v1/admin/counselling-qualifications", json=one) for one in (backwards, wrong, PAPER)]
    assert [one.status_code for one in refused] == [422, 422, 422, 422]
    assert (nowhere.status_code, first.status_code, again.status_code) == (404, 201, 409)
    assert [one.status_code for one in odd] == [422, 422, 422]


async def test_a_counsellor_who_has_ended_is_offered_to_nobody_and_offers_nothing(world: World, visit: Visits) -> None:
    actor = await care.counsellor(world, await care.supervisor_of(world))
    admin = await world.staff(Role.ADMIN, "county_desk")
    with clock.stopped(MONDAY):
        await care.offer(visit, actor, MONDAY + timedelta(days=1))
        async with visit(admin) as client:
            row = (await client.get("/v1/admin/counsellors")).json()["counsellors"][0]["id"]
            ended = await client.post(f"/v1/admin/counsellors/{row}/end")
            twice = await client.post(f"/v1/admin/counsellors/{row}/end")
        async with visit(await world.woman()) as she:
            left = (await she.get("/v1/my/counselling/slots")).json()["items"]
        async with visit(actor) as client:
            refused = await care.try_offer(client, MONDAY + timedelta(days=2))
    assert (ended.status_code, twice.status_code, left, refused.status_code) == (204, 404, [], 403)
