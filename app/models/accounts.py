"""Accounts, the people behind them, staff and what they may act as, and their sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import CODES, DOCUMENT, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import ProposalKind, Role, SessionKind


class Account(CountyRow, table=True):
    """One way to sign in: a WeChat openid, a phone, or both. Several people may share it."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("county", "openid_index"), Index(None, "county", "phone_index"))

    openid_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    openid_index: bytes | None = None
    phone_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    phone_index: bytes | None = None
    disabled_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Profile(CountyRow, table=True):
    """A person behind an account, told from the others by a picture."""

    __tablename__ = "profile"
    __table_args__ = (child_of("account", "account_id"), Index(None, "county", "account_id"))

    account_id: UUID
    picture: str = Field(default="flower", max_length=20)
    name_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    village_code: str | None = Field(default=None, max_length=12)
    pin_hash: str | None = Field(default=None, max_length=200)
    pin_failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    pin_locked_until: datetime | None = Field(default=None, sa_type=MOMENT)
    tells_only_when_open: bool = False
    joined_to: UUID | None = None
    version: int = 1


class Staff(CountyRow, table=True):
    """Someone who works for an office; rights come from grants, never from this row."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("county", "login_name"),)

    login_name: str = Field(max_length=60)
    name_sealed: bytes = Field(sa_type=SEALED)
    phone_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    shows_name: bool = False
    home_village: str | None = Field(default=None, max_length=12)
    disabled_at: datetime | None = Field(default=None, sa_type=MOMENT)
    version: int = 1


class StaffCredential(CountyRow, table=True):
    """How a worker proves who they are; `id` is the worker's id. Read by the sign-in functions and its owner only."""

    __tablename__ = "staff_credential"
    __table_args__ = (child_of("staff", "id"),)

    password_hash: str | None = Field(default=None, max_length=200)
    totp_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    totp_pending_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    totp_last_step: int | None = None
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=MOMENT)


class RecoveryCode(CountyRow, table=True):
    """One way in for a worker who lost the telephone; ten are given, each works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (child_of("staff", "staff_id"), Index(None, "county", "staff_id"))

    staff_id: UUID
    code_hash: bytes
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Proposal(CountyRow, table=True):
    """An act that takes two: what one proposed and another agreed to, or did not (ADM-05)."""

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("kind", ProposalKind),
        CheckConstraint("decided_by <> proposed_by", name="takes_two"),
        Index(None, "county", "created_at"),
    )

    kind: ProposalKind = Field(sa_type=Word(ProposalKind))
    facts: dict[str, Any] = Field(sa_type=DOCUMENT)
    proposed_by: UUID
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    agreed: bool | None = None
    expires_at: datetime = Field(sa_type=MOMENT)


class StaffGrant(CountyRow, table=True):
    """One role of one person in one office; a session acts as exactly one."""

    __tablename__ = "staff_grant"
    __table_args__ = (
        child_of("staff", "staff_id"),
        one_of("role", Role),
        Index(None, "county", "staff_id"),
        Index(None, "county", "office_code", "role"),
    )

    staff_id: UUID
    role: Role = Field(sa_type=Word(Role))
    office_code: str = Field(max_length=60)
    divisions: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    granted_by: UUID | None = None
    revoked_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Invitation(CountyRow, table=True):
    """A single-use code that lets a new worker choose a password; valid 24 hours."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("county", "code_hash"), child_of("staff", "staff_id"))

    staff_id: UUID
    code_hash: bytes
    invited_by: UUID
    expires_at: datetime = Field(sa_type=MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class SignInSession(CountyRow, table=True):
    """One signed-in device; revoking it ends every token that names it."""

    __tablename__ = "sign_in_session"
    __table_args__ = (one_of("kind", SessionKind), Index(None, "county", "owner_id"))

    kind: SessionKind = Field(sa_type=Word(SessionKind))
    owner_id: UUID
    profile_id: UUID | None = None
    grant_id: UUID | None = None
    strong: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    proved_at: datetime | None = Field(default=None, sa_type=MOMENT)
    unlocked_until: datetime | None = Field(default=None, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
    revoked_at: datetime | None = Field(default=None, sa_type=MOMENT)
    revoked_why: str | None = Field(default=None, max_length=40)


class RefreshToken(CountyRow, table=True):
    """One link of a session's chain of refresh tokens; reuse of an old link ends the session."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        UniqueConstraint("county", "token_hash"),
        child_of("sign_in_session", "session_id"),
        Index(None, "county", "session_id"),
    )

    session_id: UUID
    owner_id: UUID
    token_hash: bytes
    successor_id: UUID | None = None
    successor_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)


class PhoneCode(CountyRow, table=True):
    """A code sent by SMS: five minutes, five tries, one use."""

    __tablename__ = "phone_code"
    __table_args__ = (Index(None, "county", "phone_index"),)

    phone_index: bytes
    code_hash: bytes
    tries: int = 0
    expires_at: datetime = Field(sa_type=MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class RateCount(CountyRow, table=True):
    """How often something was tried in a window; `id` is derived from bucket and window."""

    __tablename__ = "rate_count"

    bucket: str = Field(max_length=120)
    window_ends: datetime = Field(sa_type=MOMENT)
    hits: int = 1
