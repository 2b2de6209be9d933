"""The tracker: her steps and the office's, who may see them, what needs her yes."""

from datetime import UTC, datetime
from itertools import product
from uuid import uuid4

import pytest
from sqlalchemy import text

from app import clock
from app.domain.loans import steps
from app.errors import StepNotPossible
from app.vocabulary import LoanStage, Role
from tests.loans import NOW, ON, PHONE, begun, bureau, must, police, take, yes
from tests.visits import Visits
from tests.world import World


def test_LON_06_only_the_table_moves_an_application() -> None:
    assert set(steps.MOVES) == set(LoanStage)
    for stage, to in product(LoanStage, LoanStage):
        if to in steps.MOVES[stage]:
            assert steps.after(stage, to) is to
        else:
            with pytest.raises(StepNotPossible):
                steps.after(stage, to)
    assert all(LoanStage.WITHDRAWN in steps.MOVES[one] for one in steps.ALIVE)


async def test_LON_06_she_sees_every_step_with_office_date_and_due_in_words(world: World, visit: Visits) -> None:
    her, worker = await world.woman(phone=PHONE), await bureau(world)
    first = await begun(visit, her, amount="80000", months=24)
    with clock.stopped(NOW):
        async with visit(her) as she:
            await yes(she, "share_with_guarantor", "share_with_bank")
        async with visit(worker) as desk:
            await must(desk, first["id"], "documents", "township", "county", "guarantee")
            await must(desk, first["id"], "bank", office="重庆农村商业银行丰都支行")
            shown = await must(desk, first["id"], "disbursed", note="已放款到您的账户。")
        async with visit(her) as she:
            mine = (await she.get("/v1/my/loan")).json()
    assert (first["stage"], first["amount"], first["months"]) == ("intention", "80000.00", 24)
    assert first["steps"][0]["due_words"].startswith("最晚明天")
    assert [one["name"] for one in first["to_come"]] == ["备材料", "乡镇初审", "县复审", "担保", "银行"]
    (row,) = mine["applications"]
    names = ["意向", "备材料", "乡镇初审", "县复审", "担保", "银行", "放款"]
    assert [one["name"] for one in row["steps"]] == names
    assert all(one["office_name"] and one["reached_on"] == ON for one in row["steps"])
    assert all(one["due_at"] for one in row["steps"][:-1])
    assert row["steps"][5]["office_name"] == "重庆农村商业银行丰都支行"
    assert row["steps"][6]["note"] == "已放款到您的账户。"
    assert (row["stage_name"], row["due_at"], row["can_withdraw"]) == ("放款", None, False)
    assert shown["possible_steps"] == []
    assert (shown["name"], shown["phone"]) == ("张小妹", PHONE)


async def test_LON_06_one_at_a_time_and_she_takes_it_back_herself(world: World, visit: Visits) -> None:
    her, worker = await world.woman(), await bureau(world)
    first = await begun(visit, her)
    with clock.stopped(NOW):
        async with visit(her) as she:
            await yes(she, "share_with_bank")
            twice = await she.post("/v1/my/loan", json={})
        async with visit(worker) as desk:
            hers = await take(desk, first["id"], "withdrawn")
        async with visit(her) as she:
            gone = (await she.post("/v1/my/loan/withdraw")).json()
            nothing = await she.post("/v1/my/loan/withdraw")
            again = await she.post("/v1/my/loan", json={})
    assert (twice.status_code, twice.json()["code"]) == (409, "loan_on_its_way")
    assert (hers.status_code, hers.json()["code"]) == (403, "her_step")
    assert gone["applications"][0]["stage_name"] == "撤回"
    assert [one["agreed"] for one in gone["shares"]] == [False, False]
    assert (nothing.status_code, nothing.json()["code"]) == (409, "no_loan_on_its_way")
    assert again.status_code == 201


async def test_LON_06_bank_and_guarantor_hear_of_her_only_with_a_yes_to_each(world: World, visit: Visits) -> None:
    her, worker = await world.woman(), await bureau(world)
    first = await begun(visit, her)
    with clock.stopped(NOW):
        async with visit(worker) as desk:
            await must(desk, first["id"], "documents", "township", "county")
            without = await take(desk, first["id"], "guarantee")
        async with visit(her) as she:
            await yes(she, "share_with_guarantor")
        async with visit(worker) as desk:
            await must(desk, first["id"], "guarantee")
            bank = await take(desk, first["id"], "bank")
    assert (without.status_code, without.json()["code"]) == (403, "guarantor_consent_missing")
    assert (bank.status_code, bank.json()["code"]) == (403, "bank_consent_missing")


async def test_LON_06_a_step_out_of_turn_too_early_or_without_a_reason_is_refused_by_name(
    world: World, visit: Visits
) -> None:
    her, worker = await world.woman(), await bureau(world)
    first = await begun(visit, her)
    with clock.stopped(NOW):
        async with visit(worker) as desk:
            jump = await take(desk, first["id"], "bank")
            future = await take(desk, first["id"], "documents", on="2026-11-26")
            past = await take(desk, first["id"], "documents", on="2026-11-24")
            silent = await take(desk, first["id"], "rejected")
            headers = {"If-Match": '"9"'}
            said = {"to": "documents", "on": ON}
            stale = await desk.post(f"/v1/desk/loans/{first['id']}/steps", json=said, headers=headers)
            shown = await must(desk, first["id"], "rejected", note="项目不在本市；可以打 12333 再问。")
    codes = [one.json()["code"] for one in (jump, future, past, silent, stale)]
    assert codes == [
        "step_not_possible",
        "step_in_the_future",
        "step_before_last",
        "loan_reason_needed",
        "stale",
    ]
    assert shown["stage_name"] == "未通过"
    assert len(shown["steps"]) == 2


async def test_LON_06_a_late_step_is_late_in_her_words_and_first_on_the_desk(world: World, visit: Visits) -> None:
    her, worker = await world.woman(), await bureau(world)
    await begun(visit, her)
    with clock.stopped(datetime(2026, 12, 10, 2, 0, tzinfo=UTC)):
        async with visit(her) as she:
            row = (await she.get("/v1/my/loan")).json()["applications"][0]
        async with visit(worker) as desk:
            line = (await desk.get("/v1/desk/loans")).json()["items"][0]
    assert row["late"] is True
    assert "已经晚了" in row["due_words"]
    assert line["late"] is True


async def test_LON_06_the_bureau_types_one_for_a_woman_it_knows_by_telephone(world: World, visit: Visits) -> None:
    her, worker = await world.woman(phone=PHONE), await bureau(world)
    said = {"name": "张小妹", "phone": PHONE, "amount": "50000"}
    async with visit(worker) as desk:
        made = await desk.post("/v1/desk/loans", json=said)
        twice = await desk.post("/v1/desk/loans", json=said)
        nobody = await desk.post("/v1/desk/loans", json=said | {"phone": "19900009876"})
        large = await desk.post("/v1/desk/loans", json=said | {"amount": 10**12})
    async with visit(await police(world)) as other:
        elsewhere = await other.post("/v1/desk/loans", json=said)
    async with visit(her) as she:
        mine = (await she.get("/v1/my/loan")).json()["applications"]
    assert made.status_code == 201, made.text
    codes = [one.json()["code"] for one in (twice, nobody, large, elsewhere)]
    assert codes == ["loan_on_its_way", "nobody_known", "amount_above_cap", "not_allowed"]
    assert [one["id"] for one in mine] == [made.json()["id"]]


async def test_LON_06_another_woman_and_another_office_find_nothing_at_all(world: World, visit: Visits) -> None:
    her, stranger = await world.woman(), await world.woman()
    first = await begun(visit, her)
    others = [
        await police(world),
        await world.staff(Role.DEPARTMENT_HEAD, "womens_federation"),
        await world.staff(Role.DEPARTMENT_HEAD, "justice"),
    ]
    async with visit(stranger) as she:
        assert (await she.get("/v1/my/loan")).json()["applications"] == []
    for other in others:
        async with visit(other) as client:
            listed = (await client.get("/v1/desk/loans")).json()["items"]
            answers = [await client.get(f"/v1/desk/loans/{key}") for key in (first["id"], uuid4())]
            headers = {"If-Match": '"1"'}
            said = {"to": "documents", "on": ON}
            answers += [
                await client.post(f"/v1/desk/loans/{key}/steps", json=said, headers=headers)
                for key in (first["id"], uuid4())
            ]
        assert listed == []
        assert {one.status_code for one in answers} == {404}
        bodies = [{k: v for k, v in one.json().items() if k != "request_id"} for one in answers]
        assert all(body == bodies[0] for body in bodies)
    for role in (Role.TOWNSHIP_WORKER, Role.COUNTY_DESK, Role.ADMIN, Role.AUDITOR):
        async with visit(await world.staff(role, "county_desk", divisions=("500230101",))) as client:
            assert (await client.get("/v1/desk/loans")).status_code == 403
            assert (await client.get(f"/v1/desk/loans/{first['id']}")).status_code == 403


async def test_LON_06_her_notice_is_neutral_waits_for_her_and_every_look_is_hers_to_see(
    world: World, visit: Visits
) -> None:
    her, worker = await world.woman(), await bureau(world)
    first = await begun(visit, her)
    with clock.stopped(NOW):
        async with visit(worker) as desk:
            await must(desk, first["id"], "documents")
    async with world.as_owner() as session:
        kinds = (
            await session.execute(text("SELECT kind, facts FROM notice WHERE profile_id = :p"), {"p": her.profile_id})
        ).all()
        looks = (
            await session.execute(
                text("SELECT action FROM audit_event WHERE kind = 'read' AND profile_id = :p"), {"p": her.profile_id}
            )
        ).scalars()
    assert [tuple(one) for one in kinds] == [("loan_news", {})]
    assert "loan:read" in set(looks)


async def test_LON_06_what_a_pin_hides_stays_hidden(world: World, visit: Visits) -> None:
    her = await world.woman()
    await begun(visit, her)
    async with visit(her) as she:
        set_up = await she.put("/v1/my/pin", json={"new": "246810"})
        await she.post("/v1/my/pin/lock")
        answers = [await she.get("/v1/my/loan"), await she.post("/v1/my/loan", json={})]
    assert set_up.status_code < 300, set_up.text
    assert {one.json()["code"] for one in answers} == {"pin_needed"}
