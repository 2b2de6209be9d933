"""PINs of people who share a phone, the second factor of staff, idle sessions, and acts that take two.

Why: her in-laws also hold the phone, a desk is left alone for a minute, and no single administrator may open a door
(SAF-03, ADM-05, ADM-06).

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
STAFF = "aud_cadre, aud_town, aud_dept, aud_desk, aud_case, aud_provider, aud_admin, aud_auditor"
MINE = f"{COUNTY} AND staff_id = (SELECT ctx.actor())"
OPEN_SESSION = "(text, uuid, timestamptz, text, uuid, uuid, uuid, timestamptz, uuid, bytea"
HEAD = "SECURITY DEFINER SET search_path = public, pg_temp AS"
FIND_ACTOR = """
CREATE FUNCTION ctx.find_actor(wanted_county text, wanted_session uuid)
  RETURNS TABLE (role text, owner_id uuid, profile_id uuid, office_code text, office_kind text, divisions text[],
                 expires_at timestamptz, team text[]{more})
  LANGUAGE sql STABLE {head}
  $$ SELECT CASE s.kind WHEN 'woman' THEN 'woman' ELSE g.role END, s.owner_id, p.id, g.office_code, o.kind,
       g.divisions, s.expires_at,
       CASE WHEN g.role IN ('department_head', 'county_desk') THEN
         (SELECT array_agg('staff:' || m.staff_id) FROM staff_grant m
          WHERE m.county = s.county AND m.office_code = g.office_code AND m.revoked_at IS NULL) END{columns}
     FROM sign_in_session s
     LEFT JOIN account a ON s.kind = 'woman' AND a.county = s.county AND a.id = s.owner_id AND a.disabled_at IS NULL
     LEFT JOIN profile p ON p.county = s.county AND p.id = s.profile_id AND p.account_id = a.id
     LEFT JOIN staff w ON s.kind = 'staff' AND w.county = s.county AND w.id = s.owner_id AND w.disabled_at IS NULL
     LEFT JOIN staff_grant g ON g.county = s.county AND g.id = s.grant_id AND g.staff_id = w.id AND g.revoked_at IS NULL
     LEFT JOIN office o ON o.county = s.county AND o.code = g.office_code
     WHERE s.county = wanted_county AND s.id = wanted_session AND s.revoked_at IS NULL
       AND (p.id IS NOT NULL OR g.id IS NOT NULL) $$
"""
# A worker's refresh token dies after fifteen idle minutes; hers lives as long as her session.
OPEN = """
CREATE FUNCTION ctx.open_session(c text, session uuid, at timestamptz, what text, owner uuid, person uuid,
    granted uuid, ends timestamptz, token uuid, digest bytea{more}) RETURNS void LANGUAGE plpgsql {head} $$
BEGIN
  INSERT INTO sign_in_session (county, id, created_at, kind, owner_id, profile_id, grant_id, expires_at{column})
    VALUES (c, session, at, what, owner, person, granted, ends{value});
  INSERT INTO refresh_token (county, id, created_at, session_id, owner_id, token_hash, expires_at)
    VALUES (c, token, at, session, owner, digest, {expires});
END $$
"""
IDLE = "CASE WHEN what = 'staff' THEN least(ends, at + interval '15 minutes') ELSE ends END"
ROTATE = """
CREATE OR REPLACE FUNCTION ctx.use_refresh(c text, at timestamptz, digest bytea, next_id uuid, next_digest bytea,
    next_sealed bytea, again_seconds integer)
RETURNS TABLE (outcome text, session_id uuid, kind text, owner_id uuid, profile_id uuid, link uuid,
    sealed bytea) LANGUAGE plpgsql {head} $$
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
      VALUES (c, next_id, at, s.id, s.owner_id, next_digest, {expires});
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
END $$
"""
STAFF_IDLE = "CASE WHEN s.kind = 'staff' THEN least(s.expires_at, at + interval '15 minutes') ELSE t.expires_at END"
RECOVER = f"""
CREATE FUNCTION ctx.use_recovery_code(c text, who uuid, digest bytea, at timestamptz) RETURNS boolean
LANGUAGE sql {HEAD} $$
  WITH used AS (UPDATE recovery_code SET used_at = at
    WHERE county = c AND staff_id = who AND code_hash = digest AND used_at IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM used) $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("profile", sa.Column("pin_failures", sa.Integer(), server_default="0", nullable=False))
    op.add_column("profile", sa.Column("pin_locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sign_in_session", sa.Column("unlocked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sign_in_session", sa.Column("strong", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("staff_credential", sa.Column("totp_pending_sealed", sa.LargeBinary(), nullable=True))
    _tables()
    _functions(
        find={"more": ", strong boolean, has_pin boolean, unlocked_until timestamptz",
              "columns": ",\n       s.strong, p.pin_hash IS NOT NULL, s.unlocked_until"},
        opening={"more": ", second boolean", "column": ", strong", "value": ", second", "expires": IDLE},
        before=")", after=", boolean)", expires=STAFF_IDLE,
    )  # fmt: skip
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(RECOVER)
    op.execute("REVOKE ALL ON FUNCTION ctx.use_recovery_code(text, uuid, bytea, timestamptz) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION ctx.use_recovery_code(text, uuid, bytea, timestamptz) TO aud_sign_in")
    op.execute("ALTER FUNCTION ctx.use_recovery_code(text, uuid, bytea, timestamptz) OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def _functions(*, find: dict[str, str], opening: dict[str, str], before: str, after: str, expires: str) -> None:
    """Make the sign-in functions anew; they belong to the definer, who may make functions for this moment only."""
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute("SET LOCAL ROLE definer")
    op.execute("DROP FUNCTION ctx.find_actor(text, uuid)")
    op.execute(FIND_ACTOR.format(head=HEAD, **find))
    op.execute(f"DROP FUNCTION ctx.open_session{OPEN_SESSION}{before}")
    op.execute(OPEN.format(head=HEAD, **opening))
    op.execute(ROTATE.format(head=HEAD, expires=expires))
    for function in ("ctx.find_actor(text, uuid)", f"ctx.open_session{OPEN_SESSION}{after}"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO aud_sign_in")
    op.execute("SET LOCAL ROLE owner")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def _row(name: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{name}")),
    )
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY owner ON {name} TO owner USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {name} TO backup")


def _tables() -> None:
    _row(
        "recovery_code",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "staff_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_recovery_code_county_staff_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_recovery_code_county_staff_id"), "recovery_code", ["county", "staff_id"])
    op.execute(f"CREATE POLICY made ON recovery_code FOR INSERT TO {STAFF} WITH CHECK ({MINE})")
    op.execute(f"CREATE POLICY replaced ON recovery_code FOR DELETE TO {STAFF} USING ({MINE})")
    op.execute(f"CREATE POLICY seen ON recovery_code FOR SELECT TO {STAFF} USING ({MINE})")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON recovery_code TO {STAFF}")
    op.execute("CREATE POLICY definer_select ON recovery_code FOR SELECT TO definer USING (true)")
    op.execute("CREATE POLICY definer_update ON recovery_code FOR UPDATE TO definer USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, UPDATE ON recovery_code TO definer")
    _row(
        "proposal",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('grant', 'roster', 'ledger_export')", name=op.f("ck_proposal_kind_word")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_proposal_takes_two")),
    )
    op.create_index(op.f("ix_proposal_county_created_at"), "proposal", ["county", "created_at"])
    op.execute(f"CREATE POLICY seen ON proposal FOR SELECT TO aud_admin, aud_desk USING ({COUNTY})")
    op.execute(f"CREATE POLICY made ON proposal FOR INSERT TO aud_admin, aud_desk WITH CHECK ({COUNTY})")
    op.execute(
        f"CREATE POLICY decided ON proposal FOR UPDATE TO aud_admin, aud_desk USING ({COUNTY}) WITH CHECK ({COUNTY})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON proposal TO aud_admin, aud_desk")


def downgrade() -> None:
    op.drop_table("proposal")
    op.execute("DROP FUNCTION ctx.use_recovery_code(text, uuid, bytea, timestamptz)")
    op.drop_table("recovery_code")
    _functions(
        find={"more": "", "columns": ""},
        opening={"more": "", "column": "", "value": "", "expires": "ends"},
        before=", boolean)", after=")", expires="t.expires_at",
    )  # fmt: skip
    op.drop_column("staff_credential", "totp_pending_sealed")
    op.drop_column("sign_in_session", "strong")
    op.drop_column("sign_in_session", "unlocked_until")
    op.drop_column("profile", "pin_locked_until")
    op.drop_column("profile", "pin_failures")
