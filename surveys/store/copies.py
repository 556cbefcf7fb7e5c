"""Copies of a SQLite database that is in use: taken without passing keys, checked, put back."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path


class CopyRefused(Exception):
    """A file that is not a whole copy of our database; the text says what is wrong with it."""


def take(database: Path, target: Path) -> int:
    """Copy the running database to `target` without any passing key, and return how many responses it holds.

    The copy appears whole or not at all; what stood at `target` is replaced only then. Raises OSError, sqlite3.Error.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy, pages=1000)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA secure_delete=ON")
            with copy:
                copy.execute("DELETE FROM passing_keys")
            copy.execute("VACUUM")
        number = check(part)
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return number


def check(copy: Path) -> int:
    """Whether a file is a whole copy of our database; returns how many responses it holds.

    Raises CopyRefused if it is not.
    """
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise CopyRefused("integrity_check")
            opened.execute("SELECT version_num FROM alembic_version").fetchone()
            return int(opened.execute("SELECT count(*) FROM responses").fetchone()[0])
    except sqlite3.Error as error:
        raise CopyRefused(str(error)) from error


def put_back(copy: Path, database: Path) -> None:
    """Make the database what `copy` is, in one step, also while it is in use. Its passing keys stay as they are,

    so that a form that was given out before is still stored only once. Raises sqlite3.Error; the database is
    then as it was.
    """
    merged = database.with_name(f".{database.name}.restore")
    try:
        merged.unlink(missing_ok=True)
        merged.touch(mode=0o600)
        with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(merged)) as ready:
            with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as source:
                source.backup(ready)
            keys = live.execute("SELECT purpose, period, secret, dies_at FROM passing_keys").fetchall()
            with ready:
                ready.executemany("INSERT INTO passing_keys VALUES (?, ?, ?, ?)", keys)
            live.execute("PRAGMA busy_timeout=30000")
            ready.backup(live)
            live.execute("PRAGMA journal_mode=WAL")
    finally:
        with suppress(OSError):
            merged.unlink(missing_ok=True)
