"""Who leaves a counselling reads no more of it: a caller with the call, a counsellor with the post, a former member."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.domain.counselling import reminding
from app.permissions.actors import Actor
from tests import care
from tests.care import CALM, MONDAY
from tests.desk import must
from tests.integration.test_climbing import climb_at
from tests.integration.test_counselling_danger import climb
from tests.visits import Visits
from tests.world import COUNTY, World

TOMORROW = MONDAY + timedelta(days=1)


async def in_danger(world: World, visit: Visits, *, at_once: bool = False) -> tuple[Actor, Actor, Actor, str]:
    """A woman in danger who was called by nobody yet; the supervisor, who is on duty, she, and the request.

    At once: it begins with the danger, so that whoever is on duty takes it on; else her handler has it already.
    """
    _, _, boss, _ = await care.people(world)
    on_duty = await care.counsellor(world, boss, name="李老师", trained=True)
    her = await world.woman(phone="19900007777")
    with clock.stopped(MONDAY):
        async with visit(her) as she:
            known = {} if at_once else {"request_id": (await care.send_mood(she, CALM)).json()["request_id"]}
            await care.shift(world, on_duty)
            sent = (await care.send_mood(she, {**CALM, "harm": 1}, **known)).json()
    return boss, on_duty, her, sent["request_id"]


async def opens(visit: Visits, actor: Actor, request: str) -> int:
    async with visit(actor) as client:
        return (await client.get(f"/v1/desk/requests/{request}/counselling")).status_code


async def test_SAF_04_whoever_was_let_in_only_to_call_leaves_the_case_with_the_call_and_a_note_for_the_supervisor(
    world: World, visit: Visits
) -> None:
    boss, on_duty, _, request = await in_danger(world, visit)
    with clock.stopped(MONDAY + timedelta(minutes=10)):
        async with visit(on_duty) as client:
            await care.call(client, request, answered="nobody", safe=False, danger=True)
            tries_again = await client.get(f"/v1/desk/requests/{request}/counselling")
            spoken = await care.call(client, request, answered="her", danger=True, note="稳定下来了，去妹妹家住。")
            listed = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
            shut = [
                (await client.get(f"/v1/desk/requests/{request}{path}")).status_code
                for path in ("", "/counselling", "/counselling/notes")
            ]
        async with visit(boss) as client:
            notes = (await client.get(f"/v1/desk/requests/{request}/counselling/notes")).json()["items"]
    assert (tries_again.status_code, spoken.status_code) == (200, 200)
    assert spoken.json()["danger"][0]["reached"] is True, "the answer to the call itself is still shown"
    assert (listed, shut) == ([], [404, 404, 404])
    assert [one["note"] for one in notes] == ["稳定下来了，去妹妹家住。"]


async def test_SAF_04_a_caller_whose_call_climbed_to_another_leaves_the_case(world: World, visit: Visits) -> None:
    _, on_duty, _, request = await in_danger(world, visit)
    before = await opens(visit, on_duty, request)
    with clock.stopped(MONDAY + timedelta(hours=2)):
        assert await climb(world) == 1
        after = await opens(visit, on_duty, request)
    assert (before, after) == (200, 404)


async def test_SAF_04_a_caller_who_took_the_case_on_stays_until_somebody_accompanies_her(
    world: World, visit: Visits
) -> None:
    boss, on_duty, her, request = await in_danger(world, visit, at_once=True)
    wang = await care.counsellor(world, boss, name="吴老师")
    with clock.stopped(MONDAY + timedelta(minutes=10)):
        async with visit(on_duty) as client:
            await must(client, request, "accept")
            await care.call(client, request, answered="her", danger=True)
        kept = await opens(visit, on_duty, request)
        slot = await care.offer(visit, wang, TOMORROW)
        async with visit(her) as she:
            await care.book(she, slot, request_id=request)
        left = await opens(visit, on_duty, request)
    assert (kept, left, await opens(visit, wang, request)) == (200, 404, 200)


@pytest.mark.parametrize("how", ["ended", "post taken"])
async def test_SAF_04_a_former_counsellor_reads_no_more_though_nothing_was_booked(
    how: str, world: World, visit: Visits
) -> None:
    first, _, _, _ = await care.people(world)
    her = await world.woman()
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, MONDAY + timedelta(hours=1))
        async with visit(her) as she:
            booked = await care.book(she, slot)
    with clock.stopped(MONDAY + timedelta(hours=3)):
        async with visit(first) as client:
            said = {"booking_id": booked["id"], "state": "held", "note": "谈了一次。"}
            await client.post(f"/v1/desk/requests/{booked['request_id']}/counselling/sessions", json=said)
        gone = {
            "ended": "UPDATE counsellor SET ended_at = now() WHERE staff_id = :id",
            "post taken": "UPDATE staff_grant SET revoked_at = now() WHERE staff_id = :id",
        }
        async with world.as_owner() as session:
            await session.execute(text(gone[how]), {"id": first.id})
        async with world.as_worker() as session:
            (waiting,) = await reminding.adrift(session, county=COUNTY)
            told = [await reminding.call_off(session, county=COUNTY, request_id=waiting) for _ in range(2)]
            assert await reminding.adrift(session, county=COUNTY) == []
        async with visit(her) as she:
            seen = (await she.get(f"/v1/my/requests/{waiting}/counselling")).json()
    async with world.as_owner() as session:
        member = text("SELECT until IS NULL FROM case_member WHERE staff_id = :id")
        assert (await session.execute(member, {"id": first.id})).scalar_one() is False
        readers = text("SELECT :me = ANY (readers) FROM counselling_note")
        assert (await session.execute(readers, {"me": f"staff:{first.id}"})).scalar_one() is False
    if how == "ended":
        assert await opens(visit, first, str(waiting)) == 404
    assert (told, seen["counsellor"], seen["may_change_freely"]) == ([1, 0], None, True)


async def test_SAF_04_somebody_who_left_a_closed_case_hears_of_no_rung_of_it(world: World, visit: Visits) -> None:
    _, second, _, _ = await care.people(world)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, second, TOMORROW)
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot))["request_id"]
            changed = await she.post(f"/v1/my/requests/{request}/counselling/change", json={})
    async with world.as_owner() as session:
        mine = text("SELECT count(*) FROM notice WHERE reader = :me")
        before = (await session.execute(mine, {"me": f"staff:{second.id}"})).scalar_one()
    climbed = await climb_at(world, MONDAY + timedelta(days=9))
    async with world.as_owner() as session:
        after = (await session.execute(mine, {"me": f"staff:{second.id}"})).scalar_one()
    assert changed.status_code == 200
    assert climbed > 1
    assert after == before


async def test_QUE_08_what_was_heard_once_is_not_unsaid_by_whoever_wants_to_close(world: World, visit: Visits) -> None:
    first, _, _, _ = await care.people(world)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot))["request_id"]
            await care.send_mood(she, {**CALM, "harm": 1}, request_id=request)
        async with visit(first) as client:
            path = f"/v1/desk/requests/{request}/counselling/topics"
            marked = (await client.post(path, json={"topics": ["child"]})).json()["topics"]
            unsaid = (await client.post(path, json={"topics": []})).json()["topics"]
    assert marked == unsaid == ["child", "self_harm"]
