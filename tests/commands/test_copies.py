"""A copy taken while the service runs, and the way back, into the same kind of database or the other one."""

import sqlite3
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from time import sleep

import pytest
from sqlalchemy import delete, func, select, text, update

from app import create_app
from models import (
    AnswerTally,
    Base,
    DayTally,
    Device,
    InspectionPhoto,
    JournalEntry,
    Organization,
    PassingKey,
    Response,
    User,
)
from surveys import settings
from surveys.extensions import alembic, db
from surveys.store import accounts, copies, jobs, verification
from surveys.store.database import session_of, writing
from surveys.web.office import passwords
from tests.conftest import close, run_flask
from tests.databases import environment
from tests.region import approved, homes
from tests.respondent import CONTENT, open_sheet, organization, send
from tests.web.office.conftest import EMAIL, PASSWORD, Visitor

TABLES = [table for table in Base.metadata.sorted_tables if table is not PassingKey.__table__]
OWN = JournalEntry.action.in_(["backup", "restore"])
SOMETHING = Response.__table__.c.organization_id > 0


@pytest.fixture
def code(session, client):
    made = organization(session)
    send(client, open_sheet(client, made))
    return made


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.sqlite"


@pytest.fixture
def region(session, client):
    """Rows in every table: figures of a round, responses, a photograph, accounts, a tablet, work that waits."""
    approved(session, homes(3))
    with writing(session):
        session.execute(delete(AnswerTally))
        session.execute(delete(DayTally))
    for number in range(3):
        code = session.scalar(select(Organization.code).where(Organization.id == number + 1))
        assert (
            send(client, open_sheet(client, code), CONTENT | {"q16": 'Спасибо, "всё" \\ хорошо\n'}).status_code == 303
        )
    accounts.create(session, "anna@example.org", "council", "$argon2id$v=19$…")
    accounts.disable(session, "anna@example.org")
    jobs.ask(session, kind="responses", title="Анкеты «все»", parameters={"since": None, "n": [1]}, asked_by="anna")
    moment = datetime(2026, 3, 10, 9, 0, 0, 5, tzinfo=UTC)
    picture = {"content": bytes(range(256)) * 9, "digest": "d", "added_by": "anna", "added_at": moment}
    with writing(session):
        session.add(Device(organization_id=1, title="Холл\t\\N «1»\n", key_hash="h", made_at=moment, revoked_at=moment))
        session.add(InspectionPhoto(organization_id=1, assessment_id=1, item="stand_01", **picture))


def quiet(_done, _of):
    """Whom it is told to."""


def count(session):
    session.rollback()
    number = session.scalar(select(func.count()).select_from(Response))
    session.rollback()
    return number


def contents(session):
    """All values of all rows, but for what the journal tells of copying."""
    session.rollback()
    wanted = [select(table).order_by(*table.primary_key) for table in TABLES]
    found = [session.execute(query.where(~OWN) if "journal" in str(query) else query).all() for query in wanted]
    session.rollback()
    return dict(zip((table.name for table in TABLES), found, strict=True))


def file_contents(copy):
    with session_of(copies.opened(copy)) as session:
        return contents(session)


def change(copy, statement):
    with copies.opened(copy).begin() as opened:
        opened.execute(statement)


def done(runner, *arguments):
    with runner.app.app_context():
        finished = runner.invoke(args=[str(one) for one in arguments])
    assert finished.exit_code == 0, finished.output + finished.stderr
    return finished


def refused(runner, *arguments):
    with runner.app.app_context():
        finished = runner.invoke(args=[str(one) for one in arguments])
    assert finished.exit_code == 1, finished.output
    assert "Traceback" not in finished.output
    return finished.stderr


@pytest.fixture
def elsewhere(databases, tmp_path):
    """Makes applications of other installations: each on a database of its own, empty but for its tables."""
    made = []

    def make(kind, **changed):
        folder = databases.instance(tmp_path / f"elsewhere-{len(made)}", kind)
        application = create_app(settings.read({"INSTANCE_PATH": str(folder)} | environment(folder) | changed))
        made.append((application, folder))
        return application

    yield make
    for application, folder in made:
        close(application)
        databases.forget(folder)


def test_what_was_copied_comes_back(client, runner, instance, session, copy, code):
    done(runner, "backup", copy)
    for _ in range(2):
        send(client, open_sheet(client, code))
    assert count(session) == 3
    done(runner, "restore", copy)
    assert count(session) == 1
    done(runner, "verify")
    (kept,) = instance.glob("before-restore-*.sqlite")
    assert len(file_contents(kept)["responses"]) == 3


def test_every_value_comes_back_into_the_same_kind_of_database(runner, session, copy, region):
    before = contents(session)
    assert all(before.values()), "every table has rows"
    done(runner, "backup", copy)
    with writing(session):
        session.execute(delete(Response))
        session.execute(update(Organization).values(name="Другое"))
    done(runner, "restore", copy, "--unverified")
    assert contents(session) == before
    assert file_contents(copy) == before


@pytest.mark.database("postgresql")
def test_a_town_grows_from_sqlite_to_postgresql_and_could_go_back(runner, session, copy, tmp_path, elsewhere, region):
    before = contents(session)
    done(runner, "backup", copy)
    for number, kind in enumerate(["sqlite", "postgresql", "sqlite"]):
        other, next_copy = elsewhere(kind), tmp_path / f"next-{number}.sqlite"
        told = done(other.test_cli_runner(), "restore", copy).stdout
        assert "Все подсчёты верны" in told
        with other.app_context():
            assert contents(db.session) == before, kind
        done(other.test_cli_runner(), "backup", next_copy)
        copy = next_copy


@pytest.mark.database("postgresql")
def test_new_rows_find_free_numbers_after_a_restore(runner, session, copy, elsewhere, region):
    done(runner, "backup", copy)
    other = elsewhere("postgresql")
    done(other.test_cli_runner(), "restore", copy)
    with other.app_context():
        organization(db.session, "Новый дом")
        for table in TABLES:
            if table.autoincrement_column is not None:
                (key,) = table.primary_key
                highest = db.session.scalar(select(func.max(key)))
                following = db.session.scalar(
                    text(f"SELECT nextval(pg_get_serial_sequence('{table.name}', '{key.name}'))")
                )
                assert following > highest, table.name


def test_a_form_that_was_sent_before_the_restore_is_not_stored_twice(client, runner, session, copy, code):
    form = open_sheet(client, code)
    send(client, form)
    done(runner, "backup", copy)
    done(runner, "restore", copy)
    assert send(client, form).status_code == 303
    assert send(client, form, CONTENT | {"q15": "no"}).status_code == 422
    assert count(session) == 2


def test_the_drill_a_copy_restores_into_an_empty_place_and_serves_there(
    runner, tmp_path, copy, code, database, databases
):
    done(runner, "backup", copy)
    told = {"DATABASE_URL": databases.empty()} if database == "postgresql" else {}
    place = tmp_path / "elsewhere"
    finished = run_flask(place, "restore", str(copy), **told)
    assert finished.returncode == 0, finished.stderr
    assert "Все подсчёты верны" in finished.stdout
    there = create_app(settings.read({"INSTANCE_PATH": str(place), "MIN_FILL_SECONDS": "0"} | told))
    client = there.test_client()
    assert send(client, open_sheet(client, code)).status_code == 303
    with there.app_context():
        assert count(db.session) == 2
    close(there)


def test_with_another_secret_one_signs_in_after_the_second_factor_is_taken_off(
    runner, session, copy, database, elsewhere
):
    user = accounts.create(session, EMAIL, "operator", passwords.hashed(PASSWORD))
    accounts.change_password(session, user, passwords.hashed(PASSWORD))
    key = runner.app.extensions["login_codes"].generate_totp_secret()
    accounts.switch_second_factor_on(session, user, key, 0)
    done(runner, "backup", copy)
    there = elsewhere(database)
    done(there.test_cli_runner(), "restore", copy)
    visitor = Visitor(there)
    assert visitor.sign_in().location == "/office/login/code"
    assert visitor.send("/office/login/code", code="123456").status_code == 422
    told = done(there.test_cli_runner(), "reset-password", EMAIL).output
    once = told.split()[-1].rstrip(".")
    assert visitor.sign_in(password=once).location == "/office/"
    with there.app_context():
        assert db.session.scalar(select(User.tf_totp_secret)) is None


@contextmanager
def responses_coming_in(app, code):
    """Somebody who sends one response after another; each that is thanked for is told by `sent` and counted."""
    stop, sent, thanked = threading.Event(), threading.Event(), []

    def keep_sending():
        client = app.test_client()
        while not stop.is_set():
            if send(client, open_sheet(client, code)).status_code == 303:
                thanked.append(1)
                sent.set()

    sender = threading.Thread(target=keep_sending)
    sender.start()
    try:
        yield sent, thanked
    finally:
        stop.set()
        sender.join()


@pytest.fixture
def unlimited(make_app):
    return make_app(rate_soft="1000000 per hour", rate_hard="1000000 per hour", rate_global="1000000 per hour")


def test_a_copy_taken_under_load_is_whole(unlimited, tmp_path, instance, session, code):
    app = unlimited
    taken = [tmp_path / f"copy-{number}.sqlite" for number in range(4)]
    with responses_coming_in(app, code) as (sent, _):
        for copy in taken[:3]:
            copies.take(db.engine, copy, lambda _done, _of: sent.wait(0.2))
            sent.clear()
            assert sent.wait(10), "nothing came in beside the copy"
        finished = run_flask(instance, "backup", str(taken[3]))  # by a process of its own
        assert finished.returncode == 0, finished.stderr
    numbers = [len(file_contents(copy)["responses"]) for copy in taken]
    assert numbers == sorted(set(numbers)), "each holds more than the one before"
    for copy, number in zip(taken, numbers, strict=True):
        with session_of(copies.opened(copy)) as opened:
            assert list(verification.differences(opened, app.extensions["questionnaires"].get)) == [(1, number)]


def test_what_comes_in_during_a_restore_is_kept_or_stays(unlimited, runner, tmp_path, session, copy, code):
    done(runner, "backup", copy)
    kept = tmp_path / "kept.sqlite"

    def keep():
        copies.take(db.engine, kept, quiet)
        sleep(0.5)  # time enough for a response to slip through

    with responses_coming_in(unlimited, code) as (sent, thanked), copies.made_ready(copy, tmp_path) as ready:
        assert sent.wait(10)
        copies.put_back(ready, db.engine, quiet, keep)
        sent.clear()
        assert sent.wait(10), "nothing came in after the restore"
    with session_of(copies.opened(kept)) as before:
        there = {*before.scalars(select(Response.id)), *session.scalars(select(Response.id))}
    session.rollback()
    assert len(there) == 1 + len(thanked)


@pytest.mark.database("sqlite")
def test_a_ruin_is_kept_as_it_is(runner, instance, session, copy, code):
    done(runner, "backup", copy)
    session.close()
    db.engine.dispose()
    file = instance / "otklik.sqlite"
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'journal'").fetchone()
    with file.open("rb+") as written:
        written.seek((page - 1) * 4096)
        written.write(b"\xff" * 4096)
    assert "сохранено как есть" in done(runner, "restore", copy).stderr
    (kept,) = instance.glob("before-restore-*.sqlite")
    assert b"SQLite format 3" in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert count(session) == 1


@pytest.mark.database("sqlite")
def test_where_nothing_but_rubbish_is_left_the_copy_takes_its_place(runner, instance, session, copy, code):
    done(runner, "backup", copy)
    session.close()
    db.engine.dispose()
    file = instance / "otklik.sqlite"
    rubbish = b"rubbish" * 5000
    file.write_bytes(rubbish)
    file.with_name("otklik.sqlite-wal").unlink(missing_ok=True)
    assert "больше не база данных" in done(runner, "restore", copy).stderr
    (kept,) = instance.glob("before-restore-*.sqlite")
    assert kept.read_bytes() == rubbish
    assert count(session) == 1


def test_an_older_version_neither_copies_nor_replaces_a_newer_database(runner, instance, session, copy, code):
    done(runner, "backup", copy)
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    assert "9999" in refused(runner, "backup", copy.with_name("second.sqlite"))
    assert "9999" in refused(runner, "restore", copy, "--unverified")
    assert count(session) == 1
    assert not copy.with_name("second.sqlite").exists()


@pytest.mark.database("postgresql")
def test_who_reads_while_a_copy_is_put_back_sees_what_was_before(runner, session, copy, code):
    done(runner, "backup", copy)
    with session_of(db.engine) as reader:
        reader.execute(text("SELECT 1"))
        done(runner, "restore", copy)
        assert reader.scalar(select(func.count()).select_from(Response)) == 1


@pytest.mark.database("postgresql")
def test_what_breaks_off_half_way_has_changed_nothing(runner, session, copy, region):
    before = contents(session)
    done(runner, "backup", copy)
    change(copy, text("INSERT INTO user_roles VALUES (1, 99)"))
    assert "Ничего не восстановлено" in refused(runner, "restore", copy)
    assert contents(session) == before
    organization(session, "Новый дом")


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_what_is_no_copy_of_ours_is_refused_and_changes_nothing(runner, session, copy, code, content):
    copy.write_bytes(content)
    assert "copy.sqlite" in refused(runner, "restore", copy)
    assert count(session) == 1


def test_a_damaged_copy_is_refused(runner, session, copy, code):
    done(runner, "backup", copy)
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    copy.write_bytes(content)
    refused(runner, "restore", copy)
    assert count(session) == 1


def test_a_copy_whose_tallies_are_wrong_is_refused_unless_there_is_no_better_one(runner, session, copy, code):
    done(runner, "backup", copy)
    change(copy, update(AnswerTally).values(count=9))
    assert "Ничего не изменено" in refused(runner, "restore", copy)
    assert session.scalar(select(func.max(AnswerTally.count))) == 1
    session.rollback()
    done(runner, "restore", copy, "--unverified")
    assert session.scalar(select(func.max(AnswerTally.count))) == 9


def test_a_copy_of_an_older_version_is_brought_up_to_date(runner, copy, code, database, elsewhere):
    old = elsewhere("sqlite")
    with old.app_context():
        code = organization(db.session, "Из прошлого")
        send(old.test_client(), open_sheet(old.test_client(), code))
        alembic.downgrade("0002")
    assert done(runner, "organizations").stdout.startswith(code) is False
    with closing(sqlite3.connect(old.extensions["settings"].instance_path / "otklik.sqlite")) as file:
        file.execute("VACUUM INTO ?", [str(copy)])
    done(runner, "restore", copy)
    assert done(runner, "organizations").stdout.startswith(code)
    done(runner, "verify")


def test_a_copy_of_a_newer_version_is_refused_in_words(runner, session, copy, code):
    done(runner, "backup", copy)
    change(copy, text("UPDATE alembic_version SET version_num = '9999'"))
    assert "более новой версией" in refused(runner, "restore", copy)
    assert count(session) == 1


def test_a_place_that_cannot_be_written_is_said(runner, tmp_path, code):
    assert "Копия не сделана" in refused(runner, "backup", tmp_path / "no" / "folder.sqlite")
