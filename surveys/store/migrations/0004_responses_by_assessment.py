"""The assessment becomes part of a response's key, so that `responses` can be partitioned by it.

PostgreSQL: nothing is rewritten. The index of the new key is built CONCURRENTLY, beside responses that come in. Then
the key is exchanged under an ACCESS EXCLUSIVE lock that is held for a moment, since all three columns are NOT NULL
already and there is nothing to look through; it is waited for 0.3 seconds at a time (`migrating.brief`).

SQLite: a table without row ids lies in the order of its key, so it is written anew, in one transaction; meanwhile
nobody else writes, and the file needs its own size once more. What the old pages held is overwritten (secure_delete).
"""

import sqlalchemy as sa
from alembic import op

from surveys.store.migrating import brief, build_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WITH_ASSESSMENT = ("organization_id", "assessment_id", "id")
WITHOUT = ("organization_id", "id")


def upgrade() -> None:
    _key(WITH_ASSESSMENT)


def downgrade() -> None:
    _key(WITHOUT)


def _key(columns: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(columns)
        return
    with op.get_context().autocommit_block():
        build_index("responses_next", f"responses ({', '.join(columns)})", unique=True)
        brief(
            "ALTER TABLE responses DROP CONSTRAINT pk_responses, "
            "ADD CONSTRAINT pk_responses PRIMARY KEY USING INDEX responses_next"
        )


def _write_anew(key: tuple[str, ...]) -> None:
    """Rows come in the order of the old key and go where the new one says; no file beside the database holds them."""
    op.create_table(
        "responses_next",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.CheckConstraint("status IN ('accepted', 'set_aside')", name=op.f("ck_responses_status")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_responses_assessment_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_responses_organization_id")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    columns = "organization_id, assessment_id, id, channel, day, questionnaire, status, answers"
    op.execute(f"INSERT INTO responses_next ({columns}) SELECT {columns} FROM responses")  # noqa: S608
    op.drop_table("responses")
    op.rename_table("responses_next", "responses")
