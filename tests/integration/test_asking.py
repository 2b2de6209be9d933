"""Asking, routing, numbers and idempotency over HTTP."""

from datetime import UTC, datetime, timedelta

from app import clock
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.visits import Visits
from tests.world import TOWNSHIP, World


async def test_RTE_02_a_request_makes_one_lead_one_task_per_co_office_and_one_for_the_township(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid")
    parts = sorted((part["part"], part["office"]) for part in asked["who"])
    assert parts == [
        ("co", "civil_affairs"),
        ("co", "womens_federation"),
        ("lead", "justice"),
        ("township", f"town-{TOWNSHIP}"),
    ]


async def test_SAF_09_without_her_yes_only_the_lead_office_hears(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid", share=False)
    assert [part["office"] for part in asked["who"]] == ["justice"]


async def test_RTE_06_one_telling_opens_linked_requests_with_numbers_of_their_own(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        answer = await she.post("/v1/my/requests", json={"services": ["law.ask", "aid.temp"], "share": True})
    requests = answer.json()["requests"]
    assert len({one["number"] for one in requests}) == 2
    assert [one["lead_office"] for one in requests] == ["justice", "civil_affairs"]


async def test_RTE_09_what_she_cannot_name_goes_to_the_county_desk_and_is_classified(
    world: World, visit: Visits
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "other")
        assert (asked["state"], asked["lead_office"]) == ("triage", "county_desk")
    async with visit(desk) as client:
        classified = await must(client, asked["id"], "classify", service="law.land")
    assert (classified["state"], classified["lead_office"]) == ("submitted", "agriculture")
    assert classified["number"] == asked["number"]


async def test_REQ_02_a_number_given_in_advance_is_the_number_of_the_receipt(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        block = (await she.post("/v1/my/receipt-numbers")).json()["numbers"]
        assert len({one["number"] for one in block}) == 20
        held = block[0]["number"]
        first = await she.post(
            "/v1/my/requests", json={"services": ["law.ask"], "share": True, "receipt_numbers": [held]}
        )
        again = await she.post(
            "/v1/my/requests", json={"services": ["law.ask"], "share": True, "receipt_numbers": [held]}
        )
    assert first.json()["requests"][0]["number"] == held
    assert first.json()["number_kept"]
    assert again.json()["requests"][0]["number"] != held
    assert not again.json()["number_kept"]
    assert "换成了新的编号" in again.json()["line"]


async def test_OFF_02_the_same_key_gives_the_same_answer_and_one_row(world: World, visit: Visits) -> None:
    body = {"services": ["law.ask"], "share": True, "telling": "问一问"}
    key = {"Idempotency-Key": "weak-network-1"}
    async with visit(await world.woman()) as she:
        first = await she.post("/v1/my/requests", json=body, headers=key)
        second = await she.post("/v1/my/requests", json=body, headers=key)
        other = await she.post("/v1/my/requests", json={**body, "telling": "别的"}, headers=key)
        without = await she.post("/v1/my/requests", json=body, headers={"Idempotency-Key": "none"})
        listed = (await she.get("/v1/my/requests")).json()["items"]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert without.status_code == 400
    assert len(listed) == 1


async def test_QUE_02_a_step_on_a_stale_version_is_refused_with_the_current_one(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.mediate")
        await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "还有一件事"})
    async with visit(handler) as client:
        address = f"/v1/desk/requests/{asked['id']}/accept"
        stale = await client.post(address, headers={"If-Match": '"1"'})
        bare = await client.post(address)
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    assert bare.status_code == 428


async def test_REQ_04_her_answer_gives_the_waiting_time_back(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    monday = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    async with visit(await world.woman()) as she, visit(handler) as client:
        with clock.stopped(monday):
            asked = await ask_for(she, "job.train")
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "ask", body="请补充", missing=["身份证照片"])
            before = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["finish_due"]
            waiting = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
        with clock.stopped(monday + timedelta(days=2)):
            told = (await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "补好了"})).json()
            after = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["finish_due"]
    assert (waiting["state"], waiting["due_at"]) == ("waiting", None)
    assert told["state"] == "working"
    assert datetime.fromisoformat(after) - datetime.fromisoformat(before) == timedelta(days=2), (
        "two working days were waited"
    )


async def test_REQ_05_the_due_day_is_said_in_words(world: World, visit: Visits) -> None:
    with clock.stopped(datetime(2026, 11, 23, 2, 0, tzinfo=UTC)):
        async with visit(await world.woman()) as she:
            asked = await ask_for(she, "law.ask")
    assert asked["due_words"] == "最晚明天（11月24日）下午5点30分前回您"


async def test_REQ_09_a_refusal_needs_two_people_and_is_reviewed_by_a_third(world: World, visit: Visits) -> None:
    first = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    second = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    third = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
    words = {"reason": "not_in_duty", "body": "这件事不归我们。", "other_path": "可以打12345。"}
    async with visit(first) as client:
        proposed = await must(client, asked["id"], "reject", **words)
        own = await step(client, asked["id"], "approve", agree=True)
        assert (proposed["state"], own.status_code) == ("submitted", 403)
    async with visit(second) as client:
        assert (await must(client, asked["id"], "approve", agree=True))["state"] == "rejected"
    async with visit(await world.woman()) as another:
        assert (await another.post(f"/v1/my/requests/{asked['id']}/review")).status_code == 404

    async with visit(second) as client:
        assert (await step(client, asked["id"], "decide-review", uphold=True, body="不变")).status_code == 409
    async with visit(third) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 200


async def test_REQ_11_stop_and_erase_leaves_no_word_of_hers(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.mediate", telling="绝不能留下的话")
        gone = await she.post(f"/v1/my/requests/{asked['id']}/withdraw", json={"kind": "stop_and_erase"})
        again = await she.post(f"/v1/my/requests/{asked['id']}/resubmit")
        shown = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
    assert (gone.status_code, shown["state"], shown["telling"], shown["erased"]) == (200, "withdrawn", None, True)
    assert again.status_code == 409
    async with visit(handler) as client:
        assert "绝不能留下的话" not in (await client.get(f"/v1/desk/requests/{asked['id']}")).text


async def test_REQ_14_notes_and_internal_lines_never_reach_her(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    other = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
        async with visit(handler) as client:
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "note", body="内部的话")
            await must(client, asked["id"], "extend", days=3, reason="暂时不告诉她的理由")
            desk = await client.get(f"/v1/desk/requests/{asked['id']}")
        async with visit(other) as client:
            seen = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()
        mine = await she.get(f"/v1/my/requests/{asked['id']}")
    assert "内部的话" in desk.text
    assert "内部的话" not in mine.text
    assert "暂时不告诉她的理由" not in mine.text
    assert all(line["line"] for line in mine.json()["timeline"])
    assert [one["office_name"] for one in seen["also_open"]] == ["县人力资源和社会保障局"], "QUE-02: who is in"


async def test_QUE_04_a_reply_can_be_taken_back_for_fifteen_seconds(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    start = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    async with visit(await world.woman()) as she, visit(handler) as client:
        with clock.stopped(start):
            asked = await ask_for(she, "job.match")
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "reply", body="说错的话")
            lines = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["messages"]
            unseen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()["messages"]
            back = f"/v1/desk/requests/{asked['id']}/messages/{lines[-1]['id']}/take-back"
            taken = await client.post(back)
        with clock.stopped(start + timedelta(seconds=20)):
            late = (await she.get(f"/v1/my/requests/{asked['id']}")).json()["messages"]
            too_late = await client.post(back)
    assert unseen == []
    assert late == []
    assert (taken.status_code, too_late.status_code) == (204, 422)


async def test_a_stranger_learns_nothing_not_even_that_it_exists(world: World, visit: Visits) -> None:
    police = await world.staff(Role.DEPARTMENT_HANDLER, "public_security")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    admin = await world.staff(Role.ADMIN, "county_desk")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv", telling="他打我")
    nowhere = "00000000-0000-7000-8000-000000000000"
    for actor in (police, town, desk, await world.woman()):
        async with visit(actor) as client:
            side = "my" if actor.role is Role.WOMAN else "desk"
            there = await client.get(f"/v1/{side}/requests/{asked['id']}")
            not_there = await client.get(f"/v1/{side}/requests/{nowhere}")
            assert (there.status_code, there.json()["code"]) == (404, not_there.json()["code"])
            if side == "desk":
                assert all(one["count"] == 0 for one in (await client.get("/v1/desk/queues")).json()["queues"])
    async with visit(admin) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 403
