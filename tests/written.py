"""Lessons in a test: written, handed in, looked at by another, given a sound."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import text

from app.integrations.storage import Storage
from app.jobs import minding_lessons
from app.permissions.actors import Actor
from tests.visits import Visits
from tests.world import COUNTY, World


@dataclass(frozen=True)
class Desk:
    """An office with somebody who writes and somebody else who looks."""

    world: World
    visit: Visits
    author: Actor
    reviewer: Actor


def question() -> dict[str, Any]:
    """One question with two pictures."""
    right = {"text": "抱抱他", "picture": "hug", "reply": "对，先抱抱他。"}
    other = {"text": "不理他", "picture": "wait", "reply": "再试试抱抱他，他会安静些。"}
    return {"ask": "孩子哭了，您怎么做？", "choices": [right, other]}


def lesson(**more: Any) -> dict[str, Any]:
    """A short lesson as an office writes it."""
    said: dict[str, Any] = {
        "series": "preschool",
        "title": "睡前讲个故事",
        "summary": "讲您小时候的事就行",
        "picture": "bed_story",
        "parts": [{"text": "睡前讲一个小故事，讲完问问他：后来呢？", "picture": "bed_story"}],
        "questions": [question()],
        "links": [],
        "source": "家庭教育促进法",
        "private": False,
    }
    return said | more


async def written(client: AsyncClient, **more: Any) -> dict[str, Any]:
    """Keep a draft."""
    made = await client.post("/v1/desk/lessons", json=lesson(**more))
    assert made.status_code == 201, made.text
    shown: dict[str, Any] = made.json()
    return shown


def at(shown: dict[str, Any]) -> dict[str, str]:
    """The version that was seen."""
    return {"If-Match": f'"{shown["version"]}"'}


async def handed_in(client: AsyncClient, shown: dict[str, Any]) -> dict[str, Any]:
    """Hand a draft in."""
    sent = await client.post(f"/v1/desk/lessons/{shown['id']}/submit", headers=at(shown))
    assert sent.status_code == 200, sent.text
    found: dict[str, Any] = sent.json()
    return found


async def word(client: AsyncClient, lesson_id: str, said: str = "accept", **more: Any) -> Any:
    """Give a reviewer's word on one lesson."""
    waiting = (await client.get("/v1/desk/reviews", params={"limit": 100})).json()["items"]
    review = next(one for one in waiting if one["subject_id"] == lesson_id)
    return await client.post(f"/v1/desk/reviews/{review['id']}/{said}", json=more or None, headers=at(review))


async def voiced(world: World, storage: Storage) -> None:
    """Let the worker make the sounds wanted by this test; the folder's own wait from before, and would take long."""
    async with world.as_owner() as session:
        last = text("SELECT max(created_at) FROM lesson WHERE code IS NOT NULL")
        begun = (await session.execute(last)).scalar_one() + timedelta(seconds=1)
        newer = text("SELECT id FROM lesson_sound WHERE state = 'waiting' AND created_at > :begun")
        waiting = (await session.execute(newer, {"begun": begun})).scalars().all()
    for sound_id in waiting:
        await minding_lessons.make(storage, county=COUNTY, sound_id=sound_id)


async def public(who: Desk, *, storage: Storage, **more: Any) -> str:
    """A lesson everybody may hear, with its sound."""
    async with who.visit(who.author) as client:
        shown = await handed_in(client, await written(client, **more))
    async with who.visit(who.reviewer) as client:
        assert (await word(client, shown["id"])).status_code == 200
    await voiced(who.world, storage)
    return str(shown["id"])
