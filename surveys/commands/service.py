"""`flask serve`: migrate, make the first start easy, serve."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from surveys.commands import startup
from surveys.commands.users import add_user
from surveys.domain.registry import Form, Record
from surveys.extensions import alembic, db
from surveys.settings import Settings
from surveys.store import accounts, database, migrating, organizations, rounds

FIRST_OPERATOR = "operator@otklik.example"
TRIAL = Record(
    line=0,
    name="Пробный центр социального обслуживания населения",
    short_name="Пробный центр",
    form_of_service=(Form.SEMI_STATIONARY, Form.AT_HOME),
    municipality="Пробный муниципальный округ",
)


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Migrate the database, make something to try at the first start, serve."""
    is_newer = startup.check_database()
    startup.check_durability()
    startup.check_redis()
    if not is_newer:
        alembic.upgrade()
    settings: Settings = current_app.extensions["settings"]
    with migrating.alone(db.engine):  # of hosts that start at once, one makes something to try
        if organizations.count(db.session) == 0 and not accounts.any_user(db.session):
            first_start(settings)
    gunicorn = Path(sys.executable).with_name("gunicorn")
    os.execv(gunicorn, [str(gunicorn), "--config", "python:surveys.web.server"])  # noqa: S606


def first_start(settings: Settings) -> None:
    """Make one organization, an open assessment and an operator, and say where everything is, in three lines."""
    day = datetime.now(settings.zone).date()
    with database.writing(db.session):
        code = organizations.add_one(db.session, TRIAL).code
    asked, counted = current_app.extensions["questionnaires"], current_app.extensions["methodologies"]
    rounds.open_round(
        db.session,
        title=_("Trial round"),
        questionnaire=asked.in_force(settings.questionnaire, day).key,
        methodology=counted.in_force(settings.methodology, day).key,
        opens_on=day,
    )
    password = add_user(FIRST_OPERATOR, "operator")
    click.echo(_("Questionnaire to try: %(address)s", address=f"{settings.address}/a/{code}"))
    click.echo(_("The office:           %(address)s", address=f"{settings.address}/office/"))
    click.echo(
        _(
            "Sign in as %(email)s with the one-time password %(password)s",
            email=FIRST_OPERATOR,
            password=password,
        )
    )
