"""The stand-in as an application of its own: WeChat's paths, and the control plane beside them."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from sandbox.wechat import control, control_events
from sandbox.wechat.calls import Asked, Endpoint
from sandbox.wechat.endpoints import ENDPOINTS
from sandbox.wechat.faults import FaultKind, broken_reply
from sandbox.wechat.replies import Refused, picture, refusal, rendered
from sandbox.wechat.world import Refusal, Unknown, World


def build(world: World) -> FastAPI:
    """Make the application around a state; it documents nothing, so that nothing of it looks like our API."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.world = world
    app.include_router(control.router)
    app.include_router(control_events.router)
    app.add_exception_handler(Unknown, _unknown)
    for endpoint in ENDPOINTS:
        app.add_api_route(endpoint.path, _handler(world, endpoint), methods=["GET", "POST"])
    return app


def _handler(world: World, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        address = request.client.host if request.client else ""
        asked = Asked(request.method, request.query_params, await request.body(), address)
        return await _serve(world, endpoint, asked)

    return handle


async def _serve(world: World, endpoint: Endpoint, asked: Asked) -> Response:
    """Answer one call, with the fault that is due for it."""
    world.calls[endpoint.path] += 1
    fault = world.faults.take(endpoint.path)
    if fault is None:
        return _answer(world, endpoint, asked)
    if fault.kind is FaultKind.ERRCODE:
        return _refuse(world, endpoint, Refused(fault.errcode))
    if fault.kind in (FaultKind.SLOW, FaultKind.DROP):
        answer = _answer(world, endpoint, asked)
        await asyncio.sleep(fault.seconds if fault.kind is FaultKind.SLOW else 0)
        return broken_reply(fault.kind) or answer
    return broken_reply(fault.kind) or _answer(world, endpoint, asked)


def _answer(world: World, endpoint: Endpoint, asked: Asked) -> Response:
    try:
        payload = endpoint.work(world, asked)
    except Refused as refused:
        return _refuse(world, endpoint, refused)
    if isinstance(payload, bytes):
        return picture(payload, world.next_content_type())
    return rendered(payload, world.next_content_type())


def _refuse(world: World, endpoint: Endpoint, refused: Refused) -> Response:
    payload = refusal(refused, comma=endpoint.comma, at=world.now())
    rid = str(payload["errmsg"]).rsplit(" ", 1)[-1]
    world.refusals[rid] = Refusal(endpoint.path, world.now(), json.dumps(payload, ensure_ascii=False))
    return rendered(payload, world.next_content_type())


async def _unknown(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": f"nothing here by that name: {error}"}, 404)
