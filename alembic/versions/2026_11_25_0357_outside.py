"""Requests handed to a body outside.

Why: a request given to 12345 or a higher office stays open here until an answer or a time-out (INT-05).

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "outside_handover"
COUNTY = "county = (SELECT ctx.county())"
STATES = "waiting sent working answered refused timed_out recalled failed"
VERBS = ("SELECT", "INSERT", "UPDATE")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    listed = ", ".join(f"'{word}'" for word in STATES.split())
    op.create_table(
        TABLE,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("body_code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("events", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({listed})", name=op.f("ck_outside_handover_state_word")),
        sa.ForeignKeyConstraint(
            ["county", "request_id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_outside_handover_county_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_outside_handover")),
    )
    op.create_index(op.f("ix_outside_handover_county_request_id"), TABLE, ["county", "request_id"])
    op.create_index(op.f("ix_outside_handover_county_state_due_at"), TABLE, ["county", "state", "due_at"])
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY owner ON {TABLE} TO owner USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {TABLE} TO backup")
    for verb in VERBS:
        using = "" if verb == "INSERT" else f" USING ({COUNTY})"
        check = "" if verb == "SELECT" else f" WITH CHECK ({COUNTY})"
        op.execute(f"CREATE POLICY out_{verb.lower()} ON {TABLE} FOR {verb} TO aud_route, aud_worker{using}{check}")
        op.execute(f"GRANT {verb} ON {TABLE} TO aud_route, aud_worker")


def downgrade() -> None:
    op.drop_table(TABLE)
