"""What was deleted or written over leaves the database's files as well, not only its tables."""

from collections.abc import Callable
from functools import cache, partial
from time import monotonic, sleep
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

GIVES_UP_SECONDS = 2.0
"""How long it is waited for those who began before the deletion: PostgreSQL keeps for them what they could see then."""

MARK = "SELECT pg_current_xact_id()::text"

ALL_LATER = """
SELECT bool_and(age(seen) < age(%s::xid8::xid)) FROM (
    SELECT pg_snapshot_xmin(pg_current_snapshot())::xid AS seen
    UNION ALL
    SELECT backend_xmin FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
) others
"""
"""Whether everybody who writes in any database of the server, or reads in this one, began after the mark."""

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
    """Clear SQLite's log, or these tables of PostgreSQL; False if somebody is there who began before, or one is large.

    Nobody has to wait for it. Housekeeping, which names no table, does what is left; of a large table it gives the
    places of old rows to the next rows, but does not write it anew.
    """
    if engine.dialect.name == "sqlite":
        return _emptied_log(engine)
    left = _left.setdefault(engine, set())
    left.update(tables)
    only_later_ones = cache(partial(_only_later_ones, engine))
    for name in sorted(left):
        if _cleared(engine, name, only_later_ones, has_time=not tables):
            left.discard(name)
    return not left


def _cleared(engine: Engine, table: str, only_later_ones: Callable[[], bool], *, has_time: bool) -> bool:
    try:
        with direct.reading(engine) as held:
            held.connection.dbapi_connection.patience = None
            cursor = held.connection.cursor()
            (size,) = cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
            if not (has_time if size > SMALL else only_later_ones()):
                return False
            cursor.execute(f"SET lock_timeout = '{WAITS}'")
            try:
                cursor.execute(f"VACUUM ({'ANALYZE' if size > SMALL else 'FULL, ANALYZE'}) {table}")
            finally:
                cursor.execute("RESET lock_timeout")
    except Unavailable:
        return False
    return True


def _only_later_ones(engine: Engine) -> bool:
    with direct.reading(engine) as asked:
        cursor = asked.connection.cursor()
        (mark,) = cursor.execute(MARK).fetchone()
        until = monotonic() + GIVES_UP_SECONDS
        while not cursor.execute(ALL_LATER, [mark]).fetchone()[0]:
            if monotonic() > until:
                return False
            sleep(0.05)
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
