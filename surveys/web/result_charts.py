"""Charts of approved results: which ones a public page shows, and each as an image that anybody can open."""

import threading
from collections.abc import Sequence

from flask import Blueprint, abort, current_app
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.domain import codes
from surveys.domain.rating import Assessed
from surveys.domain.registry import Form
from surveys.extensions import db
from surveys.store import assessments
from surveys.store.assessments import Round
from surveys.web import desk, faults, images, language, point_figures, publication
from surveys.web.figure import Figure
from surveys.web.kept import Kept
from surveys.web.language import said
from surveys.web.point_figures import Place
from surveys.web.publication import Published

KEPT_BY_EVERYBODY = "public, max-age=300"
"""A correction by the council is seen after five minutes."""

MOST_AT_ONCE = 3
"""How many images strangers may have drawn at the same time, so that other pages are never kept waiting by it."""

MOST_KEPT = 64
"""Of how many rounds, and parts of rounds, it is kept what their charts show."""

SECONDS = 2
"""When to ask again for one that was not drawn."""

pages = Blueprint("result_charts", __name__)

_drawing = threading.BoundedSemaphore(MOST_AT_ONCE)


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["result_charts"] = Kept[list[Figure]](MOST_KEPT)


def of_round(published: Published, form: Form | None = None, municipality: str = "") -> list[Figure]:
    """The charts of a round, or of a part of it."""
    chosen = {"decision": _version(published), "form": form or "", "municipality": municipality}
    place = Place(published.title, f"/results/{published.round_id}/charts", tuple(chosen.items()))
    kept: Kept[list[Figure]] = current_app.extensions["result_charts"]
    key = (place, published.heads, language.chosen())
    return kept.get(key, lambda: point_figures.of_round(published, place, form, municipality))


def of_organization(published: Published, one: Assessed, history: Sequence[tuple[Round, Assessed]]) -> list[Figure]:
    """The charts of an organization in a round; `history` are its results over the rounds, newest first."""
    chosen = {"in": str(published.round_id), "decision": _version(published)}
    place = Place(f"{one.called}. {published.title}", f"/o/{one.code}/charts", tuple(chosen.items()))
    return point_figures.of_organization(published, one, history, place)


@pages.get("/results/<int:assessment_id>/charts/<kind>.<any(svg, png):image>")
def round_image(assessment_id: int, kind: str, image: str) -> ResponseReturnValue:
    """One chart of a round."""
    found = assessments.round_of(db.session, assessment_id, desk.today())
    published = publication.of_round(found, _number("decision")) if found else None
    form, municipality = said("form"), said("municipality")
    if published is None or (form and form not in list(Form)):
        abort(404)
    if municipality and municipality not in published.municipalities:
        abort(404)
    return _sent(of_round(published, Form(form) if form else None, municipality), kind, image)


@pages.get("/o/<code>/charts/<kind>.<any(svg, png):image>")
def organization_image(code: str, kind: str, image: str) -> ResponseReturnValue:
    """One chart of an organization."""
    history = publication.history(codes.normal(code))
    asked, version = _number("in"), _number("decision")
    found = next((found for found, _one in history if asked in (None, found.id)), None)
    published = publication.of_round(found, version) if found else None
    told = publication.organization(found, codes.normal(code), version) if found else None
    if published is None or told is None:
        abort(404)
    return _sent(of_organization(published, told, history), kind, image)


def _sent(figures: Sequence[Figure], kind: str, image: str) -> ResponseReturnValue:
    figure = next((one for one in figures if one.kind == kind), None)
    if figure is None:
        abort(404)
    if images.find(figure.key(images.layout_asked()), image) is not None:
        return images.sent(figure, image, KEPT_BY_EVERYBODY)
    if not _drawing.acquire(blocking=False):
        title, message = _("The service is not available now"), _("Please try again later.")
        return faults.show(503, title, message, retry_after=SECONDS)
    try:
        return images.sent(figure, image, KEPT_BY_EVERYBODY)
    finally:
        _drawing.release()


def _version(published: Published) -> str:
    """Which decision an address names: none for the one that counts."""
    return "" if published.is_newest else str(published.head.version)


def _number(name: str) -> int | None:
    """The number that the address says by a parameter; ends the request if it is none."""
    asked = said(name)
    if not asked:
        return None
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else abort(404)
