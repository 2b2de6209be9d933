"""The auditor reads no row about a closed request, and a backup reads every table.

Why: an audit row names whose request it is about and who looked, so it tells that there is a closed one (SAF-04, leak
path 8); the seals still cover it and `shouwang audit verify` still proves it. And a backup without the jobs would lose
every notice that waits.

Revision ID: 0032
Revises: 0031
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute(f"ALTER POLICY {_shared()} ON audit_event TO aud_worker")
    op.execute(
        f"CREATE POLICY auditor_select ON audit_event FOR SELECT TO aud_auditor "
        f"USING ({COUNTY} AND facts ->> 'closed' IS NULL)"
    )
    op.execute("GRANT USAGE ON SCHEMA jobs, ctx TO backup")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA jobs, public TO backup")
    op.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA jobs, public TO backup")


def downgrade() -> None:
    op.execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA jobs, public FROM backup")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA jobs FROM backup")
    op.execute("REVOKE ALL ON alembic_version FROM backup")
    op.execute("REVOKE USAGE ON SCHEMA jobs, ctx FROM backup")
    op.execute("DROP POLICY auditor_select ON audit_event")
    op.execute(f"ALTER POLICY {_shared()} ON audit_event TO aud_auditor, aud_worker")


def _shared() -> str:
    """Find the policy auditor and worker shared: migration 0002 numbered it."""
    query = """
        SELECT policyname FROM pg_policies
        WHERE tablename = 'audit_event' AND cmd = 'SELECT' AND 'aud_worker' = ANY (roles)
    """
    return str(op.get_bind().exec_driver_sql(query).scalar_one())
