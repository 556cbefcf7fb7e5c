"""What was deleted leaves SQLite's log as well, and nobody else on the machine reads either."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from surveys.extensions import db
from surveys.store import database


def file() -> Path:
    return Path(str(db.engine.url.database))


def test_a_reader_puts_the_emptying_off_and_nobody_waits_for_it(session):
    with closing(sqlite3.connect(file())) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM responses").fetchone()
        with database.writing(session):
            session.execute(text("INSERT INTO roles (name) VALUES ('Медсестра Иванова')"))
        with database.writing(session):
            session.execute(text("DELETE FROM roles WHERE name = 'Медсестра Иванова'"))
        log = file().with_name(f"{file().name}-wal")
        assert not database.empty_log(db.engine)
        assert "Иванова".encode() in log.read_bytes()
        reader.rollback()
    assert database.empty_log(db.engine)
    assert log.read_bytes() == b""
    assert "Иванова".encode() not in file().read_bytes()


def test_a_connection_waits_again_afterwards(session):
    database.empty_log(db.engine)
    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() == database.BUSY_SECONDS * 1000


def test_the_database_is_for_its_owner_alone(session):
    file().chmod(0o644)
    db.engine.dispose()
    with database.writing(session):
        session.execute(text("INSERT INTO roles (name) VALUES ('x')"))
    assert {path.stat().st_mode & 0o777 for path in file().parent.glob(f"{file().name}*")} == {0o600}
