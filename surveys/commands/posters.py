"""`flask posters`: the posters of all organizations of a round, in one ZIP file."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask_babel import gettext as _

from surveys.commands.assessments import the_round
from surveys.commands.ready import with_database
from surveys.extensions import db
from surveys.files.invitations import Invitation, Size
from surveys.store.jobs import JobRefused
from surveys.web.language import translated
from surveys.web.office import posters as printing


@click.command("posters")
@click.option("--assessment", "assessment_id", required=True, help="The round's number, or 0: all organizations.")
@click.option("--size", type=click.Choice([size.value for size in Size]), default=Size.A4.value, show_default=True)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP file to write.")
@with_database
def posters(assessment_id: str, size: str, output: Path) -> None:
    """Write a poster, or a sheet of cards, of each organization of a round into a ZIP file."""
    try:
        told = printing.of_round(db.session, the_round(assessment_id))
        number = printing.write(told, Size(size), output, _shown)
    except JobRefused as refusal:
        raise click.ClickException(translated(refusal.message)) from refusal
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            _("%(file)s could not be written: %(reason)s.", file=str(output), reason=reason)
        ) from error
    click.echo(_("%(number)d posters written to %(file)s.", number=number, file=output))


def _shown(told: Iterable[Invitation]) -> Iterator[Invitation]:
    with click.progressbar(told, label=_("Printing"), file=sys.stderr, hidden=not sys.stderr.isatty()) as counted:
        yield from counted
