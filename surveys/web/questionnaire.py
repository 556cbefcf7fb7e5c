"""The questionnaire of an organization: shown, sent, thanked for."""

from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from surveys.store.assessments import Reception, Receptions
from surveys.store.database import Unavailable
from surveys.web import desk, embed, kiosk, language, sheet, surroundings, ticket
from surveys.web.submission import Submission

CHANNELS = {"qr"}
"""What `?s=` can say; anything else came by the link."""

pages = Blueprint("questionnaire", __name__)
pages.after_request(embed.with_policy)
pages.after_request(kiosk.kept_to_itself)
pages.app_template_global("kiosk_start")(kiosk.start)


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["receptions"] = Receptions()


def channel() -> str:
    """How the respondent came here."""
    around = surroundings.present()
    if around.channel:
        return around.channel
    said = language.said("s")
    return said if said in CHANNELS else "link"


@pages.get("/a/<code>")
@pages.get("/a/<code>/embed", endpoint="embed")
@pages.get("/a/<code>/kiosk", endpoint="kiosk")
def page(code: str) -> ResponseReturnValue:
    """An empty form with a ticket of its own."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    definition = desk.definition_for(here)
    fresh = ticket.issue(here.organization_id, here.assessment_id, channel(), definition.key, datetime.now(UTC))
    return sheet.first_show(here, definition, fresh)


@pages.post("/a/<code>")
@pages.post("/a/<code>/embed", endpoint="send_embed")
@pages.post("/a/<code>/kiosk", endpoint="send_kiosk")
def send(code: str) -> ResponseReturnValue:
    """Take a filled form: thank for it once it is stored, or give it back with what to do."""
    here: Reception | ResponseReturnValue | None
    try:
        here = desk.at(code)
    except Unavailable:
        here = desk.as_ticket_says(code, ticket.read(request.form.get("ticket", "")))
        if here is None:
            raise
    if not isinstance(here, Reception):
        return here
    return Submission(here, desk.definition_for(here), channel(), desk.today()).receive()


@pages.get("/a/<code>/thanks")
@pages.get("/a/<code>/embed/thanks", endpoint="embed_thanks")
@pages.get("/a/<code>/kiosk/thanks", endpoint="kiosk_thanks")
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
