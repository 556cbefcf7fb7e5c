"""Whether what was approved still stands as it was: its digest, its figures, and what has changed around it since."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision
from surveys.domain import frozen
from surveys.domain.methodology import Method, MethodError
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.rating import Assessed, rated
from surveys.store import assessed, decisions


@dataclass(frozen=True)
class Checked:
    """What was found of a decision.

    `is_whole` is whether its digest fits what is stored; `wrong` are the codes whose figures or places are not what
    their frozen inputs give; `moved` are the codes whose counts and marks are by now others than those frozen, which
    changes nothing of what was approved.
    """

    assessment_id: int
    version: int
    organizations: int
    is_whole: bool
    wrong: list[str]
    moved: list[str]

    @property
    def is_right(self) -> bool:
        """Whether the approved figures are those that were approved."""
        return self.is_whole and not self.wrong


def checked(session: Session, definition: Callable[[str], Questionnaire | None]) -> Iterator[Checked]:
    """Look at every decision, one after the other. One that cannot be read any more is not whole."""
    for decision in session.scalars(select(Decision).order_by(Decision.id)).all():
        try:
            found = _checked(session, decision, definition)
        except (LookupError, TypeError, ValueError, AttributeError, MethodError):
            found = Checked(decision.assessment_id, decision.version, 0, is_whole=False, wrong=[], moved=[])
        yield found


def _checked(session: Session, decision: Decision, definition: Callable[[str], Questionnaire | None]) -> Checked:
    method = decisions.method_of(decision)
    stored = list(decisions.results(session, decision, method))
    again = {one.code: one for one in rated(method, (replace(one, place=None, places=()) for one in stored))}
    digest = frozen.digest(decision.assessment_id, decision.questionnaire, method, stored)
    return Checked(
        assessment_id=decision.assessment_id,
        version=decision.version,
        organizations=len(stored),
        is_whole=digest == decision.digest,
        wrong=[one.code for one in stored if not _same(one, again[one.code])],
        moved=_moved(session, decision, method, stored, definition),
    )


def _same(one: Assessed, other: Assessed) -> bool:
    return (one.score, one.place, one.places) == (other.score, other.place, other.places)


def _moved(
    session: Session,
    decision: Decision,
    method: Method,
    stored: list[Assessed],
    definition: Callable[[str], Questionnaire | None],
) -> list[str]:
    questionnaire = definition(decision.questionnaire)
    if questionnaire is None or any(method.misfits(questionnaire)):
        return []
    now = {one.code: one.inputs for one in assessed.of_round(session, decision.assessment_id, method, questionnaire)}
    return [one.code for one in stored if now.get(one.code) != one.inputs]
