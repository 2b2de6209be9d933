"""Folding one entry into another of the same woman: the one gains what it lacked, the other leaves as a duplicate."""

from datetime import date
from typing import Any

from app import clock
from app.domain.ledger import rechecks
from app.domain.ledger.entries import Desk, Leaving, answers, judge, keep_answers, opened, seal, take
from app.vocabulary import ExitReason, LedgerState, LedgerStep, RecheckState

FURTHER = (
    LedgerState.REMOVED,
    LedgerState.CANDIDATE,
    LedgerState.VILLAGE_CHECKED,
    LedgerState.TOWNSHIP_CHECKED,
    LedgerState.SUSPENDED,
    LedgerState.ACTIVE,
)
SEALED = ("name_sealed", "phone_sealed", "id_sealed")
STANDING = ("state", "left_because", "left_on")


def picture(desk: Desk) -> dict[str, Any]:
    """Say all of an entry that folding can change, so that it can be put back."""
    entry = desk.entry
    return {
        "state": entry.state.value,
        "left_because": entry.left_because.value if entry.left_because else None,
        "left_on": entry.left_on.isoformat() if entry.left_on else None,
        "next_review": entry.next_review.isoformat() if entry.next_review else None,
        "answers": answers(desk),
        **{column: opened(desk, column) for column in SEALED},
    }


def put_back(desk: Desk, before: dict[str, Any], after: dict[str, Any] | None) -> None:
    """Make an entry what it was before it was folded; what was learned or done since, beyond the folding, stays.

    A re-check closed by the folding falls due at once.
    """
    entry, now = desk.entry, picture(desk)
    then = _unfolded(now, before, after or now)
    entry.state = LedgerState(then["state"])
    entry.left_because = ExitReason(then["left_because"]) if then["left_because"] else None
    entry.left_on = date.fromisoformat(then["left_on"]) if then["left_on"] else None
    review = date.fromisoformat(then["next_review"]) if then["next_review"] else clock.today()
    entry.next_review = review if entry.state is LedgerState.ACTIVE else None
    keep_answers(desk, then["answers"])
    for column in SEALED:
        seal(desk, column, then[column])
    number = then["id_sealed"]
    entry.id_index = desk.vault.blind_index("id_number", number) if number else None
    judge(desk, clock.today())
    desk.session.add(entry)


def _unfolded(now: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Take back what the folding did where it still stands; pure."""
    then = {key: before[key] if now[key] == after[key] else now[key] for key in (*SEALED, "next_review")}
    stands = all(now[key] == after[key] for key in STANDING)
    then |= {key: (before if stands else now)[key] for key in STANDING}
    said, were, had = now["answers"], after["answers"], before["answers"]
    kept = {key: value for key, value in said.items() if value != were.get(key)}
    return then | {"answers": {key: had[key] for key in had if said.get(key) == were.get(key)} | kept}


async def fold(*, kept: Desk, gone: Desk) -> None:
    """Let one entry take in the other. What the kept one says wins; verified facts it lacks come from the other."""
    further = max((kept.entry.state, gone.entry.state), key=FURTHER.index)
    more, own = answers(gone), answers(kept)
    keep_answers(kept, more | {key: said for key, said in own.items() if said is not None})
    for column in SEALED:
        if opened(kept, column) is None:
            seal(kept, column, opened(gone, column))
    review = gone.entry.next_review or kept.entry.next_review
    await leave_as_duplicate(gone)
    entry = kept.entry
    entry.id_index = entry.id_index or gone.entry.id_index
    if entry.state is not further:
        entry.state, entry.left_because, entry.left_on = further, None, None
    if further is LedgerState.ACTIVE and entry.next_review is None:
        entry.next_review = review or await rechecks.next_review(kept.session, entry.county, clock.today())
    judge(kept, clock.today())
    kept.session.add(entry)
    await kept.session.flush()


async def leave_as_duplicate(gone: Desk) -> None:
    """Take an entry out as the double of another; its history stays with it."""
    if gone.entry.state is LedgerState.REMOVED:
        return
    gone.entry.next_review = None
    gone.entry.left_because, gone.entry.left_on = ExitReason.DUPLICATE, clock.today()
    await rechecks.end(gone, RecheckState.CLOSED, ExitReason.DUPLICATE)
    await take(gone, LedgerStep.REMOVE, tell=False, leaving=Leaving(ExitReason.DUPLICATE, clock.today()))
