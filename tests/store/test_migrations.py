"""The tables that migrations make are those of the models, and what was in them before is there afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from flask import Flask, current_app
from sqlalchemy import inspect

from app import create_app
from models import Base
from surveys import settings, store
from surveys.extensions import alembic, db
from surveys.store import migrating, responses, verification
from surveys.store.responses import NewResponse, Outcome
from surveys.store.verification import Difference
from tests.conftest import close
from tests.store import old_rows
from tests.store.in_use import COUNTED, HELD_SECONDS, in_use

REVISIONS = sorted(path.name[:4] for path in (Path(store.__file__).parent / "migrations").glob("[0-9]*.py"))
HOT = ("responses", "answer_tallies", "day_tallies")


@pytest.fixture
def old(tmp_path, database, databases) -> Iterator[Flask]:
    """The application, on a database without any table."""
    told = {"INSTANCE_PATH": str(tmp_path / "old")}
    if database == "postgresql":
        told["DATABASE_URL"] = databases.empty()
    application = create_app(settings.read(told))
    yield application
    close(application)


def go(application: Flask, revision: str = "heads") -> None:
    """Bring the database to a revision, up or down."""
    with application.app_context():
        known = {found.revision for found in alembic.current()}
    with application.app_context():
        (alembic.downgrade if revision < max(known, default="") else alembic.upgrade)(revision)


def agree() -> bool:
    """Whether the database has the models' tables, with their keys, which Alembic does not compare."""
    keys = {table.name: [column.name for column in table.primary_key] for table in Base.metadata.sorted_tables}
    seen = inspect(db.engine)
    there = {name: seen.get_pk_constraint(name)["constrained_columns"] for name in keys}
    return alembic.compare_metadata() == [] and there == keys


def test_models_and_migrations_agree(session):
    assert agree()


def test_the_schema_can_be_taken_down_and_put_up_again(session):
    alembic.downgrade("base")
    alembic.upgrade()
    assert agree()


def test_every_hot_table_can_be_distributed_by_organization_and_partitioned_by_assessment(session):
    seen = inspect(db.engine)
    for name in HOT:
        keys = [seen.get_pk_constraint(name)["constrained_columns"]]
        keys += [key["column_names"] for key in (*seen.get_unique_constraints(name), *seen.get_indexes(name))]
        for key in keys:
            assert key[:2] == ["organization_id", "assessment_id"], (name, key)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_what_a_database_of_an_earlier_release_holds_is_there_after_the_upgrade(old, revision):
    go(old, revision)
    with old.app_context(), db.engine.begin() as connection:
        old_rows.put(connection)
        columns = old_rows.columns(connection)
        before = old_rows.found(connection, columns)
    assert all(before.values())  # a new table needs rows here as well
    for way in ("heads", revision, "heads"):
        go(old, way)
        with old.app_context(), db.engine.connect() as connection:
            assert old_rows.found(connection, columns) == before, way
    with old.app_context():
        assert agree()
        told = verification.differences(db.session, current_app.extensions["questionnaires"].get)
        assert [one for one in told if isinstance(one, Difference)] == []
        new = NewResponse(1, "b" * 32, 1, "link", old_rows.DAY, "675n.1", {"q1": "no"})
        again = NewResponse(1, old_rows.ROWS["responses"][0]["id"], 1, "qr", old_rows.DAY, "675n.1", old_rows.ANSWERS)
        db.session.rollback()
        assert responses.store(db.engine, new, [("q1", "no")]) is Outcome.STORED
        assert responses.store(db.engine, again, []) is Outcome.REPEATED


@pytest.mark.database("postgresql")
def test_hosts_that_start_at_the_same_moment_migrate_it_once(old):
    hosts = [old, create_app(old.extensions["settings"]), create_app(old.extensions["settings"])]
    with ThreadPoolExecutor(len(hosts)) as crowd:
        list(crowd.map(go, hosts))
    for host in hosts:
        with host.app_context():
            assert agree()
        close(host)


LONGEST_WAIT_SECONDS = HELD_SECONDS / 2 - 0.1


@pytest.mark.database("postgresql")
def test_responses_come_in_while_the_database_is_migrated(old, monkeypatch):
    """The rule for every migration: it writes no hot table anew, and nobody waits behind it for others to end."""
    monkeypatch.setattr(migrating, "PAUSE_SECONDS", 0.5)
    go(old, REVISIONS[-2])
    with old.app_context(), db.engine.begin() as connection:
        old_rows.put(connection)
        address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as look:
        files = "SELECT " + ", ".join(f"pg_relation_filenode('{table}')" for table in HOT)
        before = look.execute(files.encode()).fetchone()
        with in_use(address, HOT) as took:
            go(old)
        assert look.execute(files.encode()).fetchone() == before
        assert look.execute(COUNTED).fetchone() == (len(took),)
    assert max(took) < LONGEST_WAIT_SECONDS
    with old.app_context():
        assert agree()
