"""The checklist of one organization in the office: filled in at the place, item by item, by several people at once.

The page is a form with a button below each part. `static/inspection.js` sends the same fields, those that were
changed, and is answered in JSON.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, flash, get_template_attribute, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.domain import sites
from surveys.domain.checklist import Checklist, Mark
from surveys.extensions import db
from surveys.files import photographs
from surveys.store import decisions, inspections, overview, photos
from surveys.web.language import chosen
from surveys.web.office import inspection_form, inspection_photos
from surveys.web.office.access import open_to
from surveys.web.office.inspection_form import NO_MARK, Card, Outcome
from surveys.web.office.inspection_place import Place, the_place
from surveys.web.office.session import the_user

LARGEST_BYTES = 64 * 2**20
"""For some large photographs at once."""

WITNESSED = "remote_opinion"
"""The item that this service itself can witness: the questionnaire on the organization's site."""

PIECES = "office/inspection_macros.html"

pages = Blueprint("inspection", __name__, url_prefix="/office/rounds/<int:round_id>/inspections")


def _again() -> ResponseReturnValue:
    """The form whose session has run out, with all that was entered: nothing of it is saved yet."""
    place = the_place(**(request.view_args or {}))
    advice = _(
        "The page was open for too long, so nothing is saved yet. Everything you entered is here: save it again."
    )
    return _page(place, Outcome(given=inspection_form.entered(place.checklist)), advice), 400


@pages.route("/<code>", methods=["GET", "POST"])
@open_to("operator", largest_upload=LARGEST_BYTES, when_expired=_again)
def page(round_id: int, code: str) -> ResponseReturnValue:
    """Show the checklist of an organization, and save what is entered in it."""
    place = the_place(round_id, code)
    if request.method == "GET":
        return _page(place, Outcome()) if place.organization.code == code else redirect(place.address, 308)
    outcome = _save(place)
    if "application/json" in request.headers.get("Accept", ""):
        return jsonify(_told(place, outcome))
    if outcome.problems or outcome.conflicts:
        return _page(place, outcome), 422 if outcome.problems else 409
    flash(_in_words(outcome))
    return redirect(_back(place), 303)


def _save(place: Place) -> Outcome:
    given = inspection_form.entered(place.checklist)
    given.pop(request.form.get("theirs", ""), None)
    entries, problems = inspection_form.judged(place.checklist, given)
    taken, refused = inspection_photos.take(place)
    saved = inspections.save(db.session, place.round.id, place.organization, entries, the_user().email)
    unsaved = {item: one for item, one in given.items() if item in problems or item in saved.conflicts}
    return Outcome(len(saved.changed), taken, unsaved, refused | problems, saved.conflicts)


def _cards(place: Place, outcome: Outcome) -> dict[str, list[Card]]:
    where = place.round.id, place.organization.id
    stored, pictures = inspections.marked(db.session, *where), photos.of_organization(db.session, *where)
    return inspection_form.cards(place.checklist, stored, pictures, outcome)


def _page(place: Place, outcome: Outcome, advice: str = "") -> str:
    found = _cards(place, outcome)
    return render_template(
        "office/inspection.html",
        place=place,
        cards=found,
        marked={group: sum(one.entered.value != NO_MARK for one in own) for group, own in found.items()},
        summary=list(_summary(place.checklist, found)),
        saved=_in_words(outcome) if outcome.saved or outcome.photos else "",
        advice=advice,
        language=chosen(),
        words=mark_words(),
        sites=sites.kept(place.organization.site),
        witnessed=WITNESSED,
        framed=overview.progress(db.session, place.organization.id, place.round.id).channels.get("embed", 0),
        decision=next(iter(decisions.of_round(db.session, place.round.id)), None),
        owner=the_user().email,
        largest=photographs.LARGEST_BYTES,
    )


def _told(place: Place, outcome: Outcome) -> dict[str, Any]:
    """What became of a form, for the script: of each of its items and photographs, with the pieces of the page."""
    items, pictures = {}, {}
    said, listed = (get_template_attribute(PIECES, name) for name in ("said", "photo_list"))
    for card in (card for own in _cards(place, outcome).values() for card in own):
        id_ = card.item.id
        if f"value-{id_}" in request.form:
            state = "conflict" if card.conflict else "problem" if card.unsaved else "saved"
            items[id_] = {"state": state, "seen": card.entered.seen, "said": said(card, mark_words())}
        if f"photo-{id_}" in request.files:
            problem = card.problem.message if card.problem and card.problem.part == "photo" else ""
            pictures[id_] = {"list": listed(card, place), "problem": problem}
    return {"items": items, "photos": pictures}


def _summary(checklist: Checklist, found: Mapping[str, list[Card]]) -> Iterator[dict[str, str]]:
    """What is wrong and what is in conflict, each with the field that it leads to."""
    for card in (card for own in found.values() for card in own):
        if card.conflict:
            name = inspection_form.name_of(checklist, card.item.id)
            message = _("“%(item)s”: somebody else has marked it meanwhile", item=name)
            yield {"question": f"item-{card.item.id}", "message": message}
        if card.problem:
            yield {"question": f"{card.problem.part}-{card.item.id}", "message": card.problem.message}


def mark_words() -> dict[str, str]:
    """Marks in words."""
    return {
        Mark.YES: _("Yes"),
        Mark.HALF: _("Half"),
        Mark.NO: _("No"),
        Mark.NOT_APPLICABLE: _("Not applicable"),
        NO_MARK: _("Not looked at yet"),
    }


def _in_words(outcome: Outcome) -> str:
    words = []
    if outcome.saved:
        words.append(ngettext("%(num)d item is saved.", "%(num)d items are saved.", outcome.saved))
    if outcome.photos:
        words.append(ngettext("%(num)d photograph is added.", "%(num)d photographs are added.", outcome.photos))
    return " ".join(words) or str(_("Nothing was changed: it stands so already."))


def _back(place: Place) -> str:
    """Where one was on the page; or where the photograph is deleted whose button was pressed."""
    pressed = request.form
    if (photo := pressed.get("remove", "")).isascii() and photo.isdigit() and len(photo) < 19:
        code = place.organization.code
        return url_for("inspection_photos.delete", round_id=place.round.id, code=code, photo_id=int(photo))
    if pressed.get("at") in place.checklist.by_group:
        return f"{place.address}#part-{pressed['at']}"
    item = pressed.get("theirs") or pressed.get("mine")
    return f"{place.address}#item-{item}" if item in place.checklist.by_id else place.address
