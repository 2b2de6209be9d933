"""What can go wrong, said without HTTP: a kind, a stable code, one Chinese sentence she can act on."""

from enum import StrEnum
from typing import Any, ClassVar


class Kind(StrEnum):
    """Families of trouble; one table in app/http/problems.py maps them to statuses."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    STALE = "stale"
    MISDIRECTED = "misdirected"
    INVALID = "invalid"
    PRECONDITION_REQUIRED = "precondition_required"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    ADDRESS_TOO_LONG = "address_too_long"
    HEADERS_TOO_LARGE = "headers_too_large"
    NO_SUCH_VERB = "no_such_verb"


class AppError(Exception):
    """One refusal. `details` goes into the answer's body and holds no personal data; `retry_after` is in seconds."""

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "invalid"
    message: ClassVar[str] = "填写的内容有误，请检查后再试。"

    def __init__(self, message: str | None = None, *, retry_after: int | None = None, **details: Any) -> None:
        self.text = message or self.message
        self.retry_after = retry_after
        self.details = details
        super().__init__(f"{self.code}: {self.text}")


class Invalid(AppError):
    """The content breaks a rule of the domain."""


class MissingHeader(AppError):
    """A header the route needs is missing or malformed."""

    kind, code, message = Kind.MALFORMED, "missing_header", "请求少了必要的信息，请更新后再试。"


class Unauthenticated(AppError):
    """Nobody we know is asking."""

    kind, code, message = Kind.UNAUTHENTICATED, "unauthenticated", "请先登录。"


class SignInFailed(AppError):
    """The same sentence for an unknown name, a wrong secret and a disabled account."""

    kind, code, message = Kind.UNAUTHENTICATED, "sign_in_failed", "登录没有成功，请检查后再试。"


class NotAllowed(AppError):
    """What is asked can be seen by the actor but not done by them."""

    kind, code, message = Kind.FORBIDDEN, "not_allowed", "您不能做这一步，请找负责的同志。"


class NotFound(AppError):
    """It is not there, for you."""

    kind, code, message = Kind.NOT_FOUND, "not_found", "没有找到。"


class StepNotPossible(AppError):
    """The table of moves has no such move from here."""

    kind, code, message = Kind.CONFLICT, "step_not_possible", "现在不能这样操作，请刷新后再看。"


class InFlight(AppError):
    """The same key is being worked on at this moment."""

    kind, code, message = Kind.CONFLICT, "in_flight", "正在处理，请稍等一下。"


class Conflict(AppError):
    """Another record already stands in the way."""

    kind, code, message = Kind.CONFLICT, "conflict", "这件事已经有人办过了，请刷新后再看。"


class Stale(AppError):
    """Someone saved a newer version meanwhile; details carry the current one."""

    kind, code, message = Kind.STALE, "stale", "别人刚刚改过，请看过最新内容再保存。"


class KeyReused(AppError):
    """The same Idempotency-Key came with another body."""

    kind, code, message = Kind.INVALID, "key_reused", "这次发送和上次内容不同，请重新填写再发。"


class UnknownCounty(AppError):
    """No county of that name is served here."""

    kind, code, message = Kind.MISDIRECTED, "unknown_county", "这里还没有开通您所在的区县。"


class UnknownHost(AppError):
    """The call came for a host name we do not answer under."""

    kind, code, message = Kind.MISDIRECTED, "unknown_host", "这不是守望的网址，请从正确的入口打开。"


class TooLarge(AppError):
    """More came than this route takes; details say how much that is."""

    kind, code, message = Kind.TOO_LARGE, "too_large", "发来的内容太大了，请少写一些，或者分几次发。"


class SoundTooLarge(TooLarge):
    """A lesson's sound larger than any eight minutes need."""

    code, message = "sound_too_large", "声音文件太大了，最多 20 MB。一节课最多 8 分钟，请压缩或分成两节再传。"


class TooSlow(AppError):
    """The rest did not come in time."""

    kind, code, message = Kind.TOO_SLOW, "too_slow", "网络太慢，没有收完，请到信号好的地方再发一次。"


class AddressTooLong(AppError):
    """The address is longer than any of ours."""

    kind, code, message = Kind.ADDRESS_TOO_LONG, "address_too_long", "网址太长了，请从首页重新打开。"


class HeadersTooLarge(AppError):
    """The headers are larger than any call of ours needs."""

    kind, code, message = Kind.HEADERS_TOO_LARGE, "headers_too_large", "请求带的信息太多，请更新后再试。"


class NoSuchVerb(AppError):
    """The address is ours, but not with this verb."""

    kind, code, message = Kind.NO_SUCH_VERB, "no_such_verb", "不能这样访问，请更新后再试。"


class VersionRequired(AppError):
    """A desk step came without If-Match."""

    kind, code, message = Kind.PRECONDITION_REQUIRED, "version_required", "请先打开最新内容再操作。"


class TooMany(AppError):
    """A limit was reached; `retry_after` says when to come back."""

    kind, code, message = Kind.TOO_MANY, "too_many", "试得太多了，请过一会儿再来。"


class Unavailable(AppError):
    """Something we depend on does not answer."""

    kind, code, message = Kind.UNAVAILABLE, "unavailable", "网络有点忙，请过一会儿再试。"


class ConsentMissing(AppError):
    """Sharing is refused without a live consent."""

    kind, code, message = Kind.FORBIDDEN, "consent_missing", "需要您先同意，才能继续。"


class EnrolFirst(AppError):
    """A worker without a second factor may do nothing but enrol one (ADM-06)."""

    kind, code, message = Kind.FORBIDDEN, "enrol_first", "请先绑定动态码（手机验证器），再开始办公。"


class StepUpNeeded(AppError):
    """What is asked needs a second factor given within the last minutes (R20)."""

    kind, code, message = Kind.FORBIDDEN, "step_up_needed", "请再输入一次手机上的动态码，再继续。"


class CodeWrong(AppError):
    """The six digits are not right, or were used before."""

    kind, code, message = Kind.FORBIDDEN, "code_wrong", "动态码不对或用过了，请看手机上此刻的六位数。"


class PinNeeded(AppError):
    """What is asked is hidden or changed only after her PIN."""

    kind, code, message = Kind.FORBIDDEN, "pin_needed", "请先输入您的图案或密码。"


class PinWrong(AppError):
    """The PIN is not right, or it was tried too often; the sentence is the same."""

    kind, code, message = Kind.FORBIDDEN, "pin_wrong", "不对，请再试。错五次要等十分钟。"


class ClaimWrong(AppError):
    """The code, or the fact beside it, is not right, used or over; the sentence is the same."""

    kind, code, message = (
        Kind.FORBIDDEN,
        "claim_wrong",
        "认领码或核对的内容不对，或已过期。可以请村里重新给一个。",
    )
