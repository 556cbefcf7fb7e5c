"""Accounts of the office for Flask-Security: who is signed in, how passwords are hashed, where the cookie goes.

Flask-Security brings the sessions' identity and argon2. Its own pages, JSON answers and tokens are not registered:
the office has its own pages in `surveys/web/office/`. `models.py` knows nothing of all this.
"""

import hmac
from typing import Any

from flask import Flask, Request
from flask.sessions import NullSession, SecureCookieSessionInterface
from flask_security import RoleMixin, UserDatastore

from surveys.extensions import db, security
from surveys.settings import Settings
from surveys.store import accounts
from surveys.web.office import access, codes, entry, own_account
from surveys.web.office.session import Account

ARGON2 = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
"""OWASP's smallest recommended cost: eight logins at once take 150 MB, not half a gigabyte."""


class Accounts(UserDatastore):
    """Where Flask-Security finds a user: only ever by the mark that a session carries."""

    def __init__(self) -> None:
        super().__init__(Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **given: Any) -> Account | None:  # noqa: ARG002
        """The account that a session belongs to, None if the session has been ended."""
        user = accounts.by_uniquifier(db.session, given["fs_uniquifier"])
        return Account(user) if user is not None else None


NO_SESSION = NullSession()


class OfficeSessions(SecureCookieSessionInterface):
    """Flask's sessions beneath /office. Elsewhere there is none: no cookie is read, sent or varied on."""

    def open_session(self, app: Flask, request: Request) -> Any:
        """The session of an office page; for any other page one that is never kept, and cannot be written to."""
        return super().open_session(app, request) if access.in_office(request.path) else NO_SESSION


def set_up(app: Flask, settings: Settings) -> None:
    """Give the application its accounts, the guard of the office and the pages to sign in."""
    app.config.from_mapping(_configuration())
    app.session_interface = OfficeSessions()
    before, after = len(app.before_request_funcs[None]), len(app.after_request_funcs[None])
    security.init_app(app, datastore=Accounts(), register_blueprint=False)
    # it would ask at every request who may do what, and for a cookie that remembers: the office's guard asks, once
    del app.before_request_funcs[None][before:], app.after_request_funcs[None][after:]
    app.extensions["login_codes"] = codes.LoginCodes({1: _key(settings.secret_key)}, "Отклик")
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # sessions only, no tokens
    access.set_up(app)
    for blueprint in (entry.pages, own_account.pages):
        app.register_blueprint(blueprint)


def _configuration() -> dict[str, object]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],  # no pepper: passwords survive a lost or changed SECRET_KEY
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SESSION_PROTECTION": None,  # an address may change under way
        "WTF_CSRF_TIME_LIMIT": None,  # a form of the office holds as long as its session
        "WTF_CSRF_SSL_STRICT": False,  # some privacy tools send no referrer; the token and SameSite protect
    }


def _key(secret: str) -> str:
    """The key that secrets of second factors are encrypted with in the database: from SECRET_KEY, not it itself."""
    return hmac.digest(secret.encode(), b"second factor", "sha256").hex()
