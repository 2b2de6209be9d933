"""An administrator may strike out a version of the settings that has not begun.

Why: taking the last settings back is one act at the desk (ADM-03); a version that is in force, or was, stays for good,
for old requests keep their old rules.

Revision ID: 0048
Revises: 0047
"""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

NOT_BEGUN = "county = (SELECT ctx.county()) AND valid_from > now()"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute(f"CREATE POLICY struck_out ON county_version FOR DELETE TO aud_admin USING ({NOT_BEGUN})")
    op.execute("GRANT DELETE ON county_version TO aud_admin")


def downgrade() -> None:
    op.execute("DROP POLICY struck_out ON county_version")
    op.execute("REVOKE DELETE ON county_version FROM aud_admin")
