"""A receipt number for a registration, and how many requests were told together.

Why: she is shown a number after registering too (LED-01), and her screen links what she told in one go (RTE-06).

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("ledger_entry", sa.Column("number", sa.String(length=9), nullable=True))
    op.create_unique_constraint(op.f("uq_ledger_entry_county_number"), "ledger_entry", ["county", "number"])
    op.add_column("help_request", sa.Column("told_together", sa.Integer(), server_default="1", nullable=False))
    op.execute("""
        UPDATE help_request r SET told_together = told.n
        FROM (SELECT county, parent_id, 1 + count(*) AS n FROM help_request WHERE parent_id IS NOT NULL GROUP BY 1, 2) told
        WHERE r.county = told.county AND (r.id = told.parent_id OR r.parent_id = told.parent_id)
    """)
    op.alter_column("help_request", "told_together", server_default=None)


def downgrade() -> None:
    op.drop_column("help_request", "told_together")
    op.drop_column("ledger_entry", "number")
