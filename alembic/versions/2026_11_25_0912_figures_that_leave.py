"""Figures may leave as a file when a second person agreed.

Why: taking figures out is an act of two, like handing the ledger over (RPT-07, ADM-05).

Revision ID: 0054
Revises: 0053
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
TABLES, WORD = ("proposal", "parcel"), "figure_export"


def _listed(table: str) -> list[str]:
    """Read the words a CHECK holds now: another migration may have added to them."""
    query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    held = op.get_bind().execute(query, {"name": f"ck_{table}_kind_word"}).scalar_one()
    return re.findall(r"'([^']+)'", held)


def _hold(table: str, words: list[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_kind_word")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_kind_word CHECK (kind IN ({listed}))")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    for table in TABLES:
        _hold(table, [*_listed(table), WORD])
    op.execute(
        f"CREATE POLICY figures_insert ON parcel FOR INSERT TO aud_admin WITH CHECK ({COUNTY} AND kind = '{WORD}')"
    )


def downgrade() -> None:
    op.execute("DROP POLICY figures_insert ON parcel")
    for table in reversed(TABLES):
        op.execute(f"DELETE FROM {table} WHERE kind = '{WORD}'")
        _hold(table, [word for word in _listed(table) if word != WORD])
