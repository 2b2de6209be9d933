"""The desk's queues: filters as codes, what is new to the reader, and finding by exact number or phone."""

from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app import clock
from app.crypto import normal_phone
from app.domain import receipt_numbers
from app.domain.rotating import NOBODY, reindex
from app.domain.sealed_columns import INDEXED_COLUMNS
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.statements import recorded
from tests.visits import Visits
from tests.world import TOWNSHIP, World

OTHER_VILLAGE = "500230102201"
PHONE = "19900001234"


async def rows(client: AsyncClient, **filters: object) -> list[dict[str, object]]:
    answer = await client.get("/v1/desk/requests", params=filters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_QUE_01_filters_are_codes_and_narrow_the_queue(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she, visit(await world.woman(village=OTHER_VILLAGE)) as other:
        here = await ask_for(she, "charity")
        there = await ask_for(other, "charity", village=OTHER_VILLAGE)
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, here["lead_office"])) as client:
        await must(client, here["id"], "accept")
        everything = {row["id"] for row in await rows(client, queue="overdue")}
        assert everything == set()
        lead = {row["id"] for row in await rows(client, queue="to_accept")}
        assert there["id"] in lead
        only = await rows(client, queue="to_accept", township="500230102")
        assert [row["id"] for row in only] == [there["id"]]
        assert [row["township_name"] != row["township"] for row in only] == [True]
        assert await rows(client, queue="to_accept", state="accepted") == []
        assert {row["id"] for row in await rows(client, queue="to_accept", service="charity")} == {there["id"]}
        assert await rows(client, queue="to_accept", level="closed") == []
        with clock.stopped(clock.now() + timedelta(days=60)):
            late = {row["id"] for row in await rows(client, queue="overdue", due="overdue")}
            assert {here["id"], there["id"]} <= late
            assert await rows(client, queue="overdue", due="later") == []


async def test_QUE_01_a_filter_that_is_no_code_is_refused_and_nothing_personal_fits_into_the_address(
    world: World, visit: Visits
) -> None:
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as client:
        for wrong in ({"state": "gone"}, {"service": "张小妹"}, {"township": "1"}, {"due": "soon"}, {"level": "x"}):
            assert (await client.get("/v1/desk/requests", params=wrong)).status_code == 422, wrong
        many = [("township", "500230101")] * 21
        assert (await client.get("/v1/desk/requests", params=many)).status_code == 422


async def test_QUE_01_narrowed_pages_go_on_where_they_ended_and_hold_every_row_once(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        asked = [await ask_for(she, "charity") for _ in range(5)]
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, asked[0]["lead_office"])) as client:
        seen: list[str] = []
        cursor: dict[str, str] = {}
        for _ in range(5):
            page = (
                await client.get(
                    "/v1/desk/requests",
                    params={"queue": "to_accept", "service": "charity", "limit": 2, **cursor},
                )
            ).json()
            seen += [row["id"] for row in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
    assert sorted(seen) == sorted(one["id"] for one in asked)
    assert len(seen) == len(set(seen))


async def test_QUE_01_what_happened_since_my_last_look_is_unread_and_my_own_acts_are_not(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "charity")
        mine = await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"], name="李办事")
        other = await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])
        async with visit(mine) as client, visit(other) as colleague:

            async def unread(one: AsyncClient) -> bool:
                (row,) = [row for row in await rows(one, queue="mine", service="charity") if row["id"] == asked["id"]]
                return bool(row["unread"])

            assert [row["unread"] for row in await rows(client, queue="to_accept")] == [True]
            await must(client, asked["id"], "accept")  # looks first, as the console does
            assert await unread(client) is False
            (row,) = await rows(client, queue="mine")
            assert row["staff_name"] == "李办事"
            later = clock.now() + timedelta(minutes=1)
            with clock.stopped(later):
                await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "有消息了吗？"})
                assert await unread(client) is True
            with clock.stopped(later + timedelta(minutes=1)):
                await client.get(f"/v1/desk/requests/{asked['id']}")
                assert await unread(client) is False
            with clock.stopped(later + timedelta(minutes=2)):
                await must(colleague, asked["id"], "note", body="我也看一下")
                assert await unread(client) is True


async def test_QUE_01_a_page_of_fifty_stays_under_its_weight_and_its_statements_do_not_grow(
    world: World, visit: Visits, engine: AsyncEngine
) -> None:
    async with visit(await world.woman()) as she:
        first = await ask_for(she, "charity")
        async with visit(await world.staff(Role.DEPARTMENT_HANDLER, first["lead_office"])) as client:
            await rows(client)
            with recorded(engine) as one:
                assert len(await rows(client)) == 1
            for _ in range(20):
                await ask_for(she, "charity")
            with recorded(engine) as twenty:
                answer = await client.get("/v1/desk/requests")
    assert len(answer.json()["items"]) == 21
    assert len(one) == len(twenty)
    assert len(answer.content) / 21 * 50 < 150 * 1024


async def test_QUE_01_the_desk_finds_by_exact_number_or_phone_what_it_may_read_and_nothing_else(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman(phone=PHONE)) as she:
        asked = await ask_for(she, "charity")
        elsewhere = await ask_for(she, "job.match")
    lead = await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])
    assert elsewhere["lead_office"] != asked["lead_office"]
    async with visit(lead) as client:
        for said in ({"number": asked["number"]}, {"phone": PHONE}, {"phone": f"+86 {PHONE[:3]} {PHONE[3:]}"}):
            found = await client.post("/v1/desk/requests/search", json=said)
            assert found.status_code == 200, found.text
            assert [one["id"] for one in found.json()["items"]] == [asked["id"]], said
            assert PHONE not in found.text
        for said in ({"number": elsewhere["number"]}, {"phone": "19900009999"}, {"number": "1234 5678 9"}):
            assert (await client.post("/v1/desk/requests/search", json=said)).json() == {"items": []}
        for wrong in ({}, {"number": asked["number"], "phone": PHONE}, {"telling": "打我"}):
            assert (await client.post("/v1/desk/requests/search", json=wrong)).status_code == 422
    async with world.as_owner() as session:
        query = text("SELECT facts::text FROM audit_event WHERE action = 'help_request:search' AND actor_id = :id")
        written = (await session.execute(query, {"id": lead.id})).scalars().all()
    assert len(written) == 6
    assert not any(PHONE in one or asked["number"].replace(" ", "") in one for one in written)


async def test_QUE_01_searching_is_held_to_a_budget(
    world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.http import budgets
    from app.permissions.table import Action

    monkeypatch.setitem(budgets.BUDGETS, Action.HELP_REQUEST_SEARCH, ((3600, 2),))
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as client:
        said = {"phone": PHONE}
        codes = [(await client.post("/v1/desk/requests/search", json=said)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


async def test_SAF_04_a_closed_request_is_found_by_its_number_by_its_members_alone_and_by_phone_by_nobody(
    world: World, visit: Visits, engine: AsyncEngine
) -> None:
    first, second, head = await trio(world, "womens_federation")
    outsider = await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman(phone=PHONE)) as she:
        asked = await ask_for(she, "law.dv", telling="他打我")
    (drawn,) = receipt_numbers.draw(1)
    async with visit(first) as client:
        found = (await client.post("/v1/desk/requests/search", json={"number": asked["number"]})).json()["items"]
        assert [one["id"] for one in found] == [asked["id"]]
        assert (await client.post("/v1/desk/requests/search", json={"phone": PHONE})).json() == {"items": []}
    async with visit(outsider) as client:
        asks = []
        for number in (receipt_numbers.shown(drawn), asked["number"], receipt_numbers.shown(drawn)):
            with recorded(engine) as statements:
                answer = await client.post("/v1/desk/requests/search", json={"number": number})
            asks.append((answer.text, statements))
        assert asks[1] == asks[2]
        assert asks[1][0] == '{"items":[]}'
    async with world.as_owner() as session:
        query = text("SELECT phone_index FROM help_request WHERE id = :id")
        assert (await session.execute(query, {"id": asked["id"]})).scalar_one() is None


async def test_SAF_04_what_becomes_closed_is_found_by_phone_no_more(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman(phone=PHONE)) as she:
        asked = await ask_for(she, "other", telling="想说件事")
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as client:
        assert len((await client.post("/v1/desk/requests/search", json={"phone": PHONE})).json()["items"]) == 1
        await must(client, asked["id"], "classify", service="law.dv")
        assert (await client.post("/v1/desk/requests/search", json={"phone": PHONE})).json() == {"items": []}


async def test_DAT_the_index_is_made_anew_for_what_came_before_it_and_passes_closed_cases_by(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman(phone=PHONE)) as she:
        asked = await ask_for(she, "charity")
        await ask_for(she, "law.dv")
    async with world.as_owner() as session:
        await session.execute(text("UPDATE help_request SET phone_index = NULL"))
    vault = await world.vault()
    (own,) = [one for one in INDEXED_COLUMNS if one.sealed.table == "help_request"]
    async with world.as_owner() as session:
        await reindex(session, vault=vault, indexed=own, after=NOBODY, most=500)
        query = text("SELECT id::text, phone_index FROM help_request WHERE phone_index IS NOT NULL")
        made = (await session.execute(query)).all()
    assert [(one.id, bytes(one.phone_index)) for one in made] == [
        (asked["id"], vault.blind_index("phone", normal_phone(PHONE)))
    ]


async def test_QUE_01_the_township_finds_too_and_a_cadre_may_not_search(world: World, visit: Visits) -> None:
    async with visit(await world.woman(phone=PHONE)) as she:
        asked = await ask_for(she, "charity")
    worker = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    async with visit(worker) as client:
        found = (await client.post("/v1/desk/requests/search", json={"phone": PHONE})).json()["items"]
        assert {one["id"] for one in found} <= {asked["id"]}
    async with visit(await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}")) as client:
        assert (await client.post("/v1/desk/requests/search", json={"phone": PHONE})).status_code == 403
