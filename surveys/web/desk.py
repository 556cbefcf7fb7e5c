"""Where an organization's recipients are received today: who it is, what they are asked, where it counts."""

from datetime import date, datetime

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue

from surveys.domain import codes
from surveys.domain.questionnaire import Questionnaire
from surveys.extensions import db
from surveys.store.assessments import Reception, Receptions
from surveys.web import embed, faults, surroundings
from surveys.web.pages import address
from surveys.web.surroundings import FRAME
from surveys.web.ticket import Ticket


def today() -> date:
    """The region's calendar day."""
    return datetime.now(current_app.extensions["settings"].zone).date()


def find(code: str) -> Reception | None:
    """The organization with this code, however it was typed; None if there is none."""
    receptions: Receptions = current_app.extensions["receptions"]
    if surroundings.present() is FRAME:  # who may frame it is asked anew each time: a changed site counts at once
        return receptions.ask(db.engine, codes.normal(code), today())
    return receptions.get(db.engine, codes.normal(code), today())


def at(code: str) -> Reception | ResponseReturnValue:
    """The organization whose page is asked for, or the page or redirect that leads on."""
    desk = find(code)
    if desk is None:
        return faults.unknown_code(code)
    if desk.code != code:
        return redirect(address(request.path.replace(code, desk.code, 1), **request.args.to_dict()), 308)
    if surroundings.present() is FRAME:
        embed.framed_by(embed.hosts(desk.site))
    return desk


def as_ticket_says(code: str, held: Ticket | None) -> Reception | None:
    """What a form's own ticket tells of its organization: enough to give the form back where nobody else tells more.

    A process that was started while the database was away knows no organization yet.
    """
    if held is None:
        return None
    return Reception(
        organization_id=held.organization_id,
        code=code,
        name=code,
        short_name="",
        assessment_id=held.assessment_id,
        questionnaire=held.questionnaire,
        site="",
        closes_on=None,
    )


def definition_for(desk: Reception) -> Questionnaire:
    """The questionnaire that an organization's recipients are asked now."""
    known = current_app.extensions["questionnaires"]
    if desk.questionnaire:
        definition: Questionnaire | None = known.get(desk.questionnaire)
        if definition is None:
            raise LookupError(f"the definition of {desk.questionnaire} is not there any more")
        return definition
    in_force: Questionnaire = known.in_force(current_app.extensions["settings"].questionnaire, today())
    return in_force
