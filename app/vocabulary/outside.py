"""The words of handing a request to a body outside the county's offices (INT-05)."""

from enum import StrEnum


class OutsideWay(StrEnum):
    """How an outside body is reached."""

    FILE = "file"
    HTTP = "http"


class OutsideState(StrEnum):
    """Where a hand-over is; the request stays open here whatever it says."""

    WAITING = "waiting"
    SENT = "sent"
    WORKING = "working"
    ANSWERED = "answered"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    RECALLED = "recalled"
    FAILED = "failed"
