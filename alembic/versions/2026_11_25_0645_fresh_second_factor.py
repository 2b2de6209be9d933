"""When a session last gave its second factor.

Why: a desk left alone for five minutes must not open a full number, take data out or hand out a post (R20): the
session remembers when a code was given, and `find_actor` tells it with everything else that is asked on each call.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# A strong session was opened with a code, or got one later: the later of the two.
PROVED = ", CASE WHEN s.strong THEN GREATEST(s.created_at, s.proved_at) END"
FIND_ACTOR = """
CREATE FUNCTION ctx.find_actor(wanted_county text, wanted_session uuid)
  RETURNS TABLE (role text, owner_id uuid, profile_id uuid, office_code text, office_kind text, divisions text[],
                 expires_at timestamptz, team text[], strong boolean, has_pin boolean, unlocked_until timestamptz{more})
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT CASE s.kind WHEN 'woman' THEN 'woman' ELSE g.role END, s.owner_id, p.id, g.office_code, o.kind,
       g.divisions, s.expires_at,
       CASE WHEN g.role IN ('department_head', 'county_desk') THEN
         (SELECT array_agg('staff:' || m.staff_id) FROM staff_grant m
          WHERE m.county = s.county AND m.office_code = g.office_code AND m.revoked_at IS NULL) END,
       s.strong, p.pin_hash IS NOT NULL, s.unlocked_until{columns}
     FROM sign_in_session s
     LEFT JOIN account a ON s.kind = 'woman' AND a.county = s.county AND a.id = s.owner_id AND a.disabled_at IS NULL
     LEFT JOIN profile p ON p.county = s.county AND p.id = s.profile_id AND p.account_id = a.id
     LEFT JOIN staff w ON s.kind = 'staff' AND w.county = s.county AND w.id = s.owner_id AND w.disabled_at IS NULL
     LEFT JOIN staff_grant g ON g.county = s.county AND g.id = s.grant_id AND g.staff_id = w.id AND g.revoked_at IS NULL
     LEFT JOIN office o ON o.county = s.county AND o.code = g.office_code
     WHERE s.county = wanted_county AND s.id = wanted_session AND s.revoked_at IS NULL
       AND (p.id IS NOT NULL OR g.id IS NOT NULL) $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("sign_in_session", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    _find_actor(more=", proved_at timestamptz", columns=PROVED)


def downgrade() -> None:
    _find_actor(more="", columns="")
    op.drop_column("sign_in_session", "proved_at")


def _find_actor(*, more: str, columns: str) -> None:
    """Make the function anew; it belongs to the definer, who may make functions for this moment only."""
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute("SET LOCAL ROLE definer")
    op.execute("DROP FUNCTION ctx.find_actor(text, uuid)")
    op.execute(FIND_ACTOR.format(more=more, columns=columns))
    op.execute("REVOKE ALL ON FUNCTION ctx.find_actor(text, uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION ctx.find_actor(text, uuid) TO aud_sign_in")
    op.execute("SET LOCAL ROLE owner")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")
