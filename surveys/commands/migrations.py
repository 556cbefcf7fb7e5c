"""`flask db …`: migrations, by Flask-Alembic, once it is known that the database can be reached and is not too new."""

import click
from flask.cli import with_appcontext
from flask_alembic.cli import cli as commands

from surveys.commands import startup
from surveys.extensions import alembic


@click.group("db", commands=commands.commands)
@with_appcontext
@click.pass_context
def migrations(context: click.Context) -> None:
    """Perform database migrations."""
    startup.refuse_newer()
    context.obj = alembic
