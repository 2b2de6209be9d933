"""What goes out about her rights, about files made to be taken away, and about orders to keep."""

from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import (
    CorrectionField,
    HoldGround,
    OnDeletion,
    ParcelKind,
    ParcelState,
    RightsKind,
    RightsState,
)


class ParcelShown(Out):
    """One file made to be taken away; fetched at `/content` until it expires."""

    id: UUID
    kind: ParcelKind
    state: ParcelState
    ordered_at: Moment
    expires_at: Moment
    size: int
    sha256: str | None
    rows: int
    request_id: UUID | None


class Parcels(Out):
    """One's own files."""

    items: list[ParcelShown]


class DataClassShown(Out):
    """What becomes of one class of her data when she asks for deletion, and on what ground."""

    code: str
    title: str
    outcome: OnDeletion
    words: str
    days: int | None
    basis: str


class RightsShown(Out):
    """One thing she asked about her own data."""

    id: UUID
    number: str
    kind: RightsKind
    field: CorrectionField | None
    state: RightsState
    state_words: str
    asked_at: Moment
    due_at: Moment
    decided_at: Moment | None
    reason: str | None
    outcome: list[DataClassShown]
    parcel: ParcelShown | None


class RightsAsked(Out):
    """What she asked, newest first."""

    items: list[RightsShown]


class DeletionPreview(Out):
    """What would go and what would stay, before she decides."""

    warning: str
    classes: list[DataClassShown]
    asked: list[RightsShown]


class CorrectionRow(Out):
    """One correction that waits for the desk; its value is opened one by one."""

    id: UUID
    number: str
    field: CorrectionField
    state: RightsState
    township: str | None
    asked_at: Moment
    due_at: Moment
    late: bool


class Corrections(Out):
    """The corrections that wait, the most urgent first."""

    items: list[CorrectionRow]


class CorrectionForDesk(CorrectionRow):
    """One correction, opened."""

    value: str | None
    reason: str | None


class HoldShown(Out):
    """One order to keep."""

    id: UUID
    number: str
    ground: HoldGround
    reason: str
    set_at: Moment
    set_by: UUID
    agreed_by: UUID
    released_at: Moment | None
    release_reason: str | None


class Holds(Out):
    """Every order to keep, released ones too."""

    items: list[HoldShown]
