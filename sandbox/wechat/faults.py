"""What goes wrong on purpose: a plan of faults, each for one path and a number of calls."""

from enum import StrEnum

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from sandbox.wechat.replies import GBK_PAGE, Dropped

ANY_PATH = "*"


class FaultKind(StrEnum):
    """Ways to fail. The first four answer before anything is processed, the last two after."""

    ERRCODE = "errcode"
    HTTP_502 = "http_502"
    EMPTY = "empty"
    GBK_HTML = "gbk_html"
    SLOW = "slow"
    DROP = "drop"


class Fault(BaseModel):
    """One kind of trouble for the next `times` calls of a path; `seconds` is how slow, `errcode` which refusal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    path: str = Field(default=ANY_PATH, max_length=100)
    times: int = Field(default=1, ge=1, le=10_000)
    errcode: int = -1
    seconds: float = Field(default=6.0, ge=0, le=60)


class FaultPlan:
    """Faults in the order they were set; each call spends one turn of the first that fits its path."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Plan a fault behind those already planned."""
        self._faults.append(fault)

    def take(self, path: str) -> Fault | None:
        """Spend one turn of the fault that is due for this path, if any."""
        for place, fault in enumerate(self._faults):
            if fault.path in (ANY_PATH, path):
                left = fault.model_copy(update={"times": fault.times - 1})
                self._faults[place : place + 1] = [left] if left.times else []
                return fault
        return None

    def pending(self) -> tuple[Fault, ...]:
        """Faults not yet spent."""
        return tuple(self._faults)


def broken_reply(kind: FaultKind) -> Response | None:
    """The answer of a gateway that never asked WeChat, or None when the fault is of another sort."""
    match kind:
        case FaultKind.HTTP_502:
            return Response("<html><body>502 Bad Gateway</body></html>", 502, media_type="text/html")
        case FaultKind.EMPTY:
            return Response(b"", headers={"Content-Type": "text/html; charset=gbk"})
        case FaultKind.GBK_HTML:
            return Response(GBK_PAGE, headers={"Content-Type": "text/html; charset=gbk"})
        case FaultKind.DROP:
            return Dropped()
        case _:
            return None
