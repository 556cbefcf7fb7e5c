"""Whether the process lives, and whether it can do its work."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from surveys.extensions import db, limiter
from surveys.store import database

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}, {"Cache-Control": "no-store"}


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database and the limiter were really asked, just now."""
    parts = {"database": database.answers(db.session), "limits": bool(limiter.storage.check())}
    said = {name: "ok" if works else "failing" for name, works in parts.items()}
    return jsonify(said), 200 if all(parts.values()) else 503, {"Cache-Control": "no-store"}
