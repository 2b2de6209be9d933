"""Keeping the limits: each class batch by batch, each batch a transaction of its own, day after day."""

from app import db
from app.db import Context
from app.domain import parcels
from app.domain.keeping import limits, person
from app.integrations.storage import Storage
from app.vocabulary import Audience

AT_A_TIME = 50
MOST_ROUNDS = 500


async def keep_limits(*, county: str) -> dict[str, int]:
    """Forget everything of a county that is over its limit; gives how much of which class."""
    done: dict[str, int] = {}
    for one in limits.CLASSES:
        for _ in range(MOST_ROUNDS):
            async with db.transaction(Context(Audience.WORKER, county)) as session:
                count = await limits.forget_some(session, county=county, one=one)
            done[one.code] = done.get(one.code, 0) + count
            if not count:
                break
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        waiting = await person.waiting(session, county=county)
    for profile in waiting:
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await person.forget(session, county=county, profile_id=profile)
    return done


async def drop_expired_parcels(storage: Storage, *, county: str) -> None:
    """Destroy the keys of made files whose days are over, then remove their objects."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        waiting = await parcels.expired(session, county=county, limit=AT_A_TIME)
    for parcel_id, name in waiting:
        if name is None:
            continue
        await storage.delete(name)
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await parcels.object_removed(session, county=county, parcel_id=parcel_id)
