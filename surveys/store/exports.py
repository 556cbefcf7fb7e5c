"""Responses as rows of a table that goes out, streamed, with the questions that get a column."""

from collections.abc import Generator, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Text, cast, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from models import OrganizationForm, Response
from surveys.definitions.loader import Questionnaires
from surveys.domain.messages import N_, Message
from surveys.domain.questionnaire import Question
from surveys.domain.registry import FORM_NAMES, Form
from surveys.files.response_table import ResponseRow
from surveys.store import organizations
from surveys.store.database import read_json
from surveys.store.selections import Selection, conditions

ROWS_AT_ONCE = 1000

AS_IT_COMES = NullType()
"""A column that SQLAlchemy hands on as the driver gives it: in a million rows, that is half of the time."""


class ExportRefused(Exception):
    """Responses that cannot be taken out; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def questions(session: Session, selection: Selection, known: Questionnaires) -> list[Question]:
    """The questions that get a column, in the questionnaires' order. Raises ExportRefused if one is not known."""
    used = select(Response.questionnaire).where(*conditions(selection)).distinct()
    keys = sorted(session.scalars(used))
    definitions = [known.get(key) for key in keys] if keys else known.all()[:1]
    gone = [key for key, definition in zip(keys, definitions, strict=False) if definition is None]
    if gone:
        raise ExportRefused(N_("The definition file of %(keys)s is not there any more.", keys=", ".join(gone)))
    columns: dict[str, Question] = {}
    for question in (question for definition in definitions if definition for question in definition.questions):
        columns.setdefault(question.id, question)
    return list(columns.values())


def rows(session: Session, selection: Selection) -> Generator[ResponseRow]:
    """The responses that are meant, some in memory at a time, organization by organization.

    Within an organization they come in the order of their random-looking ids, which tells nothing of time.
    Whoever breaks off closes this: an open cursor keeps the session from writing.
    """
    told = {
        one.id: (one.code, one.name, _form_names(one.forms), one.municipality)
        for one in organizations.everything(session)
    }
    query = (
        select(
            Response.organization_id,
            Response.id,
            Response.channel,
            type_coerce(Response.day, AS_IT_COMES),
            Response.questionnaire,
            Response.status,
            cast(Response.answers, Text),
        )
        .where(*conditions(selection))
        .order_by(*Response.__table__.primary_key)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    days: dict[Any, date] = {}  # of many responses each
    assessment = selection.assessment_id
    with session.execute(query) as found:
        for organization_id, id_, channel, told_day, questionnaire, status, text in found:
            day = days.get(told_day) or days.setdefault(told_day, _day(told_day))
            answers = read_json(text)
            yield ResponseRow(id_, assessment, *told[organization_id], channel, day, questionnaire, status, answers)


def _day(told: Any) -> date:
    return told if isinstance(told, date) else date.fromisoformat(told)


def _form_names(forms: Iterable[OrganizationForm]) -> str:
    return ", ".join(FORM_NAMES[Form(one.form)] for one in forms)
