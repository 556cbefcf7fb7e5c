"""What was deleted or written over leaves the database's files; nobody else on the machine reads them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models import Response
from surveys.extensions import db
from surveys.store import database, suggestions, traces
from tests.databases import files
from tests.respondent import CONTENT, open_sheet, organization, send
from tests.servers import wait_until

of_sqlite, of_postgresql = pytest.mark.database("sqlite"), pytest.mark.database("postgresql")
WORDS = "Медсестра Иванова"


def file() -> Path:
    return Path(str(db.engine.url.database))


@of_sqlite
def test_a_reader_puts_the_emptying_off_and_nobody_waits_for_it(session):
    with closing(sqlite3.connect(file())) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM responses").fetchone()
        with database.writing(session):
            session.execute(text(f"INSERT INTO roles (name) VALUES ('{WORDS}')"))
        with database.writing(session):
            session.execute(text(f"DELETE FROM roles WHERE name = '{WORDS}'"))
        log = file().with_name(f"{file().name}-wal")
        assert not traces.erase(db.engine)
        assert WORDS.encode() in log.read_bytes()
        reader.rollback()
    assert traces.erase(db.engine)
    assert log.read_bytes() == b""
    assert WORDS.encode() not in file().read_bytes()


@of_sqlite
def test_a_connection_waits_again_afterwards(session):
    traces.erase(db.engine)
    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() == database.BUSY_SECONDS * 1000


@of_sqlite
def test_the_database_is_for_its_owner_alone(session):
    file().chmod(0o644)
    db.engine.dispose()
    with database.writing(session):
        session.execute(text("INSERT INTO roles (name) VALUES ('x')"))
    assert {path.stat().st_mode & 0o777 for path in file().parent.glob(f"{file().name}*")} == {0o600}


def redact(session, client):
    """Let somebody write words and the office take them out; the answers are ASCII in the database."""
    code = organization(session)
    for text_ in ("", f"Спасибо. {WORDS} груба. {'Долго ждали. ' * 20}", "Хорошо."):
        assert send(client, open_sheet(client, code), CONTENT | {"q16": text_}).status_code == 303
    ids = session.scalars(select(Response.id).where(Response.answers["q16"].as_string().like(f"%{WORDS}%")))
    key = (1, 0, ids.one())
    (seen,) = suggestions.one(session, key, ["q16"]).texts.values()
    assert traces_of(WORDS)
    assert (
        suggestions.redact(session, key, "q16", seen, seen.replace(WORDS, "").replace("Долго ждали. ", ""), "a") is None
    )


def traces_of(words):
    spelled = json.dumps(words)[1:-1].encode()
    return [path.name for path in files(db.engine) if spelled in path.read_bytes()]


def erased():
    """What could not be cleared at once, because somebody on the server had begun before, housekeeping clears."""
    wait_until(lambda: traces.erase(db.engine), lambda: "it was never cleared")


def test_what_was_redacted_is_in_no_file_of_the_database(session, client):
    redact(session, client)
    erased()
    assert traces_of(WORDS) == []


@of_postgresql
def test_who_began_before_puts_it_off_although_they_only_looked_elsewhere(session, client):
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM roles"))
        redact(session, client)
        assert not traces.erase(db.engine)
    erased()
    assert traces_of(WORDS) == []


@of_postgresql
def test_an_export_puts_it_off_and_housekeeping_does_it(session, client):
    with db.engine.connect() as export:
        export.execute(select(Response))
        redact(session, client)
        assert traces_of(WORDS)
        assert not traces.erase(db.engine)
    erased()
    assert traces_of(WORDS) == []


@of_postgresql
def test_a_large_table_is_not_written_anew_while_somebody_waits(session, monkeypatch):
    monkeypatch.setattr(traces, "SMALL", 0)
    where = text("SELECT pg_relation_filepath('responses')")
    before = session.scalar(where)
    assert not traces.erase(db.engine, "responses")
    erased()
    assert session.scalar(where) == before
