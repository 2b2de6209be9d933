"""Hot lists and counts keep their plans under row-level security (R6).

Twenty thousand requests of ten offices; each statement is explained as its audience and as the owner, whose policies
are `true`: scopes are asked once per statement (InitPlan), no function runs per row, no table is read whole, and the
walls cost next to no page.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

from app import db
from app.db import Hot
from app.vocabulary import Role
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import TOWNSHIP, World

ROWS, OFFICES = 20_000, 10
MOST, FEW = 1.2, 10
ASKS = ("ctx.", "current_setting")  # a function of one line shows as what it asks
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
BIG = {"help_request", "request_task"}
CONDITIONS = ("Filter", "Index Cond", "Recheck Cond", "Join Filter", "Hash Cond")
MANY = """
    CREATE TEMPORARY TABLE many ON COMMIT DROP AS
      SELECT n, gen_random_uuid() AS request, gen_random_uuid() AS task,
             CASE n % :offices WHEN 0 THEN :office ELSE 'office-' || n % :offices END AS office
      FROM generate_series(1, :rows) n;
"""
REQUESTS = """
    INSERT INTO help_request SELECT made.* FROM help_request r, many m, jsonb_populate_record(r, jsonb_build_object(
      'id', m.request, 'number', lpad(m.n::text, 9, '0'), 'readers', jsonb_build_array(m.office),
      'lead_office', m.office, 'created_at', r.created_at - make_interval(mins => m.n))) made
"""
TASKS = """
    INSERT INTO request_task SELECT made.* FROM request_task t, many m, jsonb_populate_record(t, jsonb_build_object(
      'id', m.task, 'request_id', m.request, 'reader', m.office, 'office_code', m.office,
      'due_at', t.due_at - make_interval(mins => m.n))) made WHERE t.part = 'lead'
"""

READING = """
    SELECT policyname FROM pg_policies
    WHERE tablename = 'request_task' AND cmd = 'SELECT' AND 'aud_dept' = ANY (roles)
"""


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every node of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def pages(plan: Mapping[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


class Plans:
    """Explains every hot statement a call sends, first as its audience, then as the owner of the tables."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any, Any]] = []
        self._fetch = db.fetch

    async def fetch(self, session: Any, statement: Hot, values: Mapping[str, object]) -> list[Any]:
        """Stand in the way of `db.fetch`."""
        if any(f" {table} " in statement.sql for table in BIG) and statement.sql.lstrip().startswith("SELECT"):
            before = session.info["context"]
            guarded = await self._explain(session, statement, values)
            await session.execute(text("SET LOCAL ROLE owner"))
            plain = await self._explain(session, statement, values)
            await db.enter(session, before)
            self.seen.append((before.audience.value, guarded, plain))
        return await self._fetch(session, statement, values)

    async def _explain(self, session: Any, statement: Hot, values: Mapping[str, object]) -> Any:
        explained = Hot(EXPLAIN + statement.sql, statement.names)
        await self._fetch(session, explained, values)  # once to warm what the catalogue keeps
        told = (await self._fetch(session, explained, values))[0][0]
        return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> Plans:
    watching = Plans()
    monkeypatch.setattr(db, "fetch", watching.fetch)
    return watching


@asynccontextmanager
async def many(world: World, visit: Visits, office: str) -> AsyncIterator[None]:
    """A county with a great many requests, an office's tenth among them."""
    async with visit(await world.woman()) as she:
        await ask_for(she, "job.match")
    async with world.as_owner() as session:
        values = {"rows": ROWS, "offices": OFFICES, "office": office}
        await session.execute(text("SET LOCAL statement_timeout = '60s'"))
        await session.execute(text(MANY), values)
        for statement in (REQUESTS, TASKS, "ANALYZE help_request", "ANALYZE request_task"):
            await session.execute(text(statement))
    yield


def faults(audience: str, guarded: Any, plain: Any) -> list[str]:
    """Say what is wrong with the plan of one statement."""
    found = []
    every = list(nodes(guarded))
    if not any(node.get("Parent Relationship") == "InitPlan" for node in every):
        found.append(f"{audience}: no scope is asked once")
    for node in every:
        if node["Node Type"] == "Seq Scan" and node.get("Relation Name") in BIG:
            found.append(f"{audience}: reads {node['Relation Name']} whole")
        asked = [str(node.get(where, "")) for where in CONDITIONS]
        found += [f"{audience}: per row {one}" for one in asked if any(name in one for name in ASKS)]
    if pages(guarded) > MOST * max(pages(plain), FEW):
        found.append(f"{audience}: {pages(guarded)} pages, {pages(plain)} without walls")
    return found


async def test_R6_the_desks_queues_and_counts_keep_their_plans_under_the_walls(
    world: World, visit: Visits, plans: Plans
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    head = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    async with many(world, visit, "human_resources"):
        plans.seen.clear()
        for actor in (handler, head, town):
            async with visit(actor) as client:
                counted = (await client.get("/v1/desk/queues")).json()["queues"]
                for queue in ("to_accept", "overdue", "mine", "due_soon"):
                    listed = await client.get(f"/v1/desk/requests?queue={queue}")
                    assert listed.status_code == 200, listed.text
                if actor is handler:
                    assert {one["queue"]: one["count"] for one in counted}["to_accept"] == 999
    assert len(plans.seen) >= 3 * 9
    assert [fault for one in plans.seen for fault in faults(*one)] == []


async def test_R6_a_policy_that_asks_once_per_row_does_not_go_unnoticed(
    world: World, visit: Visits, plans: Plans
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with many(world, visit, "human_resources"):
        async with world.as_owner() as session:
            names = await session.execute(text(READING))
            for name in names.scalars().all():
                bare = (
                    f"ALTER POLICY {name} ON request_task USING (county = ctx.county() AND reader = ANY (ctx.team()))"
                )
                await session.execute(text(bare))
        plans.seen.clear()
        async with visit(handler) as client:
            assert (await client.get("/v1/desk/queues")).status_code == 200
    found = [fault for one in plans.seen for fault in faults(*one)]
    assert any("per row" in fault for fault in found), found
