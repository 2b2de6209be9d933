"""Two sign-ins at the same moment cannot both use one code.

Why: the last used step is read before the slow password hash and written after it; whoever saw the six digits and
raced their owner would have come in beside her (R16). The step is taken where it is written, by one of the two.

Revision ID: 0035
Revises: 0034
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

SIGNATURE = "ctx.note_staff_try(text, uuid, timestamptz, boolean, integer)"
# Five wrong passwords lock for a minute, then twice as long each time, an hour at most.
NOTE = """
CREATE FUNCTION ctx.note_staff_try(c text, who uuid, at timestamptz, good boolean, step integer)
RETURNS {returns} LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  {begins}UPDATE staff_credential SET
    failures = CASE WHEN good THEN 0 ELSE failures + 1 END,
    totp_last_step = COALESCE(step, totp_last_step),
    locked_until = CASE WHEN good THEN NULL WHEN failures + 1 >= 5
      THEN at + make_interval(mins => least(60, power(2, failures - 4)::integer)) ELSE locked_until END
  WHERE county = c AND id = who{ends} $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _note_staff_try(
        returns="boolean",
        begins="WITH noted AS (",
        ends=" AND (step IS NULL OR totp_last_step IS NULL OR totp_last_step < step) RETURNING 1)\n"
        "  SELECT EXISTS (SELECT FROM noted)",
    )


def downgrade() -> None:
    _note_staff_try(returns="void", begins="", ends="")


def _note_staff_try(*, returns: str, begins: str, ends: str) -> None:
    """Make the function anew; it belongs to the definer, who may make functions for this moment only."""
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute("SET LOCAL ROLE definer")
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.execute(NOTE.format(returns=returns, begins=begins, ends=ends))
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO aud_sign_in")
    op.execute("SET LOCAL ROLE owner")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")
