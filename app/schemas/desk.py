"""What goes out about the worker at the desk: who one is, in which post, and which rooms it opens."""

from uuid import UUID

from app.permissions.table import Action
from app.schemas.out import Moment, Out
from app.vocabulary import Role, Room


class Coded(Out):
    """A code with what people call it."""

    code: str
    name: str


class PostShown(Out):
    """One post of a worker: role, office, township where it has one, and the divisions it reaches."""

    id: UUID
    role: Role
    role_name: str
    office: Coded
    township: Coded | None
    divisions: list[Coded]


class RoomShown(Out):
    """One room of the console this post opens."""

    room: Room
    name: str


class StaffMe(Out):
    """Who a worker is now; `rooms` and `may` follow from the table of grants; no room opens before a second factor."""

    id: UUID
    name: str
    login_name: str
    county: Coded
    active: PostShown
    posts: list[PostShown]
    rooms: list[RoomShown]
    may: list[Action]
    second_factor: bool
    strong: bool
    fresh: bool
    fresh_until: Moment | None
    session_ends: Moment
