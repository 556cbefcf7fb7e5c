"""What was deleted or written over leaves the database's files as well, not only its tables."""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, func, insert, select, text
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session

from models import Base
from surveys.store import direct
from surveys.store.database import BUSY_SECONDS, Unavailable

SMALL = 64 * 1024 * 1024
"""Bytes; PostgreSQL writes a table of this size anew within a second. Nobody can use it meanwhile."""

WAITS = "300ms"
"""How long it is waited for such a table: whoever comes later stands behind."""

_left: WeakKeyDictionary[Engine, set[str]] = WeakKeyDictionary()
"""Tables of PostgreSQL that are still to be cleared."""


def delete(session: Session, table: type[Base], which: ColumnElement[bool]) -> int:
    """Delete rows of a table that nobody looks into for long, in a write transaction; returns how many.

    On PostgreSQL what stays goes into another file, and the old one ends with the transaction, whatever older state
    somebody still reads elsewhere. SQLite overwrites what it deletes; its log is cleared afterwards (`erase`).
    """
    dead = select(func.count()).select_from(table).where(which)
    if session.get_bind().dialect.name == "sqlite":
        number = session.scalar(dead)
        session.execute(sql_delete(table).where(which))
    else:
        session.execute(text(f"LOCK TABLE {table.__tablename__} IN ACCESS EXCLUSIVE MODE"))
        number = session.scalar(dead)
        kept = session.execute(select(table.__table__).where(~which)).mappings().all()
        session.execute(text(f"TRUNCATE {table.__tablename__}"))
        if kept:
            session.execute(insert(table.__table__), kept)  # type: ignore[arg-type]
    return number or 0


def erase(engine: Engine, *tables: str) -> bool:
    """Clear SQLite's log, or these tables of PostgreSQL; False if somebody reads there just now or a table is large.

    Waits for nobody, since everybody would wait behind. Housekeeping, which names no table, does what is left; of a
    large table it gives the places of old rows to the next rows, but does not write it anew.
    """
    if engine.dialect.name == "sqlite":
        return _emptied_log(engine)
    left = _left.setdefault(engine, set())
    left.update(tables)
    for name in sorted(left):
        if _cleared(engine, name, has_time=not tables):
            left.discard(name)
    return not left


def _cleared(engine: Engine, table: str, *, has_time: bool) -> bool:
    try:
        with direct.reading(engine) as held:
            held.connection.dbapi_connection.patience = None
            cursor = held.connection.cursor()
            (size,) = cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
            if size > SMALL and not has_time:
                return False
            cursor.execute(f"SET lock_timeout = '{WAITS}'")
            try:
                cursor.execute(f"VACUUM ({'ANALYZE' if size > SMALL else 'FULL, ANALYZE'}) {table}")
            finally:
                cursor.execute("RESET lock_timeout")
    except Unavailable:
        return False
    return True


def _emptied_log(engine: Engine) -> bool:
    connection: Any = engine.raw_connection()
    errors: Any = engine.dialect.loaded_dbapi
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        (busy, *_), *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    except errors.OperationalError:
        return False
    finally:
        connection.close()
    return not busy
