"""What tests of commands share."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from surveys.store import journal


@pytest.fixture
def written(session: Session) -> Callable[[], list[tuple[str, str, str]]]:
    """What stands in the journal: actor, action, subject, oldest first."""

    def read() -> list[tuple[str, str, str]]:
        session.rollback()
        return [(entry.actor, entry.action, entry.subject) for entry in reversed(journal.latest(session))]

    return read
