"""Files: pieces on their way in, files as they are kept.

Why: her voice and pictures come after the text, in pieces that a lost signal does not undo, and nobody opens them before
they were made anew (REQ-13, MSG-02, SAF-13).

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
READERS = f"{COUNTY} AND readers && COALESCE((SELECT ctx.readers()), '{{}}')"
CASE = f"{COUNTY} AND request_id = ANY (COALESCE((SELECT ctx.my_cases()), '{{}}'))"
TOWN = f"{COUNTY} AND purpose = 'name' AND township_code = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))"
VILLAGE = f"{COUNTY} AND purpose = 'name' AND village_code = ANY (COALESCE((SELECT ctx.villages()), '{{}}'))"
TABLES = ("upload", "upload_part", "stored_file")
DESK = "aud_town, aud_dept, aud_desk"
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("upload", "aud_woman", "SIU", OWN),
    ("upload", "aud_worker", "SUD", COUNTY),
    ("upload_part", "aud_woman", "SI", OWN),
    ("upload_part", "aud_worker", "SD", COUNTY),
    ("stored_file", "aud_woman", "SI", OWN),
    ("stored_file", DESK, "SU", READERS),
    ("stored_file", "aud_case", "SU", CASE),
    ("stored_file", "aud_cadre", "S", VILLAGE),
    ("stored_file", "aud_town", "S", TOWN),
    ("stored_file", "aud_desk", "S", f"{COUNTY} AND purpose = 'name'"),
    ("stored_file", "aud_route", "SIU", COUNTY),
    ("stored_file", "aud_worker", "SU", COUNTY),
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


def _child(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete="CASCADE",
    )


def _word(table: str, name: str, words: str) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=False), check


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _table(
        "upload",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        *_word("upload", "kind", "picture voice document"),
        *_word("upload", "purpose", "request name evidence"),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        *_word("upload", "state", "open complete"),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_holds_something")),
        _child("upload", "profile", "profile_id"),
    )
    op.create_index(op.f("ix_upload_county_profile_id_created_at"), "upload", ["county", "profile_id", "created_at"])
    op.create_index(op.f("ix_upload_county_expires_at"), "upload", ["county", "expires_at"])
    _table(
        "upload_part",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        _child("upload_part", "upload", "upload_id"),
        sa.UniqueConstraint("county", "upload_id", "number", name=op.f("uq_upload_part_county_upload_id_number")),
    )
    _stored_file()
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
            op.execute(f"CREATE POLICY f{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _stored_file() -> None:
    _table(
        "stored_file",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=True),
        sa.Column("village_code", sa.String(length=12), nullable=True),
        *_word("stored_file", "kind", "picture voice document"),
        *_word("stored_file", "purpose", "request name evidence"),
        *_word("stored_file", "state", "waiting ready refused erased"),
        sa.Column("refused_because", sa.String(length=120), nullable=True),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("object_name", sa.String(length=80), nullable=True),
        sa.Column("thumb_name", sa.String(length=80), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("summary_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("summary_by", sa.Uuid(), nullable=True),
        sa.Column("summary_at", sa.DateTime(timezone=True), nullable=True),
        _child("stored_file", "profile", "profile_id"),
        _child("stored_file", "help_request", "request_id"),
        _child("stored_file", "ledger_entry", "entry_id"),
    )
    op.create_index(
        op.f("ix_stored_file_county_request_id_created_at"), "stored_file", ["county", "request_id", "created_at"]
    )
    op.create_index(
        op.f("ix_stored_file_county_profile_id_purpose"), "stored_file", ["county", "profile_id", "purpose"]
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
