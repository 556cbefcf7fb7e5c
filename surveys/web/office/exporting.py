"""Responses taken out as a file: by a job of the office and by the command alike."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from surveys.domain.messages import N_
from surveys.domain.questionnaire import Question
from surveys.domain.registry import FORM_NAMES, Form
from surveys.files import response_system_file, response_table
from surveys.files.cells import CellTooLong
from surveys.files.response_table import ResponseRow
from surveys.files.whole import CONFIDENTIAL, whole
from surveys.store import assessments, exports, journal, selections
from surveys.store.exports import ExportRefused
from surveys.store.jobs import JobRefused, Progress
from surveys.store.selections import Selection
from surveys.web.desk import today
from surveys.web.office import results
from surveys.web.office.channels import channel_name

FORMATS = ("xlsx", "csv", "sav", "jsonl")

Counted = Callable[[Iterable[ResponseRow]], Iterable[ResponseRow]]


def format_name(file_format: str) -> str:
    """What a format is called for people, with what it is good for."""
    names: dict[str, str] = {
        "xlsx": _("Excel workbook (XLSX)"),
        "csv": _("Table as text (CSV)"),
        "sav": _("SPSS file (SAV)"),
        "jsonl": _("For programs (JSON Lines)"),
    }
    return names[file_format]


def write(session: Session, selection: Selection, file_format: str, path: Path, counted: Counted) -> int:
    """Write the responses that are meant into a file, complete or not at all, and return how many there are.

    `counted` passes the rows on and may count them. Raises ExportRefused, CellTooLong, OSError.
    """
    questions = exports.questions(session, selection, current_app.extensions["questionnaires"])
    told = facts(session, selection)
    with closing(exports.rows(session, selection)) as rows:
        return _written(file_format, path, questions, counted(rows), told)


def _written(
    file_format: str, path: Path, questions: list[Question], rows: Iterable[ResponseRow], told: list[tuple[str, str]]
) -> int:
    if file_format == "csv":
        with whole(path, CONFIDENTIAL, mode="w", encoding="utf-8-sig", newline="") as file:
            return response_table.write_csv(file, questions, rows)
    if file_format == "jsonl":
        with whole(path, CONFIDENTIAL, mode="w", encoding="utf-8") as file:
            return response_table.write_json_lines(file, rows)
    with whole(path, CONFIDENTIAL, mode="wb") as file:
        if file_format == "sav":
            labels = [column_name(name) for name in response_table.COLUMNS]
            return response_system_file.write_sav(file, questions, rows, told, labels, path.parent, today())
        from surveys.files import response_workbook  # takes a moment

        return response_workbook.write_xlsx(file, questions, rows, told, _("Responses in the file"), path.parent)


def responses(session: Session, parameters: Mapping[str, Any], progress: Progress) -> Path:
    """The job: `selection` and `format` are its parameters, `asked_by` is who will be named in the journal."""
    selection = Selection.from_json(parameters["selection"])
    file_format = parameters["format"]
    total = selections.count(session, selection)
    if not total:
        raise JobRefused(N_("There is nothing to take out: no response matches."))
    path = results.place(file_format)
    try:
        number = write(session, selection, file_format, path, partial(_counted, progress=progress, total=total))
    except ExportRefused as refusal:
        raise JobRefused(refusal.message) from refusal
    except CellTooLong as error:
        raise JobRefused(TOO_LONG) from error
    progress.done = number
    try:
        note(session, parameters.get("asked_by", ""), selection, file_format, number)
    except Exception:
        path.unlink(missing_ok=True)  # what the journal does not know of was not taken out
        raise
    return path


TOO_LONG = N_("One of the texts is longer than this format can hold. Nothing was cut: choose CSV instead.")


def note(session: Session, actor: str, selection: Selection, file_format: str, number: int) -> None:
    """Write into the journal that responses were taken out, which, and how many."""
    said = [f"assessment {selection.assessment_id}", file_format, f"{number} rows"]
    said += [f"{name} {value}" for name, value in selection.to_json().items() if name not in ("assessment_id", "codes")]
    said += [f"organizations {','.join(selection.codes)}"] if selection.codes else []
    journal.note(session, actor=actor, action="export responses", subject=", ".join(said))


def facts(session: Session, selection: Selection) -> list[tuple[str, str]]:
    """What a file says of itself: what it holds, which responses were meant, when it was made."""
    found = assessments.round_of(session, selection.assessment_id, today())
    name = found.title if found is not None and not found.standing else _("Standing collection")
    return [
        (_("What it is"), _("Responses of the survey. Confidential: for the operator's work only.")),
        (_("Round"), f"{name} ({selection.assessment_id})"),
        *filters(selection),
        (_("Date of the file"), format_date(today(), "long")),
    ]


def filters(selection: Selection) -> list[tuple[str, str]]:
    """What a selection leaves out, each filter with its value in words."""
    found = [
        (_("Organizations"), ", ".join(selection.codes) or selection.words),
        (_("Form of service"), FORM_NAMES[Form(selection.form)] if selection.form else ""),
        (_("Municipality"), selection.municipality),
        (_("Channel"), channel_name(selection.channel) if selection.channel else ""),
        (_("From the day"), format_date(selection.since, "short") if selection.since else ""),
        (_("To the day"), format_date(selection.until, "short") if selection.until else ""),
    ]
    return [(name, value) for name, value in found if value]


def title(selection: Selection, file_format: str, round_title: str) -> str:
    """What a prepared file is called."""
    said = [_("Responses"), round_title or _("Standing collection"), *(value for _name, value in filters(selection))]
    confidential = _("confidential")
    return f"{', '.join(said)} ({file_format.upper()}, {confidential})"


def column_name(name: str) -> str:
    """What a column is, in words."""
    names: dict[str, str] = {
        "response_id": _("The response's mark"),
        "assessment": _("The round's number"),
        "organization_code": _("The organization's code"),
        "organization": _("Organization"),
        "form_of_service": _("Form of service"),
        "municipality": _("Municipality"),
        "channel": _("Channel"),
        "day": _("Day"),
        "questionnaire": _("Questionnaire"),
        "status": _("Whether it counts"),
    }
    return names[name]


def _counted(rows: Iterable[ResponseRow], progress: Progress, total: int) -> Iterable[ResponseRow]:
    for number, row in enumerate(rows):
        if number % 200 == 0:
            progress(number, total)
        yield row
