"""Prepared files in the office: what is going on, what went wrong, and how to have it away."""

import os
import subprocess
from pathlib import Path

import pytest

from surveys.store import database, jobs
from tests.web.office.conftest import words
from tests.web.office.test_export import asked, inside, stored, taken, wait  # noqa: F401  (fixtures)


@pytest.fixture
def ask(session):
    def ask(title="Анкеты, Оценка: «2026/1» (CSV, конфиденциально)"):
        parameters = {"selection": {"assessment_id": 1}, "format": "csv"}
        return jobs.ask(session, kind="responses", title=title, parameters=parameters, asked_by="anna@example.org")

    return ask


def test_what_waits_and_what_runs_renews_itself_until_asked_to_keep_still(inside, session, ask):  # noqa: F811
    number = ask()
    for page in (f"/office/jobs/{number}", "/office/jobs"):
        assert int(inside.get(page).headers["Refresh"]) < 10
        assert "в очереди" in words(inside.get(page))
        assert "Refresh" not in inside.get(f"{page}?still=1").headers
    jobs.take_next(session)
    with database.writing(session):
        job = jobs.by_id(session, number)
        job.done, job.total = 250, 1000
    page = inside.get(f"/office/jobs/{number}")
    assert '<progress id="progress" value="250" max="1000">' in page.text
    assert "250 из 1" in words(page)
    assert "25 %" in words(inside.get("/office/jobs"))


def test_a_failure_is_told_and_can_be_tried_again(inside, session, stored, ask):  # noqa: F811
    number = ask()
    jobs.fail(session, number, "На сервере кончилось место на диске.")
    page = inside.get(f"/office/jobs/{number}")
    assert "кончилось место" in words(page)
    assert inside.send(f"/office/jobs/{number}/again", form=f"/office/jobs/{number}").status_code == 303
    assert wait(session, number).state == "done"
    assert "кончилось место" not in words(inside.get(f"/office/jobs/{number}"))


def test_a_file_that_is_gone_can_be_made_again(inside, session, stored, instance):  # noqa: F811
    number = asked(inside)
    (instance / "results" / wait(session, number).file).unlink()
    assert inside.get(f"/office/jobs/{number}/file").status_code == 303
    assert "больше нет" in words(inside.get(f"/office/jobs/{number}"))
    inside.send(f"/office/jobs/{number}/again", form=f"/office/jobs/{number}")
    assert wait(session, number).state == "done"
    assert taken(inside, number)[0].count(b"\r\n") == 13


def test_deleting_takes_the_file_with_it(inside, session, stored, instance):  # noqa: F811
    number = asked(inside)
    path = instance / "results" / wait(session, number).file
    assert path.exists()
    inside.send(f"/office/jobs/{number}/delete", form=f"/office/jobs/{number}")
    assert not path.exists()
    assert inside.get(f"/office/jobs/{number}").status_code == 404
    assert "Пока ничего не подготовлено" in words(inside.get("/office/jobs"))


def test_the_worker_leaves_no_zombie_and_has_a_log_of_its_own(inside, session, stored, instance):  # noqa: F811
    wait(session, asked(inside))
    for _ in range(100):
        if not zombies():
            break
        subprocess.run(["sleep", "0.1"], check=True)
    assert not zombies()
    assert (instance / "worker.log").stat().st_mode & 0o777 == 0o600
    assert (instance / "worker.log").read_text() == ""


def zombies() -> list[str]:
    """Our children that ended and were not asked how."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state == "Z" and int(parent) == os.getpid():
            found.append(path.parent.name)
    return found


def test_a_name_has_nothing_that_a_file_system_refuses(inside, session, stored, ask, instance):  # noqa: F811
    number = ask('Анкеты: "1/2" <x> \\ ..')
    (instance / "results").mkdir(exist_ok=True)
    (instance / "results" / "a.csv").write_text("x")
    jobs.finish(session, number, "a.csv", 1)
    header = taken(inside, number)[1]["Content-Disposition"]
    assert "%D0%90%D0%BD%D0%BA%D0%B5%D1%82%D1%8B%201%202%20x.csv" in header


@pytest.mark.parametrize("address", ["/office/jobs/99", "/office/jobs/99/file", "/office/jobs/x"])
def test_a_job_that_is_not_there(inside, address):  # noqa: F811
    assert inside.get(address).status_code == 404
