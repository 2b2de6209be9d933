"""The demo's lessons: the county's own with listeners, and four of a desk's in every state."""

from random import Random

from sqlalchemy import text

from app import clock
from app.domain.catalogue import queries as catalogue
from sandbox.demo import care, lessons, people
from tests.visits import Visits
from tests.world import COUNTY, World


async def test_MIC_07_the_demo_has_lessons_in_every_state_listeners_and_a_question_from_one(
    world: World, visit: Visits
) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(session, vault, folder, clock.now(), random, "x")
        await people.hire(stage, cast)
        await care.furnish(stage, cast)
        await people.register(stage, cast, 12)
        await lessons.listen(stage, cast)
    await lessons.live(cast)
    async with visit() as anybody:
        shown = (await anybody.get("/v1/lessons", params={"limit": 100})).json()["items"]
    async with world.as_owner() as session:
        drafts = "SELECT draft_state FROM lesson WHERE draft IS NOT NULL"
        states = set((await session.execute(text(drafts))).scalars())
        asked = (await session.execute(text("SELECT about_minute FROM help_request"))).scalars().all()
        heard = "SELECT count(DISTINCT lesson_id), count(*), count(done_at) FROM lesson_progress"
        several, played, done = (await session.execute(text(heard))).one()
        waiting = (await session.execute(text("SELECT count(*) FROM review WHERE state = 'open'"))).scalar_one()
    assert len(shown) >= 13
    assert (states, asked, waiting) == ({"draft", "review", "returned"}, [0], 1)
    assert (several, 0 < done < played) == (3, True)
