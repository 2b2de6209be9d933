"""Content checks: what other users would see is judged before they do.

Why: providers' texts, published answers and stories pass a list of words and WeChat's moderation, or a person's eyes;
nothing of a request ever does (design §10.6).

Revision ID: 0020
Revises: 0019
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
HELD = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_notice_kind_word'"
PUNISHED = frozenset({"program_punished"})
PUBLISHERS = "aud_provider, aud_dept, aud_desk, aud_admin"
LINKED = "county, id, object_name, key_sealed, place_table, place_row, media_type, link_hash, link_ends, state"


def _words(column: str, words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_content_check_{column}_word"))


def _notice_kinds(*, more: frozenset[str] = frozenset(), less: frozenset[str] = frozenset()) -> None:
    """Add a word to those the database holds now, or take it out again; other migrations add words too."""
    found = op.get_bind().execute(sa.text(HELD)).scalar_one()
    listed = ", ".join(f"'{word}'" for word in sorted({*re.findall(r"'([^']+)'", found), *more} - less))
    op.execute("ALTER TABLE notice DROP CONSTRAINT ck_notice_kind_word")
    op.execute(f"ALTER TABLE notice ADD CONSTRAINT ck_notice_kind_word CHECK (kind IN ({listed}))")


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _notice_kinds(more=PUNISHED)
    op.create_table(
        "content_check",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _moment("created_at", nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.String(length=64), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("object_name", sa.String(length=80), nullable=True),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place_table", sa.String(length=40), nullable=True),
        sa.Column("place_row", sa.Uuid(), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=True),
        sa.Column("link_hash", sa.LargeBinary(), nullable=True),
        _moment("link_ends"),
        _moment("due_at", nullable=False),
        _moment("settled_at"),
        _words("kind", "provider_text published_answer story"),
        _words("state", "waiting pass review risky unavailable"),
        _words("source", "words wechat sweeper"),
        sa.ForeignKeyConstraint(
            ["county", "account_id"],
            ["account.county", "account.id"],
            name=op.f("fk_content_check_county_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_content_check")),
        sa.UniqueConstraint("county", "link_hash", name=op.f("uq_content_check_county_link_hash")),
    )
    for columns in (["kind", "subject_id"], ["account_id"], ["trace_id"], ["state", "due_at"]):
        op.create_index(op.f(f"ix_content_check_county_{'_'.join(columns)}"), "content_check", ["county", *columns])
    op.execute("ALTER TABLE content_check ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE content_check FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY owner ON content_check TO owner USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT ON content_check TO backup")
    op.execute(f"CREATE POLICY asked ON content_check FOR INSERT TO {PUBLISHERS}, aud_worker WITH CHECK ({COUNTY})")
    op.execute(f"CREATE POLICY known ON content_check FOR SELECT TO {PUBLISHERS}, aud_worker USING ({COUNTY})")
    op.execute(f"CREATE POLICY found ON content_check FOR UPDATE TO aud_worker USING ({COUNTY}) WITH CHECK ({COUNTY})")
    op.execute(f"CREATE POLICY linked ON content_check FOR SELECT TO aud_public USING ({COUNTY})")
    op.execute(f"GRANT SELECT, INSERT ON content_check TO {PUBLISHERS}, aud_worker")
    op.execute("GRANT UPDATE ON content_check TO aud_worker")
    op.execute(f"GRANT SELECT ({LINKED}) ON content_check TO aud_public")


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE kind = 'program_punished'")
    _notice_kinds(less=PUNISHED)
    op.drop_table("content_check")
