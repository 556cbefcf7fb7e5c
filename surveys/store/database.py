"""How we talk to the database: durable settings of every connection, and one way to write."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import Assessment, Base


def _read_json(text: str) -> Any:
    """What we wrote ourselves, so that nothing stands around it: json.loads looks for that each time."""
    return _JSON.raw_decode(text)[0]


_JSON = json.JSONDecoder()

ENGINE_OPTIONS: dict[str, Any] = {
    "hide_parameters": True,
    "json_deserializer": _read_json,
    "pool_size": 64,
    "pool_use_lifo": True,
}
"""As many connections may stay open as there can be threads: one beyond would be opened anew for each request.

Last in, first out: responses then go through one connection, whose pages no other one's writing has made stale.
"""

SESSION_OPTIONS: dict[str, Any] = {"expire_on_commit": False}

BUSY_SECONDS = 5

WRITER = threading.RLock()
"""SQLite has one writer: our own threads queue here in order, instead of sleeping in its busy handler."""


class Unavailable(Exception):
    """The database does not take a write now: locked, read-only, full or away. Nothing was stored."""


def prepare(engine: Engine) -> None:
    """Make every connection of a SQLite engine durable and strict, and let us say when it begins to write."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # a destroyed key leaves no trace in free pages
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            if not pragma.startswith("journal_mode"):  # a read-only file keeps the mode that it has
                raise
    _for_us_alone(connection.execute("PRAGMA database_list").fetchone()[2])


def _for_us_alone(file: str) -> None:
    """Let nobody else on the machine read what people wrote, in the file or in its log."""
    for path in (Path(f"{file}{end}") for end in ("", "-wal", "-shm")):
        with suppress(OSError):
            if file and path.stat().st_mode & 0o077:
                path.chmod(0o600)


def _on_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        own: Any = connection.connection.dbapi_connection
        own.execute("BEGIN")  # touches nothing yet, so it cannot fail: no need of SQLAlchemy's care, which costs time


def session_of(engine: Engine) -> Session:
    """A session for a moment: whoever asks for it closes it."""
    return Session(engine, **SESSION_OPTIONS)


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """One write transaction: committed at the end of the block, or nothing of it happened.

    What the session had read before is let go first, so that the block sees the present state.
    Raises Unavailable if the database does not take it.
    """
    with WRITER:
        try:
            session.rollback()
            session.connection(execution_options={"writes": True})
            yield
            session.commit()
        except (DBAPIError, sqlite3.Error) as error:
            session.rollback()
            cause = error.orig if isinstance(error, DBAPIError) else error
            if isinstance(cause, sqlite3.OperationalError) or getattr(error, "connection_invalidated", False):
                raise Unavailable(str(cause)) from error
            raise
        except BaseException:
            session.rollback()
            raise


def empty_log(engine: Engine) -> bool:
    """Take out of SQLite's log what was deleted or written over; False if a reader holds it just now.

    Waits for nobody, since every writer would wait behind it. Housekeeping repeats it.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection: Any = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        (busy, *_), *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return not busy


def answers(session: Session) -> bool:
    """Whether the database really reads one of our tables now."""
    try:
        session.execute(select(Assessment.id).limit(1)).first()
    except DBAPIError:
        return False
    return True


def insert_into(table: type[Base], dialect: str) -> Any:
    """An INSERT into `table` that knows ON CONFLICT, for a database that speaks `dialect`."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table.__table__)
