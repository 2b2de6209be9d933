"""What is written down about warnings, orders, reports, land disputes and mediation."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.domain.legal_aid.inputs import Code, Input, Line, Name, Short, Words
from app.vocabulary import OrderApplicant, ReportTo


def _with_zone(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("时间要写明时区。")
    return at


At = Annotated[datetime, AfterValidator(_with_zone)]
Receipt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class EnterWarning(Input):
    """A written warning (告诫书) as the police issued it."""

    issued_at: At
    station: Short
    offender: Name | None = None
    prohibits: Words | None = None
    served_on_both: bool
    village_told: bool


class Visited(Input):
    """A follow-up visit that was made: which one, when, and whether she is safe."""

    alarm_id: UUID
    on: date
    safe: bool
    note: Words | None = None


class EnterOrder(Input):
    """An application for a protection order; telling the court aloud is lawful."""

    applied_at: At
    urgent: bool = False
    applicant: OrderApplicant = OrderApplicant.HERSELF
    oral: bool = False
    court: Short


class DecideOrder(Input):
    """The court's word: granted until a day, or refused."""

    granted: bool
    decided_at: At
    valid_until: date | None = None
    measures: Words | None = None
    village_served: bool = False

    @model_validator(mode="after")
    def an_end_where_granted(self) -> Self:
        """Refuse an order without its end, and an end without an order."""
        if self.granted != (self.valid_until is not None):
            raise ValueError("发了令要写到哪天为止；没有发令就不写。")
        return self


class ExtendOrder(Input):
    """The court's extension, given before the order ends."""

    decided_at: At
    valid_until: date


class EndOrder(Input):
    """The order was taken back before its end."""

    on: date
    reason: Line


class EnterReport(Input):
    """A mandatory report: when, to whom, about what, and by whom; the last is hidden."""

    reported_at: At
    to: ReportTo
    reporter: Name
    what: Line
    receipt: Receipt | None = None


class TakeReceipt(Input):
    """What the receiving body gave as a receipt."""

    received_at: At
    receipt: Receipt


class EnterLand(Input):
    """A dispute about contracted land; asking aloud is lawful, and it costs nothing."""

    other_side: Name | None = None
    parcel: Short | None = None
    what: Words | None = None
    known_on: date | None = Field(None, description="哪天知道自己的地被占、被收；时效两年从这天算")
    oral: bool = False


class StageEnded(Input):
    """How one stage ended."""

    on: date
    settled: bool
    note: Words | None = None


class FileArbitration(Input):
    """The day the arbitrators took it on."""

    on: date
    oral: bool = False


class ArbitrateLonger(Input):
    """The arbitrators need up to thirty days more, and why."""

    on: date
    reason: Line


class Award(Input):
    """The day the award was served on her; she may sue within thirty days of it."""

    served_on: date
    note: Words | None = None


class Sue(Input):
    """The day it went to court."""

    on: date
    court: Short


class EndLand(Input):
    """How the dispute ended."""

    on: date
    note: Line


class AskMediation(Input):
    """She herself asks for mediation."""

    body: Words | None = None


class Screen(Input):
    """A safety screen of its own: every question ticked, and a word; only then may it be clear."""

    checked: Annotated[list[Code], Field(max_length=12)]
    clear: bool
    note: Line
