"""The picture of the link to a questionnaire, for sites that strip scripts and frames."""

from flask import Blueprint, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from surveys.files.invitations import QUESTIONS_A_MINUTE
from surveys.settings import Settings
from surveys.web import desk
from surveys.web.pages import shown_anywhere

SECONDS = 24 * 3600

pages = Blueprint("banner", __name__)


@pages.get("/banner.png")
def picture() -> Response:
    """The banner: what it asks for, and what it takes."""
    from surveys.files import banner  # brings Pillow, for which whoever shows no banner does not pay

    response = Response(banner.make(*wording()), mimetype="image/png")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    shown_anywhere(response.headers)
    response.add_etag()
    return response.make_conditional(request)


def wording() -> tuple[str, str]:
    """What the banner says: a call, and what it takes to follow it."""
    settings: Settings = current_app.extensions["settings"]
    asked = current_app.extensions["questionnaires"].in_force(settings.questionnaire, desk.today())
    minutes = -(-len(asked.questions) // QUESTIONS_A_MINUTE)
    more = ngettext("Anonymous questionnaire, %(num)d minute", "Anonymous questionnaire, %(num)d minutes", minutes)
    return _("Rate the quality of services"), more
