"""What goes out about applications and tips: hers, the desk's, the police office's."""

from datetime import date
from uuid import UUID

from app.schemas.loans import LoanChecked, LoanStepShown
from app.schemas.out import Moment, Out
from app.vocabulary import AgentWants, AgentWay, ConsentPurpose, LateLoan, LoanSource, LoanStage, TipState


class TakenStep(Out):
    """One step: whose, when, until when."""

    stage: LoanStage
    name: str
    office_name: str
    reached_on: date
    due_at: Moment | None
    due_words: str | None
    note: str | None
    source: LoanSource


class LoanForWoman(Out):
    """Her application."""

    id: UUID
    number: str
    product: str
    product_name: str
    amount: str | None
    months: int | None
    stage: LoanStage
    stage_name: str
    due_at: Moment | None
    due_words: str | None
    late: bool
    steps: list[TakenStep]
    to_come: list[LoanStepShown]
    can_withdraw: bool
    version: int


class Share(Out):
    """One body outside, and whether she said yes to it."""

    purpose: ConsentPurpose
    name: str
    agreed: bool


class MyLoan(Out):
    """Everything of hers about loans."""

    applications: list[LoanForWoman]
    shares: list[Share]
    kept_check: LoanChecked | None
    no_fee: str
    if_cheated: str


class CheckKept(Out):
    """Whether her answers are kept."""

    kept: bool
    line: str


class AgentReported(Out):
    """What becomes of a tip; a number only where it is her own case."""

    line: str
    no_fee: str
    if_cheated: str
    number: str | None


class LoanLine(Out):
    """One application in the office's list."""

    id: UUID
    number: str
    product: str
    stage: LoanStage
    stage_name: str
    due_at: Moment
    late: bool
    version: int


class LoanPage(Out):
    """A page of applications."""

    items: list[LoanLine]
    next: str | None


class LoanForDesk(LoanForWoman):
    """One application at the desk."""

    name: str | None
    phone: str | None
    agreed: list[Share]
    possible_steps: list[LoanStage]


class TipLine(Out):
    """One tip in the list."""

    id: UUID
    created_at: Moment
    way: AgentWay
    wants: AgentWants
    township: str | None
    state: TipState
    due_at: Moment
    late: bool
    version: int


class TipPage(Out):
    """A page of tips."""

    items: list[TipLine]
    next: str | None


class TipShown(TipLine):
    """One tip with its words."""

    body: str | None
    agent: str | None
    outcome: str | None
    settled_at: Moment | None


class LateLine(Out):
    """One thing an office left lying: whose, what and since when, nothing of what it is about."""

    kind: LateLoan
    office: str
    office_name: str
    due_at: Moment
    due_words: str


class LatePage(Out):
    """A page of what climbed to the county desk."""

    items: list[LateLine]
    next: str | None


class WrongRow(Out):
    """One row that cannot be taken."""

    row: int
    sentence: str


class SheetTaken(Out):
    """What a sheet would do, or did; `checked` goes back with the same file to take it in."""

    rows: int
    taken: int
    to_take: int
    already_there: int
    wrong: list[WrongRow]
    checked: str | None
