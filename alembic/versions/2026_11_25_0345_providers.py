"""Training providers that ask to post, and the reviewing desk.

Why: nobody offers a course before 人社局 or 妇联 has checked licence and contact (CRS-01); who asked without an account
still gets the same answer for the same key, and nothing else of ours.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
ACTOR = f"{COUNTY} AND owner_id = (SELECT ctx.actor())"
READER = f"{COUNTY} AND reader = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
OWN_OFFICE = f"{COUNTY} AND code = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
KINDS = "department township desk collective"
TABLES = ("provider", "review")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("provider", "aud_dept", "S", READER),
    ("provider", "aud_provider", "S", OWN_OFFICE),
    ("provider", "aud_route, aud_worker", "SIU", COUNTY),
    ("review", "aud_dept", "SU", READER),
    ("review", "aud_desk", "S", COUNTY),
    ("review", "aud_route, aud_worker", "SIU", COUNTY),
    ("kept_answer", "aud_public", "SI", ACTOR),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


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


def _office_kinds(words: str) -> None:
    listed = ", ".join(f"'{word}'" for word in words.split())
    op.execute("ALTER TABLE office DROP CONSTRAINT ck_office_kind_word")
    op.execute(f"ALTER TABLE office ADD CONSTRAINT ck_office_kind_word CHECK (kind IN ({listed}))")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _office_kinds(f"{KINDS} provider")
    _table(
        "provider",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("organisation", sa.String(length=60), nullable=False),
        sa.Column("licence_number", sa.String(length=18), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.String(length=500), nullable=False),
        sa.Column("reader", sa.String(length=60), nullable=False),
        *_word("provider", "state", "applied accepted refused suspended"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("county", "code", name=op.f("uq_provider_county_code")),
    )
    op.create_index(op.f("ix_provider_county_licence_number"), "provider", ["county", "licence_number"])
    _table(
        "review",
        *_word("review", "kind", "provider"),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("reader", sa.String(length=60), nullable=False),
        *_word("review", "state", "open accepted returned void"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("climbed", sa.Integer(), nullable=False),
        sa.Column("next_climb_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    waiting = sa.text("state = 'open'")
    op.create_index("ix_review_waiting", "review", ["county", "reader", "due_at", "id"], postgresql_where=waiting)
    op.create_index("ix_review_climbing", "review", ["county", "next_climb_at"], postgresql_where=waiting)
    op.create_index(op.f("ix_review_county_subject_id"), "review", ["county", "subject_id"])
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            name = f"o{number}_{VERBS[letter].lower()}"
            op.execute(f"CREATE POLICY {name} ON {table} FOR {VERBS[letter]} TO {roles}{using}{check}")
            op.execute(f"GRANT {VERBS[letter]} ON {table} TO {roles}")


def downgrade() -> None:
    for number, (table, roles, commands, _) in enumerate(POLICIES):
        for letter in commands if table not in TABLES else "":
            op.execute(f"DROP POLICY o{number}_{VERBS[letter].lower()} ON {table}")
            op.execute(f"REVOKE {VERBS[letter]} ON {table} FROM {roles}")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM office WHERE kind = 'provider'")
    _office_kinds(KINDS)
