"""Who is asking: one frozen value, made once per call from what the database says now."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.vocabulary import Role

STAYS_FRESH = timedelta(minutes=5)  # for how long a second factor counts as just given


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) acting in one role of one office, in one county.

    `id` is the account of a woman and the worker of an office; `readers` are the tokens by which rows know this actor,
    `team` adds the tokens of those a head answers for. `strong` says that a worker came with a second factor, `fresh`
    that a code was given within the last minutes; `locked` that her profile has a PIN she has not given in this
    session, `unlocked` that she has.
    """

    county: str
    role: Role
    id: UUID
    session_id: UUID | None = None
    profile_id: UUID | None = None
    office: str | None = None
    readers: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    strong: bool = True
    fresh: bool = True
    locked: bool = False
    unlocked: bool = False

    @property
    def kind(self) -> str:
        """Say who this is in events and audit rows: `woman`, `staff` or `system`."""
        if self.role in (Role.WOMAN, Role.SYSTEM):
            return self.role.value
        return "staff"

    def __repr__(self) -> str:
        """Show role and ids only."""
        return f"<Actor {self.role} {self.id} in {self.county}>"


def reader_tokens(role: Role, office: str, staff_id: UUID) -> tuple[str, ...]:
    """Give the tokens a worker reads by: the office, the person, and the head's own where they lead it.

    A provider reads by its own office only: a provider posted in a department would not read by the department.
    """
    own = f"staff:{staff_id}"
    if role in (Role.DEPARTMENT_HEAD, Role.COUNTY_DESK):
        return (office, own, f"head:{office}")
    if role in (Role.DEPARTMENT_HANDLER, Role.TOWNSHIP_WORKER, Role.SOCIAL_WORKER):
        return (office, own)
    if role is Role.PROVIDER and office.startswith(PROVIDER_OFFICE):
        return (office, own)
    return (own,)


PROVIDER_OFFICE = "provider-"


SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000001")


def system(county: str) -> Actor:
    """Be the service itself, for jobs: a named actor with its own few grants."""
    return Actor(county=county, role=Role.SYSTEM, id=SYSTEM_ID)
