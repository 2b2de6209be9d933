"""Seals laid down outside: whoever rewrites the whole chain inside the database is found all the same (R43)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.integrations.anchors import Anchors, AnchorsUnavailable, anchors_of
from app.jobs import anchoring
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import COUNTY, World


@pytest.fixture
def anchors(tmp_path: Path) -> Anchors:
    return anchors_of(f"file://{tmp_path}/anchors")


async def lived(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        await ask_for(she, "job.match")


async def test_R43_each_day_the_newest_seal_of_a_county_is_laid_down_outside_once(
    world: World, visit: Visits, anchors: Anchors
) -> None:
    assert not await anchoring.anchor(anchors, county=COUNTY), "nothing was written down yet"
    await lived(world, visit)
    first = await anchoring.anchor(anchors, county=COUNTY)
    (laid,) = await anchors.laid(COUNTY)
    await lived(world, visit)
    again = await anchoring.anchor(anchors, county=COUNTY)
    with clock.turned(timedelta(days=1)):
        await lived(world, visit)
        next_day = await anchoring.anchor(anchors, county=COUNTY)
    both = await anchors.laid(COUNTY)
    assert (first, again, next_day) == (True, False, True)
    assert both[0] == laid, "what lies there is never written over"
    assert both[1]["last_position"] > laid["last_position"]
    assert await anchors.laid("500999") == []
    async with world.as_owner() as session:
        assert await audit.verify(session, county=COUNTY) == []
        assert await audit.compare(session, county=COUNTY, laid=both) == []


async def test_R43_a_chain_rewritten_from_end_to_end_is_found_by_what_lies_outside_alone(
    world: World, visit: Visits, anchors: Anchors
) -> None:
    await lived(world, visit)
    await anchoring.anchor(anchors, county=COUNTY)
    laid = await anchors.laid(COUNTY)
    async with world.as_owner() as session:
        await rewrite(session)
        assert await audit.verify(session, county=COUNTY) == [], "inside everything fits again"
        (found,) = await audit.compare(session, county=COUNTY, laid=laid)
        assert "对不上" in found
        await session.execute(text("DELETE FROM audit_seal"))
        assert len(await audit.compare(session, county=COUNTY, laid=laid)) == 1, "a seal that is gone is found too"


async def rewrite(session: AsyncSession) -> None:
    """Do what an owner of the database could: other facts, and every digest, chain and seal made anew."""
    run = session.execute
    changed = await run(text("UPDATE audit_event SET facts = facts || '{\"forged\": true}' WHERE kind = 'change'"))
    assert changed.rowcount > 0  # type: ignore[attr-defined]
    rows = (await run(text("SELECT id FROM audit_event ORDER BY position"))).scalars().all()
    for row in rows:
        await run(
            text("""
            UPDATE audit_event e SET before_hash = (SELECT b.hash FROM audit_event b WHERE b.county = e.county
              AND b.subject_id = e.subject_id AND b.record_seq = e.record_seq - 1)
            WHERE id = :id AND record_seq IS NOT NULL
            """),
            {"id": row},
        )
        await run(text("UPDATE audit_event e SET hash = ctx.audit_digest(e) WHERE id = :id"), {"id": row})
    await run(text("DELETE FROM audit_seal"))
    await audit.seal_pending(session, county=COUNTY)


async def test_R43_a_place_that_does_not_answer_is_said_and_tried_again(
    world: World, visit: Visits, tmp_path: Path
) -> None:
    anchors = anchors_of(f"file://{tmp_path}/anchors")
    (tmp_path / "anchors" / COUNTY).write_text("in the way")
    await lived(world, visit)
    with pytest.raises(AnchorsUnavailable):
        await anchoring.anchor(anchors, county=COUNTY)
