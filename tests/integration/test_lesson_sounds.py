"""Sounds of lessons: in which order they are made, when they stop being heard, and when they are forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.domain.lessons import sounds
from app.integrations.storage import NotStored, Storage
from app.jobs import minding_lessons
from app.media import cleaning
from app.media.kinds import MediaRefused
from tests.integration.test_lessons import desk, sound_of
from tests.unit.test_media import tone
from tests.visits import Visits
from tests.world import COUNTY, World
from tests.written import Desk, at, handed_in, public, voiced, word, written

__all__ = ("desk",)  # a fixture, used here as it is
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def test_MIC_03_a_lesson_that_was_taken_down_is_not_heard_at_its_old_address_either(
    desk: Desk, visit: Visits, storage: Storage
) -> None:
    lesson_id = await public(desk, storage=storage)
    async with visit(desk.author) as writer, visit() as phone:
        url = (await sound_of(phone, lesson_id))["url"]
        before = await phone.get(url)
        shown = (await writer.get(f"/v1/desk/lessons/{lesson_id}")).json()
        await writer.post(f"/v1/desk/lessons/{lesson_id}/take-down", headers=at(shown))
        after = await phone.get(url)
    assert (before.status_code, after.status_code) == (200, 404)


async def test_MIC_01_a_recording_is_made_before_what_the_machine_has_to_read(
    desk: Desk, visit: Visits, world: World
) -> None:
    async with visit(desk.author) as writer:
        shown = await written(writer)
        await writer.put(f"/v1/desk/lessons/{shown['id']}/audio", content=tone(1), headers=at(shown))
    async with world.as_worker() as session:
        first = await sounds.next_waiting(session, county=COUNTY)
        assert first is not None
        raw = await sounds.load(session, county=COUNTY, sound_id=first)
    assert raw is not None
    assert (raw.machine, raw.words) == (False, None)


async def test_MIC_01_words_the_machine_failed_to_read_are_tried_again_and_not_for_ever(
    desk: Desk, visit: Visits, storage: Storage, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visit(desk.author) as writer:
        shown = await handed_in(writer, await written(writer))

    async def fails(_words: str) -> cleaning.Cleaned:
        raise MediaRefused("机器没有读出来，请先看文字。")

    states = []
    with monkeypatch.context() as broken:
        broken.setattr(minding_lessons, "speak_apart", fails)
        for _ in range(sounds.MOST_ATTEMPTS + 1):
            await voiced(world, storage)
            async with visit(desk.author) as writer:
                states.append((await writer.get(f"/v1/desk/lessons/{shown['id']}")).json()["sound_state"])
    assert states == ["waiting"] * sounds.MOST_ATTEMPTS + ["refused"]


async def test_SAF_11_a_recording_no_lesson_has_is_forgotten_after_a_month_and_one_that_was_heard_stays(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    with clock.stopped(START):
        async with visit(desk.author) as writer, visit(desk.reviewer) as other:
            kept = await written(writer)
            kept = (await writer.put(f"/v1/desk/lessons/{kept['id']}/audio", content=tone(2), headers=at(kept))).json()
            shown = await written(writer, title="改了又录的课")
            path = f"/v1/desk/lessons/{shown['id']}"
            shown = (await writer.put(f"{path}/audio", content=tone(1), headers=at(shown))).json()
            await recorded(world, storage)
            dropped = (await writer.get(path)).json()["sound"]["digest"]
            await writer.put(f"{path}/audio", content=tone(3), headers=at(shown))
            await recorded(world, storage)
            kept = await handed_in(writer, (await writer.get(f"/v1/desk/lessons/{kept['id']}")).json())
            assert (await word(other, kept["id"])).status_code == 200
    name = sounds.Heard(dropped, 0).object_name
    with clock.stopped(START + timedelta(days=29)):
        await minding_lessons.remove_unused(storage, county=COUNTY)
        assert await storage.get(name)
    with clock.stopped(START + timedelta(days=31)):
        await minding_lessons.remove_unused(storage, county=COUNTY)
    with pytest.raises(NotStored):
        await storage.get(name)
    async with world.as_owner() as session:
        left = text("SELECT count(*) FROM lesson_sound WHERE NOT machine")
        assert (await session.execute(left)).scalar_one() == 2


async def recorded(world: World, storage: Storage) -> None:
    """Let the worker make the recordings that wait."""
    async with world.as_owner() as session:
        waiting = text("SELECT id FROM lesson_sound WHERE state = 'waiting' AND NOT machine")
        ids = (await session.execute(waiting)).scalars().all()
    for sound_id in ids:
        await minding_lessons.make(storage, county=COUNTY, sound_id=sound_id)
