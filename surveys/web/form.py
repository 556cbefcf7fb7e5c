"""The form that a definition makes: its questions in one field, checked by the questionnaire's own rules."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from surveys.domain import answers
from surveys.domain.questionnaire import Questionnaire
from surveys.web.ticket import Ticket, TicketCSRF


class QuestionsField(Field):
    """The questions of a definition. `data` is what was entered, `refusals` why it cannot be taken, by question id.

    One field, because WTForms takes longer to make twenty than everything else takes that is done with them.
    """

    def __init__(self, definition: Questionnaire, offered: Mapping[str, Collection[str]], **given: Any) -> None:
        super().__init__(**given)
        self.definition = definition
        self.offered = offered
        self.refusals: dict[str, str] = {}

    def process(self, formdata: MultiDict[str, str], *_given: object, **_more: object) -> None:
        """Take what was entered from the form that came in."""
        self.data: dict[str, str] = {q.id: formdata.get(q.id) or "" for q in self.definition.questions}

    def validate(self, form: Form, extra_validators: object = ()) -> bool:  # noqa: ARG002
        """Check each entry by its question's rule."""
        for question in self.definition.questions:
            entered = self.data[question.id]
            if entered in self.offered[question.id]:
                continue
            reason = answers.refused(question, entered)
            if reason is not None:
                self.refusals[question.id] = gettext(reason.text, **reason.values)
        return not self.refusals


class QuestionnaireForm(FlaskForm):
    """What every questionnaire's form has; `questions` is made from the definition."""

    class Meta:
        csrf = True
        csrf_class = TicketCSRF
        csrf_field_name = "ticket"

        def get_translations(self, form: Form) -> None:
            """None of WTForms' own: every message is ours, and reading its catalogue takes longer than the rest."""

    sent: MultiDict[str, str]

    def hidden(self, name: str) -> str:
        """What came in a field that asks nothing: `asked`, `altcha`, or `website`, the honeypot, which nobody sees."""
        return self.sent.get(name) or ""

    @property
    def signed(self) -> Ticket | None:
        """The ticket that came with the form, expired or not; None if it is forged or another organization's."""
        csrf: TicketCSRF = self._csrf
        return csrf.signed


_made: dict[str, tuple[Questionnaire, type[QuestionnaireForm]]] = {}


def _form_class(questionnaire: Questionnaire) -> type[QuestionnaireForm]:
    known, form_class = _made.get(questionnaire.key, (None, QuestionnaireForm))
    if known is not questionnaire:
        offered = {question.id: {"", *question.values} for question in questionnaire.questions}
        questions = QuestionsField(questionnaire, offered)
        form_class = type(f"Form_{questionnaire.key}", (QuestionnaireForm,), {"questions": questions})
        _made[questionnaire.key] = (questionnaire, form_class)
    return form_class


def bind(questionnaire: Questionnaire, data: MultiDict[str, str], organization_id: int, now: datetime) -> Any:
    """The form of this questionnaire, filled with what was sent for an organization."""
    form = _form_class(questionnaire)(formdata=data, meta={"csrf_context": (organization_id, now)})
    form.sent = data
    return form
