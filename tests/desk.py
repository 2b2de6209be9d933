"""A desk in a test: one worker's client that always sends the version it has seen."""

from typing import Any

from httpx import AsyncClient, Response


async def ask_for(client: AsyncClient, *services: str, **more: Any) -> dict[str, Any]:
    """Ask for help as a woman; give the first request of the receipt."""
    answer = await client.post("/v1/my/requests", json={"services": list(services), "share": True, **more})
    assert answer.status_code == 201, answer.text
    first: dict[str, Any] = answer.json()["requests"][0]
    return first


async def version_of(client: AsyncClient, request_id: str) -> int:
    """The version a worker sees now."""
    answer = await client.get(f"/v1/desk/requests/{request_id}")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


async def step(client: AsyncClient, request_id: str, name: str, **said: Any) -> Response:
    """Take one desk step on what is there now."""
    version = await version_of(client, request_id)
    headers = {"If-Match": f'"{version}"'}
    return await client.post(f"/v1/desk/requests/{request_id}/{name}", json=said or None, headers=headers)


async def must(client: AsyncClient, request_id: str, name: str, **said: Any) -> dict[str, Any]:
    """Take one desk step that has to work."""
    answer = await step(client, request_id, name, **said)
    assert answer.status_code == 200, f"{name}: {answer.status_code} {answer.text}"
    shown: dict[str, Any] = answer.json()
    return shown
