"""The few statements that run for every visit and every response, by the driver itself.

Each is made by SQLAlchemy and compiled once for the database's dialect; after that its values go to the driver as the
driver takes them. SQLAlchemy's sessions take several times as long for such a statement as SQLite does.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveys.store.database import BUSY_SECONDS, LOCKS, SHARE_RESPONSES, WRITER, Unavailable, turn

PARAMETERS = {"postgresql": "pyformat", "sqlite": "named"}
"""How the drivers of both name values in a statement, so that they take them as a dictionary."""

STOPPED = f"SET LOCAL idle_in_transaction_session_timeout = '{BUSY_SECONDS - 1}s'"
"""A host that stops in the middle of storing loses its locks before those who wait for them have to give up."""

BEGIN = {"postgresql": f"BEGIN; {STOPPED}; {SHARE_RESPONSES}", "sqlite": "BEGIN IMMEDIATE"}
"""How a response's transaction begins: it waits for whoever wants no response to be stored meanwhile."""

OWN_TURN = f", pg_advisory_xact_lock({LOCKS['responses']}, %d)"
"""Goes on from BEGIN: an organization's responses are stored one after another, so that whoever repeats one finds it.

No unique key can promise that: the two may be on either side of the midnight at which a round begins or ends, and the
round is part of the key. They would queue at the tally of their day in any case. Own turns come after the shared lock,
so that nobody who waits for that one is waited for.
"""

PATIENCE_SECONDS = BUSY_SECONDS + 1
"""How long such a statement may take: a little longer than the database itself lets it wait for a lock."""

Making = Callable[[str], Any]
"""Makes a statement of SQLAlchemy's for a database that speaks a dialect."""


class Direct:
    """A connection's own cursor."""

    def __init__(self, connection: Any, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect
        self._cursor = connection.cursor()

    def run(self, making: Making, values: Mapping[str, object]) -> Any:
        """Run a statement; the cursor knows the rows that it found, or how many it touched."""
        text, constants = _compiled(making, self.dialect)
        self._cursor.execute(text, {**constants, **values})
        return self._cursor

    def close(self) -> None:
        """Let go of what was found: while a cursor holds it, SQLite keeps the connection's files open."""
        self._cursor.close()


@contextmanager
def reading(engine: Engine) -> Iterator[Direct]:
    """On a connection of its own. Raises Unavailable if the database does not answer."""
    errors: Any = engine.dialect.loaded_dbapi
    try:
        connection: Any = engine.raw_connection()
        if engine.dialect.name == "postgresql":
            connection.dbapi_connection.patience = PATIENCE_SECONDS
        direct = Direct(connection, engine.dialect.name)
        try:
            yield direct
        except errors.OperationalError:
            if getattr(connection.dbapi_connection, "closed", False):
                connection.invalidate()  # nothing can be taken back
            raise
        finally:
            direct.close()
            connection.close()  # takes back what was not committed
    except errors.IntegrityError:
        raise
    except errors.Error as error:
        raise Unavailable(str(error)) from error


@contextmanager
def alone(engine: Engine, lock: str) -> Iterator[bool]:
    """Whether nobody else, on any host, has this one of LOCKS; nobody else has it before the block ends.

    PostgreSQL frees it if this host dies. SQLite has one host, so there nobody else can. Raises Unavailable.
    """
    if engine.dialect.name != "postgresql":
        yield True
        return
    with reading(engine) as held:
        cursor = held.connection.cursor()
        (is_ours,) = cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCKS[lock]]).fetchone()
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS[lock]])


@contextmanager
def writing(engine: Engine, organization_id: int | None = None) -> Iterator[Direct]:
    """One write transaction: committed at the end of the block, or nothing of it happened.

    If it stores a response of an organization, it waits for its turn. Raises Unavailable if the database does not take
    it.
    """
    with turn(engine.dialect.name), reading(engine) as direct:
        direct.connection.cursor().execute(_begin(direct.dialect, organization_id))
        yield direct
        direct.connection.commit()


def _begin(dialect: str, organization_id: int | None) -> str:
    if dialect == "sqlite" or organization_id is None:
        return BEGIN[dialect]
    return BEGIN[dialect] + OWN_TURN % organization_id


def together(engine: Engine, organization_id: int, work: Callable[[Direct], bool]) -> bool:
    """Do `work`, which stores a response, in a write transaction that it shares with threads that wait meanwhile.

    One flush of the disk then serves all of them, and none returns before it. Whose turn it is does the work of all;
    the others find theirs done. If a work fails, nothing of any is stored, and each is done once more by itself.
    Raises Unavailable if the database does not take it.
    """
    if engine.dialect.name != "sqlite":  # it shares flushes by itself, and has more than one writer
        with writing(engine, organization_id) as direct:
            return work(direct)
    waiting = _waiting.setdefault(engine, deque())
    own = _Part(work)
    waiting.append(own)
    with WRITER:
        if not own.is_done:
            others = [waiting.popleft() for _ in range(len(waiting))]
            _do(engine, [own, *(part for part in others if part is not own)])
    if own.error is not None:
        raise Unavailable(str(own.error)) from own.error
    return own.result


@dataclass(eq=False)
class _Part:
    work: Callable[[Direct], bool]
    is_done: bool = False
    result: bool = False
    error: Exception | None = None


_waiting: WeakKeyDictionary[Engine, deque[_Part]] = WeakKeyDictionary()


def _do(engine: Engine, parts: list[_Part]) -> None:
    error: Exception | None = None
    try:
        with writing(engine) as direct:
            for part in parts:
                part.result = part.work(direct)
    except Exception as raised:
        error = raised
    if error is not None and not isinstance(error, Unavailable) and len(parts) > 1:
        for part in parts:
            _do(engine, [part])
        return
    for part in parts:
        part.error, part.is_done = error, True


def within(session: Session) -> Direct:
    """In the session's own transaction."""
    connection = session.connection()
    return Direct(connection.connection, connection.dialect.name)


@cache
def _compiled(making: Making, dialect: str) -> tuple[str, dict[str, object]]:
    kinds: dict[str, Any] = {"postgresql": postgresql.psycopg.dialect, "sqlite": sqlite.dialect}
    compiled = making(dialect).compile(dialect=kinds[dialect](paramstyle=PARAMETERS[dialect]))
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}
