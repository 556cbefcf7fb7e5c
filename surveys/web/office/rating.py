"""Results in the office: which rounds have any, a round's rating as it stands, one organization's figures."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.domain.indicators import Points, unmarked
from surveys.domain.methodology import TOTAL
from surveys.domain.publication import LEAST
from surveys.domain.publication import published as rule
from surveys.domain.rating import Assessed
from surveys.extensions import db
from surveys.store import assessments, decisions
from surveys.web import desk, rating_view
from surveys.web.counting import NotCountable, Results
from surveys.web.office import result_images
from surveys.web.office.access import open_to
from surveys.web.office.asked_results import READERS, not_countable, the_round, wanted_results
from surveys.web.office.organizations import form_names
from surveys.web.organization_view import View
from surveys.web.points_said import cell

SHOWN = 10
"""How many items of the checklist a warning names."""

pages = Blueprint("rating", __name__, url_prefix="/office")


@pages.get("/results")
@open_to(*READERS)
def listing() -> ResponseReturnValue:
    """The rounds, newest first, with how far their results are."""
    rounds = [one for one in assessments.rounds(db.session, desk.today()) if not one.standing]
    return render_template("office/results_listing.html", rounds=rounds, decisions=decisions.in_force(db.session))


@pages.get("/rounds/<int:round_id>/results")
@open_to(*READERS)
def one_round(round_id: int) -> ResponseReturnValue:
    """The rating of a round: approved, or as it is now."""
    found = the_round(round_id)
    try:
        results = wanted_results(found)
    except NotCountable as error:
        return not_countable(error)
    wanted = rating_view.asked_for(results, request.args)
    return render_template(
        "office/results.html",
        round=found,
        results=results,
        wanted=wanted,
        found=rating_view.found(results, None, wanted),
        decisions=decisions.of_round(db.session, round_id),
        without_total=[one for one in results.organizations if one.total.value is None],
        figures=result_images.of_round(results, wanted.form, wanted.municipality),
        form_names=form_names(),
        cell=cell,
        mean=partial(_mean, results),
    )


@pages.get("/rounds/<int:round_id>/results/<code>")
@open_to(*READERS)
def organization(round_id: int, code: str) -> ResponseReturnValue:
    """One organization's figures with their working."""
    found = the_round(round_id)
    try:
        results = wanted_results(found)
    except NotCountable as error:
        return not_countable(error)
    one = results.by_code.get(code)
    if one is None:
        message = _("The organization %(code)s is not in the round %(id)d.", code=code[:20], id=round_id)
        return render_template("office/refused.html", title=_("There is no such result"), message=message), 404
    questionnaire = current_app.extensions["questionnaires"].get(found.questionnaire)
    return render_template(
        "office/result.html",
        round=found,
        results=results,
        view=View(results, one, questionnaire),
        warnings=list(_warnings(results, one)),
        figures=result_images.of_organization(results, one),
        form_names=form_names(),
    )


def _mean(results: Results, mean: Fraction | None) -> str:
    return "–" if mean is None else cell(results.method, TOTAL, Points(mean))


def _warnings(results: Results, one: Assessed) -> Iterator[str]:
    """What to know before one relies on an organization's figures."""
    responses, checklist = one.inputs.responses, results.method.checklist
    if one.required is None:
        yield _("The number of its recipients is not known, so nobody knows how many responses are needed.")
    elif responses < one.required:
        yield _("The sample is not reached: %(some)d responses of %(all)d.", some=responses, all=one.required)
    if 0 < responses < LEAST:
        yield _("Fewer than five responses: nothing of it is shown in public.")
    elif rule(results.method, one).score != one.score:
        yield _("Some shares are of fewer than five people: they are not shown in public, nor what would tell them.")
    if left := unmarked(checklist, one.inputs.marks):
        items = ", ".join(left[:SHOWN]) + ("…" if len(left) > SHOWN else "")
        yield _("Not inspected yet: %(items)s.", items=items)
