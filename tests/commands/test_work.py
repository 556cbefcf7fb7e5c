"""The worker as a process of its own: does what waits, alone, and takes up what a killed one left."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from datetime import date
from functools import partial

import pytest
from sqlalchemy import insert

from models import Response
from surveys.commands import work
from surveys.commands.work import do_what_waits
from surveys.extensions import db
from surveys.files.response_table import COLUMNS
from surveys.store import database, direct, jobs
from surveys.web.office import exporting, results
from surveys.web.office.kinds import KINDS
from tests.conftest import ROOT, run_flask
from tests.databases import environment
from tests.respondent import CONTENT, a_round, organization


@pytest.fixture
def ask(session):
    def ask(file_format="csv", kind="responses", **selection):
        parameters = {"selection": {"assessment_id": 1} | selection, "format": file_format}
        return jobs.ask(session, kind=kind, title="Анкеты", parameters=parameters, asked_by="anna@example.org")

    return ask


def fill(session, number):
    """A round with so many responses."""
    organization(session)
    a_round(session, date(2026, 3, 1))
    own = {"organization_id": 1, "assessment_id": 1, "channel": "link", "day": date(2026, 3, 10)}
    rows = [own | {"id": f"{n:032x}", "questionnaire": "675n.1", "answers": CONTENT} for n in range(number)]
    with database.writing(session):
        session.execute(insert(Response), rows)


def job(session, job_id):
    session.rollback()
    return jobs.by_id(session, job_id)


def start_work(instance, *options):
    """A worker that runs beside us."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "work", *options],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(instance)} | environment(instance),
    )


def test_all_that_waits_is_done_and_the_worker_ends(session, ask, instance):
    fill(session, 30)
    numbers = [ask(), ask("jsonl")]
    done = run_flask(instance, "work")
    assert (done.returncode, done.stdout) == (0, "")
    for number in numbers:
        assert (job(session, number).state, job(session, number).done) == ("done", 30)
        path = instance / "results" / job(session, number).file
        assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text().splitlines()) == 31


def test_a_second_worker_ends_at_once_and_says_nothing(session, ask, instance):
    fill(session, 1)
    number = ask()
    with (instance / "worker.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = run_flask(instance, "work")
    assert (second.returncode, second.stdout) == (0, "")
    assert '"level": "error"' not in second.stderr
    assert job(session, number).state == "waiting"


@pytest.mark.database("postgresql")
def test_while_another_host_works_nothing_is_done_here_but_what_it_deleted_is_cleared_away(session, ask, instance):
    fill(session, 1)
    number = ask()
    left = instance / "results" / "left.csv"
    left.parent.mkdir()
    left.write_text("of a job that the other host has deleted")
    with direct.alone(db.engine, "worker") as alone, direct.alone(db.engine, "worker") as also:
        assert (alone, also) == (True, False)
        assert run_flask(instance, "work").returncode == 0
        assert job(session, number).state == "waiting"
    assert not left.exists()
    run_flask(instance, "work")
    assert job(session, number).state == "done"


def test_a_worker_killed_in_the_middle_leaves_nothing_half_and_is_followed(session, ask, instance):
    fill(session, 40_000)
    number = ask("xlsx")
    worker = start_work(instance)
    for _ in range(300):
        if job(session, number).done:
            break
        time.sleep(0.1)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert 0 < job(session, number).done < 40_000
    assert job(session, number).state == "running"
    assert list((instance / "results").iterdir())
    session.rollback()
    with database.writing(session):
        jobs.by_id(session, number).parameters = {"selection": {"assessment_id": 1}, "format": "csv"}
    assert run_flask(instance, "work").returncode == 0
    assert (job(session, number).state, job(session, number).done) == ("done", 40_000)
    assert [path.name for path in (instance / "results").iterdir()] == [job(session, number).file]


@pytest.mark.parametrize("file_format", ["csv", "sav"])
def test_an_export_of_nothing_says_so_in_words(session, ask, instance, file_format):
    fill(session, 1)
    number = ask(file_format, channel="phone")
    run_flask(instance, "work")
    assert job(session, number).state == "failed"
    assert "ни одна анкета не подходит" in job(session, number).problem
    assert list((instance / "results").iterdir()) == []


def test_a_full_disk_is_said_in_words_and_nothing_half_stays(session, ask, instance, app, monkeypatch):
    fill(session, 5000)
    number = ask()
    full = partial(open, "/dev/full", "w", encoding="utf-8")  # what is written there meets a disk that is full
    monkeypatch.setattr(exporting, "whole", lambda *_given, **_more: full())
    with app.app_context():
        do_what_waits()
    assert job(session, number).state == "failed"
    assert "кончилось место" in job(session, number).problem
    assert list((instance / "results").iterdir()) == []


def test_a_mistake_of_ours_is_told_to_the_log_with_its_place(session, ask, instance):
    number = ask(kind="unheard of")
    done = run_flask(instance, "work")
    assert done.returncode == 0
    assert job(session, number).state == "failed"
    assert "ошибка программы" in job(session, number).problem
    assert "KeyError" in done.stderr
    assert "Traceback" in done.stderr


def test_it_can_wait_for_ever(session, ask, instance):
    fill(session, 3)
    worker = start_work(instance, "--forever")
    try:
        for _ in range(2):
            number = ask()
            for _ in range(200):
                if job(session, number).state == "done":
                    break
                time.sleep(0.1)
            assert job(session, number).state == "done"
        assert worker.poll() is None
    finally:
        worker.terminate()
        worker.wait()


def test_the_columns_are_the_contracts(session, ask, instance):
    fill(session, 1)
    number = ask()
    run_flask(instance, "work")
    first = (instance / "results" / job(session, number).file).read_text("utf-8-sig").splitlines()[0]
    assert first.split(";")[: len(COLUMNS)] == list(COLUMNS)


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_job_that_was_deleted_meanwhile_does_not_stop_the_worker(session, ask, instance, monkeypatch, ends):
    def deleted_meanwhile(own, parameters, progress):
        jobs.newest(own)
        with database.session_of(db.engine) as other:
            jobs.remove(other, jobs.by_id(other, gone), results.folder())
        own.rollback()
        if ends == "badly":
            raise OSError
        made = results.place("txt")
        made.write_text("for nobody")
        return made

    fill(session, 3)
    monkeypatch.setitem(KINDS, "deleted meanwhile", deleted_meanwhile)
    gone, number = ask(kind="deleted meanwhile"), ask()
    work.do_what_waits()
    assert job(session, gone) is None
    assert job(session, number).state == "done"
    assert [path.name for path in (instance / "results").iterdir()] == [job(session, number).file]
