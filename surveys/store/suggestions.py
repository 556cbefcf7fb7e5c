"""What respondents wrote in their own words: read page by page in the order of random ids, redacted where needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from models import AnswerTally, Organization, Response
from surveys.domain import redaction
from surveys.domain.messages import N_, Message
from surveys.store import journal, traces
from surveys.store.database import writing

Key = tuple[int, int, str]
"""Which response is meant: its organization, its assessment, its id."""


@dataclass(frozen=True)
class Written:
    """The texts of one response by question id; `id` tells nothing of time or person."""

    id: str
    assessment_id: int
    questionnaire: str
    set_aside: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Texts:
    """A part of the texts, and whether there are others before and after it."""

    shown: list[Written]
    earlier: bool
    later: bool


def read(  # noqa: PLR0913
    session: Session,
    organization_id: int,
    assessment_id: int,
    questions: Sequence[str],
    *,
    after: str = "",
    before: str = "",
    length: int = 20,
) -> Texts:
    """What an organization's respondents wrote to these questions in a round: what stands after or before an id."""
    given = or_(False, *(Response.answers[question].as_string() != "" for question in questions))
    query = select(Response).where(
        Response.organization_id == organization_id, Response.assessment_id == assessment_id, given
    )
    if before:
        query = query.where(Response.id < before).order_by(Response.id.desc())
    else:
        query = query.where(Response.id > after).order_by(Response.id)
    found = [_written(response, questions) for response in session.scalars(query.limit(length + 1))]
    more, shown = len(found) > length, found[:length]
    return Texts(shown[::-1], more, True) if before else Texts(shown, bool(after), more)


def counted(session: Session, assessment_id: int, questions: Sequence[str]) -> dict[str, int]:
    """How many responses of a round have a text to these questions, by the organization's code."""
    query = (
        select(Organization.code, func.sum(AnswerTally.count))
        .join(AnswerTally, AnswerTally.organization_id == Organization.id)
        .where(AnswerTally.assessment_id == assessment_id, AnswerTally.question.in_(questions))
        .group_by(Organization.code)
        .having(func.sum(AnswerTally.count) > 0)
    )
    return {code: int(count) for code, count in session.execute(query)}


def one(session: Session, this: Key, questions: Sequence[str]) -> Written | None:
    """The texts of one response to these questions; None if there is no such response, or none in it."""
    response = session.get(Response, this, populate_existing=True)
    written = None if response is None else _written(response, questions)
    return written if written and written.texts else None


def redact(  # noqa: PLR0913, PLR0917
    session: Session, this: Key, question: str, seen: str, left: str, actor: str
) -> Message | None:
    """Take out of a text what is not in `left` any more; or why not. The journal says where, never what.

    `seen` is the text that a person looked at. Tallies count that a text was given, so they stay as they are.
    """
    with writing(session):
        written = one(session, this, [question])
        if written is None or written.texts[question] != seen:
            return N_("Somebody else has changed this text meanwhile. Look at it again.")
        result = redaction.redacted(seen, left)
        if isinstance(result, Message):
            return result
        response = session.get_one(Response, this)
        response.answers = response.answers | {question: result}
        code = session.scalar(select(Organization.code).where(Organization.id == this[0]))
        journal.add(session, actor, "redact text", f"{code}, {written.assessment_id}, {question}")
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    traces.erase(
        engine, Response.__tablename__
    )  # the old text leaves the files; while an export reads, housekeeping does it
    return None


def _written(response: Response, questions: Sequence[str]) -> Written:
    texts = {question: response.answers[question] for question in questions if response.answers.get(question)}
    is_set_aside = response.status != "accepted"
    return Written(response.id, response.assessment_id, response.questionnaire, is_set_aside, texts)
