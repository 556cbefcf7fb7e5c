"""Long work in the office: what is being prepared, what is ready, what went wrong."""

import re
from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, abort, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from models import Job
from surveys.extensions import db
from surveys.store import jobs, journal
from surveys.store.jobs import KEPT
from surveys.web.office import results, worker
from surveys.web.office.access import open_to
from surveys.web.office.session import the_user

LOOK_AGAIN_SECONDS = 3
LONGEST_NAME = 120

pages = Blueprint("jobs", __name__, url_prefix="/office/jobs")


@pages.get("")
@open_to("operator")
def listing() -> ResponseReturnValue:
    """List what was asked for, newest first."""
    return _looked_at("office/jobs.html", jobs.newest(db.session))


@pages.get("/<int:job_id>")
@open_to("operator")
def one(job_id: int) -> ResponseReturnValue:
    """Show how far a job is, its file when it is ready, or why there is none."""
    return _looked_at("office/job.html", [_job(job_id)])


@pages.get("/<int:job_id>/file")
@open_to("operator")
def download(job_id: int) -> ResponseReturnValue:
    """Send the file of a job. That it was taken is noted."""
    job = _job(job_id)
    path = file_of(job)
    if path is None:
        return redirect(url_for("jobs.one", job_id=job_id), 303)
    return sent(job, path)


def sent(job: Job, path: Path) -> ResponseReturnValue:
    """The file of a job as a download, which is noted."""
    journal.note(db.session, actor=the_user().email, action="download", subject=f"job {job.id}: {job.title}")
    answer = send_file(path, as_attachment=True, download_name=download_name(job), max_age=0, etag=False)
    answer.headers["X-Rows"] = str(job.done)
    return answer


@pages.post("/<int:job_id>/again")
@open_to("operator")
def again(job_id: int) -> ResponseReturnValue:
    """Try a job once more that failed, or whose file is gone."""
    job = _job(job_id)
    if job.state == "failed" or (job.state == "done" and file_of(job) is None):
        jobs.again(db.session, job)
        worker.start(current_app.extensions["settings"])
    return redirect(url_for("jobs.one", job_id=job_id), 303)


@pages.post("/<int:job_id>/delete")
@open_to("operator")
def delete(job_id: int) -> ResponseReturnValue:
    """Delete a job and its file; one that is running is stopped."""
    jobs.remove(db.session, _job(job_id), results.folder())
    return redirect(url_for("jobs.listing"), 303)


def file_of(job: Job) -> Path | None:
    """Where the file of a job lies; None if it is not ready, or not there any more."""
    path = results.folder() / job.file if job.state == "done" and job.file else None
    return path if path is not None and path.is_file() else None


def download_name(job: Job) -> str:
    """What a file is called when it is taken: the job's title without what file systems do not take."""
    plain = " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f.]+', " ", job.title).split())
    return f"{plain[:LONGEST_NAME].strip()}{Path(str(job.file)).suffix}"


def size_name(path: Path) -> str:
    """How large a file is, in words."""
    size = path.stat().st_size
    if size < 1_000_000:
        return _("%(number)s KB", number=format_decimal(max(round(size / 1000), 1)))
    return _("%(number)s MB", number=format_decimal(round(size / 1_000_000, 1)))


def _job(job_id: int) -> Job:
    return jobs.by_id(db.session, job_id) or abort(404)


def _looked_at(template: str, shown: Sequence[Job]) -> ResponseReturnValue:
    """A page that the browser opens anew while something in it is not finished, unless it was asked to keep still."""
    changing = any(job.state in jobs.UNFINISHED for job in shown)
    still = "still" in request.args
    page = render_template(
        template,
        jobs=[(job, file_of(job)) for job in shown],
        changing=changing,
        still=still,
        kept=KEPT,
        size_name=size_name,
    )
    return (page, {"Refresh": str(LOOK_AGAIN_SECONDS)}) if changing and not still else page
