"""`flask backup`, `flask restore`: a copy of everything but passing keys and the secret, and the way back."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from surveys.commands.ready import with_database
from surveys.extensions import alembic, db
from surveys.store import copies, journal

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=FILE)
@with_database
def backup(file: Path) -> None:
    """Copy the database to FILE while the service runs; the copy is checked."""
    try:
        number = copies.take(_database(), file)
    except (OSError, sqlite3.Error, copies.CopyRefused) as error:
        raise click.ClickException(_("No copy was made: %(reason)s", reason=str(error))) from error
    journal.note(db.session, actor="flask", action="backup", subject=f"{number} responses")
    click.echo(_("A copy with %(number)d responses is in %(file)s. Keep it confidential.", number=number, file=file))


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Make the database what the copy FILE is; what there was before is kept beside it."""
    try:
        number = copies.check(file)
        before = _keep_present()
        db.session.rollback()
        copies.put_back(file, _database())
    except copies.CopyRefused as error:
        raise click.ClickException(
            _("%(file)s is not a whole copy of our database: %(reason)s. Nothing was changed.", file=file, reason=error)
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(_("Nothing was restored: %(reason)s", reason=str(error))) from error
    db.engine.dispose()
    alembic.upgrade()
    journal.note(db.session, actor="flask", action="restore", subject=f"{file.name}, {number} responses")
    click.echo(_("%(number)d responses are restored from %(file)s.", number=number, file=file))
    if before is not None:
        click.echo(_("What there was before is kept in %(file)s.", file=before))


def _keep_present() -> Path | None:
    database = _database()
    if not database.exists():
        alembic.upgrade()
        return None
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    kept = database.with_name(f"before-restore-{stamp}.sqlite")
    try:
        copies.take(database, kept)
    except (sqlite3.Error, copies.CopyRefused) as error:  # a damaged database is a reason to restore
        click.echo(_("What there was before could not be copied: %(reason)s", reason=str(error)), err=True)
        return None
    return kept


def _database() -> Path:
    return Path(str(db.engine.url.database or current_app.instance_path))
