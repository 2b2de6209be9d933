"""Every written summary of a recording stays, the newest first read.

Why: what a worker wrote down after listening is corrected by another line, never rubbed out (MSG-03).

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("stored_file", sa.Column("summaries_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("stored_file", "summaries_sealed")
