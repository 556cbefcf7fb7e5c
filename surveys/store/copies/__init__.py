"""Copies of a database that is in use: taken without passing keys, checked, put back.

There is one kind of copy, whatever the database: a SQLite file with our tables, as a service on SQLite has it. So a
copy of one database can be put into the other.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from surveys.store.copies import pages, rows
from surveys.store.copies.files import CopyRefused, Told, check, made_ready, opened, whole

__all__ = ["CopyRefused", "Told", "check", "made_ready", "opened", "put_back", "take", "take_as_it_is"]


def take(engine: Engine, target: Path, told: Told) -> int:
    """Copy the database to `target` without any passing key, and return how many responses the copy holds.

    The copy appears whole or not at all; what stood at `target` is replaced only then. Raises OSError, an error of the
    database, or CopyRefused if what was written is not whole.
    """
    with whole(target) as part:
        if engine.dialect.name == "sqlite":
            pages.take(Path(str(engine.url.database)), part, told)
        else:
            rows.take(engine, part, told)
        return check(part)


def take_as_it_is(engine: Engine, target: Path) -> None:
    """Copy the files of a SQLite database that is too damaged for `take`: as they are, unchecked. Raises OSError."""
    pages.take_as_it_is(Path(str(engine.url.database)), target)


def put_back(ready: Path, engine: Engine, told: Told, first: Callable[[], object] = lambda: None) -> None:
    """Make the database what a copy is that was made ready, in one step, also while it is in use.

    `first` is done when nobody else can write any more and nothing is replaced yet: what it keeps is all there was. The
    database's passing keys stay as they are, so that a form that was given out before is still stored only once. Raises
    an error of the database, which is then as it was.
    """
    if engine.dialect.name == "sqlite":
        pages.put_back(ready, Path(str(engine.url.database)), told, first)
    else:
        rows.put_back(ready, engine, told, first)
