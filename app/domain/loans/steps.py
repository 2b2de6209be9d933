"""The life of an application as one table of moves; pure (LON-06)."""

from collections.abc import Mapping

from app.errors import StepNotPossible
from app.vocabulary import ConsentPurpose
from app.vocabulary import LoanStage as S

ENDS = (S.DISBURSED, S.REJECTED, S.WITHDRAWN)
ALIVE = tuple(one for one in S if one not in ENDS)
_OUT = (S.REJECTED, S.WITHDRAWN)
# From each stage: on, back for missing papers, or out.
MOVES: Mapping[S, tuple[S, ...]] = {
    S.INTENTION: (S.DOCUMENTS, *_OUT),
    S.DOCUMENTS: (S.TOWNSHIP, *_OUT),
    S.TOWNSHIP: (S.COUNTY, S.DOCUMENTS, *_OUT),
    S.COUNTY: (S.GUARANTEE, S.DOCUMENTS, *_OUT),
    S.GUARANTEE: (S.BANK, S.DOCUMENTS, *_OUT),
    S.BANK: (S.DISBURSED, S.DOCUMENTS, *_OUT),
    S.DISBURSED: (),
    S.REJECTED: (),
    S.WITHDRAWN: (),
}
# Bodies outside hear of her only where she said yes to each of them by itself (SAF-09).
NEEDS: Mapping[S, ConsentPurpose] = {
    S.GUARANTEE: ConsentPurpose.SHARE_WITH_GUARANTOR,
    S.BANK: ConsentPurpose.SHARE_WITH_BANK,
}
HERS = frozenset({S.WITHDRAWN})
ENDED: Mapping[S, str] = {S.DISBURSED: "放款", S.REJECTED: "未通过", S.WITHDRAWN: "撤回"}


def after(stage: S, to: S) -> S:
    """Say where a step leads. Raises StepNotPossible (409)."""
    if to not in MOVES[stage]:
        raise StepNotPossible(state=stage.value, step=to.value)
    return to


def of_the_office(stage: S) -> list[S]:
    """List where the office may take an application from a stage; taking it back is hers alone."""
    return [one for one in MOVES[stage] if one not in HERS]
