"""The questionnaire on a shared tablet: whose it is, where its next person begins, and that it gives nothing away."""

from flask import Response, request

from surveys.extensions import db
from surveys.store import devices
from surveys.store.assessments import Reception
from surveys.web import language, surroundings
from surveys.web.pages import address
from surveys.web.surroundings import KIOSK


def start() -> str:
    """Where the next person begins: the present tablet's first page, in the ordinary language and view."""
    return address("/".join(request.path.split("/")[:4]), k=language.said("k"))


def device(desk: Reception) -> int | None:
    """The tablet whose key the address carries; None unless it is one of this organization that is not revoked."""
    if surroundings.present() is not KIOSK or not language.said("k"):
        return None
    return devices.living(db.engine, desk.organization_id, language.said("k"))


def kept_to_itself(response: Response) -> Response:
    """Keep a tablet's key and its answers out of every cache and of what a browser tells other pages."""
    if surroundings.present() is KIOSK:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response
