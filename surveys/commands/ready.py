"""What a command that reads or writes our tables stands on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from surveys.commands import startup
from surveys.extensions import alembic


def with_database(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command in the application, on a database that has our tables; say what to do where it has not."""

    @wraps(command)
    def checked(*arguments: Any, **options: Any) -> None:
        is_newer = startup.check_database()
        with current_app.app_context():  # at its end the connection on which it was asked is let go
            is_old = not is_newer and alembic.needs_upgrade()
        if is_old:
            raise click.ClickException(_("The database is not up to date. Bring it there first: flask db upgrade."))
        command(*arguments, **options)

    ready: Callable[..., None] = with_appcontext(checked)
    return ready
