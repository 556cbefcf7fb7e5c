"""When the database, the disk or we ourselves fail: a clear page, nothing by halves, the answers kept."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event, func, select, text

from models import AnswerTally, DayTally, Response
from surveys.extensions import db
from surveys.store.assessments import Receptions
from tests.outages import held, impatient, read_only
from tests.respondent import CONTENT, open_sheet, organization, send, sheet


@pytest.fixture
def code(session):
    return organization(session)


def is_kept_with_a_time_to_try_again(reply):
    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert sheet(reply.text).fields["q16"] == "Больше света"
    assert sheet(reply.text).problems


def rows(session):
    session.rollback()
    return [session.scalar(select(func.count()).select_from(t)) for t in (Response, AnswerTally, DayTally)]


def test_a_locked_database_keeps_the_answers_on_the_page(monkeypatch, instance, make_app, code, session):
    impatient(monkeypatch)
    session.rollback()
    client = make_app().test_client()
    form = open_sheet(client, code)
    with held(instance):
        reply = send(client, form, CONTENT | {"q16": "Больше света"})
        is_kept_with_a_time_to_try_again(reply)
        assert client.get(f"/a/{code}").status_code == 200
    assert send(client, sheet(reply.text), {}).status_code == 303
    assert rows(session)[0] == 1


@pytest.mark.database("sqlite")
def test_a_full_disk_keeps_the_answers_and_stores_nothing_by_halves(instance, session, client, make_app, code):
    send(client, open_sheet(client, code))
    before = rows(session)
    session.close()
    with closing(sqlite3.connect(instance / "otklik.sqlite")) as own:
        own.execute("VACUUM")  # what tables have left behind would be room
    full = make_app()
    with full.app_context():
        pages = db.session.scalar(text("PRAGMA page_count"))
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda opened, _: opened.execute(f"PRAGMA max_page_count={pages}"))
    visitor = full.test_client()
    reply = send(visitor, open_sheet(visitor, code), CONTENT | {"q16": "Больше света" + "!" * 3900})
    assert reply.status_code == 503
    assert sheet(reply.text).fields["q16"].startswith("Больше света")
    assert rows(session) == before


def test_a_read_only_database_still_shows_the_questionnaire_and_keeps_the_answers(instance, make_app, code, session):
    send(make_app().test_client(), open_sheet(make_app().test_client(), code))
    session.close()
    client = make_app(database_url=read_only(instance)).test_client()
    reply = send(client, open_sheet(client, code), CONTENT | {"q16": "Больше света"})
    is_kept_with_a_time_to_try_again(reply)
    assert rows(session)[0] == 1


def test_a_database_that_cannot_be_read_leaves_the_forms_that_are_known(monkeypatch, client, code, session):
    monkeypatch.setattr(Receptions, "SECONDS", 0)
    open_sheet(client, code)
    session.rollback()
    session.execute(text("ALTER TABLE organizations RENAME TO gone"))
    session.commit()
    assert [client.get(f"/a/{code}{place}").status_code for place in ("", "/embed", "/kiosk")] == [200] * 3
    unknown = client.get("/a/N0NE")
    assert (unknown.status_code, unknown.headers["Retry-After"]) == (503, "30")


def test_a_failure_of_ours_is_a_page_and_a_line_in_the_log_without_answers(make_app, code, capfd):
    application = make_app()
    application.extensions["questionnaires"]._by_key.clear()
    reply = application.test_client().post(f"/a/{code}?s=qr", data=CONTENT | {"q16": "тайна"})
    assert reply.status_code == 500
    assert "<h1" in reply.text
    said = capfd.readouterr().err
    assert "a request failed" in said
    assert "тайна" not in said
    assert code not in said


def test_pages_that_do_not_exist_and_ways_that_do_not_work_are_said_in_words(client):
    assert "Страница не найдена" in client.get("/nowhere").text.replace("\xa0", " ")
    assert client.delete("/").status_code == 405
    assert client.get("/results/999").status_code == 404
    assert client.get("/o/ZZZZZ").status_code == 404


def test_readyz_asks_the_database_and_healthz_does_not(instance, make_app):
    application = make_app()
    client = application.test_client()
    assert client.get("/readyz").json == {"database": "ok", "limits": "ok"}
    with application.app_context():
        db.session.execute(text("ALTER TABLE assessments RENAME TO gone"))
        db.session.commit()
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json["database"] == "failing"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", ["path", "self", "code", "changes"])
def test_a_parameter_that_nobody_knows_breaks_no_page(client, code, name):
    for address in ("/", "/privacy", "/results/", f"/o/{code}", f"/a/{code}", f"/a/{code}/kiosk", "/nothing"):
        expected = client.get(address).status_code
        assert client.get(f"{address}?{name}=1").status_code == expected, address
    form = open_sheet(client, code)
    form.action += f"?{name}=1"
    assert send(client, form, CONTENT | {"q1": ""}).status_code == 422
