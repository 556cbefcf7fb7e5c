"""A start that cannot go well says what is wrong and where, without a traceback and without a password."""

import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
from sqlalchemy import text

from app import create_app
from surveys import settings
from surveys.commands import startup
from surveys.settings import SettingsError
from surveys.store import durability
from tests.conftest import close, run_flask
from tests.databases import environment
from tests.servers import Postgres, Redis, free_port

SECRET = "geheim-geheim"


def made(folder, **told):
    return create_app(settings.read({"INSTANCE_PATH": str(folder)} | told))


def refused(folder, *command, **told):
    """What a command says that ends because something is wrong."""
    application = made(folder, **told)
    done = application.test_cli_runner().invoke(args=command or ["organizations"])
    close(application)
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    assert SECRET not in done.output
    return done.output


def start_refused(folder, **told):
    """What `flask serve` says that does not start."""
    done = run_flask(folder, "serve", **told)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr
    return done.stderr


def test_a_database_that_is_not_there(tmp_path):
    where = f"127.0.0.1:{free_port()}/otklik"
    told = {"DATABASE_URL": f"postgresql+psycopg://otklik:{SECRET}@{where}"}
    sayings = [refused(tmp_path, *command, **told) for command in (("organizations",), ("db", "upgrade"))]
    for said in (*sayings, start_refused(tmp_path, **told)):
        assert f"База данных недоступна. DATABASE_URL: postgresql+psycopg://otklik:***@{where}." in said
        assert "refused" in said


def test_a_host_that_cannot_be_one(tmp_path):
    said = refused(tmp_path, DATABASE_URL=f"postgresql+psycopg://otklik:{SECRET}@data..base/otklik")
    assert "otklik:***@data..base/otklik" in said


@pytest.mark.database("postgresql")
def test_a_database_of_another_name(tmp_path, instance):
    url = environment(instance)["DATABASE_URL"].rpartition("/")[0] + "/nobodys"
    assert 'database "nobodys" does not exist' in refused(tmp_path, DATABASE_URL=url)


@pytest.mark.database("postgresql")
def test_a_database_with_another_password(tmp_path, strict_postgresql):
    url = strict_postgresql.url().replace("postgres@", f"otklik:{SECRET}@")
    said = refused(tmp_path, DATABASE_URL=url)
    assert 'password authentication failed for user "otklik"' in said
    assert f"otklik:***@127.0.0.1:{strict_postgresql.port}/postgres" in said


@pytest.fixture
def strict_postgresql():
    """A server of the test's own that asks `otklik` for a password, in a folder that no other run of tests shuts."""
    with TemporaryDirectory(prefix="otklik-tests-") as folder:
        server = Postgres(Path(folder) / "postgresql").start().ready()
        try:
            server.run("CREATE ROLE otklik LOGIN PASSWORD 'right'")
            rules = server.folder / "data" / "pg_hba.conf"
            rules.write_text("host all otklik all scram-sha-256\n" + rules.read_text())
            server.run("SELECT pg_reload_conf()")
            yield server
        finally:
            server.end()


@pytest.mark.database("sqlite")
def test_a_file_that_is_no_database(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Уважаемые коллеги! " * 100)
    said = refused(tmp_path, DATABASE_URL=f"sqlite:///{file}")
    assert f"sqlite:///{file}" in said
    assert "not a database" in said


def test_a_database_that_a_newer_version_has_been_at(instance, session):
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    assert "9999" in refused(instance, "db", "upgrade", **environment(instance))


def test_the_version_before_serves_on_a_newer_schema_and_says_so(instance, session, serve):
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    server = serve()
    with urllib.request.urlopen(f"{server.url}/readyz") as answer:
        assert answer.status == 200
    assert '"9999"' in server.log.read_text()
    listed = server.flask("organizations")
    assert listed.returncode == 0, listed.stderr


def test_a_redis_that_does_not_let_us_in(tmp_path):
    server = Redis(tmp_path / "redis", password="right").start().ready()
    where = f"127.0.0.1:{server.port}/0"
    try:
        said = start_refused(tmp_path, REDIS_URL=f"redis://:{SECRET}@{where}")
        without = told_of_redis(tmp_path, f"redis://{where}")
        unknown = told_of_redis(tmp_path, f"redis://nobody:{SECRET}@{where}")
        no_database = told_of_redis(tmp_path, server.url.removesuffix("/0") + "/99")
    finally:
        server.end()
    assert f"Redis не принимает подключение. REDIS_URL: redis://:***@{where}" in said
    assert f"redis://{where}" in without
    assert f"redis://nobody:***@{where}" in unknown
    assert "out of range" in no_database


def told_of_redis(folder, url):
    """Why a start would end because of Redis."""
    application = made(folder, REDIS_URL=url)
    with application.app_context(), pytest.raises(click.ClickException) as refusal:
        startup.check_redis()
    close(application)
    assert SECRET not in refusal.value.message
    return refusal.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "somewhere"),
        ("REDIS_URL", "somewhere"),
        ("REDIS_URL", f"redis://:{SECRET}@127.0.0.1/first"),
        ("REDIS_URL", f"redis://:{SECRET}@127.0.0.1/?db=first"),
        ("REDIS_URL", f"redis://:{SECRET}@127.0.0.1/0?patience=1"),
    ],
)
def test_an_address_that_says_nothing(tmp_path, name, value):
    with pytest.raises(SettingsError) as refusal:
        made(tmp_path, **{name: value})
    assert name in str(refusal.value)
    assert SECRET not in str(refusal.value)


@pytest.mark.database("postgresql")
def test_a_service_whose_redis_is_away_or_whose_postgresql_can_lose_answers_starts_and_says_so(serve):
    """The run's own PostgreSQL does not wait for its disk, so that tests are fast."""
    where = f"127.0.0.1:{free_port()}/0"
    said = serve(REDIS_URL=f"redis://:{SECRET}@{where}").log.read_text()
    assert f"Redis недоступен, поэтому каждый процесс считает ограничения сам. REDIS_URL: redis://:***@{where}" in said
    assert SECRET not in said
    (warning,) = [line for line in said.splitlines() if "can be lost" in line]
    assert "fsync=off" in warning
    assert "synchronous_commit" not in warning, "our own connections ask for it"
    assert "the log of PostgreSQL tells" not in said


@pytest.mark.database("postgresql")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"log_min_duration_statement": "50"}, ["log_parameter_max_length=-1"]),
        ({"log_statement": "mod"}, ["log_parameter_max_length=-1"]),
        ({"log_min_duration_statement": "50", "log_parameter_max_length": "0"}, []),
        ({"log_parameter_max_length_on_error": "64"}, ["log_parameter_max_length_on_error=64"]),
    ],
)
def test_a_postgresql_whose_log_tells_answers_is_found(session, changed, told):
    name = session.get_bind().url.database
    session.rollback()
    with session.get_bind().connect().execution_options(isolation_level="AUTOCOMMIT") as own:
        for setting, value in changed.items():
            own.exec_driver_sql(f"ALTER DATABASE {name} SET {setting} = '{value}'")
    session.get_bind().dispose()  # what is set there is for connections to come
    assert durability.indiscretions(session.get_bind()) == told
