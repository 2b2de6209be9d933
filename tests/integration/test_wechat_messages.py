"""Subscription messages and pushed events, against the stand-in: one yes buys one message, a no is respected."""

import random
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from app import clock
from app.crypto import Place
from app.domain import pushes, revoking
from app.domain.accounts.signing_in import openid_index
from app.domain.catalogue import queries as catalogue
from app.http import wechat_push
from app.integrations.wechat.push_crypto import PushCredentials
from app.integrations.wechat.templates import check_templates, live_templates
from app.models.files import Upload
from app.permissions.actors import Actor
from app.vocabulary import DataClass, FileKind, FilePurpose, Role, UploadState
from sandbox.wechat.faults import Fault, FaultKind
from sandbox.wechat.messages import Template
from sandbox.wechat.pushing import PushTarget, Tricks, flush, packed
from sandbox.wechat.world import Person, new_session_key
from tests.desk import ask_for, must
from tests.outside import APPID, StandIns, deliver_all, outcomes
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OPENID = "oInvented0000000000000000009"
TOKEN, AES_KEY = SecretStr("push-token-1"), SecretStr("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")


async def with_wechat(world: World, her: Actor) -> None:
    """Give her account an openid."""
    vault = await world.vault()
    place = Place("account", "openid_sealed", her.id)
    async with world.as_owner() as session:
        await session.execute(
            text("UPDATE account SET openid_sealed = :s, openid_index = :i WHERE id = :id"),
            {"s": vault.seal(DataClass.CONTACT, place, OPENID), "i": openid_index(vault, OPENID), "id": her.id},
        )


async def templates_of(world: World) -> dict[str, dict[str, str]]:
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
    return {one.id: one.fields for one in folder.wechat_templates}


@pytest.fixture
async def stand_ins(world: World, monkeypatch: pytest.MonkeyPatch) -> StandIns:
    made = StandIns()
    made.wechat.add_person(Person(OPENID, APPID, new_session_key(), phone="19900001111"))
    for template, fields in (await templates_of(world)).items():
        content = "".join(f"项:{{{{{key}.DATA}}}}\n" for key in fields)
        made.wechat.add_template(APPID, Template(template, "提醒", content))
    credentials = PushCredentials(TOKEN, AES_KEY, APPID)
    made.wechat.push_to = PushTarget("http://county.test/v1/wechat/push", credentials)
    told = made.told(wechat_push_tokens={COUNTY: TOKEN}, wechat_push_keys={COUNTY: AES_KEY})
    monkeypatch.setattr(wechat_push, "settings", lambda: told)
    return made


async def push(world: World, visit: Visits, stand_ins: StandIns, tricks: Tricks = Tricks()) -> list[int]:  # noqa: B008  frozen
    """Let WeChat push what waits, and the worker act on it."""
    assert stand_ins.wechat.push_to is not None
    statuses = []
    async with visit() as nobody:

        async def handle(request: httpx.Request) -> httpx.Response:
            return await nobody.post(str(request.url), content=request.content)

        statuses = await flush(
            stand_ins.wechat.push_to, stand_ins.wechat.messages.waiting, tricks, httpx.MockTransport(handle)
        )
    async with world.as_owner() as session:
        keys = (await session.execute(text("SELECT id FROM push_event WHERE handled_at IS NULL"))).scalars().all()
    for key in keys:
        async with world.as_worker() as session:
            await pushes.handle(session, county=COUNTY, key=key)
    return statuses


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


async def test_revoked_data_is_deleted_and_a_cancelled_account_closed(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    her = await world.woman(phone="19900001111")
    await with_wechat(world, her)
    book = stand_ins.wechat.messages
    book.person_event(OPENID, "user_authorization_revoke", APPID, MONDAY, RevokeInfo="8,6")
    await push(world, visit, stand_ins)
    async with world.as_owner() as session:
        row = (
            await session.execute(
                text("SELECT a.phone_sealed, p.name_sealed FROM account a JOIN profile p ON p.account_id = a.id")
            )
        ).one()
    assert tuple(row) == (None, None)
    async with visit(her) as she:
        assert (await she.get("/v1/my/profile")).status_code == 200
        book.person_event(OPENID, "user_authorization_cancellation", APPID, MONDAY)
        await push(world, visit, stand_ins)
        assert (await she.get("/v1/my/profile")).status_code == 401
    async with world.as_owner() as session:
        left = (await session.execute(text("SELECT body_sealed, outcome FROM push_event"))).all()
    assert {row.body_sealed for row in left} == {None}
    assert {row.outcome for row in left} == {"forgot_phone_name_picture", "closed"}


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        ("14", ["voice"]),
        ("7", ["voice"]),
        ("5", ["picture"]),
        ("15", ["picture", "voice"]),
        ("1,2,13", ["picture", "voice"]),
    ],
)
async def test_a_revoked_permission_takes_what_was_not_handed_in_and_nothing_she_has_given(
    world: World, visit: Visits, stand_ins: StandIns, codes: str, left: list[str]
) -> None:
    """Whoever holds her telephone can take a permission back: it must not destroy what she has already told us."""
    her = await world.woman()
    await with_wechat(world, her)
    assert her.profile_id is not None
    for kind, state in (("picture", "open"), ("voice", "open"), ("picture", "complete")):
        upload = Upload(
            county=COUNTY, profile_id=her.profile_id, kind=FileKind(kind), purpose=FilePurpose.EVIDENCE, size=1,
            sha256="0" * 64, state=UploadState(state), expires_at=MONDAY,
        )  # fmt: skip
        await world.add(upload)
    event = "user_authorization_revoke"
    stand_ins.wechat.messages.person_event(OPENID, event, APPID, MONDAY, RevokeInfo=codes)
    await push(world, visit, stand_ins)
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT kind, state FROM upload ORDER BY kind"))).all()
    assert sorted(row.kind for row in rows if row.state == "open") == left
    assert [row.kind for row in rows if row.state == "complete"] == ["picture"]


def test_every_code_wechat_documents_is_mapped_to_what_we_hold() -> None:
    documented = {*map(str, range(1, 9)), "12", "13", "14", "15", "16", "18", "19", "20"}
    assert set(revoking.CODES) == documented
    assert revoking.named_by(["6", "19", "20", "8", "999"]) == ["phone", "name", "picture"]


async def test_two_revocations_of_one_second_are_two_events(world: World, visit: Visits, stand_ins: StandIns) -> None:
    her = await world.woman(phone="19900001111")
    await with_wechat(world, her)
    for code in ("14", "8"):
        stand_ins.wechat.messages.person_event(OPENID, "user_authorization_revoke", APPID, MONDAY, RevokeInfo=code)
    await push(world, visit, stand_ins)
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT count(*) FROM push_event"))).scalar_one()
        phones = (
            await session.execute(text("SELECT count(*) FROM account WHERE phone_sealed IS NOT NULL"))
        ).scalar_one()
    assert (kept, phones) == (2, 0)


async def test_a_purged_name_and_picture_are_cleared_here_too(world: World, visit: Visits, stand_ins: StandIns) -> None:
    her = await world.woman()
    await with_wechat(world, her)
    stand_ins.wechat.messages.person_event(OPENID, "user_info_modified", APPID, MONDAY)
    await push(world, visit, stand_ins)
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT name_sealed, picture FROM profile"))).one()
    assert tuple(row) == (None, "flower")


async def test_a_punished_program_reaches_every_administrator_once(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    admins = [await world.staff(Role.ADMIN, "county_desk") for _ in range(2)]
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    stand_ins.wechat.messages.program_event(APPID, 2, "内容违规", MONDAY)
    await push(world, visit, stand_ins, Tricks(duplicate=True))
    heard = []
    for one in (*admins, handler):
        async with visit(one) as client:
            heard.append([row["text"] for row in (await client.get("/v1/desk/notices")).json()["items"]])
    assert [len(one) for one in heard] == [1, 1, 0]
    assert "登录小程序后台" in heard[0][0]


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


async def test_a_push_is_answered_before_anything_is_done_about_it(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    her = await world.woman(phone="19900001111")
    await with_wechat(world, her)
    stand_ins.wechat.messages.person_event(OPENID, "user_authorization_revoke", APPID, MONDAY, RevokeInfo="8")
    assert stand_ins.wechat.push_to is not None
    body, query = packed(stand_ins.wechat.push_to, stand_ins.wechat.messages.waiting.pop())
    async with visit() as nobody:
        answers = [await nobody.post("/v1/wechat/push", params=query, content=body) for _ in range(2)]
    assert [(one.status_code, one.text) for one in answers] == [(200, "success")] * 2
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT count(*) FROM push_event WHERE handled_at IS NULL"))).scalar_one()
        phone = (await session.execute(text("SELECT phone_sealed FROM account"))).scalar_one()
    assert (kept, phone is not None) == (1, True)


@pytest.mark.usefixtures("stand_ins")
async def test_a_push_nobody_signed_is_refused_and_the_console_check_is_plain_text(visit: Visits) -> None:
    from app.integrations.wechat.push_crypto import signature

    signed = signature(TOKEN.get_secret_value(), "1", "2")
    async with visit() as nobody:
        echo = await nobody.get(f"/v1/wechat/push?timestamp=1&nonce=2&echostr=123&signature={signed}")
        forged = await nobody.post("/v1/wechat/push?timestamp=1&nonce=2&signature=" + signed, json={"Event": "x"})
        huge = await nobody.post("/v1/wechat/push", content=b"x" * 70_000)
    assert (echo.status_code, echo.text, echo.headers["content-type"].split(";")[0]) == (200, "123", "text/plain")
    assert (forged.status_code, huge.status_code) == (403, 413)


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
