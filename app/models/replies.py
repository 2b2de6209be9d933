"""What a desk says often: texts of an office for a service, with blanks that name nobody."""

from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.models.base import CountyRow, child_of


class SavedReply(CountyRow, table=True):
    """One text an office keeps for a service; a retired one is shown no more. `office_code` decides who reads it."""

    __tablename__ = "saved_reply"
    __table_args__ = (child_of("staff", "author_id"), Index(None, "county", "office_code", "service_code"))

    office_code: str = Field(max_length=60)
    service_code: str = Field(max_length=40)
    title: str = Field(max_length=40)
    body: str = Field(max_length=500)
    score: int
    author_id: UUID
    retired: bool = False
    version: int = 1
