"""Somebody at the office's pages: opens them, fills their forms in, with their tokens, as a browser would."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import JournalEntry
from surveys.store import accounts, journal
from surveys.web.office import passwords

PASSWORD = "lamp river seven cats"
EMAIL = "anna@example.org"


class Client(FlaskClient):
    """A client whose requests share nothing with the test's own database session, as on a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


class Visitor:
    """A browser without JavaScript."""

    def __init__(self, app: Flask) -> None:
        self.client = Client(app, app.response_class, use_cookies=True)

    def get(self, address: str) -> TestResponse:
        return self.client.get(address)

    def send(self, address: str, form: str | None = None, **fields: str) -> TestResponse:
        """Open the page with the form (the address itself unless named) and send the form to the address."""
        hidden = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(form or address).text)
        assert hidden, f"no form at {form or address}"
        return self.client.post(address, data={"csrf_token": hidden[1], **fields})

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.send("/office/login", email=email, password=password, **fields)


def words(response: TestResponse) -> str:
    """What a page says, without its tags."""
    text = re.sub(r"<[^>]+>", " ", response.text)
    return re.sub(r"\s+", " ", unescape(text))


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def visit(app: Flask) -> Callable[[], Visitor]:
    """Opens further browsers."""
    return lambda: Visitor(app)


@pytest.fixture
def account(session: Session) -> Callable[..., accounts.User]:
    """Makes accounts whose one-time password is changed already."""

    def make(email: str = EMAIL, role: str = "operator", password: str = PASSWORD) -> accounts.User:
        user = accounts.create(session, email, role, passwords.hashed(password))
        accounts.change_password(session, user, passwords.hashed(password))
        return user

    return make


@pytest.fixture
def operator(account: Callable[..., accounts.User]) -> accounts.User:
    return account()


@pytest.fixture
def written(session: Session) -> Callable[[], list[tuple[str, str, str]]]:
    """What stands in the journal: actor, action, subject, oldest first."""

    def read() -> list[tuple[str, str, str]]:
        session.rollback()
        entries: list[JournalEntry] = list(journal.latest(session))
        return [(entry.actor, entry.action, entry.subject) for entry in reversed(entries)]

    return read


@pytest.fixture
def office(visitor: Visitor, operator: object) -> Visitor:
    """An operator's browser, signed in."""
    visitor.sign_in()
    return visitor
