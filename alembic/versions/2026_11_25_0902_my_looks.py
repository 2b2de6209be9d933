"""When a worker last looked at each of some requests.

Why: a queue marks what is new to whoever reads it (QUE-01). Looks are audit rows already, so nothing more is kept: a
worker is told of their own looks alone, whatever ids are asked for.

Revision ID: 0044
Revises: 0043
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SIGNATURE = "ctx.my_looks(uuid[])"
CALLERS = "aud_town, aud_dept, aud_desk, aud_case"
MY_LOOKS = """
CREATE FUNCTION ctx.my_looks(wanted uuid[]) RETURNS TABLE (subject_id uuid, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT a.subject_id, max(a.created_at) FROM audit_event a
   WHERE a.county = ctx.county() AND a.subject_id = ANY (wanted) AND a.kind = 'read'
     AND a.action = 'help_request:read' AND a.actor_id = ctx.actor()
   GROUP BY a.subject_id $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(MY_LOOKS)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {CALLERS}")
    op.execute(f"ALTER FUNCTION {SIGNATURE} OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
