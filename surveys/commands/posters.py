"""`flask posters`: the posters of all organizations of a round, in one ZIP file."""

import os
import sys
from pathlib import Path

import click
from flask import current_app
from flask_babel import get_translations
from flask_babel import gettext as _

from surveys.commands.assessments import the_round, today
from surveys.commands.ready import with_database
from surveys.domain.questionnaire import Questionnaire
from surveys.extensions import db
from surveys.files.invitations import Size
from surveys.files.whole import PUBLIC, whole
from surveys.store import members
from surveys.store.assessments import Round
from surveys.web import language
from surveys.web.posters import invitation


@click.command("posters")
@click.option("--assessment", "assessment_id", required=True, help="The round's number, or 0: all organizations.")
@click.option("--size", type=click.Choice([size.value for size in Size]), default=Size.A4.value, show_default=True)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP file to write.")
@with_database
def posters(assessment_id: str, size: str, output: Path) -> None:
    """Write a poster, or a sheet of cards, of each organization of a round into a ZIP file."""
    from surveys.files import archive  # takes half a second

    found = the_round(assessment_id)
    asked = _questionnaire(found)
    told = [invitation(one.code, one.name, one.short_name, asked) for one in members.of_round(db.session, found.id)]
    if not told:
        raise click.ClickException(_("There are no organizations in it."))
    bar = click.progressbar(told, label=_("Printing"), file=sys.stderr, hidden=not sys.stderr.isatty())
    try:
        with whole(output, PUBLIC, mode="wb") as file, bar as counted:
            number = archive.poster_archive(file, counted, Size(size), get_translations(), language.DEFAULT, today())
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            _("%(file)s could not be written: %(reason)s.", file=str(output), reason=reason)
        ) from error
    click.echo(_("%(number)d posters written to %(file)s.", number=number, file=output))


def _questionnaire(found: Round) -> Questionnaire:
    known = current_app.extensions["questionnaires"]
    definition: Questionnaire | None = known.get(found.questionnaire) if found.questionnaire else None
    if definition is None and found.questionnaire:
        raise click.ClickException(
            _("The definition file of %(keys)s is not there any more.", keys=found.questionnaire)
        )
    return definition or known.in_force(current_app.extensions["settings"].questionnaire, today())
