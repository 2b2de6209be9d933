"""Whoever calls or comes in may say between which hours she can be called.

Why: a woman without a telephone of her own is called at a neighbour's in the evening or not at all (OFF-13). Writing the
call down makes her a person nobody can sign in as; her hours are kept with her from the first minute.

Revision ID: 0052
Revises: 0051
"""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute(
        "CREATE POLICY call_insert ON safe_contact FOR INSERT TO aud_route WITH CHECK (county = (SELECT ctx.county()))"
    )
    op.execute("GRANT INSERT ON safe_contact TO aud_route")


def downgrade() -> None:
    op.execute("DROP POLICY call_insert ON safe_contact")
    op.execute("REVOKE INSERT ON safe_contact FROM aud_route")
