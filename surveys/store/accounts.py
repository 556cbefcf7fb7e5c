"""Accounts of the office. Each change is one transaction together with its entry in the journal.

A password comes here as a hash. Whatever takes trust away from an account, or gives it anew, renews
`fs_uniquifier`, which ends every session that the account had.
"""

import secrets
from collections.abc import Collection, Sequence
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


class Oneself(Exception):
    """Somebody at work in the office would shut himself out of it."""


class LastOperator(Exception):
    """Nobody would be left who can run the office."""


def same_spelling(email: str) -> str:
    """The one spelling in which an e-mail is kept, looked up and counted."""
    return email.strip().casefold()


def by_email(session: Session, email: str) -> User | None:
    """The account with this e-mail, however it is spelled."""
    return session.scalar(select(User).where(User.email == same_spelling(email)))


def by_uniquifier(session: Session, uniquifier: str) -> User | None:
    """The account whose sessions carry this mark."""
    return session.scalar(select(User).where(User.fs_uniquifier == uniquifier))


def by_id(session: Session, user_id: int) -> User | None:
    """The account with this id."""
    return session.get(User, user_id)


def everyone(session: Session) -> Sequence[User]:
    """All accounts, those that are open first, by e-mail."""
    return session.scalars(select(User).order_by(User.active.desc(), User.email)).all()


def is_operator(user: User) -> bool:
    """Whether an account may run the office."""
    return any(role.name == "operator" for role in user.roles)


def any_user(session: Session) -> bool:
    """Whether there is any account."""
    return session.scalar(select(User.id).limit(1)) is not None


def create(session: Session, email: str, role: str, password_hash: str, actor: str = journal.COMMAND) -> User:
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
        journal.add(session, actor, "user created", f"{user.email}, {role}")
    return user


def reset(
    session: Session,
    email: str,
    password_hash: str,
    *,
    keep_second_factor: bool = False,
    actor: str = journal.COMMAND,
) -> bool:
    """Give an account a one-time password, enabled; end its sessions and, unless told otherwise, its second factor.

    Returns whether the account had been disabled. Raises AccountUnknown.
    """
    with writing(session):
        user = _known(session, email)
        was_disabled = not user.active
        user.password, user.must_change_password, user.active = password_hash, True, True
        if keep_second_factor:
            user.fs_uniquifier = _new_mark()
        else:
            _forget_second_factor(user)
        journal.add(session, actor, "password reset", user.email)
    return was_disabled


def disable(session: Session, email: str, actor: str = journal.COMMAND) -> None:
    """Shut an account and end its sessions. Raises AccountUnknown; in the office also Oneself and LastOperator."""
    with writing(session):
        user = _known(session, email)
        _spare_operators(session, user, actor)
        user.active = False
        user.fs_uniquifier = _new_mark()
        journal.add(session, actor, "user disabled", user.email)


def enable(session: Session, email: str, actor: str) -> None:
    """Open a disabled account again, with the password that it had. Raises AccountUnknown."""
    with writing(session):
        user = _known(session, email)
        user.active = True
        user.fs_uniquifier = _new_mark()
        journal.add(session, actor, "user enabled", user.email)


def change_roles(session: Session, email: str, roles: Collection[str], actor: str) -> None:
    """Give an account other roles; end its sessions. Raises AccountUnknown, Oneself and LastOperator."""
    if not roles or not set(roles) <= set(ROLES):
        raise ValueError(f"not roles: {roles}")
    with writing(session):
        user = _known(session, email)
        if is_operator(user) and "operator" not in roles:
            _spare_operators(session, user, actor)
        user.roles = [_role(session, name) for name in sorted(roles)]
        user.fs_uniquifier = _new_mark()
        journal.add(session, actor, "roles changed", f"{user.email}, {', '.join(sorted(roles))}")


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


def switch_second_factor_off(session: Session, user: User, actor: str = "") -> None:
    """Ask for codes no longer; end the account's sessions. Its owner does it unless another one is named."""
    with writing(session):
        _forget_second_factor(user)
        journal.add(session, actor or user.email, "second factor off", user.email)


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


def note_wrong_password(session: Session, user: User) -> None:
    """Write down that somebody who is signed in did not know the account's password."""
    journal.note(session, user.email, "wrong password", user.email)


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


def _spare_operators(session: Session, user: User, actor: str) -> None:
    """Refuse to take the office from whoever is at work in it, or from its last operator. A command may."""
    if actor == journal.COMMAND:
        return
    if user.email == actor:
        raise Oneself(actor)
    others = select(User.id).where(User.active, User.id != user.id, User.roles.any(Role.name == "operator"))
    if is_operator(user) and session.scalar(others.limit(1)) is None:
        raise LastOperator(user.email)


def _role(session: Session, name: str) -> Role:
    return session.scalar(select(Role).where(Role.name == name)) or Role(name=name)


def _forget_second_factor(user: User) -> None:
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_step = None
    user.fs_uniquifier = _new_mark()
