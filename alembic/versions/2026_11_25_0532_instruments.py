"""Dated instruments beside a request, and their alarms.

Why: a protection order ends on a day whether or not anybody looks, and who reported must not be read by those who read
the case (反家庭暴力法 14, 17, 28–30; 农村土地承包经营纠纷调解仲裁法 18, 47, 48).

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
READERS = f"{COUNTY} AND readers && COALESCE((SELECT ctx.readers()), '{{}}')"
CASE = f"{COUNTY} AND request_id = ANY (COALESCE((SELECT ctx.my_cases()), '{{}}'))"
DESK = "aud_town, aud_dept, aud_desk"
TABLES = ("instrument", "instrument_alarm")
# Which roles, which commands, which rows: the same for both tables.
POLICIES = (
    ("aud_woman", "S", OWN),
    (DESK, "S", READERS),
    ("aud_case", "S", CASE),
    ("aud_route", "SIU", COUNTY),
    ("aud_worker", "SU", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}
KINDS = "written_warning protection_order mandatory_report land_dispute mediation"
STATES = (
    "issued applied granted refused reported received negotiation in_mediation arbitration award court asked clear "
    "unsafe started ended"
)
ALARMS = (
    "order_decision order_ends_first order_ends_last visit_police visit_village report_receipt award_due sue_by "
    "limitation"
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


def _moment(name: str, *, empty: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _table(
        "instrument",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        *_word("instrument", "kind", KINDS),
        *_word("instrument", "state", STATES),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("oral", sa.Boolean(), nullable=False),
        _moment("began_at", empty=False),
        _moment("decided_at"),
        sa.Column("valid_until", sa.Date(), nullable=True),
        _moment("due_at"),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("receipt", sa.String(length=80), nullable=True),
        _moment("screened_at"),
        sa.Column("screened_by", sa.Uuid(), nullable=True),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reporter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _child("instrument", "help_request", "request_id"),
    )
    op.create_index(
        op.f("ix_instrument_county_request_id_created_at"), "instrument", ["county", "request_id", "created_at"]
    )
    _table(
        "instrument_alarm",
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        *_word("instrument_alarm", "kind", ALARMS),
        _moment("due_at", empty=False),
        _moment("fired_at"),
        _moment("cancelled_at"),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("safe", sa.Boolean(), nullable=True),
        _child("instrument_alarm", "instrument", "instrument_id"),
        _child("instrument_alarm", "help_request", "request_id"),
        sa.UniqueConstraint(
            "county",
            "instrument_id",
            "kind",
            "due_at",
            name=op.f("uq_instrument_alarm_county_instrument_id_kind_due_at"),
        ),
    )
    op.create_index(
        "ix_instrument_alarm_waiting",
        "instrument_alarm",
        ["county", "due_at"],
        postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
        for number, (roles, commands, predicate) in enumerate(POLICIES):
            for letter in commands:
                verb = VERBS[letter]
                using = "" if letter == "I" else f" USING ({predicate})"
                check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
                op.execute(f"CREATE POLICY paper{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
                op.execute(f"GRANT {verb} ON {table} TO {roles}")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
