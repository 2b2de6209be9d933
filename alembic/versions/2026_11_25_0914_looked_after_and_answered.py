"""What needs looking after each week, what is reported upward, and what a unit says to its score.

Why: the county reads all three, and each sender her own (RPT-05, RPT-06, RPT-08); nothing of it is about a woman.

Revision ID: 0056
Revises: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
AUTHOR = f"{COUNTY} AND author_id = (SELECT ctx.actor())"
OFFICE = f"{COUNTY} AND office_code = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
TABLES = ("quality_week", "upward_report", "score_comment")
SENDERS = "aud_cadre, aud_town, aud_dept"
POLICIES = (
    ("quality_week", "aud_desk", "S", COUNTY),
    ("quality_week", "aud_worker", "SI", COUNTY),
    ("upward_report", SENDERS, "SI", AUTHOR),
    ("upward_report", "aud_desk", "SU", COUNTY),
    ("upward_report", "aud_desk", "I", AUTHOR),
    ("score_comment", "aud_town, aud_dept", "S", OFFICE),
    ("score_comment", "aud_town, aud_dept", "I", AUTHOR),
    ("score_comment", "aud_desk", "S", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}


def _table(name: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{name}")),
    )


def _word(table: str, name: str, words: str) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=False), check


def _author(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    child = sa.ForeignKeyConstraint(
        ["county", "author_id"],
        ["staff.county", "staff.id"],
        name=op.f(f"fk_{table}_county_author_id"),
        ondelete="CASCADE",
    )
    return sa.Column("author_id", sa.Uuid(), nullable=False), child


def _quality() -> None:
    _table(
        "quality_week",
        sa.Column("week", sa.Date(), nullable=False),
        *_word("quality_week", "kind", "stale no_contact conflicting_dates outbox_stuck"),
        sa.Column("township_code", sa.String(length=12), nullable=True),
        sa.Column("shown", sa.String(length=12), nullable=False),
        sa.UniqueConstraint(
            "county",
            "week",
            "kind",
            "township_code",
            name=op.f("uq_quality_week_county_week_kind_township_code"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def _said() -> None:
    _table(
        "upward_report",
        *_word("upward_report", "kind", "problem practice advice"),
        sa.Column("clause", sa.Integer(), nullable=True),
        *_author("upward_report"),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        *_word("upward_report", "state", "received taken_up answered"),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    _table(
        "score_comment",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_code", sa.String(length=60), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        *_author("score_comment"),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
    )
    for table, columns in (
        ("upward_report", "created_at id"),
        ("upward_report", "author_id created_at"),
        ("score_comment", "month unit_code"),
    ):
        name = op.f(f"ix_{table}_county_{columns.replace(' ', '_')}")
        op.create_index(name, table, ["county", *columns.split()])


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _quality()
    _said()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            verb = VERBS[letter]
            op.execute(f"CREATE POLICY u{number}_{letter.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
