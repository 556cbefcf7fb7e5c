"""Results in public: as long as nothing is approved, what will be here and when."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from surveys.domain import codes
from surveys.extensions import db
from surveys.store import assessments, organizations
from surveys.web import desk, faults

pages = Blueprint("results", __name__)


def _rounds() -> list[assessments.Round]:
    return [found for found in assessments.rounds(db.session, desk.today()) if not found.standing]


@pages.get("/results/")
def index() -> str:
    """All rounds."""
    return render_template("results/index.html", rounds=_rounds())


@pages.get("/results/<int:assessment_id>")
def assessment(assessment_id: int) -> str:
    """One round."""
    found = next((r for r in _rounds() if r.id == assessment_id), None)
    if found is None:
        abort(404)
    return render_template("results/assessment.html", assessment=found)


@pages.get("/o/<code>")
def organization(code: str) -> str | Response | faults.Page:
    """One organization: its questionnaire now, its results once they are approved."""
    found = organizations.by_code(db.session, codes.normal(code))
    if found is None:
        return faults.unknown_code(code)
    now_in = desk.find(found.code)
    current = next((r for r in _rounds() if now_in is not None and r.id == now_in.assessment_id), None)
    return render_template("results/organization.html", organization=found, assessment=current)
