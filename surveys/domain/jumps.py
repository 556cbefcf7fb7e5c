"""The skip rules of a questionnaire as somebody follows them on paper: where to go on after an answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.domain.questionnaire import Questionnaire


@dataclass(frozen=True)
class Jumps:
    """`after` an answer (question id, value): the id of the question to go on with, None for the end.

    An answer that is not among them goes on with the next question. `told` are the ids of questions that no jump
    leads past though they do not concern everybody: on paper each has to say itself whom it concerns.
    """

    after: Mapping[tuple[str, str], str | None]
    told: frozenset[str]


def jumps(questionnaire: Questionnaire) -> Jumps:
    """What a paper questionnaire has to say so that its reader is asked what the screen would ask."""
    after: dict[tuple[str, str], str | None] = {}
    told: set[str] = set()
    for place, gate in enumerate(questionnaire.questions):
        following = questionnaire.questions[place + 1 :]
        for value in gate.values:
            closed: list[str] = []
            for question in following:
                rule = question.asked_if
                if rule and (rule.question in closed or (rule.question == gate.id and rule.answer != value)):
                    closed.append(question.id)
            passed = 0
            while passed < len(closed) and following[passed].id == closed[passed]:
                passed += 1
            if passed:
                after[gate.id, value] = following[passed].id if passed < len(following) else None
            told.update(closed[passed:])
    return Jumps(after, frozenset(told))
