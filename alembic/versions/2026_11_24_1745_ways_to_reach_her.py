"""Channels, deliveries, her rules of contact, her consents to messages, and what WeChat pushes to us.

Why: a notice reaches her only the way she allowed, each try is on record, and a person calls when nothing else can
(NTF-01 to NTF-07).

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
MINE = f"{COUNTY} AND account_id = (SELECT ctx.actor())"
READER = f"{COUNTY} AND reader = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
STATES = "queued sent skipped failed"
TABLES = ("notice_delivery", "safe_contact", "message_quota", "push_event")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("notice_delivery", "aud_woman", "S", OWN),
    ("notice_delivery", "aud_worker", "SIU", COUNTY),
    ("safe_contact", "aud_woman", "SIU", OWN),
    ("safe_contact", "aud_worker, aud_route", "S", COUNTY),
    ("message_quota", "aud_woman", "S", MINE),
    ("message_quota", "aud_worker", "SIU", COUNTY),
    ("push_event", "aud_public", "SI", COUNTY),
    ("push_event", "aud_worker", "SUD", COUNTY),
    ("account", "aud_worker", "SU", COUNTY),
    ("profile", "aud_worker", "U", COUNTY),
    ("sign_in_session", "aud_worker", "SU", COUNTY),
    ("notice", "aud_provider, aud_admin, aud_auditor", "SU", READER),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def _row(*columns: sa.Column | sa.Constraint, table: str) -> None:
    op.create_table(
        table,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{table}")),
    )


def _child(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete="CASCADE",
    )


def _words(table: str, column: str, words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_word"))


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _states(words: str) -> None:
    listed = ", ".join(f"'{word}'" for word in words.split())
    op.execute("ALTER TABLE notice DROP CONSTRAINT ck_notice_state_word")
    op.execute(f"ALTER TABLE notice ADD CONSTRAINT ck_notice_state_word CHECK (state IN ({listed}))")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _states(f"{STATES} sending unknown")
    op.alter_column("notice", "outcome", type_=sa.String(length=120))
    _tables()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY r{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _tables() -> None:
    states = f"{STATES} sending unknown"
    _row(
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("provider_id", sa.String(length=64), nullable=True),
        _moment("settled_at"),
        _words("notice_delivery", "channel", "wechat sms"),
        _words("notice_delivery", "state", states),
        _child("notice_delivery", "notice", "notice_id"),
        sa.UniqueConstraint("county", "notice_id", "attempt", name=op.f("uq_notice_delivery_county_notice_id_attempt")),
        table="notice_delivery",
    )
    op.create_index(
        op.f("ix_notice_delivery_county_account_id_created_at"),
        "notice_delivery",
        ["county", "account_id", "created_at"],
    )
    op.create_index(op.f("ix_notice_delivery_county_provider_id"), "notice_delivery", ["county", "provider_id"])
    _row(
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("from_hour", sa.Integer(), nullable=False),
        sa.Column("to_hour", sa.Integer(), nullable=False),
        sa.Column("no_message", sa.Boolean(), nullable=False),
        sa.Column("code_word_sealed", sa.LargeBinary(), nullable=True),
        _moment("paused_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "from_hour >= 0 AND to_hour <= 24 AND from_hour < to_hour", name=op.f("ck_safe_contact_hours_of_a_day")
        ),
        _child("safe_contact", "profile", "profile_id"),
        sa.UniqueConstraint("county", "profile_id", name=op.f("uq_safe_contact_county_profile_id")),
        table="safe_contact",
    )
    _row(
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("left_over", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.CheckConstraint("left_over >= 0", name=op.f("ck_message_quota_never_below_nothing")),
        _child("message_quota", "account", "account_id"),
        sa.UniqueConstraint(
            "county", "account_id", "template_id", name=op.f("uq_message_quota_county_account_id_template_id")
        ),
        table="message_quota",
    )
    _row(
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        _moment("handled_at"),
        table="push_event",
    )
    op.create_index(op.f("ix_push_event_county_created_at"), "push_event", ["county", "created_at"])


def downgrade() -> None:
    for number, (table, roles, commands, _) in enumerate(POLICIES):
        if table in TABLES:
            continue
        for letter in commands:
            op.execute(f"DROP POLICY r{number}_{VERBS[letter].lower()} ON {table}")
            op.execute(f"REVOKE {VERBS[letter]} ON {table} FROM {roles}")
    # what 0002 had granted on the same tables and roles stands on
    op.execute("GRANT SELECT ON profile TO aud_worker")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.alter_column("notice", "outcome", type_=sa.String(length=60))
    _states(STATES)
