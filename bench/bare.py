"""The bare reference: ASGI and asyncpg, the same queries and the same bytes; no sign-in, no walls, no opening."""

import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
JOBS: dict[str, dict[str, Any]] = json.loads(Path(os.environ["BENCH_JOBS"]).read_bytes())
NOTHING: dict[str, Any] = {"body": "", "writes": False, "statements": []}
_state: dict[str, asyncpg.Pool] = {}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/<job>`: run its statements, send its recorded bytes."""
    if scope["type"] == "lifespan":
        await receive()
        _state["pool"] = await asyncpg.create_pool(os.environ["BENCH_URL"], min_size=10, max_size=10)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    job = JOBS.get(scope["path"].strip("/"), NOTHING)
    async with _state["pool"].acquire() as connection:
        if job["writes"]:
            async with connection.transaction():
                await _run(connection, job)
        else:
            await _run(connection, job)
    body = job["body"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})


async def _run(connection: Any, job: dict[str, Any]) -> None:
    for statement in job["statements"]:
        values = [uuid4() if value == "new" else value for value in statement["values"]]
        await connection.fetch(statement["sql"], *values)
