"""The life of a request as one table of moves (capabilities A18 as amended by design §10.7), and no other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.errors import StepNotPossible
from app.permissions.table import Action
from app.vocabulary import RequestState as S
from app.vocabulary import Step


class By(StrEnum):
    """Whose move it is, beyond the grant: the part an actor plays in this request."""

    HER = "her"
    LEAD = "lead"
    PART = "part"
    REFERRED = "referred"
    COUNTY_DESK = "county_desk"
    SECOND = "second"
    HEAD = "head"
    ANY_READER = "any_reader"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Move:
    """One step: who may take it, what it needs, and where it may lead from each state."""

    by: By
    needs: Action
    ways: Mapping[S, tuple[S, ...]]
    also: By | None = None


OPEN = (
    S.SUBMITTED,
    S.TRIAGE,
    S.ACCEPTED,
    S.WORKING,
    S.WAITING,
    S.RETURNED,
    S.RULING,
    S.REFERRED_OUT,
    S.REVIEW,
    S.REOPENED,
)
BUSY = (S.ACCEPTED, S.WORKING, S.WAITING, S.REFERRED_OUT)
OVER = (S.RESOLVED, S.REJECTED, S.CLOSED, S.WITHDRAWN)
PAUSED = (S.WAITING,)


def _stay(*states: S) -> dict[S, tuple[S, ...]]:
    return {state: (state,) for state in states}


def _go(to: S, *states: S) -> dict[S, tuple[S, ...]]:
    return dict.fromkeys(states, (to,))


A = Action
MOVES: dict[Step, Move] = {
    Step.CLASSIFY: Move(By.COUNTY_DESK, A.HELP_REQUEST_CLASSIFY, _go(S.SUBMITTED, S.TRIAGE)),
    Step.ACCEPT: Move(By.LEAD, A.HELP_REQUEST_ACCEPT, _go(S.ACCEPTED, S.SUBMITTED, S.REOPENED)),
    Step.START: Move(By.LEAD, A.HELP_REQUEST_ACCEPT, _go(S.WORKING, S.ACCEPTED)),
    Step.RETURN: Move(By.LEAD, A.HELP_REQUEST_RETURN, _go(S.RETURNED, S.SUBMITTED, S.ACCEPTED)),
    Step.PASS_ON: Move(By.SYSTEM, A.HELP_REQUEST_CLOSE, {S.RETURNED: (S.SUBMITTED, S.RULING)}),
    Step.RULE: Move(By.COUNTY_DESK, A.HELP_REQUEST_RULE, _go(S.SUBMITTED, S.RULING)),
    Step.ASSIGN: Move(By.HEAD, A.HELP_REQUEST_ASSIGN, _stay(S.SUBMITTED, *BUSY, S.REOPENED, S.REVIEW)),
    Step.REFER: Move(
        By.LEAD,
        A.HELP_REQUEST_REFER,
        {S.ACCEPTED: (S.ACCEPTED,), S.WORKING: (S.WORKING, S.REFERRED_OUT), S.WAITING: (S.WAITING,)},
    ),
    Step.ACCEPT_REFERRAL: Move(By.REFERRED, A.HELP_REQUEST_ANSWER_REFERRAL, _stay(*BUSY)),
    Step.REFUSE_REFERRAL: Move(By.REFERRED, A.HELP_REQUEST_ANSWER_REFERRAL, _stay(*BUSY)),
    Step.REVOKE_REFERRAL: Move(By.LEAD, A.HELP_REQUEST_REFER, _stay(*BUSY)),
    Step.RETURN_REFERRAL: Move(By.SYSTEM, A.HELP_REQUEST_CLOSE, _stay(*BUSY)),
    Step.TRANSFER: Move(By.LEAD, A.HELP_REQUEST_TRANSFER, _stay(S.ACCEPTED, S.WORKING)),
    Step.ASK: Move(By.LEAD, A.HELP_REQUEST_ASK, _go(S.WAITING, S.ACCEPTED, S.WORKING)),
    Step.REPLY: Move(
        By.LEAD, A.HELP_REQUEST_REPLY, _go(S.WORKING, S.ACCEPTED) | _stay(S.WORKING, S.WAITING, S.REFERRED_OUT)
    ),
    Step.NOTE: Move(By.ANY_READER, A.HELP_REQUEST_NOTE, _stay(*OPEN, S.RESOLVED, S.REJECTED)),
    Step.FINISH_PART: Move(
        By.PART, A.HELP_REQUEST_FINISH_PART, _stay(S.SUBMITTED, *BUSY, S.REOPENED, S.RESOLVED, S.CLOSED)
    ),
    Step.EXCUSE_PART: Move(By.LEAD, A.HELP_REQUEST_FINISH_PART, _stay(*BUSY)),
    Step.OUTSIDE_ANSWER: Move(By.LEAD, A.HELP_REQUEST_REFER, _go(S.WORKING, S.REFERRED_OUT)),
    Step.RESOLVE: Move(
        By.LEAD,
        A.HELP_REQUEST_RESOLVE,
        {state: (S.RESOLVED, state) for state in (S.WORKING, S.WAITING, S.REFERRED_OUT)},
    ),
    Step.REJECT: Move(By.LEAD, A.HELP_REQUEST_REJECT, _stay(S.SUBMITTED, S.TRIAGE)),
    Step.APPROVE: Move(
        By.SECOND,
        A.HELP_REQUEST_APPROVE,
        {state: (S.REJECTED, state) for state in (S.SUBMITTED, S.TRIAGE)}
        | {state: (S.RESOLVED, state) for state in (S.WORKING, S.WAITING, S.REFERRED_OUT)},
    ),
    Step.DECIDE_REVIEW: Move(By.SECOND, A.HELP_REQUEST_DECIDE_REVIEW, {S.REVIEW: (S.ACCEPTED, S.REJECTED)}),
    Step.EXTEND: Move(By.LEAD, A.HELP_REQUEST_EXTEND, _stay(S.ACCEPTED, S.WORKING, S.REFERRED_OUT)),
    Step.GRANT_EXTENSION: Move(By.SECOND, A.HELP_REQUEST_GRANT_EXTENSION, _stay(S.ACCEPTED, S.WORKING, S.REFERRED_OUT)),
    Step.OVERRIDE: Move(By.HEAD, A.HELP_REQUEST_OVERRIDE, _stay(*OPEN, S.RESOLVED, S.REJECTED)),
    Step.CLIMB: Move(By.SYSTEM, A.HELP_REQUEST_CLOSE, _stay(*OPEN, S.RESOLVED, S.REJECTED, S.CLOSED)),
    Step.AID: Move(
        By.SYSTEM,  # whose step it is, the application's own table says (legal_aid/steps.py)
        A.LEGAL_AID_WORK,
        _stay(*(state for state in OPEN if state is not S.WAITING), S.RESOLVED, S.REJECTED, S.CLOSED)
        | {S.WAITING: (S.WAITING, S.WORKING)},
    ),
    Step.HAND_OVER: Move(By.SYSTEM, A.HELP_REQUEST_CLOSE, _stay(*OPEN, *OVER)),
    Step.TALK: Move(By.ANY_READER, A.HELP_REQUEST_NOTE, _stay(*OPEN, S.RESOLVED, S.REJECTED)),
    Step.LAPSE_OVERRIDE: Move(By.SYSTEM, A.HELP_REQUEST_CLOSE, _stay(*OPEN, *OVER)),
    Step.URGE: Move(
        By.HER,
        A.HELP_REQUEST_URGE,
        _stay(S.SUBMITTED, S.TRIAGE, *BUSY, S.RULING, S.REVIEW, S.REOPENED),
        also=By.HEAD,
    ),
    Step.MESSAGE: Move(
        By.HER,
        A.HELP_REQUEST_WRITE,
        _stay(*(state for state in OPEN if state is not S.WAITING)) | _go(S.WORKING, S.WAITING),
    ),
    Step.CONFIRM: Move(By.HER, A.HELP_REQUEST_CONFIRM, _go(S.CLOSED, S.RESOLVED, S.REJECTED)),
    Step.CLOSE_UNANSWERED: Move(By.SYSTEM, A.HELP_REQUEST_CLOSE, _go(S.CLOSED, S.RESOLVED)),
    Step.REOPEN: Move(By.HER, A.HELP_REQUEST_REOPEN, _go(S.REOPENED, S.RESOLVED, S.REJECTED, S.CLOSED)),
    Step.REVIEW: Move(By.HER, A.HELP_REQUEST_REVIEW, _go(S.REVIEW, S.REJECTED)),
    Step.WITHDRAW: Move(By.HER, A.HELP_REQUEST_WITHDRAW, _go(S.WITHDRAWN, *OPEN)),
    Step.RESUBMIT: Move(By.HER, A.HELP_REQUEST_RESUBMIT, _go(S.SUBMITTED, S.WITHDRAWN)),
    Step.RATE: Move(By.HER, A.HELP_REQUEST_RATE, _stay(S.RESOLVED, S.CLOSED)),
}
BEGINNINGS = (S.SUBMITTED, S.TRIAGE)


def after(state: S, step: Step, to: S | None = None) -> S:
    """Say where a step leads; `to` picks among several ways. Raises StepNotPossible (409)."""
    ways = MOVES[step].ways.get(state, ()) if step in MOVES else ()
    if not ways or (to is not None and to not in ways):
        raise StepNotPossible(state=state.value, step=step.value)
    return to or ways[0]


def replay(events: Iterable[tuple[Step, S]]) -> S:
    """Walk a request's events and give the state they lead to. Raises StepNotPossible where there is no way."""
    state: S | None = None
    for step, to in events:
        if state is None:
            if step is not Step.SUBMIT or to not in BEGINNINGS:
                raise StepNotPossible(step=step.value)
            state = to
        else:
            state = after(state, step, to)
    if state is None:
        raise StepNotPossible(step="nothing")
    return state


@cache
def from_here(state: S) -> tuple[Step, ...]:
    """List the steps the table knows from a state."""
    return tuple(step for step, move in MOVES.items() if state in move.ways)
