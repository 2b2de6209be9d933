"""Lines of a request as they were read aloud to her, sealed with the request's key.

Why: she hears a reply again without waiting for the machine to read it again (MSG-04). Nobody but she has a right on a
sound; the routing audience empties it together with her words.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLE = "request_sound"
COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
POLICIES = (("aud_woman", "SI", OWN), ("aud_route", "SU", COUNTY), ("aud_worker", "SU", COUNTY))
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.create_table(
        TABLE,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("sound_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_request_sound")),
        sa.ForeignKeyConstraint(
            ["county", "request_id"],
            ["help_request.county", "help_request.id"],
            name=op.f("fk_request_sound_county_request_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_request_sound_county_request_id"), TABLE, ["county", "request_id"])
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY owner ON {TABLE} TO owner USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {TABLE} TO backup")
    for role, commands, predicate in POLICIES:
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY {role}_{verb.lower()} ON {TABLE} FOR {verb} TO {role}{using}{check}")
            op.execute(f"GRANT {verb} ON {TABLE} TO {role}")


def downgrade() -> None:
    op.drop_table(TABLE)
