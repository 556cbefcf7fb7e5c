"""A start that cannot go well says what is wrong and where, without a traceback and without a password."""

import os

import pytest

from tests.conftest import run_flask
from tests.databases import environment
from tests.servers import Redis, free_port


def refused(done):
    """What a command that ended says."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr
    return done.stderr


@pytest.fixture
def nowhere():
    return f"127.0.0.1:{free_port()}"


@pytest.mark.parametrize("command", ["serve", "organizations"])
def test_a_database_that_is_not_there(tmp_path, nowhere, command):
    url = f"postgresql+psycopg://otklik:geheim-geheim@{nowhere}/otklik"
    said = refused(run_flask(tmp_path, command, DATABASE_URL=url))
    assert f"DATABASE_URL: postgresql+psycopg://otklik:***@{nowhere}/otklik" in said
    assert "refused" in said


@pytest.mark.database("postgresql")
def test_a_database_of_another_name(tmp_path, instance):
    url = environment(instance)["DATABASE_URL"].rpartition("/")[0] + "/nobodys"
    assert 'database "nobodys" does not exist' in refused(run_flask(tmp_path, "serve", DATABASE_URL=url))


def test_a_database_that_a_newer_version_has_been_at(instance, session, databases):
    from sqlalchemy import text

    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    for command in ("serve", "organizations"):
        assert "9999" in refused(run_flask(instance, command))


def test_a_redis_with_another_password(tmp_path):
    server = Redis(tmp_path / "redis", password="right").start().ready()
    try:
        url = server.url.replace("right", "geheim-geheim")
        said = refused(run_flask(tmp_path, "serve", REDIS_URL=url))
    finally:
        server.end()
    assert f"REDIS_URL: redis://:***@127.0.0.1:{server.port}/0" in said


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_an_address_that_is_none(tmp_path, name):
    said = refused(run_flask(tmp_path, "serve", **{name: "somewhere"}))
    assert name in said


@pytest.mark.database("postgresql")
def test_a_postgresql_that_does_not_flush_is_warned_of(instance):
    """The run's own server does not, for speed."""
    done = run_flask(instance, "organizations")
    assert done.returncode == 0
    assert "fsync=off" in done.stdout + done.stderr
    assert os.environ["TEST_POSTGRESQL"]
