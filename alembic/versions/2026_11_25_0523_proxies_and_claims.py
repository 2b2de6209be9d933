"""Whoever acts for a woman who has no telephone, and the code by which she takes over.

Why: a woman without a telephone must not be left out, and must not be spoken for without her consent or a day longer
than she wants (LED-07, LED-08, NTF-05).

Revision ID: 0024
Revises: 0023
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
TOWN = f"{COUNTY} AND township_code = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))"
VILLAGE = f"{COUNTY} AND village_code = ANY (COALESCE((SELECT ctx.villages()), '{{}}'))"
# Which table, which roles, which commands, which rows.
NEW = (
    ("proxy_consent", "aud_woman", "SU", OWN),
    ("proxy_consent", "aud_cadre", "S", VILLAGE),
    ("proxy_consent", "aud_town", "S", TOWN),
    ("proxy_consent", "aud_desk", "S", COUNTY),
    ("proxy_consent", "aud_route", "SIU", COUNTY),
    ("claim_code", "aud_route", "SIU", COUNTY),
)
OLD = (
    ("profile", "aud_route", "U", COUNTY),
    ("consent", "aud_route", "U", COUNTY),
    ("notice", "aud_route", "SU", COUNTY),
    ("notice_delivery", "aud_route", "SU", COUNTY),
    ("handler_block", "aud_route", "U", COUNTY),
    ("staff_relation", "aud_route", "U", COUNTY),
    ("upload", "aud_route", "SU", COUNTY),
    ("upload_part", "aud_route", "SU", COUNTY),
    ("upload", "aud_cadre, aud_town", "S", f"{COUNTY} AND sent_by = (SELECT ctx.actor())"),
    ("stored_file", "aud_cadre", "S", f"{VILLAGE} AND purpose = 'consent'"),
    ("stored_file", "aud_town", "S", f"{TOWN} AND purpose = 'consent'"),
    ("stored_file", "aud_desk", "S", f"{COUNTY} AND purpose = 'consent'"),
    ("audit_event", "aud_woman", "S", f"{COUNTY} AND profile_id = ANY (COALESCE((SELECT ctx.my_profiles()), '{{}}'))"),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
# Table, column, the words that are new.
WORDS = (
    ("ledger_event", "step", "join"),
    ("consent", "purpose", "children"),
    ("help_request", "channel", "proxy"),
    ("upload", "purpose", "consent"),
    ("stored_file", "purpose", "consent"),
)
# Herself and those she was entered as before she came: what was written down then stays hers to read.
MY_PROFILES = """
CREATE FUNCTION ctx.my_profiles() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS
  $$ SELECT array_agg(id) FROM profile
     WHERE county = ctx.county() AND ctx.profile() = ANY (ARRAY[id, joined_to]) $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("profile", sa.Column("joined_to", sa.Uuid(), nullable=True))
    op.add_column("help_request", sa.Column("proxy_id", sa.Uuid(), nullable=True))
    op.add_column("upload", sa.Column("sent_by", sa.Uuid(), nullable=True))
    op.add_column("ledger_entry", sa.Column("proxy_by", sa.Uuid(), nullable=True))
    op.add_column("ledger_entry", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_ledger_entry_county_id_index"), "ledger_entry")
    op.create_index(op.f("ix_ledger_entry_county_id_index"), "ledger_entry", ["county", "id_index"])
    for table, column, new in WORDS:
        _say(table, column, new)
    _function()
    _tables()
    for number, (table, roles, commands, predicate) in enumerate(NEW + OLD):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY x{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _say(table: str, column: str, new: str, *, less: bool = False) -> None:
    """Add words to a column's closed list as it stands, or take them out again."""
    name = op.f(f"ck_{table}_{column}_word")
    query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name AND conrelid = :held ::regclass"
    held = op.get_bind().execute(sa.text(query), {"name": name, "held": table}).scalar_one()
    before = [word for word in re.findall(r"'([^']+)'", held) if word not in new.split()]
    listed = ", ".join(f"'{word}'" for word in ([] if less else new.split()) + before)
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def _function() -> None:
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute(MY_PROFILES)
    op.execute("REVOKE ALL ON FUNCTION ctx.my_profiles() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION ctx.my_profiles() TO aud_woman")
    op.execute("ALTER FUNCTION ctx.my_profiles() OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def _row(name: str, *columns: sa.Column | sa.Constraint) -> None:
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


def _child(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete="CASCADE",
    )


def _word(table: str, column: str, words: str, *, nullable: bool = False) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_word"))
    return sa.Column(column, sa.String(length=40), nullable=nullable), check


def _tables() -> None:
    _row(
        "proxy_consent",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        *_word("proxy_consent", "form", "oral written"),
        *_word("proxy_consent", "means", "face_to_face phone"),
        *_word("proxy_consent", "given_by", "herself guardian"),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uses", postgresql.ARRAY(sa.Text()), nullable=False),
        *_word("proxy_consent", "evidence", "voice signature witness"),
        sa.Column("witness_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_word("proxy_consent", "ended_because", "claimed ended_by_her replaced", nullable=True),
        _child("proxy_consent", "ledger_entry", "entry_id"),
        _child("proxy_consent", "profile", "profile_id"),
    )
    op.create_index(op.f("ix_proxy_consent_county_entry_id"), "proxy_consent", ["county", "entry_id"])
    op.create_index(op.f("ix_proxy_consent_county_profile_id"), "proxy_consent", ["county", "profile_id"])
    _row(
        "claim_code",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        _child("claim_code", "ledger_entry", "entry_id"),
        sa.UniqueConstraint("county", "code_index", name=op.f("uq_claim_code_county_code_index")),
    )


def downgrade() -> None:
    for number, (table, _roles, commands, _) in enumerate(NEW + OLD):
        for letter in commands if table not in ("proxy_consent", "claim_code") else "":
            op.execute(f"DROP POLICY x{number}_{VERBS[letter].lower()} ON {table}")
    for table, roles, rights in (
        ("profile", "aud_route", "UPDATE"),
        ("consent", "aud_route", "UPDATE"),
        ("notice", "aud_route", "SELECT, UPDATE"),
        ("notice_delivery", "aud_route", "SELECT, UPDATE"),
        ("handler_block, staff_relation", "aud_route", "UPDATE"),
        ("upload, upload_part", "aud_route", "SELECT, UPDATE"),
        ("upload", "aud_cadre, aud_town", "SELECT"),
    ):
        op.execute(f"REVOKE {rights} ON {table} FROM {roles}")
    op.drop_table("claim_code")
    op.drop_table("proxy_consent")
    op.execute("DROP FUNCTION ctx.my_profiles()")
    for table, column, new in WORDS:
        op.execute(f"DELETE FROM {table} WHERE {column} = '{new}'")
        _say(table, column, new, less=True)
    op.drop_index(op.f("ix_ledger_entry_county_id_index"), table_name="ledger_entry")
    op.create_unique_constraint(op.f("uq_ledger_entry_county_id_index"), "ledger_entry", ["county", "id_index"])
    op.drop_column("ledger_entry", "claimed_at")
    op.drop_column("ledger_entry", "proxy_by")
    op.drop_column("upload", "sent_by")
    op.drop_column("help_request", "proxy_id")
    op.drop_column("profile", "joined_to")
