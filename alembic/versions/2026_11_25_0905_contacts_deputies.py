"""A contact may have a deputy, who is asked when nobody has confirmed the contact for 35 days (clause 12).

Why: a list of names grows stale silently. A deputy named beside the contact takes the work when the month was not
confirmed, and where the contact is no choice for her.

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

KEY = "fk_service_contact_county_deputy_id"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("service_contact", sa.Column("deputy_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f(KEY), "service_contact", "staff", ["county", "deputy_id"], ["county", "id"], ondelete="CASCADE"
    )


def downgrade() -> None:
    op.drop_constraint(op.f(KEY), "service_contact", type_="foreignkey")
    op.drop_column("service_contact", "deputy_id")
