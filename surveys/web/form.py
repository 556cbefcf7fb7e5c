"""The form that a definition makes: one field a question, checked by the questionnaire's own rules."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, StringField
from wtforms.validators import ValidationError

from surveys.domain import answers
from surveys.domain.messages import Message
from surveys.domain.questionnaire import Question, Questionnaire
from surveys.web.ticket import TicketCSRF


class QuestionnaireForm(FlaskForm):
    """What every questionnaire's form has besides its questions."""

    class Meta:
        csrf = True
        csrf_class = TicketCSRF
        csrf_field_name = "ticket"

    asked = StringField()
    website = StringField()  # the honeypot: no person sees it
    altcha = StringField()

    def entered(self, questionnaire: Questionnaire) -> dict[str, str]:
        """What was entered, by question id, as it was entered."""
        return {question.id: self[question.id].data or "" for question in questionnaire.questions}


class Refused(ValidationError):
    """An entry that cannot be taken, in the reader's language."""


def _rule(question: Question) -> Any:
    def check(_form: Form, field: Field) -> None:
        reason: Message | None = answers.refused(question, field.data or "")
        if reason is not None:
            raise Refused(gettext(reason.text, **reason.values))

    return check


_made: dict[str, tuple[Questionnaire, type[QuestionnaireForm]]] = {}


def _form_class(questionnaire: Questionnaire) -> type[QuestionnaireForm]:
    known, form_class = _made.get(questionnaire.key, (None, QuestionnaireForm))
    if known is not questionnaire:
        fields = {question.id: StringField(validators=[_rule(question)]) for question in questionnaire.questions}
        form_class = type(f"Form_{questionnaire.key}", (QuestionnaireForm,), fields)
        _made[questionnaire.key] = (questionnaire, form_class)
    return form_class


def bind(questionnaire: Questionnaire, data: MultiDict[str, str], organization_id: int, now: datetime) -> Any:
    """The form of this questionnaire, filled with what was sent for an organization."""
    return _form_class(questionnaire)(formdata=data, meta={"csrf_context": (organization_id, now)})
