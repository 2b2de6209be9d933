"""The worker forgets reports of wrong information that were looked into.

Why: who reported a course is kept for its limit only (SAF-11).

Revision ID: 0042
Revises: 0041
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    county = "county = (SELECT ctx.county())"
    op.execute(f"CREATE POLICY worker_delete ON course_report FOR DELETE TO aud_worker USING ({county})")
    op.execute("GRANT DELETE ON course_report TO aud_worker")


def downgrade() -> None:
    op.execute("DROP POLICY worker_delete ON course_report")
    op.execute("REVOKE DELETE ON course_report FROM aud_worker")
