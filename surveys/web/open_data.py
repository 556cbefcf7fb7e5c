"""Open data: the approved results as tables for programs, and what each column says."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from itertools import islice
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.definitions.loader import Methodologies
from surveys.domain.definition import said
from surveys.domain.indicators import State
from surveys.domain.methodology import TOTAL, Method
from surveys.domain.publication import is_hidden
from surveys.domain.rating import Assessed
from surveys.files import indicator_table
from surveys.web import desk, faults, language, publication, results
from surveys.web.kept import Kept
from surveys.web.publication import Published

BOM = "\ufeff"
MOST_KEPT = 32
LINES_AT_ONCE = 200

pages = Blueprint("open_data", __name__, url_prefix="/data")


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["digests of open data"] = Kept[str](MOST_KEPT)


@pages.get("/")
def index() -> str:
    """Which files there are, and what their columns say."""
    rounds = [(found, publication.heads(found)) for found in results.rounds()]
    approved = next((found for found, heads in rounds if heads), None)
    method = publication.method(approved) if approved else _in_force()
    return render_template("data/index.html", rounds=rounds, fields=described(method) if method else {})


@pages.get("/<int:assessment_id>/organizations.csv")
def as_csv(assessment_id: int) -> ResponseReturnValue:
    """The approved results of a round: a row for each organization."""
    published = _published(assessment_id)
    if published is None:
        return _not_there()
    return _sent(_csv(published), "text/csv", _name(published, "csv"), digest(published))


@pages.get("/<int:assessment_id>/organizations.json")
def as_json(assessment_id: int) -> ResponseReturnValue:
    """The same with what it is of and what each column says."""
    published = _published(assessment_id)
    if published is None:
        return _not_there()
    head = json.dumps(_head(published), ensure_ascii=False, indent=1)
    tag = hashlib.sha256(head.encode()).hexdigest()
    return _sent(_json(head, published), "application/json", _name(published, "json"), tag)


def digest(published: Published) -> str:
    """SHA-256 of the CSV, by which a copy is recognized.

    It is not the digest of what was approved: with that one, who knows everything else could find out by trying what
    is withheld.
    """
    kept: Kept[str] = current_app.extensions["digests of open data"]
    key = (published.round_id, published.head.version, published.heads[0].version)
    return kept.get(key, lambda: _digest(_csv(published)))


def described(method: Method) -> dict[str, str]:
    """What each column says, in words."""
    told = language.chosen()
    points = _("Points from 0 to 100.")
    none = _("This methodology does not count it: the column is empty.")
    figures = {
        part.id: _("Indicator %(number)s: %(title)s.", number=part.number, title=said(part.title, told)) + f" {points}"
        for part in method.methodology.indicators
    } | {
        part.id: _("Criterion %(number)s: %(title)s.", number=part.number, title=said(part.title, told)) + f" {points}"
        for part in method.methodology.criteria
    }
    figures[TOTAL] = _("The organization’s total: the mean of the criteria.") + f" {points}"
    known = figures | _about()
    return {column: known.get(column, none) for column in indicator_table.columns(method)}


def _in_force() -> Method | None:
    """How rounds are counted that are opened today."""
    known: Methodologies = current_app.extensions["methodologies"]
    chosen = current_app.extensions["settings"].methodology
    return known.method(known.in_force(chosen, desk.today()).key)


def _about() -> dict[str, str]:
    return {
        "organization_code": _("The organization’s code in this service. Its page is /o/ and this code."),
        "organization": _("The name, as it was when the results were approved."),
        "form_of_service": _("The form of service, in Russian. Several are separated by a comma and a space."),
        "municipality": _("The municipality where the organization is. Empty: it is not known."),
        "responses": _("How many questionnaires are counted. Empty: fewer than five, or none."),
        "required": _("How many questionnaires are required. Empty: the number of recipients is not known."),
        "place": _("The place among all organizations; equal totals share a place. Empty: there is no total."),
        "place_in_form": _("The places among organizations with the same form of service, in the order of the forms."),
        "band": _("The total in a word, in Russian."),
    }


def _published(assessment_id: int) -> Published | None:
    """What the address asks for, None as long as nothing is approved; ends the request if there is no such decision."""
    found = results.one_round(assessment_id)
    published = publication.of_round(found, results.version())
    if published is None and publication.heads(found):
        abort(HTTPStatus.NOT_FOUND)
    return published


def _not_there() -> faults.Page:
    message = _("The public council has not approved these results yet. The file will be here when it has.")
    return faults.show(HTTPStatus.NOT_FOUND, _("The results are not approved yet"), message)


def _csv(published: Published) -> Iterator[str]:
    yield BOM
    yield from indicator_table.csv_lines(published.method, published.organizations, exact=False)


def _json(head: str, published: Published) -> Iterator[str]:
    """The head, whose last brace has to wait, and the rows one by one."""
    yield head.removesuffix("\n}") + ',\n "organizations": ['
    for number, one in enumerate(published.organizations):
        yield (",\n  " if number else "\n  ") + json.dumps(_row(published.method, one), ensure_ascii=False)
    yield "\n ]\n}\n"


def _head(published: Published) -> dict[str, Any]:
    head, methodology = published.head, published.method.methodology
    about = {
        "id": published.round_id,
        "title": published.title,
        "decision_number": head.number,
        "decision_date": head.decided_on.isoformat(),
        "version": head.version,
        "newest_version": published.heads[0].version,
        "methodology": methodology.key,
        "source": methodology.source,
        "digest": digest(published),
    }
    return {"assessment": about, "fields": described(published.method)}


def _row(method: Method, one: Assessed) -> dict[str, Any]:
    row = indicator_table.row(method, one, exact=False)
    told = {column: float(cell) if isinstance(cell, Decimal) else cell for column, cell in row.items()}
    return told | {"withheld": _withheld(one)}


def _withheld(one: Assessed) -> list[str]:
    """The columns that are empty because they are not told."""
    figures = [figure for figure, points in one.score.items() if points.state is State.WITHHELD]
    if one.total.state is State.WITHHELD:
        figures += indicator_table.PLACES
    return (["responses"] if is_hidden(one) else []) + figures


def _digest(lines: Iterator[str]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode())
    return found.hexdigest()


def _name(published: Published, extension: str) -> str:
    version = "" if published.is_newest else f"-decision-{published.head.version}"
    return f"otklik-{published.round_id}-organizations{version}.{extension}"


def _sent(lines: Iterator[str], mimetype: str, name: str, tag: str) -> Response:
    """A file that is sent as it is made; browsers ask each time whether it has changed."""
    response = Response(_batched(lines), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(tag, weak=True)
    return response.make_conditional(request)


def _batched(lines: Iterator[str]) -> Iterator[str]:
    while batch := "".join(islice(lines, LINES_AT_ONCE)):
        yield batch
