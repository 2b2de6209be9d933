"""A job that is no notice goes before all notices: a flood of them must not hold up a danger that climbs.

Why: pushes, climbs and sweeps waited over a minute behind thousands of deliveries (REQ-06, design §10.5).

Revision ID: 0027
Revises: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

DEFER = """
    CREATE OR REPLACE FUNCTION jobs.defer(task text, task_lock text, once text, details jsonb, run_at timestamptz)
    RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = jobs, pg_temp AS
    $$ INSERT INTO procrastinate_jobs ({column}queue_name, task_name, lock, queueing_lock, args, scheduled_at)
       VALUES ({value}'default', task, task_lock, once, details, run_at)
       ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING RETURNING id $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _write(column="priority, ", value="CASE WHEN task = 'deliver_notice' THEN 0 ELSE 5 END, ")


def downgrade() -> None:
    _write(column="", value="")


def _write(*, column: str, value: str) -> None:
    op.execute("GRANT CREATE ON SCHEMA jobs TO jobs_definer")
    op.execute("SET LOCAL ROLE jobs_definer")
    op.execute(DEFER.format(column=column, value=value))
    op.execute("SET LOCAL ROLE owner")
    op.execute("REVOKE CREATE ON SCHEMA jobs FROM jobs_definer")
