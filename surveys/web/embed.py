"""The questionnaire on other sites: the loader, the choice of an institution, and who may frame what."""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from surveys.domain import sites
from surveys.settings import ROOT, Settings
from surveys.web import pages as shared
from surveys.web import surroundings
from surveys.web.public import form_names, search
from surveys.web.surroundings import FRAME

LOADER = ROOT / "static" / "embed.js"
LOADER_SECONDS = 3600
ANYWHERE = "http: https:"
"""Who may frame a notice without a form: whoever pasted a wrong code should read that, not see a blank."""

pages = Blueprint("embed", __name__)


def hosts(registered: str) -> tuple[str, ...]:
    """The origins of pages that may frame the questionnaire of an organization with these registered sites."""
    settings: Settings = current_app.extensions["settings"]
    return sites.origins(sites.kept(f"{registered} {settings.embed_sites}"))


def framed_by(origins: tuple[str, ...]) -> None:
    """Let the page that is being made be framed by these, and by the office for its preview."""
    g.hosts = origins


def with_policy(response: Response) -> Response:
    """Say to the browser who may frame the answer; a page that nobody was named for has no form, and all may."""
    if surroundings.present() is not FRAME:
        return response
    ancestors = " ".join(("'self'", *g.hosts)) if "hosts" in g else ANYWHERE
    response.headers["Content-Security-Policy"] = shared.policy(frame_ancestors=ancestors)
    return response


pages.after_request(with_policy)


@pages.get("/embed")
def choose() -> ResponseReturnValue:
    """Choose an institution, in a frame on the authority's own site."""
    framed_by(hosts(""))
    page = render_template("embed.html", found=search(), forms=form_names())
    return page, HTTPStatus.OK, {"Cache-Control": "no-cache"}


@pages.get("/embed.js")
def loader() -> ResponseReturnValue:
    """The script that an institution puts into its page."""
    response = Response(LOADER.read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={LOADER_SECONDS}"
    shared.shown_anywhere(response.headers)
    response.add_etag()
    return response.make_conditional(request)
