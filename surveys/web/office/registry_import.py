"""A list of organizations uploaded: read, looked at, and only then taken into the registry."""

from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.domain import registry
from surveys.domain.messages import N_
from surveys.extensions import db
from surveys.files import organizations as lists
from surveys.files import tables, uploads
from surveys.files.rows import NotATable
from surveys.files.uploads import Upload
from surveys.store import organizations, registration
from surveys.store.organizations import Plan, Summary
from surveys.web import language
from surveys.web.office.access import open_to
from surveys.web.office.organization import typed
from surveys.web.office.session import the_user

LARGEST_BYTES = 20 * 2**20
MOST_LINES = 100_000
"""More would keep the office busy for longer than somebody waits before a page."""

SHOWN = 200
"""How many lines of each kind a preview shows."""

pages = Blueprint("registry_import", __name__, url_prefix="/office/organizations/import")


@pages.route("", methods=["GET", "POST"])
@open_to("operator", largest_upload=LARGEST_BYTES)
def upload() -> ResponseReturnValue:
    """Ask for a file, read it, and lead on to what it would change."""
    if request.method == "GET":
        return _form()
    file = request.files.get("file")
    if file is None or not file.filename:
        return _form(_("Choose a file: a table as CSV or XLSX.")), 422
    try:
        table = tables.parse(file.read())
        if len(table.rows) > MOST_LINES:
            raise NotATable(
                N_(
                    "The file has %(lines)d lines; here at most %(most)d can be read. A larger list is taken by "
                    "the command on the server: flask import-organizations FILE.",
                    lines=len(table.rows),
                    most=MOST_LINES,
                )
            )
        listing = lists.read(table)
    except NotATable as error:
        return _form(language.translated(error.reason)), 422
    name = Path(file.filename.replace("\\", "/")).name[:200]
    token = uploads.keep(_folder(), Upload(the_user().email, name, listing, table.notes))
    return redirect(url_for("registry_import.preview", token=token), 303)


@pages.get("/<token>")
@open_to("operator")
def preview(token: str) -> ResponseReturnValue:
    """What the list would add, change and leave, and what is wrong with it. Nothing is changed yet."""
    found = uploads.kept(_folder(), token, the_user().email)
    return _gone() if found is None else _preview(token, found)


@pages.post("/<token>")
@open_to("operator")
def take(token: str) -> ResponseReturnValue:
    """Take the list as it was seen, or show it anew if the registry has changed since."""
    found = uploads.kept(_folder(), token, the_user().email)
    if found is None:
        return _gone()
    if "drop" in request.form:
        uploads.forget(_folder(), token)
        flash(_("The list was put away. Nothing was changed."))
        return redirect(url_for("registry_import.upload"), 303)
    summary = registration.take(
        db.session,
        found.listing,
        partial="partial" in request.form,
        seen=request.form.get("seen", ""),
        actor=the_user().email,
        file=found.file,
    )
    if summary is None:
        advice = _("The registry was changed since you saw this list. Nothing was taken yet: look at it once more.")
        return _preview(token, found, advice), 409
    if not summary.stored:
        return _preview(token, found), 422
    uploads.forget(_folder(), token)
    flash(_taken(summary))
    return redirect(url_for("organizations.listing"), 303)


def _preview(token: str, found: Upload, advice: str = "") -> str:
    plan = organizations.plan(db.session, found.listing)
    return render_template(
        "office/import_preview.html",
        upload=found,
        token=token,
        plan=plan,
        advice=advice,
        seen=registration.print_of(plan),
        bad=len({problem.line for problem in plan.problems}),
        changes=_changes(plan),
        columns=_named_columns(),
        shown=SHOWN,
    )


def _changes(plan: Plan) -> list[tuple[int, str, str, list[tuple[str, str, str]]]]:
    """Of each change that is shown: line, code, name until now, and the differences."""
    return [
        (record.line, known.code, known.record.name, [*map(_readable, registry.differences(known.record, record))])
        for record, known in plan.changed[:SHOWN]
    ]


def _readable(difference: tuple[str, str, str]) -> tuple[str, str, str]:
    """A difference as a person reads it: hosts in their own letters."""
    column, old, new = difference
    return (column, typed(old), typed(new)) if column == "site" else difference


def _form(problem: str = "") -> str:
    return render_template(
        "office/import.html",
        problem=problem,
        columns=_named_columns(),
        megabytes=LARGEST_BYTES // 2**20,
        most=MOST_LINES,
    )


def _gone() -> ResponseReturnValue:
    problem = _("This list is not kept any more: it was taken, put away, or a day has passed. Choose the file again.")
    return _form(problem), 404


def _taken(summary: Summary) -> str:
    counts = {"added": summary.added, "changed": summary.changed, "unchanged": summary.unchanged}
    said = _("Added: %(added)d. Changed: %(changed)d. Unchanged: %(unchanged)d.", **counts)
    if summary.problems:
        bad = len({problem.line for problem in summary.problems})
        said = f"{said} {_('Bad lines left out: %(count)d.', count=bad)}"
    return str(said)


def forget_old() -> None:
    """Delete the lists that nobody has decided on for a day."""
    uploads.forget_old(_folder())


def _folder() -> Path:
    return Path(current_app.instance_path) / "uploads"


def _named_columns() -> dict[str, str]:
    """The columns that a list may have, as an operator calls them."""
    return {
        "name": _("Name"),
        "short_name": _("Short name"),
        "inn": _("INN"),
        "form_of_service": _("Form of service"),
        "municipality": _("Municipality"),
        "site": _("Site"),
        "recipients": _("Recipients"),
        "address": _("Address"),
    }
