"""Context functions and the second wall.

Why: every county-owned table is forced under row-level security, one simple predicate per audience (design §5.5,
§10.11, §10.13), so that a forgotten filter returns nothing. With no context set, every table is empty.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
READERS = f"{COUNTY} AND readers && COALESCE((SELECT ctx.readers()), '{{}}')"
TEAM = f"{COUNTY} AND reader = ANY (COALESCE((SELECT ctx.team()), '{{}}'))"
READER = f"{COUNTY} AND reader = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
CASE = f"{COUNTY} AND request_id = ANY (COALESCE((SELECT ctx.my_cases()), '{{}}'))"
CASE_ID = f"{COUNTY} AND id = ANY (COALESCE((SELECT ctx.my_cases()), '{{}}'))"
ACTOR = f"{COUNTY} AND owner_id = (SELECT ctx.actor())"
MYSELF = f"{COUNTY} AND id = (SELECT ctx.actor())"

DESK = "aud_town, aud_dept, aud_desk"
STAFF = "aud_cadre, aud_town, aud_dept, aud_desk, aud_case, aud_provider, aud_admin, aud_auditor"
SIGNED_IN = f"aud_woman, {STAFF}"
EVERYONE = f"aud_public, {SIGNED_IN}, aud_route, aud_worker"

# (table, roles, commands, predicate). A command's letter: S select, I insert, U update, D delete.
POLICIES = [
    ("county_version", EVERYONE, "S", COUNTY),
    ("county_version", "aud_admin", "I", COUNTY),
    ("office", EVERYONE, "S", COUNTY),
    ("office", "aud_admin", "IU", COUNTY),
    ("data_key", EVERYONE, "S", COUNTY),
    ("account", "aud_woman", "SIU", MYSELF),
    ("profile", "aud_woman", "SIU", f"{COUNTY} AND account_id = (SELECT ctx.actor())"),
    ("profile", "aud_route, aud_worker", "S", COUNTY),
    ("staff", f"{STAFF}, aud_route, aud_worker", "S", COUNTY),
    ("staff", "aud_admin", "IU", COUNTY),
    ("staff_credential", STAFF, "SU", MYSELF),
    ("staff_credential", "aud_admin", "I", COUNTY),
    ("staff_grant", f"{STAFF}, aud_route, aud_worker", "S", COUNTY),
    ("staff_grant", "aud_admin", "IU", COUNTY),
    ("invitation", "aud_admin", "SIU", COUNTY),
    ("sign_in_session", SIGNED_IN, "SIU", ACTOR),
    ("refresh_token", SIGNED_IN, "SIU", ACTOR),
    ("service_contact", f"{STAFF}, aud_route, aud_worker, aud_woman", "S", COUNTY),
    ("service_contact", "aud_admin", "IUD", COUNTY),
    ("closed_roster", "aud_admin, aud_route, aud_worker", "S", COUNTY),
    ("closed_roster", "aud_admin", "IUD", COUNTY),
    ("absence", f"{STAFF}, aud_route, aud_worker", "S", COUNTY),
    ("absence", "aud_admin", "IUD", COUNTY),
    ("staff_relation", "aud_admin, aud_route", "S", COUNTY),
    ("staff_relation", "aud_admin", "IUD", COUNTY),
    ("handler_block", "aud_woman", "SID", OWN),
    ("handler_block", "aud_route", "S", COUNTY),
    ("help_request", "aud_woman", "SIU", OWN),
    ("help_request", DESK, "SU", READERS),
    ("help_request", "aud_case", "SU", CASE_ID),
    ("help_request", "aud_route", "SIU", COUNTY),
    ("help_request", "aud_worker", "SU", COUNTY),
    ("request_task", "aud_woman", "S", OWN),
    ("request_task", DESK, "SU", TEAM),
    ("request_task", "aud_case", "SU", CASE),
    ("request_task", "aud_route, aud_worker", "SIU", COUNTY),
    ("request_event", "aud_woman", "SI", f"{OWN} AND shown_to_her"),
    ("request_event", DESK, "SI", READERS),
    ("request_event", "aud_case", "SI", CASE),
    ("request_event", "aud_route, aud_worker", "SIU", COUNTY),
    ("request_message", "aud_woman", "SI", f"{OWN} AND audience = 'her'"),
    ("request_message", DESK, "SIU", READERS),
    ("request_message", "aud_case", "SIU", CASE),
    ("request_message", "aud_route", "SIU", COUNTY),
    ("request_rating", "aud_woman", "SI", OWN),
    ("request_rating", DESK, "S", READERS),
    ("request_rating", "aud_case", "S", CASE),
    ("request_rating", "aud_route", "SIU", COUNTY),
    ("case_member", "aud_case", "S", CASE),
    ("case_member", "aud_route, aud_worker", "SIU", COUNTY),
    ("case_key", "aud_woman", "S", f"{OWN} AND escrowed_at IS NULL"),
    ("case_key", "aud_case", "S", f"{CASE_ID} AND escrowed_at IS NULL"),
    ("case_key", "aud_route", "SIU", COUNTY),
    ("receipt_number", "aud_woman", "SIU", OWN),
    ("receipt_number", "aud_route", "SIU", COUNTY),
    ("kept_answer", SIGNED_IN, "SI", ACTOR),
    ("kept_answer", "aud_route", "SU", COUNTY),
    ("kept_answer", "aud_worker", "SD", COUNTY),
    ("notice", "aud_woman", "SU", OWN),
    ("notice", f"{DESK}, aud_case, aud_cadre", "SU", READER),
    ("notice", f"{EVERYONE}", "I", COUNTY),
    ("notice", "aud_worker", "SU", COUNTY),
    ("audit_event", "aud_auditor, aud_worker", "S", COUNTY),
    ("audit_event", "aud_woman", "S", OWN),
    ("audit_seal", "aud_auditor", "S", COUNTY),
    ("audit_seal", "aud_worker", "SI", COUNTY),
    ("phone_code", "", "", ""),
    ("rate_count", "", "", ""),
]
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
# What the definer functions may see: sign-in, membership and the audit chain, nothing else.
DEFINER = {
    "account": "SIU",
    "office": "S",
    "profile": "SI",
    "staff": "S",
    "staff_credential": "SU",
    "staff_grant": "S",
    "invitation": "SU",
    "sign_in_session": "SIU",
    "refresh_token": "SIU",
    "phone_code": "SIU",
    "rate_count": "SIUD",
    "case_member": "S",
    "help_request": "S",
    "request_task": "S",
    "audit_event": "SI",
}

FUNCTIONS = """
CREATE SCHEMA ctx;
GRANT USAGE ON SCHEMA ctx TO {everyone}, aud_sign_in, definer;
GRANT CREATE ON SCHEMA ctx TO definer;

CREATE FUNCTION ctx.county() RETURNS text LANGUAGE sql STABLE AS
  $$ SELECT NULLIF(current_setting('app.county', true), '') $$;
CREATE FUNCTION ctx.actor() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT NULLIF(current_setting('app.actor', true), '')::uuid $$;
CREATE FUNCTION ctx.profile() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT NULLIF(current_setting('app.profile', true), '')::uuid $$;
CREATE FUNCTION ctx.readers() RETURNS text[] LANGUAGE sql STABLE AS
  $$ SELECT COALESCE(NULLIF(current_setting('app.readers', true), '')::text[], '{{}}') $$;
CREATE FUNCTION ctx.team() RETURNS text[] LANGUAGE sql STABLE AS
  $$ SELECT COALESCE(NULLIF(current_setting('app.team', true), '')::text[], '{{}}') $$;
CREATE FUNCTION ctx.towns() RETURNS text[] LANGUAGE sql STABLE AS
  $$ SELECT COALESCE(NULLIF(current_setting('app.towns', true), '')::text[], '{{}}') $$;
CREATE FUNCTION ctx.villages() RETURNS text[] LANGUAGE sql STABLE AS
  $$ SELECT COALESCE(NULLIF(current_setting('app.villages', true), '')::text[], '{{}}') $$;

-- Closed cases are reached by membership read from the table by who is acting, never from a setting.
CREATE FUNCTION ctx.my_cases() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS
  $$ SELECT COALESCE(array_agg(request_id), '{{}}') FROM case_member
     WHERE county = ctx.county() AND staff_id = ctx.actor() AND until IS NULL $$;

-- Who handles a request: every part, for those who may see the request itself.
CREATE FUNCTION ctx.request_parts(wanted uuid)
  RETURNS TABLE (id uuid, part text, state text, office_code text, staff_id uuid, due_at timestamptz, ended_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT t.id, t.part, t.state, t.office_code, t.staff_id, t.due_at, t.ended_at
     FROM help_request r JOIN request_task t ON t.county = r.county AND t.request_id = r.id
     WHERE r.county = ctx.county() AND r.id = wanted
       AND (r.readers && ctx.readers() OR r.profile_id = ctx.profile() OR r.id = ANY (ctx.my_cases()))
     ORDER BY t.created_at, t.id $$;

-- Who a session stands for right now; a revoked session, grant or account gives no row.
CREATE FUNCTION ctx.find_actor(wanted_county text, wanted_session uuid)
  RETURNS TABLE (role text, owner_id uuid, profile_id uuid, office_code text, office_kind text, divisions text[],
                 expires_at timestamptz, team text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT CASE s.kind WHEN 'woman' THEN 'woman' ELSE g.role END, s.owner_id, p.id, g.office_code, o.kind,
       g.divisions, s.expires_at,
       CASE WHEN g.role IN ('department_head', 'county_desk') THEN
         (SELECT array_agg('staff:' || m.staff_id) FROM staff_grant m
          WHERE m.county = s.county AND m.office_code = g.office_code AND m.revoked_at IS NULL) END
     FROM sign_in_session s
     LEFT JOIN account a ON s.kind = 'woman' AND a.county = s.county AND a.id = s.owner_id AND a.disabled_at IS NULL
     LEFT JOIN profile p ON p.county = s.county AND p.id = s.profile_id AND p.account_id = a.id
     LEFT JOIN staff w ON s.kind = 'staff' AND w.county = s.county AND w.id = s.owner_id AND w.disabled_at IS NULL
     LEFT JOIN staff_grant g ON g.county = s.county AND g.id = s.grant_id AND g.staff_id = w.id AND g.revoked_at IS NULL
     LEFT JOIN office o ON o.county = s.county AND o.code = g.office_code
     WHERE s.county = wanted_county AND s.id = wanted_session AND s.revoked_at IS NULL
       AND (p.id IS NOT NULL OR g.id IS NOT NULL) $$;
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute(FUNCTIONS.format(everyone=EVERYONE))
    for function in ("ctx.my_cases()", "ctx.request_parts(uuid)"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {SIGNED_IN}, aud_route, definer")
        op.execute(f"ALTER FUNCTION {function} OWNER TO definer")
    op.execute("REVOKE ALL ON FUNCTION ctx.find_actor(text, uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION ctx.find_actor(text, uuid) TO aud_sign_in")
    op.execute("ALTER FUNCTION ctx.find_actor(text, uuid) OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {EVERYONE}, aud_sign_in, definer, backup")
    op.execute(f"GRANT SELECT ON county, division TO {EVERYONE}, aud_sign_in, definer, backup")
    for table in dict.fromkeys(row[0] for row in POLICIES):
        _wall(table)
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            _policy(table, f"p{number}_{VERBS[letter].lower()}", roles, letter, predicate)
    for table, commands in DEFINER.items():
        for letter in commands:
            _policy(table, f"definer_{VERBS[letter].lower()}", "definer", letter, "true")


def _wall(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {table} TO backup")


def _policy(table: str, name: str, roles: str, letter: str, predicate: str) -> None:
    verb = VERBS[letter]
    using = "" if letter == "I" else f" USING ({predicate})"
    check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
    op.execute(f"CREATE POLICY {name} ON {table} FOR {verb} TO {roles}{using}{check}")
    op.execute(f"GRANT {verb} ON {table} TO {roles}")


def downgrade() -> None:
    for table in dict.fromkeys(row[0] for row in POLICIES):
        op.execute(f"REVOKE ALL ON {table} FROM {EVERYONE}, aud_sign_in, definer, backup")
        op.execute(
            f"DO $$ DECLARE p record; BEGIN FOR p IN SELECT policyname FROM pg_policies WHERE tablename = '{table}' "
            f"LOOP EXECUTE format('DROP POLICY %I ON {table}', p.policyname); END LOOP; END $$"
        )
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON county, division FROM {EVERYONE}, aud_sign_in, definer, backup")
    op.execute("DROP SCHEMA ctx CASCADE")
