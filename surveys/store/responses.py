"""Responses: stored once, in one transaction with their tallies; found again by a repeat; read out in a stream."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import Response
from surveys.store import assessments, tallies
from surveys.store.database import writing


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
    return hmac.new(key, nonce.encode(), hashlib.sha256).hexdigest()[:32]


def outcome_before(session: Session, new: NewResponse) -> Outcome | None:
    """Whether the ticket of `new` was spent already, and on the same answers; None if it was not."""
    stored = session.scalar(
        select(Response.answers).where(Response.organization_id == new.organization_id, Response.id == new.id)
    )
    if stored is None:
        return None
    return Outcome.REPEATED if stored == new.answers else Outcome.DIFFERENT


def store(session: Session, code: str, new: NewResponse, counts: list[tuple[str, str]]) -> Outcome:
    """Store a response of the organization `code` and add `counts` (question id, counted value) to its tallies.

    Nothing else is written in this transaction. Raises Unavailable if the database does not take it.
    """
    with writing(session):
        before = outcome_before(session, new)
        if before is not None:
            return before
        now_at = assessments.reception(session, code, new.day)
        if now_at is None or now_at.assessment_id != new.assessment_id:
            return Outcome.MOVED
        session.execute(insert(Response).values(asdict(new)))
        tallies.add(session, new.organization_id, new.assessment_id, new.questionnaire, new.day, new.channel, counts)
    return Outcome.STORED


def questionnaires_used(session: Session, assessment_id: int) -> list[str]:
    """The keys of the questionnaires that an assessment's responses answered, sorted."""
    query = select(Response.questionnaire).where(Response.assessment_id == assessment_id).distinct()
    return sorted(session.scalars(query))


def stream(session: Session, assessment_id: int | None = None) -> Iterator[Response]:
    """The responses of an assessment (None: of all), one at a time, organization by organization.

    Within an organization they come in the order of their random-looking ids, which tells nothing of time.
    """
    query = select(Response).order_by(Response.organization_id, Response.id)
    if assessment_id is not None:
        query = query.where(Response.assessment_id == assessment_id)
    for response in session.scalars(query.execution_options(yield_per=1000)):
        yield response
        session.expunge(response)
