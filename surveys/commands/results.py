"""`flask export indicators`, `flask approve-assessment`: the results of a round, and the council's decision on them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import click
from flask_babel import gettext as _

from surveys.commands.assessments import DAY, the_round, today
from surveys.commands.ready import with_database
from surveys.extensions import db
from surveys.files import indicator_table
from surveys.files.whole import CONFIDENTIAL, whole
from surveys.store import database, decisions, journal
from surveys.store.decisions import ApprovalRefused, Paper
from surveys.web import counting
from surveys.web.counting import NotCountable
from surveys.web.language import translated

ROUND = click.option("--assessment", "assessment_id", required=True, help="The round's number.")
OUTPUT = click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)


@contextmanager
def written(output: Path) -> Iterator[IO[str]]:
    """A CSV file that is there whole or not at all; ends the command in words if it cannot be written."""
    try:
        with whole(output, CONFIDENTIAL, mode="w", encoding="utf-8-sig", newline="") as file:
            yield file
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            _("%(file)s could not be written: %(reason)s. Nothing was exported.", file=str(output), reason=reason)
        ) from error


@click.command("indicators")
@ROUND
@OUTPUT
@click.option("--now", is_flag=True, help="Count anew, also where the council has approved the results.")
@with_database
def export_indicators(assessment_id: str, output: Path, now: bool) -> None:
    """Write indicators, criteria, totals and places of each organization, at full precision.

    Of a round that the council has approved, these are the approved figures.
    """
    found = the_round(assessment_id)
    try:
        results = counting.preliminary(found) if now else counting.results(found)
    except NotCountable as error:
        raise click.ClickException(translated(error.message)) from error
    with written(output) as file:
        number = indicator_table.write_csv(file, results.method, results.organizations, exact=True)
    journal.note(db.session, journal.COMMAND, "export indicators", f"{found.id}, {number}")
    click.echo(_("%(number)d organizations written to %(file)s.", number=number, file=output))
    if results.decision is None:
        click.echo(_("The figures are preliminary: the council has not approved them."))


@click.command("approve-assessment")
@click.argument("assessment_id", metavar="ID")
@click.option("--number", required=True, help="The number of the council's decision or minutes.")
@click.option("--date", "decided_on", required=True, type=DAY, help="The day of the decision, like 2026-12-01.")
@click.option("--minutes", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reason", default="", help="Why approved results are corrected.")
@with_database
def approve_assessment(assessment_id: str, number: str, decided_on: datetime, minutes: Path, reason: str) -> None:
    """Freeze the results of a closed round by a decision of the council. Later changes move nothing."""
    found = the_round(assessment_id)
    if decided_on.date() > today():
        raise click.ClickException(_("This day is still to come. A decision is entered once it has been made."))
    try:
        paper = Paper(number, decided_on.date(), reason, minutes.read_bytes(), minutes.name)
        counted = counting.count(found)
        decisions.approve(db.session, found, counted, counted.digest, paper, journal.COMMAND)
    except (NotCountable, ApprovalRefused) as error:
        raise click.ClickException(translated(error.message)) from error
    except database.Unavailable as error:
        why = _("The database takes no change now: %(why)s. Nothing was changed.", why=error)
        raise click.ClickException(why) from error
    except OSError as error:
        raise click.ClickException(
            _("The file “%(path)s” cannot be read: %(why)s.", path=minutes, why=error)
        ) from error
    told = {"count": len(counted.organizations), "digest": counted.digest}
    click.echo(_("Approved: organizations %(count)d, digest %(digest)s.", **told))
