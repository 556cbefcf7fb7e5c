"""A list of marks uploaded: all of it is taken, or nothing, and every bad line is named."""

from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.domain.checklist import Checklist
from surveys.domain.messages import N_
from surveys.extensions import db
from surveys.files import inspection_table, tables
from surveys.files.rows import NotATable
from surveys.files.tables import Table
from surveys.store import inspection_lists
from surveys.store.assessments import Round
from surveys.store.inspection_lists import Taken
from surveys.web.language import translated
from surveys.web.office.access import open_to
from surveys.web.office.inspection_place import the_checklist
from surveys.web.office.session import the_user

LARGEST_BYTES = 20 * 2**20
MOST_LINES = 100_000
"""More would keep the office busy for longer than somebody waits before a page."""

SHOWN = 200
"""How many bad lines a page names."""

pages = Blueprint("inspection_upload", __name__, url_prefix="/office/rounds/<int:round_id>/inspections")


@pages.route("/upload", methods=["GET", "POST"])
@open_to("operator", largest_upload=LARGEST_BYTES)
def upload(round_id: int) -> ResponseReturnValue:
    """Ask for a file and take the marks in it."""
    round_, checklist = the_checklist(round_id)
    if request.method == "GET":
        return _form(round_, checklist)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _form(round_, checklist, _("Choose a file: a table as CSV or XLSX.")), 422
    name = Path(file.filename.replace("\\", "/")).name
    try:
        table = _read(file.read())
        told = inspection_table.read(table, checklist)
    except NotATable as error:
        return _form(round_, checklist, translated(error.reason)), 422
    taken = inspection_lists.take(db.session, round_.id, told, the_user().email, name)
    if problem := _refused(taken):
        return _form(round_, checklist, problem, taken), 422
    flash(" ".join([_in_words(taken), *map(translated, table.notes)]))
    return redirect(url_for("inspections.listing", round_id=round_.id), 303)


def _read(content: bytes) -> Table:
    table = tables.parse(content)
    if len(table.rows) > MOST_LINES:
        raise NotATable(
            N_(
                "The file has %(lines)d lines; here at most %(most)d can be read. A larger list is taken by "
                "the command on the server: flask import-inspections FILE.",
                lines=len(table.rows),
                most=MOST_LINES,
            )
        )
    return table


def _refused(taken: Taken) -> str:
    """Why nothing of a list was taken."""
    if taken.problems:
        lines = len({problem.line for problem in taken.problems})
        refused = ngettext("%(num)d line cannot be taken.", "%(num)d lines cannot be taken.", lines)
        return f"{refused} {_('Nothing was changed.')}"
    return "" if taken.marks else _("There is no mark in the file: the column “value” is empty. Nothing was changed.")


def _in_words(taken: Taken) -> str:
    said = _("Marks taken: %(marks)d, organizations: %(count)d.", marks=taken.marks, count=taken.organizations)
    if not taken.warnings:
        return str(said)
    without = ngettext(
        "%(num)d item does not apply, but no reason is given: write it on the organization's page.",
        "%(num)d items do not apply, but no reason is given: write it on the organizations' pages.",
        len(taken.warnings),
    )
    return f"{said} {without}"


def _form(round_: Round, checklist: Checklist, problem: str = "", taken: Taken | None = None) -> str:
    return render_template(
        "office/inspection_upload.html",
        round=round_,
        checklist=checklist,
        problem=problem,
        problems=taken.problems if taken else [],
        shown=SHOWN,
        megabytes=LARGEST_BYTES // 2**20,
        most=MOST_LINES,
    )
