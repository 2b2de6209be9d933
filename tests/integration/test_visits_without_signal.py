"""Visits written down without a signal: taken along, sent later, marked late, once however often sent (QUE-06)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from app import clock
from app.vocabulary import Role
from tests import villages
from tests.villages import OTHER_VILLAGE, enter, plan, tell
from tests.visits import Visits
from tests.world import World


def said_about(entry: Any, **more: Any) -> dict[str, Any]:
    return {"entry_id": str(entry.id), "done_on": str(clock.today()), "need_found": False, **more}


async def test_QUE_06_a_visitor_takes_along_the_own_planned_visits_without_a_name_and_for_a_week(
    world: World, visit: Visits
) -> None:
    mine, theirs = await villages.cadre(world), await villages.cadre(world)
    first, second = await enter(world, await world.woman(name="张小妹")), await enter(world, await world.woman())
    async with visit(mine) as client, visit(theirs) as other:
        planned = (await plan(client, first, days=2)).json()
        await plan(other, second, days=2)
        taken = (await client.get("/v1/desk/visits/to-take-along")).json()
    assert [one["id"] for one in taken["items"]] == [planned["id"]]
    assert taken["until"] == str(clock.today() + timedelta(days=7))
    assert "张" not in str(taken)
    assert "note" not in taken["items"][0]


async def test_QUE_06_what_was_written_earlier_keeps_its_moment_and_is_marked_late(world: World, visit: Visits) -> None:
    entry = await enter(world, await world.woman())
    async with visit(await villages.cadre(world)) as client:
        planned = (await plan(client, entry)).json()
        written = clock.now()
        with clock.stopped(written + timedelta(hours=3)):
            made = await tell(
                client,
                planned,
                "made",
                done_on=str(written.astimezone(clock.COUNTY_ZONE).date()),
                need_found=False,
                written_at=written.isoformat(),
            )
    assert made.status_code == 200, made.text
    assert made.json()["entered_late"] is True
    assert made.json()["written_at"] == written.astimezone(clock.COUNTY_ZONE).isoformat()


async def test_QUE_06_a_telephone_whose_clock_runs_ahead_writes_nothing_into_the_future(
    world: World, visit: Visits
) -> None:
    entry = await enter(world, await world.woman())
    async with visit(await villages.cadre(world)) as client:
        planned = (await plan(client, entry)).json()
        with clock.stopped(clock.now()):
            ahead = (clock.now() + timedelta(hours=5)).isoformat()
            made = await tell(client, planned, "not-made", because="not_at_home", written_at=ahead)
            assert made.json()["written_at"] == clock.now().astimezone(clock.COUNTY_ZONE).isoformat()
        nonsense = await tell(
            client, planned, "not-made", because="not_at_home", written_at="0001-01-01T00:00:00+23:59"
        )
    assert made.json()["entered_late"] is False
    assert nonsense.status_code == 422


async def test_QUE_06_an_unplanned_visit_has_the_telephones_own_id_and_is_one_however_often_it_is_sent(
    world: World, visit: Visits
) -> None:
    entry, another = await enter(world, await world.woman()), await enter(world, await world.woman())
    key = str(uuid4())
    async with visit(await villages.cadre(world)) as client:
        first = await client.put(f"/v1/desk/visits/{key}", json=said_about(entry))
        again = await client.put(f"/v1/desk/visits/{key}", json=said_about(entry))
        other = await client.put(f"/v1/desk/visits/{key}", json=said_about(another))
        old = said_about(entry) | {"done_on": str(clock.today() - timedelta(days=31))}
        assert (await client.put(f"/v1/desk/visits/{uuid4()}", json=old)).status_code == 422
    assert (first.status_code, first.json()["state"], first.json()["id"]) == (200, "done", key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert other.status_code == 409
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM home_visit"))).scalar_one() == 1
    async with visit(await villages.cadre(world)) as colleague:
        assert (await colleague.put(f"/v1/desk/visits/{key}", json=said_about(entry))).status_code == 409
    async with visit(await villages.cadre(world, OTHER_VILLAGE)) as far:
        assert (await far.put(f"/v1/desk/visits/{uuid4()}", json=said_about(entry))).status_code == 404
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as desk:
        assert (await desk.put(f"/v1/desk/visits/{uuid4()}", json=said_about(entry))).status_code == 403


async def test_QUE_06_who_asked_to_be_left_in_peace_is_not_written_down_later_either(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    entry = await enter(world, her)
    async with visit(her) as she:
        assert (await she.put("/v1/my/visits/wish", json={"no_visits": True})).status_code < 300
    async with visit(await villages.cadre(world)) as client:
        refused = await client.put(f"/v1/desk/visits/{uuid4()}", json=said_about(entry))
        assert (refused.status_code, refused.json()["code"]) == (409, "leave_her_be")


async def test_QUE_06_a_form_that_is_set_aside_because_she_cannot_speak_leaves_no_trace(
    world: World, visit: Visits
) -> None:
    """不方便说话 is an end on the telephone alone: nothing is sent, and the plan stands as if nobody had come."""
    entry = await enter(world, await world.woman())
    async with visit(await villages.cadre(world)) as client:
        planned = (await plan(client, entry)).json()
        await client.get("/v1/desk/visits/to-take-along")
        shown = (await client.get(f"/v1/desk/visits/{planned['id']}")).json()
    assert (shown["state"], shown["because"], shown["version"]) == ("planned", None, planned["version"])
