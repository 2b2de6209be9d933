"""One table, read in four ways: decisions, lists, gates and steps agree."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app import db
from app.domain.help_requests import access
from app.domain.help_requests.steps import BEGINNINGS, MOVES, after, replay
from app.errors import Kind, StepNotPossible
from app.http.actor import context_of
from app.http.problems import STATUS
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.decide import allowed
from app.permissions.scopes import readable_requests
from app.permissions.table import GRANTS, Action
from app.vocabulary import Audience, RequestState, Role, Step
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import TOWNSHIP, World


def test_every_action_has_somebody_who_may() -> None:
    assert set(GRANTS) == set(Action)
    assert all(GRANTS.values())


def test_every_kind_of_refusal_has_one_status() -> None:
    assert set(STATUS) == set(Kind)


@given(st.lists(st.sampled_from(list(Step)), max_size=30), st.randoms())
def test_REQ_01_only_the_table_moves_a_request_and_its_events_replay(steps: list[Step], random: object) -> None:
    state = BEGINNINGS[0]
    events = [(Step.SUBMIT, state)]
    for step in steps:
        ways = MOVES[step].ways.get(state, ()) if step in MOVES else ()
        if not ways:
            with pytest.raises(StepNotPossible):
                after(state, step)
            continue
        state = random.choice(ways)  # type: ignore[attr-defined]
        events.append((step, state))
    assert replay(events) is state


def test_REQ_01_every_pair_of_state_and_step_is_a_move_or_a_refusal() -> None:
    looked = 0
    for state in RequestState:
        for step in Step:
            try:
                assert after(state, step) in MOVES[step].ways[state]
            except StepNotPossible:
                assert state not in (MOVES[step].ways if step in MOVES else ())
            looked += 1
    assert looked == len(RequestState) * len(Step)


async def test_decision_and_list_agree_for_every_kind_of_actor(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    others = [
        await world.staff(Role.DEPARTMENT_HANDLER, "justice"),
        await world.staff(Role.DEPARTMENT_HEAD, "justice"),
        await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.ADMIN, "county_desk"),
        await world.staff(Role.AUDITOR, "county_desk"),
    ]
    her, stranger = await world.woman(), await world.woman()
    async with visit(her) as she:
        asked = [await ask_for(she, service) for service in ("job.train", "law.aid", "law.dv", "other")]
    async with world.as_owner() as session:
        requests = (await session.exec(select(HelpRequest))).all()
    assert len(requests) == len(asked)
    for actor in (first, second, head, *others, her, stranger):
        listed = await _listed(actor)
        decided = _decided(actor, requests, members=(first, second, head))
        assert listed == decided, actor


async def _listed(actor: Actor) -> set[object]:
    if actor.role not in GRANTS[Action.HELP_REQUEST_READ]:
        return set()
    found: set[object] = set()
    audiences = [context_of(actor)]
    if actor.kind == "staff":
        audiences.append(replace(context_of(actor), audience=Audience.CASE))
    for context in audiences:
        async with db.transaction(context) as session:
            found |= set((await session.exec(select(col(HelpRequest.id)).where(readable_requests(actor)))).all())
    return found


def _decided(actor: Actor, requests: Iterable[HelpRequest], members: tuple[Actor, ...]) -> set[object]:
    return {
        request.id
        for request in requests
        if allowed(actor, Action.HELP_REQUEST_READ, access.thing_of(request, actor, as_member=actor in members))
    }
