"""What goes out to administrators."""

from datetime import date
from typing import Any
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import ContactMark, OfficeKind, ProposalKind, Role, SettingChangeKind


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
    deputy_id: UUID | None
    confirmed_at: Moment


class Confirmed(Out):
    """How many contacts were confirmed."""

    confirmed: int


class ContactCell(Out):
    """Who answers for a service in a township: `red` nobody, `yellow` not confirmed for 35 days, `green` fine.

    A confidential service says only whether its list has somebody on duty: who stands on it is nobody's to read here.
    """

    service: str
    township: str
    mark: ContactMark
    contact_id: UUID | None
    name: str | None
    deputy_name: str | None
    on_duty: bool
    confirmed_at: Moment | None
    days: int | None


class NamedCode(Out):
    """A code with its name."""

    code: str
    name: str


class ServiceColumn(NamedCode):
    """One service of the matrix."""

    confidential: bool


class ContactMatrix(Out):
    """Service × township: who answers, and where nobody does."""

    services: list[ServiceColumn]
    townships: list[NamedCode]
    cells: list[ContactCell]
    gaps: int
    stale: int


class SettingChange(Out):
    """One thing that differs between two versions; `before` and `after` are short texts."""

    section: str
    section_name: str
    code: str
    name: str
    kind: SettingChangeKind
    field: str | None
    before: str | None
    after: str | None


class SettingsDifference(Out):
    """What differs between two versions, by section; `more` counts what was left out."""

    older: int
    newer: int
    changes: list[SettingChange]
    more: int


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


class RolledBack(Out):
    """The version in force now, and those there are."""

    version: int
    versions: list[VersionShown]


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
