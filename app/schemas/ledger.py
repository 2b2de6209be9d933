"""What goes out about registrations, consents and looks."""

from datetime import date
from typing import Any
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import (
    ConsentEvidence,
    ConsentForm,
    ConsentGiver,
    ConsentMeans,
    ConsentPurpose,
    Eligibility,
    ExitReason,
    FlagSource,
    KeyGroup,
    LedgerState,
    LedgerStep,
    PairKind,
    PairState,
    ProxyEnd,
    ProxyUse,
)


class LedgerStepTaken(Out):
    """One step of an entry: what, when, by which office."""

    step: LedgerStep
    state: LedgerState
    at: Moment
    office: str | None
    because: ExitReason | None
    effective_on: date | None


class Offer(Out):
    """A service that may help now."""

    service: str
    name: str
    official_name: str


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
    left_because: ExitReason | None
    left_words: str | None
    left_on: date | None
    offers: list[Offer]
    asks_contact: str | None
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
    by_proxy: bool
    claimed: bool
    has_id_number: bool
    change_asked: bool
    left_because: ExitReason | None
    left_words: str | None
    left_on: date | None
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


class RecheckRow(RegistrationRow):
    """One entry that is due to be looked at again."""

    due_on: date
    days_late: int


class Rechecks(Out):
    """What is due, the longest due first."""

    count: int
    items: list[RecheckRow]


class ContactAnswer(Out):
    """What came of the question how to reach her; `next` is where she changes it."""

    registration: MyRegistration
    next: str | None


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


class ProxyConsentShown(Out):
    """What somebody may do in her name, and what it rests on."""

    id: UUID
    office: str
    form: ConsentForm
    means: ConsentMeans
    given_by: ConsentGiver
    given_at: Moment
    uses: list[ProxyUse]
    evidence: ConsentEvidence
    file: UUID | None
    expires_on: date
    ended_because: ProxyEnd | None
    live: bool


class ProxyConsents(Out):
    """Everybody who may act, or could act, in her name."""

    items: list[ProxyConsentShown]


class ClaimShown(Out):
    """A claim code, shown this once: to be written on paper or read aloud."""

    code: str
    read_aloud: str
    slip: str
    expires_at: Moment


class EnteredFor(Out):
    """What came of entering a woman with her consent."""

    registration: RegistrationForDesk
    consent: ProxyConsentShown
    claim: ClaimShown


class Claimed(Out):
    """Her own registration, now in her own hands."""

    registration: MyRegistration


class PairShown(Out):
    """Two entries that look like one woman."""

    id: UUID
    kind: PairKind
    state: PairState
    raised_at: Moment
    kept_id: UUID | None
    undo_until: Moment | None
    first: RegistrationRow
    second: RegistrationRow


class Pairs(Out):
    """The pairs of which this desk may see both."""

    items: list[PairShown]


class AccessLog(Out):
    """Who looked at her records, newest first."""

    items: list[Look]
