"""Finding courses: by what she needs, by a word inside a longer word, near her; pages that cost the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.offerings import course, provider, published, sessions
from tests.statements import recorded
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def at_monday() -> Any:
    """Every test here begins on one Monday morning."""
    with clock.stopped(MONDAY):
        yield


@pytest.fixture
async def teacher(world: World) -> Actor:
    """Somebody of a provider that may post."""
    return (await provider(world))[0]


@pytest.fixture
async def reviewer(world: World) -> Actor:
    """Somebody of the reviewing office."""
    return await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")


async def titles(visit: Visits, **wanted: Any) -> list[str]:
    async with visit() as anybody:
        answer = await anybody.get("/v1/courses", params=wanted)
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.json()["items"]]


async def some(visit: Visits, teacher: Actor, reviewer: Actor) -> None:
    """A handful of courses that differ in what she may ask for."""
    offered = [
        course(STARTS, title="高级月嫂（母婴护理）培训"),
        course(STARTS + timedelta(days=40), title="电商直播带货班", topic="e_commerce", fee_fen=10_000),
        course(
            STARTS + timedelta(days=1),
            title="做豆腐乳和腌菜",
            topic="food",
            township="500230001",
            village=None,
            childcare=False,
            sessions=sessions(STARTS + timedelta(days=1), hours=8),
        ),
        course(
            datetime(2027, 5, 3, 1, tzinfo=UTC),
            title="乡村旅游节志愿服务",
            topic="tourism",
            kind="activity",
            host_office="culture_tourism",
            summary="教大家接待客人，也卖自家的豆腐。",
        ),
    ]
    for said in offered:
        await published(visit, teacher, reviewer, said)


async def test_CRS_02_found_by_township_topic_soon_free_childcare_half_day_and_off_season(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    await some(visit, teacher, reviewer)
    nanny, live, curd, fair = ("高级月嫂（母婴护理）培训", "电商直播带货班", "做豆腐乳和腌菜", "乡村旅游节志愿服务")
    assert await titles(visit) == [nanny, curd, live, fair]
    assert await titles(visit, township="500230001") == [curd]
    assert await titles(visit, topic="e_commerce") == [live]
    assert await titles(visit, soon=True) == [nanny, curd]
    assert await titles(visit, free=True) == [nanny, curd, fair]
    assert await titles(visit, childcare=True) == [nanny, live, fair]
    assert await titles(visit, half_day=True) == [nanny, live, fair]
    assert await titles(visit, off_season=True) == [nanny, curd, live], "the fair falls into the planting weeks"
    assert await titles(visit, kind="activity") == [fair]
    assert await titles(visit, free=True, soon=True, childcare=True) == [nanny]


async def test_CRS_02_a_word_inside_a_longer_word_is_found_and_the_best_fit_comes_first(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    await some(visit, teacher, reviewer)
    assert await titles(visit, q="月嫂") == ["高级月嫂（母婴护理）培训"]
    assert await titles(visit, q="电商直播") == ["电商直播带货班"]
    assert await titles(visit, q="直播") == ["电商直播带货班"]
    assert await titles(visit, q="做豆腐乳") == ["做豆腐乳和腌菜"]
    assert await titles(visit, q="豆腐") == ["做豆腐乳和腌菜", "乡村旅游节志愿服务"], "the title weighs more"
    assert await titles(visit, q="豆腐", free=True, kind="activity") == ["乡村旅游节志愿服务"]
    assert await titles(visit, q="腌") == ["做豆腐乳和腌菜"]
    assert await titles(visit, q="挖掘机") == []
    async with visit() as anybody:
        nothing = await anybody.get("/v1/courses", params={"q": "，。"})
        quoted = await anybody.get("/v1/courses", params={"q": "'); DROP TABLE course; -- 月嫂"})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "nothing_to_search")
    assert quoted.json()["items"] == []


async def test_CRS_02_pages_go_on_by_place_with_and_without_a_word(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    await some(visit, teacher, reviewer)
    for wanted in ({}, {"q": "培训"}, {"q": "豆腐"}):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        async with visit() as anybody:
            while True:
                page = (await anybody.get("/v1/courses", params={**wanted, **cursor, "limit": 1})).json()
                seen += [one["title"] for one in page["items"]]
                if page["next"] is None:
                    break
                cursor = {"cursor": page["next"]}
        assert seen == await titles(visit, **wanted)
        assert len(seen) == len(set(seen))
    async with visit() as anybody:
        broken = await anybody.get("/v1/courses", params={"q": "豆腐", "cursor": "WyJ4IiwieSJd"})
    assert broken.status_code == 422


async def test_CRS_02_how_far_is_told_by_village_and_township(visit: Visits, teacher: Actor, reviewer: Actor) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    async with visit() as anybody:
        told = [
            (await anybody.get(f"/v1/courses/{made}", params={"from_place": place} if place else {})).json()
            for place in ("500230101201", "500230101202", "500230001", None)
        ]
    assert [one["where_words"][:5] for one in told] == ["就在您村里", "就在本乡镇", "在虎威镇", "在虎威镇"]


async def test_CRS_02_a_page_costs_the_same_for_one_and_for_twenty(
    engine: AsyncEngine, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    costs: list[list[int]] = []
    for number in (1, 20):
        for _ in range(number):
            await published(visit, teacher, reviewer, course(STARTS))
        costs.append([await cost(engine, visit, wanted) for wanted in ({}, {"q": "月嫂"})])
    assert costs[0] == costs[1]


async def cost(engine: AsyncEngine, visit: Visits, wanted: dict[str, str]) -> int:
    async with visit() as anybody:
        await anybody.get("/v1/courses", params=wanted)
        with recorded(engine) as statements:
            answer = await anybody.get("/v1/courses", params=wanted)
    assert answer.json()["items"]
    return len(statements)
