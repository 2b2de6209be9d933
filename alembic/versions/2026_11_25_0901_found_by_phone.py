"""A request is found again by the number its asker gave.

Why: she calls and has lost the receipt; the desk finds by exact number only (design §10.21), through a keyed index, and
only among what it may read anyway. A closed request has no index: nobody finds it by her number.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

INDEX = "ix_help_request_county_phone_index"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("help_request", sa.Column("phone_index", sa.LargeBinary(), nullable=True))
    known = sa.text("phone_index IS NOT NULL")
    op.create_index(op.f(INDEX), "help_request", ["county", "phone_index"], unique=False, postgresql_where=known)


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="help_request")
    op.drop_column("help_request", "phone_index")
