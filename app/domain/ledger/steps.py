"""The life of an entry in the ledger as one table of moves (LED-03)."""

from app.errors import StepNotPossible
from app.vocabulary import ExitReason
from app.vocabulary import LedgerState as S
from app.vocabulary import LedgerStep as Step

CHECKING = (S.CANDIDATE, S.VILLAGE_CHECKED, S.TOWNSHIP_CHECKED)
SETTLED = (S.VILLAGE_CHECKED, S.TOWNSHIP_CHECKED, S.ACTIVE)
MOVES: dict[Step, dict[S, S]] = {
    Step.CHECK_VILLAGE: {S.CANDIDATE: S.VILLAGE_CHECKED},
    Step.CHECK_TOWNSHIP: {S.VILLAGE_CHECKED: S.TOWNSHIP_CHECKED},
    Step.CONFIRM: {S.TOWNSHIP_CHECKED: S.ACTIVE},
    Step.RETURN: dict.fromkeys(CHECKING, S.CANDIDATE),
    Step.CORRECT: dict.fromkeys(CHECKING, S.CANDIDATE),
    Step.ASK_CHANGE: {state: state for state in (*SETTLED, S.SUSPENDED)},
    Step.APPLY_CHANGE: {state: state for state in (*SETTLED, S.SUSPENDED)},
    Step.REJECT_CHANGE: {state: state for state in (*SETTLED, S.SUSPENDED)},
    Step.RECHECK: {S.ACTIVE: S.ACTIVE},
    Step.JOIN: {state: state for state in S},
    Step.MERGE: {state: state for state in S},
    Step.UNMERGE: {state: state for state in S},
    Step.SUSPEND: {S.ACTIVE: S.SUSPENDED},
    Step.RESTORE: {S.SUSPENDED: S.ACTIVE, S.REMOVED: S.CANDIDATE},
    Step.REMOVE: dict.fromkeys((*CHECKING, S.ACTIVE, S.SUSPENDED), S.REMOVED),
}
WORDS: dict[S, str] = {
    S.CANDIDATE: "待核实",
    S.VILLAGE_CHECKED: "村已核",
    S.TOWNSHIP_CHECKED: "乡镇已核",
    S.ACTIVE: "入账",
    S.SUSPENDED: "暂停",
    S.REMOVED: "已移出",
}
REASONS: dict[ExitReason, str] = {
    ExitReason.HUSBAND_RETURNED: "丈夫返乡",
    ExitReason.MOVED_OUT: "迁出",
    ExitReason.DECEASED: "去世",
    ExitReason.OWN_WISH: "本人撤回",
    ExitReason.DIVORCED: "离婚",
    ExitReason.WIDOWED: "丧偶",
    ExitReason.JOINED_HUSBAND: "随丈夫外出",
    ExitReason.DUPLICATE: "重复登记",
    ExitReason.ENTERED_IN_ERROR: "登记有误",
}
# Only what can pass again suspends; who comes back by what, apart from the desk: she herself, or an undone merge.
SUSPENDING = frozenset({ExitReason.HUSBAND_RETURNED, ExitReason.JOINED_HUSBAND, ExitReason.MOVED_OUT})
NOT_FOR_THE_DESK = frozenset({ExitReason.OWN_WISH, ExitReason.DUPLICATE})


def after(state: S, step: Step) -> S:
    """Say where a step leads. Raises StepNotPossible (409)."""
    to = MOVES.get(step, {}).get(state)
    if to is None:
        raise StepNotPossible(state=state.value, step=step.value)
    return to
