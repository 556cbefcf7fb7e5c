"""Documents in the office: which there are of a round, what each is for, and those that are prepared."""

from collections.abc import Iterator

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import Job
from surveys.extensions import db
from surveys.store import decisions, jobs
from surveys.store.assessments import Round
from surveys.store.jobs import KEPT
from surveys.web.language import translated
from surveys.web.office import document_kinds, documenting, scopes, worker
from surveys.web.office import jobs as job_pages
from surveys.web.office.access import open_to
from surveys.web.office.asked_results import READERS, the_round
from surveys.web.office.document_kinds import PASSPORT
from surveys.web.office.scopes import UnknownScope
from surveys.web.office.session import the_user

KIND = "document"
"""What the work is called among the kinds of work."""

LONGEST_WORDS = 200
LATELY = 400
"""Among how many jobs those of a round are looked for."""

pages = Blueprint("documents", __name__, url_prefix="/office/rounds/<int:round_id>/documents")


@pages.get("")
@open_to(*READERS)
def choose(round_id: int) -> ResponseReturnValue:
    """The documents of a round with what each is for, and those that were asked for."""
    return _page(the_round(round_id), request.args.get("organization", "")[:LONGEST_WORDS])


@pages.post("")
@open_to(*READERS)
def prepare(round_id: int) -> ResponseReturnValue:
    """Have a document prepared."""
    found = the_round(round_id)
    kind, file_format = request.form.get("kind", ""), request.form.get("format", "")
    if kind not in document_kinds.NAMES or file_format not in documenting.FORMATS:
        abort(400)
    words = request.form.get("organization", "")[:LONGEST_WORDS].strip()
    code = name = ""
    if kind == PASSPORT and "everybody" not in request.form:
        try:
            code, name = _named(words, found)
        except UnknownScope as unknown:
            return _page(found, words, unknown)
    jobs.ask(
        db.session,
        kind=KIND,
        title=documenting.title(found, kind, file_format, name),
        parameters={"assessment_id": round_id, "kind": kind, "format": file_format, "code": code},
        asked_by=the_user().email,
    )
    worker.start(current_app.extensions["settings"])
    return redirect(f"{url_for('documents.choose', round_id=round_id)}#prepared", 303)


@pages.get("/<int:job_id>/file")
@open_to(*READERS)
def download(round_id: int, job_id: int) -> ResponseReturnValue:
    """Send a document that is prepared."""
    job = next((one for one in _prepared(round_id) if one.id == job_id), None) or abort(404)
    path = job_pages.file_of(job)
    return job_pages.sent(job, path) if path else redirect(url_for("documents.choose", round_id=round_id), 303)


def _page(found: Round, words: str, unknown: UnknownScope | None = None) -> ResponseReturnValue:
    """The page; it opens itself anew while something is being prepared, unless it was asked to keep still."""
    prepared = list(_prepared(found.id))
    changing = any(job.state in jobs.UNFINISHED for job in prepared) and not unknown
    still = "still" in request.args
    page = render_template(
        "office/documents.html",
        round=found,
        decision=decisions.in_force(db.session).get(found.id),
        kinds=[(kind, document_kinds.name(kind), translated(text)) for kind, text in document_kinds.PURPOSES.items()],
        formats=documenting.FORMATS,
        passport=PASSPORT,
        words=words,
        unknown=unknown,
        jobs=[(job, job_pages.file_of(job)) for job in prepared],
        changing=changing,
        still=still,
        kept=KEPT,
        size_name=job_pages.size_name,
    )
    refresh = {"Refresh": str(job_pages.LOOK_AGAIN_SECONDS)} if changing and not still else {}
    return page, 422 if unknown else 200, refresh


def _prepared(round_id: int) -> Iterator[Job]:
    """The jobs that make documents of a round, newest first."""
    for job in jobs.newest(db.session, LATELY):
        if job.kind == KIND and job.parameters.get("assessment_id") == round_id:
            yield job


def _named(words: str, found: Round) -> tuple[str, str]:
    """The code and the name of the organization that is meant. Raises UnknownScope."""
    if not words:
        raise UnknownScope(_("Enter the organization's code or words of its name."))
    meant = scopes.named(words, found)
    return meant.address.partition(":")[2], meant.name
