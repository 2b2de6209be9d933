"""What she has heard is hers: in her copy, gone with her account, forgotten when old; and what nobody may write."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.domain.keeping import person
from app.domain.ledger import joining
from app.integrations.storage import Storage
from app.jobs import keeping_limits
from tests.desk import ask_for
from tests.integration.test_lessons import desk, play, sound_of
from tests.integration.test_rights import her_copy
from tests.visits import Visits
from tests.world import COUNTY, World
from tests.written import Desk, lesson, public, question

__all__ = ("desk",)  # a fixture, used here as it is
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TITLE, HIDDEN = "睡前讲个故事", "有哪些路可走"


async def rows(world: World) -> list[tuple[Any, ...]]:
    async with world.as_owner() as session:
        query = text("SELECT profile_id, lesson_id, position FROM lesson_progress ORDER BY position")
        return [tuple(row) for row in (await session.execute(query)).all()]


async def hears(she: AsyncClient, lesson_id: str, *, upto: float = 1) -> None:
    await play(she, lesson_id, (await sound_of(she, lesson_id))["digest"], upto, (0, upto))


async def test_R39_what_she_has_heard_is_in_her_copy_and_a_private_lesson_only_while_her_pin_is_given(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    shown = await public(desk, storage=storage)
    hidden = await public(desk, storage=storage, private=True, series="law", title=HIDDEN)
    async with visit(await world.woman()) as she:
        await hears(she, shown)
        await hears(she, hidden)
        copy, _ = await her_copy(she, world, storage)
        await she.put("/v1/my/pin", json={"new": "2468"})
        await she.post("/v1/my/pin/lock")
        locked, page = await her_copy(she, world, storage)
    assert [one["title"] for one in copy["lessons"]] == [TITLE, HIDDEN]
    assert copy["lessons"][0]["played"] == [[0, 1]]
    assert [one["title"] for one in locked["lessons"]] == [TITLE]
    assert HIDDEN not in page


async def test_R39_what_she_has_heard_goes_with_her_account_and_nobody_elses(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    her, other = await world.woman(), await world.woman()
    async with visit(her) as she, visit(other) as another:
        await hears(she, lesson_id, upto=1)
        await hears(another, lesson_id, upto=2)
        asked = await she.post("/v1/my/deletion", json={"confirm": True})
        assert asked.status_code == 201, asked.text
    async with world.as_worker() as session:
        assert await person.forget(session, county=COUNTY, profile_id=UUID(str(her.profile_id)))
    assert [row[0] for row in await rows(world)] == [other.profile_id]


async def test_SAF_11_where_she_stopped_is_forgotten_two_years_after_she_last_listened(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    with clock.stopped(START):
        async with visit(await world.woman()) as she:
            await hears(she, lesson_id)
    with clock.stopped(START + timedelta(days=729)):
        await keeping_limits.keep_limits(county=COUNTY)
        early = await rows(world)
    with clock.stopped(START + timedelta(days=731)):
        await keeping_limits.keep_limits(county=COUNTY)
        late = await rows(world)
    assert (len(early), late) == (1, [])


async def test_LED_08_what_was_heard_under_the_other_record_is_hers_once_and_her_own_place_stays(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    both, only = await public(desk, storage=storage), await public(desk, storage=storage, title="另一节课")
    gone, her = await world.woman(), await world.woman()
    async with visit(gone) as before, visit(her) as she:
        await hears(before, both, upto=1)
        await hears(before, only, upto=2)
        await hears(she, both, upto=3)
    async with world.as_owner() as session:
        assert joining.ONCE_A_PERSON["lesson_progress"] == "lesson_id"
        values = {"county": COUNTY, "gone": gone.profile_id, "to": her.profile_id}
        await session.execute(text("SET LOCAL ROLE aud_route"))
        await session.execute(text(f"SET LOCAL app.county = '{COUNTY}'"))
        await session.execute(joining.moving_once("lesson_progress", "lesson_id"), values)
        await session.execute(text("SET LOCAL ROLE owner"))
    hers = {(str(lesson), position) for profile, lesson, position in await rows(world) if profile == her.profile_id}
    assert hers == {(only, 2), (both, 3)}


async def test_MIC_05_she_sees_herself_from_which_lesson_and_minute_she_asked(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    from_lesson = {"lesson_id": lesson_id, "minute": 2}
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "fam.class", from_lesson=from_lesson)
        read = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
        gone = await she.post(f"/v1/my/requests/{asked['id']}/withdraw", json={"kind": "stop_and_erase"})
        after = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
    assert asked["from_lesson"] == read["from_lesson"] == from_lesson | {"title": TITLE}
    assert (gone.status_code, after["from_lesson"]) == (200, None)


NUL, HALF = "夹着\x00的字", "半个字\ud800的字"


@pytest.mark.parametrize("bad", [NUL, HALF])
@pytest.mark.parametrize("field", ["title", "summary", "source", "parts", "links", "ask", "reply", "choice"])
async def test_what_no_database_can_keep_is_refused_in_every_text_of_a_lesson(
    desk: Desk, visit: Visits, field: str, bad: str
) -> None:
    said = lesson(links=[{"name": "看这里", "url": "https://example.cn/a"}])
    if field in ("title", "summary", "source"):
        said[field] = bad
    elif field == "parts":
        said["parts"][0]["text"] = bad
    elif field == "links":
        said["links"][0]["name"] = bad
    else:
        asked = question()
        target = asked if field == "ask" else asked["choices"][0]
        target["text" if field == "choice" else field] = bad
        said["questions"] = [asked]
    body = json.dumps(said).encode()  # as a careless client writes it, half characters and all
    async with visit(desk.author) as writer:
        answer = await writer.post("/v1/desk/lessons", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (422, 422), answer.text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "481", "1e400"])
async def test_MIC_02_a_place_that_is_no_second_of_a_lesson_is_refused(
    desk: Desk, visit: Visits, storage: Storage, world: World, number: str
) -> None:
    lesson_id = await public(desk, storage=storage)
    async with visit(await world.woman()) as she:
        digest = (await sound_of(she, lesson_id))["digest"]
        body = f'{{"sound": "{digest}", "position": {number}, "played": []}}'
        headers = {"content-type": "application/json"}
        answer = await she.put(f"/v1/lessons/{lesson_id}/progress", content=body.encode(), headers=headers)
    assert answer.status_code == 422, answer.text
    assert await rows(world) == []
