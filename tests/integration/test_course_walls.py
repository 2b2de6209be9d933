"""The second wall around courses: without the application's own filters every audience sees its own rows only."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app import db
from app.db import Context
from app.http.actor import context_of
from app.permissions.actors import Actor
from app.vocabulary import Audience, Role
from tests.offerings import application, course, post, provider, published
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

TABLES = ("course_text", "enrolment", "attendance", "certificate", "outcome_ask", "course_report", "provider", "review")


async def counts(context: Context) -> dict[str, int]:
    """How many rows of each table an audience can read at all."""
    found: dict[str, int] = {}
    async with db.transaction(context) as session:
        for table in ("course", *TABLES):
            may = text("SELECT has_table_privilege(:role, :table, 'SELECT')")
            if (await session.execute(may, {"role": context.audience.value, "table": table})).scalar_one():
                query = text(f"SELECT count(*) FROM {table}")  # noqa: S608  our own table names
                found[table] = (await session.execute(query)).scalar_one()
    return found


@pytest.fixture
async def filled(world: World, visit: Visits) -> tuple[Actor, Actor]:
    """One published course with her in it, one draft, one report, one application; give provider and her."""
    teacher, _ = await provider(world)
    reviewer = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    her = await world.woman()
    starts = datetime.now(UTC) + timedelta(days=10)
    made = await published(visit, teacher, reviewer, course(starts))
    async with visit(her) as she:
        await she.post(f"/v1/courses/{made}/enrolment", json={"share_name": True, "heard": True})
        await she.post(f"/v1/courses/{made}/reports", json={"reason": "other"})
    await post(visit, teacher, course(starts, title="还没审的课"))
    async with visit() as anybody:
        await anybody.post("/v1/providers/applications", json=application())
    return teacher, her


async def test_strangers_see_the_published_course_and_nothing_else(world: World, filled: tuple[Actor, Actor]) -> None:
    other, _ = await provider(world, 8, "另一家")
    strangers = [
        Context(Audience.PUBLIC, COUNTY),
        context_of(await world.woman()),
        context_of(await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))),
        context_of(await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=("500230101201",))),
        context_of(await world.staff(Role.ADMIN, "county_desk")),
        context_of(await world.staff(Role.AUDITOR, "county_desk")),
    ]
    for context in strangers:
        found = await counts(context)
        assert found.pop("course") == 1, context
        assert set(found.values()) <= {0}, (context, found)
    seen = await counts(context_of(other))
    assert seen.pop("provider") == 1
    assert set(seen.values()) == {0}
    assert filled


async def test_she_sees_her_own_places_and_a_provider_its_own_courses(filled: tuple[Actor, Actor]) -> None:
    teacher, her = filled
    own = await counts(context_of(her))
    assert (own["course"], own["enrolment"], own["course_report"]) == (1, 1, 1)
    assert "course_text" not in own
    theirs = await counts(context_of(teacher))
    assert (theirs["course"], theirs["course_text"], theirs["enrolment"]) == (2, 2, 1)
    assert "course_report" not in theirs


async def test_a_reviewer_sees_the_reviews_and_applications_of_the_own_office_only(
    world: World, filled: tuple[Actor, Actor]
) -> None:
    own = await counts(context_of(await world.staff(Role.DEPARTMENT_HEAD, "human_resources")))
    other = await counts(context_of(await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")))
    assert (own["review"], own["provider"]) == (4, 2)
    assert (other["review"], other["provider"]) == (0, 0)
    assert "enrolment" not in own
    assert "course_report" not in own
    assert filled


async def test_another_county_finds_nothing(filled: tuple[Actor, Actor]) -> None:
    for audience in (Audience.PUBLIC, Audience.WOMAN, Audience.ROUTE, Audience.WORKER):
        assert set((await counts(Context(audience, "500231"))).values()) <= {0}
    async with db.transaction(Context(Audience.PUBLIC, "500231")) as session:
        query = text(
            "SELECT count(*) FROM ctx.find_courses('''月嫂'''::tsquery, now(), NULL, '{}', NULL, NULL, NULL, 9)"
        )
        assert (await session.execute(query)).scalar_one() == 0
    assert filled


async def test_the_definer_functions_answer_only_who_may_ask(filled: tuple[Actor, Actor], world: World) -> None:
    teacher, _ = filled
    other, _ = await provider(world, 8, "另一家")
    async with world.as_owner() as session:
        made = (await session.execute(text("SELECT course_id FROM enrolment"))).scalar_one()
    for actor, names in ((teacher, 1), (other, 0)):
        async with db.transaction(context_of(actor)) as session:
            query = text("SELECT count(*) FROM ctx.course_names(:course)")
            assert (await session.execute(query, {"course": made})).scalar_one() == names
