"""What goes out about loans. Money and rates are text: no telephone ever rounds them."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer

from app.schemas.catalogue import Line
from app.schemas.out import Out
from app.vocabulary import LoanAnswer, LoanBorrower, LoanStage, LoanVerdict, QuoteWay

Yuan = Annotated[Decimal, PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str)]
"""Yuan, with two places."""
Rate = Annotated[Decimal, PlainSerializer(lambda rate: f"{rate:.4f}".rstrip("0").rstrip("."), return_type=str)]
"""Percent a year, with as many places as it has."""


class LoanGroupShown(Out):
    """Who may apply."""

    code: str
    name: str


class LoanDocumentShown(Out):
    """One line of the tick list; `groups` empty: everybody brings it. `sample` is the code of its picture."""

    code: str
    name: str
    sample: str
    sample_words: str
    groups: list[str]
    note: str
    to_confirm: bool


class LoanQuestionShown(Out):
    """One question of the self-check."""

    code: str
    text: str


class LoanStepShown(Out):
    """One stage of an application."""

    stage: LoanStage
    name: str
    office_name: str
    due_words: str
    words: str
    to_confirm: bool


class LoanProductShown(Out):
    """A product; an expired one holds no number."""

    code: str
    name: str
    borrower: LoanBorrower
    expired: bool
    state_words: str
    cap: str | None
    per_partner: str | None
    per_hire: str | None
    max_months: int | None
    rate_words: str | None
    subsidy_words: str | None
    fee_words: str | None
    most_loans: int | None
    office: str | None
    bank: str | None
    source: str | None
    valid_from: date | None
    valid_to: date | None
    not_needed: list[str] | None
    line: str
    groups: list[LoanGroupShown]
    documents: list[LoanDocumentShown]
    questions: list[LoanQuestionShown]
    to_confirm: list[str]


class LoanLinkShown(Out):
    """An address she may be sent to."""

    name: str
    url: str
    to_confirm: bool


class LoansOffered(Out):
    """Everything the county offers, with the only numbers and addresses that are its own."""

    version: int
    products: list[LoanProductShown]
    steps: list[LoanStepShown]
    no_fee: str
    if_cheated: str
    estimate_line: str
    numbers: list[Line]
    links: list[LoanLinkShown]


class CheckedLine(Out):
    """What one answer says, and what would change it."""

    code: str
    question: str
    answer: LoanAnswer
    verdict: LoanVerdict
    verdict_words: str
    reason: str | None
    change: str | None
    who_checks: str | None


class LoanChecked(Out):
    """What came of a self-check."""

    product: str
    verdict: LoanVerdict
    verdict_words: str
    next: str
    lines: list[CheckedLine]
    spouse_line: str
    estimate_line: str
    no_fee: str
    kept: bool
    kept_line: str


class QuotePeriod(Out):
    """One period of a quote."""

    from_day: date | None
    to_day: date | None
    days: int
    outstanding: Yuan
    repaid: Yuan
    interest: Yuan
    subsidy: Yuan
    net: Yuan
    to_pay: Yuan
    subsidised: bool


class LoanQuoted(Out):
    """What a loan would cost her; interest is always subsidy and net together."""

    product: str
    product_name: str
    way: QuoteWay
    signed_on: date
    starts_on: date
    due_on: date
    amount: Yuan
    months: int
    rate: Rate
    net_rate: Rate
    lpr: Rate | None
    lpr_to_confirm: bool
    day_base: int
    interest: Yuan
    subsidy: Yuan
    net: Yuan
    late_interest: Yuan
    fee_subsidy_a_year: Yuan | None
    periods: list[QuotePeriod]
    valid_from: date
    valid_to: date | None
    source: str
    to_confirm: list[str]
    line: str
    settlement_line: str | None
    no_fee: str
