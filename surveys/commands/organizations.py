"""`flask import-organizations` and `flask organizations`: the registry from and for the command line."""

import sys
from pathlib import Path

import click
from flask_babel import gettext as _

from surveys.commands import remarks
from surveys.commands.ready import with_database
from surveys.domain.registry import Listing
from surveys.extensions import db
from surveys.files import organizations as lists
from surveys.files import tables
from surveys.files.rows import NotATable
from surveys.store import database, journal, organizations
from surveys.store.organizations import Summary
from surveys.web.language import translated


@click.command("import-organizations")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partial", is_flag=True, help="Take the good lines even if others are bad.")
@with_database
def import_organizations(file: Path, partial: bool) -> None:
    """Bring the registry up to FILE, a list of organizations as CSV or XLSX.

    Columns: name (required), short_name, inn, form_of_service, municipality, site, recipients, address, or their
    Russian headings, in any order. If a line is bad, nothing is changed, unless --partial.
    """
    try:
        listing = _read(file)
        with database.writing(db.session):
            summary = organizations.register(db.session, listing, partial=partial)
            if summary.stored:
                counts = f"{file.name}: +{summary.added} ~{summary.changed}"
                journal.add(db.session, journal.COMMAND, "import organizations", counts)
    except NotATable as error:
        raise click.ClickException(translated(error.reason)) from error
    except database.Unavailable as error:
        why = _("The database takes no change now: %(why)s. Nothing was changed.", why=error)
        raise click.ClickException(why) from error
    remarks.tell(summary.problems, summary.warnings)
    _conclude(summary)


@click.command("organizations")
@with_database
def list_organizations() -> None:
    """Print code and name of each organization, tab-separated, by name."""
    empty = True
    for code, name in organizations.all_codes_and_names(db.session):
        click.echo(f"{code}\t{name}")
        empty = False
    if empty:
        click.echo(_("There are no organizations yet. Import them first: flask import-organizations FILE."), err=True)


def _read(file: Path) -> Listing:
    table = tables.read(file)
    for note in table.notes:
        click.echo(translated(note), err=True)
    hidden = not sys.stderr.isatty()
    with click.progressbar(table.rows, label=_("Checking lines"), file=sys.stderr, hidden=hidden) as rows:
        return lists.read(table, rows)


def _conclude(summary: Summary) -> None:
    """Say what became of the list; ends with an error if nothing of it was taken."""
    taken = summary.added + summary.changed + summary.unchanged
    bad = len({problem.line for problem in summary.problems})
    if not summary.stored or not taken:
        said = _("Nothing was changed. Bad lines: %(bad)d, good lines: %(good)d.", bad=bad, good=taken)
        hint = _("Correct the bad ones, or take the good ones alone with --partial.") if taken else ""
        raise click.ClickException(f"{said} {hint}".strip())
    counts = {"added": summary.added, "changed": summary.changed, "unchanged": summary.unchanged}
    click.echo(_("Added: %(added)d. Changed: %(changed)d. Unchanged: %(unchanged)d.", **counts))
    if doubtful := len({warning.line for warning in summary.warnings}):
        click.echo(_("Lines with warnings: %(count)d.", count=doubtful))
    if bad:
        click.echo(_("Bad lines left out: %(count)d.", count=bad))
    if summary.without_form:
        click.echo(_("Organizations whose form of service is not known: %(count)d.", count=summary.without_form))
