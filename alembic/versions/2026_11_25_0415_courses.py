"""Courses and activities: their texts, places, attendance, certificates, outcomes and reports.

Why: she finds what is offered near her, gets a fair place, and somebody asks later what came of it (CRS-01 to CRS-09).
Word search runs in a definer function: its operators may not use an index behind a policy (security.md §2.2).

Revision ID: 0019
Revises: 0018
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
OFFERED = f"{COUNTY} AND provider_code = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
SHOWN = f"{COUNTY} AND shown"
READERS = "aud_public, aud_woman, aud_cadre, aud_town, aud_desk, aud_case, aud_admin, aud_auditor"
TOPICS = (
    "domestic_service elder_care e_commerce food cooking farming crafts tourism business digital culture sports health "
    "law family"
)
TABLES = ("course", "course_text", "enrolment", "attendance", "certificate", "outcome_ask", "course_report")
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("course", READERS, "S", SHOWN),
    ("course", "aud_dept", "S", COUNTY),
    ("course", "aud_provider", "SIU", OFFERED),
    ("course", "aud_route, aud_worker", "SIU", COUNTY),
    ("course", "definer", "S", "true"),
    ("course_text", "aud_dept", "S", COUNTY),
    ("course_text", "aud_provider", "SIU", OFFERED),
    ("course_text", "aud_route, aud_worker", "SIU", COUNTY),
    ("enrolment", "aud_woman", "S", OWN),
    ("enrolment", "aud_provider", "S", OFFERED),
    ("enrolment", "aud_route, aud_worker", "SIU", COUNTY),
    ("enrolment", "definer", "S", "true"),
    ("attendance", "aud_woman", "SI", OWN),
    ("attendance", "aud_provider", "SI", OFFERED),
    ("attendance", "aud_route, aud_worker", "SI", COUNTY),
    ("certificate", "aud_woman", "S", OWN),
    ("certificate", "aud_route, aud_worker", "SI", COUNTY),
    ("certificate", "definer", "S", "true"),
    ("outcome_ask", "aud_woman", "SU", OWN),
    ("outcome_ask", "aud_route, aud_worker", "SIU", COUNTY),
    ("course_report", "aud_woman", "S", OWN),
    ("course_report", "aud_route, aud_worker", "SIU", COUNTY),
    ("consent", "definer", "S", "true"),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}
# Words added to lists that others may have lengthened since: what is there stays.
WORDS = (
    ("notice", "kind", ("course_news", "seat_offered", "course_asks")),
    ("consent", "purpose", ("share_with_provider",)),
    ("review", "kind", ("course", "report")),
)
SEARCH = "ctx.find_courses(tsquery, timestamptz, timestamptz, jsonb, integer, timestamptz, uuid, integer)"
FUNCTIONS = {
    # The best twenty of those open to enrol: rank, then the earliest; `wanted` holds the filters that were set.
    SEARCH: """
CREATE FUNCTION ctx.find_courses(words tsquery, at timestamptz, until timestamptz, wanted jsonb, after_rank integer,
    after_at timestamptz, after_id uuid, most integer) RETURNS TABLE (id uuid, rank integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.id, f.rank FROM (
    SELECT c.id, c.starts_at, (ts_rank(c.search, words) * 1000000)::integer AS rank FROM course c
    WHERE c.county = ctx.county() AND c.shown AND c.state = 'published' AND c.search @@ words
      AND c.starts_at > at AND (until IS NULL OR c.starts_at < until)
      AND (NOT wanted ? 'township' OR c.township_code = wanted ->> 'township')
      AND (NOT wanted ? 'topic' OR c.topic = wanted ->> 'topic')
      AND (NOT wanted ? 'kind' OR c.kind = wanted ->> 'kind')
      AND (NOT wanted ? 'free' OR c.free) AND (NOT wanted ? 'childcare' OR c.childcare)
      AND (NOT wanted ? 'half_day' OR c.half_day) AND (NOT wanted ? 'off_season' OR c.off_season)
  ) f
  WHERE after_id IS NULL OR (-f.rank, f.starts_at, f.id) > (-after_rank, after_at, after_id)
  ORDER BY f.rank DESC, f.starts_at, f.id LIMIT most $$""",
    # Names of those who let this provider know them, and nobody else's (CRS-08, SAF-09).
    "ctx.course_names(uuid)": """
CREATE FUNCTION ctx.course_names(wanted uuid) RETURNS TABLE (enrolment_id uuid, profile_id uuid, name_sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.id, p.id, p.name_sealed FROM enrolment e
  JOIN consent c ON c.county = e.county AND c.id = e.consent_id AND c.withdrawn_at IS NULL
  JOIN profile p ON p.county = e.county AND p.id = e.profile_id
  WHERE e.county = ctx.county() AND e.course_id = wanted AND e.provider_code = ANY (ctx.readers())
    AND e.state IN ('enrolled', 'offered', 'waiting') $$""",
    # How many stand before her, herself included, in each line she waits in.
    "ctx.places_in_line()": """
CREATE FUNCTION ctx.places_in_line() RETURNS TABLE (enrolment_id uuid, place bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.id, (SELECT count(*) FROM enrolment x WHERE x.county = e.county AND x.course_id = e.course_id
                AND x.state = 'waiting' AND x.position <= e.position)
  FROM enrolment e WHERE e.county = ctx.county() AND e.profile_id = ctx.profile() AND e.state = 'waiting' $$""",
    "ctx.find_certificate(text)": """
CREATE FUNCTION ctx.find_certificate(wanted text)
RETURNS TABLE (id uuid, title text, provider_name text, sessions integer, issued_at timestamptz, holder_sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.title, c.provider_name, c.sessions, c.created_at, c.holder_sealed
  FROM certificate c WHERE c.county = ctx.county() AND c.code = wanted $$""",
}
CALLERS = {
    SEARCH: f"{READERS}, aud_dept, aud_provider",
    "ctx.course_names(uuid)": "aud_provider",
    "ctx.places_in_line()": "aud_woman",
    "ctx.find_certificate(text)": "aud_public",
}


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


def _yes(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.Boolean(), nullable=False) for name in names)


def _numbers(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in names)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("county", *columns, name=op.f(f"uq_{table}_county_{'_'.join(columns)}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_county_{'_'.join(columns)}"), table, ["county", *columns])


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
    _offers()
    _places()
    _afterwards()
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            name = f"k{number}_{VERBS[letter].lower()}"
            op.execute(f"CREATE POLICY {name} ON {table} FOR {VERBS[letter]} TO {roles}{using}{check}")
            op.execute(f"GRANT {VERBS[letter]} ON {table} TO {roles}")
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    for signature, body in FUNCTIONS.items():
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {CALLERS[signature]}")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO definer")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")


def _offers() -> None:
    _table(
        "course",
        *_child("course", "provider"),
        _said("provider_code", 60),
        _said("provider_name", 60),
        *_word("course", "kind", "course activity"),
        *_word("course", "topic", TOPICS),
        *_word("course", "state", "draft published running finished cancelled unpublished"),
        *_yes("shown"),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _said("township_code", 12),
        _moment("starts_at"),
        _moment("ends_at"),
        *_yes("free", "childcare", "half_day", "off_season"),
        *_numbers("seats", "taken", "waiting", "next_position"),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False),
        _said("cancel_reason", 200, empty=True),
        *_numbers("version"),
        sa.CheckConstraint("taken >= 0 AND taken <= seats AND waiting >= 0", name=op.f("ck_course_seats_add_up")),
    )
    open_ones = sa.text("shown AND state = 'published'")
    op.create_index("ix_course_open", "course", ["county", "starts_at", "id"], postgresql_where=open_ones)
    op.create_index("ix_course_search", "course", ["search"], postgresql_using="gin")
    _index("course", "provider_code", "created_at", "id")
    _index("course", "state", "ends_at")
    _table(
        "course_text",
        *_child("course_text", "course"),
        _said("provider_code", 60),
        *_numbers("number"),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        *_word("course_text", "state", "draft review returned live old"),
        sa.Column("checked", sa.Boolean(), nullable=True),
        _said("reason", 500, empty=True),
        _unique("course_text", "course_id", "number"),
    )


def _places() -> None:
    _table(
        "enrolment",
        *_child("enrolment", "course"),
        *_child("enrolment", "profile"),
        _said("provider_code", 60),
        *_word("enrolment", "topic", TOPICS),
        *_word("enrolment", "state", "enrolled waiting offered cancelled lapsed"),
        *_numbers("position"),
        _moment("offered_until", empty=True),
        *_yes("needs_childcare", "needs_transport", "needs_reading_help"),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        _unique("enrolment", "course_id", "profile_id"),
    )
    line = sa.text("state = 'waiting'")
    op.create_index("ix_enrolment_line", "enrolment", ["county", "course_id", "position"], postgresql_where=line)
    held = sa.text("state = 'offered'")
    op.create_index("ix_enrolment_offers", "enrolment", ["county", "offered_until"], postgresql_where=held)
    _index("enrolment", "profile_id", "created_at", "id")
    _table(
        "attendance",
        *_child("attendance", "course"),
        *_child("attendance", "enrolment"),
        *_child("attendance", "profile"),
        _said("provider_code", 60),
        *_numbers("session_number"),
        *_word("attendance", "way", "qr list"),
        _moment("attended_at"),
        *_yes("late"),
        _unique("attendance", "enrolment_id", "session_number"),
    )
    _index("attendance", "course_id")


def _afterwards() -> None:
    _table(
        "certificate",
        _said("code", 12),
        *_child("certificate", "course"),
        *_child("certificate", "enrolment"),
        *_child("certificate", "profile"),
        _said("title", 40),
        _said("provider_name", 60),
        *_numbers("sessions"),
        sa.Column("holder_sealed", sa.LargeBinary(), nullable=True),
        _unique("certificate", "code"),
        _unique("certificate", "enrolment_id"),
    )
    _index("certificate", "profile_id")
    _table(
        "outcome_ask",
        *_child("outcome_ask", "course"),
        *_child("outcome_ask", "enrolment"),
        *_child("outcome_ask", "profile"),
        *_numbers("month"),
        *_word("outcome_ask", "answer", "employed business none", empty=True),
        _moment("answered_at", empty=True),
        sa.CheckConstraint("month IN (1, 3)", name=op.f("ck_outcome_ask_asked_twice")),
        _unique("outcome_ask", "enrolment_id", "month"),
    )
    _index("outcome_ask", "profile_id")
    _table(
        "course_report",
        *_child("course_report", "course"),
        *_child("course_report", "profile"),
        *_word("course_report", "reason", "wrong_time wrong_place wrong_fee fee_scam other"),
        _moment("settled_at", empty=True),
        _unique("course_report", "course_id", "profile_id"),
    )


def downgrade() -> None:
    op.execute("GRANT CREATE ON SCHEMA ctx TO definer")
    op.execute("SET LOCAL ROLE definer")
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("SET LOCAL ROLE owner")
    op.execute("REVOKE CREATE ON SCHEMA ctx FROM definer")
    for number, (table, roles, commands, _) in enumerate(POLICIES):
        for letter in commands if table not in TABLES else "":
            op.execute(f"DROP POLICY k{number}_{VERBS[letter].lower()} ON {table}")
            op.execute(f"REVOKE {VERBS[letter]} ON {table} FROM {roles}")
    for table in reversed(TABLES):
        op.drop_table(table)
    _relist(adding=False)
