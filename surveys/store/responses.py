"""Responses: stored once, in one transaction with their tallies; found again by a repeat; read out in a stream."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Engine, Select, bindparam, literal, select
from sqlalchemy.orm import Session

from models import Response
from surveys.store import assessments, database, direct, tallies
from surveys.store.database import insert_into
from surveys.store.direct import Direct


class Outcome(Enum):
    """What became of a submit."""

    STORED = "stored"
    REPEATED = "repeated"  # the same answers are stored already: to be thanked again
    DIFFERENT = "different"  # other answers are stored under this ticket: never to be thanked
    MOVED = "moved"  # what the ticket was for takes no responses any more


@dataclass(frozen=True)
class NewResponse:
    """A response that wants to be stored; `answers` are those that count, `day` is the region's calendar day."""

    organization_id: int
    id: str
    assessment_id: int
    channel: str
    day: date
    questionnaire: str
    answers: dict[str, str]


def response_id(key: bytes, nonce: str) -> str:
    """A response's id, 32 hexadecimal digits: a keyed hash of its ticket's nonce under a passing key."""
    return hmac.digest(key, nonce.encode(), "sha256").hex()[:32]


def outcome_before(engine: Engine, new: NewResponse) -> Outcome | None:
    """Whether the ticket of `new` was spent already, and on the same answers; None if it was not."""
    with database.session_of(engine) as session:
        stored = session.scalar(_stored(new.organization_id, new.id))
    if stored is None:
        return None
    return Outcome.REPEATED if stored == new.answers else Outcome.DIFFERENT


def store(engine: Engine, new: NewResponse, counts: list[tuple[str, str]]) -> Outcome:
    """Store a response and add `counts` (question id, counted value) to its organization's tallies.

    Nothing but other responses is written in this transaction. Raises Unavailable if the database does not take it.
    """
    if direct.together(engine, new.organization_id, lambda now: insert(now, new, counts)):
        return Outcome.STORED
    return outcome_before(engine, new) or Outcome.MOVED


def insert(now: Direct, new: NewResponse, counts: list[tuple[str, str]]) -> bool:
    """Store and count a response in its transaction, if its id is not taken and its assessment takes responses now."""
    values = vars(new) | {"day": new.day.isoformat(), "answers": json.dumps(new.answers)}
    if now.dialect == "postgresql":
        return now.run(_insert_and_count, values | {"counts": json.dumps(dict(counts))}).fetchone() is not None
    if now.run(_insert_if_received, values).rowcount != 1:
        return False
    tallies.add(now, new.organization_id, new.assessment_id, new.questionnaire, new.day, new.channel, counts)
    return True


def _stored(organization_id: Any, id_: Any) -> Select[Any]:
    """The answers that an organization has under an id, whichever assessment they went to.

    Each assessment that can have them is asked for this one key, as a value and not as a join: however many responses
    there are and whatever the database believes of their number, that is a few looks into an index.
    """
    place = assessments.places(organization_id)
    there = (Response.organization_id == organization_id, Response.assessment_id == place.c.id, Response.id == id_)
    answers = select(Response.answers).where(*there).scalar_subquery()
    found = select(answers.label("answers")).select_from(place).subquery()
    return select(found.c.answers).where(found.c.answers.is_not(None))


def _insert_if_received(dialect: str) -> Any:
    """Inserts a response unless its id is taken, or its assessment is not the one that takes them now."""
    columns = [Response.__table__.c[field.name] for field in fields(NewResponse)]
    new = {column.name: bindparam(column.name, type_=column.type) for column in columns}
    goes_to = assessments.receiving(new["organization_id"], new["day"])
    is_new = ~_stored(new["organization_id"], new["id"]).exists()
    rows = select(*new.values(), literal("accepted")).where(goes_to == new["assessment_id"], is_new)
    return insert_into(Response, dialect).from_select([*columns, "status"], rows).on_conflict_do_nothing()


def _insert_and_count(dialect: str) -> Any:
    """The response and its tallies in one statement: PostgreSQL is asked once, not three times."""
    new = _insert_if_received(dialect).returning(Response.__table__.c.id).cte("new")
    adding = [part(dialect, new).cte(part.__name__) for part in (tallies.to_day, tallies.to_answers)]
    return select(new.c.id).add_cte(*adding)


def stream(session: Session) -> Iterator[Response]:
    """All responses, one at a time, organization by organization.

    Within a round of it they come in the order of their random-looking ids, which tells nothing of time.
    """
    query = select(Response).order_by(*Response.__table__.primary_key)
    for response in session.scalars(query.execution_options(yield_per=1000)):
        yield response
        session.expunge(response)
