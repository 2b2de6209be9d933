"""Micro-classes: lessons, their sounds, how far each woman has played them; and which lesson a request came from.

Why: she hears a short lesson on a bar of signal, goes on where she stopped, and asks from it (MIC-01 to MIC-07).
A lesson's words and sounds are public once two people have seen them; what she has played is hers alone.

Revision ID: 0039
Revises: 0038
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
SHOWN = f"{COUNTY} AND shown"
OFFICE = f"{COUNTY} AND office = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
READERS = "aud_public, aud_woman, aud_cadre, aud_town, aud_desk, aud_case, aud_admin, aud_auditor, aud_provider"
SERIES = "infant preschool primary middle high grandparents video_company law policy health"
TABLES = ("lesson", "lesson_sound", "lesson_progress")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("lesson", f"{READERS}, aud_dept", "S", SHOWN),
    ("lesson", "aud_dept", "SIU", OFFICE),
    ("lesson", "aud_route, aud_worker", "SIU", COUNTY),
    ("lesson_sound", READERS, "S", SHOWN),
    ("lesson_sound", "aud_dept, aud_route, aud_worker", "SIU", COUNTY),
    ("lesson_sound", "aud_worker", "D", COUNTY),
    ("lesson_progress", "aud_woman", "SIU", OWN),
    ("lesson_progress", "aud_route", "SU", COUNTY),
    ("lesson_progress", "aud_worker", "SD", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
# Words added to lists that others may have lengthened since: what is there stays.
WORDS = (("review", "kind", ("lesson",)),)


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


def _child(table: str, parent: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    column = f"{parent}_id"
    return sa.Column(column, sa.Uuid(), nullable=False), sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete="CASCADE",
    )


def _word(table: str, name: str, words: str, *, empty: bool = False) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=empty), check


def _said(name: str, length: int, *, empty: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=empty)


def _moment(name: str, *, empty: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def _document(name: str, *, empty: bool = False) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=empty)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("county", *columns, name=op.f(f"uq_{table}_county_{'_'.join(columns)}"))


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
    _lessons()
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            name = f"k{number}_{VERBS[letter].lower()}"
            op.execute(f"CREATE POLICY {name} ON {table} FOR {VERBS[letter]} TO {roles}{using}{check}")
            op.execute(f"GRANT {VERBS[letter]} ON {table} TO {roles}")
    op.add_column("help_request", sa.Column("about_lesson_id", sa.Uuid(), nullable=True))
    op.add_column("help_request", sa.Column("about_minute", sa.Integer(), nullable=True))


def _lessons() -> None:
    _table(
        "lesson",
        _said("code", 40, empty=True),
        _said("office", 60),
        *_word("lesson", "series", SERIES),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        _document("content", empty=True),
        _said("sound_source", 64, empty=True),
        _document("draft", empty=True),
        _said("draft_sound", 64, empty=True),
        *_word("lesson", "draft_state", "draft review returned live old", empty=True),
        _said("draft_reason", 500, empty=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        _said("written_by", 60, empty=True),
        _said("reviewed_by", 60, empty=True),
        _moment("published_at", empty=True),
        _said("folder_digest", 64, empty=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT shown OR content IS NOT NULL", name=op.f("ck_lesson_shows_a_text")),
        sa.CheckConstraint("author_id IS NULL OR author_id <> reviewer_id", name=op.f("ck_lesson_two_people")),
        _unique("lesson", "code"),
    )
    columns = ["county", "series", "position", "id"]
    op.create_index("ix_lesson_shown", "lesson", columns, postgresql_where=sa.text("shown"))
    _table(
        "lesson_sound",
        _said("source", 64),
        sa.Column("machine", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        *_word("lesson_sound", "state", "waiting ready refused erased"),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        _said("digest", 64, empty=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _said("refused_code", 40, empty=True),
        _said("refused_because", 120, empty=True),
        _unique("lesson_sound", "source"),
    )
    op.create_index(op.f("ix_lesson_sound_county_digest"), "lesson_sound", ["county", "digest"])
    waiting = sa.text("state = 'waiting'")
    op.create_index("ix_lesson_sound_waiting", "lesson_sound", ["county", "created_at"], postgresql_where=waiting)
    _table(
        "lesson_progress",
        *_child("lesson_progress", "lesson"),
        *_child("lesson_progress", "profile"),
        _said("township_code", 12, empty=True),
        _said("sound_digest", 64),
        sa.Column("position", sa.Float(), nullable=False),
        _document("played"),
        _moment("done_at", empty=True),
        _moment("changed_at"),
        _unique("lesson_progress", "profile_id", "lesson_id"),
    )
    op.create_index(op.f("ix_lesson_progress_county_lesson_id"), "lesson_progress", ["county", "lesson_id"])


def downgrade() -> None:
    op.drop_column("help_request", "about_minute")
    op.drop_column("help_request", "about_lesson_id")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM review WHERE kind = 'lesson'")
    _relist(adding=False)
