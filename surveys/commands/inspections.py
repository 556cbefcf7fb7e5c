"""`flask import-inspections`, `flask export inspections`: what the operator's inspections found."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.commands import remarks
from surveys.commands.assessments import the_round
from surveys.commands.ready import with_database
from surveys.commands.results import OUTPUT, ROUND, written
from surveys.domain.inspection import Finding
from surveys.extensions import db
from surveys.files import inspection_table, tables
from surveys.files.rows import NotATable
from surveys.store import database, inspection_lists, inspections, journal
from surveys.web import counting
from surveys.web.counting import NotCountable
from surveys.web.language import translated


@click.command("import-inspections")
@click.argument("file", type=click.Path(path_type=Path))
@ROUND
@with_database
def import_inspections(file: Path, assessment_id: str) -> None:
    """Take what inspections found from FILE, a table as CSV or XLSX.

    Columns: organization_code, item, value (1, 0.5, 0 or n/a), note. If a line is bad, nothing is changed. A line
    without a value says that the item is not marked yet, and changes nothing.
    """
    found = the_round(assessment_id)
    try:
        method, _questionnaire = counting.definitions_of(found)
        table = tables.read(file)
        for note in table.notes:
            click.echo(translated(note), err=True)
        told = inspection_table.read(table, method.checklist)
        taken = inspection_lists.take(db.session, found.id, told, journal.COMMAND, file.name)
    except (NotATable, NotCountable) as error:
        raise click.ClickException(
            translated(error.reason if isinstance(error, NotATable) else error.message)
        ) from error
    except database.Unavailable as error:
        why = _("The database takes no change now: %(why)s. Nothing was changed.", why=error)
        raise click.ClickException(why) from error
    remarks.tell(taken.problems, taken.warnings)
    if taken.problems:
        lines = len({problem.line for problem in taken.problems})
        refused = ngettext("%(num)d line cannot be taken.", "%(num)d lines cannot be taken.", lines)
        unchanged = _("Nothing was changed.")
        raise click.ClickException(f"{refused} {unchanged}")
    click.echo(_("Marks taken: %(marks)d, organizations: %(count)d.", marks=taken.marks, count=taken.organizations))


@click.command("inspections")
@ROUND
@OUTPUT
@click.option("--all", "everything", is_flag=True, help="Also what is not marked yet: a form to fill in.")
@with_database
def export_inspections(assessment_id: str, output: Path, everything: bool) -> None:
    """Write what inspections found, as a table that import-inspections takes."""
    found = the_round(assessment_id)
    rows = inspections.findings(db.session, found.id)
    listed: Iterable[tuple[str, str, Finding | None]] = ((code, finding.item, finding) for code, finding in rows)
    if everything:
        try:
            method, _questionnaire = counting.definitions_of(found)
        except NotCountable as error:
            raise click.ClickException(translated(error.message)) from error
        listed = inspection_lists.complete(db.session, found.id, method.checklist, rows)
    with written(output) as file:
        number = inspection_table.write_csv(file, listed)
    journal.note(db.session, journal.COMMAND, "export inspections", f"{found.id}, {number}")
    click.echo(_("%(number)d lines written to %(file)s.", number=number, file=output))
