"""What the county offers as loans, written once per version and day, to be kept on a telephone."""

from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import loan_samples, publishing
from app.domain.catalogue import loans as county
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.loan_shapes import LoanDocument, LoanProduct
from app.domain.catalogue.publishing import EXPIRED, TO_CONFIRM, Published, in_words
from app.domain.catalogue.queries import LoadedCounty
from app.errors import NotFound
from app.vocabulary import LoanStage, LoanSubsidy

HER_TOWNSHIP = "您的乡镇"
# Words for what has no number; `lpr_less` and `share` carry theirs.
SUBSIDY = {
    LoanSubsidy.FULL: "利息财政全贴",
    LoanSubsidy.LPR_LESS: "您付 LPR 减 {value} 个基点以内的利息，其余财政贴",
    LoanSubsidy.SHARE: "财政贴实际利率的百分之 {value}",
}


def filled(text: str, product: LoanProduct) -> str:
    """Put a product's numbers into a sentence of the county."""
    numbers = {
        "{youngest}": str(product.youngest),
        "{times}": str(product.most_loans) if product.most_loans is not None else "规定",
        "{consumer}": f"{product.consumer_most:f}" if product.consumer_most is not None else "规定数额的",
    }
    for place, number in numbers.items():
        text = text.replace(place, number)
    return text


async def offered(session: AsyncSession, *, county_code: str) -> Published:
    """Give every product with who, how much, what to bring and who has it for how long."""
    loaded = await catalogue.current(session, county_code)
    return publishing.published(loaded, "loans", lambda: _all(loaded))


async def sample(session: AsyncSession, *, county_code: str, code: str) -> Published:
    """Give the picture of one document. Raises NotFound."""
    loaded = await catalogue.current(session, county_code)
    found = next((one for one in loaded.folder.loan_samples if one.code == code), None)
    if found is None:
        raise NotFound
    return publishing.drawn(loaded, f"loan-sample/{code}", lambda: loan_samples.drawn(found.picture))


def _all(loaded: LoadedCounty) -> dict[str, Any]:
    folder, today = loaded.folder, clock.today()
    words = county.words(folder)
    return {
        "version": loaded.version,
        "products": [_card(folder, one, today) for one in county.latest(folder, today)],
        "steps": steps(folder),
        "no_fee": words.no_fee,
        "if_cheated": words.if_cheated,
        "estimate_line": words.estimate,
        "numbers": [publishing.hotline(one) for one in folder.hotlines if one.code in words.numbers],
        "links": [{"name": one.name, "url": one.url, "to_confirm": not one.confirmed_by} for one in words.links],
    }


def steps(folder: Folder) -> list[dict[str, Any]]:
    """List the stages an application goes through, with whose each is and how long it takes."""
    names = {one.code: one.name for one in folder.departments}
    return [
        {
            "stage": one.stage,
            "name": one.name,
            "office_name": HER_TOWNSHIP if one.office == county.TOWNSHIP else names.get(one.office, TO_CONFIRM),
            "due_words": in_words(one.clock),
            "words": one.words,
            "to_confirm": not one.confirmed_by,
        }
        for one in sorted(folder.loan_stages, key=lambda one: list(LoanStage).index(one.stage))
    ]


def _card(folder: Folder, product: LoanProduct, today: date) -> dict[str, Any]:
    """Show a product; an expired one shows that it is, and no number at all."""
    live = county.in_force(product, today)
    shown = _live(folder, product) if live else dict.fromkeys(NUMBERED) | {"line": county.words(folder).expired}
    empty: dict[str, Any] = {} if live else {"groups": [], "documents": [], "questions": [], "to_confirm": []}
    return {
        "code": product.code,
        "name": product.name,
        "borrower": product.borrower,
        "expired": not live,
        "state_words": "有效" if live else EXPIRED,
        **shown,
        **empty,
    }


def _live(folder: Folder, product: LoanProduct) -> dict[str, Any]:
    words, names = county.words(folder), {one.code: one.name for one in folder.departments}
    return {
        "cap": _yuan(product.cap),
        "per_partner": _yuan(product.per_partner),
        "per_hire": _yuan(product.per_hire),
        "max_months": product.max_months,
        "rate_words": _rate_words(product),
        "subsidy_words": _subsidy_words(product),
        "fee_words": _fee_words(product),
        "most_loans": product.most_loans,
        "office": names.get(product.office, TO_CONFIRM),
        "bank": product.bank,
        "source": product.source,
        "valid_from": product.valid_from,
        "valid_to": product.valid_to,
        "not_needed": words.not_needed,
        "line": words.estimate,
        "groups": [{"code": one.code, "name": one.name} for one in folder.loan_groups if one.code in product.groups],
        "documents": [_document(folder, one) for one in folder.loan_documents if _wanted(one, product)],
        "questions": [{"code": one.code, "text": filled(one.text, product)} for one in folder.loan_questions],
        "to_confirm": [county.KEYS[key] for key in product.unconfirmed],
    }


NUMBERED = (
    "cap",
    "per_partner",
    "per_hire",
    "max_months",
    "rate_words",
    "subsidy_words",
    "fee_words",
    "most_loans",
    "office",
    "bank",
    "source",
    "valid_from",
    "valid_to",
    "not_needed",
)


def _wanted(document: LoanDocument, product: LoanProduct) -> bool:
    return not document.groups or bool(set(document.groups) & set(product.groups))


def _document(folder: Folder, one: LoanDocument) -> dict[str, Any]:
    """One line of the tick list, with what it looks like; no photo of hers is ever asked for advice."""
    looks = next((sample.words for sample in folder.loan_samples if sample.code == one.sample), "")
    return {
        "sample_words": looks,
        "code": one.code,
        "name": one.name,
        "sample": one.sample,
        "groups": one.groups,
        "note": one.note,
        "to_confirm": not one.confirmed_by,
    }


def _yuan(amount: object) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _rate_words(product: LoanProduct) -> str:
    if product.ceiling_points is None:
        return "利率由银行定"
    return f"不超过签合同那天的一年期 LPR 加 {product.ceiling_points} 个基点"


def _subsidy_words(product: LoanProduct) -> str:
    value = f"{product.subsidy_value:f}" if product.subsidy_value is not None else ""
    return SUBSIDY[product.subsidy].replace("{value}", value)


def _fee_words(product: LoanProduct) -> str | None:
    if product.fee_percent is None:
        return None
    return f"担保费财政最多贴每年百分之 {product.fee_percent:f}；展期和逾期的不贴"
