"""What a desk says often (QUE-05).

Why: an office keeps plain texts for each service, so that forty answers a day are forty good ones. They hold nobody's
words: what could name a person is refused when they are written, and their blanks are filled from a closed list.

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

TABLE = "saved_reply"
OURS = "county = (SELECT ctx.county()) AND office_code = ANY (COALESCE((SELECT ctx.readers()), '{}'))"
ROLES = "aud_town, aud_dept, aud_desk, aud_case"
VERBS = ("SELECT", "INSERT", "UPDATE")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.create_table(
        TABLE,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=500), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "author_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_saved_reply_county_author_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_saved_reply")),
    )
    columns = ["county", "office_code", "service_code"]
    op.create_index(op.f("ix_saved_reply_county_office_code_service_code"), TABLE, columns)
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY owner ON {TABLE} TO owner USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {TABLE} TO backup")
    for verb in VERBS:
        using = "" if verb == "INSERT" else f" USING ({OURS})"
        check = f" WITH CHECK ({OURS})" if verb != "SELECT" else ""
        op.execute(f"CREATE POLICY desk_{verb.lower()} ON {TABLE} FOR {verb} TO {ROLES}{using}{check}")
        op.execute(f"GRANT {verb} ON {TABLE} TO {ROLES}")


def downgrade() -> None:
    op.drop_table(TABLE)
