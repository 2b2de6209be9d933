"""Proof by difference: what everybody else reads is the same to the byte and the statement, with a case and without."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app import clock
from app.integrations.storage import Storage
from app.main import create_app
from tests import closed_case
from tests.calls import Call, calls, passes_the_gate
from tests.closed_case import NAMES_OF_IDS, Case, Ordinary, People, found_in, leads_to, tables_of_requests
from tests.statements import recorded
from tests.visits import Visits
from tests.world import World

# Names in addresses that lead to a part of a request, whatever tables there are.
PART_OF_A_REQUEST = {"request_id"} | {
    name for name in NAMES_OF_IDS if any(leads_to(name, table) for table in tables_of_requests())
}
# Reads that change by being read: who else looked at the ordinary request in the last minutes.
OF_THE_MOMENT = {"also_open"}
SENT_AS_POST = re.compile(r"/(search|look-?up|export|report|duplicates)[^/]*$")
TAKEN_OUT = re.compile(r"(export|report|download|statistics|figures)")
ASKS_WORDS = {"q", "query", "search", "text", "name", "phone", "number"}


CATALOGUES = {
    "GET /v1/admin/contact-matrix",
    "GET /v1/admin/contacts",
    "GET /v1/admin/coverage-gaps",
    "GET /v1/admin/versions",
    "GET /v1/desk/counselling/duty-gaps",
}
APP: dict[str, Any] = create_app().openapi()


@dataclass
class Scene:
    """Everybody and everything of one test."""

    world: World
    visit: Visits
    storage: Storage
    people: People
    ordinary: Ordinary

    async def happens(self) -> Case:
        """Let the closed request happen."""
        return await closed_case.happen(self.people, self.visit, self.world, self.storage)


def settled(answer: Response) -> tuple[int, str, dict[str, str]]:
    """Put an answer into the form in which two may be compared: without the number of the call."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    if not headers.get("content-type", "").endswith("json"):
        return answer.status_code, answer.content.hex(), headers
    body = without_the_moment(answer.json())
    if headers["content-type"] == "application/problem+json":
        body.pop("request_id")
        headers.pop("content-length")
    if answer.status_code == 200:
        headers.pop("content-length", None)
    return answer.status_code, json.dumps(body, ensure_ascii=False, sort_keys=True), headers


def without_the_moment(body: Any) -> Any:
    if isinstance(body, dict):
        return {key: without_the_moment(value) for key, value in body.items() if key not in OF_THE_MOMENT}
    return [without_the_moment(one) for one in body] if isinstance(body, list) else body


def described(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = APP["paths"].get(call.path, {}).get(call.method.lower(), {})
    return found


def spellings(call: Call) -> list[dict[str, str]]:
    """Every way to ask: without anything, and once with each word a query parameter may have."""
    ways: list[dict[str, str]] = [{}]
    for one in described(call).get("parameters", []):
        shape = one.get("schema", {})
        shape = APP["components"]["schemas"].get(shape.get("$ref", "").rsplit("/", 1)[-1], shape)
        if one["in"] == "query":
            ways += [{one["name"]: str(word)} for word in shape.get("enum", [])]
            if one["name"] in ASKS_WORDS:
                ways += [{one["name"]: word} for word in (closed_case.PHONE, closed_case.NAME, closed_case.SAID[:4])]
    return ways


READS = [
    call for call in calls() if call.action is not None and (call.method == "GET" or SENT_AS_POST.search(call.path))
]


def counts_something(call: Call) -> bool:
    """Say whether an answer of this route holds a number that could be a total."""
    said = json.dumps(described(call).get("responses", {}).get("200", {}))
    shapes, looked = set(re.findall(r"schemas/(\w+)", said)), set[str]()
    while shapes - looked:
        name = (shapes - looked).pop()
        looked.add(name)
        shape = APP["components"]["schemas"][name]
        shapes |= set(re.findall(r"schemas/(\w+)", json.dumps(shape)))
        numbers = {key for key, one in shape.get("properties", {}).items() if one.get("type") == "integer"}
        if numbers - {"version", "seconds", "size"}:
            return True
    return False


def is_notices(call: Call) -> bool:
    return "/notices" in call.path


def is_taken_out(call: Call) -> bool:
    return bool(TAKEN_OUT.search(call.path))


def is_search(call: Call) -> bool:
    asked = {one["name"] for one in described(call).get("parameters", []) if one["in"] == "query"}
    return bool(asked & ASKS_WORDS) or bool(SENT_AS_POST.search(call.path))


async def everything_read(scene: Scene, routes: list[Call]) -> dict[tuple[str, str, str], Any]:
    """Read these routes as everybody else, with the ids of what they may see."""
    known = {
        "request_id": scene.ordinary.request,
        "file_id": scene.ordinary.file,
        "entry_id": scene.ordinary.entry,
        "code": closed_case.NORMAL,
    }
    seen = {}
    for label, actor in scene.people.others.items():
        async with scene.visit(actor) as client:
            for call in routes:
                for way in spellings(call):
                    address = call.path if not way else call.path + "?" + "&".join(f"{k}={v}" for k, v in way.items())
                    asked = Call(call.method, address, call.names, call.action, call.body, call.raw)
                    seen[label, call.route, str(way)] = settled(await asked.send(client, **known))
    return seen


async def nothing_changes(scene: Scene, routes: list[Call]) -> Case:
    """Prove that no answer of these routes differs, for anybody else, by a closed request."""
    moment = clock.now() + timedelta(minutes=5)  # read at one moment, which is later than whatever happens
    with clock.stopped(moment):
        await everything_read(scene, routes)  # a first reading may leave its own trace
        before = await everything_read(scene, routes)
    case = await scene.happens()
    with clock.stopped(moment):
        after = await everything_read(scene, routes)
    assert before.keys() == after.keys()
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert not changed, changed
    traces = [*case.traces(), closed_case.SERVICE]
    held = {key: found_in(str(answer), traces) for key, answer in after.items() if not is_catalogue(key[1])}
    assert {key: found for key, found in held.items() if found} == {}
    return case


def is_catalogue(route: str) -> bool:
    """What names every service of the county whether anybody asked for it or not."""
    return route in CATALOGUES


async def equal_to_nothing(scene: Scene, engine: AsyncEngine, case: Case, routes: list[Call]) -> None:
    """Ask for the case's parts and for parts nobody has: answers, headers and statements are equal."""
    real = case.parts
    fake = {name: closed_case.nobody() for name in real}
    different: dict[tuple[str, str], Any] = {}
    looked = 0
    for label, actor in scene.people.others.items():
        async with scene.visit(actor) as client:
            within = [call for call in routes if passes_the_gate(call, actor.role)]
            for call in within[:1]:
                await asked_with(client, engine, call, fake)  # what is looked up once per process is known from here on
            for call in within:
                real_answer, fake_answer = [await asked_with(client, engine, call, names) for names in (real, fake)]
                if real_answer != fake_answer or real_answer[0][0] != 404:
                    different[label, call.route] = (real_answer, fake_answer)
                looked += 1
    assert not different, f"a 422 for both means: say in tests/calls.py what fits. {different}"
    assert looked > len(routes), "at least somebody passes the gate of each"


async def asked_with(
    client: AsyncClient, engine: AsyncEngine, call: Call, names: dict[str, str]
) -> tuple[Any, list[str]]:
    with recorded(engine) as statements:
        answer = await call.send(client, **names)
    return settled(answer), statements


async def with_number(
    client: AsyncClient, engine: AsyncEngine, path: str, said: dict[str, str], number: str
) -> tuple[Any, list[str]]:
    body = {key: value.format(number) for key, value in said.items()}
    with recorded(engine) as statements:
        answer = await client.post(path, json=body)
    return settled(answer), statements
