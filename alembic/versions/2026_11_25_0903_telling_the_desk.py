"""The database tells the desk that something of its queues changed.

Why: counts are pushed, not polled (design §9). A change says a county and a token, never a content: the readers of the
task or of the event, or, at closed level, each named person of the case by a token nobody else listens to. A session
that is revoked says so too, so that its streams end at once.

Revision ID: 0045
Revises: 0044
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION ctx.tell_members(c text, about uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = public, pg_temp AS
$$ SELECT pg_notify('desk', c || '|case:' || m.staff_id) FROM case_member m
   WHERE m.county = c AND m.request_id = about AND m.until IS NULL $$;

CREATE FUNCTION ctx.tell_of_task() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.reader IS NOT NULL THEN PERFORM pg_notify('desk', NEW.county || '|' || NEW.reader); END IF;
  IF NEW.level = 'closed' THEN PERFORM ctx.tell_members(NEW.county, NEW.request_id); END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.reader IS NOT NULL THEN PERFORM pg_notify('desk', OLD.county || '|' || OLD.reader); END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION ctx.tell_of_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('desk', NEW.county || '|' || one) FROM unnest(NEW.readers) one;
  IF NEW.readers = '{}' THEN PERFORM ctx.tell_members(NEW.county, NEW.request_id); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION ctx.tell_of_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('desk', NEW.county || '|case:' || NEW.staff_id);
  RETURN NULL;
END $$;

CREATE FUNCTION ctx.tell_of_session() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('desk', NEW.county || '|session:' || NEW.id);
  RETURN NULL;
END $$;
"""
NAMES = ("tell_of_task()", "tell_of_event()", "tell_of_member()", "tell_of_session()")
TRIGGERS = (
    (
        "tell_desk",
        "request_task",
        "INSERT OR UPDATE OF reader, state, due_at, staff_id, request_state, level",
        NAMES[0],
    ),
    ("tell_desk", "request_event", "INSERT", NAMES[1]),
    ("tell_desk", "case_member", "INSERT OR UPDATE OF until", NAMES[2]),
    ("tell_desk", "sign_in_session", "UPDATE OF revoked_at, grant_id", NAMES[3]),
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(FUNCTIONS)
    for name, table, when, function in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION ctx.{function}")
    for function in ("tell_members(text, uuid)", *NAMES):
        op.execute(f"REVOKE ALL ON FUNCTION ctx.{function} FROM PUBLIC")
        op.execute(f"ALTER FUNCTION ctx.{function} OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def downgrade() -> None:
    for name, table, _, _ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in (*NAMES, "tell_members(text, uuid)"):
        op.execute(f"DROP FUNCTION ctx.{function}")
