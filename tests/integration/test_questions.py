"""Questions without a name: a code to read aloud, an office's answer, and nothing that leads to her (MSG-05)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from app import clock
from app.domain.questions import codes
from app.jobs import keeping_limits
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WORDS = "我男人不寄钱回来，我能不能问他要？"


async def ask(client: AsyncClient, service: str = "law.ask", body: str = WORDS, **headers: str) -> dict[str, Any]:
    answer = await client.post("/v1/questions", json={"service": service, "body": body}, headers=headers)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def answer(client: AsyncClient, body: str = "可以，法律管这件事。") -> Response:
    """Answer the first open question of a desk, as it is now."""
    (row, *_) = (await client.get("/v1/desk/questions")).json()["items"]
    seen = await client.get(f"/v1/desk/questions/{row['id']}")
    headers = {"If-Match": seen.headers["etag"]}
    return await client.post(f"/v1/desk/questions/{row['id']}/answer", json={"body": body}, headers=headers)


async def test_MSG_05_anybody_asks_without_an_account_and_reads_the_offices_answer_by_code(
    world: World, visit: Visits
) -> None:
    justice = await world.staff(Role.DEPARTMENT_HANDLER, "justice", name="王同志")
    async with visit() as nobody, visit(justice) as desk:
        asked = await ask(nobody)
        waiting = (await nobody.get(f"/v1/questions/{asked['code']}")).json()
        notices = (await desk.get("/v1/desk/notices")).json()["items"]
        answered = await answer(desk)
        seen = (await nobody.get(f"/v1/questions/{asked['code'].replace(' ', '')}")).json()
    assert asked["office_name"] == waiting["office_name"] == "县司法局"
    assert (waiting["state"], answered.status_code, seen["state"]) == ("open", 200, "answered")
    assert [(one["by_me"], one["from_name"], one["body"]) for one in seen["lines"]] == [
        (True, "我", WORDS),
        (False, "县司法局", "可以，法律管这件事。"),
    ]
    assert "王同志" not in str(seen)
    assert [one["kind"] for one in notices] == ["task_new"]
    assert "寄钱" not in str(notices)


async def test_MSG_05_the_code_is_fifteen_digits_to_be_read_aloud_and_only_its_keyed_digest_is_kept(
    world: World, visit: Visits
) -> None:
    async with visit() as nobody:
        asked = await ask(nobody)
        typed = "".join(codes.spoken(asked["code"].replace(" ", "")))
        by_words = await nobody.get(f"/v1/questions/{typed}")
    digits = asked["code"].replace(" ", "")
    assert codes.fits(digits)
    assert not codes.fits(digits[:-1] + str((int(digits[-1]) + 1) % 10))
    assert 10**codes.RANDOM_DIGITS > 2**40
    assert asked["read_aloud"].count("，") == 2
    assert by_words.status_code == 200, "what a person says on the telephone can be typed as it is"
    async with world.as_owner() as session:
        for table in ("question", "question_line", "kept_answer", "audit_event", "notice"):
            rows = (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars().all()  # noqa: S608  our own names
            assert rows
            assert not any(digits in row or asked["code"] in row for row in rows), table
        sealed = (await session.execute(text("SELECT body_sealed FROM question_line"))).scalar_one()
    assert WORDS.encode() not in bytes(sealed)


async def test_MSG_05_a_signed_in_womans_question_leads_to_nobody(world: World, visit: Visits) -> None:
    her = await world.woman(phone="19900007777", name="张小妹")
    justice = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(her) as she, visit(justice) as desk:
        asked = await ask(she)
        row = (await desk.get("/v1/desk/questions")).json()["items"][0]
        shown = (await desk.get(f"/v1/desk/questions/{row['id']}")).json()
        mine = (await she.get("/v1/my/requests")).json()["items"]
        log = (await she.get("/v1/my/access-log")).json()["items"]
    assert asked["code"]
    assert (mine, log) == ([], [])
    assert set(shown) == {
        "id", "created_at", "service", "service_name", "level", "office", "office_name", "state", "state_words",
        "due_at", "overdue", "in_danger", "version", "expires_at", "lines",
    }  # fmt: skip
    hers = {str(one) for one in (her.id, her.profile_id, her.session_id)} | {"张小妹", "19900007777"}
    async with world.as_owner() as session:
        for table in ("question", "question_line", "kept_answer", "audit_event", "notice", "rate_count"):
            rows = (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars().all()  # noqa: S608  our own names
            about = [one for one in rows if "question" in one or table.startswith("question")]
            assert not any(trace in one for one in about for trace in hers), table
        owners = (await session.execute(text("SELECT owner_id::text FROM kept_answer"))).scalars().all()
    assert not set(owners) & hers


async def test_MSG_05_the_same_key_asks_once_and_only_its_holder_sees_the_first_answer_again(
    world: World, visit: Visits
) -> None:
    key = {"Idempotency-Key": "one-and-the-same-key"}
    said = {"service": "law.ask", "body": WORDS}
    async with visit() as nobody:
        bare = await nobody.post("/v1/questions", json=said, headers={"Idempotency-Key": "none"})
        first = await nobody.post("/v1/questions", json=said, headers=key)
        again = await nobody.post("/v1/questions", json=said, headers=key)
        other = await nobody.post("/v1/questions", json={**said, "body": "别的话"}, headers=key)
        address = f"/v1/questions/{first.json()['code']}"
        more = [await nobody.post(address, json={"body": "还有一句"}, headers=key) for _ in range(2)]
        seen = (await nobody.get(address)).json()
    assert (bare.status_code, bare.json()["code"]) == (400, "missing_header")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert [one.status_code for one in more] == [200, 200]
    assert [one["body"] for one in seen["lines"]] == [WORDS, "还有一句"]
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM question"))).scalar_one() == 1


async def test_MSG_05_every_code_that_opens_nothing_gets_the_same_answer_and_tries_are_counted(
    visit: Visits,
) -> None:
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            asked = await ask(nobody)
        digits = asked["code"].replace(" ", "")
        wrong = [codes.draw(), digits[:-1] + str((int(digits[-1]) + 1) % 10), "abc", "1"]
        with clock.stopped(MONDAY):
            answers = [await nobody.get(f"/v1/questions/{code}") for code in wrong]
            writes = [await nobody.post(f"/v1/questions/{code}", json={"body": "在吗"}) for code in wrong]
        with clock.stopped(MONDAY + timedelta(hours=3)):
            head = [await nobody.get(f"/v1/questions/{digits[:5]}{n:010d}") for n in range(61)]
        with clock.stopped(MONDAY + timedelta(hours=6)):
            address = [await nobody.get(f"/v1/questions/{n:05d}0000000000") for n in range(121)]
        with clock.stopped(MONDAY + timedelta(hours=8)):
            found = await nobody.get(f"/v1/questions/{digits}")
        with clock.stopped(MONDAY + timedelta(days=200)):
            answers.append(await nobody.get(f"/v1/questions/{digits}"))
    bodies = {str({**one.json(), "request_id": ""}) for one in (*answers, *writes)}
    assert {one.status_code for one in (*answers, *writes)} == {404}
    assert len(bodies) == 1
    assert [one.status_code for one in head].count(429) == 1
    assert [one.status_code for one in address].count(429) == 1
    assert int(head[-1].headers["retry-after"]) > 0
    assert found.status_code == 200, "a limit is over when its hour is"


async def test_MSG_05_danger_shows_the_emergency_numbers_at_once_and_reaches_named_people_only(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    others = [
        await world.staff(Role.DEPARTMENT_HEAD, "womens_federation"),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
    ]
    async with visit() as nobody:
        asked = await ask(nobody, "law.dv", "他喝了酒就动手，我该怎么办？")
        plain = await ask(nobody, "job.train", "有没有学做饭的班？")
    assert {"110", "120", "12338", "12348", "12345"} <= {one["number"] for one in asked["emergency"]}
    assert plain["emergency"] == []
    async with visit(second) as client:
        row = (await client.get("/v1/desk/questions")).json()["items"][0]
        assert (await client.get(f"/v1/desk/questions/{row['id']}")).json()["level"] == "closed"
    for actor in others:
        async with visit(actor) as client:
            assert (await client.get("/v1/desk/questions")).json()["items"] == []
            assert (await client.get(f"/v1/desk/questions/{row['id']}")).status_code == 404
            heard = {one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]}
            assert heard <= {"duty_gap"}, "the county's desk hears by count that nobody is on duty, and no more"


async def test_MSG_05_whoever_has_the_code_writes_on_and_the_desk_closes_what_it_answered(
    world: World, visit: Visits
) -> None:
    justice = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit() as nobody, visit(justice) as desk:
        asked = await ask(nobody)
        address = f"/v1/questions/{asked['code']}"
        row = (await desk.get("/v1/desk/questions")).json()["items"][0]
        door = f"/v1/desk/questions/{row['id']}"
        early = await desk.post(f"{door}/close", headers={"If-Match": '"1"'})
        bare = await desk.post(f"{door}/answer", json={"body": "可以的。"})
        await answer(desk)
        stale = await desk.post(f"{door}/answer", json={"body": "再说一遍。"}, headers={"If-Match": '"1"'})
        closed = await desk.post(f"{door}/close", headers={"If-Match": '"2"'})
        ended = (await nobody.get(address)).json()
        more = await nobody.post(address, json={"body": "那要带什么材料？"})
        listed = (await desk.get("/v1/desk/questions?state=open")).json()["items"]
    assert (early.status_code, bare.status_code, stale.status_code) == (409, 428, 412)
    assert (closed.status_code, ended["state"]) == (200, "closed")
    assert (more.status_code, more.json()["state"], len(more.json()["lines"])) == (200, "open", 3)
    assert [one["id"] for one in listed] == [row["id"]]


async def test_MSG_05_a_question_nobody_comes_back_to_is_forgotten_with_every_line(world: World, visit: Visits) -> None:
    async with visit() as nobody:
        with clock.stopped(MONDAY):
            asked = await ask(nobody)
            await nobody.post(f"/v1/questions/{asked['code']}", json={"body": "还有一句"})
    for days, left in ((179, 1), (181, 0)):
        with clock.stopped(MONDAY + timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
        async with world.as_owner() as session:
            for table in ("question", "question_line"):
                counted = await session.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608  our own names
                assert bool(counted.scalar_one()) is bool(left), (table, days)


@pytest.mark.parametrize("role", [Role.VILLAGE_CADRE, Role.PROVIDER, Role.ADMIN, Role.AUDITOR])
async def test_MSG_05_who_holds_no_desk_is_refused(world: World, visit: Visits, role: Role) -> None:
    actor: Actor = await world.staff(role, "county_desk", divisions=(VILLAGE,))
    async with visit(actor) as client:
        assert (await client.get("/v1/desk/questions")).status_code == 403
