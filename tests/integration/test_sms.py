"""Text messages: off unless configured, held back in a dry run, limited, and neutral whoever sends them (INT-07)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app import clock
from app.http import sign_in
from app.integrations.sms import LONGEST, SmsClient, SmsOff, sms_of
from app.settings import Settings, settings
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.outside import StandIns, deliver_all, outcomes
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NEUTRAL = "您有一条新消息，请打开看看。"


@pytest.fixture
def stand_ins() -> StandIns:
    return StandIns()


async def told_by_sms(world: World, visit: Visits, phone: str) -> None:
    """Let one woman who wants text messages ask and be answered: three notices."""
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman(phone=phone)) as she, visit(handler) as client:
        await she.put("/v1/my/safe-contact", json={"channels": ["sms"], "from_hour": 0, "to_hour": 24})
        asked = await ask_for(she, "job.match", telling="绝不能写进短信的话")
        await must(client, asked["id"], "accept")
        await must(client, asked["id"], "reply", body="也绝不能写进短信")


async def test_INT_07_it_is_off_until_somebody_configures_a_gateway(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    assert Settings.model_fields["sms_base_url"].default == ""
    off = Settings(sms_base_url="")
    async with sms_of(off) as gateway:
        with pytest.raises(SmsOff):
            await gateway.send(phone="19900005555", text=NEUTRAL, key="k")
    with clock.stopped(MONDAY):
        await told_by_sms(world, visit, "19900005555")
    with clock.stopped(MONDAY + timedelta(minutes=1)):
        async with stand_ins.outside(sms_base_url="") as outside:
            await deliver_all(world, outside)
    assert stand_ins.mailbox.last() == []
    assert {outcome for _, _, outcome in await outcomes(world)} == {"sms:sms_off"}


async def test_INT_07_a_dry_run_does_everything_but_send_and_the_demos_gateway_shows_what_it_held(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    with clock.stopped(MONDAY):
        await told_by_sms(world, visit, "19900005555")
    for minute in (1, 2, 3):
        with clock.stopped(MONDAY + timedelta(minutes=minute)):
            async with stand_ins.outside(sms_dry_run=True) as outside:
                await deliver_all(world, outside)
    shown = stand_ins.mailbox.last()
    assert {one.dry_run for one in shown} == {True}
    assert {one.phone for one in shown} == {"19900005555"}
    assert len(shown) == 3
    assert not any("绝不能" in one.text for one in shown)
    assert {(state, outcome) for _, state, outcome in await outcomes(world)} == {("skipped", "sms:tried")}
    calls: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(202, json={"id": "1"})

    real = Settings(sms_base_url="http://sms.test", sms_dry_run=True)
    async with sms_of(real, transport=httpx.MockTransport(note)) as gateway:
        receipt = await gateway.send(phone="19900005555", text=NEUTRAL, key="k")
    assert (receipt.dry_run, calls) == (True, []), "outside a demo a dry run calls nobody"


async def test_INT_07_one_number_has_its_share_of_a_day_and_then_a_person_calls(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    with clock.stopped(MONDAY):
        await told_by_sms(world, visit, "19900005555")
        await told_by_sms(world, visit, "19900006666")
    for minute in (1, 2, 3):
        with clock.stopped(MONDAY + timedelta(minutes=minute)):
            async with stand_ins.outside(sms_per_day=2) as outside:
                await deliver_all(world, outside)
    sent = [one.phone for one in stand_ins.mailbox.last()]
    assert (sent.count("19900005555"), sent.count("19900006666")) == (2, 2)
    assert [outcome for _, state, outcome in await outcomes(world) if state == "skipped"] == ["sms:limit"] * 2


async def test_INT_07_everybodys_minute_is_limited_and_what_does_not_fit_waits(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    with clock.stopped(MONDAY):
        await told_by_sms(world, visit, "19900005555")
        await told_by_sms(world, visit, "19900006666")
    counts = []
    for minute in range(1, 8):
        with clock.stopped(MONDAY + timedelta(minutes=minute, seconds=minute)):
            async with stand_ins.outside(sms_per_minute=2) as outside:
                await deliver_all(world, outside)
        counts.append(len(stand_ins.mailbox.last(100)))
    assert counts[0] == 2
    assert all(later - earlier <= 2 for earlier, later in pairwise(counts))
    assert counts[-1] == 6, "nothing is lost"
    assert {state for _, state, _ in await outcomes(world)} == {"sent"}


async def test_INT_07_codes_and_notices_share_one_numbers_day(
    web: FastAPI, visit: Visits, stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = stand_ins.told(sms_per_day=2, sms_token=SecretStr(""))
    monkeypatch.setattr(sign_in, "settings", lambda: told)
    monkeypatch.setattr(web.state, "outside", httpx.MockTransport(stand_ins.handle), raising=False)
    answers = []
    async with visit() as nobody:
        for minute in range(3):
            with clock.stopped(MONDAY + timedelta(minutes=2 * minute)):
                answers.append(await nobody.post("/v1/sign-in/phone/codes", json={"phone": "19900005555"}))
    assert [one.status_code for one in answers] == [202, 202, 429]
    assert int(answers[-1].headers["retry-after"]) > 3600
    assert len(stand_ins.mailbox.last()) == 2


@pytest.mark.parametrize(
    "said", ["", "看 https://example.cn/a", "www.example.cn", "打 19900005555", "一" * (LONGEST + 1), "换\n行"]
)
async def test_INT_07_a_text_that_is_not_neutral_is_our_own_mistake_and_never_leaves(said: str) -> None:
    async with SmsClient("http://sms.test", SecretStr(""), transport=httpx.MockTransport(_fail)) as gateway:
        with pytest.raises(ValueError, match="a text message holds"):
            await gateway.send(phone="19900005555", text=said, key="k")


def _fail(_request: httpx.Request) -> httpx.Response:
    raise AssertionError("nothing may be sent")


def test_INT_07_a_limit_is_at_least_one() -> None:
    assert (settings().sms_per_day, settings().sms_per_minute) >= (1, 1)
