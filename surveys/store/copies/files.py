"""A copy as a file: whole or not there, checked, brought to our schema before it is used."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Engine, NullPool, create_engine, func, select

from models import Response
from surveys.domain.messages import N_, Message
from surveys.store import revisions

Told = Callable[[int, int], None]
"""Is told now and then how much is done, and of how much."""


class CopyRefused(Exception):
    """A file that is not a whole copy of our database, or none for us; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def opened(file: Path) -> Engine:
    """A copy's file, to be asked or written like a database."""
    return create_engine(URL.create("sqlite", database=str(file)), poolclass=NullPool, hide_parameters=True)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A file to write, for us alone, that becomes `target` at the end of the block and is on the disk then."""
    with _passing(target.with_name(f".{target.name}.part")) as part:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)


@contextmanager
def made_ready(copy: Path, folder: Path) -> Iterator[Path]:
    """A copy of a copy, in `folder` while the block lasts, checked and with the schema that we have now.

    Raises CopyRefused if it is not whole, or if a newer version of the service has made it.
    """
    check(copy)
    with _passing(folder / f".{copy.name}.restore") as ready:
        with closing(_read_only(copy)) as source, closing(sqlite3.connect(ready)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        revisions.upgrade(opened(ready))
        yield ready


def check(copy: Path) -> int:
    """Whether a file is a whole copy of our database; returns how many responses it holds.

    Raises CopyRefused if it is not.
    """
    try:
        with closing(_read_only(copy)) as asked:
            if asked.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise CopyRefused(N_("its pages do not fit together"))
            revision = asked.execute("SELECT version_num FROM alembic_version").fetchone()
            number = asked.execute(str(select(func.count()).select_from(Response))).fetchone()
    except sqlite3.Error as error:
        raise CopyRefused(N_("%(reason)s", reason=str(error))) from error
    if revision is None or not revisions.is_known(revision[0]):
        raise CopyRefused(N_("a newer version of the service made it; bring this one up to date first"))
    return int(number[0])


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def _passing(file: Path) -> Iterator[Path]:
    """An empty file that nobody else can read and that is gone after the block, unless it has become another."""
    try:
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        yield file
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)
