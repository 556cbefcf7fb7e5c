"""Long work: asked for in the office, done by one worker, its results kept for a week."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from models import Job
from surveys.domain.messages import Message
from surveys.store import database, direct
from surveys.store.database import Unavailable, writing

KEPT = timedelta(days=7)
"""How long a result stays after it was made."""

MOST_INTERRUPTIONS = 3
"""How often work that took its worker with it is begun again."""

UNFINISHED = ("waiting", "running")
STATES = (*UNFINISHED, "done", "failed")


class JobRefused(Exception):
    """Work that cannot be done as it was asked for; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class JobGone(Exception):
    """Somebody deleted the job while it was being done."""


class Progress:
    """How far a job is, told to the database at most twice a second. Raises JobGone if the job was deleted."""

    SECONDS = 0.5

    def __init__(self, engine: Engine, job_id: int) -> None:
        self.done = 0
        self._engine = engine
        self._job_id = job_id
        self._told_at = 0.0

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say that `done` of `total` steps are done."""
        self.done = done
        if monotonic() - self._told_at < self.SECONDS:
            return
        values = {"done": done} if total is None else {"done": done, "total": total}
        with suppress(Unavailable), database.session_of(self._engine) as session:
            _change(session, self._job_id, **values)
        self._told_at = monotonic()


def ask(session: Session, *, kind: str, title: str, parameters: dict[str, Any], asked_by: str) -> int:
    """Put work in the queue and return its number."""
    job = Job(kind=kind, title=title[:300], parameters=parameters, asked_by=asked_by[:255], asked_at=datetime.now(UTC))
    with writing(session):
        session.add(job)
    return job.id


def unfinished(session: Session) -> bool:
    """Whether there is work to do, or that was begun."""
    return session.scalar(select(Job.id).where(Job.state.in_(UNFINISHED)).limit(1)) is not None


def failed(session: Session) -> int:
    """How many jobs failed and are still kept."""
    return session.scalar(select(func.count()).select_from(Job).where(Job.state == "failed")) or 0


@dataclass(frozen=True)
class Queue:
    """How much work there is in each state, and since how many seconds the oldest that is not finished is asked for."""

    sizes: dict[str, int]
    oldest_seconds: float


def queue(engine: Engine, now: datetime) -> Queue:
    """As it is now. Raises Unavailable if the database does not say it soon."""
    with direct.reading(engine) as database:
        rows = database.run(_by_state, {}).fetchall()
    asked = [_moment(oldest) for state, _, oldest in rows if state in UNFINISHED]
    oldest_seconds = max(0.0, (now - min(asked)).total_seconds()) if asked else 0.0
    return Queue(dict.fromkeys(STATES, 0) | {state: number for state, number, _ in rows}, oldest_seconds)


def _by_state(_dialect: str) -> Any:
    return select(Job.state, func.count(), func.min(Job.asked_at)).group_by(Job.state)


def _moment(told: str | datetime) -> datetime:
    moment = datetime.fromisoformat(told) if isinstance(told, str) else told  # SQLite tells a moment as text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def take_next(session: Session) -> Job | None:
    """The oldest work that is to be done, marked as running; for the one worker that there is.

    What is running already was left by a worker that died, and is begun again, unless that happened too often:
    such a job is given as `failed`.
    """
    with writing(session):
        job = session.scalar(select(Job).where(Job.state.in_(UNFINISHED)).order_by(Job.id).limit(1))
        if job is None:
            return None
        if job.state == "running":
            job.parameters = job.parameters | {"interrupted": job.parameters.get("interrupted", 0) + 1}
        often = job.parameters.get("interrupted", 0) >= MOST_INTERRUPTIONS
        job.state, job.done, job.total = "failed" if often else "running", 0, None
        job.ended_at = datetime.now(UTC) if often else None
    return job


def finish(session: Session, job_id: int, file: str, done: int) -> None:
    """Say that the work is done and what its file among the results is called. Raises JobGone."""
    ended_at = datetime.now(UTC)
    _change(session, job_id, state="done", file=file, done=done, total=done, problem="", ended_at=ended_at)


def fail(session: Session, job_id: int, problem: str) -> None:
    """Say that the work could not be done, and why, for the person who asked for it. Raises JobGone."""
    _change(session, job_id, state="failed", problem=problem, ended_at=datetime.now(UTC))


def again(session: Session, job: Job) -> None:
    """Put work that failed, or whose file is gone, in the queue once more."""
    kept = {name: value for name, value in job.parameters.items() if name != "interrupted"}
    with suppress(JobGone):
        _change(session, job.id, state="waiting", parameters=kept, file=None, problem="", ended_at=None)


def by_id(session: Session, job_id: int) -> Job | None:
    """The job with this number, as it is now."""
    return session.get(Job, job_id, populate_existing=True)


def newest(session: Session, limit: int = 100) -> Sequence[Job]:
    """The newest jobs, newest first."""
    return session.scalars(select(Job).order_by(Job.id.desc()).limit(limit)).all()


def remove(session: Session, job: Job, results: Path) -> None:
    """Delete a job and its file, also one that has just been finished."""
    with writing(session):
        files = session.scalars(delete(Job).where(Job.id == job.id).returning(Job.file)).all()
    for file in files:
        if file:
            (results / file).unlink(missing_ok=True)


def any_old(session: Session, now: datetime) -> bool:
    """Whether there are jobs that ended so long ago that they are to be deleted."""
    return session.scalar(select(Job.id).where(Job.ended_at < now - KEPT).limit(1)) is not None


def remove_old(session: Session, results: Path, now: datetime) -> None:
    """Delete the jobs that ended long ago, and their files."""
    for job in session.scalars(select(Job).where(Job.ended_at < now - KEPT)).all():
        remove(session, job, results)


def strays(session: Session, results: Path) -> list[Path]:
    """Files that belong to no job: of a worker that died or is at it, or of a job that another host has deleted."""
    found = list(results.iterdir()) if results.is_dir() else []
    known = set(session.scalars(select(Job.file).where(Job.file.is_not(None)))) if found else set()
    return [path for path in found if path.name not in known]


def remove_strays(session: Session, results: Path) -> None:
    """Delete files that belong to no job; for the host's worker, before it begins."""
    for path in strays(session, results):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _change(session: Session, job_id: int, **values: Any) -> None:
    with writing(session):
        if session.execute(update(Job).where(Job.id == job_id).values(**values)).rowcount != 1:  # type: ignore[attr-defined]
            raise JobGone
