"""The life of an application as one table of moves, and the statutory clock each state runs on; pure."""

from collections.abc import Mapping

from app.errors import StepNotPossible
from app.vocabulary import AidState as S
from app.vocabulary import AidStep

ALIVE = (S.APPLIED, S.GRANTED, S.OBJECTED, S.ASSIGNED, S.MET, S.FILED, S.HEARD)
WITH_LAWYER = (S.ASSIGNED, S.MET, S.FILED, S.HEARD)
OVER = (S.REFUSED, S.CONCLUDED, S.LAPSED, S.WITHDRAWN)


def _stay(*states: S) -> dict[S, tuple[S, ...]]:
    return {state: (state,) for state in states}


def _go(to: S, *states: S) -> dict[S, tuple[S, ...]]:
    return dict.fromkeys(states, (to,))


MOVES: Mapping[AidStep, Mapping[S, tuple[S, ...]]] = {
    AidStep.TELL_PAPERS: _stay(S.APPLIED, S.GRANTED, *WITH_LAWYER),
    AidStep.SUPPLY_PAPERS: _stay(S.APPLIED, S.GRANTED, *WITH_LAWYER),
    AidStep.TAKE_PAPERS: _stay(S.APPLIED, S.GRANTED, *WITH_LAWYER),
    AidStep.AID_FIRST: _go(S.GRANTED, S.APPLIED),
    AidStep.GRANT: _go(S.GRANTED, S.APPLIED),
    AidStep.REFUSE: _go(S.REFUSED, S.APPLIED),
    AidStep.OBJECT: _go(S.OBJECTED, S.REFUSED),
    AidStep.DECIDE_OBJECTION: {S.OBJECTED: (S.GRANTED, S.REFUSED)},
    AidStep.ASSIGN_LAWYER: _go(S.ASSIGNED, S.GRANTED, *WITH_LAWYER),
    AidStep.MEET: _go(S.MET, S.ASSIGNED),
    AidStep.FILE: _go(S.FILED, S.MET),
    AidStep.HEAR: _go(S.HEARD, S.FILED, S.HEARD),
    AidStep.CONCLUDE: _go(S.CONCLUDED, S.MET, S.FILED, S.HEARD),
    AidStep.WITHDRAW: _go(S.WITHDRAWN, *ALIVE),
    AidStep.LAPSE: _go(S.LAPSED, S.APPLIED),
}
HERS = (AidStep.SUPPLY_PAPERS, AidStep.OBJECT, AidStep.WITHDRAW)
BY_TIME = (AidStep.LAPSE,)
# In which state which period of the county's dated facts runs (法律援助法 43, 49).
CLOCKS: Mapping[S, str] = {
    S.APPLIED: "legal_aid_decision",
    S.GRANTED: "legal_aid_assignment",
    S.OBJECTED: "legal_aid_review",
    S.ASSIGNED: "legal_aid_meeting",
}
WORDS: Mapping[S, str] = {
    S.APPLIED: "申请收到了，正在审查",
    S.GRANTED: "同意援助，正在派律师",
    S.REFUSED: "没有同意，理由请看书面决定",
    S.OBJECTED: "换了人正在重新看",
    S.ASSIGNED: "律师定了，会来见您",
    S.MET: "和律师见过面了",
    S.FILED: "材料递上去了",
    S.HEARD: "开庭时间定了",
    S.CONCLUDED: "办完了",
    S.LAPSED: "没有补来材料，按撤回处理",
    S.WITHDRAWN: "您撤回了申请",
}


def after(state: S, step: AidStep, to: S | None = None) -> S:
    """Say where a step leads; `to` picks among several ways. Raises StepNotPossible (409)."""
    ways = MOVES[step].get(state, ()) if step in MOVES else ()
    if not ways or (to is not None and to not in ways):
        raise StepNotPossible(state=state.value, step=step.value)
    return to or ways[0]


def from_here(state: S) -> list[AidStep]:
    """List the steps the table knows from a state."""
    return [step for step, ways in MOVES.items() if state in ways and step not in BY_TIME]
