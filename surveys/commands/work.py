"""`flask work`: does the long work that the office asked for, one job after the other."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import click
import structlog
from flask import current_app
from flask_babel import gettext as _

from models import Job
from surveys.commands.ready import with_database
from surveys.extensions import db
from surveys.store import direct, jobs
from surveys.store.database import Unavailable
from surveys.store.jobs import JobGone, JobRefused, Progress
from surveys.web.office import results
from surveys.web.office.kinds import KINDS

POLL_SECONDS = 2

log = structlog.get_logger("otklik")


@click.command("work")
@click.option("--forever", is_flag=True, help="Wait for more instead of ending; for a supervisor of processes.")
@with_database
def work(forever: bool) -> None:
    """Do the work that waits, and end. While one worker is at it, a second one ends at once."""
    lock = Path(current_app.extensions["settings"].instance_path) / "worker.lock"
    while forever:
        with _only_one(lock) as alone:
            while alone:
                _do_if_nobody_else_does()
                time.sleep(POLL_SECONDS)
        time.sleep(POLL_SECONDS)
    while _do_if_alone(lock) and jobs.unfinished(db.session):
        pass  # what was asked for while we let go of the lock found us still holding it


def _do_if_alone(lock: Path) -> bool:
    with _only_one(lock) as alone:
        return alone and _do_if_nobody_else_does()


def _do_if_nobody_else_does() -> bool:
    """For whoever is alone here: clear away what need not be kept, and do what waits unless another host is at it."""
    jobs.remove_strays(db.session, results.folder())
    db.session.rollback()
    with direct.alone(db.engine, "worker") as alone:
        if alone:
            do_what_waits()
    db.session.rollback()
    return alone


def do_what_waits() -> None:
    """Do all jobs that wait; for the only worker."""
    jobs.remove_old(db.session, results.folder(), datetime.now(UTC))
    while job := jobs.take_next(db.session):
        with suppress(JobGone):
            if job.state == "failed":
                jobs.fail(db.session, job.id, _("It was interrupted several times. Tell whoever runs the server."))
            else:
                _do(job)
        db.session.rollback()


def _do(job: Job) -> None:
    number = job.id  # the row may be deleted meanwhile
    problem = _problem(job)
    db.session.rollback()
    if problem:
        jobs.fail(db.session, number, problem)


def _problem(job: Job) -> str:
    """Do a job; what went wrong with it, in words, or nothing."""
    number, kind = job.id, job.kind
    progress = Progress(db.engine, number)
    made: Path | None = None
    try:
        made = KINDS[kind](db.session, job.parameters | {"asked_by": job.asked_by}, progress)
        jobs.finish(db.session, number, made.name, progress.done)
    except Exception as error:
        if made is not None:
            made.unlink(missing_ok=True)
        if isinstance(error, JobGone):
            raise
        if not isinstance(error, JobRefused):
            log.error("a job failed", job=number, kind=kind, exc_info=error)
        return _in_words(error)
    return ""


def _in_words(error: Exception) -> str:
    said: str = _("It is a mistake of the program; the worker's log tells its place. Nothing was made.")
    if isinstance(error, JobRefused):
        said = _(error.message.text, **error.message.values)
    elif isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        said = _("The server's disk is full. Nothing was made. Free some room, then try again.")
    elif isinstance(error, OSError) and error.errno:
        said = _("The file could not be written: %(reason)s. Nothing was made.", reason=os.strerror(error.errno))
    elif isinstance(error, Unavailable):
        said = _("The database did not answer. Nothing was made. Try again.")
    return said


@contextmanager
def _only_one(lock: Path) -> Iterator[bool]:
    """Whether we are the only worker here, while the block lasts. The system frees the lock of one that dies."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
