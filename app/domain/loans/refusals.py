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


class AlreadyOnItsWay(AppError):
    """One application at a time."""

    kind, code, message = Kind.CONFLICT, "loan_on_its_way", "已经有一笔在办，办完或撤回以后才能再办。"


class NothingOnItsWay(AppError):
    """There is nothing to take back."""

    kind, code, message = Kind.CONFLICT, "no_loan_on_its_way", "现在没有在办的贷款。"


class StepInTheFuture(AppError):
    """Steps are written down after they happened."""

    code, message = "step_in_the_future", "这一步的日期还没有到，请填真正办的那一天。"


class StepBeforeLast(AppError):
    """Steps follow each other."""

    code, message = "step_before_last", "这一步的日期早于上一步，请核对。"


class ReasonNeeded(AppError):
    """A refusal, and papers asked for again, say why."""

    code, message = "loan_reason_needed", "没有通过或退回补材料，请写一句她看得懂的理由和她还能怎么办。"


class BankConsentMissing(AppError):
    """The bank hears of her only with her yes."""

    kind, code, message = Kind.FORBIDDEN, "bank_consent_missing", "她还没有同意把情况告诉银行，请先请她在手机里点同意。"


class GuarantorConsentMissing(AppError):
    """The guarantor hears of her only with her yes."""

    kind = Kind.FORBIDDEN
    code, message = "guarantor_consent_missing", "她还没有同意把情况告诉担保机构，请先请她在手机里点同意。"


class HerStep(AppError):
    """Taking it back is hers alone."""

    kind, code, message = Kind.FORBIDDEN, "her_step", "撤回只能由她自己来点。"


class NobodyKnown(AppError):
    """No one person is known by that telephone."""

    code, message = "nobody_known", "没有找到用这个电话登记的人，请她先在手机里点“我想贷款”。"


class KeepingNeedsYes(AppError):
    """Nothing is kept without her yes."""

    kind, code, message = Kind.FORBIDDEN, "keeping_needs_yes", "要先点“同意存下来”，才会保存。"


class SheetNotReadable(AppError):
    """Not a sheet of ours."""

    code, message = "sheet_not_readable", "这个表打不开或不是 xlsx，请用模板填好再传。"


class SheetTooLong(AppError):
    """More rows than one sheet takes."""

    code, message = "sheet_too_long", "一次最多一千行，请分几个表传。"


class SheetColumnsWrong(AppError):
    """The first row is not the template's."""

    code, message = "sheet_columns_wrong", "第一行要写：编号、电话、环节、日期、经办单位、说明。"


class SheetNotChecked(AppError):
    """Nothing is taken in that was not looked over first."""

    kind, code, message = Kind.CONFLICT, "sheet_not_checked", "请先检查这个表，没有错了再导入；表改过要重新检查。"


class RowsWrong(AppError):
    """Some rows are wrong, and nothing of the sheet is taken."""

    code, message = "rows_wrong", "有几行不对，一行也没有导入，请照下面的话改好再传。"
