"""What goes out about registrations, consents and looks."""

from datetime import date
from typing import Any
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import ConsentPurpose, Eligibility, FlagSource, KeyGroup, LedgerState, LedgerStep


class LedgerStepTaken(Out):
    """One step of an entry: what, when, by which office."""

    step: LedgerStep
    state: LedgerState
    at: Moment
    office: str | None


class MyRegistration(Out):
    """Her own registration, with the reason of a return in words."""

    id: UUID
    number: str | None
    state: LedgerState
    state_words: str
    returned_because: str | None
    eligibility: Eligibility
    failing_parts: list[str]
    eligibility_words: str
    never_gates: str
    village: str
    husband_away: bool | None
    outside_county: bool | None
    away_since: str | None
    needs: list[str]
    household: dict[str, Any] | None
    change_asked: bool
    history: list[LedgerStepTaken]
    name_file: UUID | None
    version: int


class RegistrationRow(Out):
    """One row of the desk's list; name and phone masked by the server."""

    id: UUID
    number: str | None
    state: LedgerState
    state_words: str
    eligibility: Eligibility
    failing_parts: list[str]
    village: str
    name: str | None
    phone: str | None
    has_id_number: bool
    change_asked: bool
    created_at: Moment
    version: int


class StateCount(Out):
    """How many registrations are in a state."""

    state: LedgerState
    count: int


class Registrations(Out):
    """The desk's list with its counts."""

    counts: list[StateCount]
    items: list[RegistrationRow]


class FlagShown(Out):
    """A key-group fact; `verified` is never true for what she said herself."""

    key_group: KeyGroup
    source: FlagSource
    verified: bool
    seen_on: date
    expires_on: date


class RegistrationForDesk(RegistrationRow):
    """One registration as its checkers see it."""

    husband_away: bool | None
    outside_county: bool | None
    away_since: str | None
    needs: list[str]
    household: dict[str, Any] | None
    change: dict[str, Any] | None
    flags: list[FlagShown]
    history: list[LedgerStepTaken]
    name_file: UUID | None


class LedgerRevealed(Out):
    """Name, phone and ID number in full."""

    name: str | None
    phone: str | None
    id_number: str | None


class ConsentShown(Out):
    """One thing she agreed to."""

    id: UUID
    created_at: Moment
    purpose: ConsentPurpose
    office: str | None
    request_id: UUID | None
    heard: bool
    withdrawn_at: Moment | None


class Consents(Out):
    """Everything she agreed to."""

    items: list[ConsentShown]


class Look(Out):
    """One look at her record: when, which office, as what."""

    at: Moment
    office: str | None
    action: str


class AccessLog(Out):
    """Who looked at her records, newest first."""

    items: list[Look]
