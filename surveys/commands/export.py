"""`flask export …`: tables out, complete or visibly failed."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click
from flask_babel import gettext as _

from surveys.commands.assessments import DAY, the_round
from surveys.commands.ready import with_database
from surveys.domain import codes
from surveys.domain.registry import Form
from surveys.extensions import db
from surveys.files.cells import CellTooLong
from surveys.files.response_table import ResponseRow
from surveys.store import journal, selections
from surveys.store.exports import ExportRefused
from surveys.store.selections import CHANNELS, Selection
from surveys.web.office import exporting

FORMS = [form.value for form in Form]


@click.group()
def export() -> None:
    """Take data out as files."""


@export.command("responses")
@click.option("--assessment", "assessment_id", required=True, help="The round's number, or 0: the standing collection.")
@click.option("--format", "file_format", type=click.Choice(exporting.FORMATS), default="csv", show_default=True)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--organizations", "named", default="", help="Only these: codes, separated by commas.")
@click.option(
    "--form",
    type=click.Choice([form.value for form in Form]),
    default=None,
    help="Only organizations of this form of service.",
)
@click.option("--municipality", default="", help="Only organizations of this municipality, as the registry spells it.")
@click.option("--since", type=DAY, help="Only responses of this day, like 2026-03-01, and later.")
@click.option("--until", type=DAY, help="Only responses of this day and earlier.")
@click.option("--channel", type=click.Choice(CHANNELS), default=None, help="Only responses that came so.")
@with_database
def export_responses(  # noqa: PLR0913, PLR0917
    assessment_id: str,
    file_format: str,
    output: Path,
    named: str,
    form: str | None,
    municipality: str,
    since: datetime | None,
    until: datetime | None,
    channel: str | None,
) -> None:
    """Write the responses of an assessment, one row each. Confidential: it holds what people wrote."""
    selection = Selection(
        assessment_id=the_round(assessment_id).id,
        codes=tuple(dict.fromkeys(codes.normal(code) for code in named.split(",") if code.strip())),
        form=form or "",
        municipality=municipality.strip(),
        channel=channel or "",
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    if unknown := selections.unknown_codes(db.session, selection):
        raise click.ClickException(_("No organization has the code %(codes)s.", codes=", ".join(unknown)))
    number = _write(selection, file_format, output)
    exporting.note(db.session, journal.COMMAND, selection, file_format, number)
    click.echo(_("%(number)d responses written to %(file)s. The file is confidential.", number=number, file=output))


def _write(selection: Selection, file_format: str, output: Path) -> int:
    def counted(rows: Iterable[ResponseRow]) -> Iterator[ResponseRow]:
        length = selections.count(db.session, selection)
        hidden = not sys.stderr.isatty()
        with click.progressbar(rows, length=length, label=_("Exporting"), file=sys.stderr, hidden=hidden) as bar:
            yield from bar

    try:
        return exporting.write(db.session, selection, file_format, output, counted)
    except ExportRefused as refusal:
        raise click.ClickException(_(refusal.message.text, **refusal.message.values)) from refusal
    except CellTooLong as error:
        raise click.ClickException(_(exporting.TOO_LONG.text)) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            _("%(file)s could not be written: %(reason)s. Nothing was exported.", file=str(output), reason=reason)
        ) from error
