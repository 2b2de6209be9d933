"""A password hash may be replaced by a stronger one of the same password.

Why: when the strength of the hash is raised, every worker's old hash goes at the next good sign-in, the only moment at
which her password is there to be hashed again (R19).

Revision ID: 0034
Revises: 0033
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

SIGNATURE = "ctx.renew_hash(text, uuid, text, text)"
# Only the very hash that was just proved: a password changed meanwhile stays.
RENEW = """
CREATE FUNCTION ctx.renew_hash(c text, who uuid, proved text, renewed text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE staff_credential SET password_hash = renewed WHERE county = c AND id = who AND password_hash = proved $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(RENEW)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO aud_sign_in")
    op.execute(f"ALTER FUNCTION {SIGNATURE} OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
