"""First tables.

Why: accounts, the catalogue, requests, notices and records are one house; nothing runs before them.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.create_table(
        "account",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("openid_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("openid_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("county", "openid_index", name=op.f("uq_account_county_openid_index")),
    )
    op.create_index(op.f("ix_account_county_phone_index"), "account", ["county", "phone_index"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("office_code", sa.String(length=60), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("subject_table", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("record_seq", sa.Integer(), nullable=True),
        sa.Column("before_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint(
            "county", "subject_id", "record_seq", name=op.f("uq_audit_event_county_subject_id_record_seq")
        ),
    )
    op.create_index(op.f("ix_audit_event_county_position"), "audit_event", ["county", "position"], unique=False)
    op.create_index(
        op.f("ix_audit_event_county_profile_id_created_at"),
        "audit_event",
        ["county", "profile_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "audit_seal",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("before_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("county", "last_position", name=op.f("uq_audit_seal_county_last_position")),
    )
    op.create_table(
        "county",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_county")),
    )
    op.create_table(
        "county_version",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_county_version")),
        sa.UniqueConstraint("county", "version", name=op.f("uq_county_version_county_version")),
    )
    op.create_index(
        op.f("ix_county_version_county_valid_from_version"),
        "county_version",
        ["county", "valid_from", "version"],
        unique=False,
    )
    op.create_table(
        "data_key",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("klass", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "klass IN ('identity', 'contact', 'health', 'request', 'answer', 'case')",
            name=op.f("ck_data_key_klass_word"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("county", "klass", "generation", name=op.f("uq_data_key_county_klass_generation")),
    )
    op.create_table(
        "kept_answer",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_kept_answer")),
    )
    op.create_index(op.f("ix_kept_answer_county_created_at"), "kept_answer", ["county", "created_at"], unique=False)
    op.create_index(op.f("ix_kept_answer_county_subject_id"), "kept_answer", ["county", "subject_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("reader", sa.String(length=80), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('request_received', 'request_moved', 'request_replied', 'request_needs_you', 'request_resolved', 'registration_moved', 'security_alert', 'task_new', 'task_changed', 'task_due', 'message_from_her', 'override_used')",
            name=op.f("ck_notice_kind_word"),
        ),
        sa.CheckConstraint("state IN ('queued', 'sent', 'skipped', 'failed')", name=op.f("ck_notice_state_word")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_notice")),
        sa.UniqueConstraint("county", "dedupe_key", name=op.f("uq_notice_county_dedupe_key")),
    )
    op.create_index(
        op.f("ix_notice_county_profile_id_created_at_id"),
        "notice",
        ["county", "profile_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_notice_county_reader_created_at_id"), "notice", ["county", "reader", "created_at", "id"], unique=False
    )
    op.create_index(op.f("ix_notice_county_request_id"), "notice", ["county", "request_id"], unique=False)
    op.create_table(
        "office",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("parent", sa.String(length=60), nullable=True),
        sa.Column("division", sa.String(length=12), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('department', 'township', 'desk', 'collective')", name=op.f("ck_office_kind_word")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_office")),
        sa.UniqueConstraint("county", "code", name=op.f("uq_office_county_code")),
    )
    op.create_table(
        "phone_code",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_phone_code")),
    )
    op.create_index(op.f("ix_phone_code_county_phone_index"), "phone_code", ["county", "phone_index"], unique=False)
    op.create_table(
        "rate_count",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bucket", sa.String(length=120), nullable=False),
        sa.Column("window_ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_rate_count")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_why", sa.String(length=40), nullable=True),
        sa.CheckConstraint("kind IN ('woman', 'staff')", name=op.f("ck_sign_in_session_kind_word")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_sign_in_session")),
    )
    op.create_index(op.f("ix_sign_in_session_county_owner_id"), "sign_in_session", ["county", "owner_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("login_name", sa.String(length=60), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("home_village", sa.String(length=12), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("county", "login_name", name=op.f("uq_staff_county_login_name")),
    )
    op.create_table(
        "absence",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "deputy_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_absence_county_deputy_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_absence_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_absence")),
    )
    op.create_index(
        op.f("ix_absence_county_staff_id_first_day"), "absence", ["county", "staff_id", "first_day"], unique=False
    )
    op.create_table(
        "closed_roster",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "first_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_closed_roster_county_first_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["county", "second_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_closed_roster_county_second_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["county", "supervisor_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_closed_roster_county_supervisor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_closed_roster")),
        sa.UniqueConstraint(
            "county", "service_code", "township_code", name=op.f("uq_closed_roster_county_service_code_township_code")
        ),
    )
    op.create_table(
        "division",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(length=12), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.String(length=12), nullable=True),
        sa.CheckConstraint("level IN ('county', 'township', 'village')", name=op.f("ck_division_level_word")),
        sa.ForeignKeyConstraint(["county"], ["county.code"], name=op.f("fk_division_county")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_division")),
    )
    op.create_index(op.f("ix_division_county_parent"), "division", ["county", "parent"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_invitation_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("county", "code_hash", name=op.f("uq_invitation_county_code_hash")),
    )
    op.create_table(
        "profile",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("picture", sa.String(length=20), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("village_code", sa.String(length=12), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("tells_only_when_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "account_id"],
            ["account.county", "account.id"],
            name=op.f("fk_profile_county_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_profile")),
    )
    op.create_index(op.f("ix_profile_county_account_id"), "profile", ["county", "account_id"], unique=False)
    op.create_table(
        "refresh_token",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("successor_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "session_id"],
            ["sign_in_session.county", "sign_in_session.id"],
            name=op.f("fk_refresh_token_county_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("county", "token_hash", name=op.f("uq_refresh_token_county_token_hash")),
    )
    op.create_index(op.f("ix_refresh_token_county_session_id"), "refresh_token", ["county", "session_id"], unique=False)
    op.create_table(
        "service_contact",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=True),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_service_contact_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_service_contact")),
        sa.UniqueConstraint(
            "county",
            "service_code",
            "township_code",
            "office_code",
            name=op.f("uq_service_contact_county_service_code_township_code_office_code"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_service_contact_county_staff_id"), "service_contact", ["county", "staff_id"], unique=False)
    op.create_table(
        "staff_credential",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_staff_credential_county_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_staff_credential")),
    )
    op.create_table(
        "staff_grant",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        sa.Column("divisions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('woman', 'village_cadre', 'township_worker', 'department_handler', 'department_head', 'county_desk', 'social_worker', 'closed_case_officer', 'provider', 'auditor', 'admin', 'system')",
            name=op.f("ck_staff_grant_role_word"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_staff_grant_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_staff_grant")),
    )
    op.create_index(
        op.f("ix_staff_grant_county_office_code_role"), "staff_grant", ["county", "office_code", "role"], unique=False
    )
    op.create_index(op.f("ix_staff_grant_county_staff_id"), "staff_grant", ["county", "staff_id"], unique=False)
    op.create_table(
        "handler_block",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "profile_id"],
            ["profile.county", "profile.id"],
            name=op.f("fk_handler_block_county_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_handler_block_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_handler_block")),
        sa.UniqueConstraint(
            "county", "profile_id", "staff_id", name=op.f("uq_handler_block_county_profile_id_staff_id")
        ),
    )
    op.create_table(
        "help_request",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("catalogue_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("lead_office", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("telling_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("needs", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("shares_with", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tells_only_when_open", sa.Boolean(), nullable=False),
        sa.Column("first_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finish_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_automatically", sa.Boolean(), nullable=False),
        sa.Column("extension_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("reopens", sa.Integer(), nullable=False),
        sa.Column("finishes", sa.Integer(), nullable=False),
        sa.Column("review_used", sa.Boolean(), nullable=False),
        sa.Column("pending", sa.String(length=40), nullable=True),
        sa.Column("pending_by", sa.Uuid(), nullable=True),
        sa.Column("rejected_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("extension_by", sa.Uuid(), nullable=True),
        sa.Column("about_office", sa.String(length=60), nullable=True),
        sa.Column("reject_reason", sa.String(length=40), nullable=True),
        sa.Column("withdraw_kind", sa.String(length=40), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel IN ('app', 'phone', 'paper', 'visit')", name=op.f("ck_help_request_channel_word")),
        sa.CheckConstraint("level IN ('normal', 'sensitive', 'closed')", name=op.f("ck_help_request_level_word")),
        sa.CheckConstraint(
            "pending IN ('submit', 'classify', 'accept', 'start', 'return', 'assign', 'refer', 'accept-referral', 'refuse-referral', 'revoke-referral', 'transfer', 'ask', 'reply', 'note', 'finish-part', 'excuse-part', 'outside-answer', 'resolve', 'reject', 'decide-review', 'rule', 'extend', 'grant-extension', 'urge', 'approve', 'override', 'confirm', 'reopen', 'withdraw', 'resubmit', 'rate', 'messages', 'review', 'close-unanswered', 'return-referral', 'pass-on', 'lapse-override')",
            name=op.f("ck_help_request_pending_word"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'triage', 'accepted', 'working', 'waiting', 'returned', 'ruling', 'referred_out', 'resolved', 'rejected', 'review', 'closed', 'reopened', 'withdrawn')",
            name=op.f("ck_help_request_state_word"),
        ),
        sa.CheckConstraint(
            "withdraw_kind IN ('stop', 'stop_and_erase')", name=op.f("ck_help_request_withdraw_kind_word")
        ),
        sa.ForeignKeyConstraint(
            ["county", "catalogue_id"],
            ["county_version.county", "county_version.id"],
            name=op.f("fk_help_request_county_catalogue_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["county", "profile_id"],
            ["profile.county", "profile.id"],
            name=op.f("fk_help_request_county_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_help_request")),
        sa.UniqueConstraint("county", "number", name=op.f("uq_help_request_county_number")),
    )
    op.create_index(
        op.f("ix_help_request_county_parent_id"),
        "help_request",
        ["county", "parent_id"],
        unique=False,
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_help_request_county_profile_id_created_at_id"),
        "help_request",
        ["county", "profile_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_help_request_county_state_confirm_due"),
        "help_request",
        ["county", "state", "confirm_due"],
        unique=False,
    )
    op.create_table(
        "receipt_number",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "profile_id"],
            ["profile.county", "profile.id"],
            name=op.f("fk_receipt_number_county_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_receipt_number")),
        sa.UniqueConstraint("county", "number", name=op.f("uq_receipt_number_county_number")),
    )
    op.create_index(
        op.f("ix_receipt_number_county_profile_id"), "receipt_number", ["county", "profile_id"], unique=False
    )
    op.create_table(
        "staff_relation",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "profile_id"],
            ["profile.county", "profile.id"],
            name=op.f("fk_staff_relation_county_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_staff_relation_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_staff_relation")),
        sa.UniqueConstraint(
            "county", "staff_id", "profile_id", name=op.f("uq_staff_relation_county_staff_id_profile_id")
        ),
    )
    op.create_index(
        op.f("ix_staff_relation_county_profile_id"), "staff_relation", ["county", "profile_id"], unique=False
    )
    op.create_table(
        "case_key",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("escrowed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroy_after", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_case_key_county_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_case_key")),
    )
    op.create_table(
        "case_member",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "request_id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_case_member_county_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_case_member_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_case_member")),
        sa.UniqueConstraint("county", "request_id", "staff_id", name=op.f("uq_case_member_county_request_id_staff_id")),
    )
    op.create_index(op.f("ix_case_member_county_staff_id"), "case_member", ["county", "staff_id"], unique=False)
    op.create_table(
        "request_event",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("office_code", sa.String(length=60), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shown_to_her", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "step IN ('submit', 'classify', 'accept', 'start', 'return', 'assign', 'refer', 'accept-referral', 'refuse-referral', 'revoke-referral', 'transfer', 'ask', 'reply', 'note', 'finish-part', 'excuse-part', 'outside-answer', 'resolve', 'reject', 'decide-review', 'rule', 'extend', 'grant-extension', 'urge', 'approve', 'override', 'confirm', 'reopen', 'withdraw', 'resubmit', 'rate', 'messages', 'review', 'close-unanswered', 'return-referral', 'pass-on', 'lapse-override')",
            name=op.f("ck_request_event_step_word"),
        ),
        sa.CheckConstraint(
            "to_state IN ('submitted', 'triage', 'accepted', 'working', 'waiting', 'returned', 'ruling', 'referred_out', 'resolved', 'rejected', 'review', 'closed', 'reopened', 'withdrawn')",
            name=op.f("ck_request_event_to_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "request_id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_request_event_county_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_request_event")),
        sa.UniqueConstraint("county", "request_id", "seq", name=op.f("uq_request_event_county_request_id_seq")),
    )
    op.create_table(
        "request_message",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("by_her", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_shown", sa.Boolean(), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience IN ('her', 'internal')", name=op.f("ck_request_message_audience_word")),
        sa.ForeignKeyConstraint(
            ["county", "request_id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_request_message_county_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_request_message")),
    )
    op.create_index(
        op.f("ix_request_message_county_request_id_created_at_id"),
        "request_message",
        ["county", "request_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "request_rating",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("finish", sa.Integer(), nullable=False),
        sa.Column("face", sa.String(length=40), nullable=False),
        sa.Column("lead_office", sa.String(length=60), nullable=False),
        sa.CheckConstraint("face IN ('glad', 'so_so', 'unhappy')", name=op.f("ck_request_rating_face_word")),
        sa.ForeignKeyConstraint(
            ["county", "request_id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_request_rating_county_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_request_rating")),
        sa.UniqueConstraint("county", "request_id", "finish", name=op.f("uq_request_rating_county_request_id_finish")),
    )
    op.create_table(
        "request_task",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        sa.Column("reader", sa.String(length=80), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("from_office", sa.String(length=60), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rule_code", sa.String(length=60), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("request_state", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "request_state IN ('submitted', 'triage', 'accepted', 'working', 'waiting', 'returned', 'ruling', 'referred_out', 'resolved', 'rejected', 'review', 'closed', 'reopened', 'withdrawn')",
            name=op.f("ck_request_task_request_state_word"),
        ),
        sa.CheckConstraint("level IN ('normal', 'sensitive', 'closed')", name=op.f("ck_request_task_level_word")),
        sa.CheckConstraint(
            "part IN ('lead', 'co', 'township', 'referral', 'ruling', 'review', 'call_back', 'approval')",
            name=op.f("ck_request_task_part_word"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'excused', 'returned', 'refused', 'revoked', 'cancelled')",
            name=op.f("ck_request_task_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "request_id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_request_task_county_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_request_task")),
    )
    op.create_index(op.f("ix_request_task_county_request_id"), "request_task", ["county", "request_id"], unique=False)
    op.create_index(
        "ix_request_task_queue", "request_task", ["county", "reader", "state", "due_at", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_request_task_queue", table_name="request_task")
    op.drop_index(op.f("ix_request_task_county_request_id"), table_name="request_task")
    op.drop_table("request_task")
    op.drop_table("request_rating")
    op.drop_index(op.f("ix_request_message_county_request_id_created_at_id"), table_name="request_message")
    op.drop_table("request_message")
    op.drop_table("request_event")
    op.drop_index(op.f("ix_case_member_county_staff_id"), table_name="case_member")
    op.drop_table("case_member")
    op.drop_table("case_key")
    op.drop_index(op.f("ix_staff_relation_county_profile_id"), table_name="staff_relation")
    op.drop_table("staff_relation")
    op.drop_index(op.f("ix_receipt_number_county_profile_id"), table_name="receipt_number")
    op.drop_table("receipt_number")
    op.drop_index(op.f("ix_help_request_county_state_confirm_due"), table_name="help_request")
    op.drop_index(op.f("ix_help_request_county_profile_id_created_at_id"), table_name="help_request")
    op.drop_index(
        op.f("ix_help_request_county_parent_id"),
        table_name="help_request",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.drop_table("help_request")
    op.drop_table("handler_block")
    op.drop_index(op.f("ix_staff_grant_county_staff_id"), table_name="staff_grant")
    op.drop_index(op.f("ix_staff_grant_county_office_code_role"), table_name="staff_grant")
    op.drop_table("staff_grant")
    op.drop_table("staff_credential")
    op.drop_index(op.f("ix_service_contact_county_staff_id"), table_name="service_contact")
    op.drop_table("service_contact")
    op.drop_index(op.f("ix_refresh_token_county_session_id"), table_name="refresh_token")
    op.drop_table("refresh_token")
    op.drop_index(op.f("ix_profile_county_account_id"), table_name="profile")
    op.drop_table("profile")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_division_county_parent"), table_name="division")
    op.drop_table("division")
    op.drop_table("closed_roster")
    op.drop_index(op.f("ix_absence_county_staff_id_first_day"), table_name="absence")
    op.drop_table("absence")
    op.drop_table("staff")
    op.drop_index(op.f("ix_sign_in_session_county_owner_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_table("rate_count")
    op.drop_index(op.f("ix_phone_code_county_phone_index"), table_name="phone_code")
    op.drop_table("phone_code")
    op.drop_table("office")
    op.drop_index(op.f("ix_notice_county_request_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_county_reader_created_at_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_county_profile_id_created_at_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_kept_answer_county_subject_id"), table_name="kept_answer")
    op.drop_index(op.f("ix_kept_answer_county_created_at"), table_name="kept_answer")
    op.drop_table("kept_answer")
    op.drop_table("data_key")
    op.drop_index(op.f("ix_county_version_county_valid_from_version"), table_name="county_version")
    op.drop_table("county_version")
    op.drop_table("county")
    op.drop_table("audit_seal")
    op.drop_index(op.f("ix_audit_event_county_profile_id_created_at"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_county_position"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index(op.f("ix_account_county_phone_index"), table_name="account")
    op.drop_table("account")
