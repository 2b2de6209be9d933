"""What one may do how often, what a refusal leaves behind, and that nobody can tell which names exist."""

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.accounts import passwords
from app.http import budgets
from app.http.budgets import BUDGETS, HOUR
from app.permissions.table import Action
from app.vocabulary import Role
from tests.contract.test_routes import ROUTES
from tests.desk import ask_for
from tests.integration.test_sign_in import PASSWORD, with_password
from tests.statements import recorded
from tests.visits import Visits
from tests.world import World

REASON = "要打电话核实。"
RARE = ("reveal", "overrides", "export", "search", "look-up")


async def test_R9_opening_full_numbers_is_bounded_per_person_and_says_when_to_come_back(
    world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BUDGETS, Action.HELP_REQUEST_REVEAL, ((HOUR, 2),))
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    colleague = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman(phone="19900007777")) as she:
        asked = await ask_for(she, "job.match")
    address = f"/v1/desk/requests/{asked['id']}/reveal"
    async with visit(handler) as client, visit(colleague) as other:
        answers = [await client.post(address, json={"reason": REASON}) for _ in range(3)]
        theirs = await other.post(address, json={"reason": REASON})
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["retry-after"]) <= HOUR
    assert theirs.status_code == 200
    async with world.as_owner() as session:
        query = text("SELECT count(*) FROM audit_event WHERE kind = 'denied' AND facts ->> 'code' = 'too_many'")
        assert (await session.execute(query)).scalar_one() == 1


async def test_guessing_numbers_is_counted_though_every_guess_is_refused(
    world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BUDGETS, Action.HELP_REQUEST_OVERRIDE, ((HOUR, 3),))
    async with visit(await world.staff(Role.DEPARTMENT_HEAD, "health")) as head:
        said = {"number": "11112222 3", "reason": REASON}
        answers = [(await head.post("/v1/desk/overrides", json=said)).status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def test_every_route_that_opens_looks_up_or_takes_out_has_a_budget() -> None:
    from app.http.described import gates_of

    rare = {
        name: gates_of(route.dependant)
        for name, route in ROUTES.items()
        if name.startswith("POST /v1/desk") and name.rstrip("/").rsplit("/", 1)[-1] in RARE
    }
    assert len(rare) >= 3
    without = {name for name, gates in rare.items() if not gates or gates[0].action not in budgets.BUDGETS}
    assert without == set()


async def test_R43_a_refusal_leaves_one_row_that_does_not_say_what_was_asked_for(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid")
    stranger = await world.staff(Role.DEPARTMENT_HANDLER, "sports")
    cadre = await world.staff(Role.VILLAGE_CADRE, "town-500230101")
    async with visit(stranger) as client, visit(cadre) as other, visit(await world.woman()) as another:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
        assert (await another.get(f"/v1/my/requests/{asked['id']}")).status_code == 404
        assert (await other.get("/v1/desk/queues")).status_code == 403
    async with world.as_owner() as session:
        query = text(
            "SELECT action, actor_id, subject_id, facts FROM audit_event WHERE kind = 'denied' ORDER BY position"
        )
        rows = (await session.execute(query)).all()
    assert [(row.action, row.facts["code"]) for row in rows] == [
        ("help_request:read", "not_found"),
        ("help_request:read", "not_found"),
        ("queue:read", "not_allowed"),
    ]
    assert [row.actor_id for row in rows] == [row.subject_id for row in rows]
    assert (rows[0].actor_id, rows[2].actor_id) == (stranger.id, cadre.id)
    assert asked["id"] not in str(rows)


async def sign_in(client: AsyncClient, engine: AsyncEngine, login: str, password: str) -> tuple[list[str], str]:
    with recorded(engine) as seen:
        answer = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": password})
    assert answer.status_code == 401
    body = answer.json()
    body.pop("request_id")
    return seen, str(body)


async def test_R17_an_unknown_a_locked_and_a_known_name_do_equal_work_and_get_equal_answers(
    world: World, visit: Visits, engine: AsyncEngine
) -> None:
    login = await with_password(world, await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
    off = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    disabled = await with_password(world, off)
    async with world.as_owner() as session:
        await session.execute(text("UPDATE staff SET disabled_at = now() WHERE id = :id"), {"id": off.id})
    async with visit() as client:
        await sign_in(client, engine, "warming-up", "不对的密码-0000")
        wrong = await sign_in(client, engine, login, "不对的密码-0000")
        unknown = await sign_in(client, engine, "nobody-here", "不对的密码-0000")
        gone = await sign_in(client, engine, disabled, PASSWORD)
        for _ in range(5):
            await sign_in(client, engine, login, "不对的密码-0000")
        locked = await sign_in(client, engine, login, PASSWORD)
    assert wrong == unknown == gone == locked
    assert len(wrong[0]) > 5


async def test_R17_an_unknown_name_costs_one_hash_like_any_other(
    visit: Visits, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    hashed: list[str] = []
    matches = passwords._matches
    monkeypatch.setattr(passwords, "_matches", lambda stored, said: hashed.append(stored) or matches(stored, said))
    login = await with_password(world, await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
    async with visit() as client:
        for name in (login, "nobody-here"):
            await client.post("/v1/sign-in/staff", json={"login_name": name, "password": "不对的密码-0000"})
    assert len(hashed) == 2
    assert hashed[1] == passwords.NOBODY
    assert hashed[0].split("$")[3] == hashed[1].split("$")[3], "the same argon2 parameters"


async def test_R17_a_phone_nobody_has_and_a_known_one_do_equal_work(
    world: World, visit: Visits, engine: AsyncEngine
) -> None:
    await world.woman(phone="19900007777")
    kept = []
    async with visit() as client:
        await client.post("/v1/sign-in/phone", json={"phone": "19900009999", "code": "000000"})
        for phone in ("19900007777", "19900008888"):
            with recorded(engine) as seen:
                answer = await client.post("/v1/sign-in/phone", json={"phone": phone, "code": "000000"})
            body = answer.json()
            body.pop("request_id")
            kept.append((answer.status_code, str(body), tuple(seen)))
    assert kept[0] == kept[1]
    assert kept[0][0] == 401
