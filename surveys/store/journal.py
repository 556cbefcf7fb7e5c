"""The journal: who did what in the office or by a command. It holds nothing of respondents and no address."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
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
