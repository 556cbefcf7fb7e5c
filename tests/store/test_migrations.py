"""The tables that migrations make are those of the models."""

from surveys.extensions import alembic


def test_models_and_migrations_agree(session):
    assert alembic.compare_metadata() == []


def test_the_schema_can_be_taken_down_and_put_up_again(session):
    alembic.downgrade("base")
    alembic.upgrade()
    assert alembic.compare_metadata() == []
