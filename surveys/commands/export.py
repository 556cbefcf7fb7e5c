"""`flask export …`: tables out, complete or visibly failed."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _

from surveys.commands.assessments import the_round
from surveys.commands.ready import with_database
from surveys.domain.registry import FORM_NAMES, Form
from surveys.extensions import db
from surveys.files import response_table
from surveys.files.response_table import ResponseRow
from surveys.files.whole import CONFIDENTIAL, whole
from surveys.store import journal, organizations, responses, tallies


@click.group()
def export() -> None:
    """Take data out as files."""


@export.command("responses")
@click.option("--assessment", "assessment_id", required=True, help="The round's number, or 0: the standing collection.")
@click.option("--format", "file_format", type=click.Choice(["csv"]), default="csv", show_default=True)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@with_database
def export_responses(assessment_id: str, file_format: str, output: Path) -> None:  # noqa: ARG001
    """Write the responses of an assessment, one row each. Confidential: it holds what people wrote."""
    found = the_round(assessment_id)
    expected = tallies.by_assessment(db.session).get(found.id, 0)
    try:
        with whole(output, CONFIDENTIAL, mode="w", encoding="utf-8-sig", newline="") as file:
            bar = click.progressbar(
                rows(found.id), length=expected, label=_("Exporting"), file=sys.stderr, hidden=not sys.stderr.isatty()
            )
            with bar as counted:
                number = response_table.write_csv(file, questions(found.id), counted)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            _("%(file)s could not be written: %(reason)s. Nothing was exported.", file=str(output), reason=reason)
        ) from error
    journal.note(db.session, actor="flask", action="export responses", subject=f"assessment {found.id}, {number} rows")
    click.echo(_("%(number)d responses written to %(file)s. The file is confidential.", number=number, file=output))


def questions(assessment_id: int) -> list[str]:
    """The ids of the questions that get a column, in the questionnaires' order."""
    known = current_app.extensions["questionnaires"]
    keys = responses.questionnaires_used(db.session, assessment_id)
    definitions = [known.get(key) for key in keys] if keys else known.all()[:1]
    gone = [key for key, definition in zip(keys, definitions, strict=False) if definition is None]
    if gone:
        raise click.ClickException(_("The definition file of %(keys)s is not there any more.", keys=", ".join(gone)))
    return list(dict.fromkeys(question.id for definition in definitions for question in definition.questions))


def rows(assessment_id: int) -> Iterator[ResponseRow]:
    """The responses of an assessment with what the table says of their organizations."""
    known = {found.id: found for found in organizations.everything(db.session)}
    forms = {id_: _form_names(found.forms) for id_, found in known.items()}
    for response in responses.stream(db.session, assessment_id):
        organization = known[response.organization_id]
        yield ResponseRow(
            response_id=response.id,
            assessment=response.assessment_id,
            organization_code=organization.code,
            organization=organization.name,
            form_of_service=forms[organization.id],
            municipality=organization.municipality,
            channel=response.channel,
            day=response.day,
            questionnaire=response.questionnaire,
            status=response.status,
            answers=response.answers,
        )


def _form_names(forms: Iterable[object]) -> str:
    return ", ".join(FORM_NAMES[Form(str(getattr(form, "form", "")))] for form in forms)
