"""One organization in the office: what is known of it, how its collection goes, and its record to edit."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import Organization
from surveys.domain import sites
from surveys.domain.questionnaire import Kind
from surveys.domain.registry import FORM_NAMES, Form, Record
from surveys.extensions import db
from surveys.files import organizations as lists
from surveys.store import organizations, overview, registration
from surveys.store.assessments import Round
from surveys.store.overview import WEEK
from surveys.web import desk, language
from surveys.web.office import figures, scopes
from surveys.web.office.access import open_to
from surveys.web.office.channels import channel_name
from surveys.web.office.organizations import form_names, unknown
from surveys.web.office.session import the_user

DAYS_SHOWN = 31
FIELDS = ("name", "short_name", "inn", "municipality", "address", "site", "recipients")
LONGEST_FIELD = 2000

pages = Blueprint("organization", __name__, url_prefix="/office/organizations")


@pages.get("/<code>")
@open_to("operator")
def page(code: str) -> ResponseReturnValue:
    """What is known of an organization, and what has come in for it in a round."""
    found = organizations.by_code(db.session, code)
    if found is None:
        return unknown(code)
    if found.code != code:
        return redirect(url_for("organization.page", code=found.code), 308)
    today = desk.today()
    rounds = overview.rounds_of(db.session, found.id, today)
    chosen = chosen_round(rounds)
    progress = overview.progress(db.session, found.id, chosen.id)
    return render_template(
        "office/organization.html",
        organization=found,
        form_names=form_names(),
        sites=sites.kept(found.site),
        rounds=rounds,
        round=chosen,
        progress=progress,
        today=progress.since(today),
        week=progress.since(today - WEEK),
        channels={channel: channel_name(channel) for channel in sorted(progress.channels)},
        days_shown=DAYS_SHOWN,
        is_receiving=_receiving(found) == chosen.id,
        figures=figures.prepared(chosen, [scopes.of_organization(found)]) if progress.total else [],
        texts=overview.texts_given(db.session, found.id, chosen.id, text_questions()),
    )


def chosen_round(rounds: list[Round]) -> Round:
    """The round that the address names, or else the one that is open, the newest, the standing collection."""
    named = next((one for one in rounds if str(one.id) == request.args.get("in")), None)
    open_now = next((one for one in rounds if one.state == "open" and not one.standing), None)
    return named or open_now or rounds[0]


def text_questions() -> list[str]:
    """The questions of all questionnaires that are answered in one's own words."""
    definitions = current_app.extensions["questionnaires"].all()
    return sorted({question.id for one in definitions for question in one.questions if question.kind is Kind.TEXT})


def _receiving(found: Organization) -> int | None:
    here = desk.find(found.code)
    return here.assessment_id if here else None


@pages.route("/<code>/edit", methods=["GET", "POST"])
@open_to("operator")
def edit(code: str) -> ResponseReturnValue:
    """Change what is known of an organization."""
    found = organizations.by_code(db.session, code)
    if found is None:
        return unknown(code)
    known = registration.record_of(found)
    if request.method == "GET":
        return _form(found, _cells(known), registration.print_of_record(known))
    seen = request.form.get("seen", "")
    record = lists.one(_sent())
    if not isinstance(record, Record):
        return _form(found, _sent(), seen, _said(record)), 422
    if refusal := registration.change(db.session, found.code, record, seen, the_user().email):
        return _form(found, _sent(), seen, {"": language.translated(refusal)}), 409
    flash(_("The changes are saved. They count at once."))
    return redirect(url_for("organization.page", code=found.code), 303)


@pages.route("/new", methods=["GET", "POST"])
@open_to("operator")
def new() -> ResponseReturnValue:
    """Add one organization."""
    if request.method == "GET":
        return _form(None, {}, "")
    record = lists.one(_sent())
    if not isinstance(record, Record):
        return _form(None, _sent(), "", _said(record)), 422
    added = registration.add(db.session, record, the_user().email)
    if not isinstance(added, str):
        return _form(None, _sent(), "", {"": language.translated(added)}), 409
    flash(_("The organization is in the registry. It is in no round yet: what comes in counts in the standing one."))
    return redirect(url_for("organization.page", code=added), 303)


def _form(found: Organization | None, cells: dict[str, str], seen: str, problems: dict[str, str] | None = None) -> str:
    problems = problems or {}
    listed = [{"question": _field(name), "message": message} for name, message in problems.items()]
    return render_template(
        "office/organization_form.html",
        organization=found,
        cells=cells,
        seen=seen,
        problems=problems,
        listed=listed,
        form_names=form_names(),
        form_words=FORM_NAMES,
    )


def _field(column: str) -> str:
    """The id of the field that a problem leads to."""
    return f"form-{Form.STATIONARY}" if column == "form_of_service" else column


def _sent() -> dict[str, str]:
    """What the form says, each column as a cell of a list."""
    cells = {name: request.form.get(name, "")[:LONGEST_FIELD] for name in FIELDS}
    forms = [form for form in Form if form in request.form.getlist("form_of_service")]
    return cells | {"form_of_service": ", ".join(FORM_NAMES[form] for form in forms)}


def _cells(record: Record) -> dict[str, str]:
    told = {name: "" if (value := getattr(record, name)) is None else str(value) for name in FIELDS}
    told["site"] = typed(record.site)
    return told | {"form_of_service": ", ".join(FORM_NAMES[form] for form in record.form_of_service)}


def typed(registered: str) -> str:
    """An organization's sites as a person types them: the hosts in their own letters."""
    return " ".join(
        f"{site.scheme}://{site.shown}{'/' if site.path.endswith('/') and site.path != '/' else ''}"
        for site in sites.kept(registered)
    )


def _said(problems: object) -> dict[str, str]:
    assert isinstance(problems, dict)
    return {column: language.translated(message) for column, message in problems.items()}
