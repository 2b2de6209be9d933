"""The walls around every call: what answers say of themselves, which hosts, verbs, sizes and origins are taken."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import ValidationError
from starlette.types import Message

from app.http import sizes
from app.http.sizes import ORDINARY, Allowance
from app.http.walls import build_walls
from app.log import set_up_log
from app.main import create_app
from app.settings import Settings, settings
from app.vocabulary import Role
from tests.visits import Visits
from tests.world import World


def walled(**told: Any) -> FastAPI:
    """A small application behind the same walls, told other settings."""
    app = FastAPI(openapi_url=None)

    @app.post("/v1/thing")
    async def thing() -> dict[str, str]:
        return {}

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {}

    @app.get("/v1/broken")
    async def broken() -> None:
        raise RuntimeError("她说：他打我")

    build_walls(app, settings().model_copy(update=told))
    return app


def client(app: FastAPI, host: str = "fd.example.cn") -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url=f"https://{host}")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as in production, for one test."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_log("INFO")
    structlog.configure(cache_logger_on_first_use=False)
    yield stream
    structlog.reset_defaults()


async def test_R46_every_answer_forbids_frames_guessing_referrers_and_keeping(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she, visit() as anyone:
        answers = [
            await she.get("/v1/my/profile"),
            await she.get("/v1/my/requests"),
            await anyone.get("/v1/my/requests"),
            await anyone.get("/v1/services/none"),
            await anyone.get("/healthz"),
            await anyone.get("/docs"),
            await anyone.request("PATCH", "/v1/my/profile"),
            await anyone.get("/nowhere"),
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 401, 404, 200, 200, 405, 404]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


async def test_only_what_is_the_same_for_everybody_may_be_kept(visit: Visits) -> None:
    async with visit() as anyone:
        assert (await anyone.get("/v1/services")).headers["cache-control"] == "public, max-age=60"
        assert (await anyone.get("/docs/swagger-ui.css")).headers["cache-control"] == "public, max-age=86400"


async def test_the_page_of_the_interface_runs_its_own_script_only(visit: Visits) -> None:
    async with visit() as anyone:
        policy = (await anyone.get("/docs")).headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]


async def test_R46_production_answers_say_https_only_and_take_no_other_host() -> None:
    app = walled(production=True, hosts={"fd.example.cn": "500230"}, public_url="https://www.example.cn")
    async with client(app) as ours, client(app, "evil.example") as other, client(app, "www.example.cn") as public:
        mine, refused, also = await ours.get("/v1/x"), await other.get("/v1/x"), await public.get("/v1/x")
        inside = await other.get("/healthz")
    assert mine.headers["strict-transport-security"].startswith("max-age=31536000")
    assert (mine.status_code, also.status_code, inside.status_code) == (404, 404, 200)
    assert (refused.status_code, refused.json()["code"]) == (421, "unknown_host")
    assert refused.headers["content-type"] == "application/problem+json"


async def test_a_host_said_twice_or_with_a_name_before_it_is_not_ours() -> None:
    app = walled(hosts={"fd.example.cn": "500230"})
    for said in ([("host", "fd.example.cn"), ("host", "evil.example")], [("host", "fd.example.cn@evil.example")]):
        async with client(app) as one:
            assert (await one.get("/v1/x", headers=said)).status_code == 421


async def test_other_origins_are_let_in_only_when_configured() -> None:
    asks = {"Origin": "https://h5.example.cn", "Access-Control-Request-Method": "POST"}
    async with client(walled()) as shut, client(walled(origins=("https://h5.example.cn",))) as opened:
        refused, taken = await shut.options("/v1/thing", headers=asks), await opened.options("/v1/thing", headers=asks)
        stranger = await opened.options("/v1/thing", headers=asks | {"Origin": "https://evil.example"})
        read = await opened.post("/v1/thing", headers={"Origin": "https://h5.example.cn"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert "access-control-allow-origin" not in refused.headers
    assert taken.headers["access-control-allow-origin"] == "https://h5.example.cn"
    assert "access-control-allow-credentials" not in taken.headers
    assert "access-control-allow-origin" not in stranger.headers
    assert "x-request-id" in read.headers["access-control-expose-headers"].lower()


def test_R46_production_lets_no_page_without_https_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWANG_PRODUCTION", "1")
    monkeypatch.setenv("SHOUWANG_ORIGINS", '["http://h5.example.cn"]')
    with pytest.raises(ValidationError, match="SHOUWANG_ORIGINS"):
        Settings()


async def test_what_nobody_foresaw_is_a_500_with_a_number_and_without_a_word_of_it(
    logged: io.StringIO,
) -> None:
    async with client(walled()) as one:
        fell = await one.get("/v1/broken")
    assert (fell.status_code, fell.headers["cache-control"]) == (500, "no-store")
    assert fell.json()["request_id"] == fell.headers["x-request-id"]
    assert "他打我" not in fell.text
    said = logged.getvalue()
    assert "call.failed" in said
    assert "test_headers.py" in said
    assert "他打我" not in said


async def test_R44_a_body_is_counted_as_it_comes_whatever_its_header_says(visit: Visits) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b"x" * 1024

    async with visit() as anyone:
        said = {"content-type": "application/json"}
        streamed = await anyone.post("/v1/sign-in/staff", content=pieces(), headers=said)
        announced = await anyone.post("/v1/sign-in/staff", content=b"x" * (ORDINARY.most_bytes + 1), headers=said)
        fitting = await anyone.post("/v1/sign-in/staff", content=b"x" * ORDINARY.most_bytes, headers=said)
        part = await anyone.put("/v1/uploads/x/parts/1", content=b"x" * (256 * 1024 + 1))
    assert [one.status_code for one in (streamed, announced, fitting, part)] == [413, 413, 422, 413]
    assert "太大" in streamed.json()["title"]
    assert streamed.headers["connection"] == "close"


async def test_a_body_that_never_ends_is_given_up_and_holds_no_connection(
    monkeypatch: pytest.MonkeyPatch, web: FastAPI
) -> None:
    monkeypatch.setattr(sizes, "ORDINARY", Allowance(1024, 0.05))
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/sign-in/staff", "query_string": b"", "headers": []}
    await web(scope | {"app": web, "asgi": {"version": "3.0"}, "client": ("127.0.0.1", 1)}, receive, send)
    assert sent[0]["status"] == 408


async def test_a_caller_who_hangs_up_in_the_middle_costs_nothing(web: FastAPI) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/sign-in/staff", "query_string": b"", "headers": []}
    await web(scope | {"asgi": {"version": "3.0"}, "client": ("127.0.0.1", 1)}, receive, send)
    assert sent == []


async def test_long_addresses_and_heavy_headers_are_refused_with_a_sentence(visit: Visits) -> None:
    async with visit() as anyone:
        long = await anyone.get(f"/v1/services/{'x' * 5000}")
        heavy = await anyone.get("/v1/services", headers={"x-much": "x" * 17_000})
    assert (long.status_code, heavy.status_code) == (414, 431)
    assert "网址太长" in long.json()["title"]


async def test_a_verb_nobody_knows_is_405_with_the_ones_that_are(world: World, visit: Visits) -> None:
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as admin:
        for verb in ("PATCH", "TRACE", "FOO", "DELETE"):
            refused = await admin.request(verb, "/v1/admin/offices")
            assert (refused.status_code, refused.json()["code"]) == (405, "no_such_verb")
            assert refused.headers["allow"] == "GET"


def test_every_application_is_built_behind_the_walls() -> None:
    names = [one.cls.__name__ for one in create_app().user_middleware]
    assert names == ["SafeHeaders", "RequestId", "KnownHosts", "WholeBody", "LastResort"]
