"""Questions rewritten for everybody, and their answers (MSG-06).

Why: what one woman asked, a hundred want to know. The text is nobody's any more: what could name a person is refused,
two people agree to it, and a consent that is taken back takes it off the page in the same transaction.

Revision ID: 0051
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

TABLE = "public_answer"
COUNTY = "county = (SELECT ctx.county())"
OURS = "county = (SELECT ctx.county()) AND office_code = ANY (COALESCE((SELECT ctx.readers()), '{}'))"
DESK = "aud_dept, aud_desk"
STATES = "'waiting', 'published', 'returned', 'taken_down'"
POLICIES = (
    ("read", "SELECT", f"{DESK}, aud_town", COUNTY),
    ("write", "INSERT", DESK, OURS),
    ("decide", "UPDATE", DESK, COUNTY),
    ("everybody", "SELECT", "aud_public, aud_woman", f"{COUNTY} AND state = 'published'"),
    ("definer_select", "SELECT", "definer", "true"),
    ("definer_update", "UPDATE", "definer", "true"),
)
TAKE_DOWN = """
CREATE FUNCTION ctx.take_down_answers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE public_answer SET state = 'taken_down', version = version + 1
    WHERE county = OLD.county AND consent_id = OLD.id AND state <> 'taken_down';
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.create_table(
        TABLE,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_public_answer_state_word")),
        sa.CheckConstraint("decided_by <> author_id", name=op.f("ck_public_answer_takes_two")),
        sa.ForeignKeyConstraint(
            ["county", "author_id"],
            ["staff.county", "staff.id"],
            name=op.f("fk_public_answer_county_author_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_public_answer")),
    )
    listed = ["county", "state", "service_code", "created_at", "id"]
    op.create_index(op.f("ix_public_answer_county_state_service_code_created_at_id"), TABLE, listed)
    op.create_index(op.f("ix_public_answer_county_consent_id"), TABLE, ["county", "consent_id"])
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY owner ON {TABLE} TO owner USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {TABLE} TO backup")
    for name, verb, roles, predicate in POLICIES:
        using = "" if verb == "INSERT" else f" USING ({predicate})"
        check = "" if verb == "SELECT" else f" WITH CHECK ({predicate})"
        op.execute(f"CREATE POLICY {name} ON {TABLE} FOR {verb} TO {roles}{using}{check}")
        op.execute(f"GRANT {verb} ON {TABLE} TO {roles}")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(TAKE_DOWN)
    op.execute(
        "CREATE TRIGGER take_down_answers AFTER DELETE OR UPDATE OF withdrawn_at ON consent "
        "FOR EACH ROW EXECUTE FUNCTION ctx.take_down_answers()"
    )
    op.execute("REVOKE ALL ON FUNCTION ctx.take_down_answers() FROM PUBLIC")
    op.execute("ALTER FUNCTION ctx.take_down_answers() OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def downgrade() -> None:
    op.execute("DROP TRIGGER take_down_answers ON consent")
    op.execute("DROP FUNCTION ctx.take_down_answers()")
    op.drop_table(TABLE)
