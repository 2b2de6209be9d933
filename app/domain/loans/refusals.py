"""What can be wrong with what is asked about a loan: each with its own sentence and stable code."""

from app.errors import AppError, Kind


class NoSuchProduct(AppError):
    """The county has no such product."""

    kind, code, message = Kind.NOT_FOUND, "no_such_loan", "没有这个贷款产品，请重新选一下。"


class ProductExpired(AppError):
    """Its numbers hold no longer, and none is shown."""

    kind, code, message = Kind.CONFLICT, "loan_expired", "已过期：这个产品的数字不再有效，请打人社服务热线问新的。"


class BeforeAnyRegime(AppError):
    """Signed before the first regime the county knows."""

    code, message = "signed_before_any_regime", "这个签合同的日期太早了，那时的办法这里没有，请看看日期对不对。"


class AfterEveryRegime(AppError):
    """Signed on a day whose numbers are not published."""

    code, message = "signed_after_every_regime", "这个签合同的日期还没有公布的办法，请改成近一点的日期。"


class AmountNotWritten(AppError):
    """Not a number, or written as a floating-point number."""

    code, message = "amount_not_readable", "金额读不懂，请只写数字，最多两位小数，比如“200000”。"


class AmountNotPositive(AppError):
    """Nothing, or less than nothing."""

    code, message = "amount_not_positive", "贷款金额要大于零，请重新填。"


class AmountAboveCap(AppError):
    """More than the product gives."""

    code, message = "amount_above_cap", "超过了这个产品的最高额度，请少填一些。"


class MonthsNotWhole(AppError):
    """Months are counted whole."""

    code, message = "months_not_whole", "期限要填整月，比如“十二个月”，不能填半个月。"


class MonthsNotPositive(AppError):
    """No month at all."""

    code, message = "months_not_positive", "期限至少要一个月，请重新填。"


class TermTooLong(AppError):
    """Longer than the product runs."""

    code, message = "term_too_long", "超过了这个产品的最长期限，请填短一些。"


class RateNotReadable(AppError):
    """Not a rate."""

    code, message = "rate_not_readable", "利率读不懂，请填每年百分之几，比如“3.5”。"


class RateNotPositive(AppError):
    """A loan without interest needs no quote."""

    code, message = "rate_not_positive", "利率要大于零，请看看合同上写的是多少。"


class RateAboveCap(AppError):
    """Above the ceiling the loan is not subsidised at all, not even up to the ceiling."""

    code, message = "rate_above_cap", "利率超过了规定的上限，这样的贷款不能贴息，请和银行再谈，或者换一家。"


class RateNeeded(AppError):
    """Under this regime the bank sets the rate."""

    code, message = "rate_needed", "那时的利率由银行定，请照合同填每年百分之几。"


class LprUnknown(AppError):
    """The county has no prime rate of that day."""

    kind, code, message = (
        Kind.UNAVAILABLE,
        "lpr_unknown",
        "那一天的市场利率县里还没写上，暂时算不了，请打人社服务热线问。",
    )


class DatesOutOfOrder(AppError):
    """Days of a loan follow each other."""

    code, message = "loan_dates_out_of_order", "日期前后不对：先签合同，再放款，再还款，展期在到期以后。"


class LateNeedsDays(AppError):
    """Lateness is counted by the day."""

    code, message = "late_needs_days", "要算逾期或展期，请选按天结算或按季结算。"


class UnknownAnswer(AppError):
    """Only 是, 否 and 不清楚 are answers."""

    code, message = "unknown_answer", "每个问题只能答“是”“否”或“不清楚”，请重新选一下。"


class UnknownQuestion(AppError):
    """An answer to a question that was not asked."""

    code, message = "unknown_question", "有一个问题这里没有，请更新以后再答。"
