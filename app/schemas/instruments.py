"""Instruments as they go out; who made a mandatory report is in one field, empty for everybody but the police."""

from datetime import date
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import AlarmKind, InstrumentKind, InstrumentState, InstrumentStep


class LabelledLine(Out):
    """One thing written down, with its plain label."""

    label: str
    text: str


class AlarmShown(Out):
    """One alarm: when it is due, when it was given, and a visit's outcome."""

    id: UUID
    kind: AlarmKind
    name: str
    due_at: Moment
    given_at: Moment | None
    done_on: date | None
    safe: bool | None


class ScreenQuestion(Out):
    """One question of the safety screen before mediation."""

    code: str
    text: str


class InstrumentFace(Out):
    """What both sides may see of an instrument."""

    id: UUID
    request_id: UUID
    kind: InstrumentKind
    name: str
    state: InstrumentState
    state_words: str
    urgent: bool
    oral: bool
    party: str | None
    began_at: Moment
    decided_at: Moment | None
    due_at: Moment | None
    valid_until: date | None
    days_left: int | None
    extended: int
    receipt: str | None
    free: str | None
    lines: list[LabelledLine]
    alarms: list[AlarmShown]
    version: int


class InstrumentForWoman(InstrumentFace):
    """One of hers."""

    can_stop: bool


class MyInstruments(Out):
    """The instruments beside her request."""

    items: list[InstrumentForWoman]


class InstrumentForDesk(InstrumentFace):
    """The same for the desk."""

    served_on_both: bool | None
    village_told: bool | None
    reporter: str | None
    screen: list[ScreenQuestion]
    screened_at: Moment | None
    possible_steps: list[InstrumentStep]


class DeskInstruments(Out):
    """The instruments beside a request."""

    items: list[InstrumentForDesk]
