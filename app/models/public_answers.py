"""Questions rewritten for everybody with their answers; nobody is named in them (MSG-06)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.models.base import MOMENT, CountyRow, Word, child_of, one_of
from app.vocabulary import PublicAnswerState


class PublicAnswer(CountyRow, table=True):
    """One question and answer for everybody, written by one, agreed to by another.

    `consent_id` is the consent of whoever asked with a name; taken back, it takes the text off the page.
    """

    __tablename__ = "public_answer"
    __table_args__ = (
        child_of("staff", "author_id"),
        one_of("state", PublicAnswerState),
        CheckConstraint("decided_by <> author_id", name="takes_two"),
        Index(None, "county", "state", "service_code", "created_at", "id"),
        Index(None, "county", "consent_id"),
    )

    service_code: str = Field(max_length=40)
    office_code: str = Field(max_length=60)
    question: str = Field(max_length=300)
    answer: str = Field(max_length=1000)
    score: int
    state: PublicAnswerState = Field(default=PublicAnswerState.WAITING, sa_type=Word(PublicAnswerState))
    author_id: UUID
    consent_id: UUID | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reason: str | None = Field(default=None, max_length=300)
    version: int = 1
