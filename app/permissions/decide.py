"""One decision: may this actor do this to this thing? Anything unsaid is a no."""

from dataclasses import dataclass, field
from uuid import UUID

from app.errors import NotAllowed, NotFound
from app.permissions.actors import Actor
from app.permissions.table import GRANTS, Action, Reach


@dataclass(frozen=True, slots=True)
class Thing:
    """What a decision needs to know of a record, whatever its table."""

    county: str
    profile_id: UUID | None = None
    readers: tuple[str, ...] = ()
    members: frozenset[UUID] = field(default_factory=frozenset)
    closed: bool = False
    township: str | None = None
    village: str | None = None


def granted(actor: Actor, action: Action) -> bool:
    """Say whether the actor's role has the action at all; the gate of every route asks this."""
    return actor.role in GRANTS[action]


def allowed(actor: Actor, action: Action, thing: Thing) -> bool:
    """Say whether the actor may do the action to this thing. A closed thing is its members' and hers alone."""
    reach = GRANTS[action].get(actor.role)
    if reach is None or thing.county != actor.county:
        return False
    if reach is Reach.OWN:
        return thing.profile_id is not None and thing.profile_id == actor.profile_id
    if thing.closed and reach is not Reach.COUNTY:
        return actor.id in thing.members
    return _within(actor, reach, thing)


def _within(actor: Actor, reach: Reach, thing: Thing) -> bool:
    """Say whether the thing lies inside the reach."""
    inside = {
        Reach.VILLAGE: thing.village is not None and thing.village in actor.villages,
        Reach.TOWNSHIP: thing.township is not None and thing.township in actor.towns,
        Reach.OFFICE: not set(thing.readers).isdisjoint(actor.readers),
        Reach.CASE: actor.id in thing.members,
        Reach.COUNTY: not thing.closed or actor.kind == "system",
    }
    return inside.get(reach, False)


def require(actor: Actor, *, read: Action, action: Action, thing: Thing) -> None:
    """Refuse: 404 for what the actor may not read, 403 for what they may read but not do."""
    if not allowed(actor, read, thing):
        raise NotFound
    if not allowed(actor, action, thing):
        raise NotAllowed
