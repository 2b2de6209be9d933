"""Route × role: who passes the gate, whose thing it must be, and that a foreign thing does not exist (R1, R2, R10).

`matrix.txt` is the expectation, reviewed like code. Letters: `.` refused at the gate (403) · `+` passes, no id in the
address · `o` passes with an own thing, a foreign one is 404 · `v` may not do this to its own thing, or not yet (403) ·
`n` passes the gate, nothing of the kind is theirs here (404 for both) · `c` county-wide by the table: others' things
too, an unknown id is 404 · `x` the body made from its schema does not fit its rules · `!` tells a foreign thing from
one that is not there, which fails. A new route or role without its line fails too. Run with SHOUWANG_WRITE_MATRIX=1 to
write the file anew, and read the difference before you commit it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection

from app.integrations.storage import Storage
from app.permissions.actors import Actor
from app.permissions.table import GRANTS, Reach
from app.vocabulary import Role
from tests import closed_case
from tests.calls import Call, calls, passes_the_gate
from tests.closed_case import offices
from tests.desk import ask_for
from tests.integration.test_levels import roster
from tests.integration.test_registration import FIELDS
from tests.visits import Visits
from tests.world import World

MATRIX = Path(__file__).with_name("matrix.txt")
ROLES = [role for role in Role if role is not Role.SYSTEM]
OTHER_TOWNSHIP, OTHER_VILLAGE = "500230102", "500230102201"
LABELS = {
    Role.VILLAGE_CADRE: "village cadre",
    Role.TOWNSHIP_WORKER: "township worker",
    Role.DEPARTMENT_HANDLER: "handler of the same office",
    Role.DEPARTMENT_HEAD: "head of the same office",
    Role.COUNTY_DESK: "county desk",
    Role.SOCIAL_WORKER: "social worker",
    Role.CLOSED_CASE_OFFICER: "closed-case officer",
    Role.PROVIDER: "provider",
    Role.AUDITOR: "auditor",
    Role.ADMIN: "administrator",
}


@dataclass
class Scene:
    """Who asks, with which ids each finds its own things, and the ids of somebody else's."""

    actors: dict[Role, Actor]
    own: dict[Role, dict[str, str]]
    foreign: dict[str, str]


@pytest.fixture
async def scene(world: World, visit: Visits, storage: Storage) -> Scene:
    people = await closed_case.gather(world)
    ordinary = await closed_case.live_before(people, visit, world, storage)
    actors = {role: people.others[label] for role, label in LABELS.items()} | {Role.WOMAN: people.her}
    known = {"request_id": ordinary.request, "file_id": ordinary.file, "entry_id": ordinary.entry}
    own = dict.fromkeys(ROLES, known)
    own[Role.CLOSED_CASE_OFFICER] = {"request_id": await _officers(world, visit, people)}
    own[Role.ADMIN] = known | {"staff_id": str(people.members[0].id), "code": "justice"}
    return Scene(actors, own, await _somebody_elses(world, visit, storage))


async def _officers(world: World, visit: Visits, people: closed_case.People) -> str:
    """A closed request the closed-case officer is named for."""
    officer = people.others["closed-case officer"]
    await roster(world, "care.psych", officer, *people.members[1:])
    async with visit(await world.woman(phone="19900003333")) as she:
        return str((await ask_for(she, "care.psych"))["id"])


async def _somebody_elses(world: World, visit: Visits, storage: Storage) -> dict[str, str]:
    """What belongs to a woman of another township, with another office."""
    async with visit(await world.woman(village=OTHER_VILLAGE, phone="19900004444")) as another:
        kept = await another.put("/v1/my/registration", json=FIELDS | {"village": OTHER_VILLAGE})
        asked = await ask_for(another, "job.match", village=OTHER_VILLAGE)
        file = await closed_case.send(another, closed_case.jpeg(40, 40), "picture", request_id=asked["id"])
        written = (
            await another.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "您好，有消息吗？"})
        ).json()
    await closed_case.clean_all(world, storage)
    found = {"request_id": asked["id"], "file_id": file, "entry_id": kept.json()["id"]}
    return found | {"message_id": written["messages"][0]["id"]}


async def status(connection: AsyncConnection, client: AsyncClient, call: Call, names: dict[str, str]) -> int:
    """Call a route and undo what it did."""
    async with connection.begin_nested() as nested:
        answer = await call.send(client, **names)
        await nested.rollback()
    assert answer.status_code < 500, f"{call.route}: {answer.text}"
    return answer.status_code


async def letter(
    connection: AsyncConnection, client: AsyncClient, call: Call, role: Role, ids: tuple[dict[str, str], dict[str, str]]
) -> str:
    """Say in one letter how a role stands to a route."""
    own, foreign = ids
    first = await status(connection, client, call, foreign)
    if first == 403:
        if not passes_the_gate(call, role):
            return "."
        alike = not call.names or await status(connection, client, call, {}) == first
        return "v" if alike else "!"
    if not call.names:
        return "+"
    if first != 404:
        return "c" if await status(connection, client, call, {}) == 404 else "x"
    return {404: "n", 403: "v"}.get(await status(connection, client, call, own), "o")


def written() -> dict[str, str]:
    """Read the expectation: a letter per role behind each route."""
    lines = [line for line in MATRIX.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {route.strip(): letters.strip() for route, _, letters in (line.rpartition("|") for line in lines)}


def _write(found: dict[str, str]) -> None:
    width = max(map(len, found))
    head = "# One letter per role, in this order; what the letters mean stands in test_matrix.py\n# " + " ".join(ROLES)
    lines = [f"{route:<{width}} | {letters}" for route, letters in sorted(found.items())]
    MATRIX.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


async def test_R1_R2_every_route_answers_every_role_as_the_matrix_says(
    scene: Scene, visit: Visits, connection: AsyncConnection
) -> None:
    gated = [call for call in calls() if call.action is not None]
    found = dict.fromkeys((call.route for call in gated), "")
    for role in ROLES:
        async with visit(scene.actors[role]) as client:
            for call in gated:
                found[call.route] += await letter(connection, client, call, role, (scene.own[role], scene.foreign))
    if os.environ.get("SHOUWANG_WRITE_MATRIX"):
        _write(found)
    expected = written()
    wrong = {route: letters for route, letters in found.items() if expected.get(route) != letters}
    assert wrong == {}, "\n" + "\n".join(f"{route} | {letters}" for route, letters in wrong.items())
    assert set(expected) == set(found), "the matrix names a route that is gone"


def test_R1_the_matrix_refuses_at_the_gate_exactly_whom_the_table_grants_nothing() -> None:
    for call in calls():
        if call.action is not None and call.route in written():
            refused = {role for role, one in zip(ROLES, written()[call.route], strict=True) if one == "."}
            assert refused == {role for role in ROLES if not passes_the_gate(call, role)}, call.route


def test_R8_hers_and_the_desks_are_two_sides_and_no_worker_looks_at_her_side_unseen() -> None:
    """A worker reads her request at the desk, where the look is written down, or not at all."""
    for route, letters in written().items():
        path = route.split()[1]
        if path.startswith("/v1/my/"):
            assert set(letters[1:]) == {"."}, route
        if path.startswith(("/v1/desk/", "/v1/admin/", "/v1/staff/")):
            assert letters[0] == ".", route


def test_R2_no_route_tells_a_foreign_thing_from_one_that_is_not_there() -> None:
    assert [route for route, letters in written().items() if "!" in letters] == []


def test_county_wide_reach_is_only_what_the_table_says() -> None:
    for call in calls():
        for role, one in zip(ROLES, written().get(call.route, ""), strict=False):
            if one == "c":
                assert call.action is not None
                assert GRANTS[call.action][role] is Reach.COUNTY, call.route


async def test_R1_nobody_in_particular_passes_no_gate(visit: Visits) -> None:
    async with visit() as nobody:
        for call in calls():
            if call.action is not None:
                assert (await call.send(nobody)).status_code == 401, call.route


def test_every_role_but_the_service_itself_stands_in_the_matrix() -> None:
    assert {*LABELS, Role.WOMAN} == set(ROLES)
    assert set(LABELS.values()) <= set(offices())
