"""Her rights over her data, files made to be taken away, orders to keep, and what the worker may forget.

Why: she can have a copy, a correction and deletion with a receipt and a deadline, nothing is kept longer than its class
allows, and an export of the ledger takes two people (SAF-11, SAF-13, LED-12, ADM-05, PIPL 44 to 47).

Revision ID: 0028
Revises: 0027
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
TAKER = f"{COUNTY} AND staff_id = (SELECT ctx.actor())"
TOWN = f"{COUNTY} AND kind = 'correction' AND township_code = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))"
CORRECTION = f"{COUNTY} AND kind = 'correction'"
TABLES = ("parcel", "rights_request", "legal_hold")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("parcel", "aud_woman", "SI", OWN),
    ("parcel", "aud_desk", "S", TAKER),
    ("parcel", "aud_admin", "I", f"{COUNTY} AND kind = 'ledger_export'"),
    ("parcel", "aud_route", "SU", COUNTY),
    ("parcel", "aud_worker", "SUD", COUNTY),
    ("rights_request", "aud_woman", "SIU", OWN),
    ("rights_request", "aud_town", "SU", TOWN),
    ("rights_request", "aud_desk", "SU", CORRECTION),
    ("rights_request", "aud_worker", "SUD", COUNTY),
    ("legal_hold", "aud_admin", "SIU", COUNTY),
    ("legal_hold", "aud_auditor, aud_worker, aud_route", "S", COUNTY),
    ("account", "aud_worker", "I", COUNTY),
    ("account", "aud_route", "SU", COUNTY),
    ("profile", "aud_route", "U", COUNTY),
    ("ledger_event", "aud_worker", "SIU", COUNTY),
    ("ledger_flag", "aud_worker", "SD", COUNTY),
    ("consent", "aud_worker", "D", COUNTY),
    ("receipt_number", "aud_worker", "SD", COUNTY),
    ("notice", "aud_worker", "D", COUNTY),
    ("sign_in_session", "aud_worker", "D", COUNTY),
    ("phone_code", "aud_worker", "SD", COUNTY),
    ("rate_count", "aud_worker", "SD", COUNTY),
    ("safe_contact", "aud_worker", "D", COUNTY),
    ("message_quota", "aud_worker", "D", COUNTY),
    ("handler_block", "aud_worker", "SD", COUNTY),
    ("kept_answer", "aud_worker", "U", COUNTY),
    ("certificate", "aud_worker", "U", COUNTY),
    ("proxy_consent", "aud_worker", "SU", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
WORDS = (("notice", "kind", "rights_moved"), ("proposal", "kind", "legal_hold legal_hold_release"))


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


def _child(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete="CASCADE",
    )


def _word(table: str, name: str, words: str, *, nullable: bool = False) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=nullable), check


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _listed(table: str, column: str) -> list[str]:
    """Read the words a CHECK holds now: another migration may have added to them."""
    query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    held = op.get_bind().execute(query, {"name": f"ck_{table}_{column}_word"}).scalar_one()
    return re.findall(r"'([^']+)'", held)


def _hold(table: str, column: str, words: list[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    name = f"ck_{table}_{column}_word"
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed}))")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    for table, column, more in WORDS:
        known = _listed(table, column)
        _hold(table, column, [*known, *(word for word in more.split() if word not in known)])
    op.add_column("help_request", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    _parcel()
    _rights_request()
    _legal_hold()
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY g{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _parcel() -> None:
    _table(
        "parcel",
        *_word("parcel", "kind", "my_copy evidence ledger_export"),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        *_word("parcel", "state", "waiting ready failed gone"),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("object_name", sa.String(length=80), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        _moment("expires_at", nullable=False),
        sa.CheckConstraint("num_nonnulls(profile_id, staff_id) = 1", name=op.f("ck_parcel_is_for_one")),
        _child("parcel", "profile", "profile_id"),
        _child("parcel", "staff", "staff_id"),
        _child("parcel", "help_request", "request_id"),
    )
    op.create_index(op.f("ix_parcel_county_profile_id_created_at"), "parcel", ["county", "profile_id", "created_at"])
    op.create_index(op.f("ix_parcel_county_staff_id_created_at"), "parcel", ["county", "staff_id", "created_at"])
    op.create_index(op.f("ix_parcel_county_expires_at"), "parcel", ["county", "expires_at"])


def _rights_request() -> None:
    _table(
        "rights_request",
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=True),
        *_word("rights_request", "kind", "copy correction deletion"),
        *_word("rights_request", "state", "received done refused"),
        *_word("rights_request", "field", "name phone registration other", nullable=True),
        _moment("due_at", nullable=False),
        sa.Column("asked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        _moment("decided_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _child("rights_request", "profile", "profile_id"),
        sa.UniqueConstraint("county", "number", name=op.f("uq_rights_request_county_number")),
    )
    op.create_index(
        op.f("ix_rights_request_county_profile_id_created_at"), "rights_request", ["county", "profile_id", "created_at"]
    )
    op.create_index(op.f("ix_rights_request_county_state_due_at"), "rights_request", ["county", "state", "due_at"])


def _legal_hold() -> None:
    _table(
        "legal_hold",
        sa.Column("number", sa.String(length=9), nullable=False),
        *_word("legal_hold", "ground", "court procuratorate police supervision audit"),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=False),
        _moment("released_at"),
        sa.Column("release_reason", sa.String(length=200), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("release_agreed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("agreed_by <> set_by", name=op.f("ck_legal_hold_takes_two")),
    )
    op.create_index(op.f("ix_legal_hold_county_number"), "legal_hold", ["county", "number"])


def downgrade() -> None:
    for number, (table, roles, commands, _) in enumerate(POLICIES):
        if table in TABLES:
            continue
        for letter in commands:
            op.execute(f"DROP POLICY g{number}_{VERBS[letter].lower()} ON {table}")
            op.execute(f"REVOKE {VERBS[letter]} ON {table} FROM {roles}")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("help_request", "restricted_at")
    for table, column, more in WORDS:
        words = " OR ".join(f"{column} = '{word}'" for word in more.split())
        op.execute(f"DELETE FROM {table} WHERE {words}")
        _hold(table, column, [word for word in _listed(table, column) if word not in more.split()])
