"""Responses out: which are meant, how many they are, and the file of them, prepared by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.domain.registry import FORM_NAMES, Form
from surveys.extensions import db
from surveys.store import assessments, jobs, overview, selections
from surveys.store.assessments import Round
from surveys.store.jobs import KEPT
from surveys.store.selections import CHANNELS, Selection
from surveys.web.desk import today
from surveys.web.office import exporting, worker
from surveys.web.office.access import open_to
from surveys.web.office.channels import channel_name
from surveys.web.office.session import the_user

LONGEST_ENTRY = 200
FIELDS = ("assessment", "words", "form", "municipality", "channel", "since", "until")

pages = Blueprint("export", __name__, url_prefix="/office")


@dataclass
class Wanted:
    """What was entered, as it was entered; the selection that it means; and what is wrong with it, by field."""

    entered: dict[str, str]
    round: Round
    selection: Selection
    errors: dict[str, str] = field(default_factory=dict)

    def problems(self) -> list[dict[str, str]]:
        """Each error with the field that it leads to, as an error summary shows them."""
        return [{"question": name, "message": message} for name, message in self.errors.items()]


@pages.get("/export")
@open_to("operator")
def choose() -> ResponseReturnValue:
    """Choose which responses to take out, and see how many they are."""
    return _page(_wanted(request.args))


@pages.post("/export")
@open_to("operator")
def prepare() -> ResponseReturnValue:
    """Have a file of the chosen responses prepared."""
    wanted = _wanted(request.form)
    file_format = request.form.get("format", "")
    if file_format not in exporting.FORMATS:
        wanted.errors["format"] = _("Choose the kind of file.")
    if wanted.errors or not selections.count(db.session, wanted.selection):
        return _page(wanted)
    number = jobs.ask(
        db.session,
        kind="responses",
        title=exporting.title(wanted.selection, file_format, wanted.round.title),
        parameters={"selection": wanted.selection.to_json(), "format": file_format},
        asked_by=the_user().email,
    )
    worker.start(current_app.extensions["settings"])
    return redirect(url_for("jobs.one", job_id=number), 303)


def _page(wanted: Wanted) -> ResponseReturnValue:
    page = render_template(
        "office/export.html",
        wanted=wanted,
        errors=wanted.errors,
        number=None if wanted.errors else selections.count(db.session, wanted.selection),
        organizations=selections.organizations_meant(db.session, wanted.selection),
        rounds=[(one.id, one.title or _("Standing collection")) for one in assessments.rounds(db.session, today())],
        forms=[(form.value, FORM_NAMES[form]) for form in Form],
        municipalities=[(name, name) for name in overview.municipalities(db.session)],
        channels=[(channel, channel_name(channel)) for channel in CHANNELS],
        kept=KEPT,
        formats=[(name, exporting.format_name(name)) for name in exporting.FORMATS],
    )
    return page, 422 if wanted.errors else 200


def _wanted(given: Mapping[str, str]) -> Wanted:
    entered = {name: given.get(name, "")[:LONGEST_ENTRY].strip() for name in FIELDS}
    errors: dict[str, str] = {}
    rounds = assessments.rounds(db.session, today())
    found = next((one for one in rounds if str(one.id) == entered["assessment"]), None)
    if found is None:
        found = next((one for one in rounds if one.state == "open"), rounds[-1])
        if entered["assessment"]:
            errors["assessment"] = _("There is no such round. Choose one of the list.")
    days = {name: _day(name, entered[name], errors) for name in ("since", "until")}
    if days["since"] and days["until"] and days["since"] > days["until"]:
        errors["until"] = _("The last day is before the first one.")
    selection = Selection(
        assessment_id=found.id,
        words=entered["words"],
        form=_one_of("form", list(Form), entered, errors),
        municipality=entered["municipality"],
        channel=_one_of("channel", CHANNELS, entered, errors),
        since=days["since"],
        until=days["until"],
    )
    return Wanted(entered | {"assessment": str(found.id)}, found, selection, errors)


def _one_of(name: str, known: tuple[str, ...] | list[Form], entered: dict[str, str], errors: dict[str, str]) -> str:
    if entered[name] and entered[name] not in known:
        errors[name] = _("Choose one of the list.")
        return ""
    return entered[name]


def _day(name: str, text: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors[name] = _("Enter a day, like 2026-03-01.")
        return None
