"""What sign-in may do, as functions.

Why: nobody is known before sign-in, so its audience owns no row: it may only call these (design §10.1, §10.13). What
must survive a refusal (a counted try, a revoked family) is written here and committed before the refusal is spoken.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HEAD = "LANGUAGE {} SECURITY DEFINER SET search_path = public, pg_temp AS"
SQL, PLPGSQL = HEAD.format("sql"), HEAD.format("plpgsql")
FUNCTIONS = {
    # Count one try in its window; give the seconds to wait, 0 when it may go on.
    "rate_hit(text, uuid, text, timestamptz, integer, integer)": f"""
        CREATE FUNCTION ctx.rate_hit(c text, key uuid, name text, at timestamptz, seconds integer, most integer)
        RETURNS integer {PLPGSQL} $$
        DECLARE n integer; ends timestamptz;
        BEGIN
          INSERT INTO rate_count AS r (county, id, created_at, bucket, window_ends, hits)
            VALUES (c, key, at, name, at + make_interval(secs => seconds), 1)
          ON CONFLICT (county, id) DO UPDATE SET
            hits = CASE WHEN r.window_ends <= at THEN 1 ELSE r.hits + 1 END,
            window_ends = CASE WHEN r.window_ends <= at THEN at + make_interval(secs => seconds) ELSE r.window_ends END
          RETURNING hits, window_ends INTO n, ends;
          RETURN CASE WHEN n > most THEN greatest(1, ceil(extract(epoch FROM ends - at)))::integer ELSE 0 END;
        END $$""",
    "find_account(text, bytea, bytea)": f"""
        CREATE FUNCTION ctx.find_account(c text, openid bytea, phone bytea)
        RETURNS TABLE (account_id uuid, profile_id uuid, picture text, disabled boolean) {SQL} $$
          SELECT a.id, p.id, p.picture, a.disabled_at IS NOT NULL
          FROM account a JOIN profile p ON p.county = a.county AND p.account_id = a.id
          WHERE a.county = c AND (a.openid_index = openid OR a.phone_index = phone)
          ORDER BY p.created_at, p.id $$""",
    "make_account(text, uuid, uuid, timestamptz, bytea, bytea, bytea, bytea)": f"""
        CREATE FUNCTION ctx.make_account(c text, account uuid, person uuid, at timestamptz, openid_s bytea,
            openid_i bytea, phone_s bytea, phone_i bytea) RETURNS void {PLPGSQL} $$
        BEGIN
          INSERT INTO account (county, id, created_at, openid_sealed, openid_index, phone_sealed, phone_index)
            VALUES (c, account, at, openid_s, openid_i, phone_s, phone_i);
          INSERT INTO profile (county, id, created_at, account_id, picture, tells_only_when_open, version)
            VALUES (c, person, at, account, 'flower', false, 1);
        END $$""",
    "keep_phone_code(text, uuid, timestamptz, bytea, bytea, timestamptz)": f"""
        CREATE FUNCTION ctx.keep_phone_code(c text, key uuid, at timestamptz, phone bytea, code bytea, ends timestamptz)
        RETURNS void {PLPGSQL} $$
        BEGIN
          UPDATE phone_code SET used_at = at WHERE county = c AND phone_index = phone AND used_at IS NULL;
          INSERT INTO phone_code (county, id, created_at, phone_index, code_hash, tries, expires_at)
            VALUES (c, key, at, phone, code, 0, ends);
        END $$""",
    # One try at the newest code of a phone; spending it is a separate wish, so that a choice of person can follow.
    "try_phone_code(text, timestamptz, bytea, bytea, boolean)": f"""
        CREATE FUNCTION ctx.try_phone_code(c text, at timestamptz, phone bytea, code bytea, spend boolean)
        RETURNS boolean {PLPGSQL} $$
        DECLARE row phone_code;
        BEGIN
          SELECT * INTO row FROM phone_code WHERE county = c AND phone_index = phone AND used_at IS NULL
            AND expires_at > at AND tries < 5 ORDER BY created_at DESC LIMIT 1 FOR UPDATE;
          IF NOT FOUND THEN RETURN false; END IF;
          IF row.code_hash <> code THEN
            UPDATE phone_code SET tries = tries + 1 WHERE county = c AND id = row.id;
            RETURN false;
          END IF;
          IF spend THEN UPDATE phone_code SET used_at = at WHERE county = c AND id = row.id; END IF;
          RETURN true;
        END $$""",
    "find_staff(text, text)": f"""
        CREATE FUNCTION ctx.find_staff(c text, login text)
        RETURNS TABLE (staff_id uuid, password_hash text, totp_sealed bytea, totp_last_step integer,
            locked_until timestamptz, failures integer, grants jsonb) {SQL} $$
          SELECT s.id, k.password_hash, k.totp_sealed, k.totp_last_step, k.locked_until, k.failures,
            (SELECT jsonb_agg(jsonb_build_object('grant', g.id, 'role', g.role, 'office', g.office_code,
                 'office_name', o.name) ORDER BY g.created_at, g.id)
             FROM staff_grant g LEFT JOIN office o ON o.county = g.county AND o.code = g.office_code
             WHERE g.county = s.county AND g.staff_id = s.id AND g.revoked_at IS NULL)
          FROM staff s JOIN staff_credential k ON k.county = s.county AND k.id = s.id
          WHERE s.county = c AND s.login_name = login AND s.disabled_at IS NULL $$""",
    # Five wrong passwords lock for a minute, then twice as long each time, an hour at most.
    "note_staff_try(text, uuid, timestamptz, boolean, integer)": f"""
        CREATE FUNCTION ctx.note_staff_try(c text, who uuid, at timestamptz, good boolean, step integer)
        RETURNS void {SQL} $$
          UPDATE staff_credential SET
            failures = CASE WHEN good THEN 0 ELSE failures + 1 END,
            totp_last_step = COALESCE(step, totp_last_step),
            locked_until = CASE WHEN good THEN NULL WHEN failures + 1 >= 5
              THEN at + make_interval(mins => least(60, power(2, failures - 4)::integer)) ELSE locked_until END
          WHERE county = c AND id = who $$""",
    "open_session(text, uuid, timestamptz, text, uuid, uuid, uuid, timestamptz, uuid, bytea)": f"""
        CREATE FUNCTION ctx.open_session(c text, session uuid, at timestamptz, what text, owner uuid, person uuid,
            granted uuid, ends timestamptz, token uuid, digest bytea) RETURNS void {PLPGSQL} $$
        BEGIN
          INSERT INTO sign_in_session (county, id, created_at, kind, owner_id, profile_id, grant_id, expires_at)
            VALUES (c, session, at, what, owner, person, granted, ends);
          INSERT INTO refresh_token (county, id, created_at, session_id, owner_id, token_hash, expires_at)
            VALUES (c, token, at, session, owner, digest, ends);
        END $$""",
    # Rotate. The link before, shown again while its successor is unused, is a lost answer: the same successor again.
    # Anything older is a stolen chain: the family ends.
    "use_refresh(text, timestamptz, bytea, uuid, bytea, bytea, integer)": f"""
        CREATE FUNCTION ctx.use_refresh(c text, at timestamptz, digest bytea, next_id uuid, next_digest bytea,
            next_sealed bytea, again_seconds integer)
        RETURNS TABLE (outcome text, session_id uuid, kind text, owner_id uuid, profile_id uuid, link uuid,
            sealed bytea) {PLPGSQL} $$
        DECLARE t refresh_token; s sign_in_session; after_used timestamptz;
        BEGIN
          SELECT * INTO t FROM refresh_token r WHERE r.county = c AND r.token_hash = digest FOR UPDATE;
          IF NOT FOUND THEN RETURN QUERY SELECT 'unknown', NULL::uuid, '', NULL::uuid, NULL::uuid, NULL::uuid,
            NULL::bytea; RETURN; END IF;
          SELECT * INTO s FROM sign_in_session x WHERE x.county = c AND x.id = t.session_id FOR UPDATE;
          IF s.revoked_at IS NOT NULL OR t.expires_at <= at OR s.expires_at <= at THEN
            RETURN QUERY SELECT 'dead', s.id, s.kind::text, s.owner_id, s.profile_id, t.id, NULL::bytea; RETURN;
          END IF;
          IF t.used_at IS NULL THEN
            INSERT INTO refresh_token (county, id, created_at, session_id, owner_id, token_hash, expires_at)
              VALUES (c, next_id, at, s.id, s.owner_id, next_digest, t.expires_at);
            UPDATE refresh_token r SET used_at = at, successor_id = next_id, successor_sealed = next_sealed
              WHERE r.county = c AND r.id = t.id;
            RETURN QUERY SELECT 'fresh', s.id, s.kind::text, s.owner_id, s.profile_id, t.id, NULL::bytea; RETURN;
          END IF;
          SELECT r.used_at INTO after_used FROM refresh_token r WHERE r.county = c AND r.id = t.successor_id;
          IF after_used IS NULL AND at <= t.used_at + make_interval(secs => again_seconds) THEN
            RETURN QUERY SELECT 'again', s.id, s.kind::text, s.owner_id, s.profile_id, t.successor_id,
              t.successor_sealed; RETURN;
          END IF;
          UPDATE sign_in_session x SET revoked_at = at, revoked_why = 'refresh_reused' WHERE x.county = c AND x.id = s.id;
          RETURN QUERY SELECT 'reused', s.id, s.kind::text, s.owner_id, s.profile_id, t.id, NULL::bytea;
        END $$""",
    "accept_invitation(text, timestamptz, bytea, text)": f"""
        CREATE FUNCTION ctx.accept_invitation(c text, at timestamptz, code bytea, hash text) RETURNS uuid {PLPGSQL} $$
        DECLARE who uuid;
        BEGIN
          UPDATE invitation SET used_at = at WHERE county = c AND code_hash = code AND used_at IS NULL
            AND expires_at > at RETURNING staff_id INTO who;
          IF who IS NOT NULL THEN
            UPDATE staff_credential SET password_hash = hash, failures = 0, locked_until = NULL
              WHERE county = c AND id = who;
          END IF;
          RETURN who;
        END $$""",
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    for signature, body in FUNCTIONS.items():
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION ctx.{signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION ctx.{signature} TO aud_sign_in")
        op.execute(f"ALTER FUNCTION ctx.{signature} OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION ctx.{signature}")
