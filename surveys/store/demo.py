"""An invented region in the database: put there in bulk, and known again, so that nobody takes it for a real one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models import AnswerTally, Base, DayTally, JournalEntry, Organization, Response
from surveys.domain import registry, tally
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.registry import Record
from surveys.store import journal, organizations
from surveys.store.assessments import Receptions
from surveys.store.database import insert_into, writing
from surveys.store.responses import NewResponse

ACTION = "demo"
"""What the journal calls it: its entry is the mark that the data is invented."""

Cell = tuple[Any, ...]
"""The primary key of a tally."""


@dataclass(frozen=True)
class Present:
    """What a database holds already."""

    organizations: int
    responses: int


def is_demo(session: Session) -> bool:
    """Whether the database holds an invented region."""
    return session.scalar(select(JournalEntry.id).where(JournalEntry.action == ACTION).limit(1)) is not None


def present(session: Session, trial: Record) -> Present:
    """What there is besides the organization to try things with."""
    others = Organization.match_key != registry.match_key(trial.name, trial.municipality)
    responses = select(func.sum(DayTally.count)).where(
        DayTally.organization_id.in_(select(Organization.id).where(others))
    )
    return Present(
        organizations=session.scalar(select(func.count()).select_from(Organization).where(others)) or 0,
        responses=int(session.scalar(responses) or 0),
    )


def codes_taken(session: Session) -> set[str]:
    """The codes that organizations have already."""
    return set(session.scalars(select(Organization.code)))


def register(session: Session, records: Mapping[str, Record], note: str) -> dict[str, int]:
    """Put organizations under codes of the caller's choice into the registry; their ids by code.

    The journal's entry, which marks the database, is written in the same transaction.
    """
    with writing(session):
        ids = organizations.add_under_codes(session, records)
        journal.add(session, journal.COMMAND, ACTION, note)
    Receptions.changes += 1
    return ids


def add(session: Session, responses: Sequence[NewResponse], questionnaires: Mapping[str, Questionnaire]) -> None:
    """Store responses with their tallies in one transaction; `questionnaires` are those that they answer, by key."""
    in_order = sorted(responses, key=lambda one: (one.organization_id, one.assessment_id, one.id))
    rows = [vars(response) | {"status": "accepted"} for response in in_order]
    days = Counter((one.organization_id, one.assessment_id, one.day, one.channel) for one in in_order)
    with writing(session):
        session.connection().execute(insert(Response), rows)
        _add_up(session, DayTally, days)
        _add_up(session, AnswerTally, _answers(in_order, questionnaires))


def _answers(responses: Sequence[NewResponse], questionnaires: Mapping[str, Questionnaire]) -> Counter[Cell]:
    """How many gave which answer. Equal answers are put together first: then few are left to look at."""
    given: dict[tuple[int, int, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for one in responses:
        given[one.organization_id, one.assessment_id, one.questionnaire].update(one.answers.items())
    counts: Counter[Cell] = Counter()
    for where, answers in given.items():
        for (question, answer), number in answers.items():
            for counted in tally.countable(questionnaires[where[2]], {question: answer}):
                counts[*where, *counted] += number
    return counts


def _add_up(session: Session, table: type[Base], counts: Mapping[Cell, int]) -> None:
    key = list(table.__table__.primary_key)
    names = [column.name for column in key]
    new = insert_into(table, session.connection().dialect.name)
    more = table.__table__.c["count"] + new.excluded["count"]
    rows = [dict(zip(names, cell, strict=True)) | {"count": count} for cell, count in sorted(counts.items(), key=str)]
    session.connection().execute(new.on_conflict_do_update(index_elements=key, set_={"count": more}), rows)
