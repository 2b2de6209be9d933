"""Pairs of entries that look like one woman.

Why: two entries of one woman count her twice and help her by halves; nobody merges alone, and a wrong merge is put back
(LED-09). A pair is visible only where both of its entries are.

Revision ID: 0025
Revises: 0024
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
TOWNS = " AND ".join(f"{one}_township = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))" for one in ("first", "second"))
VILLAGES = " AND ".join(
    f"{one}_village = ANY (COALESCE((SELECT ctx.villages()), '{{}}'))" for one in ("first", "second")
)
POLICIES = (
    ("aud_cadre", "S", f"{COUNTY} AND {VILLAGES}"),
    ("aud_town", "S", f"{COUNTY} AND {TOWNS}"),
    ("aud_desk", "SU", COUNTY),
    ("aud_route", "SIU", COUNTY),
    ("aud_worker", "SU", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}
WORDS = (("ledger_event", "step", "merge unmerge"), ("proposal", "kind", "ledger_merge"))


def _say(table: str, column: str, new: str, *, less: bool = False) -> None:
    """Add words to a column's closed list as it stands, or take them out again."""
    name = op.f(f"ck_{table}_{column}_word")
    query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name AND conrelid = :held ::regclass"
    held = op.get_bind().execute(sa.text(query), {"name": name, "held": table}).scalar_one()
    before = [word for word in re.findall(r"'([^']+)'", held) if word not in new.split()]
    listed = ", ".join(f"'{word}'" for word in ([] if less else new.split()) + before)
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def _entry(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        ["ledger_entry.county", "ledger_entry.id"],
        name=op.f(f"fk_duplicate_pair_county_{column}"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("ledger_entry", sa.Column("twin_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("ledger_entry", sa.Column("twin_index", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_ledger_entry_county_twin_index"), "ledger_entry", ["county", "twin_index"])
    for table, column, new in WORDS:
        _say(table, column, new)
    op.create_table(
        "duplicate_pair",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("first_township", sa.String(length=12), nullable=False),
        sa.Column("second_township", sa.String(length=12), nullable=False),
        sa.Column("first_village", sa.String(length=12), nullable=False),
        sa.Column("second_village", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('id_number', 'name_birth_village')", name=op.f("ck_duplicate_pair_kind_word")),
        sa.CheckConstraint(
            "state IN ('open', 'proposed', 'merged', 'not_same', 'undone')", name=op.f("ck_duplicate_pair_state_word")
        ),
        _entry("first_id"),
        _entry("second_id"),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_duplicate_pair")),
        sa.UniqueConstraint(
            "county", "first_id", "second_id", name=op.f("uq_duplicate_pair_county_first_id_second_id")
        ),
    )
    op.create_index(
        op.f("ix_duplicate_pair_county_state_created_at"), "duplicate_pair", ["county", "state", "created_at"]
    )
    op.execute("ALTER TABLE duplicate_pair ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE duplicate_pair FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY owner ON duplicate_pair TO owner USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT ON duplicate_pair TO backup")
    for role, commands, predicate in POLICIES:
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY {role}_{verb.lower()} ON duplicate_pair FOR {verb} TO {role}{using}{check}")
            op.execute(f"GRANT {verb} ON duplicate_pair TO {role}")


def downgrade() -> None:
    op.drop_table("duplicate_pair")
    for table, column, new in WORDS:
        for word in new.split():
            op.execute(f"DELETE FROM {table} WHERE {column} = '{word}'")
        _say(table, column, new, less=True)
    op.drop_index(op.f("ix_ledger_entry_county_twin_index"), table_name="ledger_entry")
    op.drop_column("ledger_entry", "twin_index")
    op.drop_column("ledger_entry", "twin_sealed")
