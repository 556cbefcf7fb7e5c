"""The start page, where an institution is found, and the plain-language statements."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from surveys.extensions import db
from surveys.store import organizations

SHOWN = 20
LONGEST_QUERY = 200

pages = Blueprint("public", __name__)


def searched() -> str:
    """What the address asks for."""
    return request.args.get("q", "")[:LONGEST_QUERY].replace("\x00", "").strip()


@pages.get("/")
def find() -> str:
    """Find an institution by name or place."""
    query = searched()
    found, more = organizations.search(db.session, query, SHOWN) if query else ([], False)
    any_organizations = bool(found) or organizations.count(db.session) > 0
    return render_template(
        "find.html", query=query, organizations=found, more=more, any_organizations=any_organizations
    )


@pages.get("/privacy")
def privacy() -> str:
    """What is kept of a respondent, and what never."""
    return render_template("privacy.html", wait_seconds=current_app.extensions["settings"].wait_seconds)


@pages.get("/accessibility")
def accessibility() -> str:
    """For whom the pages work, and what to do where they do not."""
    return render_template("accessibility.html")


@pages.get("/favicon.ico")
def icon() -> Response:
    """The icon, for browsers that ask at the old place."""
    return redirect(url_for("static", filename="icon.svg"))
