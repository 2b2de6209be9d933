"""The one way to write an audit row, and the digest that proves it.

Why: changes are chained per record and every row is covered by its county's seal (design §5.15, §10.18); no audience
may write, change or remove audit rows by itself.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CALLERS = (
    "aud_woman, aud_cadre, aud_town, aud_dept, aud_desk, aud_case, aud_route, aud_provider, aud_admin, aud_auditor, "
    "aud_worker"
)
SIGNATURE = "ctx.audit_append(uuid, timestamptz, text, text, text, uuid, text, uuid, text, uuid, uuid, jsonb)"
FUNCTIONS = """
CREATE FUNCTION ctx.audit_digest(e audit_event) RETURNS bytea LANGUAGE sql STABLE AS
  $$ SELECT sha256(convert_to(concat_ws('|', e.county, e.id,
       to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.kind, e.action, e.actor_kind,
       COALESCE(e.actor_id::text, '-'), COALESCE(e.office_code, '-'), COALESCE(e.session_id::text, '-'),
       e.subject_table, e.subject_id, COALESCE(e.profile_id::text, '-'), e.facts::text,
       COALESCE(e.record_seq::text, '-'), COALESCE(encode(e.before_hash, 'hex'), '-')), 'UTF8')) $$;

-- Writers share a lock that the sealer takes alone: a seal never closes over a position still being written.
CREATE FUNCTION ctx.audit_append(new_id uuid, at timestamptz, what text, act text, by_kind text, by_id uuid,
    office text, session uuid, about_table text, about_id uuid, about_profile uuid, details jsonb)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  e audit_event;
BEGIN
  IF ctx.county() IS NULL OR (by_kind <> 'system' AND by_id IS DISTINCT FROM ctx.actor()) THEN
    RAISE EXCEPTION 'an audit row names who is acting' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock_shared(5002303, hashtext(ctx.county()));
  e.county := ctx.county(); e.id := new_id; e.created_at := at; e.kind := what; e.action := act;
  e.actor_kind := by_kind; e.actor_id := by_id; e.office_code := office; e.session_id := session;
  e.subject_table := about_table; e.subject_id := about_id; e.profile_id := about_profile; e.facts := details;
  IF what = 'change' THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(about_id::text, 5002304));
    SELECT a.record_seq, a.hash INTO e.record_seq, e.before_hash FROM audit_event a
      WHERE a.county = e.county AND a.subject_id = about_id AND a.record_seq IS NOT NULL
      ORDER BY a.record_seq DESC LIMIT 1;
    e.record_seq := COALESCE(e.record_seq, 0) + 1;
  END IF;
  INSERT INTO audit_event (county, id, created_at, kind, action, actor_kind, actor_id, office_code, session_id,
      subject_table, subject_id, profile_id, facts, record_seq, before_hash, hash)
    VALUES (e.county, e.id, e.created_at, e.kind, e.action, e.actor_kind, e.actor_id, e.office_code, e.session_id,
      e.subject_table, e.subject_id, e.profile_id, e.facts, e.record_seq, e.before_hash, ctx.audit_digest(e));
END $$;

-- Who else has this record open: its readers of the last minutes, for those who may see the request (QUE-02).
CREATE FUNCTION ctx.recent_readers(wanted uuid, since timestamptz)
  RETURNS TABLE (actor_id uuid, office_code text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT a.actor_id, a.office_code, max(a.created_at)
     FROM help_request r JOIN audit_event a ON a.county = r.county AND a.subject_id = r.id
     WHERE r.county = ctx.county() AND r.id = wanted AND a.kind = 'read' AND a.created_at >= since
       AND a.actor_id <> ctx.actor()
       AND (r.readers && ctx.readers() OR r.id = ANY (ctx.my_cases()))
     GROUP BY a.actor_id, a.office_code $$;
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(FUNCTIONS)
    for function in (SIGNATURE, "ctx.recent_readers(uuid, timestamptz)"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {CALLERS}")
        op.execute(f"ALTER FUNCTION {function} OWNER TO definer")
    op.execute("CREATE INDEX ix_audit_event_reads ON audit_event (county, subject_id, created_at) WHERE kind = 'read'")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def downgrade() -> None:
    op.execute("DROP INDEX ix_audit_event_reads")
    op.execute("DROP FUNCTION ctx.recent_readers(uuid, timestamptz)")
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.execute("DROP FUNCTION ctx.audit_digest(audit_event)")
