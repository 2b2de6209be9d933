"""An anonymous question has a clock that climbs, and danger it names is heard.

Why: nobody could ask after a question without a name, so one that its office forgot would have rotted; and one that
named danger waited as long as any other (MSG-05, REQ-06, design §10.5).

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
NEW = ("heard", "clock_started_at", "climbed", "next_climb_at", "climbs")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("question", sa.Column("heard", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("question", sa.Column("clock_started_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("question", sa.Column("climbed", sa.Integer(), nullable=True))
    op.add_column("question", sa.Column("next_climb_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("question", sa.Column("climbs", postgresql.JSONB(), nullable=True))
    # What waits already begins to climb at the moment it is due; what is overdue climbs at once.
    op.execute("""
        UPDATE question SET heard = '{}', climbs = '[]', clock_started_at = created_at, climbed = 80,
               next_climb_at = CASE WHEN state = 'open' THEN due_at END
    """)
    for column in ("heard", "clock_started_at", "climbed", "climbs"):
        op.alter_column("question", column, nullable=False)
    op.create_index(
        op.f("ix_question_county_next_climb_at"),
        "question",
        ["county", "next_climb_at"],
        postgresql_where=sa.text("next_climb_at IS NOT NULL"),
    )
    for table in ("question", "question_line"):
        op.execute(f"CREATE POLICY route_select ON {table} FOR SELECT TO aud_route USING ({COUNTY})")
        op.execute(
            f"CREATE POLICY route_update ON {table} FOR UPDATE TO aud_route USING ({COUNTY}) WITH CHECK ({COUNTY})"
        )
        op.execute(f"GRANT SELECT, UPDATE ON {table} TO aud_route")


def downgrade() -> None:
    for table in ("question", "question_line"):
        op.execute(f"REVOKE SELECT, UPDATE ON {table} FROM aud_route")
        op.execute(f"DROP POLICY route_update ON {table}")
        op.execute(f"DROP POLICY route_select ON {table}")
    op.drop_index(op.f("ix_question_county_next_climb_at"), table_name="question")
    for column in NEW:
        op.drop_column("question", column)
