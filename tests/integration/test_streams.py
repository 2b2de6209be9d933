"""Streams of counts inside one process: who is woken by what, how many there may be, what is said without a bell."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.errors import Unavailable
from app.http import desk_streams
from app.http.desk_streams import Hub, Waiting
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import COUNTY, World


def waiting(actor: Actor) -> Waiting:
    return Waiting(actor, clock.now() + timedelta(minutes=10))


async def test_QUE_01_without_a_bell_the_counts_are_said_once_and_the_stream_asks_to_come_again(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "charity")
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])) as client:
        counts = (await client.get("/v1/desk/queues")).json()["queues"]
        answer = await client.get("/v1/desk/queues/stream")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/event-stream")
    lines = answer.text.split("\r\n")
    assert [line for line in lines if line.startswith("event:")] == ["event: queues", "event: end"]
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data:")]
    assert desk_streams.orjson.loads(data[0]) == {"queues": counts}
    assert desk_streams.orjson.loads(data[1]) == {"why": "come_again"}
    assert str(asked["id"]) not in answer.text


async def test_QUE_01_a_stream_needs_the_same_right_as_the_queue(world: World, visit: Visits) -> None:
    async with visit() as nobody, visit(await world.woman()) as she:
        assert (await nobody.get("/v1/desk/queues/stream")).status_code == 401
        assert (await she.get("/v1/desk/queues/stream")).status_code == 403
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as admin:
        assert (await admin.get("/v1/desk/queues/stream")).status_code == 403


async def test_SAF_04_a_head_is_not_woken_by_the_closed_cases_of_those_he_leads(world: World) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    leads = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    head = replace(leads, team=(*leads.team, f"staff:{handler.id}"))
    house = Hub()
    of_handler, of_head = waiting(handler), waiting(head)
    house.join(of_handler)
    house.join(of_head)
    house.hear(f"{COUNTY}|case:{handler.id}")
    assert (of_handler.woken.is_set(), of_head.woken.is_set()) == (True, False)
    house.hear(f"{COUNTY}|staff:{handler.id}")
    assert of_head.woken.is_set()
    house.leave(of_handler)
    house.leave(of_head)
    assert (house.by_token, house.streams) == ({}, [])


async def test_QUE_01_the_same_office_of_another_county_is_another(world: World) -> None:
    house, here = Hub(), waiting(await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
    house.join(here)
    house.hear("500231|justice")
    assert not here.woken.is_set()
    house.hear(f"{COUNTY}|justice")
    assert here.woken.is_set()


async def test_QUE_01_streams_are_bounded_per_person_and_per_process(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_streams, "MOST_STREAMS", 5)
    monkeypatch.setattr(desk_streams, "MOST_OF_ONE", 2)
    house = Hub()
    one, other = [await world.staff(Role.DEPARTMENT_HANDLER, "justice") for _ in range(2)]
    mine = [waiting(one) for _ in range(3)]
    for stream in mine:
        house.join(stream)
    assert [stream.ended for stream in mine] == ["replaced", None, None]
    house.join(waiting(other))
    house.join(waiting(other))
    house.refuse_when_full(one)
    with pytest.raises(Unavailable):
        house.refuse_when_full(await world.staff(Role.DEPARTMENT_HANDLER, "justice"))
