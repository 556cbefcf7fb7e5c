"""`flask verify`: counts anew and compares."""

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.commands.ready import with_database
from surveys.extensions import db
from surveys.store import verification
from surveys.store.verification import Difference, UnknownQuestionnaire


@click.command("verify")
@with_database
def verify() -> None:
    """Recount the tallies from the responses and compare; the exit status says whether all is right."""
    wrong = recounted = 0
    try:
        for found in verification.differences(db.session, current_app.extensions["questionnaires"].get):
            if isinstance(found, Difference):
                wrong += 1
                _tell(found)
            else:
                recounted += found[1]
    except UnknownQuestionnaire as error:
        raise click.ClickException(
            _("The definition file of %(keys)s is not there any more.", keys=str(error))
        ) from error
    said = ngettext("%(num)d response recounted.", "%(num)d responses recounted.", recounted)
    if wrong:
        differ = ngettext("%(num)d tally differs.", "%(num)d tallies differ.", wrong)
        raise click.ClickException(f"{said} {differ}")
    click.echo(said + " " + _("All tallies are right."))


def _tell(difference: Difference) -> None:
    where = " ".join(str(part) for part in difference.cell)
    click.echo(
        _(
            "Organization %(id)d, %(where)s: the tally says %(stored)d, the responses say %(counted)d.",
            id=difference.organization_id,
            where=where,
            stored=difference.stored,
            counted=difference.counted,
        ),
        err=True,
    )
