"""What an inspection is of: a round with its checklist, and an organization in it."""

from dataclasses import dataclass
from typing import NoReturn

from flask import abort, make_response, render_template, url_for
from flask_babel import gettext as _

from models import Organization
from surveys.domain import codes
from surveys.domain.checklist import Checklist
from surveys.extensions import db
from surveys.store import assessments, inspected
from surveys.store.assessments import Round
from surveys.web import counting, desk
from surveys.web.counting import NotCountable
from surveys.web.language import translated


@dataclass(frozen=True)
class Place:
    """An organization in a round, and what is looked at there."""

    round: Round
    checklist: Checklist
    organization: Organization

    @property
    def address(self) -> str:
        """The page of its checklist."""
        return url_for("inspection.page", round_id=self.round.id, code=self.organization.code)


def the_checklist(round_id: int) -> tuple[Round, Checklist]:
    """A round and what its inspections look at. Where there is no checklist, a page that says so ends the request."""
    found = assessments.round_of(db.session, round_id, desk.today())
    if found is None:
        _refuse(_("There is no such round"), _("There is no round with the number %(id)s.", id=round_id))
    try:
        method, _questionnaire = counting.definitions_of(found)
    except NotCountable as error:
        _refuse(_("There is no checklist here"), translated(error.message), found)
    return found, method.checklist


def the_place(round_id: int, code: str) -> Place:
    """An organization of a round, however its code is typed. One that is not there ends the request with a page."""
    found, checklist = the_checklist(round_id)
    organization = inspected.member(db.session, found.id, codes.normal(code))
    if organization is None:
        message = _("No organization of this round has the code %(code)s.", code=code[:20])
        _refuse(_("There is no such organization"), message, found)
    return Place(found, checklist, organization)


def _refuse(title: str, message: str, found: Round | None = None) -> NoReturn:
    shown = render_template("office/inspections_none.html", title=title, message=message, round=found)
    abort(make_response(shown, 404))
