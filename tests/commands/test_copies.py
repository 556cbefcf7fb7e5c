"""A copy taken while the service runs, and the way back."""

import shutil
import sqlite3
import threading

import pytest

from tests.conftest import run_flask
from tests.respondent import CONTENT, open_sheet, organization, send


@pytest.fixture
def code(session, client):
    made = organization(session)
    send(client, open_sheet(client, made))
    return made


def count(path):
    with sqlite3.connect(path) as opened:
        return opened.execute("SELECT count(*) FROM responses").fetchone()[0]


def test_what_was_copied_comes_back(client, runner, instance, tmp_path, code):
    copy = tmp_path / "copy.sqlite"
    assert runner.invoke(args=["backup", str(copy)]).exit_code == 0
    for _ in range(2):
        send(client, open_sheet(client, code))
    assert count(instance / "otklik.sqlite") == 3
    done = runner.invoke(args=["restore", str(copy)])
    assert done.exit_code == 0, done.output
    assert count(instance / "otklik.sqlite") == 1
    assert runner.invoke(args=["verify"]).exit_code == 0
    (kept,) = instance.glob("before-restore-*.sqlite")
    assert count(kept) == 3


def test_a_form_that_was_sent_before_the_restore_is_not_stored_twice(client, runner, tmp_path, session, code):
    form = open_sheet(client, code)
    send(client, form)
    runner.invoke(args=["backup", str(tmp_path / "copy.sqlite")])
    runner.invoke(args=["restore", str(tmp_path / "copy.sqlite")])
    assert send(client, form).status_code == 303
    assert send(client, form, CONTENT | {"q15": "no"}).status_code == 422


def test_a_copy_restores_into_an_empty_place(runner, tmp_path, code):
    copy, elsewhere = tmp_path / "copy.sqlite", tmp_path / "elsewhere"
    runner.invoke(args=["backup", str(copy)])
    done = run_flask(elsewhere, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert run_flask(elsewhere, "organizations").stdout.startswith(code)
    assert run_flask(elsewhere, "verify").returncode == 0


def test_a_copy_taken_under_load_is_whole(make_app, instance, tmp_path, code):
    app = make_app(rate_hard="1000000 per hour")
    stop = threading.Event()

    def keep_sending():
        client = app.test_client()
        while not stop.is_set():
            assert send(client, open_sheet(client, code)).status_code in (303, 422)

    sender = threading.Thread(target=keep_sending)
    sender.start()
    try:
        copies = [tmp_path / f"copy-{n}.sqlite" for n in range(5)]
        codes = [run_flask(instance, "backup", str(copy)).returncode for copy in copies]
    finally:
        stop.set()
        sender.join()
    assert codes == [0] * 5
    for copy in copies:
        place = tmp_path / f"of-{copy.stem}"
        place.mkdir()
        shutil.copy(copy, place / "otklik.sqlite")
        assert run_flask(place, "verify").returncode == 0


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_what_is_no_copy_of_ours_is_refused_and_changes_nothing(runner, instance, tmp_path, code, content):
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(content)
    refused = runner.invoke(args=["restore", str(copy)])
    assert refused.exit_code == 1
    assert "copy.sqlite" in refused.stderr
    assert count(instance / "otklik.sqlite") == 1


def test_a_damaged_copy_is_refused(runner, instance, tmp_path, code):
    copy = tmp_path / "copy.sqlite"
    runner.invoke(args=["backup", str(copy)])
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    copy.write_bytes(content)
    assert runner.invoke(args=["restore", str(copy)]).exit_code == 1
    assert count(instance / "otklik.sqlite") == 1


def test_a_place_that_cannot_be_written_is_said(runner, tmp_path, code):
    refused = runner.invoke(args=["backup", str(tmp_path / "no" / "folder.sqlite")])
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
