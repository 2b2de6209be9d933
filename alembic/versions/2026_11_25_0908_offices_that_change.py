"""An office is renamed or merged on a date, and its work and its people go to the one that follows (ADM-01).

Why: 乡村振兴局 may become part of 农业农村委 over night. Two administrators agree to the change; on its day the worker takes
posts, contacts and saved texts along, and nothing else of them: only the column that names the office may be written.

Revision ID: 0050
Revises: 0049
"""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

BEFORE = "grant roster ledger_export ledger_merge legal_hold legal_hold_release"
COUNTY = "county = (SELECT ctx.county())"
MOVED = ("staff_grant", "service_contact", "saved_reply")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _kinds(BEFORE + " office_change")
    for table in MOVED:
        op.execute(f"CREATE POLICY follows ON {table} FOR UPDATE TO aud_worker USING ({COUNTY}) WITH CHECK ({COUNTY})")
        op.execute(f"GRANT UPDATE (office_code) ON {table} TO aud_worker")
    op.execute(f"CREATE POLICY follows_select ON saved_reply FOR SELECT TO aud_worker USING ({COUNTY})")
    op.execute("GRANT SELECT ON saved_reply TO aud_worker")


def downgrade() -> None:
    op.execute("DELETE FROM proposal WHERE kind = 'office_change'")
    _kinds(BEFORE)
    op.execute("DROP POLICY follows_select ON saved_reply")
    op.execute("REVOKE SELECT ON saved_reply FROM aud_worker")
    for table in MOVED:
        op.execute(f"DROP POLICY follows ON {table}")
        op.execute(f"REVOKE UPDATE (office_code) ON {table} FROM aud_worker")


def _kinds(words: str) -> None:
    listed = ", ".join(f"'{word}'" for word in words.split())
    op.execute("ALTER TABLE proposal DROP CONSTRAINT ck_proposal_kind_word")
    op.execute(f"ALTER TABLE proposal ADD CONSTRAINT ck_proposal_kind_word CHECK (kind IN ({listed}))")
