"""The life of an entry in the ledger as one table of moves (LED-03)."""

from app.errors import StepNotPossible
from app.vocabulary import LedgerState as S
from app.vocabulary import LedgerStep as Step

CHECKING = (S.CANDIDATE, S.VILLAGE_CHECKED, S.TOWNSHIP_CHECKED)
SETTLED = (S.VILLAGE_CHECKED, S.TOWNSHIP_CHECKED, S.ACTIVE)
MOVES: dict[Step, dict[S, S]] = {
    Step.CHECK_VILLAGE: {S.CANDIDATE: S.VILLAGE_CHECKED},
    Step.CHECK_TOWNSHIP: {S.VILLAGE_CHECKED: S.TOWNSHIP_CHECKED},
    Step.CONFIRM: {S.TOWNSHIP_CHECKED: S.ACTIVE},
    Step.RETURN: dict.fromkeys(CHECKING, S.CANDIDATE),
    Step.CORRECT: {S.CANDIDATE: S.CANDIDATE},
    Step.ASK_CHANGE: {state: state for state in SETTLED},
    Step.APPLY_CHANGE: {state: state for state in SETTLED},
    Step.REJECT_CHANGE: {state: state for state in SETTLED},
}
WORDS: dict[S, str] = {
    S.CANDIDATE: "待核实",
    S.VILLAGE_CHECKED: "村已核",
    S.TOWNSHIP_CHECKED: "乡镇已核",
    S.ACTIVE: "入账",
    S.SUSPENDED: "暂停",
    S.REMOVED: "已移出",
}


def after(state: S, step: Step) -> S:
    """Say where a step leads. Raises StepNotPossible (409)."""
    to = MOVES.get(step, {}).get(state)
    if to is None:
        raise StepNotPossible(state=state.value, step=step.value)
    return to
