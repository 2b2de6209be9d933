"""Legal aid as it goes out: hers, the desk's, the administrator's; income appears in none of them."""

from datetime import date
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import (
    AidChannel,
    AidResult,
    AidState,
    AidStep,
    Dialling,
    LawyerKind,
    Level,
    Pledge,
    RejectReason,
    TieKind,
    Urgency,
)


class CallFirst(Out):
    """A number that comes before any form."""

    name: str
    number: str
    dialling: Dialling


class MatterShown(Out):
    """What a lawyer may be asked for."""

    code: str
    name: str
    closed: bool


class GroundShown(Out):
    """A ground on which neither income nor a pledge is asked."""

    code: str
    name: str
    article: str
    matters: list[str]
    asks_income: bool
    asks_pledge: bool
    confirmed: bool


class AidForm(Out):
    """What she fills in; the numbers to call come first."""

    call_first: list[CallFirst]
    matters: list[MatterShown]
    grounds: list[GroundShown]
    agreed_to_ledger: bool
    filled_from_ledger: list[str]
    pledge: str
    pledge_version: str
    no_fee: str
    confidential: str


class LawyerShown(Out):
    """Who takes it."""

    id: UUID
    kind: LawyerKind
    name: str
    phone: str | None
    firm: str
    woman: bool
    dialects: list[str]
    valid_until: date


class AidPaperShown(Out):
    """A paper by name, and the key of the picture her app shows of it."""

    name: str
    picture: str | None


class AidFace(Out):
    """What both sides may always see of an application."""

    id: UUID
    request_id: UUID
    number: str
    state: AidState
    state_words: str
    channel: AidChannel
    matter: str
    matter_name: str
    ground: str | None
    pledge: Pledge | None
    urgency: Urgency
    received_at: Moment
    due_at: Moment | None
    due_words: str | None
    other_side: str | None
    place: str | None
    what_happened: str | None
    voice_file: UUID | None
    missing: list[AidPaperShown]
    papers_due: Moment | None
    granted_first: bool
    refusal: str | None
    review: str | None
    met_on: date | None
    filed_on: date | None
    hearing_at: Moment | None
    hearing_place: str | None
    concluded_on: date | None
    result: AidResult | None
    result_words: str | None
    lawyer: LawyerShown | None
    no_fee: str
    confidential: str
    possible_steps: list[AidStep]


class AidForWoman(AidFace):
    """Her application."""

    closed: bool
    call_first: list[CallFirst]
    can_report_money: bool


class MyAid(Out):
    """Her applications."""

    items: list[AidForWoman]


class AidForDesk(AidFace):
    """The same for the office that decides."""

    other_side_phone: str | None
    ground_from_ledger: bool
    limitation_ends: date | None
    must_preserve: bool
    may_come_first: bool
    usual_papers: list[AidPaperShown]
    papers_told_at: Moment | None
    papers_taken_at: Moment | None
    reminders: int
    decided_at: Moment | None
    decided_by: UUID | None
    refuse_reason: RejectReason | None
    version: int


class AidRow(Out):
    """One application in the desk's list."""

    id: UUID
    request_id: UUID
    number: str
    level: Level
    state: AidState
    state_words: str
    matter_name: str
    urgency: Urgency
    received_at: Moment
    due_at: Moment | None
    version: int


class AidList(Out):
    """The desk's list."""

    items: list[AidRow]


class OralReceipt(Out):
    """What a cadre gets for an application told aloud: the number to hand on, and no more sight than before."""

    number: str
    closed: bool
    line: str


class MoneyReported(Out):
    """Where her report of a demand for money went."""

    request_id: UUID
    number: str
    goes_to: str
    received_at: Moment
    line: str


class LawyerChoice(LawyerShown):
    """One of the roster, for one application: why not, where not."""

    open_cases: int
    fits_matter: bool
    refused_because: str | None


class LawyerChoices(Out):
    """The roster for one application."""

    items: list[LawyerChoice]


class LawyerForAdmin(LawyerShown):
    """One of the roster, as the administrator keeps it."""

    licence: str
    checked_on: date
    matters: list[str]
    retired_at: Moment | None
    expired: bool
    version: int


class Roster(Out):
    """The roster."""

    items: list[LawyerForAdmin]


class TieShown(Out):
    """That a lawyer is bound to somebody; not to whom."""

    id: UUID
    lawyer_id: UUID
    kind: TieKind
    declared_at: Moment
