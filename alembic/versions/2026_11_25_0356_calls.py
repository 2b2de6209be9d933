"""Let the routing audience write down who called.

Why: a woman without any device is a person all the same; her call makes a profile that she may claim later (MSG-08).

Revision ID: 0017
Revises: 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute(f"CREATE POLICY call_select ON account FOR SELECT TO aud_route USING ({COUNTY})")
    op.execute(f"CREATE POLICY call_insert ON account FOR INSERT TO aud_route WITH CHECK ({COUNTY})")
    op.execute(f"CREATE POLICY call_insert ON profile FOR INSERT TO aud_route WITH CHECK ({COUNTY})")
    op.execute(f"CREATE POLICY call_insert ON consent FOR INSERT TO aud_route WITH CHECK ({COUNTY})")
    op.execute("GRANT SELECT, INSERT ON account TO aud_route")
    op.execute("GRANT INSERT ON profile, consent TO aud_route")


def downgrade() -> None:
    op.execute("REVOKE INSERT ON profile, consent FROM aud_route")
    op.execute("REVOKE SELECT, INSERT ON account FROM aud_route")
    for table in ("consent", "profile", "account"):
        op.execute(f"DROP POLICY call_insert ON {table}")
    op.execute("DROP POLICY call_select ON account")
