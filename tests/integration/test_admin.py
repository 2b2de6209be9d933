"""Administration: offices, people, contacts, absences, gaps; every right and who lacks it."""

from datetime import timedelta

from app import clock
from app.vocabulary import Role
from tests.visits import Visits
from tests.world import TOWNSHIP, World


async def test_ADM_02_only_the_administrator_manages(world: World, visit: Visits) -> None:
    for role, office in (
        (Role.DEPARTMENT_HEAD, "justice"),
        (Role.COUNTY_DESK, "county_desk"),
        (Role.AUDITOR, "county_desk"),
    ):
        async with visit(await world.staff(role, office)) as client:
            assert (await client.get("/v1/admin/staff")).status_code == 403


async def test_an_invited_worker_chooses_a_password_once_and_a_revoked_right_is_gone_at_once(
    world: World, visit: Visits
) -> None:
    admin = await world.staff(Role.ADMIN, "county_desk")
    said = {"login_name": "new.worker", "name": "新同志", "role": "department_handler", "office": "justice"}
    password = "山高水长路不平-7391"
    second = await world.staff(Role.ADMIN, "county_desk")
    async with visit(admin) as client, visit(second) as another, visit() as nobody:
        invited = (await client.post("/v1/admin/staff/invitations", json=said)).json()
        taken = await client.post("/v1/admin/staff/invitations", json=said)
        accept = {"code": invited["code"], "password": password}
        first = await nobody.post("/v1/sign-in/staff/invitation", json=accept)
        second = await nobody.post("/v1/sign-in/staff/invitation", json=accept)
        sign = {"login_name": "new.worker", "password": password}
        early = await nobody.post("/v1/sign-in/staff", json=sign)
        address = f"/v1/admin/proposals/{invited['proposal_id']}/decide"
        alone = await client.post(address, json={"agree": True})
        agreed = await another.post(address, json={"agree": True})
        again = await another.post(address, json={"agree": True})
        assert (early.status_code, alone.status_code, agreed.status_code, again.status_code) == (401, 403, 200, 409)
        signed = await nobody.post("/v1/sign-in/staff", json=sign)
        assert signed.status_code == 200, (first.text, signed.text)
        headers = {"Authorization": f"Bearer {signed.json()['access_token']}"}
        assert (await nobody.get("/v1/staff/sessions", headers=headers)).status_code == 200
        listed = (await client.get("/v1/admin/staff?office=justice")).json()
        post = next(one for one in listed if one["login_name"] == "new.worker")
        gone = await client.delete(f"/v1/admin/staff/{post['id']}/grants/{post['grants'][0]['id']}")
        assert (await nobody.get("/v1/staff/sessions", headers=headers)).status_code == 401
    assert (taken.status_code, first.status_code, second.status_code, gone.status_code) == (409, 204, 401, 204)


async def test_RTE_03_a_pair_without_a_live_contact_is_on_the_gap_list(world: World, visit: Visits) -> None:
    admin = await world.staff(Role.ADMIN, "county_desk")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    named = {"service": "law.ask", "township": TOWNSHIP, "office": f"town-{TOWNSHIP}", "staff_id": str(town.id)}
    async with visit(admin) as client:
        before = (await client.get("/v1/admin/coverage-gaps")).json()
        assert (await client.put("/v1/admin/contacts", json=named)).status_code == 200
        after = (await client.get("/v1/admin/coverage-gaps")).json()
        assert before["count"] == len(before["items"]) == after["count"] + 1
        await client.post(f"/v1/admin/staff/{town.id}/disable")
        again = (await client.get("/v1/admin/coverage-gaps")).json()
    assert again["count"] == before["count"], "a disabled person covers nothing"


async def test_RTE_08_an_absent_contact_is_replaced_by_the_deputy(world: World, visit: Visits) -> None:
    admin = await world.staff(Role.ADMIN, "county_desk")
    absent = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    deputy = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    today = clock.today()
    days = {"first_day": str(today), "last_day": str(today + timedelta(days=3))}
    away = {"staff_id": str(absent.id), "deputy_id": str(deputy.id), **days}
    async with visit(admin) as client:
        named = {"service": "law.aid", "office": "justice", "staff_id": str(absent.id)}
        assert (await client.put("/v1/admin/contacts", json=named)).status_code == 200
        assert (await client.post("/v1/admin/absences", json=away)).status_code == 201
        assert (await client.post("/v1/admin/absences", json=away)).status_code == 409
        own = await client.post("/v1/admin/absences", json={**away, "deputy_id": str(absent.id)})
        assert own.status_code == 422
    async with visit(await world.woman()) as she:
        asked = (await she.post("/v1/my/requests", json={"services": ["law.aid"], "share": True})).json()
    async with visit(deputy) as client:
        shown = (await client.get(f"/v1/desk/requests/{asked['requests'][0]['id']}")).json()
    assert shown["owner_id"] == str(deputy.id)


async def test_ADM_03_an_office_is_edited_on_the_version_seen(world: World, visit: Visits) -> None:
    admin = await world.staff(Role.ADMIN, "county_desk")
    async with visit(admin) as client:
        changed = await client.put("/v1/admin/offices/sports", json={"phone": "023-1"}, headers={"If-Match": '"1"'})
        stale = await client.put("/v1/admin/offices/sports", json={"phone": "023-2"}, headers={"If-Match": '"1"'})
        versions = (await client.get("/v1/admin/versions")).json()
    assert (changed.status_code, changed.json()["version"], stale.status_code) == (200, 2, 412)
    assert versions[0]["version"] == 1


async def test_ADM_05_closed_access_is_never_one_persons_gift(world: World, visit: Visits) -> None:
    admin, second = await world.staff(Role.ADMIN, "county_desk"), await world.staff(Role.ADMIN, "county_desk")
    people = [await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation") for _ in range(3)]
    ids = dict(zip(("first_id", "second_id", "supervisor_id"), (str(one.id) for one in people), strict=True))
    named = {"service": "law.dv", "township": TOWNSHIP, **ids}
    async with visit(admin) as client, visit(second) as another, visit(await world.woman()) as she:
        proposed = await client.put("/v1/admin/rosters", json=named)
        wrong = await client.put("/v1/admin/rosters", json={**named, "service": "job.train"})
        waiting = (await another.get("/v1/admin/proposals")).json()["items"]
        before = (await she.post("/v1/my/requests", json={"services": ["law.dv"], "share": False})).json()
        await another.post(f"/v1/admin/proposals/{waiting[0]['id']}/decide", json={"agree": True})
        after = (await she.post("/v1/my/requests", json={"services": ["law.dv"], "share": False})).json()
    assert (proposed.status_code, wrong.status_code, len(waiting)) == (202, 422, 1)
    async with visit(people[0]) as client:
        assert (await client.get(f"/v1/desk/requests/{before['requests'][0]['id']}")).status_code == 404
        assert (await client.get(f"/v1/desk/requests/{after['requests'][0]['id']}")).status_code == 200
