"""What is said about a loan. Numbers come as text or whole: a floating-point number is never money."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StringConstraints

from app.vocabulary import OtherLoan, QuoteWay

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
