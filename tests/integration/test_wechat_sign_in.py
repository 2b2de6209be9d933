"""Signing in by WeChat against the stand-in: codes are spent on the server; nothing WeChat knows her by leaves it."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.crypto import Place
from app.domain.accounts.signing_in import openid_index
from app.http import sign_in
from app.vocabulary import DataClass
from sandbox.wechat.faults import Fault, FaultKind
from sandbox.wechat.world import Person, new_session_key
from tests.outside import APPID, StandIns, _Way
from tests.visits import Visits
from tests.world import COUNTY, World

OPENID, UNIONID = "oInvented0000000000000000007", "oUnionInvented00000000000000"
PATH = "/v1/sign-in/wechat"


@pytest.fixture
def stand_ins(web: FastAPI, monkeypatch: pytest.MonkeyPatch) -> StandIns:
    made = StandIns()
    made.wechat.add_person(Person(OPENID, APPID, new_session_key(), UNIONID))
    told = made.told()
    monkeypatch.setattr(sign_in, "settings", lambda: told)
    monkeypatch.setattr(web.state, "outside", _Way(made), raising=False)
    return made


async def test_INT_06_a_code_signs_her_in_and_neither_openid_nor_key_leaves_the_server(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    """The openid is kept sealed, found by its blind index; the phone is not asked for, the session key not kept."""
    async with visit() as nobody:
        first = await nobody.post(PATH, json={"code": stand_ins.wechat.wx_login(OPENID)})
        again = await nobody.post(PATH, json={"code": stand_ins.wechat.wx_login(OPENID)})
    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert again.json()["profile"] == first.json()["profile"], "the same person the second time"
    key = stand_ins.wechat.person(OPENID).session_key
    assert [one for one in (OPENID, UNIONID, key) if one in first.text + again.text + str(first.headers)] == []
    vault = await world.vault()
    async with world.as_owner() as session:
        (row,) = (await session.execute(text("SELECT * FROM account"))).all()
    opened = vault.open(DataClass.CONTACT, Place("account", "openid_sealed", row.id), bytes(row.openid_sealed))
    assert (opened, bytes(row.openid_index), row.phone_sealed) == (OPENID, openid_index(vault, OPENID), None)
    kept = b"".join(bytes(one) for one in row if isinstance(one, bytes | memoryview))
    assert OPENID.encode() not in kept
    assert key.encode() not in kept
    assert row.county == COUNTY


async def test_INT_06_a_code_of_another_time_or_maker_gets_one_sentence_and_needs_a_new_code(
    visit: Visits, stand_ins: StandIns
) -> None:
    used = stand_ins.wechat.wx_login(OPENID)
    async with visit() as nobody:
        assert (await nobody.post(PATH, json={"code": used})).status_code == 200
        answers = [await nobody.post(PATH, json={"code": code}) for code in (used, "x" * 32, "the code is a mock one")]
        lost = stand_ins.wechat.wx_login(OPENID)
        stand_ins.wechat.faults.add(Fault(kind=FaultKind.DROP, path="/sns/jscode2session"))
        silent = await nobody.post(PATH, json={"code": lost})
        answers.append(await nobody.post(PATH, json={"code": lost}))
        good = await nobody.post(PATH, json={"code": stand_ins.wechat.wx_login(OPENID)})
    assert {(one.status_code, one.json()["code"], one.json()["detail"]) for one in answers} == {
        (401, "wechat_code_invalid", "登录没有成功，请再点一次登录。")
    }
    assert (silent.status_code, good.status_code) == (503, 200)


async def test_INT_06_a_county_without_a_mini_program_offers_the_phone(
    visit: Visits, stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = stand_ins.told(wechat_apps={})
    monkeypatch.setattr(sign_in, "settings", lambda: told)
    async with visit() as nobody:
        answer = await nobody.post(PATH, json={"code": "x" * 32})
    assert (answer.status_code, answer.json()["code"]) == (503, "wechat_off")
    assert "手机号" in answer.json()["detail"]
