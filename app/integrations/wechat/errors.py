"""What WeChat may answer instead of yes, sorted by what the caller has to do next."""

import re
from collections.abc import Mapping
from datetime import timedelta

from app import clock
from app.errors import AppError, Kind, Unavailable

MINUTE_LIMITS = frozenset({44991, 45011})
DAY_LIMITS = frozenset({44993, 45009})
_TRACE = re.compile(r",? rid: ([0-9a-f]{8}(?:-[0-9a-f]{8}){2})|,? hints?: \[ ?(?:req_id: )?([^\] ]+) ?\]")


class NoUsableAnswer(Unavailable):
    """WeChat was not reached, or what came back is no answer of its. Whether it acted on the call is unknown.

    `reason` is one word for the log (timeout, connection, status_502, empty, not_json, odd_shape, foreign_host …).
    """

    code = "wechat_unavailable"
    message = "微信那边暂时没有回应，请过一会儿再试。"

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__()

    def __str__(self) -> str:
        return f"{self.code}: {self.reason} at {self.path}"


class WeChatError(AppError):
    """WeChat answered no, with a code that asks for nothing special.

    `errmsg` is its text without the trace and stays out of every message; `rid` can be looked up for seven days.
    """

    kind, code, message = Kind.UNAVAILABLE, "wechat_refused", "微信那边没有办成，请过一会儿再试。"

    def __init__(self, errcode: int, errmsg: str, rid: str, path: str) -> None:
        self.errcode, self.errmsg, self.rid, self.path = errcode, errmsg, rid, path
        super().__init__()

    def __str__(self) -> str:
        return f"{self.code}: errcode {self.errcode} at {self.path}, rid {self.rid or 'none'}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.errcode}, path={self.path!r}, rid={self.rid!r})"


class Retryable(WeChatError):
    """WeChat is busy or a quota is spent: the same call may succeed after `retry_after` seconds."""

    code = "wechat_busy"

    def __init__(self, errcode: int, errmsg: str, rid: str, path: str) -> None:
        super().__init__(errcode, errmsg, rid, path)
        self.retry_after = _pause(errcode)


class TokenInvalid(WeChatError):
    """The access token is no longer the right one: fetch it again, call once more, then give up."""


class UserRefused(WeChatError):
    """She does not want this message, or has no consent left: note it and do not try again."""

    kind, code, message = Kind.CONFLICT, "wechat_user_refused", "对方没有同意接收这类提醒。"


class BadTemplate(WeChatError):
    """A message template and our fields disagree: someone has to mend the configuration."""


class ConfigError(WeChatError):
    """Our own set-up is wrong (appid, secret, allow-list, parameters): an operator is needed, a retry is useless."""


class CodeInvalid(WeChatError):
    """The login code is unknown, used, expired or blocked, and she is told the same in each case.

    The front end asks WeChat for a new code; sending the old one again can never succeed.
    """

    kind, code, message = Kind.UNAUTHENTICATED, "wechat_code_invalid", "登录没有成功，请再点一次登录。"

    def __init__(self, errcode: int, errmsg: str, rid: str, path: str) -> None:
        super().__init__(errcode, errmsg, rid, path)
        self.details = {"retry_with": "new_code"}


class PhoneCodeInvalid(CodeInvalid):
    """The code of the phone button is unknown, used, expired, or belongs to another person or program."""

    kind, code, message = Kind.INVALID, "phone_code_invalid", "没有取到手机号，请再点一次按钮。"


class SignInBusy(Retryable):
    """WeChat was busy while a login code was spent: the code may be gone, so the next try needs a new one."""

    def __init__(self, errcode: int, errmsg: str, rid: str, path: str) -> None:
        super().__init__(errcode, errmsg, rid, path)
        self.details = {"retry_with": "new_code"}


class SessionKeyInvalid(WeChatError):
    """The session key is gone or not the one WeChat holds: she signs in again."""

    kind, code, message = Kind.UNAUTHENTICATED, "wechat_session_over", "登录过期了，请再点一次登录。"

    def __init__(self, errcode: int, errmsg: str, rid: str, path: str) -> None:
        super().__init__(errcode, errmsg, rid, path)
        self.details = {"retry_with": "new_code"}


class NotSeenLately(WeChatError):
    """This openid has not opened the program within two hours, so WeChat will not judge for it (61010)."""

    code = "wechat_not_seen_lately"


MEANINGS: Mapping[int, type[WeChatError]] = {
    **dict.fromkeys((-1, 43108, 44990, *MINUTE_LIMITS, *DAY_LIMITS), Retryable),
    **dict.fromkeys((40001, 40014, 42001), TokenInvalid),
    **dict.fromkeys((40029, 40163, 40226), CodeInvalid),
    **dict.fromkeys((40037, 41030, 47003), BadTemplate),
    **dict.fromkeys((40002, 40013, 40125, 40164, 40243, 41001, 41002, 41004, 41008), ConfigError),
    **dict.fromkeys((43002, 43107, 44002, 47001, 48001, 50002, 50004, 50007, 89503, 89506, 89507), ConfigError),
    **dict.fromkeys((40004, 40097, 40129, 40165, 40169, 40212, 85079, 85096), ConfigError),
    **dict.fromkeys((87007, 87008, 87009), SessionKeyInvalid),
    43101: UserRefused,
    61010: NotSeenLately,
}


def split_trace(errmsg: str) -> tuple[str, str]:
    """Part an errmsg into its text and its trace id; the id is empty when there is none.

    Met in real answers: `text, rid: a-b-c` · `text rid: a-b-c` · `text, hints: [ req_id: x ]` · `text hint: [x]`.
    """
    found = _TRACE.search(errmsg)
    if found is None:
        return errmsg.strip(), ""
    return errmsg[: found.start()].strip(), found[1] or found[2]


def refusal(errcode: int, errmsg: str, path: str, own: Mapping[int, type[WeChatError]]) -> WeChatError:
    """Turn an errcode into the error that names the action; `own` holds the meanings special to the endpoint."""
    kind = own.get(errcode) or MEANINGS.get(errcode, WeChatError)
    text, rid = split_trace(errmsg)
    return kind(errcode, text, rid, path)


def _pause(errcode: int) -> int | None:
    """Seconds until the spent quota is filled again: the next minute, the county's next day, or unknown."""
    now = clock.now().astimezone(clock.COUNTY_ZONE)
    if errcode in MINUTE_LIMITS:
        return 60 - now.second
    if errcode in DAY_LIMITS:
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return int((midnight - now).total_seconds()) + 1
    return None
