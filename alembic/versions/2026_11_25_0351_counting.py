"""Let the worker count what it sends.

Why: text messages have a limit per number and day and one for everybody per minute, whoever sends them (INT-07).

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

HIT = "ctx.rate_hit(text, uuid, text, timestamptz, integer, integer)"


def _by_the_definer(command: str) -> None:
    op.execute("SET LOCAL ROLE definer")
    op.execute(command)
    op.execute("SET LOCAL ROLE owner")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _by_the_definer(f"GRANT EXECUTE ON FUNCTION {HIT} TO aud_worker")


def downgrade() -> None:
    _by_the_definer(f"REVOKE EXECUTE ON FUNCTION {HIT} FROM aud_worker")
