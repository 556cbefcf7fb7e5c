"""Rounds in the office: which there were, a new one, one as it stands, and its end."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from surveys.definitions.loader import Definitions
from surveys.domain.definition import said
from surveys.domain.methodology import Methodology
from surveys.domain.questionnaire import Questionnaire
from surveys.extensions import db
from surveys.files.invitations import Size
from surveys.store import assessments, jobs, journal, members, organizations, rounds, tallies
from surveys.store.assessments import Round
from surveys.store.rounds import RoundRefused
from surveys.web import counting
from surveys.web.counting import NotCountable
from surveys.web.desk import today
from surveys.web.language import chosen, translated
from surveys.web.office import definitions_shown, figures, posters, worker
from surveys.web.office.access import open_to
from surveys.web.office.forms import OfficeForm
from surveys.web.office.round_forms import ALL, SOME, ChangeRoundForm, OpenRoundForm, PostersForm
from surveys.web.office.session import the_user

ON_A_PAGE = 50

pages = Blueprint("rounds", __name__, url_prefix="/office/rounds")


@pages.get("")
@open_to("operator")
def listing() -> ResponseReturnValue:
    """All rounds, newest first, and the standing collection last."""
    return render_template(
        "office/rounds.html",
        rounds=assessments.rounds(db.session, today()),
        collected=tallies.by_assessment(db.session),
        registered=organizations.count(db.session),
    )


@pages.route("/open", methods=["GET", "POST"])
@open_to("operator")
def new() -> ResponseReturnValue:
    """Open a round."""
    registered = organizations.count(db.session)
    day = today()
    form = OpenRoundForm(
        day,
        _named(definitions_shown.questionnaires()),
        _named(definitions_shown.methodologies()),
        data={"opens_on": day.isoformat(), "who": ALL} | _in_force(),
    )
    if not form.is_submitted():
        return render_template("office/round_open.html", form=form, registered=registered)
    made = _opened(form) if form.validate() else None
    if made is None:
        return render_template("office/round_open.html", form=form, registered=registered), 422
    journal.note(db.session, the_user().email, "open assessment", f"{made} {form.title.data}")
    found = assessments.round_of(db.session, made, day) or abort(404)
    flash(_in_words(found, registered - found.organizations if form.who.data == ALL else 0))
    return redirect(url_for("rounds.one", round_id=made), 303)


@pages.get("/<int:round_id>")
@open_to("operator")
def one(round_id: int) -> ResponseReturnValue:
    """A round as it stands, or the standing collection."""
    return _page(_round(round_id), PostersForm())


@pages.route("/<int:round_id>/change", methods=["GET", "POST"])
@open_to("operator")
def change(round_id: int) -> ResponseReturnValue:
    """Call a round otherwise, or let it end on another day."""
    found = _round(round_id)
    if found.standing or found.state == "closed":
        return redirect(url_for("rounds.one", round_id=round_id), 303)
    known = {"title": found.title, "closes_on": found.closes_on.isoformat() if found.closes_on else ""}
    form = ChangeRoundForm(today(), data=known)
    if not form.is_submitted():
        return render_template("office/round_change.html", round=found, form=form)
    if not form.validate() or not _changed(found, form):
        return render_template("office/round_change.html", round=found, form=form), 422
    flash(_("The changes are saved. They count at once."))
    return redirect(url_for("rounds.one", round_id=round_id), 303)


@pages.route("/<int:round_id>/close", methods=["GET", "POST"])
@open_to("operator")
def close(round_id: int) -> ResponseReturnValue:
    """End a round, after asking once more."""
    found = _round(round_id)
    form = OfficeForm()
    if found.standing or (found.state == "closed" and not form.is_submitted()):
        return redirect(url_for("rounds.one", round_id=round_id), 303)
    if not form.is_submitted():
        collected = tallies.by_assessment(db.session).get(round_id, 0)
        return render_template("office/round_close.html", round=found, collected=collected)
    try:
        rounds.close_round(db.session, round_id, today())
    except RoundRefused as refusal:
        flash(translated(refusal.message))
    else:
        journal.note(db.session, the_user().email, "close assessment", str(round_id))
        flash(_("The round is closed. What comes in from now on goes to the standing collection."))
    return redirect(url_for("rounds.one", round_id=round_id), 303)


@pages.post("/<int:round_id>/posters")
@open_to("operator")
def print_posters(round_id: int) -> ResponseReturnValue:
    """Have the posters of all organizations of a round prepared."""
    found = _round(round_id)
    form = PostersForm()
    if not form.validate():
        return _page(found, form), 422
    size = Size(form.size.data)
    number = jobs.ask(
        db.session,
        kind="posters",
        title=posters.title(found, size),
        parameters={"assessment_id": round_id, "size": size.value},
        asked_by=the_user().email,
    )
    worker.start(current_app.extensions["settings"])
    return redirect(url_for("jobs.one", job_id=number), 303)


def _round(round_id: int) -> Round:
    return assessments.round_of(db.session, round_id, today()) or abort(404)


def _page(found: Round, form: PostersForm) -> str:
    definition = figures.definition_of(found)
    taking_part = members.standing(db.session, found.id, definition.sample if definition else None)
    pages_ = max(-(-len(taking_part) // ON_A_PAGE), 1)
    number = min(max(request.args.get("page", 1, type=int), 1), pages_)
    return render_template(
        "office/round.html",
        round=found,
        form=form,
        collected=tallies.by_assessment(db.session).get(found.id, 0),
        definition=definition,
        language=chosen(),
        members=taking_part[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        page=number,
        pages=pages_,
        registered=organizations.count(db.session),
    )


def _opened(form: OpenRoundForm) -> int | None:
    """The number of the round that was asked for; None if it was refused, which the form then says."""
    assert form.first_day is not None
    try:
        counting.fitting(form.methodology.data, form.questionnaire.data)
        return rounds.open_round(
            db.session,
            title=form.title.data,
            questionnaire=form.questionnaire.data,
            methodology=form.methodology.data,
            opens_on=form.first_day,
            closes_on=form.last_day,
            codes=form.named,
        )
    except RoundRefused as refusal:
        form.refuse(form.codes if form.who.data == SOME else form.who, translated(refusal.message))
        return None
    except NotCountable as misfit:
        form.refuse(form.methodology, translated(misfit.message))
        return None


def _changed(found: Round, form: ChangeRoundForm) -> bool:
    try:
        rounds.change_round(db.session, found.id, today(), form.title.data, form.last_day)
    except RoundRefused as refusal:
        form.refuse(form.closes_on, translated(refusal.message))
        return False
    who, title = the_user().email, form.title.data
    if form.last_day:
        journal.note(db.session, who, "change assessment", f"{found.id}, {form.last_day.isoformat()}, {title}")
    else:
        journal.note(db.session, who, "change assessment, no end", f"{found.id}, {title}")
    return True


def _in_words(found: Round, left_out: int) -> str:
    """What has been opened, and who stays out of it."""
    words = [ngettext("%(num)d organization takes part.", "%(num)d organizations take part.", found.organizations)]
    if found.state == "planned":
        begins = _("The round is planned, it begins on %(day)s.", day=format_date(found.opens_on, "long"))
        words.insert(0, begins)
    else:
        words.insert(0, _("The round is open."))
    if left_out:
        words.append(
            ngettext(
                "%(num)d organization stays out, because it is in another round.",
                "%(num)d organizations stay out, because they are in another round.",
                left_out,
            )
        )
    return " ".join(words)


def _named(known: Definitions[Any]) -> list[tuple[str, str]]:
    return [(one.key, f"{one.key}: {said(one.title, chosen())}") for one in known.all()]


def _in_force() -> dict[str, str]:
    """The keys of the questionnaire and the methodology that a new round gets unless others are chosen."""
    found = {type(one): one.key for one in definitions_shown.in_force()}
    return {"questionnaire": found.get(Questionnaire, ""), "methodology": found.get(Methodology, "")}
