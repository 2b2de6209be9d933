"""Signing in by WeChat, phone and password; tokens that rotate; limits that hold."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import col, select

from app import clock
from app.crypto import Place
from app.domain.accounts import passwords, second_factor, signing_in
from app.http import sign_in as http_sign_in
from app.models.accounts import Staff, StaffCredential
from app.permissions.actors import Actor
from app.vocabulary import DataClass, Role
from sandbox.wechat.world import Person, new_session_key
from tests.outside import APPID, StandIns
from tests.visits import Visits
from tests.world import COUNTY, World

PASSWORD = "山高水长-7391"


async def with_password(world: World, actor: Actor, *, secret: str | None = None) -> str:
    """Give a worker a password (and a second factor); gives the login name."""
    vault = await world.vault()
    credential = StaffCredential(county=COUNTY, id=actor.id, password_hash=passwords.hash_now(PASSWORD))
    if secret is not None:
        place = Place("staff_credential", "totp_sealed", actor.id)
        credential.totp_sealed = vault.seal(DataClass.IDENTITY, place, secret)
    await world.add(credential)
    async with world.as_owner() as session:
        return (await session.exec(select(Staff.login_name).where(col(Staff.id) == actor.id))).one()


async def test_a_worker_signs_in_refreshes_and_signs_out(world: World, visit: Visits) -> None:
    secret = second_factor.new_secret()
    login = await with_password(world, await world.staff(Role.DEPARTMENT_HANDLER, "justice"), secret=secret)
    said = {"login_name": login, "password": PASSWORD, "otp": second_factor.code_at(secret, clock.now())}
    async with visit() as client:
        signed = (await client.post("/v1/sign-in/staff", json=said)).json()
        headers = {"Authorization": f"Bearer {signed['access_token']}"}
        assert (await client.get("/v1/desk/queues", headers=headers)).status_code == 200
        renewed = await client.post("/v1/sign-in/refresh", json={"refresh_token": signed["refresh_token"]})
        assert renewed.status_code == 200
        assert (await client.post("/v1/sign-out", headers=headers)).status_code == 204
        assert (await client.get("/v1/desk/queues", headers=headers)).status_code == 401
    assert signed["expires_in"] == 600


async def test_reuse_of_an_old_refresh_token_ends_the_whole_session(world: World, visit: Visits) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    login = await with_password(world, worker)

    async def refresh(token: str) -> tuple[int, dict[str, str]]:
        answer = await client.post("/v1/sign-in/refresh", json={"refresh_token": token})
        return answer.status_code, answer.json()

    async with visit() as client:
        first = (await client.post("/v1/sign-in/staff", json={"login_name": login, "password": PASSWORD})).json()
        _, second = await refresh(first["refresh_token"])
        lost, again = await refresh(first["refresh_token"])
        assert (lost, again["refresh_token"]) == (200, second["refresh_token"]), "a lost answer is given again"
        _, third = await refresh(second["refresh_token"])
        assert (await refresh(first["refresh_token"]))[0] == 401
        assert (await refresh(third["refresh_token"]))[0] == 401, "the family is revoked"
        assert (await refresh(first["refresh_token"]))[0] == 401
    async with visit(worker) as client:
        told = [one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]]
    assert told == ["security_alert"], "its owner hears of it, once"


async def test_wrong_names_passwords_and_codes_are_refused_with_one_sentence(world: World, visit: Visits) -> None:
    login = await with_password(world, await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
    async with visit() as client:
        wrong = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": "wrong-1"})
        nobody = await client.post("/v1/sign-in/staff", json={"login_name": "nobody", "password": "wrong-1"})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json()["title"] == nobody.json()["title"]


async def test_five_wrong_passwords_lock_the_name_for_a_while(world: World, visit: Visits) -> None:
    login = await with_password(world, await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
    async with visit() as client:
        for _ in range(5):
            await client.post("/v1/sign-in/staff", json={"login_name": login, "password": "wrong-1"})
        locked = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": PASSWORD})
        with clock.turned(timedelta(minutes=3)):
            later = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": PASSWORD})
    assert (locked.status_code, later.status_code) == (401, 200)


async def test_a_second_factor_is_asked_where_enrolled_and_works_once(world: World, visit: Visits) -> None:
    secret = second_factor.new_secret()
    login = await with_password(world, await world.staff(Role.ADMIN, "county_desk"), secret=secret)
    said = {"login_name": login, "password": PASSWORD}
    async with visit() as client:
        without = await client.post("/v1/sign-in/staff", json=said)
        code = second_factor.code_at(secret, clock.now())
        good = await client.post("/v1/sign-in/staff", json={**said, "otp": code})
        twice = await client.post("/v1/sign-in/staff", json={**said, "otp": code})
    assert (without.status_code, good.status_code, twice.status_code) == (401, 200, 401)


async def test_a_phone_code_signs_her_in_once(world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = "19900004321"
    await world.woman(phone=phone)
    sent: list[str] = []

    async def send(*_: object, code: str, **__: object) -> None:
        sent.append(code)

    monkeypatch.setattr("app.integrations.sms.send_code", send)
    async with visit() as client:
        assert (await client.post("/v1/sign-in/phone/codes", json={"phone": phone})).status_code == 202
        too_soon = await client.post("/v1/sign-in/phone/codes", json={"phone": phone})
        wrong = await client.post("/v1/sign-in/phone", json={"phone": phone, "code": "000000"})
        signed = await client.post("/v1/sign-in/phone", json={"phone": phone, "code": sent[0]})
        again = await client.post("/v1/sign-in/phone", json={"phone": phone, "code": sent[0]})
    assert (too_soon.status_code, "retry-after" in too_soon.headers) == (429, True)
    assert (wrong.status_code, signed.status_code, again.status_code) == (401, 200, 401)
    assert phone not in signed.text
    assert len(sent[0]) == signing_in.CODE_DIGITS


async def test_ADM_06_a_worker_without_a_second_factor_may_only_enrol_one(world: World, visit: Visits) -> None:
    login = await with_password(world, await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
    said = {"login_name": login, "password": PASSWORD}
    async with visit() as client:
        signed = (await client.post("/v1/sign-in/staff", json=said)).json()
        headers = {"Authorization": f"Bearer {signed['access_token']}"}
        early = await client.get("/v1/desk/queues", headers=headers)
        begun = (await client.post("/v1/staff/second-factor", headers=headers)).json()
        wrong = await client.post("/v1/staff/second-factor/confirm", json={"code": "000000"}, headers=headers)
        code = {"code": second_factor.code_at(begun["secret"], clock.now())}
        done = await client.post("/v1/staff/second-factor/confirm", json=code, headers=headers)
        after = await client.get("/v1/desk/queues", headers=headers)
        codes = done.json()["recovery_codes"]
        bare = await client.post("/v1/sign-in/staff", json=said)
        lost = await client.post("/v1/sign-in/staff", json={**said, "otp": codes[0]})
        twice = await client.post("/v1/sign-in/staff", json={**said, "otp": codes[0]})
    assert (early.status_code, early.json()["code"]) == (403, "enrol_first")
    assert begun["uri"].startswith("otpauth://totp/")
    assert (wrong.status_code, done.status_code, after.status_code) == (422, 200, 200)
    assert (len(set(codes)), bare.status_code, lost.status_code, twice.status_code) == (10, 401, 200, 401)


async def test_ADM_06_fifteen_idle_minutes_end_a_workers_session_but_not_hers(world: World, visit: Visits) -> None:
    secret = second_factor.new_secret()
    login = await with_password(world, await world.staff(Role.DEPARTMENT_HANDLER, "justice"), secret=secret)
    said = {"login_name": login, "password": PASSWORD, "otp": second_factor.code_at(secret, clock.now())}
    async with visit() as client:
        token = (await client.post("/v1/sign-in/staff", json=said)).json()["refresh_token"]
        for minutes in (10, 20, 30):
            with clock.turned(timedelta(minutes=minutes)):
                renewed = await client.post("/v1/sign-in/refresh", json={"refresh_token": token})
                assert renewed.status_code == 200, "whoever works stays"
                token = renewed.json()["refresh_token"]
        with clock.turned(timedelta(minutes=46)):
            idle = await client.post("/v1/sign-in/refresh", json={"refresh_token": token})
    assert idle.status_code == 401


async def test_ADM_06_one_sees_and_ends_ones_own_sessions_only(world: World, visit: Visits) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    other = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(worker) as client, visit(other) as colleague:
        mine = (await client.get("/v1/staff/sessions")).json()["items"]
        theirs = (await colleague.get("/v1/staff/sessions")).json()["items"]
        foreign = await client.delete(f"/v1/staff/sessions/{theirs[0]['id']}")
        ended = await client.delete(f"/v1/staff/sessions/{mine[0]['id']}")
        after = await client.get("/v1/staff/sessions")
    assert ([one["current"] for one in mine], foreign.status_code) == ([True], 404)
    assert (ended.status_code, after.status_code) == (204, 401)


async def test_INT_06_her_number_is_hers_to_give_while_signing_in_and_to_take_back(
    web: FastAPI, world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_ins = StandIns()
    openid = "oInvented0000000000000000031"
    stand_ins.wechat.add_person(Person(openid, APPID, new_session_key(), phone="19900003131"))
    monkeypatch.setattr(http_sign_in, "settings", stand_ins.told)
    monkeypatch.setattr(web.state, "outside", httpx.MockTransport(stand_ins.handle), raising=False)

    async def sign_in(phone_code: str | None) -> dict[str, Any]:
        sent = {"code": stand_ins.wechat.wx_login(openid), "phone_code": phone_code}
        signed = await client.post("/v1/sign-in/wechat", json=sent)
        assert signed.status_code == 200, signed.text
        assert openid not in signed.text
        return dict(signed.json())

    async with visit() as client:
        without = await sign_in(None)
        invented = await sign_in("0" * 64)
        pressed = await sign_in(stand_ins.wechat.phone_click(openid))
        headers = {"Authorization": f"Bearer {pressed['access_token']}"}
        shown = (await client.get("/v1/my/profile", headers=headers)).json()["phone"]
        gone = await client.delete("/v1/my/phone", headers=headers)
        after = (await client.get("/v1/my/profile", headers=headers)).json()["phone"]
    assert (without["phone"], invented["phone"], pressed["phone"]) == (None, "not_usable", "kept")
    assert (shown, gone.status_code, after) == ("199******31", 204, None)
    async with world.as_owner() as session:
        acts = (await session.execute(text("SELECT facts FROM audit_event WHERE action = 'phone:manage'"))).scalars()
        assert list(acts) == [{"phone_kept": True}, {"phone_kept": False}]
