"""A course's text keeps no verdict of its own.

Why: what a machine found is kept where every check is kept, so that there is one answer only (design §10.6).

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.drop_column("course_text", "checked")


def downgrade() -> None:
    op.add_column("course_text", sa.Column("checked", sa.Boolean(), nullable=True))
