"""Who is signed in to the office, and the beginning and end of that."""

import time
from typing import Any

from flask import abort, current_app, g, session
from flask_security import UserMixin, current_user, login_user, logout_user

from models import User


class Account(UserMixin):
    """A user as Flask-Security wants to see one; `models.py` knows nothing of it."""

    roles: Any = ()  # the guard of the office asks the user itself, Flask-Principal has nothing to decide

    def __init__(self, user: User) -> None:
        self.user = user

    @property
    def fs_uniquifier(self) -> str:  # type: ignore[override]
        """The mark that the account's sessions carry."""
        return self.user.fs_uniquifier

    @property
    def active(self) -> bool:  # type: ignore[override]
        """Whether the account may be used."""
        return self.user.active


def signed_in() -> User | None:
    """Who is signed in. A session ends some hours after its login, whatever was done in it."""
    if "_user_id" not in session or not current_user.is_authenticated:
        return None
    age = time.time() - session.get("fs_paa", 0)
    if age > current_app.permanent_session_lifetime.total_seconds():
        return None
    user: User = current_user.user
    return user


def the_user() -> User:
    """Who is signed in, on a page that the guard opens to nobody else."""
    return signed_in() or abort(401)


def sign_in(user: User) -> None:
    """Begin a new session. Nothing of the one before is carried over."""
    began = session.get("fs_paa") if "_user_id" in session else None
    session.clear()
    g.pop("csrf_token", None)
    login_user(Account(user), remember=False)
    if began is not None:
        session["fs_paa"] = began


def sign_out() -> None:
    """End the session in this browser."""
    logout_user()
    session.clear()
