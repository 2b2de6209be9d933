"""The words of a request's life."""

from enum import StrEnum


class Level(StrEnum):
    """How closely a request is held (SAF-04)."""

    NORMAL = "normal"
    SENSITIVE = "sensitive"
    CLOSED = "closed"


class ClockKind(StrEnum):
    """Three clocks that are never converted into one another."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class RequestState(StrEnum):
    """Where a request is in its life (capabilities A18, design §10.7)."""

    SUBMITTED = "submitted"
    TRIAGE = "triage"
    ACCEPTED = "accepted"
    WORKING = "working"
    WAITING = "waiting"
    RETURNED = "returned"
    RULING = "ruling"
    REFERRED_OUT = "referred_out"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    REVIEW = "review"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done to a request; each desk step and each of hers is one literal route."""

    SUBMIT = "submit"
    CLASSIFY = "classify"
    ACCEPT = "accept"
    START = "start"
    RETURN = "return"
    ASSIGN = "assign"
    REFER = "refer"
    ACCEPT_REFERRAL = "accept-referral"
    REFUSE_REFERRAL = "refuse-referral"
    REVOKE_REFERRAL = "revoke-referral"
    TRANSFER = "transfer"
    ASK = "ask"
    REPLY = "reply"
    NOTE = "note"
    FINISH_PART = "finish-part"
    EXCUSE_PART = "excuse-part"
    OUTSIDE_ANSWER = "outside-answer"
    RESOLVE = "resolve"
    REJECT = "reject"
    DECIDE_REVIEW = "decide-review"
    RULE = "rule"
    EXTEND = "extend"
    GRANT_EXTENSION = "grant-extension"
    URGE = "urge"
    APPROVE = "approve"
    OVERRIDE = "override"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    RESUBMIT = "resubmit"
    RATE = "rate"
    MESSAGE = "messages"
    REVIEW = "review"
    CLOSE_UNANSWERED = "close-unanswered"
    RETURN_REFERRAL = "return-referral"
    PASS_ON = "pass-on"  # noqa: S105  a step, no password
    LAPSE_OVERRIDE = "lapse-override"
    CLIMB = "climb"
    HAND_OVER = "hand-over"
    TALK = "talk"
    AID = "aid"


class TaskPart(StrEnum):
    """Which part an office plays in a request (RTE-02)."""

    LEAD = "lead"
    CO = "co"
    TOWNSHIP = "township"
    REFERRAL = "referral"
    RULING = "ruling"
    REVIEW = "review"
    CALL_BACK = "call_back"
    APPROVAL = "approval"
    SUPERVISE = "supervise"
    LIAISON = "liaison"


class TaskState(StrEnum):
    """Where one office's part is."""

    OPEN = "open"
    DONE = "done"
    EXCUSED = "excused"
    RETURNED = "returned"
    REFUSED = "refused"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a request reached us."""

    APP = "app"
    PHONE = "phone"
    PAPER = "paper"
    VISIT = "visit"
    PROXY = "proxy"


class MessageAudience(StrEnum):
    """Who a line of the thread is for; an internal note never reaches her."""

    HER = "her"
    INTERNAL = "internal"


class Face(StrEnum):
    """Three faces (REQ-12)."""

    GLAD = "glad"
    SO_SO = "so_so"
    UNHAPPY = "unhappy"


class WithdrawKind(StrEnum):
    """停止办理 or 停止并删除内容 (REQ-11)."""

    STOP = "stop"
    STOP_AND_ERASE = "stop_and_erase"


class RejectReason(StrEnum):
    """Why a request is not taken on (REQ-09)."""

    NOT_IN_DUTY = "not_in_duty"
    NOT_ELIGIBLE = "not_eligible"
    DUPLICATE = "duplicate"
    NOT_ENOUGH_FACTS = "not_enough_facts"
    IN_COURT = "in_court"
    OTHER = "other"


class Answered(StrEnum):
    """Who answered a call."""

    HER = "her"
    ANOTHER = "another"
    NOBODY = "nobody"


class LegalGround(StrEnum):
    """On what ground an office hears of a request without her consent; it is written to her log."""

    STATUTORY_DUTY = "statutory_duty"
    IMMEDIATE_DANGER = "immediate_danger"
    DUTY_TO_REPORT = "duty_to_report"
