"""The shapes of loans.toml: products as dated data, what is asked, what to bring, who has it for how long."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.catalogue.shapes import Clock, Code, Shape, Text
from app.vocabulary import LoanAnswer, LoanBorrower, LoanStage, LoanSubsidy

Name = Annotated[str, StringConstraints(min_length=2, max_length=30)]
Sentence = Annotated[str, StringConstraints(min_length=4, max_length=200)]
# Written as text in the file: a float is never money.
Money = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2, allow_inf_nan=False)]
Percent = Annotated[Decimal, Field(ge=0, le=300, max_digits=8, decimal_places=4, allow_inf_nan=False)]
SampleCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9\-]{2,39}$")]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class LoanProduct(Shape):
    """One product under one regime: the regime is chosen by the day the contract is signed.

    `unconfirmed` names the keys whose value no public paper at hand says; they are shown as 待确认.
    """

    code: Code
    name: Name
    borrower: LoanBorrower
    cap: Money
    per_partner: Money | None = None
    per_hire: Money | None = None
    max_months: Annotated[int, Field(ge=1, le=120)]
    ceiling_points: Annotated[int, Field(ge=0, le=1000)] | None = None
    subsidy: LoanSubsidy
    subsidy_value: Percent | None = None
    fee_percent: Percent | None = None
    most_loans: Annotated[int, Field(ge=1, le=20)] | None = None
    consumer_most: Money | None = None
    youngest: Annotated[int, Field(ge=14, le=60)] = 16
    day_base: Annotated[int, Field(ge=360, le=366)] = 360
    penalty_percent: Percent = Decimal(150)
    groups: list[Code]
    office: str
    bank: Name
    source: Annotated[str, StringConstraints(min_length=4, max_length=200)]
    valid_from: date
    valid_to: date | None = None
    unconfirmed: list[str] = Field(default_factory=list)


class Lpr(Shape):
    """The one-year loan prime rate, in percent a year, of the days it was in force."""

    value: Percent
    source: Annotated[str, StringConstraints(min_length=4, max_length=200)]
    valid_from: date
    valid_to: date | None = None
    confirmed_by: Text = ""


class LoanGroup(Shape):
    """Who may apply (重点就业群体)."""

    code: Code
    name: Name
    source: Text
    confirmed_by: Text = ""


class LoanDocument(Shape):
    """One thing to bring: for everybody, or for the groups named; `sample` is the code of its picture."""

    code: Code
    name: Name
    sample: SampleCode
    groups: list[Code] = Field(default_factory=list)
    note: Text = ""
    source: Text
    confirmed_by: Text = ""


class LoanSample(Shape):
    """What a document looks like, for her who does not read: words to be read aloud, and a drawing 320 by 200.

    `picture` is the inside of an SVG: plain figures only. It is drawn, and nobody's paper.
    """

    code: SampleCode
    words: Sentence
    picture: Annotated[str, StringConstraints(min_length=20, max_length=4000)]
    confirmed_by: Text = ""


class LoanQuestion(Shape):
    """One question of the self-check: which answer fits, what she hears on the others, what would change it."""

    code: Code
    text: Annotated[str, StringConstraints(min_length=6, max_length=90)]
    fits: LoanAnswer
    reason: Sentence
    change: Sentence
    unclear: Sentence


class LoanRetirement(Shape):
    """A row of the look-up of retirement ages: born from a month on, so many months later step by step."""

    code: Code
    name: Name
    first_born: Month
    before: Annotated[int, Field(ge=540, le=780)]
    every: Annotated[int, Field(ge=1, le=12)]
    at_last: Annotated[int, Field(ge=540, le=780)]
    source: Text
    confirmed_by: Text = ""


class LoanStageClock(Shape):
    """One stage of the tracker: its name, whose it is (`township`: hers), and how long it takes."""

    stage: LoanStage
    name: Name
    office: str
    clock: Clock
    words: Sentence
    source: Text
    confirmed_by: Text = ""


class LoanLink(Shape):
    """An address she may be sent to; anything else is a fraud."""

    name: Name
    url: Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.\-]+\.gov\.cn(/[A-Za-z0-9/_.\-]*)?$")]
    source: Text
    confirmed_by: Text = ""


class LoanWords(Shape):
    """The fixed sentences, the office that keeps products and tracker, and whom a tip on an agent goes to."""

    office: str
    tip_office: str
    no_fee: Sentence
    estimate: Sentence
    settlement: Sentence
    spouse: Sentence
    expired: Sentence
    if_cheated: Sentence
    numbers: Annotated[list[str], Field(min_length=1)]
    links: list[LoanLink] = Field(default_factory=list)
    not_needed: list[Name] = Field(default_factory=list)
    tip_clock: Clock
    source: Text
    valid_from: date
