"""Job tables of the worker library, in a schema of their own.

Why: a notice is a row and a job in the same transaction (design §5.10, §10.14); one definer function is the only way in.

Revision ID: 0003
Revises: 0002
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).with_name("jobs_schema.sql")
CALLERS = (
    "aud_public, aud_woman, aud_cadre, aud_town, aud_dept, aud_desk, aud_case, aud_route, aud_provider, aud_admin, "
    "aud_auditor, aud_worker"
)
DEFER = """
    CREATE FUNCTION jobs.defer(task text, task_lock text, once text, details jsonb, run_at timestamptz)
    RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = jobs, pg_temp AS
    $$ INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, scheduled_at)
       VALUES ('default', task, task_lock, once, details, run_at)
       ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING RETURNING id $$
"""
HOLD_PATH = """
    DO $$ DECLARE f regprocedure; BEGIN
      FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', f);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO worker_login, jobs_definer', f);
      END LOOP;
    END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    # Many statements in one text: straight to the driver, which reads no placeholders into it.
    op.get_bind().connection.driver_connection.execute(SCHEMA.read_text(encoding="utf-8"))
    op.execute("SET LOCAL search_path = public")
    op.execute("GRANT USAGE, CREATE ON SCHEMA jobs TO jobs_definer")
    op.execute(DEFER)
    op.execute(HOLD_PATH)
    op.execute("GRANT SELECT, INSERT ON jobs.procrastinate_jobs, jobs.procrastinate_events TO jobs_definer")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO jobs_definer, worker_login")
    op.execute(f"GRANT USAGE ON SCHEMA jobs TO worker_login, {CALLERS}")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO worker_login")
    op.execute(f"GRANT EXECUTE ON FUNCTION jobs.defer(text, text, text, jsonb, timestamptz) TO {CALLERS}")
    op.execute("ALTER FUNCTION jobs.defer(text, text, text, jsonb, timestamptz) OWNER TO jobs_definer")
    op.execute("REVOKE CREATE ON SCHEMA jobs FROM jobs_definer")


def downgrade() -> None:
    op.execute("DROP SCHEMA jobs CASCADE")
