"""Files to be made for one person to take away: ordered here, listed for whom they are; the worker makes them."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, enqueue
from app.domain.catalogue import queries as catalogue
from app.models.rights import Parcel
from app.permissions.actors import Actor
from app.vocabulary import ParcelKind, ParcelState, TaskName

LONGEST_DAYS = 7


async def order(session: AsyncSession, parcel: Parcel) -> Parcel:
    """Write down what is to be made, and let the worker make it; it expires after seven days at most."""
    folder = (await catalogue.current(session, parcel.county)).folder
    days = min(folder.keep_days("parcels", LONGEST_DAYS), LONGEST_DAYS)
    parcel.created_at = clock.now()
    parcel.expires_at = parcel.created_at + timedelta(days=days)
    session.add(parcel)
    await session.flush()
    await enqueue.defer(session, TaskName.MAKE_PARCEL, county=parcel.county, parcel=str(parcel.id))
    return parcel


def new(kind: ParcelKind, county: str) -> Parcel:
    """Begin a parcel; whoever orders it says for whom."""
    return Parcel(county=county, kind=kind, expires_at=clock.now())


def shown(parcel: Parcel) -> dict[str, Any]:
    """Say of a parcel what its reader may know."""
    return {
        "id": parcel.id,
        "kind": parcel.kind,
        "state": ParcelState.GONE if parcel.expires_at <= clock.now() else parcel.state,
        "ordered_at": parcel.created_at,
        "expires_at": parcel.expires_at,
        "size": parcel.size,
        "sha256": parcel.sha256,
        "rows": parcel.rows,
        "request_id": parcel.request_id,
    }


async def mine(session: AsyncSession, *, actor: Actor, kind: ParcelKind | None = None) -> list[dict[str, Any]]:
    """List one's own parcels, newest first; those that hold what a PIN hides are absent until it is given."""
    query = select(Parcel).where(col(Parcel.county) == actor.county, owner(actor))
    if kind is not None:
        query = query.where(col(Parcel.kind) == kind)
    if actor.locked:
        query = query.where(col(Parcel.hidden).is_(False))
    rows = (await session.exec(query.order_by(col(Parcel.created_at).desc(), col(Parcel.id).desc()).limit(50))).all()
    return [shown(one) for one in rows]


def owner(actor: Actor) -> Any:
    """Whose parcels these are, as a WHERE clause: hers by her person, a worker's by the worker."""
    return col(Parcel.profile_id) == actor.profile_id if actor.profile_id else col(Parcel.staff_id) == actor.id
