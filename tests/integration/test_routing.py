"""Returns, re-routing, clocks, reopening, names in the thread, emergency lines, the interface itself."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app import audit, clock
from app.main import create_app
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WHY = {"reason": "这件事不归我们办。", "suggested_office": "finance"}


async def test_RTE_04_the_second_return_goes_to_a_ruling_and_her_clock_never_restarts(
    world: World, visit: Visits
) -> None:
    lead = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    second = await world.staff(Role.DEPARTMENT_HANDLER, "finance")
    async with visit(await world.woman()) as she, visit(lead) as client, visit(second) as other:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "job.match")
            bare = await step(client, asked["id"], "return", reason="不归我们", suggested_office="nowhere")
        with clock.stopped(MONDAY + timedelta(hours=5)):
            first = await must(client, asked["id"], "return", **WHY)
            again = await must(other, asked["id"], "return", reason="也不归我们。", suggested_office="health")
        mine = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
    assert bare.status_code == 422
    assert (first["state"], first["lead_office"], first["due_at"]) == ("submitted", "finance", asked["due_at"])
    assert again["state"] == "ruling"
    assert "也不归我们" not in str(mine), "an office's reason is the desk's affair"


async def test_RTE_05_a_rerouted_request_keeps_its_number_and_says_who_has_it(world: World, visit: Visits) -> None:
    lead = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    other = await world.staff(Role.DEPARTMENT_HANDLER, "finance")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match", telling="说过一次就够了")
        async with visit(lead) as client:
            await must(client, asked["id"], "accept")
            short = await step(client, asked["id"], "transfer", office="agriculture", note="短")
            await must(client, asked["id"], "transfer", office="agriculture", note="她要的是种养殖方面的活。")
            assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
        mine = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
    assert short.status_code == 422
    assert mine["number"] == asked["number"]
    assert mine["telling"] == "说过一次就够了"
    assert mine["timeline"][-1]["line"] == "县人力资源和社会保障局把这件事交给县农业农村委接着办。"
    async with visit(other) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404


async def test_RTE_06_a_parent_closes_only_when_its_children_are_taken_on(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    trainer = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        answer = await she.post("/v1/my/requests", json={"services": ["fam.group", "job.train"], "share": False})
        parent, child = (one["id"] for one in answer.json()["requests"])
        async with visit(handler) as client:
            await must(client, parent, "accept")
            await must(client, parent, "reply", body="好的。")
            await must(client, parent, "resolve", body="办好了。")
        early = await she.post(f"/v1/my/requests/{parent}/confirm")
        async with visit(trainer) as client:
            await must(client, child, "accept")
        late = await she.post(f"/v1/my/requests/{parent}/confirm")
    assert (early.status_code, late.status_code) == (409, 200)


async def test_RTE_07_emergency_lines_come_with_the_card_of_violence_self_harm_and_children(visit: Visits) -> None:
    async with visit() as client:
        cards = {one["code"]: one for one in (await client.get("/v1/services")).json()["services"]}
    for code in ("law.dv", "care.psych", "girl.clue"):
        numbers = {line["number"] for line in cards[code]["emergency"]}
        assert {"110", "120", "12338", "12345"} <= numbers, code
        assert cards[code]["can_ask"], "going on is always possible"
    assert "12348" in {line["number"] for line in cards["law.dv"]["emergency"]}
    assert cards["job.train"]["emergency"] == []


async def test_REQ_03_only_a_human_word_stops_the_first_clock(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    with clock.stopped(MONDAY):
        async with visit(await world.woman()) as she, visit(handler) as client:
            asked = await ask_for(she, "job.match")
            accepted = await must(client, asked["id"], "accept")
            replied = await must(client, asked["id"], "reply", body="收到，我来办。")
    assert accepted["due_at"] == asked["due_at"], "accepting is no answer"
    assert replied["due_at"] > asked["due_at"], "now the finish is what is owed"


async def test_REQ_10_reopening_goes_back_to_the_same_lead_within_thirty_days(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    async with visit(await world.woman()) as she, visit(handler) as client:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "fam.group")
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "reply", body="好的。")
            await must(client, asked["id"], "resolve", body="办好了。")
            await she.post(f"/v1/my/requests/{asked['id']}/confirm")
        with clock.stopped(MONDAY + timedelta(days=31)):
            late = await she.post(f"/v1/my/requests/{asked['id']}/reopen", json={})
        with clock.stopped(MONDAY + timedelta(days=29)):
            back = (await she.post(f"/v1/my/requests/{asked['id']}/reopen", json={})).json()
            queue = (await client.get("/v1/desk/requests?queue=reopened")).json()["items"]
    assert late.status_code == 409
    assert (back["lead_office"], back["number"], back["reopens"]) == ("womens_federation", asked["number"], 1)
    assert back["timeline"][0]["line"].startswith("您的事我们收到了"), "the old time line goes on"
    assert [row["reopens"] for row in queue] == [1]


async def test_MSG_01_a_line_shows_the_office_not_the_worker_unless_they_opt_in(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources", name="李同志")
    with clock.stopped(MONDAY):
        async with visit(await world.woman()) as she, visit(handler) as client:
            asked = await ask_for(she, "job.match")
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "reply", body="第一句")
            await must(client, asked["id"], "reply", body="第二句", show_name=True)
    with clock.stopped(MONDAY + timedelta(minutes=1)):
        async with visit(await world.woman()) as another:
            assert (await another.get(f"/v1/my/requests/{asked['id']}")).status_code == 404
        async with visit(handler) as client:
            lines = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["messages"]
    assert [line["from_name"] for line in lines] == ["县人力资源和社会保障局"] * 2
    assert [line["author"] for line in lines] == [None, str(handler.id)]


async def test_INT_01_the_interface_described_is_the_interface_served(visit: Visits) -> None:
    async with visit() as client:
        described = (await client.get("/openapi.json")).json()
        page = await client.get("/docs")
        script = await client.get("/docs/swagger-ui-bundle.js")
        nowhere = await client.get("/v1/nowhere")
        wrong = await client.post("/v1/sign-in/staff", json={"login_name": "x" * 100})
    assert described["openapi"].startswith("3.1")
    assert described == create_app().openapi()
    assert "http" not in page.text.replace("http-equiv", ""), "the page asks no other host"
    assert (script.status_code, len(script.content) > 100_000) == (200, True)
    assert (nowhere.status_code, nowhere.headers["content-type"]) == (404, "application/problem+json")
    assert (wrong.status_code, {one["field"] for one in wrong.json()["fields"]}) == (422, {"login_name", "password"})


async def test_ADM_07_a_changed_removed_or_inserted_audit_row_is_found(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match")
        await must(client, asked["id"], "accept")
    async with world.as_worker() as session:
        assert await audit.seal_pending(session, county=COUNTY) >= 3
        assert await audit.seal_pending(session, county=COUNTY) == 0
    lies = (
        "UPDATE audit_event SET facts = '{}' WHERE kind = 'change' AND facts <> '{}'",
        "DELETE FROM audit_event WHERE kind = 'read'",
        "DELETE FROM audit_event WHERE record_seq = 1",
    )
    async with world.as_owner() as session:
        assert await audit.verify(session, county=COUNTY) == []
        for lie in lies:
            nested = await session.begin_nested()
            assert (await session.execute(text(lie))).rowcount > 0  # type: ignore[attr-defined]
            assert await audit.verify(session, county=COUNTY), lie
            await nested.rollback()


async def test_LED_11_she_sees_which_office_opened_her_request_and_when(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
        async with visit(handler) as client:
            await client.get(f"/v1/desk/requests/{asked['id']}")
        log = (await she.get("/v1/my/access-log")).json()["items"]
    assert [(one["office"], one["action"]) for one in log] == [("县人力资源和社会保障局", "help_request:read")]


async def test_RTE_06_her_screen_links_what_she_told_in_one_go_but_never_a_closed_request(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        body = {"services": ["law.aid", "job.train", "law.dv"], "share": True}
        told = (await she.post("/v1/my/requests", json=body)).json()["requests"]
        law, job, dv = [(await she.get(f"/v1/my/requests/{one['id']}")).json() for one in told]
        alone = await ask_for(she, "job.match")
    assert [one["id"] for one in law["linked"]] == [job["id"]]
    assert [one["service_name"] for one in job["linked"]] == ["要律师帮忙"]
    assert (dv["linked"], alone["linked"]) == ([], [])


async def test_a_receipt_says_the_same_as_her_screen_a_moment_later(world: World, visit: Visits) -> None:
    await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman()) as she:
        for service in ("job.train", "law.aid", "law.dv", "other"):
            receipt = await ask_for(she, service, telling="说过的话")
            seen = (await she.get(f"/v1/my/requests/{receipt['id']}")).json()
            receipt["who"].sort(key=lambda part: part["id"])
            seen["who"].sort(key=lambda part: part["id"])
            assert receipt == seen, service
