"""What was acknowledged as whole is never lost: a store that is away for days, a job that gave up."""

from datetime import timedelta

from httpx import AsyncClient

from app import clock
from app.integrations.storage import Storage, StorageUnavailable
from app.jobs import cleaning_files, keeping_limits
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_files import send
from tests.unit.test_media import jpeg, tone
from tests.visits import Visits
from tests.world import COUNTY, World

DAYS = timedelta(days=5)


class Away(Storage):
    """A store that does not answer."""

    async def put(self, sealed: bytes) -> str:
        assert sealed
        raise StorageUnavailable


async def sent(she: AsyncClient) -> tuple[str, str, str]:
    asked = await ask_for(she, "job.match")
    voice = await send(she, tone(2, "webm"), "voice", request_id=asked["id"])
    picture = await send(she, jpeg(300, 200), "picture", request_id=asked["id"])
    return str(asked["id"]), voice, picture


async def states(client: AsyncClient, request: str) -> set[str]:
    return {one["state"] for one in (await client.get(f"/v1/desk/requests/{request}")).json()["files"]}


async def handler(world: World) -> Actor:
    return await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")


async def test_REQ_13_a_voice_sent_whole_outlives_a_store_that_is_away_for_days(
    world: World, visit: Visits, storage: Storage
) -> None:
    async with visit(await world.woman()) as she, visit(await handler(world)) as client:
        request, voice, _ = await sent(she)
        with clock.turned(DAYS):
            await cleaning_files.clean_waiting(Away(storage._store), county=COUNTY)
            await keeping_limits.keep_limits(county=COUNTY)
            assert await states(client, request) == {"waiting"}
            await cleaning_files.clean_waiting(storage, county=COUNTY)
            assert await states(client, request) == {"ready"}
            played = await client.get(f"/v1/files/{voice}")
            await cleaning_files.clean_waiting(storage, county=COUNTY)
    assert (played.status_code, played.headers["content-type"]) == (200, "audio/mp4")


async def test_REQ_13_what_was_sent_a_moment_ago_is_left_to_its_own_job(
    world: World, visit: Visits, storage: Storage
) -> None:
    async with visit(await world.woman()) as she, visit(await handler(world)) as client:
        request, _, _ = await sent(she)
        await cleaning_files.clean_waiting(storage, county=COUNTY)
        assert await states(client, request) == {"waiting"}
