"""Questions without a name, reachable by a code.

Why: a woman who dares not say who she is must still get an answer; nothing in these rows leads to her (MSG-05).

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
HOLDER = f"{COUNTY} AND asker = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
AUDIT = "ctx.audit_append(uuid, timestamptz, text, text, text, uuid, text, uuid, text, uuid, uuid, jsonb)"
READERS = f"{COUNTY} AND readers && COALESCE((SELECT ctx.readers()), '{{}}')"
DESK = "aud_town, aud_dept, aud_desk, aud_case"
TABLES = ("question", "question_line")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("question", "aud_public", "SIU", HOLDER),
    ("question", DESK, "SU", READERS),
    ("question", "aud_worker", "SD", COUNTY),
    ("question_line", "aud_public", "SI", HOLDER),
    ("question_line", DESK, "SI", READERS),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def _table(name: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.Column("asker", sa.String(length=80), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{name}")),
    )


def _audit_by_anybody(command: str) -> None:
    """The function belongs to the definer, who alone may hand it out."""
    op.execute("SET LOCAL ROLE definer")
    op.execute(command.format(AUDIT))
    op.execute("SET LOCAL ROLE owner")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _table(
        "question",
        sa.Column("catalogue_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('normal', 'sensitive', 'closed')", name=op.f("ck_question_level_word")),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_question_state_word")),
        sa.ForeignKeyConstraint(
            ["county", "catalogue_id"],
            ["county_version.county", "county_version.id"],
            name=op.f("fk_question_county_catalogue_id"),
            ondelete="RESTRICT",
        ),
        sa.UniqueConstraint("county", "asker", name=op.f("uq_question_county_asker")),
    )
    op.create_index(op.f("ix_question_county_state_due_at_id"), "question", ["county", "state", "due_at", "id"])
    op.create_index(op.f("ix_question_county_expires_at"), "question", ["county", "expires_at"])
    _table(
        "question_line",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("by_asker", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("office_code", sa.String(length=60), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "question_id"],
            ["question.county", "question.id"],
            name=op.f("fk_question_line_county_question_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        op.f("ix_question_line_county_question_id_created_at_id"),
        "question_line",
        ["county", "question_id", "created_at", "id"],
    )
    _audit_by_anybody("GRANT EXECUTE ON FUNCTION {} TO aud_public")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY q{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def downgrade() -> None:
    _audit_by_anybody("REVOKE EXECUTE ON FUNCTION {} FROM aud_public")
    for table in reversed(TABLES):
        op.drop_table(table)
