"""A visit written down without a signal says when it was, and that it came late (QUE-06).

Why: a cadre writes in the yard and sends from the road. The moment on the telephone is kept beside the moment of
receipt, and whoever reads a quarter's visits sees which were entered afterwards.

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("home_visit", sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))
    late = sa.Column("entered_late", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("home_visit", late)


def downgrade() -> None:
    op.drop_column("home_visit", "entered_late")
    op.drop_column("home_visit", "written_at")
