"""Which results an address of the office asks for."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.extensions import db
from surveys.store import assessments
from surveys.store.assessments import Round
from surveys.web import counting, desk
from surveys.web.counting import NotCountable, Results
from surveys.web.language import translated

READERS = ("operator", "council", "authority")
"""Who may look at results."""


def the_round(round_id: int) -> Round:
    """The round with this number; the standing collection has no results."""
    found = assessments.round_of(db.session, round_id, desk.today())
    if found is None or found.standing:
        abort(404)
    return found


def wanted_results(found: Round) -> Results:
    """The results that the address asks for: `now` as they are now, `decision` those of a version, else those in force.

    Raises NotCountable.
    """
    if "now" in request.args:
        return counting.preliminary(found)
    version = request.args.get("decision", type=int)
    if version is None:
        return counting.results(found)
    return counting.approved(found, version) or abort(404)


def not_countable(error: NotCountable) -> ResponseReturnValue:
    """The page that says why there are no figures."""
    title = _("The results cannot be counted")
    return render_template("office/refused.html", title=title, message=translated(error.message)), 409
