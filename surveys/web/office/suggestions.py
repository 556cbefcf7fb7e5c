"""What respondents of one organization wrote: to read, and to redact where it tells who somebody is."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import Organization
from surveys.domain.redaction import MARK
from surveys.extensions import db
from surveys.store import organizations, overview, suggestions
from surveys.web import desk, language
from surveys.web.office.access import open_to
from surveys.web.office.organization import chosen_round, text_questions
from surveys.web.office.organizations import said, unknown
from surveys.web.office.session import the_user

ON_A_PAGE = 20
ID_LENGTH = 32

pages = Blueprint("suggestions", __name__, url_prefix="/office/organizations")


@pages.get("/<code>/suggestions")
@open_to("operator")
def listing(code: str) -> ResponseReturnValue:
    """The texts of a round, in an order that tells nothing of when they came."""
    found = organizations.by_code(db.session, code)
    if found is None:
        return unknown(code)
    rounds = overview.rounds_of(db.session, found.id, desk.today())
    chosen, questions = chosen_round(rounds), text_questions()
    texts = suggestions.read(
        db.session,
        found.id,
        chosen.id,
        questions,
        after=said("after")[:ID_LENGTH],
        before=said("before")[:ID_LENGTH],
        length=ON_A_PAGE,
    )
    return render_template(
        "office/suggestions.html",
        organization=found,
        rounds=rounds,
        round=chosen,
        texts=texts,
        total=overview.texts_given(db.session, found.id, chosen.id, questions),
        question_text=_question_text,
        mark=MARK,
    )


@pages.route("/<code>/suggestions/<int:round_id>/<response>/<question>", methods=["GET", "POST"])
@open_to("operator")
def redact(code: str, round_id: int, response: str, question: str) -> ResponseReturnValue:
    """Take out of a text what tells who somebody is."""
    found = organizations.by_code(db.session, code)
    written = None
    if found is not None and question in text_questions():
        written = suggestions.one(db.session, (found.id, round_id, response), [question])
    if found is None or written is None:
        message = _("The address is wrong, or the response is not there any more.")
        return render_template("office/refused.html", title=_("There is no such text"), message=message), 404
    now = written.texts[question]
    if request.method == "GET":
        return _form(found, written, question, now, now)
    left = "" if "all" in request.form else _lines(request.form.get("left", ""))
    seen = _lines(request.form.get("seen", ""))
    # a text area sends line ends of its own, so what was seen is compared without them
    known = now if _lines(now) == seen else seen
    this = (found.id, round_id, response)
    refusal = suggestions.redact(db.session, this, question, known, left, the_user().email)
    if refusal:
        db.session.expire_all()
        return _form(found, written, question, now, left or now, language.translated(refusal)), 422
    flash(_("The personal data are taken out. The journal says that it was done, and not what stood there."))
    return redirect(f"{url_for('suggestions.listing', code=found.code)}?in={written.assessment_id}", 303)


def _form(  # noqa: PLR0913, PLR0917
    found: Organization, written: suggestions.Written, question: str, seen: str, left: str, problem: str = ""
) -> str:
    return render_template(
        "office/redact.html",
        organization=found,
        written=written,
        question=question,
        question_text=_question_text(written.questionnaire, question),
        seen=seen,
        left=left,
        problem=problem,
        mark=MARK,
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _question_text(questionnaire: str, question: str) -> str:
    """A question in the language of the page; its id where its definition is not there any more."""
    definition = current_app.extensions["questionnaires"].get(questionnaire)
    if definition is None or question not in definition.by_id:
        return question
    texts: dict[str, str] = definition.by_id[question].text
    return texts.get(language.chosen()) or next(iter(texts.values()))
