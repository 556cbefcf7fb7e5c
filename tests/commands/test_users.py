"""Accounts from the command line."""

import re

import pytest

from surveys.store import accounts, journal
from tests.web.office.conftest import Visitor

EMAIL = "anna@example.org"


@pytest.fixture
def made(runner):
    result = runner.invoke(args=["create-user", EMAIL, "--role", "operator"])
    assert result.exit_code == 0, result.output
    return result


def test_the_one_time_password_is_the_only_thing_on_the_standard_output(made):
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}\n", made.stdout)
    assert EMAIL in made.stderr


def test_it_opens_the_office(made, app):
    visitor = Visitor(app)
    assert visitor.sign_in(EMAIL, made.stdout.strip()).location == "/office/"
    assert visitor.get("/office/").location == "/office/account/password"


def test_it_is_kept_nowhere(made, session, instance):
    user = accounts.by_email(session, EMAIL)
    assert user is not None
    assert user.must_change_password
    assert [entry.subject for entry in journal.latest(session)] == [f"{EMAIL}, operator"]
    for file in instance.rglob("*"):
        if file.is_file():
            assert made.stdout.strip().encode() not in file.read_bytes()


def test_every_one_is_different(runner):
    printed = {
        runner.invoke(args=["create-user", f"user{n}@example.org", "--role", role]).stdout
        for n, role in enumerate(accounts.ROLES)
    }
    assert len(printed) == len(accounts.ROLES)


@pytest.mark.parametrize("email", ["", "anna", "anna@", "a b@example.org", "anna@exa mple.org"])
def test_what_is_no_email_is_refused(runner, email):
    assert runner.invoke(args=["create-user", email, "--role", "operator"]).exit_code == 2


def test_an_unknown_role_is_refused_and_the_roles_are_named(runner):
    result = runner.invoke(args=["create-user", EMAIL, "--role", "king"])
    assert result.exit_code == 2
    assert "operator" in result.stderr


def test_an_account_is_made_once(made, runner, session):
    again = runner.invoke(args=["create-user", EMAIL.upper(), "--role", "council"])
    assert again.exit_code == 1
    assert "reset-password" in again.stderr
    user = accounts.by_email(session, EMAIL)
    assert user is not None
    assert [role.name for role in user.roles] == ["operator"]


def test_a_new_password_ends_the_old_one_and_the_sessions(made, runner, app):
    visitor = Visitor(app)
    visitor.sign_in(EMAIL, made.stdout.strip())
    result = runner.invoke(args=["reset-password", EMAIL])
    assert result.exit_code == 0
    assert visitor.get("/office/").location == "/office/login"
    assert visitor.sign_in(EMAIL, made.stdout.strip()).status_code == 422
    assert visitor.sign_in(EMAIL, result.stdout.strip()).status_code == 303


def test_a_disabled_account_stays_out_until_it_gets_a_new_password(made, runner, app):
    visitor = Visitor(app)
    assert runner.invoke(args=["disable-user", EMAIL]).exit_code == 0
    assert visitor.sign_in(EMAIL, made.stdout.strip()).status_code == 422
    result = runner.invoke(args=["reset-password", EMAIL])
    assert visitor.sign_in(EMAIL, result.stdout.strip()).status_code == 303


@pytest.mark.parametrize("command", ["reset-password", "disable-user"])
def test_an_unknown_account_is_said(runner, command):
    result = runner.invoke(args=[command, "nobody@example.org"])
    assert result.exit_code == 1
    assert "nobody@example.org" in result.stderr


def test_it_stands_in_the_journal(made, runner, session):
    runner.invoke(args=["reset-password", EMAIL])
    runner.invoke(args=["disable-user", EMAIL])
    session.rollback()
    entries = [(entry.actor, entry.action) for entry in journal.latest(session)]
    assert entries == [("flask", "user disabled"), ("flask", "password reset"), ("flask", "user created")]
