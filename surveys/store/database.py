"""How we talk to the database: durable settings of every connection, and one way to write."""

import json
import os
import select
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, DisconnectionError, InternalError, OperationalError
from sqlalchemy.orm import Session

from models import Assessment, Base


def read_json(text: str | bytes) -> Any:
    """What we wrote ourselves, so that nothing stands around it: json.loads looks for that each time."""
    return _JSON.raw_decode(text if isinstance(text, str) else text.decode())[0]


_JSON = json.JSONDecoder()

ENGINE_OPTIONS: dict[str, Any] = {
    "hide_parameters": True,
    "json_deserializer": read_json,
    "pool_size": 64,
    "pool_use_lifo": True,
}
"""As many connections may stay open as there can be threads: one beyond would be opened anew for each request.

Last in, first out: responses then go through one connection, whose pages no other one's writing has made stale.
"""

SESSION_OPTIONS: dict[str, Any] = {"expire_on_commit": False}

BUSY_SECONDS = 5

PATIENCE = {
    "connect_timeout": BUSY_SECONDS,
    "keepalives_idle": BUSY_SECONDS,
    "keepalives_interval": BUSY_SECONDS,
    "keepalives_count": 2,
    "tcp_user_timeout": 3 * BUSY_SECONDS * 1000,
}
"""How soon a PostgreSQL that does not answer counts as away, in seconds (the last one in milliseconds)."""

OPTIONS = {
    "synchronous_commit": "on",
    "timezone": "UTC",
    "lock_timeout": f"{BUSY_SECONDS}s",
    "tcp_keepalives_idle": BUSY_SECONDS,
    "tcp_keepalives_interval": BUSY_SECONDS,
    "tcp_keepalives_count": 2,
    "tcp_user_timeout": PATIENCE["tcp_user_timeout"],
}
"""What PostgreSQL does for our connections: it flushes before it says that something is stored, lets nobody wait longer
than a person does, and lets go of the locks of a host that was cut off."""

WRITER = threading.RLock()
"""SQLite has one writer: our own threads queue here in order, instead of sleeping in its busy handler."""


class Unavailable(Exception):
    """The database does not take a write now: locked, read-only, full or away. Nothing was stored."""


class Beside(Enum):
    """What else may be written during a write transaction. SQLite has one writer, so there it is always nothing."""

    ANYTHING = ()
    RESPONSES = ("office",)
    NOTHING = ("office", "responses")


LOCKS = {"office": 7_305_001, "responses": 7_305_002, "worker": 7_305_003, "migrations": 7_305_004}
"""PostgreSQL's advisory locks: the office's writes queue at the first one; responses share the second one; the one
worker of all hosts holds the third one, whoever migrates the fourth one."""

SHARE_RESPONSES = f"SELECT pg_advisory_xact_lock_shared({LOCKS['responses']})"


def prepare(engine: Engine) -> None:
    """Make every connection durable and strict, and let us say when it begins to write."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _once_all_can_write)
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        event.listen(engine, "checkin", _on_checkin)
    else:
        event.listen(engine, "do_connect", _with_care)
        event.listen(engine, "connect", _on_connect_to_postgresql)
        event.listen(engine, "begin", _on_begin_of_postgresql)
        event.listen(engine, "checkout", _still_there)
        from surveys.store import patience  # the driver takes time and memory, which SQLite spares

        patience.watch(engine)


def hurry(engine: Engine, seconds: float) -> None:
    """Wait for no statement longer than this from now on: for a server, where people wait for pages."""
    if engine.dialect.name == "postgresql":
        from surveys.store import patience

        patience.Watched.usual = seconds


def _with_care(_dialect: object, _record: object, _arguments: object, parameters: dict[str, Any]) -> None:
    """Tell PostgreSQL at the beginning of a connection how to treat it."""
    own = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
    parameters["options"] = f"{own} {parameters.get('options', '')}".strip()
    for name, value in PATIENCE.items():
        parameters.setdefault(name, value)


def _still_there(connection: Any, _record: object, _proxy: object) -> None:
    """Take another connection instead of one that the server has closed: it is told so without being asked."""
    if connection.closed:
        raise DisconnectionError
    told = select.poll()
    told.register(connection.fileno(), select.POLLIN)
    if told.poll(0):
        raise DisconnectionError


def _on_connect_to_postgresql(connection: Any, _record: object) -> None:
    connection.autocommit = True  # we say BEGIN ourselves


def _on_begin_of_postgresql(connection: Connection) -> None:
    """Whoever only reads sees one state from the first statement to the last, as on SQLite."""
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if options.get("writes") else "BEGIN ISOLATION LEVEL REPEATABLE READ")


def turn(dialect: str) -> AbstractContextManager[object]:
    """The turn to write: on SQLite one after the other, elsewhere at once."""
    return WRITER if dialect == "sqlite" else nullcontext()


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
    _for_us_alone(file := connection.execute("PRAGMA database_list").fetchone()[2])
    if file and (_only_read or not os.access(file, os.W_OK)):
        _only_read.add(id(connection))


_only_read: set[int] = set()
"""SQLite's connections from a time when its file was read-only. They stay so, and so is what is opened beside one."""

_one_less = threading.Condition()


def _once_all_can_write(_dialect: object, _record: object, arguments: list[Any], _parameters: object) -> None:
    """Let those connections come to their end first if the file can be written again."""
    if _only_read:
        with _one_less:
            _one_less.wait_for(lambda: not _only_read or not os.access(arguments[0], os.W_OK), 1)


def _on_checkin(connection: object, record: Any) -> None:
    if id(connection) in _only_read:
        record.invalidate()
        with _one_less:
            _only_read.discard(id(connection))
            _one_less.notify_all()


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
def writing(session: Session, beside: Beside = Beside.RESPONSES) -> Iterator[None]:
    """One write transaction: committed at the end of the block, or nothing of it happened.

    What the session had read before is let go first, so that the block sees the present state; what it reads stays so
    until it ends, except for what may be written `beside` it. Raises Unavailable if the database does not take it.
    """
    with turn(session.get_bind().dialect.name):
        try:
            session.rollback()
            _queue(session.connection(execution_options={"writes": True}), beside)
            yield
            session.commit()
        except (DBAPIError, sqlite3.Error) as error:
            session.rollback()
            if isinstance(error, OperationalError | InternalError | sqlite3.OperationalError):
                raise Unavailable(str(getattr(error, "orig", error))) from error
            raise
        except BaseException:
            session.rollback()
            raise


def _queue(connection: Connection, beside: Beside) -> None:
    """Wait for others who write, as far as it matters what they do."""
    if connection.dialect.name == "postgresql":
        for lock in beside.value:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCKS[lock]})")


def answers(session: Session) -> bool:
    """Whether the database really reads one of our tables now."""
    try:
        session.execute(sql_select(Assessment.id).limit(1)).first()
    except DBAPIError:
        return False
    return True


def insert_into(table: type[Base], dialect: str) -> Any:
    """An INSERT into `table` that knows ON CONFLICT, for a database that speaks `dialect`."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table.__table__)
