"""Loans in a test: the offices, an application begun, its steps, her yeses."""

from datetime import UTC, datetime
from typing import Any

from httpx import AsyncClient, Response

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.visits import Visits
from tests.world import World

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
ON = "2026-11-25"
PHONE = "19900001234"


async def bureau(world: World) -> Actor:
    """Somebody of the office that keeps the tracker."""
    return await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")


async def police(world: World) -> Actor:
    """Somebody of the office that reads tips on agents."""
    return await world.staff(Role.DEPARTMENT_HANDLER, "public_security")


async def begun(visit: Visits, her: Actor, **said: Any) -> dict[str, Any]:
    """Her application, begun by herself; gives it as she sees it."""
    with clock.stopped(NOW):
        async with visit(her) as she:
            answer = await she.post("/v1/my/loan", json=said)
    assert answer.status_code == 201, answer.text
    first: dict[str, Any] = answer.json()["applications"][0]
    return first


async def take(client: AsyncClient, key: str, to: str, **said: Any) -> Response:
    """Take one step as the office, on the version it sees."""
    seen = await client.get(f"/v1/desk/loans/{key}")
    assert seen.status_code == 200, seen.text
    headers = {"If-Match": seen.headers["etag"]}
    return await client.post(f"/v1/desk/loans/{key}/steps", json={"to": to, "on": ON} | said, headers=headers)


async def must(client: AsyncClient, key: str, *stages: str, **said: Any) -> dict[str, Any]:
    """Take steps that have to be possible; gives the application after the last."""
    shown: dict[str, Any] = {}
    for to in stages:
        answer = await take(client, key, to, **said)
        assert answer.status_code == 200, f"{to}: {answer.text}"
        shown = answer.json()
    return shown


async def yes(she: AsyncClient, *purposes: str) -> None:
    """Give a consent of hers to each of these."""
    for purpose in purposes:
        answer = await she.post("/v1/my/consents", json={"purpose": purpose, "heard": True})
        assert answer.status_code == 201, answer.text
