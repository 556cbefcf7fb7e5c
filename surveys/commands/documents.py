"""`flask document`: one of a round's documents, or the passports of all its organizations."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask_babel import gettext as _

from surveys.commands.assessments import the_round
from surveys.commands.ready import with_database
from surveys.commands.results import OUTPUT, ROUND
from surveys.domain import codes
from surveys.domain.rating import Assessed
from surveys.extensions import db
from surveys.store import journal
from surveys.store.jobs import JobRefused
from surveys.web.counting import NotCountable
from surveys.web.language import translated
from surveys.web.office import document_kinds, documenting
from surveys.web.office.document_kinds import PASSPORT


@click.command("document")
@click.argument("kind", type=click.Choice(tuple(document_kinds.NAMES)))
@ROUND
@click.option("--format", "file_format", type=click.Choice(documenting.FORMATS), default="docx", show_default=True)
@OUTPUT
@click.option("--organization", default="", help="Whose passport, by its code; without it, a ZIP file of all.")
@with_database
def document(kind: str, assessment_id: str, file_format: str, output: Path, organization: str) -> None:
    """Write a document of a round that a council passes around: as it was approved, or else marked as preliminary."""
    found, code = the_round(assessment_id), codes.normal(organization)
    if code and kind != PASSPORT:
        raise click.ClickException(_("Only a passport is of one organization; this document is of all."))
    try:
        facts = documenting.facts_of(db.session, found)
        documenting.write(facts, kind, file_format, output, code, _shown)
    except (NotCountable, JobRefused) as refusal:
        raise click.ClickException(translated(refusal.message)) from refusal
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            _("%(file)s could not be written: %(reason)s.", file=str(output), reason=reason)
        ) from error
    documenting.note(db.session, journal.COMMAND, found, kind, file_format)
    click.echo(_("The document “%(name)s” is written to %(file)s.", name=document_kinds.name(kind), file=output))
    if facts.decision is None:
        click.echo(_("The figures are preliminary: the council has not approved them."))


def _shown(wanted: Iterable[Assessed]) -> Iterator[Assessed]:
    with click.progressbar(wanted, label=_("Writing"), file=sys.stderr, hidden=not sys.stderr.isatty()) as counted:
        yield from counted
