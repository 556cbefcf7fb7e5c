"""The questionnaire of an organization: shown, sent, thanked for."""

from datetime import UTC, datetime

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from surveys.store.assessments import Reception, Receptions
from surveys.web import desk, language, sheet, ticket
from surveys.web.submission import Submission

CHANNELS = {"qr"}
"""What `?s=` can say; anything else came by the link."""

pages = Blueprint("questionnaire", __name__)


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["receptions"] = Receptions()


def channel() -> str:
    """How the respondent came here."""
    said = language.said("s")
    return said if said in CHANNELS else "link"


@pages.get("/a/<code>")
def page(code: str) -> ResponseReturnValue:
    """An empty form with a ticket of its own."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    definition = desk.definition_for(here)
    fresh = ticket.issue(here.organization_id, here.assessment_id, channel(), definition.key, datetime.now(UTC))
    return sheet.first_show(here, definition, fresh)


@pages.post("/a/<code>")
def send(code: str) -> ResponseReturnValue:
    """Take a filled form: thank for it once it is stored, or give it back with what to do."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    return Submission(here, desk.definition_for(here), channel(), desk.today()).receive()


@pages.get("/a/<code>/thanks")
def thanks(code: str) -> ResponseReturnValue:
    """What was stored, and what happens next."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    page = render_template(
        "questionnaire/thanks.html",
        organization=here,
        questionnaire=desk.definition_for(here),
        closes_on=here.closes_on,
    )
    return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})
