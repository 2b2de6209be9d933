"""An administrator may add and rename the county's own townships and villages.

Why: divisions are a reference table nobody may write; a sheet of them (ADM-04) goes through one function that knows
only the county it runs in.

Revision ID: 0055
Revises: 0054
"""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

PUT = """
CREATE FUNCTION ctx.put_divisions(places jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  INSERT INTO division (code, county, name, level, parent)
  SELECT one.code, ctx.county(), one.name, one.level, one.parent
  FROM jsonb_to_recordset(places) AS one(code text, name text, level text, parent text)
  WHERE one.code LIKE ctx.county() || '%'
  ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent
    WHERE division.county = ctx.county() $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute("GRANT INSERT, UPDATE ON division TO definer")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(PUT)
    op.execute("REVOKE ALL ON FUNCTION ctx.put_divisions(jsonb) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION ctx.put_divisions(jsonb) TO aud_admin")
    op.execute("ALTER FUNCTION ctx.put_divisions(jsonb) OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def downgrade() -> None:
    op.execute("DROP FUNCTION ctx.put_divisions(jsonb)")
    op.execute("REVOKE INSERT, UPDATE ON division FROM definer")
