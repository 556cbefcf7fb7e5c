"""Whether the process lives, and whether it can do its work."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from surveys.extensions import db
from surveys.store import database
from surveys.web.counters import counters

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}, {"Cache-Control": "no-store"}


SHARED = {True: "ok", False: "in this process only", None: "ok"}
"""What is said of the limits: counted in Redis; not, although they should be; meant to be inside the process."""


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database and the limiter were really asked, just now. Without Redis the service goes on, and says so."""
    works = database.answers(db.session)
    said = {"database": "ok" if works else "failing", "limits": SHARED[counters().check()]}
    return jsonify(said), 200 if works else 503, {"Cache-Control": "no-store"}
