"""`flask verify`: counts anew and compares: tallies with responses, approved figures with their frozen inputs."""

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from surveys.commands.ready import with_database
from surveys.definitions.loader import Questionnaires
from surveys.extensions import db
from surveys.store import decision_checks, verification
from surveys.store.decision_checks import Checked
from surveys.store.verification import Difference, UnknownQuestionnaire

SHOWN = 10
"""How many codes a line names."""


@click.command("verify")
@with_database
def verify() -> None:
    """Recount the tallies from the responses, and the approved figures; the exit status says whether all is right."""
    if not is_right(db.session):
        raise click.ClickException(_("Not everything is right."))


def is_right(session: Session) -> bool:
    """Whether all tallies and approved figures of a database are right; says what was found."""
    right = _tallies(session)
    for found in decision_checks.checked(session, _questionnaires().get):
        right = _decision(found) and right
    return right


def _questionnaires() -> Questionnaires:
    known: Questionnaires = current_app.extensions["questionnaires"]
    return known


def _tallies(session: Session) -> bool:
    wrong = recounted = 0
    try:
        for found in verification.differences(session, _questionnaires().get):
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
        click.echo(f"{said} {differ}", err=True)
        return False
    click.echo(said + " " + _("All tallies are right."))
    return True


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


def _decision(found: Checked) -> bool:
    """Say what was found of a decision; whether its figures are those that were approved."""
    which = {"id": found.assessment_id, "version": found.version, "count": found.organizations}
    if found.is_right:
        click.echo(_("Round %(id)d, decision %(version)d: the figures of %(count)d organizations are right.", **which))
    if not found.is_whole:
        click.echo(_("Round %(id)d, decision %(version)d: the digest does not fit what is stored.", **which), err=True)
    for code in found.wrong:
        said = _("Round %(id)d, decision %(version)d: the figures of %(code)s are others.", code=code, **which)
        click.echo(said, err=True)
    if found.moved:
        moved = _(
            "Round %(id)d: since decision %(version)d, counts or marks have changed of: %(codes)s. "
            "The approved figures stay.",
            codes=", ".join(found.moved[:SHOWN]) + ("…" if len(found.moved) > SHOWN else ""),
            **which,
        )
        click.echo(moved)
    return found.is_right
