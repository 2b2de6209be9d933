"""Subscription messages against the stand-in: one yes buys one message, a no is respected."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.integrations.wechat.templates import check_templates, live_templates
from app.vocabulary import Role
from sandbox.wechat.faults import Fault, FaultKind
from sandbox.wechat.pushing import Tricks
from tests.desk import ask_for, must
from tests.outside import StandIns, deliver_all, outcomes
from tests.visits import Visits
from tests.wechat_pushes import MONDAY, OPENID, push, stand_ins, templates_of, with_wechat
from tests.world import COUNTY, World

__all__ = ("stand_ins",)  # a fixture, used here as it is


async def test_NTF_02_one_accept_buys_one_message_and_a_repeat_of_the_event_none(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    her = await world.woman()
    await with_wechat(world, her)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    number = next(iter(await templates_of(world)))
    random.seed(4)
    stand_ins.wechat.messages.choose(OPENID, {number: "accept"}, MONDAY)
    statuses = await push(world, visit, stand_ins, Tricks(duplicate=True, shuffle=True))
    async with visit(her) as she, visit(handler) as client:
        before = (await she.get("/v1/my/subscriptions")).json()
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "job.match", telling="绝不能发出去的话")
            await must(client, asked["id"], "accept")
        for _ in range(3):
            with clock.stopped(MONDAY + timedelta(minutes=1)):
                async with stand_ins.outside() as outside:
                    await deliver_all(world, outside)
        after = (await she.get("/v1/my/subscriptions")).json()
    sent = stand_ins.wechat.messages.sent
    assert statuses == [200, 200]
    assert next((one["left"], one["ask"]) for one in before["items"]) == (1, False)
    assert next((one["left"], one["ask"]) for one in after["items"]) == (0, True)
    assert "只够发一条" in after["line"]
    assert len(sent) == 1
    assert sent[0].data["character_string2"] == asked["number"].replace(" ", "")
    assert "绝不能" not in str(sent)
    assert sorted(state for _, state, _ in await outcomes(world)) == ["sent", "skipped"]


async def test_NTF_02_a_refusal_is_respected_and_43101_empties_the_ledger(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    her = await world.woman()
    await with_wechat(world, her)
    number = next(iter(await templates_of(world)))
    book = stand_ins.wechat.messages
    book.choose(OPENID, {number: "accept"}, MONDAY)
    await push(world, visit, stand_ins)
    book.consents[OPENID, number] = 0
    async with visit(her) as she:
        with clock.stopped(MONDAY):
            await ask_for(she, "job.match")
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
                await deliver_all(world, outside)
        empty = (await she.get("/v1/my/subscriptions")).json()["items"][0]
        book.refuse(OPENID, number, MONDAY)
        await push(world, visit, stand_ins)
        refused = (await she.get("/v1/my/subscriptions")).json()["items"][0]
    assert (empty["left"], empty["ask"], refused["ask"]) == (0, True, False)
    assert await outcomes(world) == [("request_received", "skipped", "wechat:tried")]
    async with world.as_owner() as session:
        tries = (await session.execute(text("SELECT outcome FROM notice_delivery"))).scalars().all()
    assert tries == ["refused_43101"], "never retried"


@pytest.mark.parametrize(
    ("fault", "state", "left"),
    [
        (Fault(kind=FaultKind.ERRCODE, errcode=45009, path="/cgi-bin/message/subscribe/send"), "queued", 1),
        (Fault(kind=FaultKind.HTTP_502, path="/cgi-bin/message/subscribe/send"), "queued", 1),
        (Fault(kind=FaultKind.ERRCODE, errcode=40001, path="/cgi-bin/message/subscribe/send"), "sent", 0),
    ],
)
async def test_NTF_06_trouble_gives_the_consent_back_and_is_tried_again_later(
    world: World, visit: Visits, stand_ins: StandIns, fault: Fault, state: str, left: int
) -> None:
    her = await world.woman()
    await with_wechat(world, her)
    number = next(iter(await templates_of(world)))
    stand_ins.wechat.messages.choose(OPENID, {number: "accept"}, MONDAY)
    await push(world, visit, stand_ins)
    stand_ins.wechat.faults.add(fault)
    async with visit(her) as she:
        with clock.stopped(MONDAY):
            await ask_for(she, "job.match")
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
        now = (await she.get("/v1/my/subscriptions")).json()["items"][0]["left"]
        assert ([one for _, one, _ in await outcomes(world)], now) == ([state], left)
        with clock.stopped(MONDAY + timedelta(minutes=2)):
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
    assert [one for _, one, _ in await outcomes(world)] == ["sent"]
    assert len(stand_ins.wechat.messages.sent) == 1


async def test_NTF_06_a_message_that_failed_after_it_was_taken_goes_on_by_her_next_way(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    her = await world.woman(phone="19900001111")
    await with_wechat(world, her)
    number = next(iter(await templates_of(world)))
    book = stand_ins.wechat.messages
    book.choose(OPENID, {number: "accept"}, MONDAY)
    await push(world, visit, stand_ins)
    async with visit(her) as she:
        with clock.stopped(MONDAY):
            await ask_for(she, "job.match")
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
            assert [one for _, one, _ in await outcomes(world)] == ["sent"]
            row = book.waiting[-1]["List"]
            assert isinstance(row, dict)
            row |= {"ErrorCode": "1", "ErrorStatus": "failed"}
            await push(world, visit, stand_ins)
            assert [one for _, one, _ in await outcomes(world)] == ["queued"]
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
    assert [(one, why) for _, one, why in await outcomes(world)] == [("skipped", "wechat:tried")]
    assert len(book.sent) == 1, "not sent by WeChat again"


async def test_the_countys_templates_fit_wechats_own_at_start(world: World, stand_ins: StandIns) -> None:
    configured = await templates_of(world)
    async with stand_ins.outside() as outside:
        app = outside.wechat_app(COUNTY)
        assert app is not None
        live = await live_templates(outside.wechat, app)
    assert check_templates(configured, live) == []
    wrong = {
        "nowhere": {"thing1": "x"},
        next(iter(configured)): {"thing1": "这一句话写得太长太长超过了二十个字的限制了呀"},
    }
    found = check_templates(wrong, live)
    assert len(found) == 3
    assert "没有模板 nowhere" in found[0]
