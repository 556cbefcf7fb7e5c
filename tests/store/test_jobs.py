"""The queue of long work: in order, taken once, begun again when a worker died, cleared away after a week."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from models import Job
from surveys.extensions import db
from surveys.store import jobs
from surveys.store.jobs import JobGone, Progress


@pytest.fixture
def ask(session):
    def ask(title="Анкеты", **parameters):
        return jobs.ask(session, kind="responses", title=title, parameters=parameters, asked_by="anna@example.org")

    return ask


def state(session, job_id):
    session.rollback()
    return jobs.by_id(session, job_id)


def test_the_oldest_is_taken_first_and_what_is_finished_not_again(session, ask):
    first, second = ask(), ask()
    assert jobs.take_next(session).id == first
    assert state(session, first).state == "running"
    jobs.finish(session, first, "a.csv", 7)
    assert jobs.take_next(session).id == second
    jobs.fail(session, second, "Нет места")
    assert jobs.take_next(session) is None
    assert (state(session, first).state, state(session, first).file, state(session, first).done) == ("done", "a.csv", 7)
    assert (state(session, second).state, state(session, second).problem) == ("failed", "Нет места")
    assert not jobs.unfinished(session)


def test_what_a_dead_worker_left_is_begun_again_but_not_for_ever(session, ask):
    job_id = ask(format="csv")
    states = [jobs.take_next(session).state for _ in range(4)]
    assert states == ["running", "running", "running", "failed"]
    jobs.fail(session, job_id, "Прервано")
    jobs.again(session, state(session, job_id))
    assert state(session, job_id).parameters == {"format": "csv"}
    assert jobs.take_next(session).state == "running"


def test_progress_is_told_at_most_twice_a_second(session, ask, app):
    job_id = ask()
    jobs.take_next(session)
    progress = Progress(db.engine, job_id)
    progress(10, 100)
    progress(20, 100)
    assert (state(session, job_id).done, state(session, job_id).total) == (10, 100)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=1)):
        progress._told_at -= 1
        progress(30, 100)
    assert state(session, job_id).done == 30


def test_deleting_a_running_job_stops_it(session, ask, tmp_path):
    job_id = ask()
    jobs.take_next(session)
    jobs.remove(session, state(session, job_id), tmp_path)
    with pytest.raises(JobGone):
        Progress(db.engine, job_id)(1, 2)
    with pytest.raises(JobGone):
        jobs.finish(session, job_id, "a.csv", 1)


def test_results_are_deleted_after_a_week_with_their_files(session, ask, tmp_path):
    old, young = ask(), ask()
    now = datetime.now(UTC)
    for job_id, name in ((old, "old.csv"), (young, "young.csv")):
        (tmp_path / name).write_text("x")
        jobs.finish(session, job_id, name, 1)
    jobs.remove_old(session, tmp_path, now + timedelta(days=6, hours=23))
    assert len(jobs.newest(session)) == 2
    with time_machine.travel(now + timedelta(days=1)):
        jobs.again(session, state(session, young))
        jobs.finish(session, young, "young.csv", 1)
    later = now + timedelta(days=7, minutes=1)
    assert jobs.any_old(session, later)
    jobs.remove_old(session, tmp_path, later)
    assert [job.id for job in jobs.newest(session)] == [young]
    assert [path.name for path in tmp_path.glob("*.csv")] == ["young.csv"]


def test_files_of_no_job_are_cleared_away(session, ask, tmp_path):
    results = tmp_path / "results"
    (results / ".half.part").mkdir(parents=True)
    (results / ".half.part" / "x").write_text("x")
    for name in (".a.csv.123.part", "b.csv", "mine.csv"):
        (results / name).write_text("x")
    jobs.finish(session, ask(), "mine.csv", 1)
    jobs.remove_strays(session, results)
    assert [path.name for path in results.iterdir()] == ["mine.csv"]


def test_newest_come_first(session, ask):
    numbers = [ask(str(n)) for n in range(3)]
    assert [job.id for job in jobs.newest(session, limit=2)] == numbers[:0:-1]
    assert session.get(Job, numbers[0]).state == "waiting"
