"""Lawyers bound to nobody on the other side, days that happened in order, money, and strangers who find nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import aid
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in the county


async def test_B4_a_lawyer_bound_to_the_other_side_or_unchecked_is_refused_each_with_its_sentence(
    world: World, visit: Visits
) -> None:
    bureau = await aid.bureau(world)
    async with visit(bureau.admin) as admin:
        ids = [await aid.lawyer(admin, f"1500120231000000{n}", firm=firm) for n, firm in enumerate("甲乙丙丁甲")]
        client_of, relative, expired, free, same_firm = ids
        await admin.post(f"/v1/admin/lawyers/{client_of}/ties", json={"kind": "client", "name": " 王 大柱"})
        await admin.post(f"/v1/admin/lawyers/{relative}/ties", json={"kind": "relative", "phone": "138 0000 0009"})
        shown = (await admin.get("/v1/admin/lawyers")).json()["items"]
        said = {"kind": "lawyer", "name": "旧律师", "firm": "丙", "licence": "15001202310000002"}
        dates = {"checked_on": "2024-01-01", "valid_until": "2025-01-01"}
        header = {"If-Match": '"1"'}
        changed = await admin.put(f"/v1/admin/lawyers/{expired}", json=said | dates, headers=header)
        stale = await admin.put(f"/v1/admin/lawyers/{expired}", json=said | dates, headers=header)
    assert (changed.status_code, stale.status_code, len(shown)) == (200, 412, 5)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        made = await aid.apply(she, other_side="王大柱", other_side_phone="+8613800000009")
        application = await aid.accepted(client, made)
        await aid.must(client, application, "grant")
        offered = (await client.get(f"/v1/desk/legal-aid/{application}/lawyers")).json()["items"]
        why = {row["id"]: row["refused_because"] for row in offered}
        refused = {one: await aid.step(client, application, "assign-lawyer", lawyer_id=one) for one in ids}
        mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
    assert "代理着对方" in why[client_of]
    assert "亲属" in why[relative]
    assert "到期" in why[expired]
    assert "同一个所" in why[same_firm]
    assert why[free] is None
    assert [answer.status_code for answer in refused.values()] == [422, 422, 422, 200, 422]
    assert (mine["lawyer"]["name"], mine["lawyer"]["firm"], mine["lawyer"]["phone"]) == ("周律师", "丁", "13900000001")


async def test_B4_met_filed_heard_and_how_it_ended_are_days_that_happened_in_order(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(bureau.admin) as admin:
        one, other = await aid.lawyer(admin), await aid.lawyer(admin, "15001202310000009", name="吴律师")
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            application = await aid.accepted(client, await aid.apply(she))
            await aid.must(client, application, "grant")
            await aid.must(client, application, "assign-lawyer", lawyer_id=one)
            bare = await aid.step(client, application, "assign-lawyer", lawyer_id=other)
            await aid.must(client, application, "assign-lawyer", lawyer_id=other, note="她想要一位女律师来办这件事。")
            future = await aid.step(client, application, "met", on="2026-12-24")
            before = await aid.step(client, application, "met", on="2026-11-22")
            skipped = await aid.step(client, application, "filed", on="2026-11-23")
            await aid.must(client, application, "met", on="2026-11-23")
        with clock.stopped(MONDAY + timedelta(days=30)):
            await aid.must(client, application, "filed", on="2026-12-01")
            early = await aid.step(client, application, "hearing", at="2026-11-30T09:00:00+08:00", place="县法院")
            await aid.must(client, application, "hearing", at="2027-01-05T09:00:00+08:00", place="县法院一庭")
            said = {"on": "2026-12-23", "result": "settled", "body": "对方答应每月付抚养费。"}
            ended = await aid.must(client, application, "conclude", **said)
            mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
    assert [one.status_code for one in (bare, future, before, skipped, early)] == [422, 422, 422, 409, 422]
    assert ended["possible_steps"] == []
    assert (mine["result"], mine["result_words"]) == ("settled", "对方答应每月付抚养费。")


async def test_B4_a_demand_for_money_goes_to_another_unit_and_stands_nowhere_in_the_case(
    world: World, visit: Visits
) -> None:
    bureau = await aid.bureau(world)
    civil = await world.staff(Role.DEPARTMENT_HEAD, "civil_affairs")
    async with visit(await world.woman()) as she:
        made = await aid.apply(she)
        reported = await she.post(f"/v1/my/legal-aid/{made['id']}/report-money", json={})
        linked = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()["linked"]
    assert reported.status_code == 201, reported.text
    assert "民政" in reported.json()["goes_to"]
    assert linked == []
    async with visit(bureau.head) as client:
        assert (await client.get(f"/v1/desk/requests/{reported.json()['request_id']}")).status_code == 404
        assert "要钱" not in (await client.get(f"/v1/desk/requests/{made['request_id']}")).text
    async with visit(civil) as client:
        seen = (await client.get(f"/v1/desk/requests/{reported.json()['request_id']}")).json()
    assert "要钱" in seen["telling"]


async def everyone_else(world: World) -> list[Actor]:
    """One of every kind who has no part in it."""
    offices = (Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD)
    staff = [await world.staff(role, "health") for role in offices]
    staff.append(await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
    staff.append(await world.staff(Role.TOWNSHIP_WORKER, "town-500230102", divisions=("500230102",)))
    staff.append(await world.staff(Role.SOCIAL_WORKER, "civil_affairs"))
    staff.append(await world.staff(Role.COUNTY_DESK, "county_desk"))
    staff.append(await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation"))
    return staff


BODIES: dict[str, dict[str, Any]] = {
    "tell-papers": {"missing": ["身份证"]},
    "take-papers": {},
    "aid-first": {},
    "grant": {},
    "refuse": {"reason": "other", "body": "不行。", "other_path": "打 12348。"},
    "decide-objection": {"uphold": True, "body": "维持。"},
    "assign-lawyer": {"lawyer_id": str(uuid4())},
    "met": {"on": "2026-11-01"},
    "filed": {"on": "2026-11-01"},
    "hearing": {"at": "2026-12-01T09:00:00+08:00", "place": "法院"},
    "conclude": {"on": "2026-11-01", "result": "won", "body": "赢了。"},
}
HERS: dict[str, dict[str, Any]] = {"supply-papers": {}, "object": {}, "withdraw": {}, "report-money": {}}


def without_id(answer: Any) -> tuple[int, dict[str, Any]]:
    return answer.status_code, {key: value for key, value in answer.json().items() if key != "request_id"}


async def test_SAF_04_every_route_answers_strangers_as_if_the_application_did_not_exist(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    nobody = str(uuid4())
    async with visit(await world.woman()) as she:
        closed = (await aid.apply(she, matter="violence", ground="violence", pledge=None))["id"]
        sensitive = (await aid.apply(she, matter="land", share=False))["id"]
    header = {"If-Match": '"1"'}
    for actor in await everyone_else(world):
        async with visit(actor) as client:
            for one in (closed, sensitive):
                for path in ("", "/lawyers"):
                    seen = await client.get(f"/v1/desk/legal-aid/{one}{path}")
                    assert without_id(seen) == without_id(await client.get(f"/v1/desk/legal-aid/{nobody}{path}"))
                    assert seen.status_code == 404
                for name, body in BODIES.items():
                    answers = [
                        await client.post(f"/v1/desk/legal-aid/{id_}/{name}", json=body or None, headers=header)
                        for id_ in (one, nobody)
                    ]
                    assert without_id(answers[0]) == without_id(answers[1]), (actor, name)
                    assert answers[0].status_code == 404
            assert (await client.get("/v1/desk/legal-aid")).json()["items"] == []
    async with visit(await world.woman()) as other:
        for one in (closed, sensitive):
            assert (await other.get(f"/v1/my/legal-aid/{one}")).status_code == 404
            for name, body in HERS.items():
                answers = [await other.post(f"/v1/my/legal-aid/{id_}/{name}", json=body) for id_ in (one, nobody)]
                assert without_id(answers[0]) == without_id(answers[1])
                assert answers[0].status_code == 404
        assert (await other.get("/v1/my/legal-aid")).json()["items"] == []
        asked = await other.post(
            "/v1/my/legal-aid", json={"matter": "land", "pledge": "tap", "request_id": nobody, "share": False}
        )
        assert asked.status_code == 404
