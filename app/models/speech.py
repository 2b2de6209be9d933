"""Lines of hers as they were read aloud: hearing one again waits for nothing, and what is gone is made again."""

from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.models.base import SEALED, CountyRow, child_of


class RequestSound(CountyRow, table=True):
    """One line of a request read aloud, sealed with the request's key; `id` is a keyed digest of voice and words.

    Hers alone: no worker has a policy on it. It goes when the request's words go, and when its key changes.
    """

    __tablename__ = "request_sound"
    __table_args__ = (child_of("help_request", "request_id"), Index(None, "county", "request_id"))

    request_id: UUID
    profile_id: UUID
    sound_sealed: bytes | None = Field(default=None, sa_type=SEALED)
