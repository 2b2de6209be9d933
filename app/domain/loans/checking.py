"""The self-check: a few answers in, one honest word out; nothing is kept, nobody is contacted (LON-02, LON-03)."""

from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import loans as county
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.loan_shapes import LoanProduct
from app.domain.loans import eligibility, numbers, queries, quoting, refusals
from app.domain.loans.eligibility import AGE, OWN_LOANS, Found
from app.domain.loans.inputs import SelfCheck
from app.vocabulary import LoanAnswer, LoanVerdict

WORDS = {
    LoanVerdict.MAY_FIT: "可能符合",
    LoanVerdict.TO_VERIFY: "要核实",
    LoanVerdict.NOT_YET: "暂不符合",
}
NEXT = {
    LoanVerdict.MAY_FIT: "可以照单子备材料，去乡镇就业服务窗口，也可以在这里点“我想贷款”。",
    LoanVerdict.TO_VERIFY: "不清楚的由写明的单位去查，您可以先点“我想贷款”，请人陪着弄清楚。",
    LoanVerdict.NOT_YET: "照“怎样就能变”做了再来查；现在也可以点“我想贷款”，请人帮着想办法。",
}
NOTHING_KEPT = "这次查的没有保存，也没有告诉任何人。"


async def check(session: AsyncSession, *, county_code: str, said: SelfCheck) -> dict[str, Any]:
    """Judge her answers and forget them. Raises NoSuchProduct, ProductExpired, UnknownQuestion, UnknownAnswer."""
    folder = (await catalogue.current(session, county_code)).folder
    return judged(folder, said) | {"kept": False, "kept_line": NOTHING_KEPT}


def judged(folder: Folder, said: SelfCheck) -> dict[str, Any]:
    """Judge her answers by the county's questions of today."""
    today = clock.today()
    product = quoting.regime_of(folder, said.product, today).product
    answers = _answers(folder, product, said, today)
    found = eligibility.judge(folder.loan_questions, answers)
    verdict, words = eligibility.overall(found), county.words(folder)
    return {
        "product": product.code,
        "verdict": verdict,
        "verdict_words": WORDS[verdict],
        "next": NEXT[verdict],
        "lines": [_line(product, one) for one in found],
        "spouse_line": words.spouse,
        "estimate_line": words.estimate,
        "no_fee": words.no_fee,
    }


def _answers(folder: Folder, product: LoanProduct, said: SelfCheck, today: date) -> dict[str, LoanAnswer]:
    asked = {one.code for one in folder.loan_questions}
    if not set(said.answers) <= asked:
        raise refusals.UnknownQuestion
    if not set(said.answers.values()) <= {one.value for one in LoanAnswer}:
        raise refusals.UnknownAnswer
    answers = {code: LoanAnswer(word) for code, word in said.answers.items()}
    if said.loans is not None:
        loans = [(one.kind, numbers.money(one.amount)) for one in said.loans]
        answers[OWN_LOANS] = eligibility.other_loans(loans, product.consumer_most)
    months = product.max_months if said.months is None else numbers.months(said.months, most=product.max_months)
    if said.born is not None:
        year, month = said.born.split("-")
        born = date(int(year), int(month), 1)
        rows = folder.loan_retirements
        answers[AGE] = eligibility.age_fits(rows, born, youngest=product.youngest, signed_on=today, months=months)
    return answers


def _line(product: LoanProduct, one: Found) -> dict[str, Any]:
    stops, unclear = one.verdict is LoanVerdict.NOT_YET, one.verdict is LoanVerdict.TO_VERIFY
    return {
        "code": one.question.code,
        "question": queries.filled(one.question.text, product),
        "answer": one.answer,
        "verdict": one.verdict,
        "verdict_words": WORDS[one.verdict],
        "reason": queries.filled(one.question.reason, product) if stops else None,
        "change": queries.filled(one.question.change, product) if stops else None,
        "who_checks": queries.filled(one.question.unclear, product) if unclear else None,
    }
