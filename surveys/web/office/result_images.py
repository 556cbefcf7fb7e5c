"""Charts of results in the office, preliminary ones as well: which ones a page shows, and each as an image."""

from collections.abc import Sequence

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from surveys.domain.rating import Assessed
from surveys.domain.registry import Form
from surveys.extensions import db
from surveys.store import assessments, decisions
from surveys.store.assessments import Round
from surveys.web import desk, images, point_figures
from surveys.web.counting import NotCountable, Results
from surveys.web.figure import Figure
from surveys.web.language import said
from surveys.web.office.access import ASKED_EACH_TIME, open_to
from surveys.web.office.asked_results import READERS, the_round, wanted_results
from surveys.web.point_figures import Place

pages = Blueprint("result_images", __name__, url_prefix="/office/rounds")


def of_round(results: Results, form: Form | None = None, municipality: str = "") -> list[Figure]:
    """The charts of a round, or of a part of it."""
    chosen = {"form": form or "", "municipality": municipality}
    return point_figures.of_round(results, _place(results, results.round.title, chosen), form, municipality)


def of_organization(results: Results, one: Assessed) -> list[Figure]:
    """The charts of an organization in a round."""
    place = _place(results, f"{one.called}. {results.round.title}", {"code": one.code})
    return point_figures.of_organization(results, one, _history(results, one), place)


@pages.get("/<int:round_id>/results/chart/<kind>.<any(svg, png):image>")
@open_to(*READERS)
def one(round_id: int, kind: str, image: str) -> ResponseReturnValue:
    """One chart of a round or, with `?code=`, of an organization in it."""
    try:
        results = wanted_results(the_round(round_id))
    except NotCountable:
        abort(404)
    figure = next((figure for figure in _asked(results) if figure.kind == kind), None)
    return images.sent(figure, image, ASKED_EACH_TIME) if figure else abort(404)


def _asked(results: Results) -> Sequence[Figure]:
    code, form = said("code"), said("form")
    if code:
        found = results.by_code.get(code)
        return of_organization(results, found) if found else []
    return of_round(results, Form(form), said("municipality")) if form in list(Form) else of_round(results)


def _place(results: Results, name: str, chosen: dict[str, str]) -> Place:
    """Where the images are: of the results in force, or of those that the present page shows."""
    shown = {name: "1" if name == "now" else said(name) for name in ("now", "decision") if said(name)}
    root = f"/office/rounds/{results.round.id}/results/chart"
    return Place(name, root, tuple((chosen | shown).items()))


def _history(results: Results, one: Assessed) -> list[tuple[Round, Assessed]]:
    """What the council has approved of an organization over the rounds, and what is shown now, newest first."""
    rounds = {found.id: found for found in assessments.rounds(db.session, desk.today())}
    past = [
        (rounds[id_], earlier)
        for id_, decision in decisions.in_force(db.session).items()
        for earlier in decisions.results(db.session, decision, decisions.method_of(decision), one.code)
        if id_ in rounds and id_ != results.round.id
    ]
    return sorted([*past, (results.round, one)], key=lambda pair: (pair[0].opens_on, pair[0].id), reverse=True)
