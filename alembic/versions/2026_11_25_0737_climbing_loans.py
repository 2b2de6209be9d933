"""Stages of loans and tips on agents climb when they are late.

Why: a stage nobody ends and a tip nobody looks at are told to the office, its head and the county desk, as a late
request is (LON-06, LON-07). What is open already was never told of: it climbs from the moment it is due. All that climbs is looked
for by one question, so the index of reviews answers it too.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

OPEN = {"loan_application": "stage NOT IN ('disbursed', 'rejected', 'withdrawn')", "loan_tip": "state = 'open'"}
BEFORE_DUE = 80


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    for table, still_open in OPEN.items():
        op.add_column(table, sa.Column("climbed", sa.Integer(), server_default="0", nullable=False))
        op.add_column(table, sa.Column("next_climb_at", sa.DateTime(timezone=True), nullable=True))
        op.alter_column(table, "climbed", server_default=None)
        op.execute(f"UPDATE {table} SET climbed = {BEFORE_DUE}, next_climb_at = due_at WHERE {still_open}")
        op.create_index(
            op.f(f"ix_{table}_county_next_climb_at"),
            table,
            ["county", "next_climb_at"],
            postgresql_where=sa.text("next_climb_at IS NOT NULL"),
        )
    _index_reviews("next_climb_at IS NOT NULL")


def _index_reviews(which: str) -> None:
    op.drop_index("ix_review_climbing", table_name="review")
    op.create_index("ix_review_climbing", "review", ["county", "next_climb_at"], postgresql_where=sa.text(which))


def downgrade() -> None:
    _index_reviews("state = 'open'")
    for table in OPEN:
        op.drop_index(op.f(f"ix_{table}_county_next_climb_at"), table_name=table)
        op.drop_column(table, "next_climb_at")
        op.drop_column(table, "climbed")
