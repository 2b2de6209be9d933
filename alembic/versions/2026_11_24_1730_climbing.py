"""Clocks that climb, duty shifts, and the words they need.

Why: a request nobody answers climbs by itself, day and night, and nobody who is gone owns anything (REQ-06, RTE-08).

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
STEPS = (
    "submit classify accept start return assign refer accept-referral refuse-referral revoke-referral transfer ask reply "
    "note finish-part excuse-part outside-answer resolve reject decide-review rule extend grant-extension urge approve "
    "override confirm reopen withdraw resubmit rate messages review close-unanswered return-referral pass-on "
    "lapse-override"
)
PARTS = "lead co township referral ruling review call_back approval"
KINDS = (
    "request_received request_moved request_replied request_needs_you request_resolved registration_moved "
    "security_alert task_new task_changed task_due message_from_her override_used"
)
# (table, column, words before, words added)
WORDS = (
    ("request_event", "step", STEPS, "climb hand-over talk"),
    ("help_request", "pending", STEPS, "climb hand-over talk"),
    ("request_task", "part", PARTS, "supervise liaison"),
    ("notice", "kind", KINDS, "task_overdue"),
)


def _hold(table: str, column: str, words: str) -> None:
    listed = ", ".join(f"'{word}'" for word in words.split())
    name = f"ck_{table}_{column}_word"
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed}))")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    for table, column, words, more in WORDS:
        _hold(table, column, f"{words} {more}")
    op.add_column("help_request", sa.Column("clock_started_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("help_request", sa.Column("climb_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("help_request", sa.Column("climbed", sa.Integer(), server_default="0", nullable=False))
    op.alter_column("help_request", "climbed", server_default=None)
    op.add_column("help_request", sa.Column("next_climb_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_help_request_county_next_climb_at"),
        "help_request",
        ["county", "next_climb_at"],
        postgresql_where=sa.text("next_climb_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_request_task_county_staff_id"),
        "request_task",
        ["county", "staff_id"],
        postgresql_where=sa.text("state = 'open'"),
    )
    # What is open already climbs too: from its creation, as soon as the worker looks.
    op.execute("""
        UPDATE help_request SET clock_started_at = created_at,
          climb_due = CASE WHEN first_replied_at IS NULL THEN first_due ELSE finish_due END,
          next_climb_at = CASE WHEN first_replied_at IS NULL THEN first_due ELSE finish_due END
        WHERE state NOT IN ('waiting', 'resolved', 'rejected', 'closed', 'withdrawn')
    """)
    op.create_table(
        "duty_shift",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_duty_shift_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_duty_shift_county_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_duty_shift")),
    )
    op.create_index(
        op.f("ix_duty_shift_county_service_code_starts_at"), "duty_shift", ["county", "service_code", "starts_at"]
    )
    op.execute("ALTER TABLE duty_shift ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE duty_shift FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY owner ON duty_shift TO owner USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT ON duty_shift TO backup")
    op.execute(f"CREATE POLICY seen ON duty_shift FOR SELECT TO aud_admin, aud_route, aud_worker USING ({COUNTY})")
    op.execute(f"CREATE POLICY planned ON duty_shift FOR INSERT TO aud_admin WITH CHECK ({COUNTY})")
    op.execute(f"CREATE POLICY cancelled ON duty_shift FOR DELETE TO aud_admin USING ({COUNTY})")
    op.execute("GRANT SELECT ON duty_shift TO aud_admin, aud_route, aud_worker")
    op.execute("GRANT INSERT, DELETE ON duty_shift TO aud_admin")


def downgrade() -> None:
    op.drop_table("duty_shift")
    op.drop_index("ix_request_task_county_staff_id", "request_task")
    op.drop_index("ix_help_request_county_next_climb_at", "help_request")
    for column in ("next_climb_at", "climbed", "climb_due", "clock_started_at"):
        op.drop_column("help_request", column)
    for table, column, words, _ in WORDS:
        _hold(table, column, words)
