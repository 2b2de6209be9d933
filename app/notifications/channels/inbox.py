"""The inbox: a notice is delivered by being there when its reader opens the app."""

from app.models.notices import Notice
from app.vocabulary import NoticeState


def put(notice: Notice) -> NoticeState:
    """Say what came of putting a notice into its reader's inbox; one without a reader is skipped."""
    if notice.profile_id is None and notice.reader is None:
        return NoticeState.SKIPPED
    return NoticeState.SENT
