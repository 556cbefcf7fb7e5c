"""Tallies: how many answered what, moved in the response's own transaction and read at the same cost for any number."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AnswerTally, DayTally
from surveys.store.database import insert_for


def add(  # noqa: PLR0913, PLR0917
    session: Session,
    organization_id: int,
    assessment_id: int,
    questionnaire: str,
    day: date,
    channel: str,
    counts: Sequence[tuple[str, str]],
) -> None:
    """Add one response: one to its day and channel, and one to each (question id, counted value) of `counts`.

    `counts` come sorted, so that two transactions lock rows in the same order.
    """
    where = {"organization_id": organization_id, "assessment_id": assessment_id}
    _add_one(session, DayTally, [where | {"day": day, "channel": channel, "count": 1}])
    if counts:
        answered = [
            where | {"questionnaire": questionnaire, "question": question, "answer": answer, "count": 1}
            for question, answer in counts
        ]
        _add_one(session, AnswerTally, answered)


def _add_one(session: Session, table: type[AnswerTally] | type[DayTally], rows: list[dict[str, object]]) -> None:
    columns = [column.name for column in table.__table__.primary_key]
    statement = insert_for(session, table)
    more = table.__table__.c.count + statement.excluded.count
    session.execute(statement.on_conflict_do_update(index_elements=columns, set_={"count": more}), rows)


def by_assessment(session: Session) -> dict[int, int]:
    """How many accepted responses each assessment has, by its id."""
    query = select(DayTally.assessment_id, func.sum(DayTally.count)).group_by(DayTally.assessment_id)
    return {assessment_id: int(count) for assessment_id, count in session.execute(query)}


def by_channel(session: Session, assessment_id: int) -> dict[str, int]:
    """How many accepted responses of an assessment came by each channel."""
    query = (
        select(DayTally.channel, func.sum(DayTally.count))
        .where(DayTally.assessment_id == assessment_id)
        .group_by(DayTally.channel)
        .order_by(DayTally.channel)
    )
    return {channel: int(count) for channel, count in session.execute(query)}


def by_day(session: Session, assessment_id: int) -> dict[date, int]:
    """How many accepted responses of an assessment came on each day that had any."""
    query = (
        select(DayTally.day, func.sum(DayTally.count))
        .where(DayTally.assessment_id == assessment_id)
        .group_by(DayTally.day)
        .order_by(DayTally.day)
    )
    return {day: int(count) for day, count in session.execute(query)}
