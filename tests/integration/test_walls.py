"""The second wall alone: with the application's own filters switched off, still nothing leaks."""

import pytest
from sqlalchemy import text

from app import db
from app.domain.help_requests import queues
from app.http.actor import context_of
from app.permissions import decide
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import TOWNSHIP, World

OWNED = (
    "help_request",
    "request_task",
    "request_event",
    "request_message",
    "request_rating",
    "case_key",
    "case_member",
)


@pytest.fixture
def filters_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the application decide yes to everything and list without any scope of its own."""
    monkeypatch.setattr(decide, "allowed", lambda *_args, **_more: True)
    everything = "t.county = :county AND t.state = 'open' AND CAST(:team AS text[]) IS NOT NULL"
    monkeypatch.setattr(queues, "COUNT_OPEN", queues._counts_of(everything))
    pages = {queue: queues._page_of("{cut}", everything, queue) for queue in queues.Queue}
    monkeypatch.setattr(queues, "PAGE_OPEN", pages)


async def strangers(world: World) -> list[Actor]:
    return [
        await world.staff(Role.DEPARTMENT_HEAD, "sports"),
        await world.staff(Role.DEPARTMENT_HANDLER, "public_security"),
        await world.staff(Role.TOWNSHIP_WORKER, "town-500230102", divisions=("500230102",)),
        await world.staff(Role.SOCIAL_WORKER, "health"),
        await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation"),
    ]


@pytest.mark.usefixtures("filters_off")
async def test_SAF_04_with_every_filter_off_a_stranger_still_sees_nothing(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        asked = [await ask_for(she, service) for service in ("job.train", "law.aid", "law.dv", "other")]
    for actor in await strangers(world):
        async with visit(actor) as client:
            for one in asked:
                assert (await client.get(f"/v1/desk/requests/{one['id']}")).status_code == 404
            counts = (await client.get("/v1/desk/queues")).json()["queues"]
            assert {one["count"] for one in counts} == {0}
            for queue in queues.Queue:
                assert (await client.get(f"/v1/desk/requests?queue={queue}")).json()["items"] == []


@pytest.mark.usefixtures("filters_off")
async def test_SAF_04_another_woman_sees_nothing_of_hers(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        asked = [await ask_for(she, service) for service in ("job.train", "law.aid")]
    async with visit(await world.woman()) as another:
        for one in asked:
            assert (await another.get(f"/v1/my/requests/{one['id']}")).status_code == 404
            gone = await another.post(f"/v1/my/requests/{one['id']}/withdraw", json={"kind": "stop"})
            assert gone.status_code == 404
        assert (await another.get("/v1/my/requests")).json()["items"] == []


async def test_SAF_04_every_table_of_a_closed_request_is_empty_for_every_other_role(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        await ask_for(she, "law.dv", telling="他打我")
    others = [
        *await strangers(world),
        await world.staff(Role.DEPARTMENT_HEAD, "womens_federation"),
        await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.ADMIN, "county_desk"),
        await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}"),
        await world.staff(Role.PROVIDER, "human_resources"),
        await world.woman(),
    ]
    looked = 0
    for actor in others:
        async with db.transaction(context_of(actor)) as session:
            role = context_of(actor).audience.value
            for table in OWNED:
                may = text("SELECT has_table_privilege(:role, :table, 'SELECT')")
                if (await session.execute(may, {"role": role, "table": table})).scalar_one():
                    counted = await session.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608  our own names
                    assert counted.scalar_one() == 0, (actor, table)
                    looked += 1
    assert looked > 30
