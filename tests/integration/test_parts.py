"""Other offices' parts, extensions, the county's clock, and what closes by itself."""

from datetime import UTC, datetime, timedelta

from app import clock
from app.domain.help_requests import clock_moves
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


async def read_all(visit: Visits, her: object) -> None:
    """Let her open her inbox: a notice she has read has reached her."""
    async with visit(her) as she:  # type: ignore[arg-type]
        listed = (await she.get("/v1/my/notices?limit=100")).json()["items"]
        await she.post("/v1/my/notices/read", json={"ids": [one["id"] for one in listed]})


async def test_QUE_03_a_referral_is_accepted_refused_or_revoked(world: World, visit: Visits) -> None:
    lead = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    asked_office = await world.staff(Role.DEPARTMENT_HANDLER, "finance")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
    async with visit(lead) as client, visit(asked_office) as other:
        request = asked["id"]
        await must(client, request, "accept")
        bare = await step(client, request, "refer", office="finance", note="请一起看看补贴。")
        assert (bare.status_code, bare.json()["code"]) == (403, "consent_missing")
        said = {"office": "finance", "note": "请一起看看补贴。", "ground": "statutory_duty"}
        await must(client, request, "refer", **said)
        task = _task(await client.get(f"/v1/desk/requests/{request}"), "referral")
        queue = (await other.get("/v1/desk/requests?queue=to_accept")).json()["items"]
        assert [row["id"] for row in queue] == [request]
        await must(other, request, "refuse-referral", task_id=task, reason="我们没有这项补贴。")
        assert (await other.get(f"/v1/desk/requests/{request}")).status_code == 404
        await must(client, request, "refer", **said)
        task = _task(await client.get(f"/v1/desk/requests/{request}"), "referral")
        await must(other, request, "accept-referral", task_id=task)
        await must(client, request, "start")
        early = await step(client, request, "resolve", body="办好了。")
        assert (early.status_code, "finance" in early.json()["offices"]) == (409, True)
        await must(other, request, "finish-part", note="补贴已经发放。")


def _task(answer: object, part: str) -> str:
    shown = answer.json()  # type: ignore[attr-defined]
    return next(str(one["id"]) for one in shown["who"] if one["part"] == part and one["state"] == "open")


async def test_QUE_03_an_unanswered_referral_returns_after_two_working_days(world: World, visit: Visits) -> None:
    lead = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    await world.staff(Role.DEPARTMENT_HANDLER, "finance")
    async with visit(await world.woman()) as she, visit(lead) as client:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "job.match")
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "refer", office="finance", note="请看看补贴。", ground="statutory_duty")
        with clock.stopped(MONDAY + timedelta(days=1)):
            async with world.as_worker() as session:
                assert await clock_moves.return_referrals(session, county=COUNTY) == 0
        with clock.stopped(MONDAY + timedelta(days=3)):
            async with world.as_worker() as session:
                assert await clock_moves.return_referrals(session, county=COUNTY) == 1
            states = [part["state"] for part in (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["who"]]
    assert "returned" in states


async def test_QUE_07_a_change_of_owner_needs_a_note_of_ten_characters(world: World, visit: Visits) -> None:
    head = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    first = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    second = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
    async with visit(head) as client:
        await must(client, asked["id"], "assign", staff_id=str(first.id))
        short = await step(client, asked["id"], "assign", staff_id=str(second.id), note="换人")
        await must(client, asked["id"], "assign", staff_id=str(second.id), note="老王休假，由小李接着办。")
    assert short.status_code == 422


async def test_REQ_07_more_time_is_given_once_by_another_person_and_she_is_told(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    head = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    async with visit(await world.woman()) as she, visit(handler) as client, visit(head) as boss:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "job.match")
            await must(client, asked["id"], "accept")
            before = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["finish_due"]
            await must(client, asked["id"], "extend", days=5, reason="要等用工单位回话。")
            own = await step(client, asked["id"], "grant-extension", agree=True)
            await must(boss, asked["id"], "grant-extension", agree=True)
            again = await step(client, asked["id"], "extend", days=5, reason="还要再等等看。")
            after = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["finish_due"]
            told = (await she.get(f"/v1/my/requests/{asked['id']}")).json()["timeline"][-1]
    assert own.status_code == 403
    assert again.status_code == 409
    assert after > before
    assert told["note"] == "要等用工单位回话。"


async def _resolved(world: World, visit: Visits, **more: object) -> tuple[object, str]:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    her = await world.woman()
    with clock.stopped(MONDAY):
        async with visit(her) as she, visit(handler) as client:
            asked = await ask_for(she, "fam.group", **more)
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "reply", body="群号发给您了。")
            await must(client, asked["id"], "resolve", body="已经拉您进群。")
    return her, str(asked["id"])


async def test_REQ_08_silence_closes_after_seven_days_and_two_delivered_notices(world: World, visit: Visits) -> None:
    her, request = await _resolved(world, visit)
    with clock.stopped(MONDAY + timedelta(days=3)):
        await read_all(visit, her)
    with clock.stopped(MONDAY + timedelta(days=4)):
        async with world.as_worker() as session:
            assert await clock_moves.close_unanswered(session, county=COUNTY) == 0
        await read_all(visit, her)
    with clock.stopped(MONDAY + timedelta(days=8)):
        async with world.as_worker() as session:
            assert await clock_moves.close_unanswered(session, county=COUNTY) == 1
        async with visit(her) as she:  # type: ignore[arg-type]
            shown = (await she.get(f"/v1/my/requests/{request}")).json()
    assert shown["state"] == "closed"
    assert "自动结束" in shown["timeline"][-1]["line"]


async def test_REQ_08_where_she_could_not_be_told_somebody_calls_instead(world: World, visit: Visits) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    her, request = await _resolved(world, visit, tells_only_when_open=True, share=False)
    with clock.stopped(MONDAY + timedelta(days=9)):
        async with world.as_worker() as session:
            assert await clock_moves.close_unanswered(session, county=COUNTY) == 1
        async with visit(her) as she, visit(desk) as client:  # type: ignore[arg-type]
            shown = (await she.get(f"/v1/my/requests/{request}")).json()
            queue = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
    assert shown["state"] == "resolved"
    assert [row["id"] for row in queue] == [request]


async def test_REQ_12_an_unhappy_face_makes_another_office_call_her(world: World, visit: Visits) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    her, request = await _resolved(world, visit, share=False)
    with clock.stopped(MONDAY + timedelta(hours=3)):
        async with visit(her) as she:  # type: ignore[arg-type]
            rated = await she.post(f"/v1/my/requests/{request}/rate", json={"face": "unhappy"})
            twice = await she.post(f"/v1/my/requests/{request}/rate", json={"face": "glad"})
        async with visit(desk) as client:
            queue = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
    assert (rated.status_code, twice.status_code) == (200, 409)
    assert [(row["id"], row["office"]) for row in queue] == [(request, "county_desk")]


async def test_QUE_01_counts_equal_list_lengths_and_the_nearest_due_comes_first(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    async with visit(await world.woman()) as she:
        for days, service in ((3, "fam.group"), (1, "fam.class"), (2, "fam.act")):
            with clock.stopped(MONDAY - timedelta(days=days)):
                await ask_for(she, service)
    async with visit(handler) as client:
        counts = {one["queue"]: one["count"] for one in (await client.get("/v1/desk/queues")).json()["queues"]}
        for queue, count in counts.items():
            rows, after = [], None
            while True:
                page = await client.get(
                    f"/v1/desk/requests?queue={queue}&limit=2" + (f"&cursor={after}" if after else "")
                )
                rows += page.json()["items"]
                after = page.json()["next"]
                if after is None:
                    break
            assert len(rows) == count, queue
            assert [row["due_at"] for row in rows] == sorted(row["due_at"] for row in rows)
    assert counts["to_accept"] == 3
