"""A fresh second factor before full numbers, data that leaves, overrides and posts (R20); hashes that grow (R19)."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from httpx import AsyncClient, Response
from sqlalchemy import text

from app import clock, db
from app.db import Context
from app.domain.accounts import passwords, second_factor, signing_in
from app.http.budgets import BUDGETS
from app.limits import HOUR
from app.permissions.actors import Actor
from app.permissions.table import FRESH_ONLY, FRESH_TO_CHANGE, GRANTS, Action
from app.vocabulary import Audience, Role
from tests.calls import Call, calls, passes_the_gate
from tests.desk import ask_for
from tests.integration.test_sign_in import PASSWORD, with_password
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

LATER = timedelta(minutes=5)
REASON = {"reason": "要打电话核实。"}
OFFICES = {
    Role.TOWNSHIP_WORKER: (f"town-{TOWNSHIP}", (TOWNSHIP,)),
    Role.COUNTY_DESK: ("county_desk", ()),
    Role.ADMIN: ("county_desk", ()),
}


async def prove(client: AsyncClient, secret: str) -> Response:
    return await client.post("/v1/staff/second-factor/prove", json={"code": second_factor.code_at(secret, clock.now())})


async def enrolled(world: World, actor: Actor) -> str:
    """Give a worker a second factor; gives its secret."""
    secret = second_factor.new_secret()
    await with_password(world, actor, secret=secret)
    return secret


async def signed_in_now(world: World) -> None:
    """Let every worker have given a code at sign-in and none since; builders give one that lasts."""
    async with world.as_owner() as session:
        await session.execute(text("UPDATE sign_in_session SET proved_at = NULL"))


def asking_for_a_code() -> list[tuple[Call, Role]]:
    """Every call of the table's two columns, by every role that may make it."""
    return [
        (call, role)
        for call in calls()
        if call.action in FRESH_ONLY or (call.action in FRESH_TO_CHANGE and call.method != "GET")
        for role in Role
        if role is not Role.SYSTEM and passes_the_gate(call, role)
    ]


async def test_R20_five_minutes_after_the_code_no_number_no_export_and_no_post_is_to_be_had(
    world: World, visit: Visits
) -> None:
    asked = asking_for_a_code()
    assert len({call.route for call, _ in asked}) >= 10
    wrong: list[Any] = []
    for role in dict.fromkeys(role for _, role in asked):
        office, divisions = OFFICES.get(role, ("justice", ()))
        async with visit(await world.staff(role, office, divisions=divisions)) as client:
            await signed_in_now(world)
            with clock.turned(LATER):
                for call in (call for call, whose in asked if whose is role):
                    answer = await call.send(client)
                    if (answer.status_code, answer.json().get("code")) != (403, "step_up_needed"):
                        wrong.append((call.route, role, answer.status_code))
    assert wrong == []


async def test_R20_a_fresh_code_opens_for_five_minutes_and_works_once(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    secret = await enrolled(world, handler)
    async with visit(await world.woman(phone="19900007777")) as she:
        asked = await ask_for(she, "job.match")
    await signed_in_now(world)
    address = f"/v1/desk/requests/{asked['id']}/reveal"
    async with visit(handler) as client:
        assert (await client.post(address, json=REASON)).status_code == 200, "the code of the sign-in is fresh"
        with clock.turned(LATER):
            late = await client.post(address, json=REASON)
            proved = await prove(client, secret)
            again = await prove(client, secret)
            opened = await client.post(address, json=REASON)
        with clock.turned(2 * LATER):
            over = await client.post(address, json=REASON)
            read = await client.get(f"/v1/desk/requests/{asked['id']}")
    assert (late.status_code, late.json()["code"]) == (403, "step_up_needed")
    assert (proved.status_code, again.status_code, again.json()["code"]) == (200, 403, "code_wrong")
    assert opened.json()["phone"] == "19900007777"
    assert (over.json()["code"], read.status_code) == ("step_up_needed", 200), "ordinary work goes on"
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT kind, facts ->> 'code' FROM audit_event ORDER BY position"))).all()
    codes = [code for kind, code in rows if kind == "denied"]
    assert codes == ["step_up_needed", "code_wrong", "step_up_needed"], "each refusal is on record"


async def test_R20_guessing_codes_is_counted_and_a_session_without_a_second_factor_gains_nothing(
    world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BUDGETS, Action.SECOND_FACTOR_PROVE, ((HOUR, 3),))
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    await enrolled(world, handler)
    async with visit(handler) as client:
        tries = [await client.post("/v1/staff/second-factor/prove", json={"code": "000000"}) for _ in range(4)]
        async with world.as_owner() as session:
            await session.execute(
                text("UPDATE sign_in_session SET strong = false WHERE owner_id = :id"), {"id": handler.id}
            )
        weak = await client.post("/v1/staff/second-factor/prove", json={"code": "000000"})
    assert [one.status_code for one in tries] == [403, 403, 403, 429]
    assert weak.json()["code"] == "enrol_first"


def test_R20_the_columns_name_actions_workers_have() -> None:
    assert all(set(GRANTS[action]) - {Role.WOMAN, Role.SYSTEM} for action in FRESH_ONLY | FRESH_TO_CHANGE)


async def test_R16_of_two_sign_ins_at_once_with_one_code_only_one_takes_its_step(world: World) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    await enrolled(world, worker)
    took = []
    async with db.transaction(Context(Audience.SIGN_IN, COUNTY)) as session:
        for step in (70, 70, 69, 71):
            values = {"county": COUNTY, "staff_id": worker.id, "good": True, "step": step}
            took.append(await signing_in.note_staff_try(session, **values))
    assert took == [True, False, False, True]


async def test_R19_an_old_hash_is_renewed_at_the_next_good_sign_in_and_at_no_other(world: World, visit: Visits) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    login = await with_password(world, worker)
    old = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD)

    async def stored() -> str:
        async with world.as_owner() as session:
            query = text("SELECT password_hash FROM staff_credential WHERE id = :id")
            return str((await session.execute(query, {"id": worker.id})).scalar_one())

    async with world.as_owner() as session:
        await session.execute(text("UPDATE staff_credential SET password_hash = :old"), {"old": old})
    async with visit() as client:
        wrong = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": "不对的密码-0000"})
        assert (wrong.status_code, await stored()) == (401, old)
        good = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": PASSWORD})
        renewed = await stored()
        again = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": PASSWORD})
    assert (good.status_code, again.status_code) == (200, 200)
    assert not passwords.needs_rehash(renewed)
    assert await stored() == renewed, "a hash of today's strength stays"
