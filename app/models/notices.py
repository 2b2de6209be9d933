"""Notices: one row per thing somebody must hear, delivered later by a job made in the same transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import CODES, DOCUMENT, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, no_facts, one_of
from app.vocabulary import ChannelKind, NoticeKind, NoticeState


class Notice(CountyRow, table=True):
    """One notice for one reader: her profile, or `staff:<id>`, `head:<office>`, an office code."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("county", "dedupe_key"),
        one_of("kind", NoticeKind),
        one_of("state", NoticeState),
        Index(None, "county", "profile_id", "created_at", "id"),
        Index(None, "county", "reader", "created_at", "id"),
        Index(None, "county", "request_id"),
    )

    profile_id: UUID | None = None
    reader: str | None = Field(default=None, max_length=80)
    kind: NoticeKind = Field(sa_type=Word(NoticeKind))
    request_id: UUID | None = None
    facts: dict[str, Any] = Field(default_factory=no_facts, sa_type=DOCUMENT)
    dedupe_key: str = Field(max_length=120)
    state: NoticeState = Field(default=NoticeState.QUEUED, sa_type=Word(NoticeState))
    outcome: str | None = Field(default=None, max_length=120)
    visible_from: datetime = Field(sa_type=MOMENT)
    read_at: datetime | None = Field(default=None, sa_type=MOMENT)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)


class NoticeDelivery(CountyRow, table=True):
    """One try to bring a notice to her by one channel, written before the outside is called (NTF-06)."""

    __tablename__ = "notice_delivery"
    __table_args__ = (
        child_of("notice", "notice_id"),
        UniqueConstraint("county", "notice_id", "attempt"),
        one_of("channel", ChannelKind),
        one_of("state", NoticeState),
        Index(None, "county", "account_id", "created_at"),
        Index(None, "county", "provider_id"),
    )

    notice_id: UUID
    profile_id: UUID
    account_id: UUID
    channel: ChannelKind = Field(sa_type=Word(ChannelKind))
    template_id: str | None = Field(default=None, max_length=64)
    attempt: int
    again: bool = False
    state: NoticeState = Field(default=NoticeState.SENDING, sa_type=Word(NoticeState))
    outcome: str | None = Field(default=None, max_length=60)
    provider_id: str | None = Field(default=None, max_length=64)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)


class SafeContact(CountyRow, table=True):
    """How she may be reached: channels in her order, hours, a code word for calls, or not at all for now (NTF-04)."""

    __tablename__ = "safe_contact"
    __table_args__ = (
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "profile_id"),
        CheckConstraint("from_hour >= 0 AND to_hour <= 24 AND from_hour < to_hour", name="hours_of_a_day"),
    )

    profile_id: UUID
    channels: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    from_hour: int = 8
    to_hour: int = 21
    no_message: bool = False
    code_word_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    paused_at: datetime | None = Field(default=None, sa_type=MOMENT)
    version: int = 1


class MessageQuota(CountyRow, table=True):
    """How many messages of a template she has agreed to and not yet had; one accept buys one (NTF-02)."""

    __tablename__ = "message_quota"
    __table_args__ = (
        child_of("account", "account_id"),
        UniqueConstraint("county", "account_id", "template_id"),
        CheckConstraint("left_over >= 0", name="never_below_nothing"),
    )

    account_id: UUID
    template_id: str = Field(max_length=64)
    left_over: int = 0
    refused: bool = False


class PushEvent(CountyRow, table=True):
    """One event WeChat pushed to us; `id` is derived from its own key, so that a repeat is the same row."""

    __tablename__ = "push_event"
    __table_args__ = (Index(None, "county", "created_at"),)

    kind: str = Field(max_length=40)
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    outcome: str | None = Field(default=None, max_length=60)
    handled_at: datetime | None = Field(default=None, sa_type=MOMENT)
