"""Tallies: how many answered what, moved in the response's own transaction and read at the same cost for any number."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Integer, String, bindparam, func, literal, select, true
from sqlalchemy.orm import Session

from models import AnswerTally, DayTally
from surveys.store.database import insert_into
from surveys.store.direct import Direct


def add(  # noqa: PLR0913, PLR0917
    direct: Direct,
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
    where: dict[str, object] = {"organization_id": organization_id, "assessment_id": assessment_id}
    direct.run(_add_to_day, where | {"day": day.isoformat(), "channel": channel, "count": 1})
    direct.run(_add_to_answers, where | {"questionnaire": questionnaire, "counts": json.dumps(dict(counts))})


def _add_to_day(dialect: str) -> Any:
    return _or_one_more(insert_into(DayTally, dialect), DayTally)


def _add_to_answers(dialect: str) -> Any:
    """All answers of a response in one statement: they come as one JSON object, {question: counted value}."""
    unpacked = func.json_each_text if dialect == "postgresql" else func.json_each
    given = unpacked(bindparam("counts", type_=JSON)).table_valued("key", "value")
    rows = (
        select(
            bindparam("organization_id", type_=Integer),
            bindparam("assessment_id", type_=Integer),
            bindparam("questionnaire", type_=String),
            given.c.key,
            given.c.value,
            literal(1),
        )
        .where(true())
        .order_by(given.c.key)
    )
    columns = ("organization_id", "assessment_id", "questionnaire", "question", "answer", "count")
    return _or_one_more(insert_into(AnswerTally, dialect).from_select(columns, rows), AnswerTally)


def _or_one_more(statement: Any, table: type[AnswerTally] | type[DayTally]) -> Any:
    more = table.__table__.c.count + 1
    return statement.on_conflict_do_update(index_elements=list(table.__table__.primary_key), set_={"count": more})


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
