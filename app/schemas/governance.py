"""What goes out to administrators."""

from datetime import date
from typing import Any
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import OfficeKind, ProposalKind, Role


class OfficeShown(Out):
    """One office."""

    code: str
    name: str
    kind: OfficeKind
    phone: str
    valid_from: date
    valid_to: date | None
    successor: str | None
    version: int


class GrantShown(Out):
    """One live post."""

    id: UUID
    role: Role
    office: str
    divisions: list[str]


class StaffShown(Out):
    """One worker with live posts."""

    id: UUID
    login_name: str
    name: str
    disabled: bool
    grants: list[GrantShown]


class Invited(Out):
    """A new worker's one-time code, shown this once."""

    staff_id: UUID
    code: str
    expires_at: Moment
    proposal_id: UUID


class ContactShown(Out):
    """Who answers for a service where."""

    id: UUID
    service: str
    township: str | None
    office: str
    staff_id: UUID
    confirmed_at: Moment


class Gap(Out):
    """A service nobody answers for in a township."""

    service: str
    service_name: str
    township: str
    township_name: str


class Gaps(Out):
    """Every gap; the count is the length of the list."""

    count: int
    items: list[Gap]


class VersionShown(Out):
    """One version of the county's folder."""

    version: int
    valid_from: Moment
    loaded_at: Moment
    note: str


class Planned(Out):
    """An absence that was planned."""

    id: UUID


class ShiftShown(Out):
    """One duty shift."""

    id: UUID
    service: str
    staff_id: UUID
    starts_at: Moment
    ends_at: Moment


class ProposalShown(Out):
    """An act that waits for, or has had, a second person's word; `facts` are ids and codes."""

    id: UUID
    kind: ProposalKind
    facts: dict[str, Any]
    proposed_by: UUID
    proposed_at: Moment
    expires_at: Moment
    agreed: bool | None


class Proposals(Out):
    """What waits for a second person."""

    items: list[ProposalShown]
