"""Visits to women of the ledger, 不用打扰我, and the care clause of each village's charter.

Why: B3 wants visits counted by village and quarter and the care clause known with its date. Village and township see their
own places' visits; the county's desk has no right on them at all and reads counts; charters concern no person and the
desk reads them all. A charter's history is kept because nobody may change or delete its rows.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
TOWN = f"{COUNTY} AND township_code = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))"
VILLAGE = f"{COUNTY} AND village_code = ANY (COALESCE((SELECT ctx.villages()), '{{}}'))"
TABLES = ("home_visit", "visit_wish", "village_charter")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("home_visit", "aud_woman", "S", OWN),
    ("home_visit", "aud_cadre", "SIU", VILLAGE),
    ("home_visit", "aud_town", "SIU", TOWN),
    ("home_visit", "aud_route", "S", COUNTY),
    ("home_visit", "aud_worker", "SU", COUNTY),
    ("visit_wish", "aud_woman", "SIU", OWN),
    ("visit_wish", "aud_route", "S", COUNTY),
    ("village_charter", "aud_cadre", "SI", VILLAGE),
    ("village_charter", "aud_town", "SI", TOWN),
    ("village_charter", "aud_desk", "S", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}
BECAUSE = "not_at_home not_convenient she_declined visitor_away road_or_weather moved_away"


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


def _word(table: str, name: str, words: str, *, nullable: bool = False) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=nullable), check


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _visits() -> None:
    name = "home_visit"
    _table(
        name,
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        *_word(name, "state", "planned done not_done"),
        sa.Column("done_on", sa.Date(), nullable=True),
        *_word(name, "because", BECAUSE, nullable=True),
        sa.Column("need_found", sa.Boolean(), nullable=True),
        sa.Column("service_code", sa.String(length=40), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _child(name, "ledger_entry", "entry_id"),
        _child(name, "profile", "profile_id"),
        _child(name, "staff", "visitor_id"),
        _check(name, "done_has_a_day", "(state = 'done') = (done_on IS NOT NULL)"),
        _check(name, "done_says_whether_a_need", "(state = 'done') = (need_found IS NOT NULL)"),
        _check(name, "not_done_has_a_reason", "(state = 'not_done') = (because IS NOT NULL)"),
    )
    planned = sa.text("state = 'planned'")
    op.create_index("ix_home_visit_planned", name, ["county", "entry_id"], unique=True, postgresql_where=planned)
    for columns in ("entry_id done_on", "profile_id", "township_code planned_for", "village_code planned_for"):
        op.create_index(op.f(f"ix_{name}_county_{columns.replace(' ', '_')}"), name, ["county", *columns.split()])


def _wishes_and_charters() -> None:
    _table(
        "visit_wish",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _child("visit_wish", "profile", "profile_id"),
    )
    now = sa.text("ended_at IS NULL")
    op.create_index("ix_visit_wish_now", "visit_wish", ["county", "profile_id"], unique=True, postgresql_where=now)
    name = "village_charter"
    _table(
        name,
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("care_clause", sa.Boolean(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=False),
        _child(name, "staff", "recorded_by"),
        _check(name, "a_clause_has_its_date", "NOT care_clause OR adopted_on IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_village_charter_county_village_code_created_at"), name, ["county", "village_code", "created_at"]
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _visits()
    _wishes_and_charters()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            name = f"v{number}_{VERBS[letter].lower()}"
            op.execute(f"CREATE POLICY {name} ON {table} FOR {VERBS[letter]} TO {roles}{using}{check}")
            op.execute(f"GRANT {VERBS[letter]} ON {table} TO {roles}")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
