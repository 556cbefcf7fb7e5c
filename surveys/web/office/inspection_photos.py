"""Photographs of an inspection: taken from a form, shown to operators, deleted after asking once more."""

import hashlib

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.extensions import db
from surveys.files import photographs
from surveys.files.photographs import NotAPhotograph
from surveys.store import photos
from surveys.web.language import translated
from surveys.web.office import deeds
from surveys.web.office.access import ASKED_EACH_TIME, open_to
from surveys.web.office.forms import OfficeForm
from surveys.web.office.inspection_form import Problem, name_of
from surveys.web.office.inspection_place import Place, the_place
from surveys.web.office.session import the_user

IMAGE_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""For an image alone: nothing runs and nothing is loaded."""

pages = Blueprint(
    "inspection_photos", __name__, url_prefix="/office/rounds/<int:round_id>/inspections/<code>/photos/<int:photo_id>"
)


def take(place: Place) -> tuple[int, dict[str, Problem]]:
    """Keep the photographs of the form that was sent: how many, and what is wrong with others, by item."""
    taken = 0
    problems: dict[str, Problem] = {}
    for item in place.checklist.by_id:
        for file in request.files.getlist(f"photo-{item}"):
            if not file.filename:
                continue
            if why := _keep(place, item, file.read()):
                told = {"item": name_of(place.checklist, item), "file": file.filename[-60:], "why": why}
                problems[item] = Problem("photo", _("“%(item)s”: the file “%(file)s” is not kept: %(why)s.", **told))
            else:
                taken += 1
    return taken, problems


def _keep(place: Place, item: str, content: bytes) -> str:
    """Keep a photograph, or say why not."""
    try:
        picture = photographs.kept(content)
    except NotAPhotograph as error:
        return translated(error.reason)
    full = photos.add(db.session, place.round.id, place.organization.id, item, picture, the_user().email)
    return translated(full) if full else ""


@pages.get("/<any(whole, small):size>.jpg")
@open_to("operator")
def image(round_id: int, code: str, photo_id: int, size: str) -> ResponseReturnValue:
    """A photograph, whole or as small as the checklist shows it."""
    place = the_place(round_id, code)
    content = photos.content(db.session, round_id, place.organization.id, photo_id) or abort(404)
    mark = f"{hashlib.sha256(content).hexdigest()[:32]}-{size}"
    if size == "small" and mark not in request.if_none_match:
        content = photographs.small(content)
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = ASKED_EACH_TIME
    response.headers["Content-Security-Policy"] = IMAGE_POLICY
    response.set_etag(mark)
    return response.make_conditional(request)


@pages.route("/delete", methods=["GET", "POST"])
@open_to("operator")
def delete(round_id: int, code: str, photo_id: int) -> ResponseReturnValue:
    """Delete a photograph, after asking once more."""
    place = the_place(round_id, code)
    of_organization = photos.of_organization(db.session, round_id, place.organization.id)
    photo = next((one for one in of_organization if one.id == photo_id), None)
    if photo is None:
        return redirect(place.address, 303)
    if not OfficeForm().is_submitted():
        name = name_of(place.checklist, photo.item) if photo.item in place.checklist.by_id else photo.item
        return render_template(
            "office/inspection_photo.html", place=place, photo=photo, name=name, by=deeds.person(photo.by)
        )
    photos.remove(db.session, round_id, place.organization, photo_id, the_user().email)
    flash(_("The photograph is deleted."))
    return redirect(f"{place.address}#item-{photo.item}", 303)
