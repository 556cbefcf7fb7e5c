"""The journal: who did what in the office or by a command. It holds nothing of respondents and no address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import JournalEntry
from surveys.store.database import writing

COMMAND = "flask"
"""The actor of what was done from the command line."""

NOBODY = ""
"""The actor of what was tried by somebody who did not sign in."""


def note(session: Session, actor: str, action: str, subject: str = "") -> None:
    """Write down that `actor` did `action` to `subject`, in a transaction of its own."""
    with writing(session):
        add(session, actor, action, subject)


def add(session: Session, actor: str, action: str, subject: str = "") -> None:
    """Write it down together with what was done, in the caller's transaction."""
    entry = JournalEntry(at=datetime.now(UTC), actor=actor[:255], action=action[:60], subject=subject[:300])
    session.add(entry)


def latest(session: Session, limit: int = 100) -> Sequence[JournalEntry]:
    """The newest entries, newest first."""
    return session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(limit)).all()


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for: `actions` none means all; `until` is the first moment that is too late."""

    actions: Collection[str] = ()
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def count(session: Session, wanted: Wanted) -> int:
    """How many entries there are."""
    return session.scalar(_filtered(select(func.count(JournalEntry.id)), wanted)) or 0


def page(session: Session, wanted: Wanted, first: int, number: int) -> Sequence[JournalEntry]:
    """`number` entries, newest first, after the newest `first`."""
    asked = _filtered(select(JournalEntry), wanted).order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
    return session.scalars(asked.offset(first).limit(number)).all()


def actions(session: Session) -> Sequence[str]:
    """Every action that has been noted."""
    return session.scalars(select(JournalEntry.action).distinct().order_by(JournalEntry.action)).all()


def actors(session: Session) -> Sequence[str]:
    """Everybody who has done something."""
    return session.scalars(select(JournalEntry.actor).distinct().order_by(JournalEntry.actor)).all()


def last_logins(session: Session) -> Mapping[str, datetime]:
    """When each account signed in last, by its e-mail."""
    latest_of = select(JournalEntry.actor, func.max(JournalEntry.at)).where(JournalEntry.action == "login")
    return {row[0]: row[1] for row in session.execute(latest_of.group_by(JournalEntry.actor))}


def _filtered(asked: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.actions:
        asked = asked.where(JournalEntry.action.in_(wanted.actions))
    if wanted.actor is not None:
        asked = asked.where(JournalEntry.actor == wanted.actor)
    if wanted.since is not None:
        asked = asked.where(JournalEntry.at >= wanted.since)
    if wanted.until is not None:
        asked = asked.where(JournalEntry.at < wanted.until)
    return asked
