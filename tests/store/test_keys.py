"""Passing keys live as long as they are needed and leave no trace."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from surveys.extensions import db
from surveys.store import keys
from tests.databases import files

NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)


def test_a_period_has_one_key_and_the_next_period_another(session):
    first = keys.key(db.engine, keys.RESPONSES, NOON, NOON)
    assert keys.key(db.engine, keys.RESPONSES, NOON + timedelta(hours=5), NOON + timedelta(hours=5)) == first
    assert keys.key(db.engine, keys.RESPONSES, NOON + timedelta(hours=6), NOON + timedelta(hours=6)) != first
    assert keys.key(db.engine, keys.LIMITS, NOON, NOON) != first


@pytest.mark.parametrize("purpose", [keys.RESPONSES, keys.LIMITS])
def test_no_key_is_given_or_made_after_48_hours(session, purpose):
    later = NOON + timedelta(hours=49)
    assert keys.key(db.engine, purpose, NOON, later) is None
    keys.key(db.engine, purpose, NOON, NOON)
    assert keys.key(db.engine, purpose, NOON, later) is None


def test_no_key_is_made_for_a_time_to_come(session):
    assert keys.key(db.engine, keys.RESPONSES, NOON + timedelta(hours=7), NOON) is None


def test_a_key_is_found_again_after_the_clock_was_set_back(make_app):
    ahead = NOON + timedelta(hours=7)
    with make_app().app_context():
        made = keys.key(db.engine, keys.RESPONSES, ahead, ahead)
        assert keys.key(db.engine, keys.RESPONSES, ahead, NOON) == made
    with make_app().app_context():
        assert keys.key(db.engine, keys.RESPONSES, ahead, NOON) == made, "in another process"


def test_a_ticket_finds_its_key_for_18_hours_after_it_has_expired(session):
    last_second_of_a_period = datetime(2026, 3, 16, 17, 59, 59, tzinfo=UTC)
    made = keys.key(db.engine, keys.RESPONSES, last_second_of_a_period, last_second_of_a_period)
    much_later = last_second_of_a_period + timedelta(hours=24 + 18)
    assert keys.key(db.engine, keys.RESPONSES, last_second_of_a_period, much_later) == made


def test_a_destroyed_key_is_in_no_file_of_the_database(session):
    secret = keys.key(db.engine, keys.RESPONSES, NOON, NOON)
    lasting = keys.key(db.engine, keys.RESPONSES, NOON + timedelta(hours=6), NOON + timedelta(hours=6))
    session.rollback()

    def traces(of):
        return [path.name for path in files(db.engine) if of in path.read_bytes()]

    assert traces(secret)
    assert keys.destroy_dead(db.engine, NOON + timedelta(hours=48)) == 1
    assert traces(secret) == []
    assert traces(lasting)


@pytest.mark.database("postgresql")
def test_a_key_is_destroyed_while_somebody_reads_an_older_state(session):
    secret = keys.key(db.engine, keys.RESPONSES, NOON, NOON)
    session.rollback()
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM responses"))
        assert keys.destroy_dead(db.engine, NOON + timedelta(hours=48)) == 1
        assert not [path for path in files(db.engine) if secret in path.read_bytes()]
