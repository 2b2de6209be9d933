"""Loans: the tracker of an application, a kept self-check, tips on unknown agents.

Why: she sees where her application is, whose it is and until when (LON-06); what she answered is kept only where she
asked for it (LON-02); an unknown agent is told of without saying who tells (LON-07). Nobody but her and the one office
that keeps the tracker, and for tips the one office they are for, reads any of it.

Revision ID: 0031
Revises: 0030
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
READER = f"{COUNTY} AND reader = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
TABLES = ("loan_application", "loan_step", "loan_check", "loan_tip")
STAGES = "intention documents township county guarantee bank disbursed rejected withdrawn"
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("loan_application", "aud_woman", "S", OWN),
    ("loan_application", "aud_dept", "S", READER),
    ("loan_application", "aud_route", "SIU", COUNTY),
    ("loan_application", "aud_worker", "SD", COUNTY),
    ("loan_step", "aud_woman", "S", OWN),
    ("loan_step", "aud_dept", "S", READER),
    ("loan_step", "aud_route", "SIU", COUNTY),
    ("loan_check", "aud_woman", "SID", OWN),
    ("loan_check", "aud_worker", "SD", COUNTY),
    ("loan_tip", "aud_dept", "S", READER),
    ("loan_tip", "aud_route", "SIU", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
WORDS = (
    ("notice", "kind", ("loan_news",)),
    ("consent", "purpose", ("loan_check", "share_with_bank", "share_with_guarantor")),
)


def _table(name: str, *columns: sa.Column | sa.Constraint) -> None:
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


def _child(table: str, parent: str, column: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return sa.Column(column, sa.Uuid(), nullable=False), sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete="CASCADE",
    )


def _word(table: str, name: str, words: str) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=False), check


def _said(name: str, length: int, *, empty: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=empty)


def _moment(name: str, *, empty: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def _sealed(name: str, *, empty: bool = True) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=empty)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("county", *columns, name=op.f(f"uq_{table}_county_{'_'.join(columns)}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_county_{'_'.join(columns)}"), table, ["county", *columns])


def _relist(*, adding: bool) -> None:
    """Lengthen (or shorten) lists of words by what this migration knows."""
    for table, column, words in WORDS:
        name = f"ck_{table}_{column}_word"
        query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
        held = re.findall(r"'([^']+)'", op.get_bind().execute(query, {"name": name}).scalar_one())
        kept = [word for word in held if word not in words] + (list(words) if adding else [])
        listed = ", ".join(f"'{word}'" for word in kept)
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed}))")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _relist(adding=True)
    _tracker()
    _beside()
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY loan{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _tracker() -> None:
    _table(
        "loan_application",
        *_child("loan_application", "profile", "profile_id"),
        _said("reader", 60),
        _said("number", 9),
        _said("product", 40),
        *_word("loan_application", "stage", STAGES),
        _said("township_code", 9, empty=True),
        _moment("due_at"),
        *(_sealed(one) for one in ("name_sealed", "phone_sealed", "wish_sealed")),
        _number("version"),
        _unique("loan_application", "number"),
    )
    alive = sa.text("stage NOT IN ('disbursed', 'rejected', 'withdrawn')")
    op.create_index(
        "uq_loan_application_alive", "loan_application", ["county", "profile_id"], unique=True, postgresql_where=alive
    )
    _index("loan_application", "profile_id", "created_at")
    _index("loan_application", "reader", "due_at", "id")
    _table(
        "loan_step",
        *_child("loan_step", "loan_application", "application_id"),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        _said("reader", 60),
        _number("seq"),
        *_word("loan_step", "stage", STAGES),
        _said("office_name", 60),
        sa.Column("reached_on", sa.Date(), nullable=False),
        _moment("due_at", empty=True),
        *_word("loan_step", "source", "hers typed imported"),
        _sealed("note_sealed"),
        _unique("loan_step", "application_id", "seq"),
    )


def _beside() -> None:
    _table(
        "loan_check",
        *_child("loan_check", "profile", "profile_id"),
        *_child("loan_check", "consent", "consent_id"),
        _sealed("answers_sealed", empty=False),
        _unique("loan_check", "profile_id"),
    )
    _table(
        "loan_tip",
        _said("reader", 60),
        *_word("loan_tip", "way", "call message visit poster other"),
        *_word("loan_tip", "wants", "money id_card password nothing_yet other"),
        _said("township_code", 9, empty=True),
        *(_sealed(one) for one in ("body_sealed", "agent_sealed", "outcome_sealed")),
        *_word("loan_tip", "state", "open settled"),
        _moment("due_at"),
        _moment("settled_at", empty=True),
        _number("version"),
    )
    _index("loan_tip", "reader", "state", "due_at", "id")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM notice WHERE kind = 'loan_news'")
    op.execute("DELETE FROM consent WHERE purpose IN ('loan_check', 'share_with_bank', 'share_with_guarantor')")
    _relist(adding=False)
