"""Who a worker is: the post acted in, the rooms it opens, and going on in another one."""

from sqlalchemy import text

from app import clock
from app.http.described import all_routes, gates_of
from app.main import create_app
from app.models.accounts import StaffGrant
from app.permissions.actors import STAYS_FRESH, Actor
from app.permissions.rooms import NAMES, OPENED_BY, ROLE_NAMES, rooms_of
from app.permissions.table import GRANTS
from app.vocabulary import Role, Room
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

TOWN_OFFICE = f"town-{TOWNSHIP}"


async def another_post(world: World, actor: Actor, role: Role, office: str, *divisions: str) -> str:
    grant = StaffGrant(county=COUNTY, staff_id=actor.id, role=role, office_code=office, divisions=list(divisions))
    await world.add(grant)
    return str(grant.id)


async def test_ADM_02_me_says_who_where_and_which_rooms_the_table_opens(world: World, visit: Visits) -> None:
    worker = await world.staff(Role.TOWNSHIP_WORKER, TOWN_OFFICE, divisions=(TOWNSHIP,), name="王同志")
    async with visit(worker) as client:
        me = (await client.get("/v1/staff/me")).json()
    assert (me["name"], me["county"]["name"]) == ("王同志", "丰都县")
    post = me["active"]
    assert (post["role"], post["role_name"]) == ("township_worker", "乡镇工作人员")
    assert post["office"]["name"] != post["office"]["code"] == TOWN_OFFICE
    assert post["township"]["code"] == TOWNSHIP
    assert "\u4e00" <= post["township"]["name"][0] <= "\u9fff"
    assert [one["code"] for one in post["divisions"]] == [TOWNSHIP]
    assert [one["room"] for one in me["rooms"]] == [room.value for room in rooms_of(Role.TOWNSHIP_WORKER)]
    assert {"queue", "visits"} <= {one["room"] for one in me["rooms"]}
    assert "proposals" not in {one["room"] for one in me["rooms"]}
    assert set(me["may"]) == {action.value for action, roles in GRANTS.items() if Role.TOWNSHIP_WORKER in roles}


async def test_ADM_02_every_role_of_the_desk_gets_its_own_menu_and_no_woman_gets_one(
    world: World, visit: Visits
) -> None:
    for role in set(Role) - {Role.WOMAN, Role.SYSTEM}:
        async with visit(await world.staff(role, "county_desk")) as client:
            me = (await client.get("/v1/staff/me")).json()
        assert [one["room"] for one in me["rooms"]] == [room.value for room in rooms_of(role)], role
        assert me["active"]["role_name"] == ROLE_NAMES[role]
    async with visit(await world.woman()) as she:
        assert (await she.get("/v1/staff/me")).status_code == 403


def test_ADM_02_every_room_has_a_name_and_a_route_behind_the_action_that_opens_it() -> None:
    assert set(OPENED_BY) == set(NAMES) == set(Room)
    assert set(ROLE_NAMES) == set(Role)
    gated = {gate.action for _, _, route in all_routes(create_app()) for gate in gates_of(route.dependant)}
    assert set(OPENED_BY.values()) <= gated


async def test_ADM_06_before_a_second_factor_no_room_is_open_but_one_is_still_told_who_one_is(
    world: World, visit: Visits
) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with world.as_owner() as session:
        weak = text("UPDATE sign_in_session SET strong = false, proved_at = NULL WHERE id = :id")
        await session.execute(weak, {"id": worker.session_id})
    async with visit(worker) as client:
        me = (await client.get("/v1/staff/me")).json()
        assert (await client.get("/v1/desk/queues")).json()["code"] == "enrol_first"
    assert (me["rooms"], me["strong"], me["second_factor"], me["fresh"], me["fresh_until"]) == (
        [],
        False,
        False,
        False,
        None,
    )


async def test_ADM_06_me_says_until_when_the_last_code_counts_as_fresh(world: World, visit: Visits) -> None:
    worker = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    proved = clock.now()
    async with world.as_owner() as session:
        early = text("UPDATE sign_in_session SET proved_at = :at, created_at = :at WHERE id = :id")
        await session.execute(early, {"id": worker.session_id, "at": proved})
    async with visit(worker) as client:
        with clock.stopped(proved + STAYS_FRESH / 2):
            assert (await client.get("/v1/staff/me")).json()["fresh"]
        with clock.stopped(proved + STAYS_FRESH):
            me = (await client.get("/v1/staff/me")).json()
    assert (me["fresh"], me["strong"]) == (False, True)


async def test_ADM_02_a_worker_goes_on_in_another_own_post_with_its_rights_and_without_the_old_ones(
    world: World, visit: Visits
) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "civil_affairs")
    second = await another_post(world, worker, Role.VILLAGE_CADRE, TOWN_OFFICE, VILLAGE)
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "charity")
    async with visit(worker) as client:
        before = await client.get(f"/v1/desk/requests/{asked['id']}")
        switched = await client.post("/v1/staff/active-post", json={"grant": second})
        assert switched.status_code == 200, switched.text
        me = switched.json()
        after = await client.get(f"/v1/desk/requests/{asked['id']}")
        again = (await client.get("/v1/staff/me")).json()
        assert (await client.get("/v1/desk/visits")).status_code == 200
    assert me == again
    assert (me["active"]["id"], me["active"]["role"], len(me["posts"])) == (second, "village_cadre", 2)
    assert before.status_code in (200, 404)
    assert after.status_code == 403, "a cadre passes no gate of the desk's requests"
    async with world.as_owner() as session:
        query = text("SELECT facts->>'role' FROM audit_event WHERE action = 'session:act_as' AND actor_id = :id")
        assert (await session.execute(query, {"id": worker.id})).scalars().all() == ["village_cadre"]


async def test_ADM_02_nobody_goes_on_in_somebody_elses_or_a_revoked_post(world: World, visit: Visits) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    other = await world.staff(Role.ADMIN, "county_desk")
    async with world.as_owner() as session:
        theirs = text("SELECT id FROM staff_grant WHERE staff_id = :id")
        foreign = str((await session.execute(theirs, {"id": other.id})).scalar_one())
    gone = await another_post(world, worker, Role.ADMIN, "county_desk")
    async with world.as_owner() as session:
        await session.execute(text("UPDATE staff_grant SET revoked_at = now() WHERE id = :id"), {"id": gone})
    async with visit(worker) as client:
        for grant in (foreign, gone):
            assert (await client.post("/v1/staff/active-post", json={"grant": grant})).status_code == 404
        assert (await client.get("/v1/staff/me")).json()["active"]["role"] == "department_handler"
        assert (await client.get("/v1/admin/staff")).status_code == 403
