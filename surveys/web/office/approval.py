"""The council's decision on the results of a round: what stands in its way, the form, the minutes."""

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.extensions import db
from surveys.store import decisions
from surveys.store.assessments import Round
from surveys.store.decisions import ApprovalRefused, Counted, Paper
from surveys.web import counting
from surveys.web.counting import NotCountable
from surveys.web.desk import today
from surveys.web.language import translated
from surveys.web.office import cautions
from surveys.web.office.access import open_to
from surveys.web.office.approval_form import LARGEST_BYTES, ApprovalForm
from surveys.web.office.asked_results import READERS, not_countable, the_round
from surveys.web.office.session import the_user

pages = Blueprint("approval", __name__, url_prefix="/office/rounds/<int:round_id>")


@pages.route("/approve", methods=["GET", "POST"])
@open_to("operator", "council", largest_upload=LARGEST_BYTES + 2**20)
def approve(round_id: int) -> ResponseReturnValue:
    """Approve the results of a round as they stand on this page."""
    found = the_round(round_id)
    try:
        counted = counting.count(found)
    except NotCountable as error:
        return not_countable(error)
    form = ApprovalForm(today(), is_correction=bool(decisions.of_round(db.session, round_id)))
    if not form.is_submitted():
        form.seen.data = counted.digest
        return _page(found, counted, form)
    if not form.validate():
        return _page(found, counted, form), 422
    return _approved(found, counted, form)


@pages.get("/decisions/<int:version>/minutes")
@open_to(*READERS)
def minutes(round_id: int, version: int) -> ResponseReturnValue:
    """The minutes that were attached to a decision, as a file to keep."""
    decision = next((one for one in decisions.of_round(db.session, round_id) if one.version == version), None)
    if decision is None or decision.minutes is None:
        abort(404)
    file = BytesIO(decision.minutes)
    return send_file(
        file, mimetype="application/octet-stream", as_attachment=True, download_name=decision.minutes_name, max_age=0
    )


def _approved(found: Round, counted: Counted, form: ApprovalForm) -> ResponseReturnValue:
    assert form.day is not None
    paper = Paper(form.number.data, form.day, form.reason.data or "", form.content, form.file_name)
    try:
        decisions.approve(db.session, found, counted, form.seen.data, paper, the_user().email)
    except ApprovalRefused as refusal:
        field = {"number": form.number, "decided_on": form.decided_on, "reason": form.reason}.get(refusal.field)
        form.refuse(form.seen if field is None else field, translated(refusal.message))
        form.seen.data = counted.digest
        return _page(found, counted, form), 422 if field is not None else 409
    flash(_("The results are approved. They are public now, and later changes of responses or marks do not move them."))
    return redirect(url_for("rating.one_round", round_id=found.id), 303)


def _page(found: Round, counted: Counted, form: ApprovalForm) -> str:
    organizations = counted.organizations
    return render_template(
        "office/approve.html",
        round=found,
        counted=counted,
        form=form,
        obstacles=list(decisions.obstacles(found, counted)),
        before=decisions.of_round(db.session, found.id),
        without_total=[one for one in organizations if one.total.value is None],
        short=[one for one in organizations if one.required is not None and one.inputs.responses < one.required],
        unknown=[one for one in organizations if one.required is None],
        unconfirmed=[
            cautions.unconfirmed(one)
            for one in (counted.questionnaire, counted.method.methodology, counted.method.checklist)
            if not one.confirmed
        ],
    )
