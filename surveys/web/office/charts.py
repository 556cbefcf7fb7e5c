"""Charts in the office: a page of them, and each as an image that a browser keeps until its counts change."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.extensions import db
from surveys.store import assessments, organizations
from surveys.store.assessments import Round
from surveys.web import desk, images, language
from surveys.web.office import figures, scopes
from surveys.web.office.access import ASKED_EACH_TIME, open_to
from surveys.web.office.organizations import said
from surveys.web.office.scopes import Chosen, UnknownScope
from surveys.web.pages import address

KEPT_BY_BROWSERS = "private, max-age=86400, immutable"

ROOT = "/office/charts"

pages = Blueprint("charts", __name__, url_prefix=ROOT)
drawn = Blueprint("drawn", __name__)


@pages.get("")
@open_to("operator")
def page() -> ResponseReturnValue:
    """Charts of a part of a round, or of two side by side, with the tables of the same figures."""
    rounds = assessments.rounds(db.session, desk.today())
    chosen_round = _round(rounds)
    if chosen_round is None:
        message = _("There is no round with the number %(id)s.", id=said("round")[:20])
        return render_template("office/refused.html", title=_("There is no such round"), message=message), 404
    parts, problems = _parts(chosen_round)
    if (said("a_name") or said("b_name")) and not problems:
        return redirect(_here(chosen_round, parts), 303)
    shown = {} if problems else _shown(chosen_round, list(parts.values()))
    made = render_template(
        "office/charts.html",
        rounds=rounds,
        round=chosen_round,
        parts=parts,
        problems=problems,
        options=scopes.options(chosen_round),
        registered=organizations.count(db.session),
        definition=figures.definition_of(chosen_round),
        candidate=_candidate,
        **shown,
    )
    return made, 422 if problems else 200


@pages.get("/<kind>.<any(svg, png):form>")
@open_to("operator")
def image(kind: str, form: str) -> ResponseReturnValue:
    """One chart, counted now; its image is drawn if none is kept of these counts."""
    chosen_round = _round(assessments.rounds(db.session, desk.today()))
    parts, problems = _parts(chosen_round) if chosen_round else ({}, {})
    figure = figures.one(kind, chosen_round, list(parts.values())) if chosen_round and not problems else None
    if figure is None:
        abort(404)
    return images.sent(figure, form, ASKED_EACH_TIME)


@drawn.get("/charts/<key>.<any(svg, png):form>")
def kept_image(key: str, form: str) -> ResponseReturnValue:
    """A chart that the office shows, as long as its image is kept; otherwise where it is counted and drawn anew.

    Only who was shown this address can know it, so nobody is asked who he is, and it never stands for other counts.
    """
    content = images.find(key, form)
    if content is not None:
        return images.as_response(content, form, KEPT_BY_BROWSERS)
    asked: dict[str, Any] = {name: said(name) for name in ("round", "a", "b", "layout", "lang", "view") if said(name)}
    return redirect(url_for("charts.image", kind=said("kind") or "shares", form=form, **asked), 303)


def _round(rounds: list[Round]) -> Round | None:
    """The round that the address names; if it names none, the open one, the newest, the standing collection."""
    if wanted := said("round"):
        return next((one for one in rounds if str(one.id) == wanted), None)
    return next((one for one in rounds if one.state == "open" and not one.standing), rounds[0])


def _parts(round_: Round) -> tuple[dict[str, Chosen], dict[str, UnknownScope]]:
    """What is to be shown, `a` and perhaps `b`, and what is wrong with either. A name goes before the list."""
    parts, problems = {}, {}
    for letter in "ab":
        name, listed = said(f"{letter}_name"), said(letter)
        try:
            if name:
                parts[letter] = scopes.named(name, round_)
            elif listed or letter == "a":
                parts[letter] = scopes.chosen(listed or scopes.ALL, round_)
        except UnknownScope as unknown:
            problems[letter] = unknown
    if parts.get("b") == parts.get("a"):
        parts.pop("b", None)
    return parts, problems


def _shown(round_: Round, parts: list[Chosen]) -> dict[str, Any]:
    has_some = figures.total(round_, parts) > 0
    return {"figures": figures.prepared(round_, parts) if has_some else []}


def _here(round_: Round, parts: dict[str, Chosen]) -> str:
    chosen = {letter: part.address for letter, part in parts.items()}
    return address(ROOT, round=str(round_.id), **chosen, **language.kept())


def _candidate(letter: str, code: str) -> str:
    """The page with an organization put in for a name that fits several."""
    others = {name: said(name) for name in ("round", "a", "b", "a_name", "b_name")}
    chosen = others | {f"{letter}_name": "", letter: f"{scopes.ORGANIZATION}:{code}"}
    return address(ROOT, **chosen, **language.kept())
