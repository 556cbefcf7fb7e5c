"""Counts the tallies anew from the responses and says where the stored ones differ."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AnswerTally, DayTally, Response
from surveys.domain import tally
from surveys.domain.questionnaire import Questionnaire
from surveys.store import responses

Cell = tuple[object, ...]
"""What a tally counts: ("day", assessment, day, channel) or ("answer", assessment, questionnaire, question, value)."""


@dataclass(frozen=True)
class Difference:
    """A tally that is not what the responses say."""

    organization_id: int
    cell: Cell
    stored: int
    counted: int


class UnknownQuestionnaire(Exception):
    """Responses answer a questionnaire whose definition file is not there any more; the text is its key."""


def differences(
    session: Session, definition: Callable[[str], Questionnaire | None]
) -> Iterator[Difference | tuple[int, int]]:
    """Every difference, and for each organization that has responses a pair (organization id, responses recounted).

    Raises UnknownQuestionnaire where a definition is needed that is gone.
    """
    stored = _stored(session)
    for organization_id, group in groupby(responses.stream(session), key=lambda r: r.organization_id):
        counted, number = _counted(group, definition)
        yield organization_id, number
        yield from _compared(organization_id, stored.pop(organization_id, Counter()), counted)
    for organization_id, cells in stored.items():
        yield from _compared(organization_id, cells, Counter())


def _compared(organization_id: int, stored: Counter[Cell], counted: Counter[Cell]) -> Iterator[Difference]:
    for cell in sorted(stored.keys() | counted.keys(), key=str):
        if stored[cell] != counted[cell]:
            yield Difference(organization_id, cell, stored[cell], counted[cell])


def _counted(group: Iterator[Response], definition: Callable[[str], Questionnaire | None]) -> tuple[Counter[Cell], int]:
    counts: Counter[Cell] = Counter()
    number = 0
    for response in group:
        number += 1
        if response.status != "accepted":
            continue
        questionnaire = definition(response.questionnaire)
        if questionnaire is None:
            raise UnknownQuestionnaire(response.questionnaire)
        counts["day", response.assessment_id, response.day, response.channel] += 1
        for question, answer in tally.countable(questionnaire, response.answers):
            counts["answer", response.assessment_id, response.questionnaire, question, answer] += 1
    return counts, number


def _stored(session: Session) -> dict[int, Counter[Cell]]:
    cells: dict[int, Counter[Cell]] = {}
    for answer in session.scalars(select(AnswerTally)):
        key: Cell = ("answer", answer.assessment_id, answer.questionnaire, answer.question, answer.answer)
        cells.setdefault(answer.organization_id, Counter())[key] = answer.count
    for day in session.scalars(select(DayTally)):
        key = ("day", day.assessment_id, day.day, day.channel)
        cells.setdefault(day.organization_id, Counter())[key] = day.count
    return cells
