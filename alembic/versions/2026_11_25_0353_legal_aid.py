"""Legal aid: applications inside a request, the roster of lawyers, statutory clocks on the request.

Why: an application has a law, clocks and people of its own, and is still seen by exactly the readers of its request;
a closed request's application stays behind the case's walls (法律援助法 32, 41–44, 49; capabilities B4).

Revision ID: 0016
Revises: 0015
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
READERS = f"{COUNTY} AND readers && COALESCE((SELECT ctx.readers()), '{{}}')"
CASE = f"{COUNTY} AND request_id = ANY (COALESCE((SELECT ctx.my_cases()), '{{}}'))"
DESK = "aud_town, aud_dept, aud_desk"
TABLES = ("lawyer", "lawyer_tie", "aid_application")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("lawyer", f"{DESK}, aud_case, aud_route", "S", COUNTY),
    ("lawyer", "aud_admin", "SIU", COUNTY),
    ("lawyer_tie", "aud_route", "S", COUNTY),
    ("lawyer_tie", "aud_admin", "SID", COUNTY),
    ("aid_application", "aud_woman", "S", OWN),
    ("aid_application", DESK, "S", READERS),
    ("aid_application", "aud_case", "S", CASE),
    ("aid_application", "aud_route", "SIU", COUNTY),
    ("aid_application", "aud_worker", "SU", COUNTY),
    ("consent", "aud_route", "I", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
WORDS = (
    ("request_event", "step", "aid"),
    ("help_request", "pending", "aid"),
    ("consent", "purpose", "legal_aid apply_for_her"),
)
REASONS = "not_in_duty not_eligible duplicate not_enough_facts in_court other"
STATES = "applied granted refused objected assigned met filed heard concluded lapsed withdrawn"


def _table(name: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{name}")),
    )


def _child(table: str, parent: str, column: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete=ondelete,
    )


def _word(table: str, name: str, words: str, *, empty: bool = False) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=empty), check


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _hold(table: str, column: str, *, more: str = "", fewer: str = "") -> None:
    """Hold a column to the words it knows today, and some more or fewer: nobody else's words are lost."""
    name = f"ck_{table}_{column}_word"
    query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    known = re.findall(r"'([a-z][a-z_\-]*)'", op.get_bind().execute(query, {"name": name}).scalar_one())
    words = [word for word in dict.fromkeys([*known, *more.split()]) if word not in fewer.split()]
    listed = ", ".join(f"'{word}'" for word in words)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed}))")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    for table, column, words in WORDS:
        _hold(table, column, more=words)
    op.add_column("help_request", sa.Column("asks_once", sa.Boolean(), server_default="false", nullable=False))
    op.alter_column("help_request", "asks_once", server_default=None)
    op.add_column("help_request", _moment("statutory_due"))
    op.add_column("help_request", _moment("statutory_from"))
    _lawyers()
    _applications()
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
            op.execute(f"CREATE POLICY aid{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _lawyers() -> None:
    _table(
        "lawyer",
        *_word("lawyer", "kind", "lawyer legal_worker agency"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("firm", sa.String(length=80), nullable=False),
        sa.Column("firm_key", sa.String(length=80), nullable=False),
        sa.Column("licence", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("woman", sa.Boolean(), nullable=False),
        sa.Column("dialects", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("matters", postgresql.ARRAY(sa.Text()), nullable=False),
        _moment("retired_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("county", "licence", name=op.f("uq_lawyer_county_licence")),
    )
    _table(
        "lawyer_tie",
        sa.Column("lawyer_id", sa.Uuid(), nullable=False),
        *_word("lawyer_tie", "kind", "client relative"),
        sa.Column("party_index", sa.LargeBinary(), nullable=False),
        sa.Column("party_sealed", sa.LargeBinary(), nullable=False),
        _child("lawyer_tie", "lawyer", "lawyer_id"),
        sa.UniqueConstraint(
            "county", "lawyer_id", "kind", "party_index", name=op.f("uq_lawyer_tie_county_lawyer_id_kind_party_index")
        ),
    )
    op.create_index(op.f("ix_lawyer_tie_county_party_index"), "lawyer_tie", ["county", "party_index"])


def _applications() -> None:
    name = "aid_application"
    _table(
        name,
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        *_word(name, "channel", "form voice oral"),
        *_word(name, "state", STATES),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("ground_from_ledger", sa.Boolean(), nullable=False),
        *_word(name, "urgency", "danger deadline ordinary"),
        *_word(name, "pledge", "tap voice paper", empty=True),
        sa.Column("voice_file_id", sa.Uuid(), nullable=True),
        sa.Column("applied_by", sa.Uuid(), nullable=True),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("story_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("limitation_ends", sa.Date(), nullable=True),
        sa.Column("must_preserve", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        *(_moment(one) for one in ("papers_told_at", "papers_due", "papers_supplied_at", "papers_taken_at")),
        sa.Column("reminders", sa.Integer(), nullable=False),
        _moment("look_at"),
        _moment("decided_at"),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        *_word(name, "refuse_reason", REASONS, empty=True),
        _moment("objected_at"),
        _moment("reviewed_at"),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("lawyer_id", sa.Uuid(), nullable=True),
        _moment("assigned_at"),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        _moment("hearing_at"),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        *_word(name, "result", "won partly settled lost ended", empty=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _child(name, "help_request", "request_id"),
        _child(name, "lawyer", "lawyer_id", "RESTRICT"),
    )
    for columns in (["request_id", "created_at"], ["profile_id", "created_at"], ["lawyer_id"]):
        op.create_index(op.f(f"ix_{name}_county_{'_'.join(columns)}"), name, ["county", *columns])
    waiting = sa.text("look_at IS NOT NULL")
    op.create_index(op.f(f"ix_{name}_county_look_at"), name, ["county", "look_at"], postgresql_where=waiting)


def downgrade() -> None:
    op.execute("DROP POLICY aid9_insert ON consent")
    op.execute("REVOKE INSERT ON consent FROM aud_route")
    for table in reversed(TABLES):
        op.drop_table(table)
    for column in ("statutory_from", "statutory_due", "asks_once"):
        op.drop_column("help_request", column)
    for table, column, words in WORDS:
        _hold(table, column, fewer=words)
