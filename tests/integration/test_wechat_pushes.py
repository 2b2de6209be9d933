"""What WeChat pushes: kept once, answered at once, and acted on by taking away what was taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.domain import revoking
from app.http import wechat_push
from app.models.files import Upload
from app.vocabulary import FileKind, FilePurpose, Role, UploadState
from sandbox.wechat.pushing import Tricks, packed
from tests.outside import APPID, StandIns
from tests.visits import Visits
from tests.wechat_pushes import MONDAY, OPENID, TOKEN, push, stand_ins, with_wechat
from tests.world import COUNTY, World

__all__ = ("stand_ins",)  # a fixture, used here as it is


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


async def test_a_push_of_another_time_is_refused_where_the_operator_asks_for_that(
    world: World, visit: Visits, stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_wechat(world, await world.woman())
    stand_ins.wechat.messages.person_event(OPENID, "user_authorization_revoke", APPID, MONDAY, RevokeInfo="8")
    assert stand_ins.wechat.push_to is not None
    body, query = packed(stand_ins.wechat.push_to, stand_ins.wechat.messages.waiting.pop())

    async def sent(minutes: int) -> int:
        with clock.turned(timedelta(minutes=minutes)):
            async with visit() as nobody:
                return (await nobody.post("/v1/wechat/push", params=query, content=body)).status_code

    assert await sent(60) == 200, "WeChat promises no window, so none is set by default"
    told = wechat_push.settings().model_copy(update={"wechat_push_window": 600})
    monkeypatch.setattr(wechat_push, "settings", lambda: told)
    assert [await sent(minutes) for minutes in (0, 9, 11, -11, 60)] == [200, 200, 403, 403, 403]


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
