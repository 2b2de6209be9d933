"""The inbox: a worker's notice is delivered by being there when its reader opens the desk."""

from app.notifications.outcomes import Outcome
from app.vocabulary import NoticeState


def put(reader: str | None) -> Outcome:
    """Say what came of putting a notice into an inbox; one without a reader is skipped."""
    if reader is None:
        return Outcome(NoticeState.SKIPPED, "no_reader")
    return Outcome(NoticeState.SENT, "inbox")
