"""With PostgreSQL away the questionnaire is shown, answers stay on the page, and all goes on when it is back."""

import itertools
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app import create_app
from models import Organization, Response
from surveys import settings
from surveys.extensions import alembic, db
from surveys.store import assessments, database, direct, patience
from surveys.web import desk
from tests.conftest import close
from tests.respondent import CONTENT, open_sheet, organization, send, sheet
from tests.servers import Postgres

pytestmark = [pytest.mark.database("postgresql"), pytest.mark.usefixtures("database")]

IDEA = CONTENT | {"q16": "Больше света"}
WAYS = {"stopped": signal.SIGINT, "killed": signal.SIGKILL, "hung": signal.SIGSTOP}
names = map("Дом № {}".format, itertools.count(1))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """A server of these tests' own, with an empty database."""
    server = Postgres(tmp_path_factory.mktemp("away") / "postgresql").start().ready()
    application = application_on(server)
    with application.app_context():
        alembic.upgrade()
    close(application)
    yield server
    server.end()


def application_on(server):
    told = {"INSTANCE_PATH": str(server.folder / "instance"), "DATABASE_URL": server.url(), "MIN_FILL_SECONDS": "0"}
    limits = {"RATE_SOFT": "1000 per hour", "RATE_HARD": "1000 per hour"}
    return create_app(settings.read(told | limits))


@pytest.fixture
def app(postgres, monkeypatch):
    """The service; everything that it waits for, it waits for a shorter time."""
    monkeypatch.setattr(assessments.Receptions, "SECONDS", 0)
    monkeypatch.setattr(direct, "PATIENCE_SECONDS", 0.4)
    monkeypatch.setattr(patience, "PAUSE_SECONDS", 0.4)
    monkeypatch.setitem(database.PATIENCE, "connect_timeout", 2)
    application = application_on(postgres)
    with application.app_context():
        application.extensions["code"] = organization(db.session, next(names))
    yield application
    close(application)


@pytest.fixture
def code(app):
    return app.extensions["code"]


@contextmanager
def away(postgres, how):
    """The server is stopped, killed or hangs; at the end it is back."""
    postgres.end(how)
    try:
        yield
    finally:
        if how is signal.SIGSTOP:
            postgres.end(signal.SIGCONT)
        else:
            postgres.start().ready()


def until_thanked(client, form):
    until = time.monotonic() + 10
    while (reply := send(client, form, IDEA)).status_code != 303:
        assert reply.status_code == 503
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("how", WAYS.values(), ids=WAYS)
def test_forms_are_shown_and_answers_kept_until_it_is_back(app, postgres, code, how):
    client = app.test_client()
    forms = [f"/a/{code}", f"/a/{code}?lang=en&view=contrast", f"/a/{code}/embed", f"/a/{code}/kiosk"]
    opened = [sheet(client.get(form).text) for form in forms]
    with away(postgres, how):
        kept = [send(client, form, IDEA) for form in opened]
        assert [reply.status_code for reply in kept] == [503] * 4
        assert all(int(reply.headers["Retry-After"]) > 0 for reply in kept)
        assert [sheet(reply.text).fields["q16"] for reply in kept] == [IDEA["q16"]] * 4
        shown = [client.get(form) for form in [*forms, f"/a/{code}/thanks"]]
        assert [reply.status_code for reply in shown] == [200] * 5
        assert sheet(shown[0].text).fields["ticket"] != opened[0].fields["ticket"]
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json["database"], ready.json["limits"]) == (503, "failing", "ok")
        other = client.get(f"/o/{code}")
        assert (other.status_code, other.headers["Retry-After"]) == (503, "30")
        assert "Сервис сейчас недоступен" in other.text.replace("\xa0", " ")
        assert client.get("/privacy").status_code == 200
    until_thanked(client, opened[0])
    until_thanked(client, sheet(kept[0].text))
    assert client.get("/readyz").status_code == 200
    with app.app_context():
        stored = select(func.count()).select_from(Response).join(Organization).where(Organization.code == code)
        assert db.session.scalar(stored) == 1


def test_a_server_that_hangs_keeps_each_waiting_once_and_then_one_at_a_time(app, postgres, code):
    forms = [open_sheet(app.test_client(), code) for _ in range(8)]
    with ThreadPoolExecutor(8) as crowd:

        def seconds(form):
            begun = time.monotonic()
            assert send(app.test_client(), form, IDEA).status_code == 503
            return time.monotonic() - begun

        for form in forms[:4]:  # so that there are connections that can hang
            assert send(app.test_client(), form, IDEA).status_code == 303
        with away(postgres, signal.SIGSTOP):
            again = [open_sheet(app.test_client(), code) for _ in range(8)]
            assert max(crowd.map(seconds, again)) < 3
            time.sleep(patience.PAUSE_SECONDS)
            one_tries = sorted(crowd.map(seconds, again))
            assert one_tries[-2] < 1
            assert one_tries[-1] < 3
    until_thanked(app.test_client(), forms[5])


def test_a_process_that_was_started_meanwhile_gives_the_answers_back_as_well(app, postgres, code):
    form = open_sheet(app.test_client(), code)
    with away(postgres, signal.SIGINT):
        started = application_on(postgres)
        kept = send(started.test_client(), form, IDEA)
        assert kept.status_code == 503
        assert sheet(kept.text).fields["q16"] == IDEA["q16"]
        forged = replace(form, fields=form.fields | {"ticket": "forged"})
        assert send(started.test_client(), forged, IDEA).status_code == 503
    until_thanked(started.test_client(), sheet(kept.text))
    close(started)


def test_an_organization_that_nobody_has_asked_for_is_shown_as_well(app, postgres):
    with app.app_context():
        code = organization(db.session, next(names))
        app.extensions["receptions"].learn(db.engine, desk.today())
    with away(postgres, signal.SIGINT):
        assert app.test_client().get(f"/a/{code}").status_code == 200
        assert app.test_client().get(f"/a/{code}/embed").status_code == 200
        unknown = app.test_client().get("/a/N0NE")
        assert (unknown.status_code, unknown.headers["Retry-After"]) == (503, "30")
