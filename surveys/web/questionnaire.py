"""The questionnaire of an organization: shown, sent, thanked for."""

from datetime import UTC, date, datetime

from flask import Blueprint, current_app, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from surveys.domain import codes
from surveys.domain.questionnaire import Questionnaire
from surveys.extensions import db
from surveys.store.assessments import Reception, Receptions
from surveys.web import faults, language, sheet, ticket
from surveys.web.pages import address
from surveys.web.submission import Submission

CHANNELS = {"qr"}
"""What `?s=` can say; anything else came by the link."""

pages = Blueprint("questionnaire", __name__)


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["receptions"] = Receptions()


def today() -> date:
    """The region's calendar day."""
    return datetime.now(current_app.extensions["settings"].zone).date()


def definition_for(desk: Reception) -> Questionnaire:
    """The questionnaire that an organization's recipients are asked now."""
    known = current_app.extensions["questionnaires"]
    if desk.questionnaire:
        definition: Questionnaire | None = known.get(desk.questionnaire)
        if definition is None:
            raise LookupError(f"the definition of {desk.questionnaire} is not there any more")
        return definition
    in_force: Questionnaire = known.in_force(current_app.extensions["settings"].questionnaire, today())
    return in_force


def channel() -> str:
    """How the respondent came here."""
    said = language.said("s")
    return said if said in CHANNELS else "link"


def _desk(code: str) -> Reception | ResponseReturnValue:
    """Where this code's responses go, or the page or redirect that leads on."""
    proper = codes.normal(code)
    receptions: Receptions = current_app.extensions["receptions"]
    desk = receptions.get(lambda: db.session, proper, today())
    if desk is None:
        return faults.unknown_code(code)
    if proper != code:
        path = request.path.replace(code, proper, 1)
        return redirect(address(path, **request.args.to_dict()), 308)
    return desk


@pages.get("/a/<code>")
def page(code: str) -> ResponseReturnValue:
    """An empty form with a ticket of its own."""
    desk = _desk(code)
    if not isinstance(desk, Reception):
        return desk
    definition = definition_for(desk)
    fresh = ticket.issue(desk.organization_id, desk.assessment_id, channel(), definition.key, datetime.now(UTC))
    return sheet.first_show(desk, definition, fresh)


@pages.post("/a/<code>")
def send(code: str) -> ResponseReturnValue:
    """Take a filled form: thank for it once it is stored, or give it back with what to do."""
    desk = _desk(code)
    if not isinstance(desk, Reception):
        return desk
    return Submission(desk, definition_for(desk), channel(), today()).receive()


@pages.get("/a/<code>/thanks")
def thanks(code: str) -> ResponseReturnValue:
    """What was stored, and what happens next."""
    desk = _desk(code)
    if not isinstance(desk, Reception):
        return desk
    page = render_template(
        "questionnaire/thanks.html",
        organization=desk,
        questionnaire=definition_for(desk),
        closes_on=desk.closes_on,
    )
    return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})
