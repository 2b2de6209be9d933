"""What is said about a loan. Numbers come as text or whole: a floating-point number is never money."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StringConstraints

from app.vocabulary import AgentWants, AgentWay, LoanStage, OtherLoan, QuoteWay

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
# Taken as it comes, so that each mistake gets its own sentence (refusals.py).
Number = Said | StrictInt | StrictFloat
Answer = Annotated[str, StringConstraints(max_length=20)]
Born = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")]
Day = Annotated[date, Field(ge=date(1949, 10, 1), lt=date(2100, 1, 1))]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LoanElsewhere(Input):
    """A loan the family has already, hers or her husband's, where she knows it."""

    kind: OtherLoan
    amount: Number


class SelfCheck(Input):
    """Her answers: 是 / 否 / 不清楚; what is left out counts as 不清楚. Nobody is asked who she is."""

    product: Code = "personal"
    answers: Annotated[dict[Code, Answer], Field(max_length=12)] = {}
    born: Born | None = Field(None, description="出生年月；不填就问她")
    months: Number | None = Field(None, description="想借几个月")
    loans: Annotated[list[LoanElsewhere], Field(max_length=10)] | None = Field(
        None, description="家里已有的贷款；空的表示没有，不填就问她"
    )


class Quote(Input):
    """What a loan would cost; a day left out is today."""

    product: Code = "personal"
    amount: Number
    months: Number
    signed_on: Day | None = Field(None, description="签合同的日子，按它选当时的办法")
    starts_on: Day | None = Field(None, description="放款的日子；不填就是签合同那天")
    rate: Number | None = Field(None, description="每年百分之几；不填按上限算")
    way: QuoteWay = QuoteWay.ESTIMATE
    settled_on: Day | None = Field(None, description="真正还清的日子；晚于到期日的按逾期算")
    extended_until: Day | None = Field(None, description="展期到哪天；展期不贴息")
    guarantee_fee: Number | None = Field(None, description="一年的担保费")


class Intend(Input):
    """She wants a loan; how much and for how long, where she knows it."""

    product: Code = "personal"
    amount: Number | None = None
    months: Number | None = None


class KeepCheck(SelfCheck):
    """A self-check to be kept under her name; only with her yes."""

    keep: Annotated[bool, Field(description="我同意存下来，随时可以删")]
    heard: bool = False


class BeginForHer(Intend):
    """An application typed by the office for a woman it knows by her telephone."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+\- ]{5,20}$")]


class TakeStep(Input):
    """A stage she came to: whose, on which day, and what she should read about it."""

    to: LoanStage
    on: Day
    office: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)] | None = Field(
        None, description="不填就是这一步写定的单位；银行、担保机构请写名字"
    )
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class ImportSheet(Input):
    """A sheet of steps (xlsx, base64): first without `checked`, then with what the check gave back."""

    file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=720_000)]
    checked: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class ReportAgent(Input):
    """Somebody unknown offers or presses for a loan. Nobody is asked who tells it."""

    way: AgentWay
    wants: AgentWants
    agent: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] | None = Field(
        None, description="对方留的电话、微信号或名字"
    )
    township: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")] | None = None
    body: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None


class ReportAgentAsHer(ReportAgent):
    """The same while signed in; her own case, where she was cheated, goes to named people alone."""

    own_case: bool = False


class SettleTip(Input):
    """What the police office did about a tip."""

    outcome: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]
