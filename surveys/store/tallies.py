"""Tallies: how many answered what, moved in the response's own transaction and read at the same cost for any number."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, FromClause, bindparam, func, literal, select, true
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
    """Add one response: one to its day and channel, and one to each (question id, counted value) of `counts`."""
    where: dict[str, object] = {"organization_id": organization_id, "assessment_id": assessment_id}
    direct.run(to_day, where | {"day": day.isoformat(), "channel": channel})
    direct.run(to_answers, where | {"questionnaire": questionnaire, "counts": json.dumps(dict(counts))})


def to_day(dialect: str, new: FromClause | None = None) -> Any:
    """Adds one response (or each row of `new`) to its organization's day and channel."""
    return _one_more(dialect, DayTally, {}, [new])


def to_answers(dialect: str, new: FromClause | None = None) -> Any:
    """Adds one response (or each row of `new`) to its answers; `counts` are one JSON object, {question: counted value}.

    They are taken in the order of the questions, so that two transactions lock rows in the same order.
    """
    unpacked = func.json_each_text if dialect == "postgresql" else func.json_each
    given = unpacked(bindparam("counts", type_=JSON)).table_valued("key", "value")
    return _one_more(dialect, AnswerTally, {"question": given.c.key, "answer": given.c.value}, [new, given])


def _one_more(dialect: str, table: Any, told: dict[str, Any], sources: list[FromClause | None]) -> Any:
    """Counts one more in the row of `table` whose key is `told`, and else comes with the statement."""
    key = list(table.__table__.primary_key)
    cells = [told.get(column.name, bindparam(column.name, type_=column.type)) for column in key]
    rows = select(*cells, literal(1)).select_from(*(one for one in sources if one is not None)).where(true())
    rows = rows.order_by(*told.values())
    new = insert_into(table, dialect).from_select([*key, table.__table__.c.count], rows)
    return new.on_conflict_do_update(index_elements=key, set_={"count": table.__table__.c.count + 1})


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
