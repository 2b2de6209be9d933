"""What she first told stays as it was told: the database refuses another text in its place.

Why: her words may be evidence (法释〔2022〕17号 第六条). The digest on record finds a change; this keeps one from being
made. They may be erased at her wish, and sealed anew under another key (a value begins with suite and generation of its
key: it becomes closed, or a key is rotated); nothing else may replace them.

Revision ID: 0040
Revises: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

FIRST_WORDS = (("help_request", "telling_sealed"), ("aid_application", "story_sealed"))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.execute(
        """
        CREATE FUNCTION ctx.keep_first_words() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
        BEGIN
          RAISE EXCEPTION 'first words of % are never replaced', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END $$
        """
    )
    for table, column in FIRST_WORDS:
        replaced = f"NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column}"
        same_key = f"substring(NEW.{column} FROM 1 FOR 3) IS NOT DISTINCT FROM substring(OLD.{column} FROM 1 FOR 3)"
        op.execute(
            f"CREATE TRIGGER keep_first_words BEFORE UPDATE OF {column} ON {table} FOR EACH ROW "
            f"WHEN ({replaced} AND (OLD.{column} IS NULL OR {same_key})) EXECUTE FUNCTION ctx.keep_first_words()"
        )


def downgrade() -> None:
    for table, _ in FIRST_WORDS:
        op.execute(f"DROP TRIGGER keep_first_words ON {table}")
    op.execute("DROP FUNCTION ctx.keep_first_words()")
