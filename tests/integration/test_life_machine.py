"""The table of moves walked at random through the interface: model, answers and database agree at every step (R24).

Hypothesis picks who tries what; a refused step changes nothing, a taken one is in the table, and the events replay to
the stored state. `make soak` walks further and more often.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.help_requests.steps import MOVES, replay
from app.vocabulary import RequestState, Role, Step
from tests.calls import Call, calls
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import TOWNSHIP, World

T = TypeVar("T")
SERVICE, LEAD, OTHER = "job.match", "human_resources", "sports"
STEPS = {
    call.path.rsplit("/", 1)[-1]: call
    for call in calls()
    if call.method == "POST" and call.path.startswith("/v1/desk/requests/{request_id}/") and len(call.names) == 1
}
HERS = {
    call.path.rsplit("/", 1)[-1]: call
    for call in calls()
    if call.method == "POST" and call.path.startswith("/v1/my/requests/{request_id}/")
}
KNOWN = {step.value for step in Step}
SAID: dict[str, dict[str, Any]] = {
    "return": {"suggested_office": OTHER},
    "transfer": {"office": OTHER},
    "rule": {"office": LEAD},
    "refer": {"office": "health"},
    "classify": {"service": SERVICE},
    "withdraw": {"kind": "stop"},
}
OPEN_PARTS = "SELECT id FROM request_task WHERE request_id = :id AND part IN ('referral', 'co') AND state = 'open'"
WHO = ("lead", "lead", "lead", "colleague", "head", "other", "desk", "town")
REFUSALS = {403, 404, 409, 412, 422, 429}


def _call(who: str, step: str) -> Call:
    return (HERS if who == "her" else STEPS)[step]


@dataclass
class Scene:
    """The application, everybody's client, and the loop they live in."""

    loop: asyncio.AbstractEventLoop
    connection: AsyncConnection
    clients: dict[str, AsyncClient]
    staff: dict[str, str]
    world: World
    taken: set[str] = field(default_factory=set)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run something of the loop's from the machine's thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)


class Life(RuleBasedStateMachine):
    """One request; anybody may try anything at any moment."""

    scene: ClassVar[Scene]

    def __init__(self) -> None:
        super().__init__()
        self.nested = self.scene.run(self._begin())
        self.request = str(self.scene.run(ask_for(self.scene.clients["her"], SERVICE))["id"])
        self.state, self.version = self.look()

    async def _begin(self) -> Any:
        return await self.scene.connection.begin_nested()

    def teardown(self) -> None:
        self.scene.run(self.nested.rollback())

    def look(self) -> tuple[RequestState, int]:
        """The stored state and version."""
        row = self.scene.run(self._row("SELECT state, version FROM help_request WHERE id = :id"))[0]
        return RequestState(row.state), row.version

    async def _row(self, query: str) -> Any:
        async with self.scene.world.as_owner() as session:
            return (await session.execute(text(query), {"id": self.request})).all()

    async def _said(self, who: str, step: str) -> dict[str, Any]:
        """What is said with a step: made once per try, so that a repeat is the very same."""
        said = (_call(who, step).body or {}) | SAID.get(step, {})
        if "staff_id" in said:
            said["staff_id"] = self.scene.staff["colleague"]
        if "task_id" in said:
            rows = await self._row(OPEN_PARTS)
            said["task_id"] = str(rows[0].id) if rows else str(uuid4())
        return said

    async def _try(self, who: str, step: str, said: dict[str, Any], key: str) -> Response:
        headers = {"If-Match": f'"{self.version}"', "Idempotency-Key": key}
        path = _call(who, step).path.replace("{request_id}", self.request)
        return await self.scene.clients[who].post(path, json=said or None, headers=headers)

    @rule(data=st.data())
    def it_goes_on(self, data: st.DataObject) -> None:
        """Take a step the table has from here, by those whose step it is; left to chance, a walk seldom gets far."""
        onward = [step for step in sorted((HERS.keys() | STEPS.keys()) & KNOWN - {"withdraw"}) if self.leads_on(step)]
        if onward:
            step = data.draw(st.sampled_from(onward))
            self.hold("her" if step in HERS else data.draw(st.sampled_from(WHO)), step)

    def leads_on(self, step: str) -> bool:
        """Say whether the table has the step from here."""
        return self.state in MOVES[Step(step)].ways

    @rule(step=st.sampled_from(sorted(STEPS)), who=st.sampled_from(WHO))
    def a_worker_tries(self, step: str, who: str) -> None:
        self.hold(who, step)

    @rule(step=st.sampled_from(sorted(HERS)))
    def she_tries(self, step: str) -> None:
        self.hold("her", step)

    def hold(self, who: str, step: str) -> None:
        """Try a step, twice with one key, and hold the outcome to the table."""
        key, said = str(uuid4()), self.scene.run(self._said(who, step))
        answer = self.scene.run(self._try(who, step, said, key))
        state, version = self.look()
        if answer.status_code >= 300:
            assert answer.status_code in REFUSALS, (who, step, answer.status_code, answer.text)
            assert (state, version) == (self.state, self.version), f"a refused {step} changed the request"
            return
        move = "messages" if step == "messages" else step
        if move in KNOWN and version > self.version:
            self.in_the_table(Step(move), state)
        again = self.scene.run(self._try(who, step, said, key))
        assert (again.status_code, again.content) == (answer.status_code, answer.content), f"{step} was not replayed"
        assert self.look() == (state, version), f"{step} was done twice"
        self.state, self.version = state, version
        self.scene.taken.add(step)

    def in_the_table(self, step: Step, state: RequestState) -> None:
        """A taken step leads where the table says, or on from there by a move of the service's own."""
        ways = MOVES[step].ways.get(self.state, ())
        assert ways, f"{step} is no move from {self.state}"
        onward = {to for way in ways for to in (*MOVES[Step.PASS_ON].ways.get(way, ()), way)}
        assert state in onward, f"{step} led from {self.state} to {state}"

    @invariant()
    def its_events_replay_to_what_is_stored(self) -> None:
        rows = self.scene.run(self._row("SELECT step, to_state FROM request_event WHERE request_id = :id ORDER BY seq"))
        assert replay((Step(row.step), RequestState(row.to_state)) for row in rows) is self.look()[0]


async def walk(world: World, visit: Visits, connection: AsyncConnection, *, long: bool) -> Scene:
    people = {
        "lead": await world.staff(Role.DEPARTMENT_HANDLER, LEAD),
        "colleague": await world.staff(Role.DEPARTMENT_HANDLER, LEAD),
        "head": await world.staff(Role.DEPARTMENT_HEAD, LEAD),
        "other": await world.staff(Role.DEPARTMENT_HANDLER, OTHER),
        "desk": await world.staff(Role.COUNTY_DESK, "county_desk"),
        "town": await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
    }
    async with AsyncExitStack() as opened:
        clients = {name: await opened.enter_async_context(visit(actor)) for name, actor in people.items()}
        clients["her"] = await opened.enter_async_context(visit(await world.woman(phone="19900002468")))
        ids = {name: str(actor.id) for name, actor in people.items()}
        Life.scene = Scene(asyncio.get_running_loop(), connection, clients, ids, world)
        how = settings(
            max_examples=120 if long else 14, stateful_step_count=60 if long else 20, deadline=None, database=None,
            derandomize=not long, suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        await asyncio.to_thread(run_state_machine_as_test, Life, settings=how)
    return Life.scene


async def test_R24_a_random_walk_through_the_interface_never_leaves_the_table(
    world: World, visit: Visits, connection: AsyncConnection
) -> None:
    scene = await walk(world, visit, connection, long=False)
    assert len(scene.taken) > 8, scene.taken


@pytest.mark.soak
async def test_R24_a_long_random_walk_through_the_interface_never_leaves_the_table(
    world: World, visit: Visits, connection: AsyncConnection
) -> None:
    scene = await walk(world, visit, connection, long=True)
    assert len(scene.taken) > 15
