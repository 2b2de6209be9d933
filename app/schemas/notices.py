"""What goes out about notices."""

from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import NoticeKind


class NoticeShown(Out):
    """One notice, in neutral words."""

    id: UUID
    created_at: Moment
    kind: NoticeKind
    text: str
    request_id: UUID | None
    read: bool


class Notices(Out):
    """One page of notices and how many wait to be read."""

    items: list[NoticeShown]
    next: str | None
    unread: int
