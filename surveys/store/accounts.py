"""Accounts of the office. Each change is one transaction together with its entry in the journal.

A password comes here as a hash. Whatever takes trust away from an account, or gives it anew, renews
`fs_uniquifier`, which ends every session that the account had.
"""

import secrets
from datetime import UTC, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models import Role, User
from surveys.store import journal
from surveys.store.database import writing

ROLES = ("operator", "council", "authority", "organization")

AUTHENTICATOR = "authenticator"
"""The only second factor there is: an application on a phone that shows codes."""


class AccountExists(Exception):
    """There is an account with this e-mail already."""


class AccountUnknown(Exception):
    """There is no account with this e-mail."""


def same_spelling(email: str) -> str:
    """The one spelling in which an e-mail is kept, looked up and counted."""
    return email.strip().casefold()


def by_email(session: Session, email: str) -> User | None:
    """The account with this e-mail, however it is spelled."""
    return session.scalar(select(User).where(User.email == same_spelling(email)))


def by_uniquifier(session: Session, uniquifier: str) -> User | None:
    """The account whose sessions carry this mark."""
    return session.scalar(select(User).where(User.fs_uniquifier == uniquifier))


def any_user(session: Session) -> bool:
    """Whether there is any account."""
    return session.scalar(select(User.id).limit(1)) is not None


def create(session: Session, email: str, role: str, password_hash: str) -> User:
    """Make an account whose password must be changed at the first login. Raises AccountExists."""
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")
    with writing(session):
        if by_email(session, email) is not None:
            raise AccountExists(email)
        user = User(
            email=same_spelling(email),
            password=password_hash,
            must_change_password=True,
            fs_uniquifier=_new_mark(),
            created_at=datetime.now(UTC),
            roles=[_role(session, role)],
        )
        session.add(user)
        journal.add(session, journal.COMMAND, "user created", f"{user.email}, {role}")
    return user


def reset(session: Session, email: str, password_hash: str) -> bool:
    """Give an account a one-time password, without a second factor, enabled; end its sessions.

    Returns whether the account had been disabled. Raises AccountUnknown.
    """
    with writing(session):
        user = _known(session, email)
        was_disabled = not user.active
        user.password, user.must_change_password, user.active = password_hash, True, True
        _forget_second_factor(user)
        journal.add(session, journal.COMMAND, "password reset", user.email)
    return was_disabled


def disable(session: Session, email: str) -> None:
    """Shut an account and end its sessions. Raises AccountUnknown."""
    with writing(session):
        user = _known(session, email)
        user.active = False
        user.fs_uniquifier = _new_mark()
        journal.add(session, journal.COMMAND, "user disabled", user.email)


def change_password(session: Session, user: User, password_hash: str) -> None:
    """Take the password that the account's owner has chosen; end the account's sessions."""
    with writing(session):
        user.password, user.must_change_password = password_hash, False
        user.fs_uniquifier = _new_mark()
        journal.add(session, user.email, "password changed", user.email)


def switch_second_factor_on(session: Session, user: User, secret: str, step: int) -> None:
    """From now on ask for codes of `secret` (encrypted) later than that of `step`; end the account's sessions."""
    with writing(session):
        user.tf_primary_method, user.tf_totp_secret, user.tf_last_step = AUTHENTICATOR, secret, step
        user.fs_uniquifier = _new_mark()
        journal.add(session, user.email, "second factor on", user.email)


def switch_second_factor_off(session: Session, user: User) -> None:
    """Ask for codes no longer; end the account's sessions."""
    with writing(session):
        _forget_second_factor(user)
        journal.add(session, user.email, "second factor off", user.email)


def spend_step(session: Session, user: User, step: int) -> bool:
    """Use up the code of a time step; False if it, or a later one, was used before."""
    unused = or_(User.tf_last_step.is_(None), User.tf_last_step < step)
    with writing(session):
        spent = session.scalar(
            update(User).where(User.id == user.id, unused).values(tf_last_step=step).returning(User.id)
        )
    return spent is not None


def note_login(session: Session, user: User) -> None:
    """Write down that somebody signed in."""
    journal.note(session, user.email, "login", user.email)


def note_failed_login(session: Session, user: User | None) -> None:
    """Write down a failed login, with the account if it exists. It takes the same time if it does not."""
    journal.note(session, journal.NOBODY, "login failed", user.email if user is not None else "")


def end_sessions(session: Session, user: User) -> None:
    """Sign an account out everywhere."""
    with writing(session):
        user.fs_uniquifier = _new_mark()
        journal.add(session, user.email, "logout", user.email)


def _new_mark() -> str:
    return secrets.token_hex(32)


def _known(session: Session, email: str) -> User:
    user = by_email(session, email)
    if user is None:
        raise AccountUnknown(email)
    return user


def _role(session: Session, name: str) -> Role:
    return session.scalar(select(Role).where(Role.name == name)) or Role(name=name)


def _forget_second_factor(user: User) -> None:
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_step = None
    user.fs_uniquifier = _new_mark()
