"""Legal aid in a test: the people who decide, a lawyer, an application, and one step at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from httpx import AsyncClient, Response

from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import must as request_must
from tests.world import TOWNSHIP, World


@dataclass
class Bureau:
    """Justice: who decides, who looks again, and the administrator of the roster."""

    handler: Actor
    head: Actor
    admin: Actor


async def bureau(world: World) -> Bureau:
    """Make the office that decides on legal aid."""
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    return Bureau(handler, head, await world.staff(Role.ADMIN, "county_desk"))


async def apply(client: AsyncClient, **said: Any) -> dict[str, Any]:
    """Apply as a woman; a new request unless one is named."""
    told = {"matter": "divorce", "other_side": "王大柱", "pledge": "tap", "share": True} | said
    told = {key: value for key, value in told.items() if value is not None}
    answer = await client.post("/v1/my/legal-aid", json=told)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def accepted(client: AsyncClient, application: dict[str, Any]) -> str:
    """Take the request of an application on; give the application's id."""
    await request_must(client, str(application["request_id"]), "accept")
    return str(application["id"])


async def step(client: AsyncClient, application: str, name: str, **said: Any) -> Response:
    """Take one desk step on what is there now."""
    seen = await client.get(f"/v1/desk/legal-aid/{application}")
    assert seen.status_code == 200, seen.text
    headers = {"If-Match": f'"{seen.json()["version"]}"'}
    return await client.post(f"/v1/desk/legal-aid/{application}/{name}", json=said or None, headers=headers)


async def must(client: AsyncClient, application: str, name: str, **said: Any) -> dict[str, Any]:
    """Take one desk step that has to work."""
    answer = await step(client, application, name, **said)
    assert answer.status_code == 200, f"{name}: {answer.status_code} {answer.text}"
    shown: dict[str, Any] = answer.json()
    return shown


async def lawyer(client: AsyncClient, licence: str = "15001202310000001", **said: Any) -> str:
    """Put a lawyer on the roster as the administrator; give the id."""
    told = {
        "kind": "lawyer",
        "name": "周律师",
        "phone": "13900000001",
        "firm": "丰江律师事务所",
        "licence": licence,
        "checked_on": date(2026, 1, 5).isoformat(),
        "valid_until": date(2027, 12, 31).isoformat(),
        "woman": True,
        "dialects": ["丰都话"],
    }
    answer = await client.post("/v1/admin/lawyers", json=told | said)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
