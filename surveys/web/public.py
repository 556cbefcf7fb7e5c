"""The start page, where an institution is found, and the plain-language statements."""

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models import Organization
from surveys.domain.registry import Form
from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import organizations

SHOWN = 20
LONGEST_QUERY = 200

pages = Blueprint("public", __name__)


@dataclass(frozen=True)
class Found:
    """What was searched for, and the first that were found; `more` if there are others."""

    query: str
    form: Form | None
    organizations: list[Organization]
    more: bool


def search() -> Found:
    """Search for what the address asks for: by name or place, by form of service, or both."""
    query = request.args.get("q", "")[:LONGEST_QUERY].strip()
    wanted = request.args.get("form", "")
    form = Form(wanted) if wanted in list(Form) else None
    found, more = organizations.search(db.session, query, SHOWN, form) if query or form else ([], False)
    return Found(query, form, found, more)


def form_names() -> dict[Form, str]:
    """Forms of service, in words."""
    return {
        Form.STATIONARY: _("in a residential home"),
        Form.SEMI_STATIONARY: _("in a day centre"),
        Form.AT_HOME: _("at home"),
    }


@pages.get("/")
def find() -> str:
    """Find an institution by name or place."""
    found = search()
    there = bool(found.organizations) or organizations.count(db.session) > 0
    return render_template("find.html", found=found, forms=form_names(), any_organizations=there)


@pages.get("/privacy")
def privacy() -> str:
    """What is kept of a respondent, and what never."""
    settings: Settings = current_app.extensions["settings"]
    days = settings.archive_days if db.engine.dialect.name == "postgresql" else 0  # SQLite has no such archive
    return render_template("privacy.html", wait_seconds=settings.wait_seconds, archive_days=days)


@pages.get("/accessibility")
def accessibility() -> str:
    """For whom the pages work, and what to do where they do not."""
    return render_template("accessibility.html")


@pages.get("/favicon.ico")
def icon() -> Response:
    """The icon, for browsers that ask at the old place."""
    return redirect(url_for("static", filename="icon.svg"))
