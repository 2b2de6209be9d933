"""The words of start-up guaranteed loans: products, the self-check, the quote, the tracker, tips on agents."""

from enum import StrEnum


class LoanBorrower(StrEnum):
    """Who borrows."""

    PERSONAL = "personal"
    PARTNERSHIP = "partnership"
    FIRM = "firm"


class LoanSubsidy(StrEnum):
    """How public money pays interest: all of it, all above LPR less some points, or a share of the rate."""

    FULL = "full"
    LPR_LESS = "lpr_less"
    SHARE = "share"


class LoanAnswer(StrEnum):
    """是 / 否 / 不清楚 (LON-02)."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class LoanVerdict(StrEnum):
    """可能符合 / 要核实 / 暂不符合; nothing here ever decides (LON-02)."""

    MAY_FIT = "may_fit"
    TO_VERIFY = "to_verify"
    NOT_YET = "not_yet"


class OtherLoan(StrEnum):
    """Kinds of loan a family may have beside this one."""

    STUDENT = "student"
    POVERTY_MICRO = "poverty_micro"
    HOUSING = "housing"
    CAR = "car"
    CONSUMER = "consumer"
    OTHER = "other"


class QuoteWay(StrEnum):
    """How interest is counted: a rough year, or by the day, the quarter, the instalment."""

    ESTIMATE = "estimate"
    SETTLEMENT = "settlement"
    QUARTERLY = "quarterly"
    ANNUITY = "annuity"


class LoanStage(StrEnum):
    """意向 → 备材料 → 乡镇初审 → 县复审 → 担保 → 银行 → 放款 / 未通过 / 撤回 (LON-06)."""

    INTENTION = "intention"
    DOCUMENTS = "documents"
    TOWNSHIP = "township"
    COUNTY = "county"
    GUARANTEE = "guarantee"
    BANK = "bank"
    DISBURSED = "disbursed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class LoanSource(StrEnum):
    """Who wrote a step down: she herself, the office, or its sheet."""

    HERS = "hers"
    TYPED = "typed"
    IMPORTED = "imported"


class AgentWay(StrEnum):
    """How somebody unknown came to her."""

    CALL = "call"
    MESSAGE = "message"
    VISIT = "visit"
    POSTER = "poster"
    OTHER = "other"


class AgentWants(StrEnum):
    """What the unknown one asked for."""

    MONEY = "money"
    ID_CARD = "id_card"
    PASSWORD = "password"  # noqa: S105  no password
    NOTHING_YET = "nothing_yet"
    OTHER = "other"


class LateLoan(StrEnum):
    """What an office left lying: a stage of somebody's loan, or a tip on an unknown agent."""

    STEP = "step"
    TIP = "tip"


class TipState(StrEnum):
    """Where a tip on an unknown agent is."""

    OPEN = "open"
    SETTLED = "settled"
