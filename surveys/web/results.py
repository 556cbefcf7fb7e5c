"""Results in public: what the council has approved; before that, what will be here and when."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models import Organization
from surveys.domain import codes
from surveys.domain.definition import said
from surveys.domain.methodology import Method
from surveys.domain.publication import is_few, is_hidden
from surveys.domain.questionnaire import Kind, Questionnaire
from surveys.domain.rating import Assessed
from surveys.extensions import db
from surveys.store import assessments, organizations, overview
from surveys.store.assessments import Round
from surveys.web import (
    desk,
    faults,
    language,
    organization_view,
    points_said,
    publication,
    rating_view,
    result_charts,
)
from surveys.web.organization_view import View
from surveys.web.publication import Published

pages = Blueprint("results", __name__)


def rounds() -> list[Round]:
    """All rounds, the newest first."""
    return [found for found in assessments.rounds(db.session, desk.today()) if not found.standing]


def one_round(round_id: int) -> Round:
    """The round with this id; ends the request where there is none."""
    found = next((one for one in rounds() if one.id == round_id), None)
    return found or abort(404)


def number_said(name: str) -> int | None:
    """The number that the address says by a parameter, None if it says none; ends the request if it is no number."""
    asked = request.args.get(name, "")
    if not asked:
        return None
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else abort(404)


def version() -> int | None:
    """Which of a round's decisions the address asks for; None for the newest one."""
    return number_said("decision")


@pages.get("/results/")
def index() -> str:
    """All rounds."""
    return render_template("results/index.html", rounds=[(found, publication.heads(found)) for found in rounds()])


@pages.get("/results/<int:assessment_id>")
def assessment(assessment_id: int) -> str:
    """One round: the rating."""
    found = one_round(assessment_id)
    published = publication.of_round(found, version())
    if published is None:
        if publication.heads(found):
            abort(404)
        return render_template("results/assessment.html", assessment=found)
    wanted = rating_view.asked_for(published, request.args.to_dict())
    page = rating_view.found(published, publication.before(found), wanted)
    return render_template(
        "results/rating.html",
        assessment=found,
        published=published,
        wanted=wanted,
        found=page,
        entities=rating_view.entities(published, page),
        figures=result_charts.of_round(published, wanted.form, wanted.municipality),
        **_said(published),
    )


@pages.get("/o/<code>")
def organization(code: str) -> str | Response | faults.Page:
    """One organization: its questionnaire now, its results once they are approved."""
    found = organizations.by_code(db.session, codes.normal(code))
    if found is None:
        return faults.unknown_code(code)
    now_in = desk.find(found.code)
    current = next((one for one in rounds() if now_in is not None and one.id == now_in.assessment_id), None)
    history = publication.history(found.code)
    if not history:
        return render_template("results/organization.html", organization=found, assessment=current)
    asked = number_said("in")
    shown = history[0][0] if asked is None else one_round(asked)
    return _results(found, shown, current, history)


def _results(found: Organization, shown: Round, current: Round | None, history: list[tuple[Round, Assessed]]) -> str:
    """The page of an organization with its results in a round."""
    past = organization_view.past(history, _methods(history))
    asked = version()
    published = publication.of_round(shown, asked)
    one = publication.organization(shown, found.code, asked)
    if published is None or one is None:
        abort(404)
    questionnaire = current_app.extensions["questionnaires"].get(shown.questionnaire)
    changed = next((row.moved for row in past if row.round.id == shown.id), None) if published.is_newest else None
    return render_template(
        "results/organization_results.html",
        organization=found,
        assessment=shown,
        current=current,
        published=published,
        view=View(published, one, questionnaire),
        past=past,
        moved=changed,
        figures=result_charts.of_organization(published, one, history),
        suggestions=_suggestions(found, shown, questionnaire) if one.inputs.responses else None,
        **_said(published),
    )


def _methods(history: list[tuple[Round, Assessed]]) -> dict[int, Method]:
    methods = ((found.id, publication.method(found)) for found, _ in history)
    return {id_: method for id_, method in methods if method is not None}


def _suggestions(found: Organization, shown: Round, questionnaire: Questionnaire | None) -> str:
    """How many people suggested something, as far as it may be told."""
    asked = questionnaire.questions if questionnaire else ()
    texts = [question.id for question in asked if question.kind is Kind.TEXT]
    number = overview.texts_given(db.session, found.id, shown.id, texts) if texts else 0
    return _("fewer than 5") if is_few(number) else str(number or "")


def _said(published: Published) -> dict[str, Callable[..., object]]:
    """How templates say points and texts."""
    method = published.method
    return {
        "form_names": points_said.form_names,
        "forms_explained": points_said.forms_explained,
        "is_hidden": is_hidden,
        "text_of": lambda texts: said(texts, language.chosen()),
        "cell": partial(points_said.cell, method),
        "mean_cell": partial(points_said.mean_cell, method),
        "band": partial(points_said.band, method),
        "moved_by": partial(points_said.moved, method),
    }
