"""The worker forgets tips on agents and planned visits.

Why: a tip that was seen to is kept for its limit only (SAF-11), and nobody goes to see a woman whose data was deleted
at her word (R39). The worker reads of a tip nothing it can open for anybody.

Revision ID: 0037
Revises: 0036
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
RIGHTS = (("loan_tip", "SELECT"), ("loan_tip", "DELETE"), ("home_visit", "DELETE"))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    for table, verb in RIGHTS:
        op.execute(f"CREATE POLICY worker_{verb.lower()} ON {table} FOR {verb} TO aud_worker USING ({COUNTY})")
        op.execute(f"GRANT {verb} ON {table} TO aud_worker")


def downgrade() -> None:
    for table, verb in RIGHTS:
        op.execute(f"DROP POLICY worker_{verb.lower()} ON {table}")
        op.execute(f"REVOKE {verb} ON {table} FROM aud_worker")
