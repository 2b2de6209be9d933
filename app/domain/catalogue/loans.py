"""Loans as the county wrote them: which product and rate hold on a day; and what is wrong with them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from app.domain.catalogue.faults import Fault, Texts, line_of, line_of_item
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.loan_shapes import LoanProduct, LoanStageClock, LoanWords, Lpr
from app.errors import Unavailable
from app.vocabulary import BodyKind, LoanStage, LoanSubsidy

FILE = "loans.toml"
SERVICE = "biz.loan"
TOWNSHIP = "township"
MOST_QUESTIONS = 8
SPOUSE = "spouse_loans"
# Nobody but the offices decides: the word that would promise it stands nowhere (LON-02).
PROMISE = "批准"
ENDS = frozenset({LoanStage.DISBURSED, LoanStage.REJECTED, LoanStage.WITHDRAWN})
PLACES = re.compile(r"\{(youngest|times|consumer)\}")
TELEPHONE = re.compile(r"[0-9][0-9\- ]{3,}[0-9]")
KEYS = {
    "cap": "最高额度",
    "per_partner": "每个合伙人额度",
    "per_hire": "每带动一人额度",
    "max_months": "最长期限",
    "ceiling_points": "利率上限",
    "subsidy": "贴息办法",
    "subsidy_value": "贴息比例",
    "fee_percent": "担保费补贴",
    "most_loans": "最多次数",
    "consumer_most": "消费贷上限",
    "youngest": "最低年龄",
    "day_base": "一年按几天算",
    "penalty_percent": "逾期利率",
    "groups": "适用人群",
    "bank": "经办银行",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
}


class Dated(Protocol):
    """Something with a first day and perhaps a last."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The first day on which it holds no longer."""


D = TypeVar("D", bound=Dated)


def on(rows: Iterable[D], day: date) -> D | None:
    """Give the row in force on a day."""
    return next((one for one in rows if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)), None)


def product_on(folder: Folder, code: str, day: date) -> LoanProduct | None:
    """Give a product under the regime of a day; nothing where none holds."""
    return on([one for one in folder.loan_products if one.code == code], day)


def latest(folder: Folder, day: date) -> list[LoanProduct]:
    """Give of each product the regime in force, else the last there was; what has not begun is not known yet."""
    begun = sorted((one for one in folder.loan_products if one.valid_from <= day), key=lambda one: one.valid_from)
    last = {one.code: one for one in begun}
    return [last[code] for code in dict.fromkeys(one.code for one in folder.loan_products) if code in last]


def in_force(product: LoanProduct, day: date) -> bool:
    """Say whether a product's numbers hold on a day."""
    return on([product], day) is not None


def lpr_on(folder: Folder, day: date) -> Lpr | None:
    """Give the prime rate of a day."""
    return on(folder.loan_rates, day)


def words(folder: Folder) -> LoanWords:
    """Give the fixed sentences. Raises Unavailable where the county has none."""
    if folder.loan_words is None:
        raise Unavailable("这里还没有写贷款的事，请打 12333。")
    return folder.loan_words


def stage_clock(folder: Folder, stage: LoanStage) -> LoanStageClock | None:
    """Give whose a stage is and how long it takes; nothing for an end."""
    return next((one for one in folder.loan_stages if one.stage is stage), None)


def loans(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find what is wrong with a county's loans."""
    yield from _twice(folder, texts)
    yield from _products(folder, texts)
    yield from _questions(folder, texts)
    yield from _said(folder, texts)
    yield from _agreeing(folder, texts)
    if any(one.code == SERVICE for one in folder.services):
        yield from _served(folder, texts)


def _twice(folder: Folder, texts: Texts) -> Iterable[Fault]:
    lists: tuple[tuple[str, Sequence[str]], ...] = (
        ("loan_groups", [one.code for one in folder.loan_groups]),
        ("loan_documents", [one.code for one in folder.loan_documents]),
        ("loan_questions", [one.code for one in folder.loan_questions]),
        ("loan_retirements", [one.code for one in folder.loan_retirements]),
        ("loan_stages", [one.stage.value for one in folder.loan_stages]),
    )
    for header, codes in lists:
        for code, count in Counter(codes).items():
            if count > 1:
                again = codes.index(code, codes.index(code) + 1)
                yield Fault(FILE, line_of_item(texts[FILE], header, again, "code"), f"{code} 出现了 {count} 次。")


def _products(folder: Folder, texts: Texts) -> Iterable[Fault]:
    groups = {one.code for one in folder.loan_groups}
    offices = {one.code for one in folder.departments if one.kind is BodyKind.DEPARTMENT}
    for nth, one in enumerate(folder.loan_products):
        wrong = [("groups", f"没有人群 {code}。") for code in one.groups if code not in groups]
        wrong += [] if one.office in offices else [("office", f"没有单位 {one.office}，或者它不能办件。")]
        wrong += [("unconfirmed", f"不认识 {key} 这一项。") for key in one.unconfirmed if key not in KEYS]
        if (one.subsidy is LoanSubsidy.FULL) == (one.subsidy_value is not None):
            wrong.append(("subsidy", "贴息办法和数字对不上：全贴不写数字，其他要写。"))
        if one.subsidy is LoanSubsidy.SHARE and one.subsidy_value is not None and one.subsidy_value > 100:  # noqa: PLR2004  percent
            wrong.append(("subsidy_value", "贴息比例不能超过百分之百。"))
        for key, sentence in wrong:
            line = line_of_item(texts[FILE], "loan_products", nth, key)
            yield Fault(FILE, line, f"{one.code} {one.valid_from}：{sentence}")
    for nth, document in enumerate(folder.loan_documents):
        for code in document.groups:
            if code not in groups:
                line = line_of_item(texts[FILE], "loan_documents", nth, "groups")
                yield Fault(FILE, line, f"{document.code}：没有人群 {code}。")


def _questions(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Few questions, no number in their words, and her husband's loans among them with an honest “不清楚”."""
    if len(folder.loan_questions) > MOST_QUESTIONS:
        line = line_of_item(texts[FILE], "loan_questions", MOST_QUESTIONS, "code")
        yield Fault(FILE, line, f"自查最多 {MOST_QUESTIONS} 个问题。")
    for nth, one in enumerate(folder.loan_questions):
        for key in ("text", "reason", "change", "unclear"):
            left = PLACES.sub("", getattr(one, key))
            if re.search(r"[0-9{}]", left):
                line = line_of_item(texts[FILE], "loan_questions", nth, key)
                yield Fault(FILE, line, f"{one.code}：话里不写数字，用 {{youngest}} {{times}} {{consumer}}。")


def _said(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """No promise anywhere, and no number or address that is not the county's own (LON-07)."""
    text, numbers = texts[FILE], {one.number for one in folder.hotlines}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith("#"):
            continue
        if PROMISE in line:
            yield Fault(FILE, number, f"不能出现“{PROMISE}”：自查和估算不作决定。")
        key, _, said = line.partition("=")
        if key.strip() not in ("url", "source") and "http" in said:
            yield Fault(FILE, number, "网址只能写在 links 里。")
        if key.strip() in ("words", "note", "no_fee", "expired", "if_cheated", "spouse", "name", "bank"):
            for found in TELEPHONE.findall(said):
                if found.replace("-", "").replace(" ", "") not in numbers:
                    yield Fault(FILE, number, f"电话 {found} 不在县里的热线里。")


def _agreeing(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """The same number in facts.toml and loans.toml is the same number."""
    for nth, fact in enumerate(folder.facts):
        key = {"startup_loan_personal": "cap", "startup_loan_subsidy": "subsidy_value"}.get(fact.code)
        product = product_on(folder, "personal", fact.valid_from) if key else None
        if key and product is not None and str(getattr(product, key)) != fact.value:
            line = line_of_item(texts["facts.toml"], "facts", nth, "value")
            yield Fault("facts.toml", line, f"{fact.code}：和 loans.toml 里的 {key} 不一样。")


def _served(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """A county that serves loans has its words, its offices, a clock for every stage, and a question on the husband."""
    said = folder.loan_words
    if said is None or not folder.loan_products:
        yield Fault(FILE, 1, "有贷款这项服务，要写产品和固定的话。")
        return
    departments = {one.code for one in folder.departments if one.kind is BodyKind.DEPARTMENT}
    lines = {one.code for one in folder.hotlines}
    for key, code in (("office", said.office), ("tip_office", said.tip_office)):
        if code not in departments:
            yield Fault(FILE, line_of(texts[FILE], f"{key} ="), f"没有单位 {code}，或者它不能办件。")
    for code in said.numbers:
        if code not in lines:
            yield Fault(FILE, line_of(texts[FILE], "numbers ="), f"没有热线 {code}。")
    if SPOUSE not in {one.code for one in folder.loan_questions}:
        yield Fault(FILE, 1, f"自查要有 {SPOUSE} 这个问题。")
    yield from _stages(folder, texts, departments | {TOWNSHIP})


def _stages(folder: Folder, texts: Texts, offices: set[str]) -> Iterable[Fault]:
    """Every stage but the ends has an office and a clock."""
    for stage in sorted(set(LoanStage) - ENDS - {one.stage for one in folder.loan_stages}):
        yield Fault(FILE, 1, f"少了 {stage} 这一步的单位和时限。")
    for nth, one in enumerate(folder.loan_stages):
        timed = one.clock.kind is not None and one.clock.amount is not None
        if one.stage in ENDS or not timed or one.office not in offices:
            line = line_of_item(texts[FILE], "loan_stages", nth, "office")
            yield Fault(FILE, line, f"{one.stage}：单位或时限不对。")


def loan_warnings(folder: Folder) -> Iterable[str]:
    """List every fact of the loans the county has yet to confirm."""
    for one in folder.loan_products:
        listed = "、".join(f"{KEYS[key]} {_written(getattr(one, key))}" for key in one.unconfirmed if key in KEYS)
        if listed:
            yield f"贷款“{one.name}”（{one.valid_from} 起）：{listed}，待县里确认。"
    yield from (
        f"一年期 LPR {one.value}%（{one.valid_from} 起）：待县里确认。"
        for one in folder.loan_rates
        if not one.confirmed_by
    )
    named = (
        *((f"贷款人群“{one.name}”", one.confirmed_by) for one in folder.loan_groups),
        *((f"贷款材料“{one.name}”", one.confirmed_by) for one in folder.loan_documents),
        *((f"样张“{one.code}”", one.confirmed_by) for one in folder.loan_samples),
        *((f"退休年龄“{one.name}”", one.confirmed_by) for one in folder.loan_retirements),
        *((f"贷款办理“{one.name}”的单位和时限", one.confirmed_by) for one in folder.loan_stages),
    )
    yield from (f"{what}：待县里确认。" for what, confirmed in named if not confirmed)
    links = folder.loan_words.links if folder.loan_words else []
    yield from (f"网址 {one.url}：待县里确认。" for one in links if not one.confirmed_by)


def _written(value: object) -> str:
    return "未写" if value is None else str(value)
