"""`flask backup`, `flask restore`: a copy of everything but passing keys and the secret, and the way back."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from surveys.commands import startup, verify
from surveys.commands.ready import with_database
from surveys.extensions import alembic, db
from surveys.store import copies, database, journal, revisions
from surveys.store.copies import CopyRefused, Told
from surveys.store.database import Unavailable

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=FILE)
@with_database
def backup(file: Path) -> None:
    """Copy the database to FILE while the service runs; the copy is checked."""
    startup.refuse_newer()
    try:
        with _bar(_("Copying")) as told:
            number = copies.take(db.engine, file, told)
    except CopyRefused as refusal:
        raise click.ClickException(_("No copy was made: %(reason)s", reason=_why(refusal))) from refusal
    except _troubles() as error:
        raise click.ClickException(_("No copy was made: %(reason)s", reason=str(error))) from error
    journal.note(db.session, actor="flask", action="backup", subject=f"{number} responses")
    click.echo(_("A copy with %(number)d responses is in %(file)s. Keep it confidential.", number=number, file=file))


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unverified", is_flag=True, help="Also if counts or figures in it are wrong: there is no better copy.")
@with_appcontext
def restore(file: Path, unverified: bool) -> None:
    """Make the database what the copy FILE is; what there was before is kept beside it."""
    try:
        number = copies.check(file)
        with copies.made_ready(file, Path(current_app.instance_path)) as ready:
            if not unverified:
                _verify_first(file, ready)
            before = None if _made_new() else _kept_place()
            with _bar(_("Restoring")) as told:
                copies.put_back(ready, db.engine, told, partial(_keep_present, before))
    except CopyRefused as refusal:
        said = _("%(file)s is not a whole copy of our database: %(reason)s. Nothing was changed.")
        raise click.ClickException(said % {"file": file, "reason": _why(refusal)}) from refusal
    except _troubles() as error:
        raise click.ClickException(_("Nothing was restored: %(reason)s", reason=str(error))) from error
    journal.note(db.session, actor="flask", action="restore", subject=f"{file.name}, {number} responses")
    if before is not None:
        click.echo(_("What there was before is kept in %(file)s.", file=before))
    if not unverified and not verify.is_right(db.session):
        raise click.ClickException(_("Not everything is right."))
    click.echo(_("%(number)d responses are restored from %(file)s.", number=number, file=file))


def _verify_first(file: Path, ready: Path) -> None:
    with database.session_of(copies.opened(ready)) as session:
        if not verify.is_right(session):
            raise click.ClickException(
                _("What %(file)s holds is not right. Nothing was changed. Is there a better copy?", file=file)
            )


def _kept_place() -> Path:
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    return Path(current_app.instance_path) / f"before-restore-{stamp}.sqlite"


def _keep_present(place: Path | None) -> None:
    """Copy what there is now, if there is anything; SQLite's file as it is if it is a ruin."""
    if place is None:
        return
    try:
        with _bar(_("Copying")) as told:
            copies.take(db.engine, place, told)
    except (sqlite3.DatabaseError, CopyRefused) as error:
        if db.engine.dialect.name != "sqlite" or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise
        copies.take_as_it_is(db.engine, place)
        reason = _why(error) if isinstance(error, CopyRefused) else str(error)
        click.echo(_("What there was before is damaged, and is kept as it is: %(reason)s", reason=reason), err=True)


def _made_new() -> bool:
    """Make the tables if there are none; PostgreSQL's are brought up to date, since rows go into them as they are.

    Ends the command before that if a newer version has made them.
    """
    file = Path(str(db.engine.url.database)) if db.engine.dialect.name == "sqlite" else None
    damage = _damage() if file and file.exists() else 0
    if file and damage == sqlite3.SQLITE_NOTADB:
        _put_aside(file)
    elif damage != sqlite3.SQLITE_CORRUPT and (not file or file.exists()):
        startup.refuse_newer()
    with current_app.app_context():  # at its end the connection for migrations is let go
        is_new = not (file.exists() if file else alembic.current())
        if is_new or not file:
            alembic.upgrade()
    return is_new


def _damage() -> int:
    """SQLite's code of what is wrong with its file; 0 if its schema can be read."""
    try:
        revisions.present(db.engine)
    except DBAPIError as error:
        return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF
    return 0


def _put_aside(ruin: Path) -> None:
    """Keep a file that is no database any more under another name, so that there can be a new one in its place."""
    place = _kept_place()
    copies.take_as_it_is(db.engine, place)
    for end in ("", "-wal", "-shm"):
        ruin.with_name(f"{ruin.name}{end}").unlink(missing_ok=True)
    click.echo(_("What there was before is no database any more. It is kept in %(file)s.", file=place), err=True)


def _why(refusal: CopyRefused) -> str:
    return str(_(refusal.message.text, **refusal.message.values))


def _troubles() -> tuple[type[Exception], ...]:
    """What can go wrong with files and databases."""
    driver: Any = db.engine.dialect.loaded_dbapi
    return OSError, sqlite3.Error, SQLAlchemyError, driver.Error, Unavailable


@contextmanager
def _bar(label: str) -> Iterator[Told]:
    """A bar that shows how far it is, for whoever looks on."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
