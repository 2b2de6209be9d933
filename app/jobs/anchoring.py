"""Anchoring: what was written down until today is sealed, and its newest seal laid down outside the database (R43)."""

from app import audit, clock, db
from app.db import Context
from app.integrations.anchors import Anchors
from app.vocabulary import Audience


async def anchor(anchors: Anchors, *, county: str) -> bool:
    """Lay a county's newest seal down, once a day; False where nothing is sealed or today's lies there already."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await audit.seal_pending(session, county=county)
        newest = await audit.newest_seal(session, county=county)
    return newest is not None and await anchors.lay(county, clock.today().isoformat(), newest)
